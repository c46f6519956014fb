"""A site: one repository, its configuration and the rooms that serve it, kept in step with the branch."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.config_source import ReadConfig, read_config, read_page
from cms.actions.following import Follower, Progress
from cms.actions.records import Plan
from cms.actions.zones import zone_problems
from cms.config import Diagnostic, Position, SiteConfig
from cms.errors import ConfigError
from cms.gitstore import QUIRE, Repository, Saved
from cms.index import Index
from cms.state import KeyedLocks, Person

if TYPE_CHECKING:
    from cms.state import State

__all__ = ["INDEX_VERSION", "Site", "branch_problems", "open_site"]

KEPT = 30 * 86400  # seconds that an index of another branch or configuration is kept unused
INDEX_VERSION = "4"  # of what the records say; another one makes the index anew


class _Opened(Struct, frozen=True):
    """A configuration as read."""

    config: SiteConfig
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...]
    oid: str  # of the configuration's blob; "" when it stands outside the branch
    page: str  # the blob of the admin page beside it, or ""
    file: Path | None  # where it stands when that is outside the branch
    seen: tuple[int, int]  # size and time of change of that file
    plan: Plan


class Site:
    """What every action works on. Safe for many threads; `refresh` brings it to the branch's present head."""

    def __init__(
        self,
        repository: Repository,
        config_option: str,
        clock: Callable[[], datetime],
        folder: Path | None = None,
        *,
        opened: ReadConfig,
        wait: bool = True,
        report: Callable[[Progress], None] | None = None,
    ) -> None:
        self.repository = repository
        self.clock = clock
        self.instance = repository.common_dir / "quire"
        self.entry_locks = KeyedLocks()
        self._state: State | None = None
        self._option = config_option
        self._folder = folder
        self._lock = threading.RLock()
        self._person: Person | None = None
        self._opened = _opened(opened, repository)
        self.index = self._open_index()
        self._follower = Follower(repository, self.index)
        self.refresh(wait=wait, report=report)

    @property
    def config(self) -> SiteConfig:
        return self._opened.config

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What the loader said of the configuration, errors and warnings in the order of the file."""
        return self._opened.diagnostics

    @property
    def remarks(self) -> tuple[Diagnostic, ...]:
        """What Quire honours differently or has no use for, of what the configuration says."""
        return self._opened.remarks

    @property
    def state(self) -> State:
        """Sessions and save keys; opened when first asked for. Raises StoreError if the file is damaged."""
        with self._lock:
            if self._state is None:
                from cms.state import open_state  # see `cms.state`

                self._state = open_state(self.instance, self.clock)
            return self._state

    @property
    def title(self) -> str:
        """The site's name for people: `app_title`, else the host of `site_url`, else the repository's folder."""
        if self.config.app_title:
            return self.config.app_title
        host = urlsplit(self.config.display_url or self.config.site_url).hostname or ""
        if host and host not in ("localhost", "127.0.0.1"):
            return host.removeprefix("www.")
        place = self.repository.work_tree or self.repository.git_dir
        return place.name.removesuffix(".git") or "Site"

    def person(self) -> Person:
        """Who edits on this machine: git's configured user."""
        if self._person is None:
            identity = self.repository.identity() or QUIRE
            self._person = Person(identity.name, identity.email)
        return self._person

    def head(self) -> str:
        """The branch's commit, "" before the first one."""
        return self.repository.head() or ""

    def refresh(self, *, wait: bool = True, report: Callable[[Progress], None] | None = None) -> bool:
        """Bring configuration and index to the branch's head, whoever moved it.

        False if that takes long and goes on in the background, see `progress`; with `wait` it is waited for.
        """
        head = self.head()
        if not self._follower.is_at(head, self._opened.plan) or not self._opened.oid:
            with self._lock:
                self._reload_config()
        return self._follower.follow(head, self._opened.plan, wait=wait, report=report)

    def saved(self, saved: Saved, files: Mapping[PurePosixPath, bytes | None]) -> None:
        """Bring the index to a save of this process, and to the branch's head."""
        written = {path: data for path, data in files.items() if data is not None}
        if saved.commit != saved.parent and len(written) == len(files):
            self._follower.step(saved, written, self._opened.plan)
        self.refresh()

    @property
    def progress(self) -> Progress | None:
        """How far the index is while it is made in the background, else None."""
        return self._follower.progress

    def close(self) -> None:
        self._follower.close()
        self.index.close()
        if self._state is not None:
            self._state.close()
        self.repository.close()

    def reindex(self, report: Callable[[Progress], None] | None = None) -> None:
        """Build the index anew from the branch's head."""
        self._follower.rebuild(self.head(), self._opened.plan, report)

    def _reload_config(self) -> None:
        if not self._opened.oid:
            seen = _seen(self._opened.file)
            if seen == self._opened.seen:
                return
            oid = page = ""
        else:
            blob = self.repository.read_path(PurePosixPath(self._opened.config.path))
            page = read_page(self.repository, self._opened.config.path).oid
            if blob is None or (blob.oid, page) == (self._opened.oid, self._opened.page):
                return
            seen, oid = (0, 0), blob.oid
        try:
            read = read_config(self.repository, self._option, self._folder)
            self._opened = _opened(read, self.repository)
        except ConfigError as problem:
            broken = _with_broken_config(self._opened, problem)
            self._opened = replace(broken, oid=oid, page=page, seen=seen)

    def _open_index(self) -> Index:
        named = f"{self.repository.ref}\0{self._option}"
        digest = hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16]
        name = f"index-{digest}"
        _forget_indexes(self.instance, name, self.clock().timestamp() - KEPT)
        return Index.open(self.instance / f"{name}.sqlite", INDEX_VERSION)


