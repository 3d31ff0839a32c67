"""The command ends its process at once, unless something waits for the end."""

from __future__ import annotations

import subprocess
import sys

import pytest


def ended(before: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = f"import sys\n{before}\nfrom searchkit.__main__ import command\nsys.argv[1:] = {list(arguments)!r}\n"
    return subprocess.run([sys.executable, "-"], input=f"{program}sys.exit(command())", capture_output=True, text=True)


def test_output_and_exit_code_come_through() -> None:
    done = ended("sys.stderr.write('told')", "search", "--nonsense")
    assert done.returncode == 2 and done.stderr.startswith("told") and "--nonsense" in done.stderr
    done = ended("", "--help")
    assert done.returncode == 0 and done.stdout.endswith("143 ended by SIGTERM\n")


@pytest.mark.parametrize(
    "before",
    [
        "import atexit; atexit.register(print, 'called')",
        "import threading, time\n"
        "def wait():\n"
        "    threading.main_thread().join()\n"
        "    print('called')\n"
        "threading.Thread(target=wait).start()",
    ],
)
def test_what_waits_for_the_end_is_not_cut_off(before: str) -> None:
    done = ended(before, "--version")
    assert done.returncode == 0 and done.stdout.endswith("called\n"), done


def test_a_closed_output_is_no_second_error() -> None:
    done = ended("sys.stdout = None", "search", "--nonsense")
    assert done.returncode in (2, 70) and "Traceback" not in done.stderr
