"""A nested collection in a real browser: walked by keyboard, a page moved and brought back; axe finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser.conftest import Served, served_at
from playwright.sync_api import BrowserContext, Page, expect
from support import Files
from trees_support import docs

pytestmark = pytest.mark.browser


@pytest.fixture
def served_tree(repository_of: Callable[[Files], Path]) -> Iterator[Served]:
    yield from served_at(repository_of(docs()))


@pytest.fixture
def tree(context: BrowserContext, served_tree: Served) -> Page:
    page = context.new_page()
    page.goto(served_tree.link)
    page.wait_for_url("**/contents/**")
    page.goto(f"{served_tree.root}/contents/docs")
    return page


def violations(page: Page) -> list[str]:
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]})
    return [f"{item['id']}: {node['html'][:160]}" for item in found.response["violations"] for node in item["nodes"]]


def test_tree_is_walked_by_keyboard(tree: Page) -> None:
    tree.get_by_role("link", name="Guide", exact=True).focus()
    tree.keyboard.press("ArrowRight")
    expect(tree.get_by_role("link", name="Install", exact=True)).to_be_visible()
    tree.keyboard.press("ArrowDown")
    tree.keyboard.press("ArrowDown")
    expect(tree.get_by_role("link", name="Write", exact=True)).to_be_focused()
    tree.keyboard.press("ArrowRight")
    expect(tree.get_by_role("link", name="Notes", exact=True)).to_be_visible()
    assert not violations(tree)
    tree.reload()
    expect(tree.get_by_role("link", name="Notes", exact=True)).to_be_visible()
    tree.get_by_role("link", name="Notes", exact=True).focus()
    tree.keyboard.press("ArrowLeft")
    tree.keyboard.press("ArrowLeft")
    expect(tree.get_by_role("link", name="Notes", exact=True)).to_have_count(0)
    assert tree.url.endswith("?open=guide")


def test_page_is_moved_and_brought_back(tree: Page) -> None:
    tree.get_by_label("More for Guide").click()
    tree.get_by_role("link", name="Move…").click()
    assert not violations(tree)
    tree.get_by_label("New path").fill("Old Things/handbook")
    tree.get_by_role("button", name="Move").click()
    expect(tree.get_by_role("heading", level=1)).to_have_text("Old Things")
    expect(tree.get_by_role("link", name="Guide", exact=True)).to_be_visible()
    tree.get_by_role("button", name="Undo").click()
    expect(tree.get_by_role("heading", level=1)).to_have_text("Manual")
    expect(tree.get_by_role("link", name="Guide", exact=True)).to_be_visible()
