"""Where a configuration is looked for in a repository."""

from __future__ import annotations

from pathlib import PurePosixPath

__all__ = ["CONFIG_PATHS", "looks_like_config_path"]

_FOLDERS = (
    "static/admin",
    "public/admin",
    "admin",
    "src/admin",
    "static/cms",
    "public/cms",
    "assets/admin",
    "source/admin",
    "src/static/admin",
    "src/public/admin",
    "src/pages/admin",
    "site/static/admin",
    "website/static/admin",
    "docs/admin",
    "docs/static/admin",
    "docs/.vuepress/public/admin",
    "src/.vuepress/public/admin",
    ".vuepress/public/admin",
    "exampleSite/static/admin",
    "app/admin",
    "cms",
)
_NAMES = ("config.yml", "config.yaml", "config.json")

CONFIG_PATHS: tuple[str, ...] = tuple(f"{folder}/{name}" for folder in _FOLDERS for name in _NAMES)
"""The usual places, best first, each with `/` between its parts."""


def looks_like_config_path(path: PurePosixPath) -> bool:
    """Whether a file anywhere in the repository may be the configuration: `config.yml` in a folder `admin` or `cms`."""
    return path.name in _NAMES and path.parent.name in ("admin", "cms")
