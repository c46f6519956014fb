"""Where an entry's pictures go, and which file a stored value names."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from entries_support import collection_options, only, posts, site_of, vectors
from msgspec.structs import replace

from cms.config import SiteConfig
from cms.entries import MediaPlace, media_path, media_value, resolve_media_folder
from cms.errors import InvalidPath
from cms.fields import field_at

PATH = PurePosixPath("content/posts/sub/plums.md")


def place(site: SiteConfig, field: str = "", path: PurePosixPath | None = PATH, **values: Any) -> MediaPlace:
    collection = only(site)
    found = field_at(collection.fields, field) if field else None
    return resolve_media_folder(site, collection, None, found, path, values)


def stored(site: SiteConfig, text: str, path: PurePosixPath | None = PATH, field: str = "") -> str | None:
    collection = only(site)
    found = field_at(collection.fields, field) if field else None
    resolved = media_path(site, collection, None, found, path, {}, text)
    return str(resolved) if resolved is not None else None


@pytest.mark.parametrize("case", vectors("media_folder_template_decap"))
def test_folder_equals_decaps(case: dict[str, Any]) -> None:
    options = {**case["collection"], "media_folder": case["template"]}
    site = site_of({"media_folder": case["default_folder"], "collections": [collection_options(**options)]})
    entry = PurePosixPath(case["path"])
    expected = case["expected"]
    found = resolve_media_folder(site, only(site), None, None, entry, case["data"]).folder
    assert found == (PurePosixPath(expected[1:]) if expected.startswith("/") else entry.parent / expected)


def test_site_folder_is_the_default() -> None:
    assert place(posts()) == MediaPlace(PurePosixPath("static/media"), "/media")


def test_slash_means_repository_root() -> None:
    site = posts(media_folder="/assets/{{slug}}", public_folder="/img/{{slug}}")
    assert place(site, title="Hello World") == MediaPlace(PurePosixPath("assets/hello-world"), "/img/hello-world")


def test_else_folder_is_beside_entry() -> None:
    assert place(posts(media_folder="images")) == MediaPlace(PurePosixPath("content/posts/sub/images"), "images")
    assert place(posts(media_folder="", public_folder="")) == MediaPlace(PATH.parent, "")
    assert place(posts(media_folder="../img")).folder == PurePosixPath("content/posts/img")
    assert place(posts(media_folder="images"), path=None).folder == PurePosixPath("content/posts/images")


def test_path_template_puts_files_beside() -> None:
    site = posts(path="{{slug}}/index")
    assert place(site, path=PurePosixPath("content/posts/plums/index.md")).folder == PurePosixPath(
        "content/posts/plums"
    )
    assert media_value(place(site), "a.jpg") == "a.jpg"


def test_levels_build_on_each_other() -> None:
    fields = [
        {"name": "title", "label": "Title"},
        {"name": "cover", "label": "Cover", "widget": "image", "media_folder": "/{{media_folder}}/covers"},
        {
            "name": "seo",
            "label": "SEO",
            "widget": "object",
            "media_folder": "/seo",
            "fields": [{"name": "card", "label": "Card", "widget": "image"}],
        },
    ]
    site = posts(media_folder="/{{media_folder}}/posts", public_folder="{{public_folder}}/posts", fields=fields)
    assert place(site) == MediaPlace(PurePosixPath("static/media/posts"), "/media/posts")
    assert place(site, "cover").folder == PurePosixPath("static/media/posts/covers")
    assert place(site, "seo.card").folder == PurePosixPath("seo")


def test_item_of_gallery_takes_its_lists_folder() -> None:
    picture = {"name": "picture", "label": "Picture", "widget": "image"}
    gallery = {"name": "gallery", "label": "Gallery", "widget": "list", "media_folder": "/gallery", "field": picture}
    site = posts(fields=[{"name": "title", "label": "Title"}, gallery])
    assert place(site, "gallery").folder == place(site, "gallery.0").folder == PurePosixPath("gallery")


def test_folder_cannot_leave_repository() -> None:
    with pytest.raises(InvalidPath):
        place(posts(media_folder="../../../../etc"))
    collection = replace(only(posts()), media_folder="/.git/{{title}}")
    with pytest.raises(InvalidPath):
        resolve_media_folder(posts(), collection, None, None, PATH, {"title": "hooks"})


def test_value_cannot_leave_folder() -> None:
    site = posts(media_folder="/img/{{title}}")
    assert place(site, title="../../.git").folder.parts[0] == "img"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/media/a.jpg", "static/media/a.jpg"),
        ("/media/deep/a%20b.jpg?x=1#y", "static/media/deep/a b.jpg"),
        ("/other/a.jpg", "static/other/a.jpg"),
        ("a.jpg", "content/posts/sub/a.jpg"),
        ("../a.jpg", "content/posts/a.jpg"),
        ("https://example.com/a.jpg", None),
        ("//example.com/a.jpg", None),
        ("data:image/png;base64,AA", None),
        ("", None),
        ("  ", None),
        ("../../../../etc/passwd", None),
        ("/media/../../../x", None),
        ("/media/../../.git/config", None),
        ("/media/%2e%2e/%2e%2e/.git/config", None),
        ("a\0.jpg", None),
    ],
)
def test_stored_value_names_its_file(text: str, expected: str | None) -> None:
    assert stored(posts(), text) == expected


def test_old_names_are_found() -> None:
    decomposed = "U\u0308ber foto .jpg"
    assert stored(posts(), f"/media/{decomposed}") == f"static/media/{decomposed}"


def test_public_address_may_be_elsewhere() -> None:
    site = site_of({"public_folder": "https://cdn.example.com/m", "collections": [collection_options()]})
    assert stored(site, "https://cdn.example.com/m/a.jpg") == "static/media/a.jpg"
    assert stored(site, "https://other.example.com/m/a.jpg") is None
    assert stored(site, "/m/a.jpg") is None


def test_shared_tail_gives_public_root() -> None:
    options = {
        "media_folder": "docs/assets/up",
        "public_folder": "/base/assets/up",
        "collections": [collection_options()],
    }
    site = site_of(options)
    assert stored(site, "/base/logo.svg") == "docs/logo.svg"
    assert stored(site, "/logo.svg") is None


def test_value_and_file_agree() -> None:
    for options in (
        {},
        {"media_folder": "images"},
        {"media_folder": "", "public_folder": ""},
        {"media_folder": "/a/b"},
    ):
        site = posts(**options)
        where = place(site)
        assert stored(site, media_value(where, "x y.jpg")) == str(where.folder / "x y.jpg"), options
