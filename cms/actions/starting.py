"""`cms init`: a new site repository from the example site."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path, PurePosixPath

from cms.assets import asset_path
from cms.gitstore import init_repository

__all__ = ["init_site"]


def init_site(directory: Path, *, clock: Callable[[], datetime]) -> str:
    """Make a repository in a new or empty folder with the example site in one commit; returns the commit.

    Raises InvalidInput if something is there already.
    """
    source = asset_path("content")
    files = {
        PurePosixPath(path.relative_to(source).as_posix()): path.read_bytes()
        for path in sorted(source.rglob("*"))
        if path.is_file()
    }
    repository = init_repository(directory, files, None, message="Start the site", clock=clock)
    try:
        return repository.head() or ""
    finally:
        repository.close()
