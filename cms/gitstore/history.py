"""Reading the past: logs, the last commit of each path, revisions by name. Cold: a git process per question."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from cms.errors import NotFound
from cms.gitstore.children import ObjectReader
from cms.gitstore.commits import parse_commit
from cms.gitstore.door import Door
from cms.gitstore.fewtouches import few_touched
from cms.gitstore.model import CommitInfo, CommitTouches
from cms.gitstore.names import is_oid
from cms.gitstore.touches import ARGUMENTS, parse_touches, split_fields
from cms.gitstore.treecache import TreeReader
from cms.paths import split_existing

__all__ = ["History"]

MAX_COMMITS = 200_000  # how far back the history is read
_REVISION = re.compile(r"(?!-)[^\s\x00-\x1f\x7f:{}\[\]*?\\$`;|&<>()'\"!]{1,250}\Z")


class History:
    """Questions about commits. Safe for threads."""

    def __init__(self, door: Door, reader: ObjectReader, trees: TreeReader) -> None:
        self._door = door
        self._reader = reader
        self._trees = trees

    def commit(self, oid: str) -> CommitInfo:
        """One commit. Raises NotFound."""
        if is_oid(oid):
            found = self._reader.get(oid)
            if found.kind == "commit":
                return parse_commit(oid, found.data)[1]
        raise NotFound(f"{oid[:60]!a} is not a commit of this site.")

    def tree_of(self, commit: str) -> str:
        """The root tree of a commit. Raises NotFound."""
        found = self._reader.get(commit)
        if found.kind != "commit":
            raise NotFound(f"{commit} is not a commit of this site.")
        return parse_commit(commit, found.data)[0]

    def resolve(self, text: str) -> str:
        """The commit a person means by a branch, tag, id or `HEAD~1`. Raises NotFound."""
        if _REVISION.match(text) and ".." not in text:
            args = ("--verify", "--quiet", "--end-of-options", f"{text}^{{commit}}")
            found = self._door.run("rev-parse", *args, accept=(0, 1, 128)).stdout.decode("ascii", "replace").strip()
            if is_oid(found):
                return found
        raise NotFound(f"There is no version {text[:60]!a} of this site. Name a branch, a tag or a commit.")

    def log(self, head: str, path: PurePosixPath | None, limit: int, before: str | None) -> tuple[CommitInfo, ...]:
        """Up to `limit` commits from `head` on, newest first; only those after `before` in that order."""
        where = () if path is None else (_argument(path),)
        oids: list[str] = []
        seen = before is None
        with self._door.stream("rev-list", head, "--", *where) as lines:
            for line in lines:
                oid = line.decode("ascii").strip()
                if seen and len(oids) < limit:
                    oids.append(oid)
                if len(oids) >= limit:
                    break
                seen = seen or oid == before
        return tuple(self.commits(oids))

    def commits(self, oids: Iterable[str]) -> Iterator[CommitInfo]:
        """Many commits, in order. Raises NotFound."""
        for found in self._reader.stream(oids):
            yield parse_commit(found.oid, found.data)[1]

    def touched(self, since: str | None, commit: str) -> Iterator[CommitTouches]:
        """The commits in `commit` and not in `since`, parents first, with the files that each touched."""
        few = few_touched(self._reader, self._trees, since, commit) if since else None
        if few is not None:
            yield from few
            return
        where = (commit, *((f"^{since}",) if since else ()), "--")
        output = self._door.chunks("log", *ARGUMENTS, f"--max-count={MAX_COMMITS}", *where)
        yield from parse_touches(split_fields(output))

    def is_ancestor(self, old: str, new: str) -> bool:
        """Whether `old` is `new` or in its history. False too when one of them does not exist."""
        return self._door.run("merge-base", "--is-ancestor", old, new, accept=(0, 1, 128)).code == 0

    def commits_between(self, since: str, commit: str) -> tuple[str, ...]:
        """The ids of the commits in `since` and not in `commit`. Raises StoreError when one of them does not exist."""
        return tuple(self._door.run("rev-list", since, f"^{commit}", "--").stdout.decode("ascii").split())


def _argument(path: PurePosixPath) -> str:
    split_existing(path)
    return str(path)
