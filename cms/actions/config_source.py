"""Where a site's configuration is read: named, in a usual place of the branch, or on disk; and the page beside it."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

from msgspec import Struct

from cms.config import CONFIG_PATHS, Diagnostic, SiteConfig, load_config, looks_like_config_path
from cms.errors import ConfigError
from cms.gitstore import Repository

__all__ = ["AdminPage", "ConfigSource", "ReadConfig", "find_config", "read_config", "read_page"]

MAX_PAGE = 1 << 20  # bytes of a page outside the branch


class ConfigSource(Struct, frozen=True):
    """Where the configuration was read. `oid` is "" when it is a file outside the branch."""

    path: str
    data: bytes
    oid: str = ""


class ReadConfig(Struct, frozen=True):
    """A configuration as read. `oid` and `page` are its blob and the admin page's, "" outside the branch.

    `file` is where it stands there.
    """

    site: SiteConfig
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...]
    oid: str
    page: str
    file: Path | None


class AdminPage(Struct, frozen=True):
    """The page that starts the other tool. `oid` is "" when it is not in the branch, both when there is none."""

    text: str = ""
    oid: str = ""


def read_config(repository: Repository, option: str, folder: Path | None = None, *, commit: str = "") -> ReadConfig:
    """Find and load the configuration of a commit, by default the head. Raises ConfigError if none can be used."""
    source = find_config(repository, option, folder, commit=commit)
    file = None if source.oid else _outside(repository, option, folder, source.path)
    page = read_page(repository, source.path, file, commit=commit)
    loaded = load_config(source.data, source.path, page=page.text)
    if loaded.site is None:
        said = "; ".join(str(item) for item in loaded.diagnostics) or "it is empty"
        raise ConfigError(f"The configuration {source.path} cannot be used: {said}")
    return ReadConfig(loaded.site, loaded.diagnostics, loaded.remarks, source.oid, page.oid, file)


def find_config(repository: Repository, option: str, folder: Path | None = None, *, commit: str = "") -> ConfigSource:
    """The configuration named by `--config`, or the first one found in the usual places of a commit (the head).

    Raises ConfigError with the places that were looked at.
    """
    commit = commit or repository.head() or ""
    if option:
        return _named_config(repository, option, folder, commit)
    for path in CONFIG_PATHS:
        if found := _committed(repository, path, commit):
            return found
    if commit:
        files = (entry.path for entry in repository.list_files(commit))
        for path in sorted((str(path) for path in files if looks_like_config_path(path)), key=len):
            if found := _committed(repository, path, commit):
                return found
    for path in CONFIG_PATHS:
        if found := _on_disk(repository, path):
            return found
    raise ConfigError(
        "No CMS configuration was found. Quire looks for config.yml in static/admin, public/admin, admin, src/admin, "
        "static/cms and other admin folders of the last commit; name it with --config FILE if it stands elsewhere."
    )


def read_page(repository: Repository, path: str, file: Path | None = None, *, commit: str = "") -> AdminPage:
    """The page `index.html` beside a configuration of a commit (the head), or beside a `file` outside of it."""
    if file is not None:
        page = file.parent / "index.html"
        if not page.is_file() or page.is_symlink() or page.stat().st_size > MAX_PAGE:
            return AdminPage()
        return AdminPage(page.read_bytes().decode("utf-8", "replace"))
    blob = repository.read_path(PurePosixPath(path).parent / "index.html", commit or None)
    return AdminPage(blob.data.decode("utf-8", "replace"), blob.oid) if blob is not None else AdminPage()


def _named_config(repository: Repository, option: str, folder: Path | None, commit: str) -> ConfigSource:
    if not Path(option).is_absolute() and (found := _committed(repository, option, commit)):
        return found
    path = (folder or Path()) / option
    root = repository.work_tree
    if root is not None and path.resolve().is_relative_to(root.resolve()):
        inside = path.resolve().relative_to(root.resolve()).as_posix()
        if found := _committed(repository, inside, commit):
            return found
    if not path.is_file():
        raise ConfigError(f"There is no configuration {option}: neither in the last commit nor on disk.")
    return ConfigSource(option, path.read_bytes())


def _committed(repository: Repository, path: str, commit: str) -> ConfigSource | None:
    blob = repository.read_path(PurePosixPath(path), commit) if commit else None
    return ConfigSource(path, blob.data, blob.oid) if blob is not None else None


def _outside(repository: Repository, option: str, folder: Path | None, path: str) -> Path:
    """Where a configuration outside the branch stands."""
    return (folder or Path()) / path if option else (repository.work_tree or Path()) / path


def _on_disk(repository: Repository, path: str) -> ConfigSource | None:
    if repository.work_tree is None:
        return None
    file = repository.work_tree / path
    return ConfigSource(path, file.read_bytes()) if file.is_file() and not file.is_symlink() else None
