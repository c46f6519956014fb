"""Files as wholes: fences, byte order mark, line ends, bodies, new headers, new files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cms.documents import DocumentKind, create_document, document_kind, edit_document, parse_document
from cms.errors import DocumentError, SyntaxProblem
from cms.syntax import Timestamp, Value

PAGE = document_kind("md")


def edit(data: bytes, changes: Mapping[str, Value], kind: DocumentKind = PAGE) -> bytes:
    document = parse_document(data, kind)
    return edit_document(document, {**document.values, **changes})


READ: dict[str, tuple[bytes, dict[str, Value]]] = {
    "empty file": (b"", {"body": ""}),
    "no header": (b"Just text\n", {"body": "Just text\n"}),
    "header only": (b"---\na: 1\n---\n", {"a": 1}),
    "header only without newline": (b"---\na: 1\n---", {"a": 1}),
    "blank line after": (b"---\na: 1\n---\n\nText\n", {"a": 1, "body": "Text\n"}),
    "two blank lines after": (b"---\na: 1\n---\n\n\nText\n", {"a": 1, "body": "\nText\n"}),
    "empty header": (b"---\n---\nText\n", {"body": "Text\n"}),
    "body of a fence": (b"---\n---\n---\n", {"body": "---\n"}),
    "never closed": (b"---\na: 1\n", {"body": "---\na: 1\n"}),
    "pluses are text": (b"+++\n\nText\n", {"body": "+++\n\nText\n"}),
    "prefix closes before a rule": (b"---\na: 1\n---x\nText\n\n---\nMore", {"a": 1, "body": "Text\n\n---\nMore"}),
    "text after dashes": (b"--- a word\nText\n---\n", {"body": "--- a word\nText\n---\n"}),
    "body's name in the header": (b"---\nbody: x\n---\n", {"body": "x"}),
    "body's name twice": (b"---\nbody: x\n---\nText\n", {"body": "Text\n"}),
    "four dashes": (b"----\na: 1\n----\n", {"body": "----\na: 1\n----\n"}),
    "spaces after the fence": (b"---  \na: 1\n--- \nText", {"a": 1, "body": "Text"}),
    "dots close": (b"---\na: 1\n...\nText", {"a": 1, "body": "Text"}),
    "prefix closes as in gray-matter": (b"---\na: 1\n---x\nText", {"a": 1, "body": "Text"}),
    "indented fence in a block": (b"---\na: |\n  x\n  ---\n  y\n---\nText", {"a": "x\n---\ny\n", "body": "Text"}),
    "fence in quotes": (b'---\na: "x\\n---\\ny"\n---\nText', {"a": "x\n---\ny", "body": "Text"}),
    "rule in the body": (b"---\na: 1\n---\nText\n\n---\n\nMore\n", {"a": 1, "body": "Text\n\n---\n\nMore\n"}),
    "byte order mark": (b"\xef\xbb\xbf---\na: 1\n---\nText", {"a": 1, "body": "Text"}),
    "CRLF": (b"---\r\na: 1\r\n---\r\n\r\nText\r\n", {"a": 1, "body": "Text\r\n"}),
    "language word": (b"---yaml\na: 1\n---\n", {"a": 1}),
    "TOML": (b"+++\na = 1\n+++\nText", {"a": 1, "body": "Text"}),
    "JSON fences": (b';;;\n{"a": 1}\n;;;\nText', {"a": 1, "body": "Text"}),
    "JSON braces": (b'{\n  "a": 1\n}\n\nText', {"a": 1, "body": "Text"}),
    "shortcode first": (b"{{< note >}}\nText\n", {"body": "{{< note >}}\nText\n"}),
}


@pytest.mark.parametrize(("data", "values"), READ.values(), ids=READ)
def test_file_is_cut(data: bytes, values: dict[str, Value]) -> None:
    document = parse_document(data, PAGE)
    assert document.values == values
    assert edit_document(document, dict(document.values)) == data


EDITED: dict[str, tuple[bytes, dict[str, Value], bytes]] = {
    "byte order mark": (b"\xef\xbb\xbf---\na: 1\n---\n", {"a": 2}, b"\xef\xbb\xbf---\na: 2\n---\n"),
    "CRLF": (b"---\r\na: 1\r\n---\r\nx\r\n", {"b": 2}, b"---\r\na: 1\r\nb: 2\r\n---\r\nx\r\n"),
    "CRLF empty header": (b"---\r\n---\r\nx\r\n", {"b": 2}, b"---\r\nb: 2\r\n---\r\nx\r\n"),
    "first header": (b"Text\n", {"a": 1}, b"---\na: 1\n---\n\nText\n"),
    "first header with CRLF": (b"Text\r\n", {"a": 1}, b"---\r\na: 1\r\n---\r\n\r\nText\r\n"),
    "first header of an empty file": (b"", {"a": 1}, b"---\na: 1\n---\n"),
    "first header after a mark": (b"\xef\xbb\xbfText\n", {"a": 1}, b"\xef\xbb\xbf---\na: 1\n---\n\nText\n"),
    "body changed": (b"---\na: 1\n---\n\nold\n", {"body": "new\n"}, b"---\na: 1\n---\n\nnew\n"),
    "body changed in CRLF": (b"---\r\na: 1\r\n---\r\nold\r\n", {"body": "x\ny\n"}, b"---\r\na: 1\r\n---\r\nx\r\ny\r\n"),
    "browser's CRLF": (b"---\na: 1\n---\nold\n", {"body": "x\r\ny\r\n"}, b"---\na: 1\n---\nx\ny\n"),
    "no final newline kept": (b"---\na: 1\n---\nold", {"body": "new\n"}, b"---\na: 1\n---\nnew"),
    "final newlines kept": (b"---\na: 1\n---\nold\n\n\n", {"body": "new"}, b"---\na: 1\n---\nnew\n\n\n"),
    "body added": (b"---\na: 1\n---\n", {"body": "Text"}, b"---\na: 1\n---\nText\n"),
    "body added after a bare fence": (b"---\na: 1\n---", {"body": "Text"}, b"---\na: 1\n---\nText\n"),
    "body removed": (b"---\na: 1\n---\n\nText\n", {"body": ""}, b"---\na: 1\n---\n\n"),
    "header's own body": (b"---\nbody: x\n---\n", {"body": "y z"}, b"---\nbody: y z\n---\n"),
    "hidden body stays": (b"---\nbody: x\na: 1\n---\nText\n", {"a": 2}, b"---\nbody: x\na: 2\n---\nText\n"),
    "line ends of the body": (b"---\r\na: 1\r\n---\r\nx\n", {"body": "x\r\ny\r\n"}, b"---\r\na: 1\r\n---\r\nx\ny\n"),
    "mixed line ends": (b"x\r\ny\nz\r\n", {"body": "x\r\nY\r\nz\r\n"}, b"x\r\nY\nz\r\n"),
    "line after the last": (b"x\r\ny\nz", {"body": "x\ny\nz\nnew"}, b"x\r\ny\nz\r\nnew"),
    "one line added": (b"x\r\ny\nz\n", {"body": "x\ny\nz\nnew\n"}, b"x\r\ny\nz\nnew\n"),
    "dots stay": (b"---\na: 1\n...\nText", {"a": 2}, b"---\na: 2\n...\nText"),
    "TOML": (b"+++\na = 1  # c\n+++\nText", {"a": 2}, b"+++\na = 2  # c\n+++\nText"),
    "JSON": (b'{\n  "a": 1\n}\n\nText', {"a": 2}, b'{\n  "a": 2\n}\n\nText'),
    "text only": (b"old\n", {"body": "new\n"}, b"new\n"),
}


@pytest.mark.parametrize(("data", "changes", "result"), EDITED.values(), ids=EDITED)
def test_file_keeps_its_form(data: bytes, changes: dict[str, Value], result: bytes) -> None:
    assert edit(data, changes) == result


@pytest.mark.parametrize("data", [b"---\na: 1\n---\n\nx\r\ny\r\n\r\n", b"---\r\na: 1\r\n---\r\nx\r\ny", b"a\n\n\n"])
def test_textarea_returns_same_bytes(data: bytes) -> None:
    body = str(parse_document(data, PAGE).values["body"])
    assert edit(data, {"body": body.replace("\r\n", "\n").replace("\n", "\r\n")}) == data


def test_absent_body_is_removed() -> None:
    document = parse_document(b"---\na: 1\n---\nText\n", PAGE)
    assert edit_document(document, {"a": 1}) == b"---\na: 1\n---\n"


@pytest.mark.parametrize(
    ("data", "line", "words"),
    [
        (b"---js\nx\n---\n", 1, "does not run"),
        (b"--- coffee\nx\n---\n", 1, "does not run"),
        (b"+++\na = 1\n---\n", 1, "never closed"),
        (b"+++\na = '" + b"x" * 300_000 + b"'\n+++\n", 2, "262,144"),
        (b"---\na: \xff\n---\n", 2, "UTF-8"),
        (b"---\na: 1\nb\0\n---\n", 3, "NUL"),
        (b"\xff\xfe{\0", 1, "NUL"),
        (b"---\n- a\n---\n", 2, "a list"),
        (b"---\ntext\n---\n", 2, "a text"),
        (b"---\na: [\n---\n", 3, "not valid YAML"),
        (b"+++\na = 1\na = 2\n+++\n", 3, "not valid TOML"),
        (b';;;\n{"a": 1,}\n;;;\n', 2, "not valid JSON"),
    ],
)
def test_refusal_has_a_place(data: bytes, line: int, words: str) -> None:
    with pytest.raises(DocumentError, match=words) as problem:
        parse_document(data, PAGE)
    assert problem.value.line == line


def test_large_file_is_refused() -> None:
    with pytest.raises(DocumentError) as problem:
        parse_document(b"x" * (2 * 1024 * 1024 + 1), PAGE)
    assert problem.value.code == "too-deep"


def test_half_character_is_refused() -> None:
    with pytest.raises(SyntaxProblem, match="half of a character"):
        edit(b'{"a": "x"}', {"a": "\ud800"}, document_kind("json"))
    with pytest.raises(SyntaxProblem, match="half of a character"):
        parse_document(b'{"a": "\\ud800"}', document_kind("json"))


def test_body_must_be_text() -> None:
    with pytest.raises(DocumentError, match="has to be a text"):
        edit(b"---\na: 1\n---\nText\n", {"body": ["x"]})


def test_own_delimiters_are_read() -> None:
    kind = document_kind("md", "yaml-frontmatter", delimiter=("~~~", "~~~"), body_key="content")
    document = parse_document(b"~~~\na: 1\n~~~\nText\n", kind)
    assert document.values == {"a": 1, "content": "Text\n"}
    assert edit_document(document, {"a": 2, "content": "Text\n"}) == b"~~~\na: 2\n~~~\nText\n"
    assert create_document({"a": 1, "content": "Text"}, kind) == b"~~~\na: 1\n~~~\nText\n"


def test_raw_file_is_body() -> None:
    kind = document_kind("txt", "raw")
    document = parse_document(b"---\nx\n---\n", kind)
    assert document.values == {"body": "---\nx\n---\n"}
    assert edit_document(document, {"body": "new"}) == b"new\n"
    with pytest.raises(DocumentError, match="raw"):
        edit_document(document, {"a": 1, "body": "new"})


@pytest.mark.parametrize(
    ("extension", "format", "container", "syntax"),
    [
        ("md", "", "frontmatter", "auto"),
        (".en.md", "", "frontmatter", "auto"),
        ("md", "md", "frontmatter", "auto"),
        ("md", "toml-frontmatter", "frontmatter", "toml"),
        ("yml", "", "data", "yaml"),
        ("YAML", "", "data", "yaml"),
        ("json", "", "data", "json"),
        ("toml", "", "data", "toml"),
        ("json", "frontmatter", "frontmatter", "auto"),
        ("txt", "raw", "raw", "auto"),
    ],
)
def test_kind_is_told(extension: str, format: str, container: str, syntax: str) -> None:
    kind = document_kind(extension, format)
    assert (kind.container, kind.syntax) == (container, syntax)


VALUES: dict[str, Value] = {
    "tags": ["a", "b"],
    "title": "Yes",
    "date": Timestamp("2026-01-05"),
    "seo": {"index": True},
    "body": "Text",
}
CREATED = {
    ("md", ""): """\
