"""Files that take the place of others, without waiting until what those took of the disk is free again.

To free it costs as long as a sync or longer: on ext4 that tells the disk of it (`discard`) 1 ms for a ref and 3 for an
index of a megabyte, within rename(2). A second name keeps the old file until a thread of its own removes that.
"""

from __future__ import annotations

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

__all__ = ["Replacer"]

PREFIX = "replaced-"  # no other file in that folder begins so
_numbers = count()


class Replacer:
    """Renames files over others. `scratch` is a folder of Quire's on the same file system. Safe for threads."""

    def __init__(self, scratch: Path) -> None:
        self._scratch = scratch
        self._pool = ThreadPoolExecutor(1, "replaced")

    def replace(self, new: Path, place: Path) -> None:
        """As rename(2): others find the old file or the new one. Raises OSError."""
        old = self._scratch / f"{PREFIX}{os.getpid()}-{next(_numbers)}"
        try:
            os.link(place, old)
        except OSError:  # nothing stands there, or the file system has no second names
            new.rename(place)
            return
        try:
            new.rename(place)
        finally:
            self._pool.submit(_remove, old)

    def sweep(self) -> None:
        """Remove what killed processes left; what living ones have there is to be removed as well."""
        for old in self._scratch.glob(f"{PREFIX}*"):
            _remove(old)

    def close(self) -> None:
        """Wait until all is removed; nothing can be replaced any more."""
        self._pool.shutdown()


def _remove(old: Path) -> None:
    with contextlib.suppress(OSError):  # the next sweep tries again
        old.unlink()
