"""The trees that were used last: the next edit is likely to be in the same folders."""

from __future__ import annotations

from functools import lru_cache

from cms.gitstore.children import ObjectReader
from cms.gitstore.kept import Kept
from cms.gitstore.trees import Find, Found, find_entry

__all__ = ["TreeReader"]

LIMIT = 16 << 20  # bytes
FOUND = 4096  # places of names in trees: to find one takes time in a wide folder, and one save asks often


class TreeReader:
    """Reads trees, and keeps some. Safe for threads."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._kept = Kept[bytes](LIMIT, LIMIT // 2)
        self.find: Find = lru_cache(maxsize=FOUND)(self._find)
        """The entry of a name in the tree of an id, both of which never change. Raises NotFound, ValueError."""

    def read(self, oid: str) -> bytes:
        """The raw tree. Raises NotFound."""
        data = self._kept.get(oid)
        if data is None:
            data = self._reader.get(oid).data
            self.keep(oid, data)
        return data

    def keeps(self, size: int) -> bool:
        """Whether a tree of so many bytes is remembered at all."""
        return self._kept.keeps(size)

    def keep(self, oid: str, data: bytes) -> None:
        """Remembers a tree that was just written."""
        self._kept.put(oid, data, len(data))

    def _find(self, oid: str, name: bytes) -> Found | None:
        return find_entry(self.read(oid), name)
