"""Keys that SQLite compares as a person would: numbers by size, texts without case and accents, digits as numbers."""

from __future__ import annotations

import re
import unicodedata

from cms.syntax import Value

__all__ = ["folded", "sort_key"]

_DIGITS = re.compile(r"\d+")


def folded(text: str) -> str:
    """Text for searching: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def sort_key(value: Value) -> tuple[int, float, str]:
    """Missing values last, truth values and numbers before texts; `Part 2` before `Part 10`."""
    if value is None or value == "" or isinstance(value, (dict, list)):
        return 2, 0.0, ""
    if isinstance(value, (bool, int, float)):
        return 0, float(value), ""
    return 1, 0.0, _DIGITS.sub(lambda match: match[0].zfill(12), folded(value))
