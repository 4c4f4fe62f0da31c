"""Where documents come from: polite HTTP, Parliament's services, and fetching that can be resumed."""
