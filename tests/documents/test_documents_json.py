"""JSON: indent, escapes, spelling of numbers and order stay; only changed values are rewritten."""

from __future__ import annotations

from typing import Any

import pytest

from cms.documents import document_kind, edit_document, parse_document
from cms.errors import DocumentError
from cms.syntax import Timestamp

JSON = document_kind("json")
GONE = object()


def edit(text: str, changes: dict[str, Any]) -> str:
    document = parse_document(text.encode(), JSON)
    wanted = {key: value for key, value in {**document.values, **changes}.items() if value is not GONE}
    return edit_document(document, wanted).decode()


EDITS = {
    "two spaces": ('{\n  "a": "old",\n  "b": 1\n}\n', {"a": "new"}, '{\n  "a": "new",\n  "b": 1\n}\n'),
    "tabs": ('{\n\t"a": 1\n}', {"b": [1]}, '{\n\t"a": 1,\n\t"b": [\n\t\t1\n\t]\n}'),
    "one line": ('{"a":1,"b":2}', {"a": 3}, '{"a":3,"b":2}'),
    "tight added": ('{"a":1,"b":2}', {"c": "x"}, '{"a":1,"b":2,"c":"x"}'),
    "spaced added": ('{"a": 1, "b": 2}', {"c": "x"}, '{"a": 1, "b": 2, "c": "x"}'),
    "odd spacing": ('{ "a" : 1 ,\n\n "b":2 }', {"b": 3}, '{ "a" : 1 ,\n\n "b":3 }'),
    "escapes stay": ('{"a":"\\u00e9\\/","b":1}', {"b": 2}, '{"a":"\\u00e9\\/","b":2}'),
    "escapes followed": ('{"a":"\\u00e9","b":"x"}', {"b": "ü"}, '{"a":"\\u00e9","b":"\\u00fc"}'),
    "plain followed": ('{"a":"é","b":"x"}', {"b": "ü"}, '{"a":"é","b":"ü"}'),
    "slashes followed": ('{"a":"x\\/y","b":"x"}', {"b": "a/b"}, '{"a":"x\\/y","b":"a\\/b"}'),
    "numbers stay": ('{"a":-0.0,"b":1E2,"c":1.10,"d":1}', {"d": 2}, '{"a":-0.0,"b":1E2,"c":1.10,"d":2}'),
    "large integer": ('{"a":12345678901234567890123,"b":1}', {"b": 2}, '{"a":12345678901234567890123,"b":2}'),
    "removed": ('{\n  "a": 1,\n  "b": 2\n}\n', {"a": GONE}, '{\n  "b": 2\n}\n'),
    "removed all": ('{\n  "a": 1\n}\n', {"a": GONE}, "{}\n"),
    "filled": ("{}\n", {"a": 1}, '{"a": 1}\n'),
    "empty file": ("", {"a": 1}, '{\n  "a": 1\n}\n'),
    "CRLF": ('{\r\n  "a": 1\r\n}\r\n', {"b": {"c": 1}}, '{\r\n  "a": 1,\r\n  "b": {\r\n    "c": 1\r\n  }\r\n}\r\n'),
    "byte order mark": ('\ufeff{"a":1}', {"a": 2}, '\ufeff{"a":2}'),
    "list appended": ('{"a": [1, 2]}', {"a": [1, 2, 3]}, '{"a": [1, 2, 3]}'),
    "list moved": ('{"a": ["\\u00e9", 1.50]}', {"a": [1.5, "é"]}, '{"a": [1.50, "\\u00e9"]}'),
    "item edited": ('{"a": [{"k": 1.0}, {"k": 2}]}', {"a": [{"k": 1.0}, {"k": 3}]}, '{"a": [{"k": 1.0}, {"k": 3}]}'),
    "added by lines": ('{\n  "a": 1,\n\n  "b": 2\n}\n', {"c": 3}, '{\n  "a": 1,\n\n  "b": 2,\n  "c": 3\n}\n'),
    "removed among gaps": ('{"a":1,  "b":2, "c":3,\n"d":4}', {"b": GONE}, '{"a":1,  "c":3,\n"d":4}'),
    "huge number stays": ('{"a": 1e999, "b": 1}', {"b": 2}, '{"a": 1e999, "b": 2}'),
    "date is text": ('{"a": 1}', {"a": Timestamp("2024-01-02")}, '{"a": "2024-01-02"}'),
}


@pytest.mark.parametrize(("text", "changes", "result"), EDITS.values(), ids=EDITS)
def test_json_is_edited_in_place(text: str, changes: dict[str, Any], result: str) -> None:
    assert edit(text, changes) == result


def test_doubled_json_name_is_warned() -> None:
    document = parse_document(b'{\n  "a": 1,\n  "b": {"c": 1, "c": 2},\n  "a": 2\n}\n', JSON)
    assert [(problem.line, problem.column) for problem in document.problems] == [(3, 17), (4, 3)]
    with pytest.raises(DocumentError, match="stands twice"):
        edit_document(document, {**document.values, "a": 3})
    assert parse_document(edit_document(document, {**document.values, "b": 1}), JSON).values["b"] == 1


@pytest.mark.parametrize("number", [float("inf"), float("nan")])
def test_no_json_number_is_refused(number: float) -> None:
    with pytest.raises(DocumentError):
        edit('{"a": 1}', {"a": number})


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,\n "b": nope}', 2, 7),
        ('{"a": 1}\nx', 2, 1),
        ("[1]", 1, 1),
        ('{"a": 1,}', 1, 8),
        ('{"a": "x\n"}', 1, 9),
    ],
)
def test_wrong_json_is_placed(text: str, line: int, column: int) -> None:
    with pytest.raises(DocumentError) as problem:
        parse_document(text.encode(), JSON)
    assert (problem.value.line, problem.value.column) == (line, column)


def test_deep_json_is_refused() -> None:
    with pytest.raises(DocumentError) as problem:
        parse_document(b'{"a":' + b"[" * 200 + b"]" * 200 + b"}", JSON)
    assert (problem.value.line, problem.value.code) == (1, "too-deep")


def test_json_values_are_located() -> None:
    document = parse_document(b'{\n  "a": [\n    {"b": 1}\n  ]\n}\n', JSON)
    assert document.locate(["a", 0, "b"]) == (3, 11)
    assert document.locate(["a", 7]) == (2, 8)


def test_new_json_name_follows_its_field() -> None:
    document = parse_document(b'{\n  "title": "x",\n  "z": 1\n}\n', JSON)
    result = edit_document(document, {**document.values, "sub": "y"}, order=("title", "sub", "z"))
    assert result == b'{\n  "title": "x",\n  "sub": "y",\n  "z": 1\n}\n'


def test_inner_doubled_json_name_is_left_alone() -> None:
    document = parse_document(b'{"m": {"a": 1, "b": 2, "a": 3}}', JSON)
    assert edit_document(document, {"m": {"a": 3, "b": 9}}) == b'{"m": {"a": 1, "b": 9, "a": 3}}'
    with pytest.raises(DocumentError, match="stands twice"):
        edit_document(document, {"m": {"a": 9, "b": 2}})


def test_many_json_values_are_refused() -> None:
    with pytest.raises(DocumentError, match="200,000") as problem:
        parse_document(b'{"a": [' + b"1," * 200_001 + b"1]}", JSON)
    assert problem.value.code == "too-deep"
