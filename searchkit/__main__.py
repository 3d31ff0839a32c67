"""``python -m searchkit`` is the command ``searchkit``."""

import sys


def command() -> int:
    """Run the command; returns the exit code. Ctrl-C is no error, even while modules are loaded."""
    try:
        from searchkit.cli.main import main

        return main()
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(command())
