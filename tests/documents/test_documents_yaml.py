"""YAML headers: one edit, one changed place. Each case is a text, the edit, and the text that has to come out."""

from __future__ import annotations

from typing import Any

import pytest

from cms.documents import document_kind, edit_document, parse_document
from cms.errors import DocumentError, SyntaxProblem
from cms.syntax import Timestamp

YAML = document_kind("yml")
GONE = object()


def edit(text: str, changes: dict[str, Any], order: tuple[str, ...] = ()) -> str:
    """The text after setting top-level keys; GONE removes one."""
    document = parse_document(text.encode(), YAML)
    wanted = {key: value for key, value in {**document.values, **changes}.items() if value is not GONE}
    return edit_document(document, wanted, order=order).decode()


LEAVES = {
    "plain": ("a: old\nb: 1\n", {"a": "new"}, "a: new\nb: 1\n"),
    "comment kept": ("a: old   # why\nb: 1\n", {"a": "new"}, "a: new   # why\nb: 1\n"),
    "comments around": ("# top\na: old\n\n# next\nb: 1\n", {"a": "new"}, "# top\na: new\n\n# next\nb: 1\n"),
    "single quotes": ("a: 'old'\n", {"a": "it's"}, "a: 'it''s'\n"),
    "double quotes": ('a: "old"\n', {"a": 'say "x"'}, 'a: "say \\"x\\""\n'),
    "quotes where needed": ("a: old\n", {"a": "x: y"}, 'a: "x: y"\n'),
    "the file's quotes": ("a: old\nb: 'x'\n", {"a": "no"}, "a: 'no'\nb: 'x'\n"),
    "text that looks like a date": ("a: old\n", {"a": "2024-01-02"}, 'a: "2024-01-02"\n'),
    "date as spelt": ("a: 2024-1-2\n", {"a": Timestamp("2024-1-3")}, "a: 2024-1-3\n"),
    "date beside": ("a: 2024-01-02 10:00:00 +0200\nb: x\n", {"b": "w"}, "a: 2024-01-02 10:00:00 +0200\nb: w\n"),
    "quoted date becomes a date": ("a: '2024-01-02'\n", {"a": Timestamp("2024-01-02")}, "a: 2024-01-02\n"),
    "date that is none": ("a: x\n", {"a": Timestamp("12:30")}, 'a: "12:30"\n'),
    "boolean": ("a: True\nb: no\n", {"a": False}, "a: False\nb: no\n"),
    "number beside": ("a: 1.50\nb: 012\nc: x\n", {"c": "w"}, "a: 1.50\nb: 012\nc: w\n"),
    "null filled": ("a:\nb: 1\n", {"a": "x"}, "a: x\nb: 1\n"),
    "null with comment": ("a:  # later\nb: 1\n", {"a": "x"}, "a: x  # later\nb: 1\n"),
    "odd spacing": ("a:    old\nb :  1\n", {"a": "new"}, "a:    new\nb :  1\n"),
    "quoted key": ("'a': old\n", {"a": "new"}, "'a': new\n"),
    "no final newline": ("a: old", {"a": "new"}, "a: new"),
    "three final newlines": ("a: old\n\n\n", {"a": "new"}, "a: new\n\n\n"),
    "CRLF": ("a: old\r\nb: 1\r\n", {"a": "new", "c": "x"}, "a: new\r\nb: 1\r\nc: x\r\n"),
    "document start": ("---\na: old\n", {"a": "new"}, "---\na: new\n"),
    "document end": ("a: old\n...\n", {"a": "new"}, "a: new\n...\n"),
    "flow map": ("a: {x: 1, y: 'b'}  # c\n", {"a": {"x": 2, "y": "b"}}, "a: {x: 2, y: 'b'}  # c\n"),
    "literal block": ("a: |\n  one\n  two\nb: 1\n", {"a": "one\nthree\n"}, "a: |\n  one\n  three\nb: 1\n"),
    "strip stays strip": ("a: |-\n  one\nb: 1\n", {"a": "two"}, "a: |-\n  two\nb: 1\n"),
    "keep stays keep": ("a: |+\n  one\n\nb: 1\n", {"a": "two\n\n"}, "a: |+\n  two\n\nb: 1\n"),
    "deep block indent": ("a: |\n      one\nb: 1\n", {"a": "two\n"}, "a: |\n      two\nb: 1\n"),
    "a word in a folded line": (
        "a: many words\n  over two lines\nb: 1\n",
        {"a": "many words over three lines"},
        "a: many words\n  over three lines\nb: 1\n",
    ),
    "a word in a folded block": (
        "a: >-\n  many words\n  over two lines\nb: 1\n",
        {"a": "many nice words over two lines"},
        "a: >-\n  many nice words\n  over two lines\nb: 1\n",
    ),
    "anchor stays": ("a: &x old\nb: 1\n", {"a": "new"}, "a: &x new\nb: 1\n"),
    "alias replaced": ("a: &x {k: 1}\nb: *x\n", {"b": "new"}, "a: &x {k: 1}\nb: new\n"),
    "alias beside": ("a: &x {k: 1}\nb: *x\nc: old\n", {"c": "new"}, "a: &x {k: 1}\nb: *x\nc: new\n"),
    "tag stays": ("a: !t old\n", {"a": "new"}, "a: !t new\n"),
    "merge key beside": ("x: &x {k: 1}\ny:\n  <<: *x\nz: old\n", {"z": "w"}, "x: &x {k: 1}\ny:\n  <<: *x\nz: w\n"),
    "template beside": ("a: '{{ x }}'\nb: old\n", {"b": "new"}, "a: '{{ x }}'\nb: new\n"),
    "value on the next line": ("a:\n  old\nb: 1\n", {"a": "new"}, "a:\n  new\nb: 1\n"),
    "line separator": ("a: old\n", {"a": "x\u2028y"}, 'a: "x\\u2028y"\n'),
    "next line": ("a: old\n", {"a": "x\x85y"}, 'a: "x\\x85y"\n'),
    "text of several lines": ("a: old\nb: 1\n", {"a": "x\ny\n"}, "a: |\n  x\n  y\nb: 1\n"),
}

