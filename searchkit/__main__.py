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
    """End the process, unless something waits for its end. Python would take every object down, one by one."""
    if _is_awaited():
        return
    for stream in filter(None, (sys.stdout, sys.stderr)):  # a closed one is None
        try:
            stream.flush()
        except OSError:
            return  # Python complains, as it does of all that could not be written
    os._exit(code)


def _is_awaited() -> bool:
    """Whether there is another thread, or a function that is to be called at the end, or no way to know."""
    threading = sys.modules.get("threading")
    if threading is not None and threading.active_count() > 1:
        return True
    atexit = sys.modules.get("atexit")
    if atexit is None:
        return False
    count = getattr(atexit, "_ncallbacks", None)
    return count is None or count() > 0


if __name__ == "__main__":
    sys.exit(command())
