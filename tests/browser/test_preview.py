"""The preview beside the form, in a real browser: what is typed shows, nothing in it runs, and it can be put away."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browser.conftest import Served
from browser.test_accessibility import violations
from playwright.sync_api import Browser, FrameLocator, Page, expect
from support import git

pytestmark = pytest.mark.browser

EDITOR = "/contents/journal/entries/what-the-rye-remembers"
LONG = "/contents/journal/entries/the-mill-at-pond-lane-turns-again"


@pytest.fixture
def editor(page: Page, served: Served) -> Page:
    page.goto(served.root + EDITOR)
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("What the rye remembers")
    return page


@pytest.fixture
def quiet(browser: Browser, served: Served) -> Iterator[Page]:
    """A page whose console may say that the frame refused something."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(served.link)
    page.wait_for_url("**/contents/**")
    yield page
    context.close()


def sheet(page: Page) -> FrameLocator:
    return page.frame_locator("iframe[title=Preview]")


def pane(page: Page) -> str:
    return str(page.locator("main").get_attribute("data-show"))


def test_typing_shows_up(editor: Page, served: Served) -> None:
    title = editor.get_by_label("Title")
    title.fill("What the rye forgets")
    expect(sheet(editor).get_by_role("heading", level=1)).to_have_text("What the rye forgets")
    body = editor.get_by_role("textbox", name="Body")
    body.fill("It **forgets** nothing.\n\n![A mill](/media/mill-pond.jpg)")
    expect(sheet(editor).locator("strong")).to_have_text("forgets")
    picture = sheet(editor).get_by_role("img", name="A mill")
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    expect(body).to_be_focused()
    assert git(served.repo, "rev-list", "--count", "main") == "1"


def test_every_kind_of_change_shows_up(editor: Page) -> None:
    editor.get_by_label("Kind").select_option(label="Milling")
    expect(sheet(editor).get_by_text("Journal · Milling")).to_be_visible()
    editor.get_by_label("Author").select_option(label="Jonas Weil")
    expect(sheet(editor).get_by_text("Jonas Weil, 20 Nov 2026")).to_be_visible()
    editor.get_by_role("button", name="Choose from library").first.click()
    dialog = editor.get_by_role("dialog")
    dialog.get_by_text("plums.jpg").click()
    dialog.get_by_role("button", name="Use this picture").click()
    expect(sheet(editor).locator("img.p-cover")).to_have_attribute("src", "/media/file/media/plums.jpg")


def test_new_entry_is_previewed(page: Page, served: Served) -> None:
    page.goto(f"{served.root}/contents/journal/new")
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("Untitled")
    page.get_by_label("Title").fill("Quinces, at length")
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("Quinces, at length")


def test_preview_stays_where_it_was_scrolled(page: Page, served: Served) -> None:
    page.goto(served.root + LONG)
    expect(sheet(page).locator("article")).to_be_visible()
    root = sheet(page).locator("html")
    root.evaluate("root => root.scrollTo(0, 400)")
    page.get_by_label("Title").fill("The mill turns")
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("The mill turns")
    assert root.evaluate("root => root.scrollTop") == 400


def test_last_good_page_stays(editor: Page) -> None:
    editor.route("**/preview", lambda route: route.abort())
    editor.get_by_label("Title").fill("Without a network")
    expect(editor.get_by_text("Not up to date")).to_be_visible()
    expect(sheet(editor).get_by_role("heading", level=1)).to_have_text("What the rye remembers")
    editor.unroute("**/preview")
    editor.get_by_label("Title").fill("With it again")
    expect(sheet(editor).get_by_role("heading", level=1)).to_have_text("With it again")
    expect(editor.get_by_text("Not up to date")).to_be_hidden()


def test_divider_goes_by_keyboard(editor: Page) -> None:
    divider = editor.get_by_role("separator", name="Width of the form")
    form = editor.locator("quire-editor")
    before = form.bounding_box()
    divider.focus()
    editor.keyboard.press("ArrowRight")
    expect(divider).to_have_attribute("aria-valuenow", "55")
    after = form.bounding_box()
    assert before is not None and after is not None
    assert round(after["width"] - before["width"]) == 72  # 5 % of 1440
    for _ in range(10):
        editor.keyboard.press("ArrowLeft")
    expect(divider).to_have_attribute("aria-valuenow", "30")
    editor.reload()
    expect(divider).to_have_attribute("aria-valuenow", "30")


def test_divider_follows_the_pointer(editor: Page) -> None:
    divider = editor.get_by_role("separator")
    box = divider.bounding_box()
    assert box is not None
    editor.mouse.move(box["x"] + box["width"] / 2, 500)
    editor.mouse.down()
    editor.mouse.move(720, 500)
    editor.mouse.move(900, 500)
    expect(divider).to_have_attribute("aria-valuenow", "63")
    editor.mouse.up()
    editor.mouse.move(600, 500)
    expect(divider).to_have_attribute("aria-valuenow", "63")


