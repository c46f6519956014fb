"""What a crash can leave, and how the next process puts it right. Everything here runs under the branch's lock."""

from __future__ import annotations

import contextlib
import logging
from pathlib import Path

from cms.errors import StoreError
from cms.gitstore.checkouts import WorkingCopies
from cms.gitstore.diffs import diff_tree
from cms.gitstore.door import Door
from cms.gitstore.locks import BranchLock, Machine, SaveRecord, remove_abandoned_lock
from cms.gitstore.model import Clock
from cms.gitstore.refs import BrokenRef, RefStore
from cms.gitstore.workcopy import Updated

__all__ = ["Recovery"]

LEFTOVER_AGE = 86_400  # seconds; the writer of a younger temporary file may be alive
_log = logging.getLogger(__name__)


class Recovery:
    """Recovers one branch of one repository."""

    def __init__(
        self,
        door: Door,
        common_dir: Path,
        ref: str,
        *,
        refs: RefStore,
        lock: BranchLock,
        copies: WorkingCopies,
        clock: Clock,
        machine: Machine,
    ) -> None:
        self._door = door
        self._common_dir = common_dir
        self._ref = ref
        self._refs = refs
        self._lock = lock
        self._copies = copies
        self._clock = clock
        self._machine = machine

    def recover(self) -> None:
        """Abandoned lock, damaged ref, unfinished save, old temporary files. Raises StoreError when the ref is lost."""
        with self._lock.held():
            record = self._lock.unfinished()
            self.remove_lock(record)
            self._restore_ref()
            self.finish_save()
        self._remove_leftovers()

    def finish_save(self) -> SaveRecord | None:
        """Ends a save whose process died after it moved the branch; gives its record while that is not possible."""
        record = self._lock.unfinished()
        if record is None:
            return None
        locked = (self._common_dir / f"{self._ref}.lock").exists() and not self.remove_lock(record)
        behind = self._has_landed(record.new) and self.update_copies(record.old, record.new).again
        if locked or behind:
            return record
        self._lock.restore_record(None)
        return None

    def remove_lock(self, record: SaveRecord | None) -> bool:
        """Removes the ref's lock file if it is abandoned (see `locks`)."""
        removed = remove_abandoned_lock(self._common_dir / self._ref, self._lock, record, self._machine)
        if removed:
            _log.warning("removed an abandoned lock of %s", self._ref)
        return removed

    def update_copies(self, old: str | None, new: str) -> Updated:
        """Brings the working copies from one commit to another."""
        if not self._copies.showing(self._ref):
            return Updated()
        moves = list(diff_tree(self._door, old, new))
        return self._copies.update(self._ref, moves, wait=False)  # the first try has waited

    def _has_landed(self, new: str) -> bool:
        head = self._refs.read(self._ref)
        if head is None or head == new:
            return head == new
        return self._door.run("merge-base", "--is-ancestor", new, head, accept=(0, 1, 128)).code == 0

    def _restore_ref(self) -> None:
        try:
            self._refs.read(self._ref)
        except BrokenRef:
            for oid in self._refs.logged(self._ref):
                if self._is_whole(oid):
                    self._refs.restore(self._ref, oid)
                    _log.error("the file of %s was damaged; restored %s from the reflog", self._ref, oid)
                    return
            raise StoreError(
                f"The branch {self._ref} is damaged and its reflog names no whole commit. Restore a backup or fetch."
            ) from None

    def _is_whole(self, oid: str) -> bool:
        args = ("rev-list", "--objects", "--no-walk", "--verify-objects", "--quiet", oid)
        return self._door.run(*args, accept=(0, 1, 128)).code == 0

    def _remove_leftovers(self) -> None:
        now = self._clock().timestamp()
        for leftover in (self._common_dir / "objects").glob("??/tmp_obj_*"):
            with contextlib.suppress(FileNotFoundError):
                if now - leftover.stat().st_mtime > LEFTOVER_AGE:
                    leftover.unlink()
