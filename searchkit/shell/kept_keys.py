"""Keys that are typed while the shell is loaded. The terminal keeps them until they are read, and shows none."""

from __future__ import annotations

import sys

from searchkit.base.typing_names import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import TracebackType


class KeptKeys:
    """A block in which the terminal shows no keys, until :meth:`release`. Ctrl-C interrupts, as always."""

    def __init__(self) -> None:
        self._before: list[Any] | None = None

    def __enter__(self) -> KeptKeys:
        try:
            import termios
        except ImportError:  # Windows shows no keys before they are read
            return self
        try:
            before = termios.tcgetattr(sys.stdin)
            quiet = list(before)
            # As they will be read: one by one, and Enter as the key that it is.
            quiet[0] &= ~termios.ICRNL
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
        except (termios.error, OSError, ValueError):  # no terminal
            return self
        self._before = before
        return self

    def release(self) -> None:
        """Let the terminal be as it was. What was typed stays to be read."""
        before, self._before = self._before, None
        if before is not None:
            import termios

            try:
                termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
            except (termios.error, OSError):  # it is gone
                return

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
