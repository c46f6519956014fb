"""What a crash can leave, and how the next process puts it right. Everything here runs under the branch's lock."""

from __future__ import annotations

import logging

from cms.errors import StoreError
from cms.gitstore.branch import Branch
from cms.gitstore.diffs import diff_tree
from cms.gitstore.locks import SaveRecord, remove_abandoned_lock
from cms.gitstore.maintenance import remove_leftovers
from cms.gitstore.refs import BrokenRef, lock_path
from cms.gitstore.workcopy import Updated

__all__ = ["Recovery"]

_log = logging.getLogger(__name__)


class Recovery:
    """Recovers one branch of one repository."""

    def __init__(self, branch: Branch) -> None:
        self._branch = branch

    def recover(self) -> None:
        """Abandoned lock, damaged ref, unfinished save, old temporary files. Raises StoreError when the ref is lost."""
        with self._branch.lock.held():
            record = self._branch.lock.unfinished()
            self.remove_lock(record)
            self._restore_ref()
            self.finish_save()
        remove_leftovers(self._branch.common_dir, self._branch.clock().timestamp())

    def finish_save(self) -> SaveRecord | None:
        """Ends a save whose process died after it moved the branch; gives its record while that is not possible."""
        record = self._branch.lock.unfinished()
        if record is None:
            return None
        locked = lock_path(self._branch.file).exists() and not self.remove_lock(record)
        behind = self._has_landed(record.new) and self.update_copies(record.old, record.new).again
        if locked or behind:
            return record
        self._branch.lock.restore_record(None)
        return None

    def remove_lock(self, record: SaveRecord | None) -> bool:
        """Removes the ref's lock file if it is abandoned (see `locks`)."""
        branch = self._branch
        removed = remove_abandoned_lock(branch.file, branch.lock, record, branch.machine)
        if removed:
            _log.warning("removed an abandoned lock of %s", self._branch.ref)
        return removed

    def update_copies(self, old: str | None, new: str) -> Updated:
        """Brings the working copies from one commit to another."""
        if not self._branch.copies.showing(self._branch.ref):
            return Updated()
        moves = list(diff_tree(self._branch.door, old, new))
        return self._branch.copies.update(self._branch.ref, moves, wait=False)  # the first try has waited

    def _has_landed(self, new: str) -> bool:
        head = self._branch.refs.read(self._branch.ref)
        if head is None or head == new:
            return head == new
        return self._branch.door.run("merge-base", "--is-ancestor", new, head, accept=(0, 1, 128)).code == 0

    def _restore_ref(self) -> None:
        refs, ref = self._branch.refs, self._branch.ref
        try:
            refs.read(ref)
        except BrokenRef:
            for oid in filter(self._is_whole, refs.logged(ref)):
                refs.restore(ref, oid)
                _log.error("the file of %s was damaged; restored %s from the reflog", ref, oid)
                return
            raise StoreError(
                f"The branch {ref} is damaged and its reflog names no whole commit. Restore a backup or fetch."
            ) from None

    def _is_whole(self, oid: str) -> bool:
        args = ("rev-list", "--objects", "--no-walk", "--verify-objects", "--quiet", oid)
        return self._branch.door.run(*args, accept=(0, 1, 128)).code == 0
