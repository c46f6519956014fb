"""Files that take the place of others, without waiting until what those took of the disk is free again.

To free it costs as long as a sync or longer: on ext4 that tells the disk of it (`discard`) 1 ms for a ref and 3 for an
index of a megabyte, within rename(2) and for every sync meanwhile. A second name keeps the old file until a pause.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

__all__ = ["Replacer"]

PREFIX = "replaced-"  # no other file in that folder begins so
PAUSE = 0.5  # seconds; the save that replaced a file is over then
_numbers = count()


class Replacer:
    """Renames files over others. `scratch` is a folder of Quire's, where new files may be made. Safe for threads."""

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch
        self._pool = ThreadPoolExecutor(1, "replaced")
        self._closing = threading.Event()
        self._guard = threading.Lock()
        self._old: list[Path] = []

    def replace(self, new: Path, place: Path) -> None:
        """As rename(2): others find the old file or the new one. Raises OSError."""
        with self.keeping(place):
            new.rename(place)

    @contextlib.contextmanager
    def keeping(self, name: Path | bytes, folder: int | None = None) -> Iterator[None]:
        """Let something take the place of the file of this name (in a folder that is open), if one stands there."""
        old = self.scratch / f"{PREFIX}{os.getpid()}-{next(_numbers)}"
        try:
            os.link(name, os.fsencode(old), src_dir_fd=folder, follow_symlinks=False)
            kept = True
        except OSError:  # nothing stands there, or the file system has no second names, or it is another one
            kept = False
        try:
            yield
        finally:
            if kept:
                self._remove_later(old)

    def sweep(self) -> None:
        """Remove what killed processes left; what living ones have there is to be removed as well."""
        _remove(self.scratch.glob(f"{PREFIX}*"))

    def close(self) -> None:
        """Wait until all is removed; what is replaced from then on goes at once."""
        self._closing.set()
        self._pool.shutdown()

    def _remove_later(self, old: Path) -> None:
        with self._guard:
            self._old.append(old)
            begins = len(self._old) == 1
        if not begins:
            return
        try:
            self._pool.submit(self._remove_all)
        except RuntimeError:  # it was closed; what was asked for is done already, and must not fail here
            self._remove_all()

    def _remove_all(self) -> None:
        self._closing.wait(PAUSE)
        with self._guard:
            old, self._old = self._old, []
        _remove(old)


def _remove(files: Iterable[Path]) -> None:
    for file in files:
        with contextlib.suppress(OSError):  # the next sweep tries again
            file.unlink()
