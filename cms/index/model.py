"""What the index is asked, and what it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePosixPath

from cms.entries import RecordProblem
from cms.syntax import Value

__all__ = ["EntryRow", "ListPage", "ListQuery", "Updated"]


@dataclass(frozen=True, slots=True)
class Updated:
    """The last commit that touched a file."""

    commit: str
    when: datetime
    name: str
    email: str


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry of a list: its record, and who last touched it."""

    collection: str
    slug: str
    path: PurePosixPath
    oid: str
    files: Mapping[str, PurePosixPath]
    title: str
    summary: str
    date: str
    sort_date: str
    image: str
    values: Mapping[str, Value]
    problems: tuple[RecordProblem, ...]
    updated: datetime | None = None
    updated_by: str = ""


@dataclass(frozen=True, slots=True)
class ListQuery:
    """Which entries, in which order. `sort` is a field and whether it descends; entries without a value come last.

    `filters` maps dotted fields to a value, compared as text; a list passes if it holds it, a missing one as "".
    `search` are words that title or summary must hold, without regard to case and accents. `limit` None means all.
    """

    collection: str
    sort: tuple[str, bool] = ("title", False)
    filters: Mapping[str, Value] = field(default_factory=dict)
    search: str = ""
    limit: int | None = 50
    offset: int = 0


@dataclass(frozen=True, slots=True)
class ListPage:
    """Some rows, and how many there are in all."""

    rows: tuple[EntryRow, ...]
    total: int
