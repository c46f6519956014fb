"""axe finds nothing in any view, light and dark, on a desktop and on a phone; nothing scrolls sideways."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import Served
from playwright.sync_api import Browser, Page, expect
from support import git

pytestmark = pytest.mark.browser

VIEWS = {
    "list": "/contents/journal",
    "cards": "/contents/journal?view=cards",
    "empty": "/contents/journal?q=nothing-like-this",
    "files": "/contents/site",
    "editor": "/contents/journal/entries/what-the-rye-remembers",
    "nested": "/contents/recipes/entries/country-loaf",
    "data": "/contents/site/entries/navigation",
    "new": "/contents/journal/new",
    "address": "/contents/journal/entries/what-the-rye-remembers/rename",
    "media": "/media",
    "missing": "/contents/journal/entries/none",
}
SCREENS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light"), (320, 700, "light")]
OPTIONS = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options=OPTIONS)
    return [
        f"{page.url} {item['id']}: {node['html'][:160]}"
        for item in found.response["violations"]
        for node in item["nodes"]
    ]


@pytest.fixture
def signed_in(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(served.link)
    page.wait_for_url("**/contents/**")
    yield page
    context.close()


def test_views_are_clean(signed_in: Page, served: Served) -> None:
    found: list[str] = []
    for width, height, scheme in SCREENS:
        signed_in.set_viewport_size({"width": width, "height": height})
        signed_in.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        for name, address in VIEWS.items():
            signed_in.goto(served.root + address)
            found += [f"{width} {scheme} {name}: {text}" for text in violations(signed_in)]
            wide = signed_in.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.append(f"{width} {scheme} {name}: {wide} pixels stand out at the side")
    assert not found, "\n".join(found)


def test_media_dialog_is_clean(signed_in: Page, served: Served) -> None:
    signed_in.goto(served.root + VIEWS["editor"])
    signed_in.get_by_role("button", name="Choose from library").first.click()
    dialog = signed_in.get_by_role("dialog")
    expect(dialog.get_by_text("plums.jpg")).to_be_visible()
    assert not violations(signed_in)
    dialog.get_by_text("plums.jpg").click()
    dialog.get_by_role("button", name="Use this picture").click()
    expect(dialog).to_be_hidden()
    expect(signed_in.get_by_text("plums.jpg").first).to_be_visible()


def test_sign_in_is_clean(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{served.root}/sign-in")
    assert not violations(page)
    page.goto(f"{served.root}/sign-in/unknown")
    assert not violations(page)
    context.close()


def test_conflict_is_clean(signed_in: Page, served: Served) -> None:
    signed_in.goto(served.root + "/contents/journal/entries/what-flour-is-for")
    path = served.repo / "journal/what-flour-is-for.md"
    path.write_text(path.read_text().replace("What flour is for", "What flour was for"))
    git(served.repo, "commit", "-qam", "Say it in the past")
    signed_in.get_by_label("Title").fill("What flour will be for")
    signed_in.get_by_role("button", name="Publish").first.click()
    expect(signed_in.get_by_role("heading", level=1)).to_contain_text("while you were writing")
    for width in (1440, 390):
        signed_in.set_viewport_size({"width": width, "height": 844})
        assert not violations(signed_in)


def test_everything_works_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(served.link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Plums, briefly").click()
    page.get_by_label("Title").fill("Plums, without scripts")
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text("Published").first).to_be_visible()
    page.goto(served.root + "/contents/site/entries/navigation")
    items = page.locator("input[name='f.main!items']")
    before = items.count()
    page.get_by_role("button", name="Add Entry").click()
    expect(items).to_have_count(before + 1)
    context.close()
