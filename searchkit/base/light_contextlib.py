"""``contextmanager`` and ``suppress`` without loading ``contextlib``, which would load ``collections`` for them."""

from __future__ import annotations

from searchkit.base.light_functools import wraps
from searchkit.base.typing_names import TYPE_CHECKING

__all__ = ["contextmanager", "suppress"]

if TYPE_CHECKING:
    from contextlib import contextmanager, suppress
else:

    class suppress:  # noqa: N801  # it is called like contextlib's
        """A block that errors of these kinds leave without a trace."""

        def __init__(self, *kinds):
            self._kinds = kinds

        def __enter__(self):
            return None

        def __exit__(self, kind, error, trace):
            return kind is not None and issubclass(kind, self._kinds)

    class _Block:
        """What is done before and after a block, by a generator that yields once."""

        def __init__(self, steps):
            self._steps = steps

        def __enter__(self):
            return next(self._steps)

        def __exit__(self, kind, error, trace):
            if kind is None:
                for _ in self._steps:
                    raise RuntimeError("a block has one yield")
                return False
            try:
                self._steps.throw(error)
            except StopIteration as stop:
                return stop is not error
            except BaseException as raised:
                # Python turns a StopIteration that leaves a generator into another error.
                if raised is error or (isinstance(error, StopIteration) and raised.__cause__ is error):
                    error.__traceback__ = trace
                    return False
                raise
            raise RuntimeError("a block has one yield")

    def contextmanager(function):
        """Turn a generator function with one yield into a function that makes blocks."""

        @wraps(function)
        def block(*arguments, **options):
            return _Block(function(*arguments, **options))

        return block
