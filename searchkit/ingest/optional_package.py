"""Packages that only some formats need, and that not every installation has."""

from __future__ import annotations

from importlib import import_module
from types import ModuleType

from searchkit.base.problem import Unreadable

__all__ = ["optional_package"]


def optional_package(module: str, extra: str) -> ModuleType:
    """The module ``module``, which the extra ``extra`` of searchkit installs.

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
