"""What is left of HTML from content: nothing that runs, loads by surprise or passes for a part of the page."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cms.documents.markdown import render_markdown
from cms.documents.sanitise import sanitise, sanitise_inline

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"
WORDS = re.compile(r"\S+")
REFUSED = set(
    WORDS.findall("""
    script style svg math form button textarea select option template noscript iframe object embed base meta link video
    audio source track frame frameset applet xmp plaintext noembed noframes title head body html marquee portal
    """)
)
ATTRIBUTES = set(
    WORDS.findall("""
    class dir id lang title href hreflang rel src alt width height type checked disabled start reversed value align
    colspan rowspan scope span datetime open
    """)
)
ADDRESS = re.compile(r"(?:(?:https?|mailto|tel):|[^:]*(?:[/?#]|\Z))", re.IGNORECASE)
TAGS_AND_TEXT = """
<p> </p> <b> </b> <a href=' x'> </a> <table> <td> <svg> <style> </style> <!-- --> <math> <mtext> &lt; & &amp < > " '
javascript: <img src=x id= <li> a <noscript> <title> <input type=checkbox> <script> &#x6a; <pre> <select> é # \0
"""
PIECES = st.sampled_from([*WORDS.findall(TAGS_AND_TEXT), " ", "\t", "\n"])


class Dangers(HTMLParser):
    """Reads HTML as a browser's parser sees tags, and notes what must not be there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag in REFUSED or "-" in tag:
            self.found.append(tag)
        if tag == "input" and (values.get("type"), values.get("disabled")) != ("checkbox", ""):
            self.found.append("input")
        self.found += [f"{tag}.{name}" for name in values if name not in ATTRIBUTES]
        self.found += [value for name, value in attrs if name in ("href", "src") and not ADDRESS.match(value or "")]
        if not values.get("id", "content-").startswith("content-"):
            self.found.append(f"id={values['id']}")

    def handle_decl(self, decl: str) -> None:
        self.found.append(decl)

    handle_pi = handle_comment = unknown_decl = handle_decl


def payloads(name: str) -> list[dict[str, str]]:
    path = PAYLOADS / f"{name}.json"
    if not path.exists():
        pytest.skip(f"the payload set {name}.json is not beside this checkout")
    cases: list[dict[str, str]] = json.loads(path.read_text(encoding="utf-8"))
    return cases


def test_the_check_itself_finds_dangers() -> None:
    html = "<script>x</script><p onclick=x id=x><a href=javascript:x>y</a><x-y></x-y><!-- c --><input type=text>"
    assert Dangers(html).found == ["script", "p.onclick", "id=x", "javascript:x", "x-y", " c ", "input"]


@pytest.mark.corpus
def test_hostile_html_becomes_harmless() -> None:
    cases = payloads("xss_html")
    for case in cases:
        safe = sanitise(case["payload"])
        assert Dangers(safe).found == [], case["id"]
        assert sanitise(safe) == safe, case["id"]
    assert len(cases) == 173


@pytest.mark.corpus
def test_hostile_markdown_becomes_harmless() -> None:
    cases = payloads("xss_markdown")
    for case in cases:
        safe = render_markdown(case["payload"])
        assert Dangers(safe).found == [], case["id"]
        assert sanitise(safe) == safe, case["id"]
    assert len(cases) == 72


@given(st.lists(PIECES, max_size=14).map("".join))
@settings(max_examples=250, deadline=None)
def test_any_html_is_harmless_and_settled(html: str) -> None:
    safe = sanitise(html)
    assert Dangers(safe).found == []
    assert sanitise(safe) == safe
    assert Dangers(sanitise_inline(html)).found == []


def test_links_get_their_rel() -> None:
    assert sanitise('<a href="https://example.org/?a=1&amp;b=2" target="_blank">x</a>') == (
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer nofollow">x</a>'
    )


@pytest.mark.parametrize(
    "address", ["/a/b", "a.html", "#x", "?q=1", "mailto:a@b.c", "tel:+49", "HTTP://a.b", "//a.b/c"]
)
def test_usual_addresses_stay(address: str) -> None:
    assert 'href="' in sanitise(f'<a href="{address}">x</a>')


@pytest.mark.parametrize(
    "address", ["javascript:x", "java\tscript:x", "&#1;javascript:x", "data:text/html,x", "blob:x", "ftp:x"]
)
def test_other_addresses_go(address: str) -> None:
    assert sanitise(f'<a href="{address}">x</a>') == "<a>x</a>"


def test_ids_and_their_links_are_prefixed() -> None:
    assert sanitise('<h2 id="intro">x</h2><a href="#intro">y</a>') == (
        '<h2 id="content-intro">x</h2><a href="#content-intro" rel="noopener noreferrer nofollow">y</a>'
    )


def test_only_known_classes_stay() -> None:
    assert sanitise('<code class="language-c++ q-editor">x</code><p class="btn">y</p>') == (
        '<code class="language-c++">x</code><p>y</p>'
    )


def test_only_checkboxes_stay_inputs() -> None:
    assert sanitise('<input type="checkbox" name="a" checked><input value="x"><input type="submit">') == (
        '<input type="checkbox" checked disabled>'
    )


def test_tables_keep_their_alignment() -> None:
    html = '<table><tbody><tr><td align="right" colspan="2">x</td></tr></tbody></table>'
    assert sanitise(html) == html
    assert sanitise(html.replace("right", "RIGHT;x")) == html.replace(' align="right"', "")


def test_one_line_keeps_inline_tags_only() -> None:
    assert (
        sanitise_inline('<p><strong>a</strong> <img src="x"><code>b</code></p>') == "<strong>a</strong> <code>b</code>"
    )


@pytest.mark.parametrize("unit", ["<div>", "<b>", "<ruby><rt>", "<b></p>", "&", "<"])
def test_overwhelming_html_is_shown_as_text(unit: str) -> None:
    html = unit * (262_144 // len(unit))
    assert sanitise(html)[:8] == html.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")[:8]
