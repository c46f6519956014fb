"""What a translator does in a real browser: two languages beside each other, copied, kept, published."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Served, served_at
from browser.test_accessibility import violations
from playwright.sync_api import Page, expect
from support import git, make_repository

pytestmark = pytest.mark.browser

CONFIG = """\
backend: {name: git-gateway}
media_folder: media
i18n: {structure: multiple_folders, locales: [en, de, fr, it]}
collections:
  - name: posts
    label: Journal
    label_singular: Story
    folder: posts
    create: true
    i18n: true
    fields:
      - {name: title, label: Title, i18n: true}
      - {name: date, label: Date, i18n: duplicate, required: false}
      - {name: tags, label: Tags, widget: list, i18n: true, required: false}
      - {name: links, label: Links, widget: list, i18n: true, required: false, fields: [{name: url, label: Address}]}
      - {name: body, label: Body, widget: markdown, i18n: true, required: false}
"""
TEA = "/contents/posts/entries/tea"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    repo = make_repository(
        tmp_path / "site",
        {
            "admin/config.yml": CONFIG,
            "posts/en/tea.md": "---\ntitle: Tea\ndate: 2026-01-05\ntags: [hot]\n---\nHot.\n",
            "posts/de/tea.md": "---\ntitle: Tee\ndate: 2026-01-05\n---\nHeiß.\n",
        },
    )
    yield from served_at(repo)


def test_translate_beside_the_original(page: Page, served: Served) -> None:
    page.goto(f"{served.root}{TEA}?locale=de")
    page.get_by_label("Title", exact=True).fill("Grüner Tee")
    page.get_by_role("link", name="Beside English").click()  # what was typed comes along
    german = page.get_by_role("group", name="Deutsch")
    expect(german.get_by_label("Title", exact=True)).to_have_value("Grüner Tee")
    page.get_by_role("group", name="English").get_by_label("Title", exact=True).fill("Green tea")
    page.get_by_role("button", name="Copy Tags from English").click()
    expect(german.get_by_label("Tags, Tags 1")).to_have_value("hot")
    page.get_by_role("group", name="Deutsch").get_by_role("button", name="Add Links").click()  # scripts know the side
    german.get_by_label("Address").fill("https://tee.example")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    assert (served.repo / "posts/de/tea.md").read_text().startswith("---\ntitle: Grüner Tee\ndate: 2026-01-05\ntags:")
    assert "title: Green tea\n" in (served.repo / "posts/en/tea.md").read_text()
    assert "https://tee.example" not in (served.repo / "posts/en/tea.md").read_text()
    assert git(served.repo, "rev-list", "--count", "main") == "2"


def test_text_of_each_language_is_kept_by_itself(page: Page, served: Served) -> None:
    page.goto(f"{served.root}{TEA}?locale=de")
    page.get_by_label("Title", exact=True).fill("Schwarztee")
    expect(page.get_by_text("kept in this browser")).to_be_visible()
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(f"{served.root}{TEA}?locale=en")
    expect(page.get_by_text("was kept.")).to_be_hidden()
    page.goto(f"{served.root}{TEA}?locale=de")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Title", exact=True)).to_have_value("Schwarztee")


def test_views_of_languages_are_clean(page: Page, served: Served) -> None:
    found: list[str] = []
    views = [f"{TEA}?locale=de", f"{TEA}?locale=de&beside=en", f"{TEA}?locale=fr", "/contents/posts?locale=de"]
    for width, height, scheme in [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light")]:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for address in (*views, "/contents/posts?view=cards", "/contents/posts/new?beside=de"):
            page.goto(served.root + address)
            found += [f"{width} {scheme}: {text}" for text in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found += [f"{width} {address}: {wide} pixels stand out at the side"] if wide > 0 else []
    assert not found, "\n".join(found)
