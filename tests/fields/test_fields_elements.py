"""The elements of the form in a real browser: what a person does to it, and what is sent then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Browser, Page, expect

from cms.config import Condition, Dialect, Field
from cms.fields import FieldContext, build_controls

pytestmark = pytest.mark.browser
ROOT = Path(__file__).resolve().parents[2]
CONTEXT = FieldContext(datetime(2026, 11, 20, tzinfo=UTC))
SHEETS = ("layers", "reset", "tokens", "base", "components", "views", "fields", "utilities")
SENT = "() => [...new FormData(document.forms[0])].filter(([, value]) => typeof value === 'string')"
PAGE = """<!doctype html><html lang="en" class="has-js"><title>Form</title>
{% for sheet in sheets %}<link rel="stylesheet" href="/static/css/{{ sheet }}.css">{% endfor %}
<script type="module">{% for element in elements %}import "/static/js/elements/{{ element }}";{% endfor %}</script>
<main><h1>Form</h1><form class="form" method="post">
{% from "fields/field.html" import render_control %}
{% for control in controls %}{{ render_control(control) }}{% endfor %}
</form></main></html>"""

NOTE = Field("note", "Note", "text")
LINK = Field(
    "links",
    "Links",
    "list",
    label_singular="Link",
    fields=(Field("title", "Title"), Field("url", "Address"), Field("notes", "Notes", "list", field=NOTE)),
)
LINKS: dict[str, Any] = {"links": [{"title": "One", "url": "/1", "notes": ["a"]}, {"title": "Two", "url": "/2"}]}


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("form")
    (folder / "static").symlink_to(ROOT / "static")
    return folder


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    yield opened
    opened.close()
    assert errors == []


def show(page: Page, folder: Path, address: str, fields: list[Field], values: dict[str, Any]) -> None:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"), undefined=StrictUndefined, autoescape=True, trim_blocks=True
    )
    environment.globals["media_url"] = lambda value, control=None: ""
    elements = sorted(file.name for file in (ROOT / "static/js/elements").glob("*.js") if "editor" not in file.name)
    controls = build_controls(fields, values, CONTEXT)
    html = environment.from_string(PAGE).render(controls=controls, sheets=SHEETS, elements=elements)
    (folder / "index.html").write_text(html, encoding="utf-8")
    page.goto(f"{address}/index.html")
    page.wait_for_function("!document.querySelector('form :not(:defined)')")


def sent(page: Page, start: str) -> list[list[str]]:
    return [pair for pair in page.evaluate(SENT) if pair[0].startswith(start)]


def keys(page: Page, name: str = "f.links") -> list[str]:
    return [value for found, value in sent(page, f"{name}!items") if found == f"{name}!items"]


def test_items_are_added_and_named(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [LINK], LINKS)
    page.get_by_role("button", name="Add Link").click()
    page.keyboard.type("Three")
    assert keys(page) == ["0", "1", "n1"]
    assert ["f.links.n1.title", "Three"] in sent(page, "f.links.n1")
    expect(page.get_by_text("Three")).to_be_visible()
    expect(page.locator("[data-name='f.links'] > [role=status]")).to_have_text("Added. New link, 3 of 3")


def test_duplicate_takes_what_was_typed(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [LINK], LINKS)
    page.get_by_text("One", exact=True).click()
    page.get_by_label("Address").first.fill("/changed")
    page.get_by_label("More actions for One").click()
    page.get_by_role("button", name="Duplicate One").click()
    copied = sent(page, "f.links.n1")
    assert keys(page) == ["0", "n1", "1"]
    assert ["f.links.n1!from", "0"] in copied
    assert ["f.links.n1.url", "/changed"] in copied
    page.locator("[data-name='f.links.n1.notes'] > .list-add button").click()
    assert keys(page, "f.links.n1.notes") == ["0", "n1"]


def test_removed_item_comes_back(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [LINK], LINKS)
    page.get_by_label("More actions for One").click()
    page.get_by_role("button", name="Remove One").click()
    assert keys(page) == ["1"]
    assert sent(page, "f.links.0") == []
    page.get_by_role("button", name="Undo").click()
    assert keys(page) == ["0", "1"]


def test_items_move_by_keys_and_by_drag(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [LINK], {"links": [{"title": name} for name in ("One", "Two", "Three")]})
    page.get_by_label("Move Three: drag, or arrow keys").press("ArrowUp")
    assert keys(page) == ["0", "2", "1"]
    expect(page.locator("[data-name='f.links'] > [role=status]")).to_have_text("Three, 2 of 3")
    handle = page.get_by_label("Move One: drag, or arrow keys")
    start, end = handle.bounding_box(), page.locator("[data-item='1']").bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 5, end["y"] + end["height"] * 0.8, steps=10)
    page.mouse.up()
    assert keys(page) == ["2", "1", "0"]


def test_words_become_chips(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [Field("tags", "Tags", "list")], {"tags": ["rye"]})
    box = page.get_by_label("Tags", exact=True)
    box.press_sequentially("oats,plums")
    box.press("Enter")
    page.get_by_role("button", name="Remove rye").click()
    assert keys(page, "f.tags") == ["n1", "n2"]
    assert [value for _, value in sent(page, "f.tags.")] == ["oats", "plums"]


def test_bold_by_key_and_undo(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [Field("body", "Body", "markdown")], {"body": "Rye stands."})
    body = page.get_by_label("Body", exact=True)
    body.evaluate("text => { text.focus(); text.setSelectionRange(0, 3); }")
    page.keyboard.press("Control+b")
    expect(body).to_have_value("**Rye** stands.")
    page.keyboard.press("Control+z")
    expect(body).to_have_value("Rye stands.")
    page.get_by_label("Paragraph style").select_option("Heading 2")
    expect(body).to_have_value("## Rye stands.")


def test_chosen_picture_is_sent(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [Field("cover", "Cover", "image"), Field("body", "Body", "markdown")], {})
    for name in ("f.cover", "f.body"):
        page.locator(f"[data-field='{name}']").evaluate(
            """element => element.dispatchEvent(new CustomEvent("quire:media-chosen",
            { bubbles: true, detail: { value: "/i/rye.jpg", path: "i/rye.jpg", name: "rye.jpg", url: "" } }))"""
        )
    assert sent(page, "f.") == [["f.cover", "/i/rye.jpg"], ["f.body", "![](/i/rye.jpg)"]]
    page.get_by_role("button", name="Remove Cover").click()
    assert sent(page, "f.cover") == [["f.cover", ""]]


def test_condition_follows_the_form(page: Page, folder: Path, address: str) -> None:
    place = Field("place", "Place", conditions=(Condition("event", "==", True),))
    show(page, folder, address, [Field("event", "Event", "boolean"), place], {})
    expect(page.get_by_label("Place")).to_be_hidden()
    page.get_by_label("Event").check()
    expect(page.get_by_label("Place")).to_be_visible()
    page.get_by_label("Event").uncheck()
    assert ["f.event!bool", "asked"] in sent(page, "f.event")


def test_a_place_is_picked_on_the_grid(page: Page, folder: Path, address: str) -> None:
    field = Field("place", "Place", "map", options={"center": [10, 60], "zoom": 6, "decimals": 2})
    show(page, folder, address, [field], {})
    grid = page.get_by_role("application")
    box = grid.bounding_box()
    assert box is not None
    grid.click(position={"x": box["width"] / 2, "y": box["height"] / 2})
    numbers = {name: float(text) for name, text in page.evaluate(SENT)}
    assert numbers == pytest.approx({"f.place!lat": 60, "f.place!lng": 10}, abs=0.1)
    expect(page.locator(".map-mark")).to_have_count(1)
    grid.press("ArrowRight")
    grid.press("Enter")
    assert float(dict(page.evaluate(SENT))["f.place!lng"]) > numbers["f.place!lng"]
    page.get_by_label("Latitude").fill("-33.9")
    page.get_by_label("Longitude").fill("18.4")
    expect(page.locator("svg text", has_text="S")).not_to_have_count(0)  # the grid follows the numbers


def test_an_optional_object_opens_with_its_box(page: Page, folder: Path, address: str) -> None:
    field = Field("seo", "SEO", "object", required=False, fields=(Field("text", "Text"),), dialect=Dialect.SVELTIA)
    show(page, folder, address, [field], {})
    expect(page.get_by_label("Text")).to_be_hidden()
    page.get_by_label("Add SEO").check()
    page.get_by_label("Text").fill("x")
    assert ["f.seo!on", "1"] in page.evaluate(SENT)


def test_lines_are_items_in_sveltia(page: Page, folder: Path, address: str) -> None:
    show(page, folder, address, [Field("tags", "Tags", "list", dialect=Dialect.SVELTIA)], {})
    adding = page.get_by_label("Tags", exact=True)
    adding.fill("one, two")
    adding.press("Enter")
    adding.fill("three")
    adding.press("Enter")
    assert [value for name, value in page.evaluate(SENT) if name.startswith("f.tags.n")] == ["one, two", "three"]