KEYS = {
    "added at the end": ("a: 1\n", {"b": "x"}, (), "a: 1\nb: x\n"),
    "added without final newline": ("a: 1", {"b": "x"}, (), "a: 1\nb: x"),
    "added by order": ("a: 1\nc: 3\n", {"b": "x"}, ("a", "b", "c"), "a: 1\nb: x\nc: 3\n"),
    "added in order": ("a: 1\nz: 9\n", {"c": "w", "b": "x"}, ("a", "b", "c"), "a: 1\nb: x\nc: w\nz: 9\n"),
    "added after a block": ("a: |\n  x\n\nc: 3\n", {"b": "w"}, ("a", "b"), "a: |\n  x\nb: w\n\nc: 3\n"),
    "added to an empty file": ("", {"a": "x"}, (), "a: x\n"),
    "added to a comment": ("# only this\n", {"a": "x"}, (), "# only this\na: x\n"),
    "added to braces": ("{}\n", {"a": "x"}, (), "a: x\n"),
    "removed": ("a: 1  # gone too\n# stays\nb: 2\n", {"a": GONE}, (), "# stays\nb: 2\n"),
    "removed with its list": ("a:\n  - x\n  # of a\n  - y\nb: 2\n", {"a": GONE}, (), "b: 2\n"),
    "removed last": ("a: 1\nb: 2\n", {"b": GONE}, (), "a: 1\n"),
    "removed all": ("a: 1\n", {"a": GONE}, (), "{}\n"),
    "removed inner": ("a:\n  x: 1\n  y: 2\n", {"a": {"y": 2}}, (), "a:\n  y: 2\n"),
    "only inner key": ("a:\n  x: 1\nb: 2\n", {"a": {}}, (), "a: {}\nb: 2\n"),
    "added inner": ("a:\n    x: 1\nb: 2\n", {"a": {"x": 1, "w": "z"}}, (), "a:\n    x: 1\n    w: z\nb: 2\n"),
    "added map in the file's step": (
        "a:\n    x: 1\n",
        {"b": {"w": {"z": 1}}},
        (),
        "a:\n    x: 1\nb:\n    w:\n        z: 1\n",
    ),
    "added list in the file's offset": ("a:\n- 1\n", {"b": ["x"]}, (), "a:\n- 1\nb:\n- x\n"),
    "added list in brackets": ("a: [1]\n", {"b": ["x", "w"]}, (), "a: [1]\nb: [x, w]\n"),
    "order of keys kept": ("z: 1\na: 2\n", {"a": 3}, (), "z: 1\na: 3\n"),
}

