"""How well extraction reads: precision and recall against gold data, one module a question."""
