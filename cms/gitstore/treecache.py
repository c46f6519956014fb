"""The trees that were used last: the next edit is likely to be in the same folders."""

from __future__ import annotations

from functools import lru_cache

from cms.errors import StoreError
from cms.gitstore.children import ObjectReader
from cms.gitstore.kept import Kept
from cms.gitstore.treemarks import Tree, marked
from cms.gitstore.trees import DAMAGED, Find, Found, find_entry

__all__ = ["TreeReader"]

LIMIT = 16 << 20  # bytes
NEAR = 1 << 16  # bytes by which two trees may differ in size, one being an edit of the other
FOUND = 4096  # places of names in trees: to find one takes time in a wide folder, and one save asks often


class TreeReader:
    """Reads trees, and keeps some. Safe for threads. A damaged tree raises StoreError."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._kept = Kept[Tree](LIMIT, LIMIT // 2)
        self.find: Find = lru_cache(maxsize=FOUND)(self._find)
        """The entry of a name in the tree of an id, both of which never change. Raises NotFound, StoreError."""

    def read(self, oid: str) -> Tree:
        """The tree of an id. Raises NotFound, StoreError."""
        return self._kept.get(oid) or self.keep(oid, self._reader.get(oid).data)

    def keep(self, oid: str, data: bytes) -> Tree:
        """Remembers a tree that was just read or written, unless it is very large. Raises StoreError."""
        tree = self._kept.get(oid)
        if tree is None:
            try:
                tree = marked(data, self._like(len(data)))
            except ValueError as error:
                raise StoreError(DAMAGED, code="unreadable") from error
            self._kept.put(oid, tree, len(data))
        return tree

    def _like(self, size: int) -> Tree | None:
        """What a tree of so many bytes may be an edit of, if it is so wide that this is worth a look."""
        if size <= NEAR:
            return None
        return next((tree for tree in self._kept.latest() if abs(len(tree.data) - size) <= NEAR), None)

    def _find(self, oid: str, name: bytes) -> Found | None:
        return find_entry(self.read(oid), name)
