"""What the tests of the index share: records, and the two ways they come in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import Any

from cms.entries import EntryRecord
from cms.index import HistoryCommit, Index, IndexedFields, State, prepare
from cms.syntax import Value

SORTS = ("title", "path", "date", "commit_date", "commit_author", "slug", "n", "seo.rank", "when")
FIELDS = IndexedFields(SORTS, ("draft", "tags", "seo.lang"))
DIGEST = "config-1"


def record(slug: str, values: dict[str, Value] | None = None, **more: Any) -> EntryRecord:
    """A record of the collection `posts`, or of another one."""
    path = PurePosixPath(f"content/posts/{slug}.md")
    title = str(more.pop("title", slug))
    given = {"collection": "posts", "path": path, "files": {"": path}, "summary": title, "oid": "0" * 40, **more}
    given.setdefault("files_key", given["oid"])
    return EntryRecord(slug=slug, title=title, values=values or {}, **given)


def build(
    index: Index, head: str, records: Iterable[EntryRecord], commits: Sequence[HistoryCommit] = (), digest: str = DIGEST
) -> None:
    """Fill the index anew, as the first build does."""
    index.clear()
    every = list(records)
    names = dict.fromkeys(("posts", *(each.collection for each in every)))
    index.begin(digest, dict.fromkeys(names, digest), dict.fromkeys(names, FIELDS))
    index.add([prepare(each, FIELDS) for each in every], fresh=True)
    index.finish(head, digest)
    if commits:
        index.add_history(commits, head)
    index.finish_history(head)


def apply(
    index: Index,
    head: str,
    removed: Iterable[str],
    records: Iterable[EntryRecord],
    commits: Sequence[HistoryCommit] | None = (),
    *,
    base: State | None = None,
) -> bool:
    """Move the index on to another commit."""
    rows = (prepare(each, FIELDS) for each in records)
    return index.apply(base or index.state(), head, map(PurePosixPath, removed), rows, commits)
