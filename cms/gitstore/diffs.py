"""What differs between two commits, path by path."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from msgspec import Struct

from cms.gitstore.door import Door
from cms.gitstore.model import TreeChange

__all__ = ["Move", "Side", "diff_tree", "to_path", "tree_change"]

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"  # git knows it without its being stored
SUBMODULE = "160000"


class Side(Struct, frozen=True):
    """A file as one commit has it."""

    mode: str
    oid: str

    @property
    def is_regular(self) -> bool:
        """Whether it is a plain file, not a symlink."""
        return self.mode.startswith("100")


class Move(Struct, frozen=True):
    """A path that goes from one state to another; None where it does not exist (or is a submodule)."""

    path: PurePosixPath
    old: Side | None
    new: Side | None


def diff_tree(door: Door, old: str | None, new: str) -> Iterator[Move]:
    """Every path that differs between two commits, by name; without rename detection."""
    args = ("-r", "-z", "--raw", "--no-renames", "--no-abbrev", "--no-ext-diff", "--no-textconv")
    fields = iter(door.run("diff-tree", *args, old or EMPTY_TREE, new).stdout.split(b"\0"))
    for head in fields:
        if head.startswith(b":"):
            old_mode, new_mode, old_oid, new_oid, _ = head[1:].decode("ascii").split(" ")
            yield Move(to_path(next(fields)), _side(old_mode, old_oid), _side(new_mode, new_oid))


def tree_change(move: Move) -> TreeChange | None:
    """The same for other rooms; None for a change between submodules only."""
    present = move.new or move.old
    if present is None:
        return None
    old, new = move.old, move.new
    return TreeChange(move.path, old.oid if old else None, new.oid if new else None, present.mode)


def to_path(name: bytes) -> PurePosixPath:
    """A path as git stores it. Bytes that are not UTF-8 become surrogates, as `os.fsdecode` does."""
    return PurePosixPath(name.decode("utf-8", "surrogateescape"))


def _side(mode: str, oid: str) -> Side | None:
    return None if mode in ("000000", SUBMODULE) else Side(mode, oid)
