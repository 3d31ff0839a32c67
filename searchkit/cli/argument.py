"""One thing that a verb takes, as argparse is told of it."""

from __future__ import annotations

from searchkit.base.typing_names import Any


class Argument:
    """One option, or the words, with what argparse is told of it. At most one option of a ``group`` may be given."""

    def __init__(self, names: tuple[str, ...], how: dict[str, Any], group: int | None) -> None:
        self.names = names
        self.how = how
        self.group = group
        self.is_option = names[0].startswith("-")
        long = next((name for name in names if name.startswith("--")), names[0])
        self.place: str = how.get("dest") or long.lstrip("-").replace("-", "_")
        self.action: str = how.get("action", "store")

    def default(self) -> Any:
        """The value of what is not given."""
        given = self.how.get("default", False if self.action == "store_true" else None)
        return list(given) if self.action == "append" and given is not None else given

    def value(self, text: str) -> Any:
        """The value of a text. Raises ValueError for a wrong one."""
        value = self.how.get("type", str)(text)
        if value not in self.how.get("choices", (value,)):
            raise ValueError
        return value
