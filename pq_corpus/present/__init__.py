"""What leaves the tool in a form that other programs read: feeds and calendars."""
