"""``rich.text.Text``, loaded when the first text is made. The shell reads keys before it draws anything with rich."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["Text"]

if TYPE_CHECKING:
    from rich.text import Text
else:

    class _LateText:
        """Stands for the class: it is called like it, and has its class methods. It is no type to compare with."""

        def __call__(self, *arguments: Any, **options: Any) -> Any:
            from rich.text import Text

            return Text(*arguments, **options)

        def __getattr__(self, name: str) -> Any:
            from rich.text import Text

            return getattr(Text, name)

    Text = _LateText()
