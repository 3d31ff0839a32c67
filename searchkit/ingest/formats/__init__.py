"""The readers, one module a format; :mod:`searchkit.ingest.registry` knows which file goes to which."""
