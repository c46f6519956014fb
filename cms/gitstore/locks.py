"""Quire's own lock and record per branch, and the rule for lock files that a killed program left.

The lock is an flock on `<common dir>/quire/<branch>.flock`, so it ends with its holder, however that ended. Under it
lies a record of the save in progress; a record found by the next holder means that the writer died.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from cms.errors import StoreBusy, StoreError
from cms.gitstore.names import is_oid
from cms.gitstore.refs import ZERO, lock_path

__all__ = ["BranchLock", "Machine", "SaveRecord", "remove_abandoned_lock", "this_machine"]

ABANDONED_AFTER = 30.0  # seconds the same lock file has to be seen, by uptime
EMPTY_AFTER = 1.0  # the same for an empty one when our own writer is known to have died
POLL = 0.002


class Machine(Struct, frozen=True):
    """What ages are measured by: an id that changes with each boot, and seconds that no clock change moves."""

    boot: str
    uptime: Callable[[], float]


def this_machine() -> Machine:
    """The machine Quire runs on."""
    boot = ""
    with contextlib.suppress(OSError):
        boot = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    return Machine(boot, lambda: time.clock_gettime(getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)))


class SaveRecord(Struct, frozen=True):
    """A save that has begun to move the branch from `old` (None: it did not exist) to `new`."""

    old: str | None
    new: str


class BranchLock:
    """One per repository and branch. `held` may be called by many threads and processes."""

    def __init__(self, common_dir: Path, ref: str, timeout: float) -> None:
        self._folder = common_dir / "quire"
        self._name = quote(ref.removeprefix("refs/heads/"), safe="")
        self._timeout = timeout

    @property
    def seen_file(self) -> Path:
        """Where the first sight of a foreign lock file is written down."""
        return self._folder / f"{self._name}.seen"

    @contextlib.contextmanager
    def held(self) -> Iterator[None]:
        """Holds the lock. Raises StoreBusy after the timeout, StoreError when the repository is not writable."""
        try:
            self._folder.mkdir(mode=0o700, exist_ok=True)
            fd = os.open(self._folder / f"{self._name}.flock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        except OSError as error:
            raise StoreError(f"The repository cannot be written: {error.strerror} ({self._folder}).") from error
        try:
            self._wait(fd)
            yield
        finally:
            os.close(fd)

    def record(self, record: SaveRecord) -> None:
        """Writes down the save that begins. Under the lock."""
        self._record_file.write_text(f"{record.old or ZERO} {record.new}\n", encoding="ascii")

    def unfinished(self) -> SaveRecord | None:
        """The save that a dead writer left. Under the lock."""
        try:
            old, _, new = self._record_file.read_text(encoding="ascii").strip().partition(" ")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return SaveRecord(None if old == ZERO else old, new) if is_oid(old) and is_oid(new) else None

    def restore_record(self, record: SaveRecord | None) -> None:
        """Puts an earlier record back, or none: the save is over. Under the lock."""
        if record is None:
            self._record_file.unlink(missing_ok=True)
        else:
            self.record(record)

    @property
    def _record_file(self) -> Path:
        return self._folder / f"{self._name}.saving"

    def _wait(self, fd: int) -> None:
        until = time.monotonic() + self._timeout
        while True:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            if time.monotonic() > until:
                raise StoreBusy("Another Quire process has been saving for too long. Try again in a moment.")
            time.sleep(POLL)


def remove_abandoned_lock(path: Path, lock: BranchLock, record: SaveRecord | None, machine: Machine) -> bool:
    """Removes the lock file of a ref if its maker is gone. Under the Quire lock. True when one was removed.

    Abandoned is: a lock that holds the commit a dead writer of ours recorded; any lock file that was seen unchanged for
    30 seconds of uptime, or before the last boot. Wall-clock times are never asked.
    """
    file = lock_path(path)
    try:
        facts = file.stat()
        content = file.read_bytes().strip().decode("latin-1")
    except FileNotFoundError:
        lock.seen_file.unlink(missing_ok=True)
        return False
    if record is not None and content == record.new:
        limit = 0.0
    else:
        limit = EMPTY_AFTER if record is not None and not content else ABANDONED_AFTER
    if _seen_for(lock.seen_file, f"{facts.st_ino}-{facts.st_ctime_ns}", machine) < limit:
        return False
    file.unlink(missing_ok=True)
    lock.seen_file.unlink(missing_ok=True)
    return True


def _seen_for(seen_file: Path, identity: str, machine: Machine) -> float:
    """Seconds since the file was first seen; it is written down when this is the first sight."""
    now = machine.uptime()
    with contextlib.suppress(FileNotFoundError, ValueError):
        which, boot, since = seen_file.read_text(encoding="ascii").split()
        if which == identity:
            rebooted = boot != (machine.boot or "-") or now < float(since)
            return ABANDONED_AFTER if rebooted else now - float(since)
    seen_file.write_text(f"{identity} {machine.boot or '-'} {now}\n", encoding="ascii")
    return 0.0
