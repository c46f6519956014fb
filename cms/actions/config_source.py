"""Where a site's configuration is read: named, in a usual place of the branch, or on disk; and the page beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cms.config import CONFIG_PATHS, looks_like_config_path
from cms.errors import ConfigError
from cms.gitstore import Repository

__all__ = ["AdminPage", "ConfigSource", "find_config", "read_page"]

MAX_PAGE = 1 << 20  # bytes of a page outside the branch


@dataclass(frozen=True, slots=True)
class ConfigSource:
    """Where the configuration was read. `oid` is "" when it is a file outside the branch."""

    path: str
    data: bytes
    oid: str = ""


@dataclass(frozen=True, slots=True)
class AdminPage:
    """The page that starts the other tool. `oid` is "" when it is not in the branch, both when there is none."""

    text: str = ""
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


def read_page(repository: Repository, path: str, file: Path | None = None) -> AdminPage:
    """The page `index.html` beside a configuration of the branch, or beside a `file` outside of it."""
    if file is not None:
        page = file.parent / "index.html"
        if not page.is_file() or page.is_symlink() or page.stat().st_size > MAX_PAGE:
            return AdminPage()
        return AdminPage(page.read_bytes().decode("utf-8", "replace"))
    blob = repository.read_path(PurePosixPath(path).parent / "index.html") if repository.head() else None
    return AdminPage(blob.data.decode("utf-8", "replace"), blob.oid) if blob is not None else AdminPage()


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
