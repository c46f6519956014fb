"""The templates send what the room reads: each control is drawn, read back by an HTML parser and parsed again."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from fields_browser import form_of
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from test_fields_roundtrip import CONTEXT, ODD, SHAPES

from cms.config import Condition, Field
from cms.fields import Control, FormData, Problem, apply_form_command, build_controls, parse_form

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = Environment(
    loader=FileSystemLoader(ROOT / "templates"),
    undefined=StrictUndefined,
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals["media_url"] = lambda value, control=None: f"/media/{value}"
PAGE = """{% from "fields/field.html" import render_control %}
{% for control in controls %}{{ render_control(control) }}{% endfor %}"""


class Browser(HTMLParser):
    """Collects what a form would send, names, ids and what refers to them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.ids: list[str] = []
        self.referred: list[str] = []
        self.inert = 0
        self.select = self.area = ""
        self.options: list[tuple[str, bool]] = []
        self.multiple = self.newline = False
        self.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attributes}
        self.inert += tag == "template"
        if self.inert:
            return
        self.ids += [found["id"]] if "id" in found else []
        self.referred += [*found.get("aria-describedby", "").split(), *([found["for"]] if "for" in found else [])]
        if tag == "input":
            self.input(found)
        elif tag == "select":
            self.select, self.multiple, self.options = found.get("name", ""), "multiple" in found, []
        elif tag == "option" and self.select:
            self.options.append((found.get("value", ""), "selected" in found))
        elif tag == "textarea":
            self.area, self.text, self.newline = found.get("name", ""), "", True

    def input(self, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        if not name or "disabled" in found or kind == "file" or (kind == "checkbox" and "checked" not in found):
            return
        value = found.get("value", "")
        kept = kind in ("checkbox", "hidden")  # the others lose their line ends
        self.pairs.append((name, value.replace("\n", "\r\n") if kept else value.replace("\n", "")))

    def handle_data(self, data: str) -> None:
        if self.area and not self.inert:
            self.text += data[1:] if self.newline and data.startswith("\n") else data
            self.newline = False

    def handle_endtag(self, tag: str) -> None:
        self.inert -= tag == "template"
        if tag == "textarea" and self.area:
            self.pairs.append((self.area, self.text.replace("\n", "\r\n")))
            self.area = ""
        elif tag == "select" and self.select:
            chosen = [value for value, selected in self.options if selected]
            sent = chosen if self.multiple else chosen[-1:] or [self.options[0][0]]
            self.pairs += [(self.select, value.replace("\n", "\r\n")) for value in sent]
            self.select = ""


def drawn(controls: Iterable[Control]) -> str:
    return ENVIRONMENT.from_string(PAGE).render(controls=controls)


@pytest.mark.parametrize("field", SHAPES, ids=lambda field: f"{field.widget}-{len(field.fields)}{len(field.types)}")
def test_drawn_form_sends_the_values(field: Field) -> None:
    for value in ODD:
        values = {"v": value}
        controls = build_controls([field], values, CONTEXT)
        browser = Browser(drawn(controls))
        assert sorted(browser.pairs) == sorted((name, _sent(text)) for name, text in form_of(controls).pairs), value
        assert parse_form([field], FormData(browser.pairs), values, CONTEXT).values["v"] is value, value
        assert len(set(browser.ids)) == len(browser.ids), browser.ids
        assert set(browser.referred) <= set(browser.ids), value


def _sent(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def test_label_hint_and_error_are_tied() -> None:
    field = Field("title", "Title", hint="Say **it**", required=False)
    page = drawn(build_controls([field], {}, CONTEXT, [Problem(("title",), "Title is missing.")]))
    assert '<label for="field-title">Title</label>' in page
    assert 'aria-describedby="field-title-hint field-title-error" aria-invalid="true"' in page
    assert "Say <strong>it</strong>" in page
    assert '<span class="opt">Optional</span>' in page


def test_markup_in_values_is_escaped() -> None:
    evil = '"><script>alert(1)</script>'
    for widget in ("string", "text", "markdown", "color", "stars", "image", "list", "code"):
        field = Field("v", evil, widget, hint=evil + "[x](javascript:alert(1))", comment=evil, summary="{{a}}")
        page = drawn(build_controls([field], {"v": [evil] if widget == "list" else evil}, CONTEXT))
        assert "<script" not in page
        assert "href" not in page


def test_list_offers_buttons_and_a_blank() -> None:
    field = Field("links", "Links", "list", label_singular="Link", fields=(Field("url", "Address"),))
    page = drawn(build_controls([field], {"links": [{"url": "/a"}, {"url": "/b"}]}, CONTEXT))
    assert 'value="up:f.links.1"' in page
    assert 'aria-label="Remove /b"' in page
    assert 'value="add:f.links"' in page
    assert '<template data-blank="" data-mark="__n2__">' in page
    assert 'name="f.links.__n2__.url"' in page


def test_buttons_work_without_scripts() -> None:
    field = Field("links", "Links", "list", fields=(Field("url", "Address"),))
    values = {"links": [{"url": "/a", "rel": "me"}, {"url": "/b"}]}
    form = FormData([*Browser(drawn(build_controls([field], values, CONTEXT))).pairs, ("do", "down:f.links.0")])
    changed = apply_form_command(form)
    assert changed is not None
    again = FormData(Browser(drawn(build_controls([field], values, CONTEXT, (), changed))).pairs)
    assert parse_form([field], again, values, CONTEXT).values == {"links": [{"url": "/b"}, {"url": "/a", "rel": "me"}]}


def test_hidden_by_condition_is_marked() -> None:
    field = Field("b", "B", conditions=(Condition("a", "==", "yes"),))
    page = drawn(build_controls([field], {"a": "no"}, CONTEXT))
    assert "<quire-condition" in page
    assert " hidden>" in page


def test_no_inline_script_or_style() -> None:
    for file in (ROOT / "templates" / "fields").glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert "style=" not in text and "<script" not in text and "|safe" not in text.replace(" ", ""), file


def test_a_folder_of_pictures_is_no_picture() -> None:
    album = Field("album", "Album", "image", options={"select_folder": True})
    assert "<img" in drawn(build_controls([Field("album", "Album", "image")], {"album": "/media/album"}, CONTEXT))
    assert "<img" not in drawn(build_controls([album], {"album": "/media/album"}, CONTEXT))


def test_a_map_of_texts_has_headings() -> None:
    words = Field("words", "Words", "keyvalue", options={"key_label": "In Norwegian", "value_label": "In English"})
    page = drawn(build_controls([words], {"words": {"rug": "rye"}}, CONTEXT))
    assert "<span>In Norwegian</span><span>In English</span>" in page
