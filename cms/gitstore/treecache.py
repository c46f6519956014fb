"""The trees that were used last: the next edit is likely to be in the same folders."""

from __future__ import annotations

import threading
from collections import OrderedDict
from functools import lru_cache

from cms.gitstore.children import ObjectReader
from cms.gitstore.trees import Find, Found, find_entry

__all__ = ["TreeReader"]

LIMIT = 16 << 20  # bytes
FOUND = 4096  # places of names in trees: to find one takes time in a wide folder, and one save asks often


class TreeReader:
    """Reads trees, and keeps some. Safe for threads."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0
        self.find: Find = lru_cache(maxsize=FOUND)(self._find)
        """The entry of a name in the tree of an id, both of which never change. Raises NotFound, ValueError."""

    def read(self, oid: str) -> bytes:
        """The raw tree. Raises NotFound."""
        with self._lock:
            if oid in self._kept:
                self._kept.move_to_end(oid)
                return self._kept[oid]
        data = self._reader.get(oid).data
        self.keep(oid, data)
        return data

    def keeps(self, size: int) -> bool:
        """Whether a tree of so many bytes is remembered at all."""
        return size <= LIMIT // 2

    def _find(self, oid: str, name: bytes) -> Found | None:
        return find_entry(self.read(oid), name)

    def keep(self, oid: str, data: bytes) -> None:
        """Remembers a tree that was just written."""
        with self._lock:
            if oid not in self._kept and self.keeps(len(data)):
                self._kept[oid] = data
                self._size += len(data)
            while self._size > LIMIT:
                self._size -= len(self._kept.popitem(last=False)[1])
