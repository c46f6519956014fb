"""Keeping the repository small and fast by our own schedule; git's own (`gc.auto`, `maintenance.auto`) is off.

Objects are only moved from loose files and small packs into larger packs; none is ever taken away, so no save can miss
one that it found there. A file goes after what replaces it is durable under its name: every step may be killed. That is
why no save has to wait: the branch's lock is not taken.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec.structs import replace

from cms.errors import StoreError
from cms.gitstore.door import Door
from cms.gitstore.model import Clock
from cms.gitstore.writer import sync_path

__all__ = ["Maintenance", "remove_leftovers"]

LOOSE = 2048  # objects, some 500 saves
LOOSE_BYTES = 256 << 20  # fewer saves in a very wide folder, whose whole list each save writes anew
PACKS = 30  # a repack leaves at most one for each doubling of the number of objects
LEFTOVER_AGE = 86_400  # seconds; the writer of a younger temporary file may be alive
SAMPLE = "17"  # the folder that git itself counts to guess the number of loose objects
PRIORITY = 10
PACKING = ("-l", "-n", "-q", "--no-write-bitmap-index", "--threads=1", "--window-memory=100m")
LEFTOVERS = ("tmp_", ".tmp-", ".quire-", "staged-")
LOCKS = ("pack/multi-pack-index.lock", "info/commit-graphs/commit-graph-chain.lock")


class Maintenance:
    """Of one repository, whichever branch. One at a time across all processes."""

    def __init__(self, door: Door, common_dir: Path, clock: Clock) -> None:
        self._door = door
        self._common_dir = common_dir
        self._objects = common_dir / "objects"
        self._clock = clock

    def needed(self) -> bool:
        """Whether there are many loose objects or packs. Cheap: looks into two folders."""
        sizes = _sizes(self._objects / SAMPLE)
        loose = len(sizes) * 256 >= LOOSE or sum(sizes) * 256 >= LOOSE_BYTES
        return (loose or len(self._packs(".pack")) > PACKS) and not self._is_partial()

    def run(self, stopped: Callable[[], bool]) -> bool:
        """Packs and writes the commit graph; ends early when `stopped` says so. False when it was not done to its end.

        Does nothing while another process is at it, nor in a partial clone. Raises StoreError.
        """
        if self._is_partial():
            return False
        try:
            with self._alone() as lock:
                return lock is not None and self._run(lock, stopped)
        except OSError as error:
            raise StoreError(f"The repository cannot be maintained: {error.strerror}.", code="not-writable") from error

    def _run(self, lock: int, stopped: Callable[[], bool]) -> bool:
        if os.pread(lock, 1, 0):  # an earlier run did not end well, and its git is gone: it would have kept the lock
            for name in LOCKS:
                (self._objects / name).unlink(missing_ok=True)
        os.pwrite(lock, b"1", 0)
        remove_leftovers(self._common_dir, self._clock().timestamp())
        door = replace(self._door, inherit=(lock,), priority=PRIORITY)
        done = all(step(door, stopped) for step in (self._pack_reachable, self._join_packs, self._write_graph))
        if done:
            os.ftruncate(lock, 0)
        return done

    def _pack_reachable(self, door: Door, stopped: Callable[[], bool]) -> bool:
        """By their names: that finds far better deltas between the trees of one folder."""
        if not door.run_unless(stopped, "repack", *PACKING):
            return False
        sync_path(self._objects / "pack")
        return door.run_unless(stopped, "prune-packed", "-q")

    def _join_packs(self, door: Door, stopped: Callable[[], bool]) -> bool:
        """Rolls small packs and what else is loose into one. Packs that the multi-pack index no longer needs go."""
        before = self._packs(".idx")
        if not door.run_unless(stopped, "repack", "--geometric=2", *PACKING):
            return False
        sync_path(self._objects / "pack")
        packs = self._packs(".idx")
        new = sorted(packs - before)
        prefer = (f"--preferred-pack={new[0]}",) if new else ()
        return not packs or (
            door.run_unless(stopped, "multi-pack-index", "write", *prefer)
            and door.run_unless(stopped, "multi-pack-index", "expire")
            and door.run_unless(stopped, "prune-packed", "-q")
        )

    def _write_graph(self, door: Door, stopped: Callable[[], bool]) -> bool:
        return door.run_unless(stopped, "commit-graph", "write", "--reachable", "--changed-paths", "--split")

    def _packs(self, ending: str) -> set[str]:
        return {name for name in _names(self._objects / "pack") if name.endswith(ending)}

    def _is_partial(self) -> bool:
        return bool(self._packs(".promisor"))  # what such a pack promises would be asked for

    @contextlib.contextmanager
    def _alone(self) -> Iterator[int | None]:
        """The lock's descriptor, None when another holds it. While it holds a byte, a run is not at its end."""
        folder = self._common_dir / "quire"
        folder.mkdir(mode=0o700, exist_ok=True)
        fd = os.open(folder / "maintenance.flock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            yield fd
        finally:
            os.close(fd)


def remove_leftovers(common_dir: Path, now: float) -> None:
    """Removes the temporary files of writers that died more than a day before `now`, in seconds since 1970."""
    objects = common_dir / "objects"
    for folder in (*objects.glob("??"), objects / "pack", objects / "info" / "commit-graphs", common_dir / "quire"):
        for name in _names(folder):
            if name.startswith(LEFTOVERS):
                with contextlib.suppress(FileNotFoundError):  # git's own clean-up may take it meanwhile
                    if now - (folder / name).stat().st_mtime > LEFTOVER_AGE:
                        (folder / name).unlink()


def _names(folder: Path) -> list[str]:
    try:
        return [file.name for file in folder.iterdir()]
    except FileNotFoundError:
        return []


def _sizes(folder: Path) -> list[int]:
    """Of the loose objects in one folder, in bytes."""
    sizes = []
    for name in _names(folder):
        with contextlib.suppress(FileNotFoundError):  # packed meanwhile
            sizes.append((folder / name).stat().st_size)
    return sizes
