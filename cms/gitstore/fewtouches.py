"""The files that a few plain commits touched, found without a git process: what the next request asks after a push.

What `git log` would say otherwise than the commits and their trees, as a rename or a merge, is left to it.
"""

from __future__ import annotations

import re
from itertools import islice, pairwise

from cms.errors import NotFound, StoreError
from cms.gitstore.children import ObjectReader
from cms.gitstore.commits import parse_commit
from cms.gitstore.diffs import SUBMODULE, to_path
from cms.gitstore.model import CommitInfo, CommitTouches, Touch
from cms.gitstore.touches import MAX_SUBJECT
from cms.gitstore.treecache import TreeReader
from cms.gitstore.treediff import Difference, differences

__all__ = ["few_touched"]

COMMITS = 8
FILES = 300  # of one commit
_PLAIN = re.compile(  # one parent, no encoding, no signature; people and times as git writes them
    rb"tree [0-9a-f]{40}\nparent [0-9a-f]{40}\n"
    rb"author [^<>\n\0]*[^<>\n\0 .,:;\\\"'] <[^<>\n\0 ]*> [0-9]{1,11} [+-](?:0[0-9]|1[0-4])[0-5][0-9]\n"
    rb"committer [^<>\n\0]+ <[^<>\n\0]*> [0-9]{1,11} [+-][0-9]{4}\n\n[^\0]*"
)
_NOTHING = "0" * 40


def few_touched(reader: ObjectReader, trees: TreeReader, since: str, commit: str) -> tuple[CommitTouches, ...] | None:
    """The commits in `commit` and not in `since`, parents first, if they are a short row of plain ones; else None."""
    try:
        row = _row(reader, since, commit)
        if row is None:
            return None
        found = [_touches(trees, before[0], tree) for before, (tree, _) in pairwise(row)]
    except (NotFound, StoreError, ValueError):
        return None
    if None in found:
        return None
    return tuple(_told(info, touches or ()) for (_, info), touches in zip(row[1:], found, strict=True))


def _row(reader: ObjectReader, since: str, commit: str) -> list[tuple[str, CommitInfo]] | None:
    """The commits from `since` on, that one included, each with its tree; None when they are no such row."""
    row: list[tuple[str, CommitInfo]] = []
    for _ in range(COMMITS + 1):
        data = reader.get(commit).data
        row.append(parse_commit(commit, data))
        if commit == since:
            return row[::-1]
        if not _PLAIN.fullmatch(data) or not _is_text(data):
            return None
        commit = row[-1][1].parents[0]
    return None


def _touches(trees: TreeReader, old: str, new: str) -> tuple[Touch, ...] | None:
    """What differs between two root trees; None when it is much, or may hold a rename or a submodule."""
    found = list(islice(differences(trees.read, old, new), FILES + 1))
    added = any(each.old is None for each in found)
    removed = any(each.new is None for each in found)
    modes = {item[0] for each in found for item in (each.old, each.new) if item is not None}
    if len(found) > FILES or (added and removed) or SUBMODULE.encode() in modes:
        return None
    return tuple(map(_touch, found))


def _touch(each: Difference) -> Touch:
    path = to_path(b"/".join(each.parts))
    if each.new is None:
        return Touch(path, deleted=True, oid=_NOTHING, mode="000000")
    return Touch(path, oid=each.new[1].hex(), mode=each.new[0].decode("ascii"))


def _told(info: CommitInfo, touches: tuple[Touch, ...]) -> CommitTouches:
    subject = info.message.lstrip("\n").partition("\n")[0][:MAX_SUBJECT]
    committed = int(info.committed.timestamp())
    return CommitTouches(info.oid, info.parents, committed, info.authored, info.author, subject, touches)


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
