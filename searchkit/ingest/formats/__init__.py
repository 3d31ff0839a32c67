"""The readers, one module per format. :mod:`searchkit.ingest.registry` chooses the reader of a file."""
