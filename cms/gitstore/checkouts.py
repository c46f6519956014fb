"""All working copies of a repository: the main one and the linked worktrees."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from msgspec.structs import replace

from cms.errors import StoreError
from cms.gitstore.diffs import Move
from cms.gitstore.door import Door
from cms.gitstore.indexfile import IndexFile
from cms.gitstore.replacing import Replacer
from cms.gitstore.workcopy import Updated, WorkingCopy

__all__ = ["WorkingCopies"]

_log = logging.getLogger(__name__)


class WorkingCopies:
    """Finds the checkouts of a branch anew for each save, since people add and remove them."""

    def __init__(
        self,
        door: Door,
        git_dir: Path,
        common_dir: Path,
        work_tree: Path | None,
        read: Callable[[str], bytes],
        patience: float,
        replacer: Replacer,
    ) -> None:
        self._door = door
        self._git_dir = git_dir
        self._common_dir = common_dir
        self._work_tree = work_tree
        self._read = read
        self._patience = patience
        self._replacer = replacer
        self._indexes: dict[Path, IndexFile] = {}  # they know what they wrote themselves

    def showing(self, ref: str) -> list[WorkingCopy]:
        """The working copies in which the branch is checked out."""
        return [copy for copy in self._all() if copy.shows(ref)]

    def update(self, ref: str, moves: Sequence[Move], *, wait: bool = True) -> Updated:
        """Brings all of them up to date. Never fails: what could not be done is left alone, and logged."""
        left: set[PurePosixPath] = set()
        paths = frozenset(move.path for move in moves)
        again = False
        for copy in self.showing(ref):
            try:
                done = copy.update(moves, self._patience if wait else 0.0)
            except (StoreError, OSError) as error:
                _log.warning("a working copy was not brought up to date: %s", error)
                done = Updated(paths)
            left |= done.left_alone
            again = again or done.again
        return Updated(frozenset(left), again)

    def _all(self) -> list[WorkingCopy]:
        found = {}
        if self._work_tree is not None:
            found[self._git_dir] = self._work_tree
        if self._common_dir.name == ".git" and self._common_dir not in found and not self._is_bare():
            found[self._common_dir] = self._common_dir.parent
        for folder in sorted((self._common_dir / "worktrees").glob("*")):
            top = linked_top(folder)
            if top is not None:
                found.setdefault(folder, top)
        return [self._copy(git_dir, top) for git_dir, top in found.items()]

    def _is_bare(self) -> bool:
        return self._door.run("config", "--type=bool", "core.bare", accept=(0, 1)).stdout.strip() == b"true"

    def _copy(self, git_dir: Path, top: Path) -> WorkingCopy:
        index = self._indexes.get(git_dir)
        if index is None:
            index = self._indexes[git_dir] = IndexFile(git_dir, self._replacer)
        door = replace(self._door, git_dir=git_dir, work_tree=top)
        return WorkingCopy(door, git_dir, top, self._read, index, self._replacer)


def linked_top(git_dir: Path) -> Path | None:
    """The top folder of a linked worktree, if it is there and points back at the repository.

    A repository can be copied from anywhere, so the path in it is not believed alone.
    """
    try:
        dot_git = Path((git_dir / "gitdir").read_text("utf-8").strip())
        back = dot_git.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    points_back = back.startswith("gitdir: ") and (dot_git.parent / back[8:]).resolve() == git_dir.resolve()
    return dot_git.parent if points_back else None
