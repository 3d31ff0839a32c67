"""Files to Articles: walks folders, recognises formats, has one reader per format, and reports what failed.

The entry points are :func:`searchkit.ingest.walk.walk` (paths to files) and :func:`searchkit.ingest.reading.read_file`
(a file to its articles). Bad input never raises. It becomes a :class:`searchkit.base.problem.Problem`.
"""
