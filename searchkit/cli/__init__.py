"""The command line: one module a verb, output formats apart from verbs."""
