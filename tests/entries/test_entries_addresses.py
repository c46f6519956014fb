"""Where a new entry goes."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from entries_support import NOW, collection_options, only, posts, site_of, vectors
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from cms.config import Dialect, SiteConfig, SlugRules
from cms.entries import entry_path, new_slug, slug_from_path
from cms.entries.addresses import slug_and_path
from cms.errors import InvalidPath

# Where Decap is at fault, and what Quire gives: it reads a field under its own name, prints lists as JSON and keeps
# filters in `path`.
BETTER = {
    "date filter cannot work in path (quotes removed, lower-cased)": "2026/hello-world-part-1-5",
    "identifier found case-insensitively but read under the lower-case key": "upper",
    "no identifier field": "x",
    "list value": "a-b-c",
}


def slug_of(site: SiteConfig, values: dict[str, Any], *used: str, **more: str) -> str:
    return new_slug(only(site), values, site, NOW, used.__contains__, **more)


@pytest.mark.parametrize("case", vectors("entry_path_decap"))
def test_path_equals_decaps(case: dict[str, Any]) -> None:
    site = site_of({"slug": case["slug_config"], "collections": [collection_options(**case["collection"])]})
    found = slug_and_path(only(site), case["data"], site, NOW)
    if case["id"] == "empty identifier":
        assert len(found) == 12 and found.isalnum()
    else:
        assert found == BETTER.get(case["id"], case["expected"])


@pytest.mark.parametrize("case", vectors("misc_decap", group="uniqueness_separator"))
def test_counter_follows_replacement(case: dict[str, Any]) -> None:
    site = site_of({"slug": case["config"], "collections": [collection_options()]})
    assert slug_of(site, {"title": "Plums"}, "plums") == f"plums{case['expected']}1"


def test_first_free_slug_is_taken() -> None:
    assert slug_of(posts(), {"title": "Plums"}) == "plums"
    assert slug_of(posts(), {"title": "Plums"}, "plums", "plums-1") == "plums-2"


def test_counter_of_bundle_goes_to_folder() -> None:
    assert slug_of(posts(path="{{slug}}/index"), {"title": "Plums"}, "plums/index") == "plums-1/index"


def test_unusable_title_becomes_short_id() -> None:
    for title in ("", "...", "con", "-", "?"):
        slug = slug_of(posts(), {"title": title})
        assert slug.isalnum() and len(slug) == 12, title


def test_name_is_made_storable() -> None:
    assert slug_of(posts(slug="{{missing}}-{{slug}}"), {"title": "Plums"}) == "plums"
    assert slug_of(posts(slug="~{{slug}}. "), {"title": "Plums"}) == "plums"


def test_long_title_fits_file_name() -> None:
    site = posts()
    slug = slug_of(site, {"title": "ü" * 400})
    again = slug_of(site, {"title": "ü" * 400}, slug)
    for name in (slug, again):
        assert len(entry_path(only(site), name, {}, NOW, site).name.encode()) <= 255
    assert again.endswith("-1")


def test_language_leaves_room_in_name() -> None:
    i18n = {"structure": "multiple_files", "locales": ["en", "zh-Hant"], "default_locale": "en"}
    site = site_of({"i18n": i18n, "collections": [collection_options(i18n=True)]})
    slug = slug_of(site, {"title": "a" * 400})
    assert len(entry_path(only(site), slug, {}, NOW, site, "zh-Hant").name) <= 255


def test_nested_entry_goes_below_chosen_folder() -> None:
    pages = posts(nested={"depth": 5})
    assert slug_of(pages, {"title": "Team"}, below="about/us") == "about/us/team"
    indexed = posts(nested={"depth": 5}, meta={"path": {"label": "Path", "widget": "string", "index_file": "_index"}})
    assert slug_of(indexed, {"title": "Team"}, below="about/us") == "about/us/_index"
    assert slug_of(indexed, {"title": "Team"}) == "team/_index"
    assert slug_of(indexed, {"title": "Team"}, "team/_index") == "team-1/_index"


@pytest.mark.parametrize(
    ("structure", "locale", "expected"),
    [
        ("multiple_folders", "de", "content/posts/de/plums.md"),
        ("multiple_files", "de", "content/posts/plums.de.md"),
        ("multiple_root_folders", "de", "de/content/posts/plums.md"),
        ("single_file", "de", "content/posts/plums.md"),
        ("single_file_default_root", "en", "content/posts/plums.md"),
    ],
)
def test_language_stands_where_structure_says(structure: str, locale: str, expected: str) -> None:
    i18n = {"structure": structure, "locales": ["en", "de"], "default_locale": "en"}
    site = site_of({"i18n": i18n, "collections": [collection_options(i18n=True)]})
    assert entry_path(only(site), "plums", {}, NOW, site, locale) == PurePosixPath(expected)


def test_default_language_can_be_left_out() -> None:
    i18n = {
        "structure": "multiple_files",
        "locales": ["en", "de"],
        "default_locale": "en",
        "omit_default_locale_from_file_path": True,
    }
    site = site_of({"i18n": i18n, "collections": [collection_options(i18n=True)]})
    assert str(entry_path(only(site), "plums", {}, NOW, site, "en")) == "content/posts/plums.md"
    assert str(entry_path(only(site), "plums", {}, NOW, site, "de")) == "content/posts/plums.de.md"


@pytest.mark.parametrize(
    "slug", ["../secret", "a/../../b", "/etc/passwd", ".git/config", "a//b", "x\0y", "nul", "a\\b"]
)
def test_unsafe_slug_is_refused(slug: str) -> None:
    site = posts()
    with pytest.raises(InvalidPath):
        entry_path(only(site), slug, {}, NOW, site)


def test_value_cannot_leave_folder() -> None:
    site = posts(path="{{category}}/{{slug}}")
    slug = slug_of(site, {"title": "../../up", "category": "../../../etc"})
    assert entry_path(only(site), slug, {}, NOW, site).parts[:2] == ("content", "posts")
    assert ".." not in slug


SITES = {
    (dialect, encoding): replace(posts(path="{{category}}/{{slug}}"), slug=SlugRules(encoding), dialect=dialect)
    for dialect in Dialect
    for encoding in ("unicode", "ascii")
}
ODD = ["con", "git~1", "U\u0308ber", ".git", "\u202e", "a\u200db", "LPT1", "\ud800", "-"]
TEXTS = st.text(max_size=40) | st.sampled_from(ODD)


@settings(max_examples=300, deadline=None)
@given(TEXTS, TEXTS, st.sampled_from(sorted(SITES)))
def test_any_title_has_an_address(title: str, category: str, which: Any) -> None:
    site = SITES[which]
    values = {"title": title, "category": category}
    slug = slug_of(site, values)
    again = slug_of(site, values, slug)
    assert again != slug
    for found in (slug, again):
        path = entry_path(only(site), found, values, NOW, site)
        assert path.parts[:2] == ("content", "posts")
        assert slug_from_path(only(site), path) == found
