"""A JSON text as a tree of spans: where each value stands, so that only changed ones are rewritten."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from json.decoder import scanstring  # type: ignore[attr-defined]

from cms.errors import DocumentError, TooDeep
from cms.syntax import Value

__all__ = ["JsonNode", "parse_json", "skip_value"]

MAX_DEPTH = 100
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_HALF = re.compile("[\ud800-\udfff]")
_WORDS: tuple[tuple[str, Value], ...] = (("true", True), ("false", False), ("null", None))


@dataclass(slots=True)
class JsonNode:
    """One value. `start` and `end` are character offsets; an object has `pairs`, an array `items`."""

    start: int
    end: int
    value: Value = None
    kind: str = "scalar"  # "object", "array", "scalar"
    pairs: list[tuple[str, int, JsonNode]] = field(default_factory=list)  # key, offset of the key, value
    items: list[JsonNode] = field(default_factory=list)

    def load(self) -> Value:
        """The plain value; of doubled keys the last one counts."""
        if self.kind == "object":
            return {key: node.load() for key, _, node in self.pairs}
        if self.kind == "array":
            return [node.load() for node in self.items]
        return self.value

    def doubled(self) -> list[tuple[str, int]]:
        """Names that stand more than once in their object, with the offset of the later one."""
        found, seen = [], set()
        for key, place, node in self.pairs:
            if key in seen:
                found.append((key, place))
            seen.add(key)
            found += node.doubled()
        for item in self.items:
            found += item.doubled()
        return found


def parse_json(text: str) -> JsonNode:
    """The tree of a whole text. Raises DocumentError with line and column; TooDeep past 100 levels."""
    node = _value(text, _SPACE.match(text, 0).end(), 0)  # type: ignore[union-attr]
    rest = _SPACE.match(text, node.end).end()  # type: ignore[union-attr]
    if rest != len(text):
        raise _problem(text, rest, "there is more text after the end of the JSON value")
    return node


def skip_value(text: str, start: int) -> int | None:
    """Where the JSON value that begins at `start` ends, or None if it is not one."""
    try:
        return _value(text, start, 0).end
    except DocumentError:
        return None
    except TooDeep:
        return None


def _value(text: str, start: int, depth: int) -> JsonNode:
    if depth > MAX_DEPTH:
        problem = _problem(text, start, "")
        words = f"Values are nested more than {MAX_DEPTH} levels deep."
        raise TooDeep(words, line=problem.line, column=problem.column)
    first = text[start : start + 1]
    if first == "{":
        return _object(text, start, depth)
    if first == "[":
        return _array(text, start, depth)
    if first == '"':
        value, end = _string(text, start)
        return JsonNode(start, end, value)
    if number := _NUMBER.match(text, start):
        return JsonNode(start, number.end(), _number(text, number))
    for word, plain in _WORDS:
        if text.startswith(word, start):
            return JsonNode(start, start + len(word), plain)
    raise _problem(text, start, "a value is expected here")


def _object(text: str, start: int, depth: int) -> JsonNode:
    node = JsonNode(start, start, kind="object")
    place = _skip(text, start + 1)
    while text[place : place + 1] != "}":
        key_start = place
        if text[place : place + 1] != '"':
            raise _problem(text, place, "a name in double quotes is expected here")
        key, place = _string(text, place)
        place = _skip(text, place)
        if text[place : place + 1] != ":":
            raise _problem(text, place, "a colon is expected here")
        child = _value(text, _skip(text, place + 1), depth + 1)
        node.pairs.append((key, key_start, child))
        place = _next(text, child.end, "}")
    node.end = place + 1
    return node


def _array(text: str, start: int, depth: int) -> JsonNode:
    node = JsonNode(start, start, kind="array")
    place = _skip(text, start + 1)
    while text[place : place + 1] != "]":
        child = _value(text, place, depth + 1)
        node.items.append(child)
        place = _next(text, child.end, "]")
    node.end = place + 1
    return node


def _next(text: str, end: int, closing: str) -> int:
    place = _skip(text, end)
    if text[place : place + 1] == closing:
        return place
    if text[place : place + 1] != ",":
        raise _problem(text, place, f"a comma or `{closing}` is expected here")
    after = _skip(text, place + 1)
    if text[after : after + 1] == closing:
        raise _problem(text, place, "a comma stands before the end")
    return after


def _string(text: str, start: int) -> tuple[str, int]:
    try:
        value, end = scanstring(text, start + 1)
    except json.JSONDecodeError as problem:
        raise _problem(text, problem.pos, problem.msg.lower()) from None
    if half := _HALF.search(value):
        raise _problem(text, start, f"the text holds half of a character (`\\u{ord(half[0]):04x}`)")
    return str(value), int(end)


def _number(text: str, match: re.Match[str]) -> Value:
    if match[1] or match[2]:
        value = float(match[0])
        if value in (float("inf"), float("-inf")):
            raise _problem(text, match.start(), "the number is too large")
        return value
    return int(match[0]) if len(match[0]) <= 4000 else match[0]


def _skip(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start


def _problem(text: str, place: int, words: str) -> DocumentError:
    line = text.count("\n", 0, place) + 1
    column = place - text.rfind("\n", 0, place)
    return DocumentError(f"This is not valid JSON: {words}.", line=line, column=column)
