"""``dumps`` and ``loads`` without loading ``json``, which would load and compile regular expressions.

It has the same scanner and the same encoder, in C. What is no JSON is left to ``json``, which has the errors.
"""

from __future__ import annotations

from searchkit.base.typing_names import TYPE_CHECKING

__all__ = ["dumps", "loads"]

if TYPE_CHECKING:
    from json import dumps, loads
else:
    try:
        from _json import encode_basestring, encode_basestring_ascii, make_encoder, make_scanner
    except ImportError:  # another Python
        from json import dumps, loads
    else:

        class _Settings:
            strict = True
            object_hook = object_pairs_hook = None
            parse_float = float
            parse_int = int
            parse_constant = {"-Infinity": float("-inf"), "Infinity": float("inf"), "NaN": float("nan")}.__getitem__

        _scan = make_scanner(_Settings)

        def loads(text):
            """The value of a text, or of bytes in UTF-8. Raises json.JSONDecodeError, a ValueError."""
            try:
                given = (text.decode() if isinstance(text, bytes) else text).strip(" \t\n\r")
                value, end = _scan(given, 0)
                if end == len(given):
                    return value
            except (ValueError, StopIteration, AttributeError):
                pass
            import json

            return json.loads(text)

        def _refuse(value):
            raise TypeError(f"Object of type {type(value).__name__} is not JSON serializable")

        def dumps(value, *, ensure_ascii=True):
            """A value as text on one line."""
            encoded = encode_basestring_ascii if ensure_ascii else encode_basestring
            return "".join(make_encoder({}, _refuse, encoded, None, ": ", ", ", False, False, True)(value, 0))
