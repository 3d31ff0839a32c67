"""The query language: text to an immutable tree with source spans, its echo, and its form as whoosh.query."""
