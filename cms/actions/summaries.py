"""Summaries that say who changed an entry, or when: the index's records do not know it, its history does."""

from __future__ import annotations

from datetime import UTC

from msgspec.structs import replace

from cms.actions.site import Site
from cms.config import Collection
from cms.entries import summary_of, tells_of_commits
from cms.index import EntryRow

__all__ = ["with_commits"]


def with_commits(site: Site, collection: Collection, rows: tuple[EntryRow, ...]) -> tuple[EntryRow, ...]:
    """The rows, their summaries with `{{commit_date}}` and `{{commit_author}}` filled in where a template has them."""
    if not tells_of_commits(collection):
        return rows
    return tuple(replace(row, summary=_summary(site, collection, row)) for row in rows)


def _summary(site: Site, collection: Collection, row: EntryRow) -> str:
    if not row.values:  # a file that cannot be read, which is listed by its name
        return row.summary
    return summary_of(
        collection,
        None,
        row.values,
        row.slug,
        row.path,
        commit_date=row.updated.isoformat() if row.updated is not None else "",
        commit_author=row.updated_by,
        locales=row.files,
        site=site.config,
        zone=site.clock().tzinfo or UTC,
    )
