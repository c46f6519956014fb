"""Joining two people's edits of one entry, field by field.

Three-way on values: what only one side changed is taken; what both changed alike is taken; texts are joined by lines,
mappings by key, lists by item. Only what two people changed differently is left to a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from cms.config import ABSENT, Absent, Field
from cms.documents import merge_text
from cms.fields import field_at, set_at
from cms.syntax import Value, same

__all__ = ["FieldConflict", "Joined", "Merge", "merge_values", "resolve_conflicts"]

Held: TypeAlias = "Value | Absent"
Path: TypeAlias = "tuple[str | int, ...]"


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """One field that two people changed differently. ABSENT where a side has no such key."""

    path: Path
    label: str
    base: Held
    ours: Held
    theirs: Held

    @property
    def name(self) -> str:
        """The dotted path."""
        return ".".join(map(str, self.path))


@dataclass(frozen=True, slots=True)
class Joined:
    """One field that was joined by itself: taken from `ours` or `theirs`, or put together from `both`."""

    path: Path
    label: str
    whose: Literal["ours", "theirs", "both"]


@dataclass(frozen=True, slots=True)
class Merge:
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
    values = work.mapping(dict(base), dict(ours), dict(theirs), ())
    return Merge(values, tuple(work.conflicts), tuple(work.joined))


def resolve_conflicts(merge: Merge, choices: Mapping[str, str], own: Mapping[str, str]) -> Merge:
    """Settle conflicts by a person's choices: dotted path → `ours`, `theirs`, `both` (texts) or `own` (text in `own`)."""
    values, left = merge.values, []
    for conflict in merge.conflicts:
        chosen = _chosen(conflict, choices.get(conflict.name, ""), own.get(conflict.name))
        if chosen is None:
            left.append(conflict)
        else:
            values = set_at(values, conflict.name, chosen[0])
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


@dataclass(slots=True)
class _Work:
    fields: tuple[Field, ...]
    conflicts: list[FieldConflict] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)

    def mapping(
        self, base: dict[str, Value], ours: dict[str, Value], theirs: dict[str, Value], path: Path
    ) -> dict[str, Value]:
        """Key by key, in the order that the entry has now; keys that only ours has come last."""
        found: dict[str, Value] = {}
        for key in [*theirs, *(key for key in ours if key not in theirs)]:
            value = self.value(base.get(key, ABSENT), ours.get(key, ABSENT), theirs.get(key, ABSENT), (*path, key))
            if not isinstance(value, Absent):
                found[key] = value
        return found

    def value(self, base: Held, ours: Held, theirs: Held, path: Path) -> Held:
        if _equal(ours, base):
            if not _equal(theirs, base):
                self._say(path, "theirs")
            return theirs
        if _equal(theirs, base):
            self._say(path, "ours")
            return ours
        if _equal(ours, theirs):
            return theirs
        return self._both(base, ours, theirs, path)

    def _both(self, base: Held, ours: Held, theirs: Held, path: Path) -> Held:
        if isinstance(ours, dict) and isinstance(theirs, dict):
            return self.mapping(base if isinstance(base, dict) else {}, ours, theirs, path)
        if isinstance(base, list) and isinstance(ours, list) and isinstance(theirs, list):
            return self._list(base, ours, theirs, path)
        if type(base) is str and type(ours) is str and type(theirs) is str:
            merged = merge_text(base, ours, theirs)
            if merged.text is not None and "\n" in base:
                self._say(path, "both")
                return merged.text
        return self._conflict(base, ours, theirs, path)

    def _list(self, base: list[Value], ours: list[Value], theirs: list[Value], path: Path) -> Held:
        if len(base) == len(ours) == len(theirs):
            inner = _Work(self.fields)
            items = [
                inner.value(b, o, t, (*path, place))
                for place, (b, o, t) in enumerate(zip(base, ours, theirs, strict=True))
            ]
            if not inner.conflicts or all(isinstance(item, dict) for item in base):
                self.conflicts += inner.conflicts
                self._say(path, "both")
                return [item for item in items if not isinstance(item, Absent)]
        known = {_line(item): item for item in (*base, *ours, *theirs)}
        merged = merge_text(_lines(base), _lines(ours), _lines(theirs))
        if merged.text is None:
            return self._conflict(base, ours, theirs, path)
        self._say(path, "both")
        return [known[line] for line in merged.text.splitlines()]

    def _conflict(self, base: Held, ours: Held, theirs: Held, path: Path) -> Held:
        self.conflicts.append(FieldConflict(path, self._label(path), base, ours, theirs))
        return ours

    def _say(self, path: Path, whose: Literal["ours", "theirs", "both"]) -> None:
        self.joined.append(Joined(path, self._label(path), whose))

    def _label(self, path: Path) -> str:
        found = field_at(self.fields, ".".join(map(str, path)))
        return found.label if found is not None else str(path[-1])


def _equal(first: Held, second: Held) -> bool:
    if isinstance(first, Absent) or isinstance(second, Absent):
        return first is second
    return same(first, second)


def _line(value: Value) -> str:
    return f"{type(value).__name__} {json.dumps(value, sort_keys=True, default=str)}"


def _lines(values: Sequence[Value]) -> str:
    return "".join(f"{_line(value)}\n" for value in values)
