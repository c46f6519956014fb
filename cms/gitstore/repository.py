"""One branch of one git repository: what the other rooms see of git."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from types import TracebackType

from msgspec.structs import replace

from cms.errors import Conflict, InvalidInput, NotFound, StoreError
from cms.gitstore.branch import Branch
from cms.gitstore.checkouts import WorkingCopies
from cms.gitstore.children import ObjectReader
from cms.gitstore.clock import local_now
from cms.gitstore.diffs import Move, diff_tree, to_path, tree_change
from cms.gitstore.door import Door
from cms.gitstore.history import History
from cms.gitstore.locate import Location, locate
from cms.gitstore.locks import BranchLock, Machine, this_machine
from cms.gitstore.maintenance import Maintenance
from cms.gitstore.model import (
    QUIRE,
    Blob,
    Change,
    Clock,
    CommitInfo,
    CommitTouches,
    Identity,
    Saved,
    TreeChange,
    TreeEntry,
)
from cms.gitstore.moved import Moved, moves_between
from cms.gitstore.names import clean_ref, is_oid
from cms.gitstore.person import git_identity
from cms.gitstore.recovery import Recovery
from cms.gitstore.refs import RefStore
from cms.gitstore.replacing import Replacer
from cms.gitstore.saving import Saver
from cms.gitstore.touches import split_fields
from cms.gitstore.treecache import TreeReader
from cms.gitstore.trees import TREES, Parts, find_leaf
from cms.paths import split_existing

__all__ = ["Repository", "init_repository"]

TIMEOUT = 60.0
PATIENCE = 3.0
TOP = PurePosixPath(".")


class Repository:
    """Reads and saves one branch. Safe for threads; not for use across a fork. Close it to end its git processes."""

    def __init__(
        self, place: Location, *, committer: Identity, clock: Clock, machine: Machine, patience: float
    ) -> None:
        self.git_dir = place.git_dir
        self.common_dir = place.common_dir
        self.work_tree = place.work_tree
        self.ref = place.ref
        self._door = place.door
        self._reader = ObjectReader(
            replace(place.door, git_dir=place.common_dir, work_tree=None), place.common_dir / "objects"
        )
        self._trees = TreeReader(self._reader)
        self._history = History(place.door, self._reader, self._trees)
        self._replacer = Replacer(place.common_dir / "quire")
        branch = Branch(
            place.door,
            place.common_dir,
            place.ref,
            RefStore(place.git_dir, place.common_dir, self._replacer),
            BranchLock(place.common_dir, place.ref, place.door.timeout),
            WorkingCopies(
                place.door, place.git_dir, place.common_dir, place.work_tree, self.read, patience, self._replacer
            ),
            clock,
            machine,
            patience,
        )
        self._refs = branch.refs
        self._recovery = Recovery(branch)
        self._maintenance = Maintenance(place.door, place.common_dir, clock)
        self._saver = Saver(branch, self._reader, self._trees, self._recovery, committer)

    @classmethod
    def open(
        cls,
        path: Path | str,
        *,
        branch: str = "",
        instance: Path | None = None,
        committer: Identity = QUIRE,
        clock: Clock = local_now,
        timeout: float = TIMEOUT,
        patience: float = PATIENCE,
        machine: Machine | None = None,
        recover: bool = True,
    ) -> Repository:
        """Opens a working copy (its top or any folder in it), a linked worktree or a bare repository, and recovers it.

        `branch` "" is the branch that HEAD names, which need not have a commit yet. `instance` is the folder for
        Quire's own git settings, by default `quire` in the common git folder. `timeout` in seconds, for each git
        process; `patience` in seconds, for the lock files of other programs; without `recover` nothing is put right,
        for a process that only reads. Raises StoreError, which says what to do.
        """
        place = locate(Path(path), branch, instance, timeout)
        repository = cls(place, committer=committer, clock=clock, machine=machine or this_machine(), patience=patience)
        if recover and os.access(place.common_dir, os.W_OK):
            repository.recover()
        return repository

    @property
    def branch(self) -> str:
        """The short name of the branch."""
        return self.ref.removeprefix("refs/heads/")

    def close(self) -> None:
        """Ends the warm git processes and the threads that write."""
        self._saver.close()
        self._replacer.close()
        self._reader.close()

    def __enter__(self) -> Repository:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # ------------------------------------------------------------------ reading
    def head(self) -> str | None:
        """The commit the branch names at this moment, whoever moved it; None before the first. Raises StoreError."""
        try:
            return self._refs.read(self.ref)
        except OSError as error:
            raise StoreError(f"The branch {self.branch} cannot be read: {error.strerror}.") from error

    def has_branch(self, name: str) -> bool:
        """Whether the repository has a branch of that short name, with a commit. Whatever is no name gives False."""
        try:
            return self._refs.read(f"refs/heads/{clean_ref(name)}") is not None
        except (InvalidInput, StoreError, OSError):
            return False

    def read(self, oid: str) -> bytes:
        """The content of a blob. Raises NotFound."""
        return self._reader.get(_checked_oid(oid)).data

    def read_many(self, oids: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """Many blobs in the order asked for, streamed. Raises NotFound at the first that is missing."""
        for found in self._reader.stream(map(_checked_oid, oids)):
            yield found.oid, found.data

    def sizes(self, oids: Iterable[str]) -> dict[str, int]:
        """The sizes of some blobs in bytes, without reading them; one git process. What is not there is left out."""
        asked = list(map(_checked_oid, oids))
        names = "".join(f"{oid}\n" for oid in asked).encode()
        told = self._door.run("cat-file", "--batch-check=%(objectsize)", data=names).stdout.decode() if asked else ""
        return {oid: int(size) for oid, size in zip(asked, told.splitlines(), strict=False) if size.isdecimal()}

    def read_path(self, path: PurePosixPath, commit: str | None = None) -> Blob | None:
        """A file (or a symlink's own text) at a commit, by default the head; None when it is not there."""
        commit = commit or self.head()
        if commit is None:
            return None
        found = find_leaf(self._history.tree_of(_checked_oid(commit)), split_existing(path), self._trees.find)
        if found is None or found.mode in TREES or found.mode == b"160000":
            return None
        oid = found.oid.hex()
        return Blob(path, oid, found.mode.decode("ascii"), self.read(oid))

    def stands(self, path: PurePosixPath, commit: str | None = None) -> bool:
        """Whether there is a file or a folder at a path of a commit, by default the head."""
        commit = commit or self.head()
        if commit is None:
            return False
        root = self._history.tree_of(_checked_oid(commit))
        return find_leaf(root, split_existing(path), self._trees.find) is not None

    def list_files(
        self,
        commit: str | None = None,
        folder: PurePosixPath = TOP,
        *,
        recursive: bool = True,
        sizes: bool = False,
    ) -> Iterator[TreeEntry]:
        """The files in a folder of a commit, in git's order; none when there is no such folder. Without submodules."""
        commit = commit or self.head()
        tree = self._find_folder(commit, folder) if commit else None
        if tree is None:
            return
        args = ("-z", "--full-tree", *(("-r",) if recursive else ()), *(("-l",) if sizes else ()))
        for line in split_fields(self._door.chunks("ls-tree", *args, tree)):
            head, _, name = line.partition(b"\t")
            mode, kind, oid, *size = head.decode("ascii").split()
            if kind == "blob":
                path = to_path(name) if folder == TOP else folder / to_path(name)
                yield TreeEntry(path, oid, mode, int(size[0]) if sizes else None)

    def count_files(self, commit: str, folder: PurePosixPath = TOP) -> int:
        """How many files, links and submodules stand in a folder of a commit and below it."""
        tree = self._find_folder(commit, folder)
        args = ("ls-tree", "-z", "--full-tree", "-r", tree or "")
        return sum(chunk.count(b"\0") for chunk in self._door.chunks(*args)) if tree else 0

    def changed(self, old: str | None, new: str) -> Iterator[TreeChange]:
        """The paths that differ between two commits; `old` None: the empty tree. Without renames."""
        for move in self._moves(old, new):
            change = tree_change(move)
            if change is not None:
                yield change

    def log(
        self, path: PurePosixPath | None = None, *, limit: int, before: str | None = None
    ) -> tuple[CommitInfo, ...]:
        """The branch's commits (of one path, if given), newest first; `before` is the last one of the page before."""
        head = self.head()
        return self._history.log(head, path, limit, before) if head else ()

    def touched(self, since: str | None, commit: str) -> Iterator[CommitTouches]:
        """The commits in `commit` and not in `since` (None: all), parents before children, and the files each touched.

        One git process, read as it goes; of a longer history the newest 200,000. Raises NotFound for what is no id,
        StoreError for a commit that does not exist: ask `is_ancestor` before.
        """
        return self._history.touched(_checked_oid(since) if since else None, _checked_oid(commit))

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether `old` is `new` or in its history. False too when `old` does not exist (any more)."""
        return is_oid(old) and self._history.is_ancestor(old, _checked_oid(new))

    def commits_between(self, since: str, commit: str) -> tuple[str, ...]:
        """The ids of the commits in `since` and not in `commit`: what a force push from one to the other took away.

        Raises StoreError when one of them does not exist (any more).
        """
        return self._history.commits_between(_checked_oid(since), _checked_oid(commit))

    def commit_info(self, oid: str) -> CommitInfo:
        """A commit by its whole id. Raises NotFound."""
        return self._history.commit(oid)

    def has_commit(self, oid: str) -> bool:
        """Whether a commit is there at this moment: after a force push it may be pruned."""
        return is_oid(oid) and self._reader.has(oid)

    def resolve(self, ref_text: str) -> str:
        """The id of the commit a person means by a branch, tag or id. Raises NotFound."""
        return self._history.resolve(ref_text)

    def identity(self) -> Identity | None:
        """Who works here by git's user.name and user.email, of the repository or else of the person's own settings."""
        return git_identity(self.common_dir)

    # ------------------------------------------------------------------ writing
    def save(self, change: Change) -> Saved:
        """Commits one change on the branch's present head; durable when this returns.

        Raises StaleBase when a named base differs, InvalidPath, InvalidInput, NotFound (nothing to delete in an empty
        repository), StoreBusy, StoreError. Nothing is changed then.
        """
        return self._saver.save(change)

    def revert(self, commit: str, author: Identity, message: str) -> Saved:
        """Undoes one commit by a new one. Raises Conflict when a path has changed since, or for a merge; NotFound."""
        info = self.commit_info(commit)
        if len(info.parents) > 1:
            raise Conflict("This version joined two lines of work and cannot be undone in one step. Use git.")
        if (moved := self._moved_by(info)) and self._still_there(moved):
            back = {_path(each.new): _path(each.old) for each in moved}
            bases = {_path(each.new): each.oid for each in moved}
            return self._saver.save(Change({}, bases, back, author=author, message=message), any_name=True)
        moves = list(self._moves(info.parents[0] if info.parents else None, commit))
        if not moves:
            raise Conflict("This version changed nothing that could be undone.")
        self._check_untouched(moves)
        return self._saver.save(
            Change(
                {move.path: self.read(move.old.oid) if move.old else None for move in moves},
                {move.path: move.new.oid if move.new else None for move in moves},
                author=author,
                message=message,
            ),
            any_name=True,
            modes={move.path: move.old.mode for move in moves if move.old},
        )

    def recover(self) -> None:
        """Puts right what a crash left: abandoned lock, damaged ref, outdated working copy. Raises StoreError."""
        self._replacer.sweep()
        self._recovery.recover()

    def needs_maintenance(self) -> bool:
        """Whether saves and pushes have left many small files in the repository. Cheap."""
        return self._maintenance.needed()

    def maintain(self, stopped: Callable[[], bool] = lambda: False) -> bool:
        """Packs the repository: seconds to minutes, never to be done within a request. Saves go on meanwhile.

        True when it was done; False when another process is at it, or `stopped` ended it early, or the repository is a
        partial clone. Removes no object, reachable or not. Raises StoreError.
        """
        return self._maintenance.run(stopped)

    # ------------------------------------------------------------------ inside
    def _moved_by(self, info: CommitInfo) -> tuple[Moved, ...] | None:
        """What a commit moved, if it did nothing else."""
        if not info.parents:
            return None
        before, after = (self._history.tree_of(each) for each in (info.parents[0], info.oid))
        return moves_between(self._trees.read, before, after)

    def _still_there(self, moved: Iterable[Moved]) -> bool:
        """Whether all that was moved is where it was put, as it was then, and nothing stands where it came from."""
        head = self.head()
        root = self._history.tree_of(head) if head else None
        for each in moved:
            found = find_leaf(root, each.new, self._trees.find)
            if found is None or found.oid.hex() != each.oid or find_leaf(root, each.old, self._trees.find) is not None:
                return False
        return True

    def _check_untouched(self, moves: list[Move]) -> None:
        for move in moves:
            if not all(side.is_regular for side in (move.old, move.new) if side):
                raise Conflict(f"{move.path} is a link and cannot be changed here. Use git.")
            now = self.read_path(move.path)
            if (now and (now.oid, now.mode)) != (move.new and (move.new.oid, move.new.mode)):
                raise Conflict(f"{move.path} was changed again after this version. Undo the later change first.")

    def _moves(self, old: str | None, new: str) -> Iterator[Move]:
        return diff_tree(self._door, _checked_oid(old) if old else None, _checked_oid(new))

    def _find_folder(self, commit: str, folder: PurePosixPath) -> str | None:
        root = self._history.tree_of(_checked_oid(commit))
        if folder == TOP:
            return root
        found = find_leaf(root, split_existing(folder), self._trees.find)
        return found.oid.hex() if found is not None and found.mode in TREES else None


def _path(parts: Parts) -> PurePosixPath:
    return to_path(b"/".join(parts))


def init_repository(
    path: Path | str,
    files: Mapping[PurePosixPath, bytes],
    identity: Identity | None,
    *,
    branch: str = "main",
    message: str = "Start the site",
    clock: Clock = local_now,
) -> Repository:
    """A new repository with a working copy and one commit of `files`. The folder must be absent or empty.

    `identity` None is the one git knows for who works here, else Quire. Names that git uses itself, as `.gitignore`,
    are allowed here. Raises InvalidInput, InvalidPath, StoreError.
    """
    top = Path(path).absolute()
    if top.exists() and (not top.is_dir() or any(top.iterdir())):
        raise InvalidInput(f"{top} is there already and not empty. Name a new folder.", code="folder-exists")
    top.mkdir(parents=True, exist_ok=True)
    args = ("init", "-q", "--template=", "-b", clean_ref(branch), "--", str(top))
    Door(None, None, Path("/nonexistent")).run(*args)
    repository = Repository.open(top, clock=clock)
    author = identity or repository.identity() or QUIRE
    repository._saver.save(Change(files, author=author, message=message), any_name=True)
    return repository


def _checked_oid(text: str) -> str:
    if not is_oid(text):
        raise NotFound(f"{text[:60]!a} is not the id of an object.")
    return text
