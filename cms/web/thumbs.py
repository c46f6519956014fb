"""Small pictures that were made lately, kept in memory: making one takes longer than everything else a list does."""

from __future__ import annotations

import threading
from collections import OrderedDict

from cms.actions import MediaContent

__all__ = ["Thumbs"]

MOST = 512  # pictures
LARGEST = 256 * 1024  # bytes; what is larger is no small picture and is not kept


class Thumbs:
    """The last small pictures by oid and width. Safe for many threads; nothing is made under the lock."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, MediaContent] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> MediaContent | None:
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, key: str, small: MediaContent) -> None:
        if len(small.data) > LARGEST:
            return
        with self._lock:
            self._kept[key] = small
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
