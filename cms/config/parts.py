"""The values of a configuration file, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from cms.config.model import Position
from cms.syntax import Value

__all__ = ["Entry", "Mapping", "Part", "Scalar", "Sequence", "plain"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """One plain value; `text` is how the file spells it, without quotes."""

    value: Value
    text: str
    position: Position


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Part, ...]
    position: Position


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of a key, and the place of the key."""

    part: Part
    position: Position


@dataclass(frozen=True, slots=True)
class Mapping:
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
