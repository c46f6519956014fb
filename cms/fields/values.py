"""Small truths about values: what is empty, how a scalar reads as text, where a new key goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from cms.config import ABSENT, Absent
from cms.fields.forms import carries
from cms.syntax import Value

__all__ = ["Held", "is_empty", "is_scalar", "placed", "scalar_text", "shows_as_line", "shows_as_text"]

Held: TypeAlias = "Value | Absent"


def is_empty(value: Held) -> bool:
    """Nothing in the sense of `required`: absent, null, `''`, `[]` or `{}`. `0` and `false` are something."""
    return value is None or isinstance(value, Absent) or value == "" or value == [] or value == {}


def is_scalar(value: Held) -> bool:
    """Whether the value is no list and no map (null and absent count)."""
    return not isinstance(value, list | dict)


def scalar_text(value: Held) -> str:
    """A scalar as a person types it; nothing for null and absent."""
    if value is None or isinstance(value, Absent):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float_text(value)
    return str(value)


def shows_as_text(value: Held) -> bool:
    """Whether a text control can show the value and give it back."""
    return is_scalar(value) and (not isinstance(value, str) or carries(value))


def shows_as_line(value: Held) -> bool:
    """Whether an input of one line can show the value and give it back: browsers drop line ends there."""
    return shows_as_text(value) and not (isinstance(value, str) and ("\n" in value or "\r" in value))


def placed(values: Mapping[str, Value], changes: Mapping[str, Held], order: Iterable[str]) -> dict[str, Value]:
    """The values with some keys set or (ABSENT) removed. A new key goes after its nearest neighbour in `order`."""
    result = {key: value for key, value in values.items() if changes.get(key, value) is not ABSENT}
    fresh = [key for key in changes if key not in values and changes[key] is not ABSENT]
    for key, value in changes.items():
        if key in result and not isinstance(value, Absent):
            result[key] = value
    if not fresh:
        return result
    return _inserted(result, {key: changes[key] for key in fresh}, list(order))


def _inserted(values: dict[str, Value], fresh: Mapping[str, Held], order: list[str]) -> dict[str, Value]:
    present = set(values)
    after: dict[str | None, list[str]] = {}
    anchor: str | None = None
    for key in order:
        if key in fresh:
            after.setdefault(anchor, []).append(key)
        elif key in present:
            anchor = key
    result: dict[str, Value] = {}
    _take(result, fresh, after.get(None, ()))
    for key, value in values.items():
        result[key] = value
        _take(result, fresh, after.get(key, ()))
    _take(result, fresh, [key for key in fresh if key not in result])
    return result


def _take(result: dict[str, Value], fresh: Mapping[str, Held], keys: Iterable[str]) -> None:
    for key in keys:
        value = fresh[key]
        if not isinstance(value, Absent):
            result[key] = value


def _float_text(value: float) -> str:
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    return repr(value)
