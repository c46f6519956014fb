"""A site: one repository, its configuration and the rooms that serve it, kept in step with the branch."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from cms.actions.records import changed_records, entry_records, updates_of
from cms.config import CONFIG_PATHS, Diagnostic, Position, SiteConfig, load_config, looks_like_config_path
from cms.errors import ConfigError, NotFound
from cms.gitstore import QUIRE, Repository
from cms.index import Index
from cms.state import KeyedLocks, Person, State, open_state

__all__ = ["INDEX_VERSION", "Site", "open_site"]

INDEX_VERSION = 1


@dataclass(frozen=True, slots=True)
class _Opened:
    """A configuration as read, and the index that was made with it."""

    config: SiteConfig
    diagnostics: tuple[Diagnostic, ...]
    oid: str  # of the configuration's blob; "" when it stands outside the branch
    index: Index


class Site:
    """What every action works on. Safe for many threads; `refresh` brings it to the branch's present head."""

    def __init__(
        self, repository: Repository, config_option: str, clock: Callable[[], datetime], folder: Path | None = None
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
        self._outdated: list[Index] = []
        self._opened = self._open_config()
        self.refresh()

    @property
    def config(self) -> SiteConfig:
        return self._opened.config

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What the loader said of the configuration, errors and warnings in the order of the file."""
        return self._opened.diagnostics

    @property
    def index(self) -> Index:
        return self._opened.index

    @property
    def state(self) -> State:
        """Sessions and save keys; opened when first asked for. Raises StoreError if the file is damaged."""
        with self._lock:
            if self._state is None:
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

    def refresh(self) -> None:
        """Bring configuration and index to the branch's head, whoever moved it."""
        with self._lock:
            head = self.head()
            if self.index.head() == head and head:
                return
            self._reload_config()
            self._update_index(head)

    def close(self) -> None:
        for index in (self.index, *self._outdated):
            index.close()
        if self._state is not None:
            self._state.close()
        self.repository.close()

    def _reload_config(self) -> None:
        if not self._opened.oid:
            return
        blob = self.repository.read_path(PurePosixPath(self._opened.config.path))
        if blob is None or blob.oid == self._opened.oid:
            return
        try:
            opened = self._open_config()
        except ConfigError as problem:
            self._opened = _with_broken_config(self._opened, blob.oid, problem)
            return
        self._outdated.append(self._opened.index)  # other threads may be reading it still
        self._opened = opened

    def _open_config(self) -> _Opened:
        source = find_config(self.repository, self._option, self._folder)
        loaded = load_config(source.data, source.path)
        if loaded.site is None:
            said = "; ".join(str(item) for item in loaded.diagnostics) or "it is empty"
            raise ConfigError(f"The configuration {source.path} cannot be used: {said}")
        digest = hashlib.sha256(source.data + source.path.encode()).hexdigest()[:16]
        index = Index.open(self.instance / f"index-{digest}.sqlite", f"{INDEX_VERSION}:{digest}")
        return _Opened(loaded.site, loaded.diagnostics, source.oid, index)

    def reindex(self) -> None:
        """Build the index anew from the branch's head."""
        with self._lock:
            self._build(self.head())

    def _update_index(self, head: str) -> None:
        known = self.index.head()
        if not known or not head or not _has_commit(self.repository, known):
            self._build(head)
            return
        changes = tuple(self.repository.changed(known, head))
        removed, records = changed_records(self.repository, self.config, self.index, head, changes)
        updates = updates_of(self.repository, head, tuple(c.path for c in changes if c.new_oid))
        self.index.apply(head, removed, records, updates)

    def _build(self, head: str) -> None:
        if not head:
            self.index.rebuild("", ())
            return
        records = entry_records(self.repository, self.config, head)
        self.index.rebuild(head, records, updates_of(self.repository, head, None))


def _with_broken_config(opened: _Opened, oid: str, problem: ConfigError) -> _Opened:
    """The last good configuration goes on, and says that the newer one cannot be used."""
    position = Position(opened.config.path)
    said = Diagnostic("error", "config", f"{problem.message} The version before it is used.", "", position)
    kept = tuple(item for item in opened.diagnostics if item.code != "config")
    return _Opened(opened.config, (said, *kept), oid, opened.index)


def _has_commit(repository: Repository, commit: str) -> bool:
    try:
        repository.commit_info(commit)
    except NotFound:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ConfigSource:
    """Where the configuration was read. `oid` is "" when it is a file outside the branch."""

    path: str
    data: bytes
    oid: str = ""


def find_config(repository: Repository, option: str, folder: Path | None = None) -> ConfigSource:
    """The configuration named by `--config`, or the first one found in the usual places of the branch's head.

    Raises ConfigError with the places that were looked at.
    """
    if option:
        return _named_config(repository, option, folder)
    for path in CONFIG_PATHS:
        if found := _committed(repository, path):
            return found
    if repository.head():
        deeper = sorted((str(e.path) for e in repository.list_files() if looks_like_config_path(e.path)), key=len)
        for path in deeper:
            if found := _committed(repository, path):
                return found
    for path in CONFIG_PATHS:
        if found := _on_disk(repository, path):
            return found
    raise ConfigError(
        "No CMS configuration was found. Quire looks for config.yml in static/admin, public/admin, admin, src/admin, "
        "static/cms and other admin folders of the last commit; name it with --config FILE if it stands elsewhere."
    )


def _named_config(repository: Repository, option: str, folder: Path | None) -> ConfigSource:
    if not Path(option).is_absolute() and (found := _committed(repository, option)):
        return found
    path = (folder or Path()) / option
    root = repository.work_tree
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        inside = path.resolve().relative_to(root.resolve()).as_posix()
        if found := _committed(repository, inside):
            return found
    if not path.is_file():
        raise ConfigError(f"There is no configuration {option}: neither in the last commit nor on disk.")
    return ConfigSource(option, path.read_bytes())


def _committed(repository: Repository, path: str) -> ConfigSource | None:
    blob = repository.read_path(PurePosixPath(path)) if repository.head() else None
    return ConfigSource(path, blob.data, blob.oid) if blob is not None else None


def _on_disk(repository: Repository, path: str) -> ConfigSource | None:
    if repository.work_tree is None:
        return None
    file = repository.work_tree / path
    return ConfigSource(path, file.read_bytes()) if file.is_file() and not file.is_symlink() else None


def open_site(
    repo: Path, *, config: str = "", branch: str = "", clock: Callable[[], datetime], folder: Path | None = None
) -> Site:
    """Open a repository (working copy or bare) as a site. `folder` is what a relative `config` counts from.

    Raises StoreError (not a repository, detached HEAD …) and ConfigError.
    """
    repository = Repository.open(repo, branch=branch, clock=clock)
    try:
        return Site(repository, config, clock, folder)
    except BaseException:
        repository.close()
        raise