def test_panes_are_chosen_and_remembered(editor: Page, served: Served) -> None:
    form, frame = editor.get_by_role("form"), editor.locator("iframe[title=Preview]")
    editor.get_by_role("link", name="Form").click()
    expect(frame).to_be_hidden()
    editor.goto(f"{served.root}/contents/journal/entries/plums-briefly")
    expect(editor.get_by_role("link", name="Form")).to_have_attribute("aria-current", "true")
    expect(frame).to_be_hidden()
    editor.get_by_label("Title").fill("Plums, at length")
    editor.get_by_role("link", name="Preview").click()
    expect(form).to_be_hidden()
    expect(sheet(editor).get_by_role("heading", level=1)).to_have_text("Plums, at length")
    editor.keyboard.press("Control+Shift+P")
    expect(form).to_be_visible()
    expect(frame).to_be_hidden()
    editor.keyboard.press("Control+Shift+P")
    expect(form).to_be_visible()
    expect(frame).to_be_visible()
    editor.get_by_label("Title").fill("")
    editor.get_by_role("link", name="Preview").click()
    editor.get_by_role("button", name="Publish").first.click()
    expect(editor.get_by_role("heading", name="1 field needs you")).to_be_visible()


def test_sheet_can_be_narrow(editor: Page) -> None:
    frame = editor.locator("iframe[title=Preview]")
    editor.get_by_role("button", name="Phone").click()
    expect(frame).to_have_js_property("offsetWidth", 390)
    editor.reload()
    expect(editor.get_by_role("button", name="Phone")).to_have_attribute("aria-pressed", "true")
    editor.get_by_role("button", name="Wide").click()
    expect(frame).not_to_have_js_property("offsetWidth", 390)


def test_one_pane_at_a_time_on_a_phone(page: Page, served: Served) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(served.root + EDITOR)
    frame = page.locator("iframe[title=Preview]")
    expect(page.get_by_role("link", name="Form")).to_have_attribute("aria-current", "true")
    expect(page.get_by_role("link", name="Both")).to_have_count(0)
    expect(frame).to_be_hidden()
    page.get_by_label("Title").fill("On a phone")
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("form")).to_be_hidden()
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("On a phone")
    box = frame.bounding_box()
    assert box is not None and box["height"] > 600


def test_frame_runs_nothing(quiet: Page, served: Served) -> None:
    quiet.route("**/preview", lambda route: route.abort() if route.request.method == "POST" else route.fallback())
    quiet.goto(served.root + EDITOR)
    expect(sheet(quiet).get_by_role("heading", level=1)).to_be_visible()
    asked: list[str] = []
    quiet.route("https://evil.test/**", lambda route: (asked.append(route.request.url), route.abort()))
    quiet.evaluate(
        """() => {
          window.ran = 0;
          const page = document.querySelector("iframe[title=Preview]").contentDocument;
          page.body.innerHTML = `<img src="x:" onerror="parent.ran = 1"><svg onload="parent.ran = 2"></svg>
            <a id="js" href="javascript:parent.ran=3">a</a><a id="out" href="https://evil.test/">b</a>
            <img src="https://evil.test/x.png"><button id="b" onclick="parent.ran = 4">c</button>`;
          const script = page.createElement("script");
          script.textContent = "parent.ran = 5";
          page.body.append(script);
        }"""
    )
    for name in ("js", "out", "b"):
        sheet(quiet).locator(f"#{name}").click()
    expect(sheet(quiet).locator("#b")).to_be_visible()
    assert quiet.evaluate("window.ran") == 0
    assert asked == []


def test_links_lead_nowhere(editor: Page) -> None:
    editor.get_by_role("textbox", name="Body").fill("[Away](/journal/a-second-coffee/) and [out](https://example.org/)")
    for name in ("Away", "out"):
        sheet(editor).get_by_role("link", name=name).click()
    expect(sheet(editor).get_by_role("link", name="Away")).to_be_visible()
    expect(sheet(editor).get_by_role("heading", level=1)).to_have_text("What the rye remembers")


def test_published_text_without_scripts(browser: Browser, served: Served) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.goto(served.link)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Plums, briefly").click()
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("Plums, briefly")
    page.get_by_role("link", name="Form").click()
    expect(page.locator("iframe[title=Preview]")).to_be_hidden()
    page.get_by_role("link", name="Preview").click()
    expect(page.get_by_role("form")).to_be_hidden()
    expect(sheet(page).get_by_role("heading", level=1)).to_have_text("Plums, briefly")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), [(1440, "light"), (1440, "dark"), (390, "light")])
def test_preview_is_clean(quiet: Page, served: Served, width: int, scheme: str) -> None:
    quiet.set_viewport_size({"width": width, "height": 844})
    quiet.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    for address in (EDITOR, f"{EDITOR}?show=preview", f"{EDITOR}?show=form"):
        quiet.goto(served.root + address)
        assert not violations(quiet), address
        assert quiet.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_page_of_the_preview_is_clean(quiet: Page, served: Served) -> None:
    """The page allows no script, axe's neither: what it shows is looked at in a page of its own."""
    for address in (EDITOR, "/contents/recipes/entries/country-loaf", "/contents/journal/new"):
        answer = quiet.request.get(f"{served.root}{address}/preview")
        sheet_css = quiet.request.get(f"{served.root}/static/css/preview.css").text()
        quiet.goto("about:blank")
        quiet.set_content(answer.text())
        quiet.add_style_tag(content=sheet_css)
        assert not violations(quiet), address


def test_a_click_leads_to_the_field(editor: Page) -> None:
    sheet(editor).get_by_role("heading", level=1).click()
    expect(editor.get_by_label("Title")).to_be_focused()
    sheet(editor).locator(".p-text").click()
    expect(editor.get_by_role("textbox", name="Body")).to_be_focused()
