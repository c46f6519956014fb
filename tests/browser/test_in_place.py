"""Publishing and searching without a new document: the page stays, and so does every keystroke."""

from __future__ import annotations

import re

import pytest
from browser.conftest import Served
from playwright.sync_api import Page, Route, expect
from support import git

pytestmark = pytest.mark.browser

SEEDS = "/contents/journal/entries/seeds-counted"


def mark(page: Page) -> None:
    """Leave something in this document that the next one does not have."""
    page.evaluate("document.marked = true")


def is_same_document(page: Page) -> bool:
    return bool(page.evaluate("document.marked === true"))


def changed_lines(served: Served) -> list[str]:
    diff = git(served.repo, "show", "--format=", "-U0").splitlines()
    return [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def expect_published(page: Page) -> None:
    expect(page.get_by_text(re.compile("^Published"))).to_be_visible()


def test_published_twice_on_one_page(page: Page, served: Served) -> None:
    page.goto(served.root + SEEDS)
    mark(page)
    title = page.get_by_label("Title")
    title.fill("Seeds, once")
    title.press("Control+s")
    expect_published(page)
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    expect(title).to_be_focused()
    expect(page.get_by_role("button", name="Publish")).to_be_enabled()
    assert changed_lines(served) == ["-title: Seeds, counted", "+title: Seeds, once"]
    title.fill("Seeds, twice")
    title.press("Control+s")
    expect(page).to_have_title(re.compile("^Seeds, twice"))
    assert changed_lines(served) == ["-title: Seeds, once", "+title: Seeds, twice"]
    assert is_same_document(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_label("Title")).to_have_value("Seeds, once")


def test_typing_goes_on_while_it_is_published(page: Page, served: Served) -> None:
    page.goto(served.root + SEEDS)
    mark(page)
    title = page.get_by_label("Title")

    def slowly(route: Route) -> None:
        if route.request.method == "POST":
            page.evaluate("document.querySelector('[name=\"f.title\"]').value = 'Seeds, and more'")
        route.continue_()

    page.route(f"**{SEEDS}", slowly)
    title.fill("Seeds")
    title.press("Control+s")
    expect_published(page)
    page.unroute(f"**{SEEDS}")
    expect(title).to_have_value("Seeds, and more")
    expect(page.locator("[data-state]")).to_contain_text("Not published")
    title.press("Control+s")
    expect(page).to_have_title(re.compile("^Seeds, and more"))
    assert is_same_document(page)
    assert changed_lines(served) == ["-title: Seeds", "+title: Seeds, and more"]


def test_no_connection_loses_nothing(page: Page, served: Served) -> None:
    page.goto(served.root + SEEDS)
    title = page.get_by_label("Title")
    title.fill("Seeds, offline")
    page.route(f"**{SEEDS}", lambda route: route.abort())
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-state]")).to_contain_text("the site cannot be reached")
    expect(title).to_have_value("Seeds, offline")
    page.unroute(f"**{SEEDS}")
    page.get_by_role("button", name="Publish").click()
    expect_published(page)
    assert changed_lines(served) == ["-title: Seeds, counted", "+title: Seeds, offline"]


def test_item_taken_out_then_another_changed(page: Page, served: Served) -> None:
    """The form that comes back counts the items anew; a second edit must meet the right one."""
    page.goto(f"{served.root}/contents/site/entries/navigation")
    labels = page.locator("input[name^='f.main.'][name$='.label']")
    names = [labels.nth(number).input_value() for number in range(labels.count())]
    page.get_by_label(f"More actions for {names[0]}").click()
    page.get_by_role("button", name=f"Remove {names[0]}").click()
    page.get_by_role("button", name="Publish").click()
    expect_published(page)
    page.locator("summary").filter(has_text=names[1]).first.click()
    labels.first.fill("The second")
    page.get_by_role("button", name="Publish").click()
    expect(page.locator("[data-state]")).to_contain_text("published just now")
    after = git(served.repo, "show", "main:data/navigation.yml")
    assert names[0] not in after
    assert "The second" in after
    assert all(name in after for name in names[2:])


def test_refused_form_leads_to_its_field(page: Page, served: Served) -> None:
    page.goto(served.root + SEEDS)
    page.get_by_label("Title").fill("")
    page.get_by_label("Title").press("Control+s")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_label("Title").fill("Seeds again")
    page.get_by_label("Title").press("Control+s")
    expect_published(page)
    assert changed_lines(served) == ["-title: Seeds, counted", "+title: Seeds again"]


def test_search_stays_in_its_field(page: Page, served: Served) -> None:
    page.goto(f"{served.root}/contents/journal")
    mark(page)
    field = page.get_by_role("searchbox", name="Search in Journal")
    field.fill("plums")
    field.press("Enter")
    page.wait_for_url("**q=plums**")
    expect(page.get_by_role("link", name="Plums, briefly")).to_be_visible()
    expect(page.get_by_role("link", name="Seeds, counted")).to_have_count(0)
    expect(field).to_be_focused()
    assert is_same_document(page)
    page.go_back()
    expect(page.get_by_role("link", name="Seeds, counted")).to_be_visible()
    expect(page).to_have_url(re.compile("/contents/journal$"))
