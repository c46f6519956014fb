"""What differs between two trees, found by reading only the folders that differ, and in those only what differs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from cms.gitstore.treemarks import Tree, common_ends, marked
from cms.gitstore.trees import TREES, Parts

__all__ = ["EMPTY", "Difference", "Item", "differences", "differing_entries"]

_ENTRY = re.compile(rb"([0-7]+) ([^\0]+)\0(.{20})", re.DOTALL)
EMPTY = marked(b"")

Item = tuple[bytes, bytes]  # mode, binary id


class Difference(Struct, frozen=True):
    """A file, link or submodule that is another one, or on one side only."""

    parts: Parts
    old: Item | None
    new: Item | None


def differences(read: Callable[[str], Tree], old: str | None, new: str | None, at: Parts = ()) -> Iterator[Difference]:
    """What differs between two trees, by their ids (None: an empty one), and below them; without renames.

    Raises what `read` raises, and ValueError for a damaged tree.
    """
    for name, before, after in differing_entries(read(old) if old else EMPTY, read(new) if new else EMPTY):
        parts = (*at, name)
        folders = _folder(before), _folder(after)
        if any(folders):
            yield from differences(read, *folders, parts)
        leaves = None if folders[0] else before, None if folders[1] else after
        if leaves[0] != leaves[1]:
            yield Difference(parts, *leaves)


def differing_entries(old: Tree, new: Tree) -> Iterator[tuple[bytes, Item | None, Item | None]]:
    """The names by which two trees do not have the same entry, sorted, and both entries. Raises ValueError."""
    before, after = _parts_that_differ(old, new)
    for name in sorted(before.keys() | after.keys()):
        if before.get(name) != after.get(name):
            yield name, before.get(name), after.get(name)


def _folder(item: Item | None) -> str | None:
    return item[1].hex() if item is not None and item[0] in TREES else None


def _parts_that_differ(old: Tree, new: Tree) -> tuple[dict[bytes, Item], dict[bytes, Item]]:
    """The entries of both trees between what they have in common at their start and at their end."""
    start, same = common_ends(old.data, new.data)
    if start == len(old.data) == len(new.data):
        return {}, {}
    start = old.entry_at(start)  # the same in both: nothing before it differs
    end = old.entry_from(len(old.data) - same)
    moved = len(new.data) - len(old.data)
    try:
        return _read(old.data, start, end), _read(new.data, start, end + moved)
    except ValueError:  # in the new one no entry begins there: what is alike at the end is so by chance
        return _read(old.data, start, len(old.data)), _read(new.data, start, len(new.data))


def _read(data: bytes, start: int, end: int) -> dict[bytes, Item]:
    found = _ENTRY.findall(data, start, end)
    if sum(len(mode) + len(name) + 22 for mode, name, _ in found) != end - start:
        raise ValueError("not a tree")
    return {name: (mode, oid) for mode, name, oid in found}
