"""Loose objects, written so that a crash or a power loss at any moment leaves none half there.

Order of a flush: sync every temporary file, rename all, sync every folder touched. Only after it may a ref name the
objects.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import threading
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

__all__ = ["LooseWriter", "sync_path"]

LEVEL = 1
TREE_LEVEL = 0  # most of a tree is object ids, which do not compress; maintenance packs them as deltas
SYNCS = 8  # at once: the file system joins them, so that they take hardly longer than one
FOLDER_TRIES = 10  # git removes a folder as soon as it is empty, so also one just made
_numbers = count()


def sync_path(path: Path) -> None:
    """fsync of a file or folder. Raises OSError; after EIO nothing written since the last sync can be trusted."""
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def _sync_present(paths: Iterable[Path]) -> list[Path]:
    found = []
    for path in paths:
        with contextlib.suppress(FileNotFoundError):
            sync_path(path)
            found.append(path)
    return found


class LooseWriter:
    """Collects objects with `put`, makes them durable with `flush`; until then only `get` reads. For one thread."""

    def __init__(self, common_dir: Path) -> None:
        self._objects = common_dir / "objects"
        self._folders = {f"{number:02x}": self._objects / f"{number:02x}" for number in range(256)}
        self._pool = ThreadPoolExecutor(SYNCS, "sync")
        self._pending: dict[str, tuple[Path, Path]] = {}
        self._present: set[Path] = set()
        self._new_folders = False
        self._data: dict[str, bytes] = {}

    def put(self, kind: bytes, data: bytes) -> bytes:
        """Stages one object and returns its binary id. Raises OSError."""
        header = kind + b" %d\0" % len(data)
        digest = hashlib.sha1(header, usedforsecurity=False)
        digest.update(data)
        oid = digest.hexdigest()
        if oid not in self._data:
            self._data[oid] = data
            self._stage(oid, header, data, TREE_LEVEL if kind == b"tree" else LEVEL)
        return digest.digest()

    def get(self, oid: str) -> bytes | None:
        """The content of an object that was put since the last flush."""
        return self._data.get(oid)

    def flush(self) -> None:
        """Makes everything that was put durable. Raises OSError; some objects may have their final name then."""
        written = [temporary for temporary, _ in self._pending.values()]
        found = self._sync([*self._present, *written])  # stock git may have written what was present without a sync
        folders = {final.parent for final in self._present & found}  # the others were packed meanwhile
        if self._new_folders:
            folders.add(self._objects)
        for temporary, final in self._pending.values():
            temporary.rename(final)
            folders.add(final.parent)
        self._sync(folders)
        self._clear()

    def close(self) -> None:
        """Ends the threads that sync."""
        self._pool.shutdown()

    def discard(self) -> None:
        """Forgets and removes what was put and not flushed."""
        for temporary, _ in self._pending.values():
            with contextlib.suppress(FileNotFoundError):
                temporary.unlink()
        self._clear()

    def _sync(self, paths: Iterable[Path]) -> set[Path]:
        """Syncs them, some at a time; gives those that are there."""
        every = list(paths)
        shares = [every[start::SYNCS] for start in range(min(SYNCS, len(every)))]
        return {path for found in self._pool.map(_sync_present, shares) for path in found}

    def _stage(self, oid: str, header: bytes, data: bytes, level: int) -> None:
        folder = self._folders[oid[:2]]
        final = folder / oid[2:]
        with contextlib.suppress(FileNotFoundError):
            if final.stat().st_size:  # an empty file is what a crash left of another writer's object
                self._present.add(final)
                return
        packer = zlib.compressobj(level)
        packed = packer.compress(header) + packer.compress(data) + packer.flush()
        temporary = folder / f"tmp_obj_quire_{os.getpid()}_{threading.get_ident()}_{next(_numbers)}"
        self._pending[oid] = (temporary, final)
        self._write(temporary, packed)

    def _write(self, temporary: Path, packed: bytes) -> None:
        fd = self._create(temporary)
        try:
            view = memoryview(packed)
            while view:
                view = view[os.write(fd, view) :]
        finally:
            os.close(fd)

    def _create(self, temporary: Path) -> int:
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
        for _ in range(FOLDER_TRIES):
            with contextlib.suppress(FileNotFoundError):
                return os.open(temporary, flags, 0o444)
            with contextlib.suppress(FileExistsError):
                temporary.parent.mkdir()
            self._new_folders = True
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), temporary)

    def _clear(self) -> None:
        self._pending.clear()
        self._present.clear()
        self._data.clear()
        self._new_folders = False
