"""Joining two people's edits of one entry, field by field.

Three-way on values: what only one side changed is taken; what both changed alike is taken; texts are joined by lines,
mappings by key, lists by item. Only what two people changed differently is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from cms.config import ABSENT, Absent, Field
from cms.documents import merge_text
from cms.entries.listmerge import Stretch, doubled, stretches
from cms.fields import field_at, set_at
from cms.syntax import Value, same

__all__ = ["FieldConflict", "Joined", "Merge", "merge_values", "resolve_conflicts"]

Held: TypeAlias = "Value | Absent"
Path: TypeAlias = "tuple[str | int, ...]"
_TEXTS = ("text", "markdown", "code")


class FieldConflict(Struct, frozen=True):
    """One field that two people changed differently. ABSENT where a side has no such key.

    `path` leads to it in the merged values; `label` is in words, as in `Links 2 › Address`.
    """

    path: Path
    label: str
    base: Held
    ours: Held
    theirs: Held

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(map(str, self.path))


class Joined(Struct, frozen=True):
    """One field that was joined by itself: taken from `ours` or `theirs`, or put together from `both`."""

    path: Path
    label: str
    whose: Literal["ours", "theirs", "both"]


class Merge(Struct, frozen=True):
    """`values` are joined; a conflict stands in them as ours."""

    values: dict[str, Value]
    conflicts: tuple[FieldConflict, ...] = ()
    joined: tuple[Joined, ...] = ()


def merge_values(
    fields: Sequence[Field],
    base: Mapping[str, Value],
    ours: Mapping[str, Value],
    theirs: Mapping[str, Value],
) -> Merge:
    """Join the values typed (`ours`) with those that the entry has got meanwhile (`theirs`); both grew from `base`."""
    work = _Work(tuple(fields))
    values = work.mapping(base, ours, theirs, ())
    return Merge(values, tuple(work.conflicts), tuple(work.joined))


def resolve_conflicts(merge: Merge, choices: Mapping[str, str], own: Mapping[str, str]) -> Merge:
    """Settle conflicts by a person's choices: dotted path → `ours`, `theirs`, `both` or `own`.

    `both` puts theirs before ours and is for texts; for `own` the text is taken from `own`. A conflict without a choice
    that fits stays.
    """
    values, left = merge.values, []
    for conflict in merge.conflicts:
        chosen = _chosen(conflict, choices.get(conflict.name, ""), own.get(conflict.name))
        if chosen is None:
            left.append(conflict)
        else:
            values = set_at(values, conflict.path, chosen[0])
    return replace(merge, values=values, conflicts=tuple(left))


def _chosen(conflict: FieldConflict, choice: str, own: str | None) -> tuple[Held] | None:
    if choice == "ours":
        return (conflict.ours,)
    if choice == "theirs":
        return (conflict.theirs,)
    ours, theirs = conflict.ours, conflict.theirs
    if choice == "own" and own is not None and (isinstance(ours, str) or isinstance(theirs, str)):
        return (own.replace("\r\n", "\n"),)
    if choice == "both" and isinstance(ours, str) and isinstance(theirs, str):
        return (f"{theirs.rstrip()}\n\n{ours.lstrip()}" if "\n" in theirs + ours else f"{theirs} {ours}",)
    return None


class _Work(Struct):
    fields: tuple[Field, ...]
    conflicts: list[FieldConflict] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)

    def mapping(
        self, base: Mapping[str, Value], ours: Mapping[str, Value], theirs: Mapping[str, Value], path: Path
    ) -> dict[str, Value]:
        """Key by key, in the order that the entry has now; keys that only ours has come last."""
        found: dict[str, Value] = {}
        for key in dict.fromkeys((*theirs, *ours)):
            value = self.value(base.get(key, ABSENT), ours.get(key, ABSENT), theirs.get(key, ABSENT), (*path, key))
            if not isinstance(value, Absent):
                found[key] = value
        return found

    def value(self, base: Held, ours: Held, theirs: Held, path: Path) -> Held:
        if _equal(ours, theirs):
            return theirs
        if _equal(ours, base):
            self._say(path, "theirs")
            return theirs
        if _equal(theirs, base):
            self._say(path, "ours")
            return ours
        return self._both(base, ours, theirs, path)

    def _both(self, base: Held, ours: Held, theirs: Held, path: Path) -> Held:
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.mapping(base if isinstance(base, dict) else {}, ours, theirs, path)
        if isinstance(base, list) and isinstance(ours, list) and isinstance(theirs, list):
            return self._list(base, ours, theirs, path)
        if type(base) is str and type(ours) is str and type(theirs) is str and self._is_text(base, path):
            merged = merge_text(base, ours, theirs)
            if merged.text is not None:
                self._say(path, "both")
                return merged.text
        return self._conflict(base, ours, theirs, path)

    def _list(self, base: list[Value], ours: list[Value], theirs: list[Value], path: Path) -> Held:
        """Item by item; the list as a whole is the conflict when its items cannot be told apart."""
        inner = _Work(self.fields)
        merged: list[Value] = []
        for stretch in stretches(base, ours, theirs) or [Stretch(base, ours, theirs, None)]:
            items = stretch.settled if stretch.settled is not None else inner.items(stretch, (*path, len(merged)))
            if items is None:
                return self._conflict(base, ours, theirs, path)
            merged += items
        if doubled(merged, base, ours, theirs):
            return self._conflict(base, ours, theirs, path)
        self.conflicts += inner.conflicts
        self._say(path, "both")
        return merged

    def items(self, stretch: Stretch, first: Path) -> list[Value] | None:
        """Items that both sides edited in place, joined one by one; None if some were added, removed or replaced."""
        if not len(stretch.base) == len(stretch.ours) == len(stretch.theirs):
            return None
        found: list[Value] = []
        for base, ours, theirs in zip(stretch.base, stretch.ours, stretch.theirs, strict=True):
            if not (_edited(base, ours) and _edited(base, theirs)):
                return None
            value = self.value(base, ours, theirs, (*first[:-1], int(first[-1]) + len(found)))
            found.append(None if isinstance(value, Absent) else value)
        return found

    def _conflict(self, base: Held, ours: Held, theirs: Held, path: Path) -> Held:
        self.conflicts.append(FieldConflict(path, self._label(path), base, ours, theirs))
        return ours

    def _say(self, path: Path, whose: Literal["ours", "theirs", "both"]) -> None:
        self.joined.append(Joined(path, self._label(path), whose))

    def _is_text(self, base: str, path: Path) -> bool:
        known = field_at(self.fields, path)
        return (known is not None and known.widget in _TEXTS) or "\n" in base

    def _label(self, path: Path) -> str:
        """The labels on the way to the field, items counted from 1."""
        words: list[str] = []
        for size in range(1, len(path) + 1):
            part = path[size - 1]
            if isinstance(part, int) and words:
                words[-1] += f" {part + 1}"
            else:
                known = field_at(self.fields, path[:size])
                words.append(known.label if known is not None else str(part))
        return " › ".join(words)


def _edited(base: Value, now: Value) -> bool:
    """Whether `now` is the same item with some of its values changed, and not another item."""
    if not isinstance(base, dict) or not isinstance(now, dict):
        return False
    return len(base) <= 1 or any(key in now and same(base[key], now[key]) for key in base)


def _equal(first: Held, second: Held) -> bool:
    if isinstance(first, Absent) or isinstance(second, Absent):
        return first is second
    return same(first, second)