LISTS = {
    "appended": ("a:\n  - x\n  - y\n", ["x", "y", "z"], "a:\n  - x\n  - y\n  - z\n"),
    "inserted": ("a:\n- x  # first\n- y\n", ["x", "w", "y"], "a:\n- x  # first\n- w\n- y\n"),
    "removed": ("a:\n  - x\n  # of y\n  - y\n  - z\n", ["x", "z"], "a:\n  - x\n  - z\n"),
    "moved with comments": ("a:\n  - x  # one\n  # two\n  - y\n", ["y", "x"], "a:\n  # two\n  - y\n  - x  # one\n"),
    "emptied": ("a:\n  - x\n", [], "a: []\n"),
    "filled": ("a: []\n", ["x"], "a:\n  - x\n"),
    "flow appended": ("a: [x, 'y']  # c\n", ["x", "y", "z"], "a: [x, 'y', z]  # c\n"),
    "flow removed": ("a: [ x, y, z ]\n", ["x", "z"], "a: [ x, z ]\n"),
    "flow over lines": ("a: [\n  x,\n  y\n]\n", ["x", "z"], "a: [\n  x,\n  z\n]\n"),
    "item's field": (
        "a:\n  - k: 1  # c\n    l: x\n  - k: 2\n",
        [{"k": 1, "l": "w"}, {"k": 2}],
        "a:\n  - k: 1  # c\n    l: w\n  - k: 2\n",
    ),
    "item's first key": ("a:\n  - k: 1\n    l: x\n", [{"l": "x"}], "a:\n  - l: x\n"),
    "item added": ("a:\n  - k: 1\n    l: x\n", [{"k": 1, "l": "x"}, {"k": 2}], "a:\n  - k: 1\n    l: x\n  - k: 2\n"),
}


@pytest.mark.parametrize(("text", "changes", "result"), LEAVES.values(), ids=LEAVES)
def test_leaf_is_spliced(text: str, changes: dict[str, Any], result: str) -> None:
    assert edit(text, changes) == result


@pytest.mark.parametrize(("text", "changes", "order", "result"), KEYS.values(), ids=KEYS)
def test_key_comes_and_goes(text: str, changes: dict[str, Any], order: tuple[str, ...], result: str) -> None:
    assert edit(text, changes, order) == result


@pytest.mark.parametrize(("text", "wanted", "result"), LISTS.values(), ids=LISTS)
def test_list_keeps_items(text: str, wanted: list[Any], result: str) -> None:
    assert edit(text, {"a": wanted}) == result


def test_alias_outlives_its_anchor() -> None:
    text = "a: &x\n  k: 1\nb: *x\nc: &y 1\nd: *y\n"
    assert edit(text, {"a": GONE}) == "b:\n  k: 1\nc: &y 1\nd: *y\n"


def test_alias_means_anchor_before() -> None:
    document = parse_document(b"a: &x 1\nb: *x\nc: &x 2\nd: *x\n", YAML)
    assert document.values == {"a": 1, "b": 1, "c": 2, "d": 2}


def test_anchored_value_changes_for_both() -> None:
    text = "a: &x old\nb: *x\n"
    assert edit(text, {"a": "new", "b": "new"}) == "a: &x new\nb: new\n"


def test_anchored_value_changes_alone() -> None:
    assert parse_document(edit("a: &x old\nb: *x\n", {"a": "new"}).encode(), YAML).values == {"a": "new", "b": "old"}


def test_doubled_key_is_warned() -> None:
    document = parse_document(b"---\na: 1\nb: x\na: 2\n---\n", document_kind("md"))
    assert document.values["a"] == 2
    assert [(problem.line, problem.code) for problem in document.problems] == [(4, "duplicate-key")]


def test_doubled_key_is_refused() -> None:
    with pytest.raises(DocumentError, match="stands twice") as problem:
        edit("a: 1\nb: x\na: 2\n", {"a": 3})
    assert problem.value.line == 3
    with pytest.raises(DocumentError):
        edit("a: 1\nb: x\na: 2\n", {"a": GONE})


def test_other_keys_stay_editable() -> None:
    assert edit("a: 1\nb: x\na: 2\n", {"b": "w"}) == "a: 1\nb: w\na: 2\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: [1\nb: 2\n", 2),
        ("a: 1\n b: 2\n", 2),
        ("- x\n", 1),
        ("just text\n", 1),
        ("a: *no\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
    ],
)
def test_unreadable_is_placed(text: str, line: int) -> None:
    with pytest.raises(SyntaxProblem) as problem:
        parse_document(text.encode(), YAML)
    assert problem.value.line == line


def test_halves_of_a_character_join() -> None:
    document = parse_document(b'a: "\\ud83c\\udf5e"\nb: 1\n', YAML)
    assert document.values["a"] == "🍞"


def test_values_are_located() -> None:
    document = parse_document(b"---\na: 1\nb:\n  - k: x\n    l: y\n---\n\nText\n", document_kind("md"))
    assert document.locate(["b", 0, "l"]) == (5, 8)
    assert document.locate(["b", 9]) == (4, 3)
    assert document.locate(["body"]) == (8, 1)
