"""TOML: comments, order, quotes and native dates stay; lists and tables change in place."""

from __future__ import annotations

from typing import Any

import pytest

from cms.documents import document_kind, edit_document, parse_document
from cms.errors import DocumentError, SyntaxProblem
from cms.syntax import Timestamp

TOML = document_kind("toml")
GONE = object()


def edit(text: str, changes: dict[str, Any]) -> str:
    document = parse_document(text.encode(), TOML)
    wanted = {key: value for key, value in {**document.values, **changes}.items() if value is not GONE}
    return edit_document(document, wanted).decode()


EDITS = {
    "comment kept": ('a = "old"  # why\nb = 1\n', {"a": "new"}, 'a = "new"  # why\nb = 1\n'),
    "comments around": ("# top\na = 1\n\n# next\nb = 2\n", {"a": 3}, "# top\na = 3\n\n# next\nb = 2\n"),
    "literal quotes": ("a = 'old'\n", {"a": "new"}, "a = 'new'\n"),
    "literal with a quote": ("a = 'old'\n", {"a": "it's"}, 'a = "it\'s"\n'),
    "spacing": ("a=1\nb  =  2\n", {"a": 3}, "a=3\nb  =  2\n"),
    "spelling beside": ("a = 1_000\nb = 1.50\nc = 1\n", {"c": 2}, "a = 1_000\nb = 1.50\nc = 2\n"),
    "date beside": ("a = 2024-01-02T10:00:00Z\nb = 1\n", {"b": 2}, "a = 2024-01-02T10:00:00Z\nb = 2\n"),
    "date stays native": ("a = 2024-01-02\n", {"a": Timestamp("2024-01-03")}, "a = 2024-01-03\n"),
    "time stays native": ("a = 07:30:00\n", {"a": Timestamp("08:30:00")}, "a = 08:30:00\n"),
    "text like a date": ('a = "x"\n', {"a": "2024-01-03"}, 'a = "2024-01-03"\n'),
    "CRLF": ("a = 1\r\n[t]\r\nb = 1\r\n", {"a": 2, "t": {"b": 1, "c": 2}}, "a = 2\r\n[t]\r\nb = 1\r\nc = 2\r\n"),
    "no final newline": ("a = 1", {"a": 2}, "a = 2"),
    "table's key": ("[t]  # c\na = 1\n\n[u]\nb = 2\n", {"t": {"a": 3}}, "[t]  # c\na = 3\n\n[u]\nb = 2\n"),
    "added above tables": ("a = 1\n\n[t]\nb = 2\n", {"c": 3}, "a = 1\nc = 3\n\n[t]\nb = 2\n"),
    "removed": ("a = 1\n# of b\nb = 2\n", {"a": GONE}, "# of b\nb = 2\n"),
    "null is left out": ("a = 1\nb = 2\n", {"b": None}, "a = 1\n"),
    "list appended": ('a = ["x", "y"]  # c\n', {"a": ["x", "y", "z"]}, 'a = ["x", "y", "z"]  # c\n'),
    "list over lines": ("a = [\n  1, # one\n  2,\n]\n", {"a": [1, 3]}, "a = [\n  1, # one\n  3,\n]\n"),
    "inline table": ('a = {x = 1, y = "b"}\n', {"a": {"x": 2, "y": "b"}}, 'a = {x = 2, y = "b"}\n'),
    "table in a list": (
        "[[m]]\na = 1  # one\n\n[[m]]\na = 2\n",
        {"m": [{"a": 1}, {"a": 3}]},
        "[[m]]\na = 1  # one\n\n[[m]]\na = 3\n",
    ),
    "table of a list removed": ("[[m]]\na = 1\n\n[[m]]\na = 2  # two\n", {"m": [{"a": 2}]}, "[[m]]\na = 2  # two\n"),
    "long text": ('a = """\nold\nx"""\n', {"a": "new\nx"}, 'a = """\nnew\nx"""\n'),
    "long literal text": ("a = '''\nold \\d\n'''\n", {"a": "new \\d\n"}, "a = '''\nnew \\d\n'''\n"),
    "list's quotes stay": ("a = [\"x\",  'y', 3]\n", {"a": ["z", "y", 3, "n"]}, 'a = ["z",  \'y\', 3,  "n"]\n'),
    "list turned": ("a = [\"x\", 'y'] # c\n", {"a": ["y", "x"]}, "a = ['y', \"x\"] # c\n"),
    "list over lines grows": (
        'a = [\n  "x", # [one]\n  "y",\n]\n',
        {"a": ["x", "y", "z"]},
        'a = [\n  "x", # [one]\n  "y",\n  "z",\n]\n',
    ),
    "mixed line ends": ("a = 1\r\nb = 2\nc = 3\n", {"a": 5}, "a = 5\r\nb = 2\nc = 3\n"),
    "dotted key": ("a.b = 1  # c\na.c = 2\n", {"a": {"b": 3, "c": 2}}, "a.b = 3  # c\na.c = 2\n"),
}


