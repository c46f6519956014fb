"""One branch's ref in git's `files` format: reading, compare-and-swap, reflog.

Written here and not by `git update-ref` because git syncs the ref but not its folder, dates a warm process's reflog
entries by its start, and leaves a lock that cannot be told from another program's.
"""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

from msgspec import Struct

from cms.errors import StoreBusy, StoreError
from cms.gitstore.names import is_oid
from cms.gitstore.replacing import Replacer
from cms.gitstore.writer import sync_path

__all__ = ["ZERO", "BrokenRef", "RefMoved", "RefStore", "lock_path"]

ZERO = "0" * 40


class RefMoved(StoreError):
    """The ref no longer has the expected value."""


class BrokenRef(StoreError):
    """The ref's file holds no object id."""

    code = "broken-ref"


class _Packed(Struct, frozen=True):
    key: tuple[int, int, int]
    refs: dict[str, str]


class RefStore:
    """Reads and swaps refs of one repository. Safe for threads; a swap wants the branch's Quire lock to be held."""

    def __init__(self, git_dir: Path, common_dir: Path, replacer: Replacer) -> None:
        self._replacer = replacer
        self._git_dir = git_dir
        self._common_dir = common_dir
        self._packed: _Packed | None = None

    def read(self, ref: str) -> str | None:
        """The commit a ref names now, None when it does not exist. Raises BrokenRef."""
        for _ in range(2):  # between the two looks `git pack-refs` may have moved it from one place to the other
            loose = self._read_loose(ref)
            oid = loose if loose is not None else self._read_packed().get(ref)
            if oid is not None:
                return oid
        if not (self._common_dir / "objects").is_dir():
            raise StoreError(f"The repository {self._common_dir} is not there any more. Put it back, or restart Quire.")
        return None

    def swap(self, ref: str, new: str, old: str | None, *, who: str, why: str) -> None:
        """Moves a ref from `old` (None: it must not exist) to `new`, durably, with a reflog entry.

        `who` is an identity with its time as in a commit header. Raises RefMoved, StoreBusy when another program holds
        the ref's lock, OSError.
        """
        path = self._common_dir / ref
        lock = lock_path(path)
        _take_lock(lock, new)
        try:
            if self.read(ref) != old:
                raise RefMoved(f"{ref} was moved by another program. Try again.")
            line = f"{old or ZERO} {new} {who}\t{' '.join(why.split())}\n".encode()
            self._log(ref, line)
            self._commit_lock(lock, path)
        except BaseException:
            lock.unlink()  # after the rename the name may already be another program's lock
            raise
        sync_path(path.parent)

    def restore(self, ref: str, oid: str) -> None:
        """Writes a broken ref's file anew. The caller holds Quire's lock and has checked the commit."""
        path = self._common_dir / ref
        _take_lock(lock_path(path), oid)
        self._commit_lock(lock_path(path), path)
        sync_path(path.parent)

    def _commit_lock(self, lock: Path, path: Path) -> None:
        if path.is_dir():  # git leaves the empty folders of deleted branches
            path.rmdir()
        self._replacer.replace(lock, path)

    def logged(self, ref: str) -> list[str]:
        """The commits that the branch's reflog names, newest first."""
        with contextlib.suppress(FileNotFoundError):
            lines = (self._common_dir / "logs" / ref).read_bytes().split(b"\n")
            oids = [line[41:81].decode("latin-1") for line in reversed(lines)]
            return [oid for oid in oids if is_oid(oid) and oid != ZERO]
        return []

    def _read_loose(self, ref: str) -> str | None:
        try:
            text = (self._common_dir / ref).read_bytes()[:200].decode("latin-1")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            return None
        oid = text.rstrip("\n")
        if not is_oid(oid):
            raise BrokenRef(f"The file of the branch {ref} is damaged. Restart Quire to restore it from the reflog.")
        return oid

    def _read_packed(self) -> dict[str, str]:
        path = self._common_dir / "packed-refs"
        try:
            facts = path.stat()
            key = (facts.st_mtime_ns, facts.st_size, facts.st_ino)
            if self._packed is None or self._packed.key != key:
                self._packed = _Packed(key, _parse_packed(path.read_bytes()))
        except FileNotFoundError:
            return {}
        return self._packed.refs

    def _log(self, ref: str, line: bytes) -> None:
        log = self._common_dir / "logs" / ref
        log.parent.mkdir(parents=True, exist_ok=True)
        _append(log, line, sync=True)
        head_log = self._git_dir / "logs" / "HEAD"
        with contextlib.suppress(FileNotFoundError):
            if head_log.exists() and (self._git_dir / "HEAD").read_bytes() == b"ref: %s\n" % ref.encode():
                _append(head_log, line, sync=False)  # recovery reads the branch's own log


def lock_path(path: Path) -> Path:
    """The lock file that git and Quire make for a ref's file."""
    return path.with_name(path.name + ".lock")


def _take_lock(lock: Path, oid: str) -> None:
    lock.parent.mkdir(parents=True, exist_ok=True)
    try:
        fd = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except FileExistsError:
        raise StoreBusy(f"Another program is writing to this site ({lock} is there). Try again in a moment.") from None
    try:
        os.write(fd, oid.encode() + b"\n")
        os.fsync(fd)
    except OSError:
        lock.unlink()
        raise
    finally:
        os.close(fd)


def _append(log: Path, line: bytes, *, sync: bool) -> None:
    fd = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        os.write(fd, line)
        if sync:
            os.fsync(fd)
    finally:
        os.close(fd)


def _parse_packed(data: bytes) -> dict[str, str]:
    refs = {}
    for line in data.decode("utf-8", "surrogateescape").split("\n"):
        oid, _, name = line.partition(" ")
        if is_oid(oid):
            refs[name] = oid
    return refs
