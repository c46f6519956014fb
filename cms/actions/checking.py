"""`cms check`: what is wrong with the configuration and with every entry of a commit, for a person or a build."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.config_source import ReadConfig, read_config
from cms.actions.following import Progress
from cms.actions.records import Plan, Wanted, count_files, read_entries, wanted_entries
from cms.actions.site import Site, branch_problems
from cms.actions.workers import Workers
from cms.actions.zones import zone_problems
from cms.config import Collection, Diagnostic, Dialect, SiteConfig
from cms.documents import DocumentKind, parse_document
from cms.entries import Examined, Examiner, Pointer, RecordProblem, TargetKey, picture_tail
from cms.errors import DocumentError, StoreError
from cms.fields import FieldContext
from cms.gitstore import Repository

__all__ = ["CheckReport", "CollectionReport", "check_repository", "check_site"]


class CollectionReport(Struct, frozen=True):
    collection: Collection
    entries: int
    problems: tuple[RecordProblem, ...]


class CheckReport(Struct, frozen=True):
    """`ok` is False if anything has severity `error`. `remarks` are what Quire honours differently, or has no use for.

    `dialect_source` is what says whose rules count, "" when nothing does.
    """

    path: str
    diagnostics: tuple[Diagnostic, ...]
    collections: tuple[CollectionReport, ...]
    dialect: Dialect = Dialect.DECAP
    dialect_source: str = ""
    remarks: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        return not self.count("error")

    def count(self, severity: str) -> int:
        """How many findings have that severity."""
        problems = (problem.severity for report in self.collections for problem in report.problems)
        return [*(item.severity for item in self.diagnostics), *problems].count(severity)


def check_repository(
    path: Path,
    *,
    config: str = "",
    branch: str = "",
    ref: str = "",
    clock: Callable[[], datetime],
    folder: Path | None = None,
    report: Callable[[Progress], None] | None = None,
) -> CheckReport:
    """Check `ref`, else the branch, else what is checked out (a detached HEAD too), with the configuration it has.

    Nothing is written and no index is made. Raises StoreError, ConfigError, NotFound.
    """
    repository, detached = _opened(path, branch, clock)
    try:
        named = ref or ("HEAD" if detached else "")
        commit = repository.resolve(named) if named else repository.head() or ""
        read = read_config(repository, config, folder, commit=commit)
        unedited = () if detached else branch_problems(read.site, repository)
        said = (*read.diagnostics, *unedited, *zone_problems(read.site))
        return _report(repository, replace(read, diagnostics=said), commit, clock(), report)
    finally:
        repository.close()


def check_site(site: Site, *, ref: str = "") -> CheckReport:
    """Check the branch's head, or a commit, branch or tag. Raises NotFound if there is no such version."""
    commit = site.repository.resolve(ref) if ref else site.head()
    read = ReadConfig(site.config, site.diagnostics, site.remarks, "", "", None)
    return _report(site.repository, read, commit, site.clock(), None)


def _opened(path: Path, branch: str, clock: Callable[[], datetime]) -> tuple[Repository, bool]:
    """The repository, and whether its HEAD is detached, as builds have it."""
    try:
        return Repository.open(path, branch=branch, clock=clock, recover=False), False
    except StoreError as problem:
        if problem.code != "detached-head":
            raise
    return Repository.open(path, branch="detached", clock=clock, recover=False), True  # a branch nobody asks for


class _Plan(Plan, frozen=True, dict=True):
    """A configuration as checking needs it."""

    now: datetime

    @cached_property
    def examiners(self) -> dict[str, Examiner]:
        context = FieldContext(self.now)
        return {each.name: Examiner(self.config, each, context) for each in self.config.collections}


def _examined(repository: Repository, plan: _Plan, collection: str, wanted: Iterable[Wanted]) -> Iterator[Examined]:
    examiner = plan.examiners[collection]
    for entry, documents in read_entries(repository, wanted):
        if (found := examiner.examine(entry, documents)) is not None:
            yield found


def _report(
    repository: Repository,
    read: ReadConfig,
    commit: str,
    now: datetime,
    report: Callable[[Progress], None] | None,
) -> CheckReport:
    plan = _Plan(read.site, now)
    judge = _Judge(repository, commit)
    if commit:
        total = count_files(repository, plan, commit)
        workers = Workers(repository, plan, total, _examined, spare=0)
        done = 0
        try:
            for collection in read.site.collections:
                wanted = wanted_entries(repository, plan, collection, commit)
                for results in workers.results(collection.name, wanted):
                    judge.take(collection.name, results)
                    done += len(results)
                    if report is not None:
                        report(Progress(done, max(done, total)))
        finally:
            workers.close()
    return CheckReport(
        read.site.path,
        read.diagnostics,
        tuple(judge.reports(read.site)),
        read.site.dialect,
        read.site.dialect_source,
        read.remarks,
    )


