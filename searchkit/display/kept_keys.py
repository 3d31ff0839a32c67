"""Keys that are typed while nothing reads them. The terminal keeps them until they are read, and shows none."""

from __future__ import annotations

import sys

from searchkit.base.light_contextlib import contextmanager
from searchkit.base.typing_names import TYPE_CHECKING, Any, Iterator

if TYPE_CHECKING:
    from types import TracebackType

_blocks: list[KeptKeys] = []


class KeptKeys:
    """A block in which the terminal shows no keys and acts on none but Ctrl-C and Ctrl-Z.

    Else it would write what is typed ahead into an answer, and Ctrl-D and Ctrl-U would never reach the prompt.
    """

    def __init__(self) -> None:
        self._before: list[Any] | None = None

    def __enter__(self) -> KeptKeys:
        self._keep()
        _blocks.append(self)
        return self

    def _keep(self) -> None:
        try:
            import termios
        except ImportError:  # Windows shows no keys before they are read
            return
        try:
            before = termios.tcgetattr(sys.stdin)
            quiet = list(before)
            # As they will be read: one by one, and Enter as the key that it is.
            quiet[0] &= ~termios.ICRNL
            quiet[3] &= ~(termios.ECHO | termios.ICANON)
            termios.tcsetattr(sys.stdin, termios.TCSANOW, quiet)
        except (termios.error, OSError, ValueError):  # no terminal
            return
        self._before = before

    def _release(self) -> None:
        before, self._before = self._before, None
        if before is not None:
            import termios

            try:
                termios.tcsetattr(sys.stdin, termios.TCSANOW, before)
            except (termios.error, OSError):  # it is gone
                return

    @contextmanager
    def released(self) -> Iterator[None]:
        """A block in which the terminal is as it was before. What was typed stays to be read."""
        self._release()
        try:
            yield
        finally:
            self._keep()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _blocks.remove(self)
        self._release()


@contextmanager
def keys_released() -> Iterator[None]:
    """A block for a program that takes the terminal, such as a pager: it finds it as it was before keys were kept."""
    if not _blocks:
        yield
        return
    with _blocks[-1].released():
        yield
