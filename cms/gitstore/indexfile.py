"""The file of git's index: read, changed and replaced under git's own lock, without a git process.

The new file is written and synced beside Quire's own, and gets the name `index.lock` only then: the time in which a
crash could leave that lock behind is the time between two system calls. Should it, the file's other name tells the next
one that the lock was Quire's, and the flock on it, which ends with its process, that its maker is gone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from itertools import count
from pathlib import Path

from cms.gitstore.diskfile import FileKey, file_key
from cms.gitstore.gitindex import Restaged, restage
from cms.gitstore.replacing import Replacer

__all__ = ["IndexFile", "Outcome"]

PREFIX = "staged-"  # no other file in that folder begins so
TRIES = 5  # times another program may replace the index meanwhile
_numbers = count()


class Outcome(Enum):
    """`NOT_HERE`: for git to do. `BUSY`: another program has the lock."""

    DONE = 1
    BUSY = 2
    NOT_HERE = 3


class IndexFile:
    """The index of one checkout. Used under a lock."""

    def __init__(self, git_dir: Path, replacer: Replacer) -> None:
        self._replacer = replacer
        self._made: tuple[FileKey, int] | None = None  # the index as it was left, and where its cached trees begin
        self._file = git_dir / "index"
        self._lock = git_dir / "index.lock"

    def restage(self, files: Sequence[Restaged]) -> Outcome:
        """Give files of the index other blobs, all of them or none. Raises OSError when the disk fails."""
        for _ in range(TRIES):
            try:
                data, key, mode = self._read()
            except OSError:
                return Outcome.NOT_HERE
            trees_at = self._made[1] if self._made is not None and self._made[0] == key else None
            made = restage(data, files, trees_at)
            if made is None:
                return Outcome.NOT_HERE
            if not made.pieces:
                return Outcome.DONE
            with self._written(made.pieces, mode) as (temporary, new):
                outcome = self._replace(temporary, key)
            if outcome is not None:
                if outcome is Outcome.DONE:
                    self._made = new, made.trees
                return outcome
        return Outcome.BUSY

    def remove_abandoned_lock(self) -> None:
        """Take a lock away that a killed process of Quire's left, and its files."""
        if not self._lock.exists():
            return
        for path in self._replacer.scratch.glob(f"{PREFIX}*"):
            with contextlib.suppress(OSError), path.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)  # fails while its maker lives
                with contextlib.suppress(FileNotFoundError):
                    if os.path.samestat(os.fstat(file.fileno()), self._lock.stat()):
                        self._lock.unlink()
                path.unlink()

    def _read(self) -> tuple[bytes, FileKey, int]:
        with self._file.open("rb") as file:
            facts = os.fstat(file.fileno())
            return file.read(), file_key(facts), facts.st_mode & 0o777

    @contextlib.contextmanager
    def _written(self, pieces: Iterable[bytes | memoryview], mode: int) -> Iterator[tuple[Path, FileKey]]:
        path = self._replacer.scratch / f"{PREFIX}{os.getpid()}-{next(_numbers)}"
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(fd, "wb") as file:
                fcntl.flock(fd, fcntl.LOCK_EX)
                file.writelines(pieces)
                file.flush()
                os.fchmod(fd, mode)
                os.fsync(fd)
                yield path, file_key(os.fstat(fd))
        finally:
            path.unlink(missing_ok=True)

    def _replace(self, temporary: Path, key: FileKey) -> Outcome | None:
        """Put the new file in the old one's place; None when that is not the one any more that was read."""
        try:
            os.link(temporary, self._lock)
        except FileExistsError:
            return Outcome.BUSY
        except OSError:  # a file system without hard links, or another one
            return Outcome.NOT_HERE
        try:
            if file_key(self._file.stat()) == key:
                self._replacer.replace(self._lock, self._file)
                return Outcome.DONE
        except FileNotFoundError:
            pass
        self._lock.unlink(missing_ok=True)
        return None
