"""Lists as a person narrows, groups and orders them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser.conftest import Served, served_copy
from browser.test_accessibility import violations
from playwright.sync_api import Browser, Page, expect
from support import Files, git, make_repository

pytestmark = pytest.mark.browser

CONFIG = """\
backend: {name: git-gateway, branch: main}
media_folder: media
collections:
  - name: bread
    label: Bread
    folder: bread
    reorder: true
    view_filters: [{label: Dark, field: kind, pattern: dark}]
    view_groups: [{label: Kind, field: kind}]
    fields: [{name: title, label: Title}, {name: kind, label: Kind}, {name: order, label: Order, widget: number}]
"""
LOAVES: Files = {
    "admin/config.yml": CONFIG,
    **{
        f"bread/b{n:03}.md": f"---\ntitle: Loaf {n}\nkind: {'dark' if n % 4 else 'light'}\norder: {n}\n---\n"
        for n in range(1, 71)
    },
}


@pytest.fixture(scope="module")
def loaves_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_repository(tmp_path_factory.mktemp("loaves") / "site", LOAVES)


@pytest.fixture
def bread(loaves_template: Path, tmp_path: Path) -> Iterator[Served]:
    yield from served_copy(loaves_template, tmp_path / "bread")


@pytest.fixture
def open_bread(browser: Browser, bread: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
    page = context.new_page()
    page.goto(bread.link)
    page.wait_for_url("**/contents/**")
    yield page
    context.close()


def test_a_list_is_put_in_order_by_drag_and_keys(open_bread: Page, bread: Served) -> None:
    page = open_bread
    page.get_by_role("link", name="Put in order").click()
    rows = page.locator(".order-row")
    expect(rows.nth(0)).to_contain_text("Loaf 1")
    assert violations(page) == []
    handle = page.get_by_role("button", name="Move Loaf 3: drag")
    handle.focus()
    page.keyboard.press("ArrowUp")
    expect(rows.nth(1)).to_contain_text("Loaf 3")
    expect(handle).to_be_focused()
    page.get_by_role("button", name="Move Loaf 3 up").click()
    expect(rows.nth(0)).to_contain_text("Loaf 3")
    expect(page.get_by_role("button", name="Move Loaf 3 up")).to_be_disabled()
    start, end = rows.nth(3).locator("[data-handle]").bounding_box(), rows.nth(1).bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 5, end["y"] + 3, steps=8)
    page.mouse.up()
    expect(rows.nth(1)).to_contain_text("Loaf 4")
    page.get_by_role("button", name="Publish the order").click()
    expect(page.get_by_text("Published. The order is saved.")).to_be_visible()
    changed = git(bread.repo, "show", "--format=", "--name-only", "main").splitlines()
    assert changed == [f"bread/b{n:03}.md" for n in (1, 2, 3, 4)]
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".row .title").first).to_have_text("Loaf 1")


def test_groups_grow_and_stay_closed(open_bread: Page) -> None:
    page = open_bread
    page.goto(page.url.split("?")[0] + "?group=kind")
    expect(page.locator(".group h2")).to_have_text(["dark"])
    titles = page.locator(".group .title")
    page.locator(".group > summary").nth(0).click()  # nobody sees where it ends
    page.keyboard.press("End")
    expect(titles).to_have_count(25)
    page.get_by_role("link", name="Show more").click()
    expect(titles).to_have_count(50)
    page.locator(".group > summary").nth(0).click()
    page.keyboard.press("End")
    expect(titles).to_have_count(70)
    expect(page.locator(".group h2")).to_have_text(["dark", "light"])
    expect(page.locator(".group").nth(0).locator(".title")).to_have_count(53)
    expect(page.locator(".group").nth(1).locator(".title")).to_have_count(17)
    assert violations(page) == []
    page.locator(".group > summary").nth(0).click()
    page.reload()
    expect(page.locator(".group").nth(0)).not_to_have_attribute("open", "")
    page.get_by_role("link", name="Dark 53").click()
    expect(page.locator(".chip[aria-current]")).to_have_text("Dark 53")
