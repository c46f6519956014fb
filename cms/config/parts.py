"""The values of a configuration file, each with its place."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct

from cms.config.model import Position
from cms.syntax import Value

__all__ = ["Entry", "Mapping", "Part", "Scalar", "Sequence", "plain"]


class Scalar(Struct, frozen=True):
    """One plain value; `text` is how the file spells it, without quotes."""

    value: Value
    text: str
    position: Position


class Sequence(Struct, frozen=True):
    """A list."""

    items: tuple[Part, ...]
    position: Position


class Entry(Struct, frozen=True):
    """The value of a key, and the place of the key."""

    part: Part
    position: Position


class Mapping(Struct, frozen=True):
    """Names with values, in the order of the file; merged ones last."""

    entries: dict[str, Entry]
    position: Position


Part: TypeAlias = Scalar | Sequence | Mapping


def plain(part: Part) -> Value:
    """The value without its places."""
    if isinstance(part, Mapping):
        return {name: plain(entry.part) for name, entry in part.entries.items()}
    if isinstance(part, Sequence):
        return [plain(item) for item in part.items]
    return part.value
