"""``python -m searchkit`` is the command ``searchkit``."""

import os
import sys


def command() -> int:
    """Run the command; returns the exit code. Ctrl-C is no error, even while modules are loaded."""
    try:
        from searchkit.cli.main import main

        code = main()
        _leave_at_once(code)
        return code
    except KeyboardInterrupt:
        return 130


def _leave_at_once(code: int) -> None:
    """End the process, unless something waits for its end. Python would take every object down one by one."""
    # What wants to be called at the end has loaded the one, threads that are waited for the other.
    if not {"atexit", "threading"} & sys.modules.keys():
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except OSError:
                return  # Python complains, as it does of all that could not be written
        os._exit(code)


if __name__ == "__main__":
    sys.exit(command())
