"""Pictures and folders chosen in the library, in a real browser: several at once, from another place, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from browser.conftest import Served, served_at
from browser.test_accessibility import violations
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from support import git, make_repository

pytestmark = pytest.mark.browser

CONFIG = """\
backend: {name: git-gateway, branch: main}
media_folder: static/media
public_folder: /media
asset_collections: [{name: papers, label: Papers, media_folder: static/papers, public_folder: /texts}]
media_libraries: {all: {transformations: {raster_image: {width: 20}}}}
collections:
  - name: posts
    label: Posts
    folder: posts
    fields:
      - {name: title, label: Title}
      - {name: photos, label: Photos, widget: image, multiple: true, required: false}
      - {name: paper, label: Paper, widget: file, required: false}
      - {name: album, label: Album, widget: file, select_folder: true, required: false}
"""


def jpeg() -> bytes:
    out = BytesIO()
    Image.new("RGB", (60, 30), "teal").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Served]:
    files: dict[str, str | bytes] = {
        "admin/config.yml": CONFIG,
        "posts/plums.md": "---\ntitle: Plums\nphotos:\n  - /media/p000.jpg\n---\n",
        "static/papers/thesis.pdf": "%PDF-1.7\n",
        **{f"static/media/p{number:03}.jpg": jpeg() for number in range(130)},
        "static/media/albums/one.jpg": jpeg(),
    }
    repo = make_repository(tmp_path / "site", files)
    yield from served_at(repo)


def choose(page: Page, field: str) -> None:
    page.locator(f'[data-media-for="f.{field}"]').last.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_files_and_folders_are_chosen(browser: Browser, site: Served) -> None:
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(site.link)
    page.goto(f"{site.root}/contents/posts/entries/plums")
    dialog = page.get_by_role("dialog")

    choose(page, "photos")
    dialog.get_by_text("p001.jpg").click()
    dialog.get_by_role("link", name="Show more").click()
    dialog.get_by_text("p129.jpg").click()
    dialog.locator("input[type=file]").set_input_files({"name": "new.jpg", "mimeType": "image/jpeg", "buffer": jpeg()})
    expect(dialog.get_by_text("60 × 30 → 20 × 10 pixels, JPEG → WebP")).to_be_visible()
    expect(dialog.get_by_role("checkbox", name="new.webp")).to_be_checked()
    dialog.get_by_text("p002.jpg").click()
    expect(dialog.get_by_text("And 1 chosen that is not shown here.")).to_be_visible()  # p129.jpg
    assert not violations(page)
    dialog.get_by_role("button", name="Use these pictures").click()
    expect(page.locator("quire-list [data-item]")).to_have_count(5)

    choose(page, "paper")
    dialog.get_by_role("link", name="Papers").click()
    dialog.get_by_text("thesis.pdf").click()
    dialog.get_by_role("button", name="Use this file").click()

    choose(page, "album")
    dialog.locator(".folder-row", has_text="albums").click()
    assert not violations(page)
    dialog.get_by_role("button", name="Use this folder").click()

    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    text = git(site.repo, "show", "main:posts/plums.md")
    photos = "".join(f"  - /media/{name}\n" for name in ("p000.jpg", "new.webp", "p001.jpg", "p002.jpg", "p129.jpg"))
    assert f"photos:\n{photos}" in text and "paper: /texts/thesis.pdf\n" in text and "album: /media/albums\n" in text
