"""What a search gives: hits with snippets, facets, a timeline."""
