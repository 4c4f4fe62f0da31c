"""Finding questions: Dutch analysis, a query language, and an index behind a small interface."""
