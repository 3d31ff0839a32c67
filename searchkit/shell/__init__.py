"""The interactive search shell: lines in, results on a terminal."""
