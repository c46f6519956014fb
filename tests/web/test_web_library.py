"""The library's pages: places, folders, pages, several at once, what was done to a picture, addresses elsewhere."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from support import Files, FixedClock, git
from web_support import SAME_ORIGIN, Page, csrf_of, get, sign_in

from cms.actions import library, open_site
from cms.web.app import create_app

CONFIG = """\
backend: {name: git-gateway}
media_folder: static/media
public_folder: /media
asset_collections: [{name: papers, label: Papers, media_folder: static/papers, public_folder: /texts}]
media_libraries: {all: {max_file_size: 500000, transformations: {raster_image: {width: 40}}}}
collections:
  - name: bundles
    label: Bundles
    folder: content/bundles
    path: '{{slug}}/index'
    create: true
    fields:
      - {name: title, label: Title}
      - {name: cover, label: Cover, widget: image, required: false}
      - {name: far, label: Far, widget: image, required: false}
      - {name: photos, label: Photos, widget: image, multiple: true, required: false}
      - {name: paper, label: Paper, widget: file, accept: .pdf, required: false}
      - {name: album, label: Album, widget: file, select_folder: true, required: false}
"""
ENTRY = "/media?dialog=1&collection=bundles&slug=plums/index&field="


def jpeg(width: int = 80, height: int = 60) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


FILES: Files = {
    "admin/config.yml": CONFIG,
    "content/bundles/plums/index.md": "---\ntitle: Plums\nfar: https://images.example.com/far.jpg\n---\n",
    "content/bundles/plums/plums.jpg": jpeg(),
    "static/media/rye.jpg": jpeg(),
    "static/media/albums/one/a.jpg": jpeg(),
    "static/papers/thesis.pdf": "%PDF-1.7\n",
}


@pytest.fixture
def repo(repository_of: Callable[[Files], Path]) -> Path:
    return repository_of(FILES)


@pytest.fixture
def client(repo: Path, clock: FixedClock) -> Iterator[FlaskClient]:
    site = open_site(repo, clock=clock)
    app = create_app(site)
    yield sign_in(app, app.test_client())
    site.close()


def upload(client: FlaskClient, name: str, data: bytes, **more: str) -> Page:
    sent: dict[str, Any] = {"csrf_token": csrf_of(client, "/media"), "file": (io.BytesIO(data), name), **more}
    response = client.post("/media", data=sent, headers=SAME_ORIGIN, content_type="multipart/form-data")
    return get(client, response.headers["Location"]) if response.status_code == 303 else Page(response)


def chosen(page: Page) -> list[str]:
    return [attrs["value"] for tag, attrs in page.tags if tag == "input" and attrs.get("name") == "chosen"]


def test_asset_collections_stand_beside_all_files(client: FlaskClient) -> None:
    page = get(client, "/media?place=papers")
    assert "thesis.pdf" in page.text and "rye.jpg" not in page.text
    assert [attrs["href"] for tag, attrs in page.tags if tag == "a" and "place=" in attrs.get("href", "")][:1] == [
        "/media?place=papers"
    ]
    details = get(client, "/media?place=papers&file=static/papers/thesis.pdf")
    assert "/texts/thesis.pdf" in details.text


def test_upload_goes_where_one_is(client: FlaskClient, repo: Path) -> None:
    page = upload(client, "notes.pdf", b"%PDF-1.7", place="papers", folder="2026")
    assert "Added notes.pdf." in page.text
    assert git(repo, "cat-file", "-t", "main:static/papers/2026/notes.pdf") == "blob"


def test_folder_begins_with_its_first_file(client: FlaskClient, repo: Path) -> None:
    response = client.get("/media/albums?new=Winter walk")
    assert response.status_code == 303
    page = get(client, response.headers["Location"])
    assert "“Winter walk” has no files yet" in page.text
    upload(client, "snow.pdf", b"%PDF-1.7", folder=page.fields("/media")["folder"][0], place="")
    assert git(repo, "cat-file", "-t", "main:static/media/albums/Winter walk/snow.pdf") == "blob"


@pytest.mark.parametrize("name", ["../../../etc", ".git", "a/../../b", "con", "\x00"])
def test_folders_cannot_leave_the_library(client: FlaskClient, repo: Path, name: str) -> None:
    assert client.get("/media", query_string={"new": name}).status_code == 400
    assert upload(client, "a.pdf", b"%PDF-1.7", folder=name).status >= 400
    assert len(git(repo, "log", "--format=%H").splitlines()) == 1


def test_what_was_done_is_said(client: FlaskClient) -> None:
    page = upload(client, "Big Field.jpg", jpeg(200, 100))
    assert "Added big-field.webp." in page.text
    assert "200 × 100 → 40 × 20 pixels, JPEG → WebP, the camera’s notes taken out" in page.text
    assert "Up to 500 KB. Pictures become WebP, are at most 40 pixels wide and lose the camera’s notes." in page.text


def test_pages_go_on_from_a_cursor(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library.list_media, "__kwdefaults__", {**library.list_media.__kwdefaults__, "limit": 1})
    first = get(client, "/media")
    following = next(attrs["href"] for tag, attrs in first.tags if tag == "a" and attrs.get("rel") == "next")
    second = get(client, following)
    assert "a.jpg" in first.text and "rye.jpg" not in first.text
    assert "rye.jpg" in second.text and "Back to the first" in second.text


def test_field_begins_with_its_entrys_files(client: FlaskClient) -> None:
    page = get(client, ENTRY + "cover")
    assert chosen(page) == ["plums.jpg"]
    assert chosen(get(client, ENTRY + "cover&place=")) == ["/media/albums/one/a.jpg", "/media/rye.jpg"]
    new = get(client, "/media?dialog=1&collection=bundles&field=cover")
    assert chosen(new) == ["/media/albums/one/a.jpg", "/media/rye.jpg"]


def test_field_takes_what_it_accepts(client: FlaskClient) -> None:
    assert chosen(get(client, ENTRY + "paper&place=papers")) == ["/texts/thesis.pdf"]
    page = get(client, ENTRY + "paper&place=")
    assert chosen(page) == [] and "Pictures become" not in page.text


def test_several_are_boxes(client: FlaskClient) -> None:
    kinds = {
        attrs["type"]
        for tag, attrs in get(client, ENTRY + "photos&several=1&place=").tags
        if attrs.get("name") == "chosen"
    }
    assert kinds == {"checkbox"}


def test_folder_is_chosen_instead(client: FlaskClient) -> None:
    page = get(client, ENTRY + "album&place=")
    assert chosen(page) == ["/media/albums"] and "Choose a folder" in page.text
    assert chosen(get(client, "/media/albums" + ENTRY.removeprefix("/media") + "album&place=")) == ["/media/albums/one"]


def test_files_of_entries_are_only_shown(client: FlaskClient) -> None:
    page = get(client, "/media?place=in:bundles")
    assert "plums.jpg" in page.text and "stand beside single entries" in page.text
    refused = upload(client, "a.pdf", b"%PDF-1.7", place="in:bundles")
    assert refused.status == 403 and "belong to single entries" in refused.text


def test_addresses_elsewhere_are_named_and_kept(client: FlaskClient, repo: Path) -> None:
    page = get(client, "/contents/bundles/entries/plums/index")
    assert "On images.example.com" in page.text
    link = next(attrs for tag, attrs in page.tags if tag == "a" and "images.example.com" in attrs.get("href", ""))
    assert link["rel"] == "noopener noreferrer"
    assert not [1 for tag, attrs in page.tags if tag == "img" and "example.com" in attrs.get("src", "")]
    fields = page.fields("/contents/bundles/entries/plums/index") | {"f.title": ["Plums, again"]}
    client.post("/contents/bundles/entries/plums/index", data=fields, headers=SAME_ORIGIN)
    text = git(repo, "show", "main:content/bundles/plums/index.md")
    assert "title: Plums, again" in text and "far: https://images.example.com/far.jpg" in text
    stranger = page.fields("/contents/bundles/entries/plums/index")
    assert stranger["f.far"] == ["https://images.example.com/far.jpg"]


def test_search_finds_files_of_all_places(client: FlaskClient) -> None:
    page = get(client, "/search?q=thes")
    assert "1 file" in page.text
    assert any(
        attrs.get("href", "").startswith("/media?") and "place=papers" in attrs["href"] for tag, attrs in page.tags
    )


def test_link_in_the_header_can_be_put_away(repository_of: Callable[[Files], Path], clock: FixedClock) -> None:
    config = CONFIG + "media_library: {display_in_navigation: false}\n"
    site = open_site(repository_of({**FILES, "admin/config.yml": config}), clock=clock)
    app = create_app(site)
    client = sign_in(app, app.test_client())
    links = [attrs.get("href") for tag, attrs in get(client, "/contents/bundles").tags if tag == "a"]
    site.close()
    assert "/media" not in links
