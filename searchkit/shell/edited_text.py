"""A text that the user changes in an editor of their own."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from contextlib import suppress

from searchkit.base.settings import chosen_value
from searchkit.display.kept_keys import keys_released
from searchkit.errors import UsageError


def editor_command() -> list[str]:
    """The words of the editor's command: what is set, else ``$VISUAL``, else ``$EDITOR``. Empty if there is none.

    Raises UsageError if it cannot be split into words.
    """
    command = chosen_value("editor") or os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        return shlex.split(command)
    except ValueError as error:
        raise UsageError(
            f"the command of the editor cannot be read: {error}", hint="check its quotation marks"
        ) from error


def edited(text: str) -> str:
    """What the user makes of a text, on one line. It is written to a file that nobody else can read.

    Raises UsageError if there is no editor, if it fails, or if it leaves something that is no text. If it changed the
    file then, the file is kept, and the error names it.
    """
    command = editor_command()
    if not command:
        raise UsageError("no editor is set", hint="set VISUAL or EDITOR, or editor in your config")
    before = text.encode("utf-8", "replace") + b"\n"
    descriptor, path = tempfile.mkstemp(prefix="searchkit-", suffix=".txt")
    kept = False
    try:
        with open(descriptor, "wb") as file:
            file.write(before)
        failed = _failure(command, path)
        try:
            with open(path, "rb") as file:
                after = file.read()
        except OSError as error:
            raise UsageError(f"the editor left no file: {error.strerror}", hint="the line is as it was") from error
        kept = after != before
        if failed:
            raise UsageError(failed, hint="the line is as it was" + (f"; what you wrote is in {path}" if kept else ""))
        try:
            result = after.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            hint = f"the line is as it was; what you wrote is in {path}"
            raise UsageError(f"byte {error.start + 1} of the text is no UTF-8", hint=hint) from error
        kept = False
        return " ".join(result.replace("\0", " ").split())
    finally:
        if not kept:
            with suppress(OSError):  # the editor may have moved it
                os.unlink(path)


def _failure(command: list[str], path: str) -> str:
    """Run the editor. What went wrong, if anything did."""
    try:
        with keys_released():
            code = subprocess.run([*command, path], check=False).returncode
    except (OSError, ValueError) as error:
        told = error.strerror if isinstance(error, OSError) else str(error)
        return f"{command[0]} cannot be run: {told}"
    if code:
        return f"{command[0]} ended with {code}" if code > 0 else f"{command[0]} was ended by signal {-code}"
    return ""
