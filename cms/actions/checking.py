"""`cms check`: what the configuration and the entries say of themselves, for a person or a build."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cms.actions.records import Plan, entry_records
from cms.actions.site import Site
from cms.config import Collection, Diagnostic
from cms.entries import EntryRecord, RecordProblem

__all__ = ["CheckReport", "CollectionReport", "check_site"]


@dataclass(frozen=True, slots=True)
class CollectionReport:
    collection: Collection
    entries: int
    problems: tuple[RecordProblem, ...]


@dataclass(frozen=True, slots=True)
class CheckReport:
    """`ok` is False if anything has severity `error`."""

    path: str
    diagnostics: tuple[Diagnostic, ...]
    collections: tuple[CollectionReport, ...]

    @property
    def ok(self) -> bool:
        found = {item.severity for item in self.diagnostics}
        problems = {problem.severity for report in self.collections for problem in report.problems}
        return "error" not in found and "error" not in problems


def check_site(site: Site, *, ref: str = "") -> CheckReport:
    """Check the branch's head, or a commit, branch or tag. Raises NotFound if there is no such version."""
    commit = site.repository.resolve(ref) if ref else site.head()
    records = entry_records(site.repository, Plan(site.config), commit) if commit else iter(())
    return CheckReport(site.config.path, site.diagnostics, _reports(site.config.collections, records))


def _reports(collections: Iterable[Collection], records: Iterable[EntryRecord]) -> tuple[CollectionReport, ...]:
    counts: dict[str, int] = {}
    problems: dict[str, list[RecordProblem]] = {}
    for record in records:
        counts[record.collection] = counts.get(record.collection, 0) + 1
        problems.setdefault(record.collection, []).extend(record.problems)
    return tuple(
        CollectionReport(item, counts.get(item.name, 0), tuple(problems.get(item.name, ()))) for item in collections
    )
