"""What the tests of entries share: sites from a few lines of configuration, golden vectors, a fixed moment."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import Any

from support import vectors

from cms.config import Collection, SiteConfig, SlugRules, load_config
from cms.entries import EntryFiles, EntryRecord, collection_files, extract

__all__ = [
    "NOW",
    "collection_options",
    "listed",
    "only",
    "posts",
    "record_of",
    "rules",
    "site_of",
    "vectors",
]

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def rules(config: Mapping[str, Any]) -> SlugRules:
    return SlugRules(**config)


def site_of(config: Mapping[str, Any]) -> SiteConfig:
    """A site from options; JSON is YAML."""
    whole = {"backend": {"name": "git-gateway"}, "media_folder": "static/media", "public_folder": "/media", **config}
    loaded = load_config(json.dumps(whole).encode(), "static/admin/config.yml")
    assert loaded.site is not None
    return loaded.site


def posts(**options: Any) -> SiteConfig:
    """A site with one folder collection, `posts`."""
    return site_of({"collections": [collection_options(**options)]})


def collection_options(**options: Any) -> dict[str, Any]:
    return {
        "name": "posts",
        "label": "Posts",
        "folder": "content/posts",
        "create": True,
        "fields": [{"name": "title", "label": "Title"}, {"name": "body", "widget": "markdown", "label": "Body"}],
        **options,
    }


def only(site: SiteConfig) -> Collection:
    return site.collections[0]


def listed(site: SiteConfig, *paths: str) -> list[EntryFiles]:
    return list(collection_files(only(site), site, [PurePosixPath(path) for path in paths]))


def record_of(site: SiteConfig, path: str, data: bytes | str) -> EntryRecord | None:
    """The record of the entry that one file is."""
    (entry,) = listed(site, path)
    content = data.encode() if isinstance(data, str) else data
    return extract(site, only(site), entry, {PurePosixPath(path): ("0" * 40, content)})
