"""All that speaks Whoosh: its API over native segments, and its schemas and queries."""
