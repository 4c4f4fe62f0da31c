"""Finding questions: Dutch analysis, a query language, an index behind a small interface, and the answers it gives."""
