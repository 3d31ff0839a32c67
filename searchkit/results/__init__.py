"""What a search returns: hits with snippets, facets, timelines."""
