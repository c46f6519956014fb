"""What a plain YAML scalar means: the YAML 1.2 core schema, with dates kept as they are spelt."""

from __future__ import annotations

import re
from typing import TypeAlias

__all__ = ["Timestamp", "Value", "core_tag", "core_value", "same"]

Value: TypeAlias = "bool | int | float | str | list[Value] | dict[str, Value] | None"

MAX_INTEGER_DIGITS = 4000  # int() refuses more than 4,300 digits; a longer number stays text


class Timestamp(str):
    """A date or time exactly as the file spells it, unquoted in YAML, native in TOML. Never normalised."""

    __slots__ = ()


_CORE = (
    ("null", re.compile(r"(?:~|null|Null|NULL|)\Z")),
    ("bool", re.compile(r"(?:true|True|TRUE|false|False|FALSE)\Z")),
    ("int", re.compile(r"(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)\Z")),
    (
        "float",
        re.compile(
            r"(?:[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\Z"
        ),
    ),
    (
        "timestamp",
        re.compile(
            r"[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?"
            r"(?:(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]*)?)?"
            r"[ \t]*(?:Z|[-+][0-9]{1,2}(?::?[0-9]{2})?)?)?\Z"
        ),
    ),
)
_FIRST = frozenset("-+.0123456789~nNtTfF")  # what all of them but text begin with


def core_tag(text: str) -> str:
    """`null`, `bool`, `int`, `float`, `timestamp` or `str`: what a plain scalar is in the YAML 1.2 core schema.

    `timestamp` is not in that schema; it marks a string that looks like a date, so that its spelling can be kept.
    """
    if text and text[0] not in _FIRST:
        return "str"
    for tag, pattern in _CORE:
        if pattern.match(text):
            return tag
    return "str"


def core_value(text: str) -> Value:
    """The value of a plain scalar. Dates stay text, as a Timestamp."""
    tag = core_tag(text)
    if tag == "null":
        return None
    if tag == "bool":
        return text.lower() == "true"
    if tag == "int":
        if len(text) > MAX_INTEGER_DIGITS:
            return text
        return int(text, 0) if text[:2] in ("0o", "0x") else int(text)
    if tag == "float":
        return float(text.lower().replace(".inf", "inf").replace(".nan", "nan"))
    return Timestamp(text) if tag == "timestamp" else text


def same(a: Value, b: Value) -> bool:
    """Equality that tells `1` from `true`, `1` from `1.0`, and a date from a quoted date; NaN equals itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, dict) and isinstance(b, dict):
        return a.keys() == b.keys() and all(same(a[key], b[key]) for key in a)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(map(same, a, b))
    return a == b or (a != a and b != b)
