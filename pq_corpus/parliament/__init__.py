"""Parliament's own facts: the calendar and the people; no document is read here."""
