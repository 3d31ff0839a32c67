"""Everything for Whoosh: its API over native segments, its schemas and its queries."""
