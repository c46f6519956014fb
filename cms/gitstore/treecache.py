"""The trees that were used last: the next edit is likely to be in the same folders."""

from __future__ import annotations

import threading
from collections import OrderedDict

from cms.gitstore.children import ObjectReader

__all__ = ["TreeReader"]

LIMIT = 16 << 20  # bytes


class TreeReader:
    """Reads trees, and keeps some. Safe for threads."""

    def __init__(self, reader: ObjectReader) -> None:
        self._reader = reader
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._size = 0

    def read(self, oid: str) -> bytes:
        """The raw tree. Raises NotFound."""
        with self._lock:
            if oid in self._kept:
                self._kept.move_to_end(oid)
                return self._kept[oid]
        data = self._reader.get(oid).data
        self.keep(oid, data)
        return data

    def keep(self, oid: str, data: bytes) -> None:
        """Remembers a tree that was just written."""
        with self._lock:
            if oid not in self._kept and len(data) <= LIMIT // 2:
                self._kept[oid] = data
                self._size += len(data)
            while self._size > LIMIT:
                self._size -= len(self._kept.popitem(last=False)[1])
