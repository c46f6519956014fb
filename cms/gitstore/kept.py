"""What was read last, up to a number of bytes. Objects never change, so nothing here is ever outdated."""

from __future__ import annotations

import threading
from collections import OrderedDict
from typing import Generic, TypeVar

__all__ = ["Kept"]

T = TypeVar("T")


class Kept(Generic[T]):
    """Values by object id, those used last; `limit` and `largest` in bytes. Safe for threads."""

    def __init__(self, limit: int, largest: int) -> None:
        self._limit = limit
        self._largest = largest
        self._lock = threading.Lock()
        self._values: OrderedDict[str, tuple[T, int]] = OrderedDict()
        self._size = 0

    def get(self, oid: str) -> T | None:
        """The value, if it is remembered."""
        with self._lock:
            if oid not in self._values:
                return None
            self._values.move_to_end(oid)
            return self._values[oid][0]

    def put(self, oid: str, value: T, size: int) -> None:
        """Remember a value; others that were not used for long are forgotten for it."""
        if size > self._largest:
            return
        with self._lock:
            if oid not in self._values:
                self._values[oid] = (value, size)
                self._size += size
            while self._size > self._limit:
                self._size -= self._values.popitem(last=False)[1][1]

    def latest(self) -> list[T]:
        """All that is remembered, what was used last first."""
        with self._lock:
            return [value for value, _ in reversed(self._values.values())]
