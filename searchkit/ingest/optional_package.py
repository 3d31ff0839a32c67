"""Packages that only some formats need. Not every installation has them."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from searchkit.base.problem import Unreadable

__all__ = ["optional_package"]


def optional_package(module: str, extra: str) -> ModuleType:
    """The module ``module``, which searchkit's extra ``extra`` installs.

    Raises Unreadable (``extra_missing``) with the command that installs it.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise Unreadable(
            "extra_missing",
            f"reading this file needs the extra {extra!r}, which is not installed",
            hint=f"pip install 'searchkit-engine[{extra}]'",
        ) from error