def _forget_indexes(folder: Path, but: str, before: float) -> None:
    """Delete the indexes of branches and configurations that nobody has opened since a moment (Unix seconds)."""
    for path in folder.glob("index-*"):
        with contextlib.suppress(OSError):
            if not path.name.startswith(but) and path.stat().st_mtime < before:
                path.unlink()


def _opened(read: ReadConfig, repository: Repository) -> _Opened:
    said = (*read.diagnostics, *branch_problems(read.site, repository), *zone_problems(read.site))
    return _Opened(read.site, said, read.remarks, read.oid, read.page, read.file, _seen(read.file), Plan(read.site))


def branch_problems(config: SiteConfig, repository: Repository) -> Iterator[Diagnostic]:
    """What is to be said of a configuration whose `backend.branch` cannot be edited."""
    name = config.backend.branch
    if name and name != repository.branch and not repository.has_branch(name):
        message = (
            f"this repository has no branch `{name}`; Quire edits `{repository.branch}`. "
            f"Make it with `git branch {name}`, or name another one here"
        )
        yield Diagnostic("warning", "no-branch", message, "backend.branch", config.backend.branch_position)


def _seen(path: Path | None) -> tuple[int, int]:
    if path is None:
        return 0, 0
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


def _with_broken_config(opened: _Opened, problem: ConfigError) -> _Opened:
    """The last good configuration goes on, and says that the newer one cannot be used."""
    position = Position(opened.config.path)
    said = Diagnostic("error", "config", f"{problem.message} The version before it is used.", "", position)
    kept = tuple(item for item in opened.diagnostics if item.code != "config")
    return replace(opened, diagnostics=(said, *kept))


def open_site(
    repo: Path,
    *,
    config: str = "",
    branch: str = "",
    clock: Callable[[], datetime],
    folder: Path | None = None,
    wait: bool = True,
    report: Callable[[Progress], None] | None = None,
) -> Site:
    """Open a repository (working copy or bare) as a site. `folder` is what a relative `config` counts from.

    Edits `branch`, else the one that the configuration names as `backend.branch`, if it is there and has a
    configuration, else the one of HEAD. `wait` and `report` as for `Site.refresh`.

    Raises StoreError (not a repository, detached HEAD …) and ConfigError.
    """
    repository = Repository.open(repo, branch=branch, clock=clock)
    try:
        opened = read_config(repository, config, folder)
        named = opened.site.backend.branch
        if not branch and named != repository.branch and named and repository.has_branch(named):
            repository, opened = _moved(repository, opened, named, config, folder, clock)
        return Site(repository, config, clock, folder, opened=opened, wait=wait, report=report)
    except BaseException:
        repository.close()
        raise


def _moved(
    repository: Repository,
    opened: ReadConfig,
    branch: str,
    option: str,
    folder: Path | None,
    clock: Callable[[], datetime],
) -> tuple[Repository, ReadConfig]:
    """The same repository on another branch and its configuration; the given ones when there is none."""
    other = Repository.open(repository.work_tree or repository.git_dir, branch=branch, clock=clock)
    try:
        read = read_config(other, option, folder)
    except ConfigError:
        read = opened
    except BaseException:
        other.close()
        raise
    if read is opened or (opened.oid and not read.oid):  # a file of the checked-out copy is not that branch's
        other.close()
        return repository, opened
    repository.close()
    return other, read
