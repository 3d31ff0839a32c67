"""The query language: text -> an immutable query tree with source spans, its echo, and its form as whoosh.query."""
