"""Who works here, by git's own settings, read with GitPython: a file to parse, no process to start."""

from __future__ import annotations

import configparser
import os
from pathlib import Path

from cms.errors import InvalidInput
from cms.gitstore.model import Identity
from cms.gitstore.names import clean_identity

__all__ = ["git_identity"]


def git_identity(common_dir: Path) -> Identity | None:
    """user.name and user.email of the repository, else of the person's own settings; None if there is no name."""
    from git.config import GitConfigParser  # asked once a site, so that other commands start without GitPython

    files = [path for path in (*_own_settings(), common_dir / "config") if path.is_file()]
    try:
        with GitConfigParser([str(path) for path in files], read_only=True) as settings:
            asked = [str(settings.get_value("user", key, "")) for key in ("name", "email")]
        return clean_identity(*asked)
    except (configparser.Error, InvalidInput, OSError, UnicodeDecodeError):
        return None


def _own_settings() -> tuple[Path, ...]:
    """Where git looks for a person's settings, the weakest first."""
    if named := os.environ.get("GIT_CONFIG_GLOBAL"):
        return (Path(named),)
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return folder / "git" / "config", Path.home() / ".gitconfig"
