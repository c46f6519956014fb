"""What the git store takes and gives: frozen values, no git inside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import datetime
from pathlib import PurePosixPath

from msgspec import Struct, field

from cms.errors import Conflict

__all__ = [
    "QUIRE",
    "Blob",
    "Change",
    "Clock",
    "CommitInfo",
    "CommitTouches",
    "Identity",
    "Saved",
    "StaleBase",
    "Touch",
    "TreeChange",
    "TreeEntry",
]

Clock = Callable[[], datetime]
"""Gives the present moment as an aware datetime; its UTC offset is the one commits are stamped with."""


class Identity(Struct, frozen=True):
    """A person as git's author line names them. `clean_identity` makes one from what a person typed."""

    name: str
    email: str


QUIRE = Identity("Quire", "quire@localhost")


class TreeEntry(Struct, frozen=True):
    """A file (or a symlink: mode 120000) in a commit. `size` in bytes, where it was asked for."""

    path: PurePosixPath
    oid: str
    mode: str
    size: int | None = None


class Blob(Struct, frozen=True):
    """A file's content at one commit."""

    path: PurePosixPath
    oid: str
    mode: str
    data: bytes


class CommitInfo(Struct, frozen=True):
    """A commit's header and whole message. Text that is not UTF-8 is shown with replacement characters."""

    oid: str
    parents: tuple[str, ...]
    author: Identity
    authored: datetime
    committer: Identity
    committed: datetime
    message: str

    @property
    def title(self) -> str:
        """The first line of the message."""
        return self.message.split("\n", 1)[0]


class TreeChange(Struct, frozen=True):
    """One path that differs between two commits. `old_oid` None: added. `new_oid` None: deleted, `mode` the old."""

    path: PurePosixPath
    old_oid: str | None
    new_oid: str | None
    mode: str


@dataclass(frozen=True, slots=True)
class Touch:
    """A file (or symlink) that a commit added, changed or deleted. `old_path` when it came by a rename.

    `oid` and `mode` are what it left there.
    """

    path: PurePosixPath
    old_path: PurePosixPath | None = None
    deleted: bool = False
    oid: str = attribute(default="", compare=False)
    mode: str = attribute(default="", compare=False)


class CommitTouches(Struct, frozen=True):
    """A commit and the files it touched; of a merge only those in which it differs from all its parents.

    `committed` in seconds since 1970 by UTC, 0 when the commit has no usable date. `subject` is the first line of the
    message, at most 200 characters.
    """

    oid: str
    parents: tuple[str, ...]
    committed: int
    authored: datetime
    author: Identity
    subject: str
    touches: tuple[Touch, ...]


class _Told(Struct, frozen=True, kw_only=True):
    """What a commit says of itself."""

    author: Identity
    message: str
    key: str = ""


class Change(_Told, frozen=True):
    """One edit, one commit.

    `files`: path → new bytes, None deletes. `bases`: path → blob oid the editor started from, None = the path must
    not exist; a path that is not in `bases` is written whatever stands there. `moves`: old path → new path of files
    and of whole folders, with all that is in them when the commit is made; nothing may stand at the new path yet, and
    `files` are written afterwards. `message` goes into the commit as it is: build it from `clean_message`. `key`: two
    saves with the same non-empty key, at once or within the last thousand of this Repository, are one save.
    """

    files: Mapping[PurePosixPath, bytes | None]
    bases: Mapping[PurePosixPath, str | None] = field(default_factory=dict)
    moves: Mapping[PurePosixPath, PurePosixPath] = field(default_factory=dict)


class Saved(Struct, frozen=True):
    """A durable save. `parent` is the commit it was put on, None for a first commit.

    `commit == parent` when nothing differed and no commit was made. `left_alone`: files of the working copy that were
    not brought up to date because they hold uncommitted work, or the copy is in the middle of a merge, or locked.
    """

    commit: str
    parent: str | None
    left_alone: tuple[PurePosixPath, ...] = ()


class StaleBase(Conflict):
    """A file changed since the editor loaded it: merge with `actual` (None: deleted) at commit `head`, save again."""

    code = "stale-base"

    def __init__(self, path: PurePosixPath, expected: str | None, actual: str | None, head: str | None) -> None:
        super().__init__(
            f"{path} was changed by someone else since it was opened. Compare both versions and save again."
        )
        self.path = path
        self.expected = expected
        self.actual = actual
        self.head = head
