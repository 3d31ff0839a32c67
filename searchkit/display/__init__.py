"""How results look on a terminal, for the command line and the shell."""
