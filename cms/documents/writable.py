"""What no file can hold, found before anything is written."""

from __future__ import annotations

from cms.errors import DocumentError
from cms.syntax import Value

__all__ = ["check_writable"]

MAX_DEPTH = 100
MAX_INTEGER = 10**4000  # readers, ours too, take longer ones for text


def check_writable(value: Value, path: tuple[str | int, ...] = ()) -> None:
    """Raises DocumentError, naming the value, for half a surrogate pair, 100 levels, or what is no plain value."""
    if len(path) > MAX_DEPTH:
        raise DocumentError(f"Values are nested more than {MAX_DEPTH} levels deep.")
    if isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str):
                raise _cannot(path, "has a name that is not a text")
            _check_text(key, path)
            check_writable(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            check_writable(item, (*path, place))
    elif isinstance(value, str):
        _check_text(value, path)
    elif isinstance(value, int):
        if abs(value) >= MAX_INTEGER:
            raise _cannot(path, "has more than 4,000 digits")
    elif not (value is None or isinstance(value, float)):
        raise _cannot(path, "is neither text, number, list, mapping, yes or no")


def _check_text(text: str, path: tuple[str | int, ...]) -> None:
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        words = "holds half of a character (a lone surrogate), which UTF-8 cannot store"
        raise _cannot(path, words) from problem


def _cannot(path: tuple[str | int, ...], words: str) -> DocumentError:
    name = ".".join(map(str, path)) or "The file"
    return DocumentError(f"`{name}` {words}. Correct it and save again.")
