"""What goes along when an entry gets another address."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from entries_support import listed, only, posts

from cms.config import Collection
from cms.entries import entry_moves, slugs_told, tells_by_path
from cms.entries.moves import told_slug

BUNDLE = [
    "content/posts/plums/index.md",
    "content/posts/plums/cover.jpg",
    "content/posts/plums/raw/a.png",
    "content/posts/plums-2/index.md",
    "content/posts/_index.md",
    "static/x.jpg",
]


def moves(site: Any, slug: str, wanted: str, *paths: str) -> dict[str, str]:
    (entry,) = [item for item in listed(site, *paths) if item.slug == slug]
    every = [PurePosixPath(path) for path in paths]
    found = entry_moves(only(site), site, entry.files, slug, wanted, every)
    return {str(old): str(new) for old, new in found.items()}


def test_plain_entry_moves_alone() -> None:
    found = moves(posts(), "a", "b", "content/posts/a.md", "content/posts/a.jpg")
    assert found == {"content/posts/a.md": "content/posts/b.md"}


def test_bundle_moves_with_its_files() -> None:
    assert moves(posts(path="{{slug}}/index"), "plums/index", "pears/index", *BUNDLE) == {
        "content/posts/plums/index.md": "content/posts/pears/index.md",
        "content/posts/plums/cover.jpg": "content/posts/pears/cover.jpg",
        "content/posts/plums/raw/a.png": "content/posts/pears/raw/a.png",
    }


def test_index_of_collection_takes_nothing_along() -> None:
    found = moves(posts(path="{{slug}}/index"), "_index", "old/_index", *BUNDLE)
    assert found == {"content/posts/_index.md": "content/posts/old/_index.md"}


def test_every_language_moves() -> None:
    i18n = {"structure": "multiple_folders", "locales": ["en", "de"], "default_locale": "en"}
    site = posts(i18n=i18n, path="{{slug}}/index")
    files = ("content/posts/en/a/index.md", "content/posts/de/a/index.md", "content/posts/de/a/bild.jpg")
    assert moves(site, "a/index", "b/index", *files) == {path: path.replace("/a/", "/b/") for path in files}


def test_subfolders_can_stay() -> None:
    site = posts(nested={"depth": 5, "subfolders": False})
    assert moves(site, "plums/index", "pears/index", *BUNDLE) == {
        "content/posts/plums/index.md": "content/posts/pears/index.md"
    }


@pytest.mark.parametrize(
    ("path", "slug", "told"),
    [
        ("{{year}}/{{slug}}", "2026/plums", "plums"),
        ("{{slug}}/index", "plums/index", "plums"),
        ("a-{{slug}}/{{lang}}", "a-plums/en", "plums"),
        ("{{slug}}", "plums", "plums"),
        ("{{year}}/{{slug}}", "plums", "plums"),  # not made by the template
        ("{{year}}/index", "2026/index", "2026"),
        ("", "guide/index", "guide"),
    ],
)
def test_slug_of_sveltia_is_the_part_of_the_path(path: str, slug: str, told: str) -> None:
    collection = Collection("posts", "Posts", "folder", path=path, short_slugs=True)
    assert told_slug(collection, slug) == told
    assert slug in slugs_told(collection, told) or tells_by_path(collection) or path == "{{year}}/index"
