"""Commits that only moved files and folders: a few names tell and take back whatever moved along."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from msgspec import Struct, field

from cms.gitstore.treediff import EMPTY, Item, differing_entries
from cms.gitstore.treemarks import Tree
from cms.gitstore.trees import TREES, Parts

__all__ = ["Moved", "moves_between"]

Read = Callable[[str], Tree]
MOST_READ = 10_000  # trees


class Moved(Struct, frozen=True):
    """What stood at `old` and stands at `new`: a file or a whole folder, `oid` of both."""

    old: Parts
    new: Parts
    oid: str


def moves_between(read: Read, old: str, new: str) -> tuple[Moved, ...] | None:
    """What was moved between two trees, if that is all that differs; None if something else does too."""
    comparing = _Comparing(read)
    try:
        comparing.compare(old, new, ())
        return comparing.paired()
    except (_OtherChange, ValueError):
        return None


class _OtherChange(Exception):
    pass


class _Comparing(Struct):
    read: Read
    gone: dict[Parts, Item] = field(default_factory=dict)
    come: dict[Parts, Item] = field(default_factory=dict)
    trees: int = 0

    def compare(self, old: str, new: str, at: Parts) -> None:
        for name, left, right in differing_entries(self._tree(old), self._tree(new)):
            path = (*at, name)
            if left is not None and right is not None:
                if not (left[0] in TREES and right[0] in TREES):
                    raise _OtherChange
                self.compare(left[1].hex(), right[1].hex(), path)
            elif left is not None:
                self.gone[path] = left
            elif right is not None:
                self.come[path] = right

    def paired(self) -> tuple[Moved, ...]:
        """What is gone and what has come in pairs; a folder that is no pair is taken apart."""
        found: list[Moved] = []
        while self.gone or self.come:
            gone = {entry: path for path, entry in self.gone.items()}
            come = {entry: path for path, entry in self.come.items()}
            if len(gone) < len(self.gone) or len(come) < len(self.come):  # the same thing twice: which went where?
                raise _OtherChange
            for entry in gone.keys() & come.keys():
                found.append(Moved(gone[entry], come[entry], entry[1].hex()))
                del self.gone[gone[entry]], self.come[come[entry]]
            self.gone, self.come = dict(self._apart(self.gone)), dict(self._apart(self.come))
        return tuple(found)

    def _apart(self, entries: dict[Parts, Item]) -> Iterator[tuple[Parts, Item]]:
        for path, (mode, oid) in entries.items():
            if mode not in TREES:
                raise _OtherChange
            for name, _, entry in differing_entries(EMPTY, self._tree(oid.hex())):
                if entry is not None:
                    yield (*path, name), entry

    def _tree(self, oid: str) -> Tree:
        self.trees += 1
        if self.trees > MOST_READ:
            raise _OtherChange
        return self.read(oid)