@pytest.mark.parametrize(("text", "changes", "result"), EDITS.values(), ids=EDITS)
def test_toml_is_edited_in_place(text: str, changes: dict[str, Any], result: str) -> None:
    assert edit(text, changes) == result


@pytest.mark.parametrize("value", [["x"], [], "x", {"k": [{"l": 1}]}, [[1], [{"a": 1}]], [{"a": 1}, "x"]])
@pytest.mark.parametrize("text", ["a = 1\n[u]\nb = 1\n", "[u]\nb = 1\n[[a]]\nk = 1\n", "[a]\nk = 1\n[u]\nb = 1\n"])
def test_shape_may_change(text: str, value: Any) -> None:
    values = parse_document(edit(text, {"a": value}).encode(), TOML).values
    assert values == {"a": value, "u": {"b": 1}}


def test_dates_are_kept_as_spelt() -> None:
    values = parse_document(b"a = 2024-01-02 10:00:00+02:00\nb = 07:30:00\n", TOML).values
    assert values == {"a": "2024-01-02 10:00:00+02:00", "b": "07:30:00"}
    assert all(isinstance(value, Timestamp) for value in values.values())


@pytest.mark.parametrize(
    "text",
    ["a = " + "[" * 101 + "]" * 101, "[" + ".".join("a" * 200) + "]\n", "[t]\n" * 5001, "a = 1\n" + "#" * 600_000],
    ids=["brackets", "names", "tables", "size"],
)
def test_huge_toml_is_refused(text: str) -> None:
    with pytest.raises(DocumentError) as problem:
        parse_document(text.encode(), TOML)
    assert problem.value.code == "too-deep"


def test_brackets_in_text_are_no_nesting() -> None:
    text = "a = '" + "[" * 200 + '\'\nb = """\n' + "{\n" * 200 + '"""\n# ' + "[" * 200 + "\n"
    assert set(parse_document(text.encode(), TOML).values) == {"a", "b"}


def test_wrong_toml_is_placed() -> None:
    with pytest.raises(SyntaxProblem, match="not valid TOML") as problem:
        parse_document(b"+++\na = 1\nb = nope\n+++\n", document_kind("md"))
    assert problem.value.line == 3


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("title",), 2),
        (("long",), 3),
        (("seo",), 7),
        (("seo", "index"), 8),
        (("links", 0, "url"), 10),
        (("links", 1), 11),
        (("links", 1, "url"), 12),
        (("links", 1, "tags", 0), 13),
        (("none",), 2),
    ],
)
def test_toml_values_are_located(path: tuple[str | int, ...], line: int) -> None:
    text = '+++\ntitle = "x"\nlong = """\n[seo]\nindex = 1\n"""\n[seo]\nindex = true\n[[links]]\nurl = "a"\n[[links]]\n'
    document = parse_document((text + 'url = "b"\n"tags" = ["c"]\n+++\nText\n').encode(), document_kind("md"))
    assert document.locate(path)[0] == line


def test_new_toml_name_follows_its_field() -> None:
    document = parse_document(b"a = 1 # c\nz = 2\n\n[t]\nb = 1\n", TOML)
    wanted = {**document.values, "y": 1, "b": "x", "u": {"k": 1}}
    result = edit_document(document, wanted, order=("a", "b", "t", "u", "z"))
    assert result == b'a = 1 # c\nb = "x"\nz = 2\ny = 1\n\n[t]\nb = 1\n\n[u]\nk = 1\n'


def test_line_ends_are_no_part_of_a_long_text() -> None:
    document = parse_document(b'a = """\r\nx\r\ny"""\r\nb = 1\r\n', TOML)
    assert document.values == {"a": "x\ny", "b": 1}
    result = edit_document(document, {"a": "x\nz", "b": 1})
    assert result == b'a = """\r\nx\r\nz"""\r\nb = 1\r\n'
