"""Files to Articles: walking folders, telling formats apart, one reader a format, and what could not be read.

The doors are :func:`searchkit.ingest.walk.walk` (paths to files) and :func:`searchkit.ingest.reading.read_file` (a file
to its articles). Bad input is never an exception to the caller, always a :class:`searchkit.base.problem.Problem`.
"""