---
# The name of the page
title: "Yes"
date: 2026-01-05
tags:
  - a
  - b
seo:
  index: true
---
Text
""",
    ("md", "toml-frontmatter"): """\
+++
# The name of the page
title = "Yes"
date = 2026-01-05
tags = ["a", "b"]

[seo]
index = true
+++
Text
""",
    ("md", "json-frontmatter"): """\
{
  "title": "Yes",
  "date": "2026-01-05",
  "tags": [
    "a",
    "b"
  ],
  "seo": {
    "index": true
  }
}

Text
""",
}


@pytest.mark.parametrize(("layout", "result"), CREATED.items(), ids=[" ".join(layout) for layout in CREATED])
def test_file_is_created(layout: tuple[str, str], result: str) -> None:
    comments = {"title": "The name of the page"}
    written = create_document(VALUES, document_kind(*layout), order=("title", "date"), comments=comments)
    assert written.decode() == result


@pytest.mark.parametrize(
    ("extension", "result"),
    [
        ("yml", '# Why\n#\n# so\na: x\nbody: "y"\n'),
        ("toml", '# Why\n#\n# so\na = "x"\nbody = "y"\n'),
        ("json", '{\n  "a": "x",\n  "body": "y"\n}\n'),
    ],
)
def test_data_file_is_created(extension: str, result: str) -> None:
    written = create_document({"a": "x", "body": "y"}, document_kind(extension), comments={"a": "Why\n\nso"})
    assert written.decode() == result


def test_file_without_body_is_created() -> None:
    assert create_document({"a": 1}, PAGE) == b"---\na: 1\n---\n"
    assert create_document({"body": "Text"}, document_kind("txt", "raw")) == b"Text\n"


@pytest.mark.parametrize("format", ["yaml-frontmatter", "toml-frontmatter", "json-frontmatter"])
@pytest.mark.parametrize("text", ["a\n---\nb\n", "a\n+++\nb", "+++\n", "a\n;;;\n", "a\n...\nb\n"])
def test_fence_in_value_is_harmless(format: str, text: str) -> None:
    kind = document_kind("md", format)
    wanted: dict[str, Value] = {"a": text, "l": [{"b": text}], "body": "\nText\n"}
    written = create_document(wanted, kind)
    assert parse_document(written, kind).values == wanted
    edited = edit(create_document({"a": "x", "l": [{"b": "x"}]}, kind), wanted, kind)
    assert parse_document(edited, kind).values == wanted


def test_fence_in_plain_text_is_refused() -> None:
    with pytest.raises(DocumentError, match="header"):
        edit(b"Text\n", {"body": "---\na: 1\n---\n"})


def test_body_below_bare_braces() -> None:
    assert edit(b'{"a": 1}', {"body": "Text"}) == b'{"a": 1}\n\nText\n'


def test_values_may_be_changed_in_place() -> None:
    document = parse_document(b"---\ntags: [a]\n---\n", PAGE)
    tags = document.values["tags"]
    assert isinstance(tags, list)
    tags.append("b")
    assert edit_document(document, document.values) == b"---\ntags: [a, b]\n---\n"


def test_unclosed_header_is_not_doubled() -> None:
    document = parse_document(b"---\ntitle: a\n\nText\n", PAGE)
    assert [problem.code for problem in document.problems] == ["unclosed-header"]
    with pytest.raises(DocumentError, match="no second `---`"):
        edit_document(document, {**document.values, "title": "b"})
    assert edit_document(document, {"body": "---\ntitle: b\n\nText\n"}) == b"---\ntitle: b\n\nText\n"


@pytest.mark.parametrize("data", [b"a: 1\n---\n", b"---\na: 1\n---\n", b"---\r\na: 1\r\n--- \r\n\r\n", b"a: 1\n---"])
def test_closing_dashes_of_data_stay(data: bytes) -> None:
    kind = document_kind("yml")
    assert edit(data, {}, kind) == data
    assert edit(data, {"a": 2}, kind) == data.replace(b"1", b"2")


@pytest.mark.parametrize("value", [10**5000, {"k": ["\ud800"]}, {1: "x"}, b"x"], ids=["digits", "half", "name", "kind"])
def test_impossible_value_is_refused(value: Any) -> None:
    for extension in ("yml", "json", "toml"):
        with pytest.raises(DocumentError, match="`a"):
            create_document({"a": value}, document_kind(extension))
        with pytest.raises(DocumentError, match="`a"):
            edit(b"", {"a": value}, document_kind(extension))


def test_configured_fences_decide_the_syntax() -> None:
    assert parse_document(b"+++\na: 1\n+++\n", document_kind("md", "yaml-frontmatter", delimiter=("+++", "+++"))).values
    kind = document_kind("md", "yaml-frontmatter", delimiter=("~~~", "~~~"))
    assert parse_document(b"~~~\na: 1\n~~~\nText\n", kind).values == {"a": 1, "body": "Text\n"}
    plus = document_kind("md", delimiter=("+++", "+++"))
    assert create_document({"a": 1, "body": "Text"}, plus) == b"+++\na = 1\n+++\nText\n"
    assert create_document({"a": 1, "body": "Text"}, kind) == b"~~~\na: 1\n~~~\nText\n"


_BODIES = st.lists(st.sampled_from(["x", "", "y z", "---", "\n", "\r\n", "\n", "\r"]), max_size=12).map("".join)


@given(old=_BODIES, new=_BODIES, header=st.sampled_from(["", "---\na: 1\n---\n", "---\r\na: 1\r\n---\r\n\r\n"]))
@settings(max_examples=200, deadline=None)
def test_any_body_is_written_as_given(old: str, new: str, header: str) -> None:
    assume(header or not old.startswith("---"))
    document = parse_document((header + old).encode(), PAGE)
    present = str(document.values.get("body", ""))
    assert edit_document(document, {**document.values, "body": browser(present)}) == document.source
    try:
        written = edit_document(document, {**document.values, "body": browser(new)})
    except DocumentError:
        assert "---" in new or "---" in old
        return
    again = str(parse_document(written, PAGE).values.get("body", ""))
    assert browser(again).rstrip() == browser(new).rstrip()


def browser(text: str) -> str:
    """What a textarea makes of a text."""
    return re.sub(r"\r\n|\r|\n", "\r\n", text)
