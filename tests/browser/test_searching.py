"""Searching the site, showing more of a list, choosing among many targets, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from browser.conftest import Served, served_at
from browser.test_accessibility import violations
from playwright.sync_api import Browser, Page, expect
from support import make_repository

pytestmark = pytest.mark.browser

CONFIG = """\
backend: {name: git-gateway, branch: main}
media_folder: m
collections:
  - name: posts
    label: Posts
    label_singular: Post
    folder: posts
    fields:
      - {name: title, label: Title}
      - {name: author, label: Author, widget: relation, collection: people, display_fields: [title], required: false}
      - {name: guests, label: Guests, widget: relation, collection: people, multiple: true, required: false}
      - {name: body, label: Body, widget: markdown, required: false}
  - {name: people, label: People, folder: people, fields: [{name: title, label: Name}]}
"""
SCREENS = [(1440, 900, "light"), (1440, 900, "dark"), (390, 844, "light")]


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    posts = {
        f"posts/n{number:03}.md": f"---\ntitle: Note {number:03}\nauthor: person-{number:03}\n---\nOf rye and plums.\n"
        for number in range(120)
    }
    people = {f"people/person-{number:03}.md": f"---\ntitle: Person {number:03}\n---\n" for number in range(210)}
    files = {"static/admin/config.yml": CONFIG, **posts, **people}
    repo = make_repository(tmp_path_factory.mktemp("big") / "site", files)
    yield from served_at(repo)


@pytest.fixture(scope="module")
def state(browser: Browser, big: Served) -> dict[str, object]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(big.link)
    page.wait_for_url("**/contents/**")
    found = context.storage_state()
    context.close()
    return dict(found)


@pytest.fixture
def page(browser: Browser, state: dict[str, object]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, storage_state=state)  # type: ignore[arg-type]
    yield context.new_page()
    context.close()


# colours that are still on their way from one scheme to the other are no fault of contrast
SETTLED = """() => document.getAnimations().forEach((each) => {
  if (each.effect?.getTiming().iterations !== Infinity) each.finish();
})"""


def look(page: Page, name: str, screens: Sequence[tuple[int, int, str]] = SCREENS) -> None:
    """Nothing for axe to find and nothing out at the side, on each screen."""
    for width, height, scheme in screens:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.evaluate(SETTLED)
        assert not (found := violations(page)), f"{name} {width} {scheme}: {found}"
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{name} {width}"
    page.set_viewport_size({"width": 1440, "height": 900})


def test_search_field_leads_to_an_entry(page: Page, big: Served) -> None:
    page.goto(f"{big.root}/contents/posts")
    page.keyboard.press("Control+k")
    field = page.get_by_role("combobox", name="Search", exact=True)
    expect(field).to_be_focused()
    page.keyboard.type("note 01")
    options = page.locator(".combo-option:visible")
    expect(options).to_have_count(9)
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    look(page, "header", SCREENS[:2])
    page.keyboard.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("note 01")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/contents/posts/entries/n01*")


def test_search_page(page: Page, big: Served) -> None:
    page.goto(f"{big.root}/contents/posts")
    page.keyboard.press("Control+k")
    page.keyboard.type("plums")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=plums")
    expect(page.get_by_role("heading", name="120 entries")).to_be_visible()
    look(page, "search")
    page.get_by_role("link", name="Next page").click()
    expect(page.locator(".hit")).to_have_count(20)
    page.goto(f"{big.root}/search")
    look(page, "empty search")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{big.root}/contents/posts")
    page.get_by_role("link", name="Search", exact=True).click()
    page.get_by_role("combobox", name="Search", exact=True).fill("note 01")
    expect(page.locator(".combo-option:visible")).to_have_count(9)
    look(page, "open list", SCREENS[2:])


def test_show_more_puts_rows_below(page: Page, big: Served) -> None:
    page.goto(f"{big.root}/contents/posts")
    page.get_by_role("link", name="Show more").focus()
    rows = page.locator("quire-rows .row")
    expect(rows).to_have_count(50)
    expect(page.locator(".pager")).to_contain_text("50 of 120 posts")
    expect(page.get_by_text("Back to the first")).to_be_hidden()
    expect(page.get_by_role("link", name="Note 025")).to_be_focused()
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="Note 026")).to_be_focused()
    rows.nth(40).locator("summary").click()
    expect(rows.nth(40).get_by_role("link", name=re.compile("History"))).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("link", name="Note 000")).to_be_visible()


def test_rows_come_when_the_end_is_near_and_are_there_again_on_return(page: Page, big: Served) -> None:
    page.goto(f"{big.root}/contents/posts")
    rows = page.locator("quire-rows .row")
    page.get_by_role("link", name="Note 003").focus()
    for count in (50, 75, 100, 120):
        page.keyboard.press("End")
        expect(rows).to_have_count(count)
        expect(page.locator(".pager")).to_contain_text(f"{count} of 120 posts")
    expect(page.get_by_role("link", name="Note 003")).to_be_focused()
    expect(page.get_by_role("link", name="Show more")).to_have_count(0)
    page.get_by_role("link", name="Note 090").click()
    page.wait_for_url("**/entries/n090")
    page.go_back()
    expect(rows).to_have_count(120)
    expect(page.get_by_role("link", name="Note 090")).to_be_in_viewport()


def test_next_page_that_does_not_come_can_be_asked_for_again(page: Page, big: Served) -> None:
    page.goto(f"{big.root}/contents/posts")
    page.route("**/*after=*", lambda route: route.abort())
    page.keyboard.press("End")
    more = page.get_by_role("link", name="Show more")
    expect(more).not_to_have_attribute("aria-busy", "true")
    page.unroute("**/*after=*")
    more.click()
    expect(page.locator("quire-rows .row")).to_have_count(50)


def test_next_page_without_scripts(browser: Browser, state: dict[str, object], big: Served) -> None:
    context = browser.new_context(java_script_enabled=False, storage_state=state)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{big.root}/contents/posts")
    page.get_by_role("link", name="Show more").click()
    expect(page.get_by_role("link", name="Note 025")).to_be_visible()
    page.get_by_role("link", name="Back to the first").click()
    expect(page.get_by_role("link", name="Note 000")).to_be_visible()
    page.goto(f"{big.root}/contents/posts/entries/n007")
    page.get_by_role("searchbox", name="Search Author").fill("person 201")
    page.get_by_role("button", name="Search Author").click()
    page.get_by_label("Person 201").check()
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text("Published").first).to_be_visible()
    assert "author: person-201" in Path(big.repo, "posts/n007.md").read_text()
    context.close()


def test_target_is_searched_for_and_chosen(page: Page, big: Served) -> None:
    page.goto(f"{big.root}/contents/posts/entries/n005")
    author = page.get_by_role("combobox", name="Search Author")
    author.click()
    expect(page.locator(".combo-option:visible")).to_have_count(20)
    page.keyboard.type("person 207")
    expect(page.locator(".combo-option:visible")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    look(page, "relation")
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Person 207")).to_be_checked()
    expect(page.get_by_role("radio", name="Person 005")).not_to_be_checked()
    expect(author).to_have_value("")
    guests = page.get_by_role("combobox", name="Search Guests")
    guests.click()
    for name in ("person 011", "person 012"):
        page.keyboard.type(name)
        expect(page.locator(".combo-option:visible")).to_have_count(1)
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    page.get_by_role("button", name="Publish").first.click()
    expect(page.get_by_text("Published").first).to_be_visible()
    text = Path(big.repo, "posts/n005.md").read_text()
    assert "author: person-207" in text
    assert re.search(r"person-011\W+person-012", text)
