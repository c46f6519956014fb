"""YAML where it is easy to damage something: folds, doubled names, anchors, tags, brackets."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from cms.documents import document_kind, edit_document, parse_document
from cms.errors import DocumentError

YAML = document_kind("yml")


def edit(text: str, change: Callable[[Any], object], order: tuple[str, ...] = ()) -> str:
    document = parse_document(text.encode(), YAML)
    wanted = deepcopy(dict(document.values))
    change(wanted)
    return edit_document(document, wanted, order=order).decode()


FOLDS = {
    "plain": ("t: one two\n  three four\n  five\n", "one two three FOUR five", "t: one two\n  three FOUR\n  five\n"),
    "longer": ("t: one two\n  three four\n", "one two three four five", "t: one two\n  three four five\n"),
    "single": ("t: 'it''s\n  two\n  six'\n", "it's TW'O six", "t: 'it''s\n  TW''O\n  six'\n"),
    "double": ('t: "say \\"a\\"\n  two"\n', 'say "b" two', 't: "say \\"b\\"\n  two"\n'),
    "folded": ("t: >-\n  one\n  two\n\n  six\n", "one TWO\nsix", "t: >-\n  one\n  TWO\n\n  six\n"),
    "paragraph": ("t: >\n  one\n  two\n\n  six\n", "one two\nnew\nsix\n", "t: >\n  one\n  two\n\n  new\n\n  six\n"),
    "literal": ("t: | # c\n   one\n   two\n", "one\nTWO\nsix\n", "t: | # c\n   one\n   TWO\n   six\n"),
    "indented": ("t: |2\n    one\n  two\n", "  one\nTWO\n", "t: |2\n    one\n  TWO\n"),
    "CRLF": ("t: >\r\n  one\r\n  two\r\n", "one TWO\nsix\n", "t: >\r\n  one\r\n  TWO\r\n\r\n  six\r\n"),
}


@pytest.mark.parametrize(("text", "value", "result"), FOLDS.values(), ids=FOLDS)
def test_folds_stay_where_they_are(text: str, value: str, result: str) -> None:
    assert edit(text, lambda wanted: wanted.update(t=value)) == result


BRACKETS = {
    "changed": ("[\n  a,\n  b, # c\n]", ["a", "B"], "[\n  a,\n  B, # c\n]"),
    "appended": ("[\n  a,\n  b,\n]", ["a", "b", "c"], "[\n  a,\n  b,\n  c,\n]"),
    "uneven": ("[a,  b, c, d]", ["a", "b", "c", "d", "e"], "[a,  b, c, d, e]"),
    "first removed": ("[a,  'b', c]", ["b", "c"], "['b', c]"),
    "last removed": ("[a,  'b', c]", ["a", "b"], "[a,  'b']"),
    "moved": ("[\"a\", 'b', c]", ["b", "c", "a"], "['b', c, \"a\"]"),
    "moved and new": ("[\"a\", 'b']", ["b", "x", "a"], "['b', x, \"a\"]"),
    "replaced": ("[a, b]", ["p", "q", "r"], "[p, q, r]"),
    "mapping": ("{a: 'x',  b: 2}", {"a": "x", "b": 2, "c": 3}, "{a: 'x',  b: 2,  c: 3}"),
    "mapping key removed": ("{a: 'x', b: 2, c: 3}", {"a": "x", "c": 3}, "{a: 'x', c: 3}"),
}


@pytest.mark.parametrize(("text", "value", "result"), BRACKETS.values(), ids=BRACKETS)
def test_brackets_change_only_there(text: str, value: Any, result: str) -> None:
    assert edit(f"k: {text}\nz: 1\n", lambda wanted: wanted.update(k=value)) == f"k: {result}\nz: 1\n"


DOUBLED = {"block": "m:\n  a: 1\n  b: 2\n  a: 3\n", "flow": "m: {a: 1, b: 2, a: 3}\n"}


@pytest.mark.parametrize("text", DOUBLED.values(), ids=DOUBLED)
def test_doubled_name_is_left_alone(text: str) -> None:
    assert edit(text, lambda wanted: wanted["m"].update(b=9)) == text.replace("2", "9")
    with pytest.raises(DocumentError, match="stands twice") as problem:
        edit(text, lambda wanted: wanted["m"].update(a=9))
    assert problem.value.line > 0
    assert edit(text, lambda wanted: wanted.update(m="x")) == "m: x\n"


TAGS: dict[str, tuple[str, Any, Any, str]] = {
    "text": ("a: !!str 12\n", "12", "13", 'a: !!str "13"\n'),
    "number": ('a: !!int "3"\n', 3, 4, "a: !!int 4\n"),
    "number no more": ("a: !!int 3\n", 3, "x", "a: x\n"),
    "text no more": ("a: !!str 12\n", "12", 13, "a: 13\n"),
    "not a number": ("a: !!int x\n", "x", "y", 'a: "y"\n'),
    "unknown": ("a: !own x\n", "x", "new", "a: !own new\n"),
    "program": ("a: !!python/name:os.system z\n", "z", "new", "a: !!python/name:os.system new\n"),
}


@pytest.mark.parametrize(("text", "value", "wanted", "result"), TAGS.values(), ids=TAGS)
def test_tag_stays_while_it_fits(text: str, value: Any, wanted: Any, result: str) -> None:
    assert parse_document(text.encode(), YAML).values == {"a": value}
    assert edit(text, lambda values: values.update(a=wanted)) == result


def test_aliases_do_not_nest_without_end() -> None:
    levels = ["a0: &a0 1"]
    levels += [f"a{n}: &a{n} {'[' * 90}*a{n - 1}{']' * 90}" for n in range(1, 15)]
    with pytest.raises(DocumentError, match="100 levels") as problem:
        parse_document("\n".join(levels).encode(), YAML)
    assert problem.value.code == "too-deep"


def test_items_of_large_lists_are_found() -> None:
    text = "l:\n" + "".join(f"  - n: name {n} # {n}\n    v: {n}\n" for n in range(2500))
    added = edit(text, lambda wanted: wanted["l"].insert(0, {"n": "new"}))
    assert added == text.replace("l:\n", 'l:\n  - "n": new\n')
    turned = edit(text, lambda wanted: wanted["l"].reverse())
    assert sorted(turned.splitlines()) == sorted(text.splitlines())
