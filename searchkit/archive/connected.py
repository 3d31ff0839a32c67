"""Groups that are found to be connected: a union-find over numbers."""

from __future__ import annotations


class Connected:
    """Numbers and which of them are connected. A number of which nothing was said is connected with nothing else."""

    def __init__(self) -> None:
        self._above: dict[int, int] = {}

    def root(self, number: int) -> int:
        """The one number that stands for all that are connected with ``number``."""
        root = number
        while (above := self._above.get(root, root)) != root:
            root = above
        while (above := self._above.get(number, number)) != root:
            self._above[number], number = root, above
        return root

    def join(self, a: int, b: int) -> None:
        """Connect two numbers. The root of the first stands for both."""
        a, b = self.root(a), self.root(b)
        self._above[a] = self._above[b] = a

    def groups(self) -> dict[int, set[int]]:
        """The numbers that were joined, if only with themselves, by their roots."""
        found: dict[int, set[int]] = {}
        for number in list(self._above):
            found.setdefault(self.root(number), set()).add(number)
        return found
