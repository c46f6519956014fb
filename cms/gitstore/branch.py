"""The one branch that a repository object works on, and what its parts have in common."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct

from cms.gitstore.checkouts import WorkingCopies
from cms.gitstore.door import Door
from cms.gitstore.locks import BranchLock, Machine
from cms.gitstore.model import Clock
from cms.gitstore.refs import RefStore

__all__ = ["Branch"]


class Branch(Struct, frozen=True):
    """`patience`: seconds to wait for the lock files of other programs."""

    door: Door
    common_dir: Path
    ref: str
    refs: RefStore
    lock: BranchLock
    copies: WorkingCopies
    clock: Clock
    machine: Machine
    patience: float

    @property
    def file(self) -> Path:
        """The branch's own file, which is not there while the branch is packed."""
        return self.common_dir / self.ref