class _Judge:
    """Collects what was found entry by entry, and tells what only all entries together can tell."""

    def __init__(self, repository: Repository, commit: str) -> None:
        self._repository, self._commit = repository, commit
        self._counts: Counter[str] = Counter()
        self._problems: dict[str, list[RecordProblem]] = {}
        self._offered: dict[TargetKey, set[str]] = {}
        self._waiting: list[tuple[str, Pointer]] = []
        self._broken: list[tuple[str, Pointer]] = []
        self._claims: dict[tuple[str, ...], PurePosixPath] = {}

    def take(self, collection: str, results: Iterable[Examined]) -> None:
        for each in results:
            if not each.listed:
                continue
            self._counts[collection] += 1
            problems = self._problems.setdefault(collection, [])
            problems += each.problems
            problems += self._doubled(collection, each)
            for key, values in each.offers:
                self._offered.setdefault(key, set()).update(values)
            for pointer in each.pointers:
                if pointer.target is not None:
                    self._waiting.append((collection, pointer))
                elif pointer.value not in self._there and not (pointer.loose and self._stands(pointer)):
                    self._broken.append((collection, pointer))

    def reports(self, site: SiteConfig) -> Iterator[CollectionReport]:
        """What was found of each collection, in the order of the files."""
        missing = (item for item in self._waiting if item[1].value not in self._offered.get(_key(item[1]), ()))
        for collection, pointer in (*self._broken, *missing):
            self._problems[collection].append(self._pointing(site, collection, pointer))
        for each in site.collections:
            found = sorted(
                self._problems.get(each.name, ()), key=lambda item: (item.path, item.line, item.column, item.code)
            )
            yield CollectionReport(each, self._counts[each.name], tuple(found))

    @cached_property
    def _there(self) -> frozenset[str]:
        """Every file of the commit, and every folder, for some fields name one."""
        files = [str(entry.path) for entry in self._repository.list_files(self._commit)]
        folders = {parent for path in files for parent in _above(path)}
        return frozenset((*files, *folders))

    @cached_property
    def _named(self) -> dict[str, list[str]]:
        """The paths of all files, by their last name."""
        found: dict[str, list[str]] = {}
        for path in self._there:
            found.setdefault(path.rpartition("/")[2], []).append(path)
        return found

    def _stands(self, picture: Pointer) -> bool:
        """Whether there may be a file for a picture in a text: one whose path ends in its address, or in that without
        what may be the place of the site on its host."""
        if not self._there.isdisjoint(picture.loose):
            return True
        tail = picture_tail(picture.shown)
        below = tail.partition("/")[2] if picture.shown.startswith("/") else ""
        paths = self._named.get(tail.rpartition("/")[2], ())
        return any(path == each or path.endswith(f"/{each}") for path in paths for each in filter(None, (tail, below)))

    def _doubled(self, collection: str, each: Examined) -> Iterator[RecordProblem]:
        """Addresses that another entry has too."""
        name = (collection, "", each.slug.casefold())
        other = self._claims.setdefault(name, each.path)
        if other != each.path:
            words = f"`{other}` is written the same but for capitals; some computers cannot have both"
            yield RecordProblem(each.path, 1, 1, "warning", "case-clash", words)
        for claim in each.claims:
            key, value = claim.path[-1], claim.value
            folder = str(each.path.parent) if key == "slug" else ""
            other = self._claims.setdefault((collection, str(key), folder, value), each.path)
            if other != each.path:
                words = f"`{key}` is `{value}` in `{other}` too; one of the two pages hides the other"
                line, column = self._place(claim.kind, claim.oid, claim.path)
                yield RecordProblem(each.path, line, column, "warning", "duplicate-slug", words)

    def _place(self, kind: DocumentKind, path_oid: str, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of a value in a file of the commit."""
        try:
            return parse_document(self._repository.read(path_oid), kind).locate(path)
        except DocumentError:
            return 1, 1

    def _place_in_text(self, pointer: Pointer) -> tuple[int, int]:
        """Line and column of the first place where an address stands in a file."""
        before, found, _ = self._repository.read(pointer.oid).partition(pointer.shown.encode())
        if not found:
            return self._place(pointer.kind, pointer.oid, pointer.path)
        return before.count(b"\n") + 1, len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1

    def _pointing(self, site: SiteConfig, collection: str, pointer: Pointer) -> RecordProblem:
        line, column = (
            self._place_in_text(pointer) if pointer.loose else self._place(pointer.kind, pointer.oid, pointer.path)
        )
        if pointer.loose:
            words = f"{pointer.label}: there is no file for the picture `{pointer.shown}`"
            return RecordProblem(pointer.file, line, column, "warning", "missing-media", words)
        if pointer.target is None:
            words = f"{pointer.label}: there is no file `{pointer.value}` (`{pointer.shown}`)"
            return RecordProblem(pointer.file, line, column, "warning", "missing-media", words)
        label = next((each.label for each in site.collections if each.name == pointer.target.collection), "")
        words = f"{pointer.label}: `{pointer.shown}` is not in {label}"
        return RecordProblem(pointer.file, line, column, "warning", "missing-entry", words)


def _key(pointer: Pointer) -> TargetKey:
    return pointer.target or TargetKey("", "", "")


def _above(path: str) -> Iterator[str]:
    at = path.rfind("/")
    while at > 0:
        yield path[:at]
        at = path.rfind("/", 0, at)
