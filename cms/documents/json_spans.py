"""A JSON text as a tree of spans: where each value stands, so that only changed ones are rewritten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from json.decoder import scanstring  # type: ignore[attr-defined]

from msgspec import Struct, field

from cms.errors import DocumentError, SyntaxProblem, TooDeep
from cms.syntax import Value

__all__ = ["MAX_NODES", "JsonNode", "parse_json", "skip_value"]

MAX_DEPTH = 100
MAX_NODES = 200_000
_SPACE = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?")
_WORDS: tuple[tuple[str, Value], ...] = (("true", True), ("false", False), ("null", None))
_HALF = re.compile("[\ud800-\udfff]")


class JsonNode(Struct):
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

    def doubled(self) -> Iterator[tuple[str, int]]:
        """Each name that stood in its object before, and its offset."""
        seen: set[str] = set()
        for key, place, node in self.pairs:
            if key in seen:
                yield key, place
            seen.add(key)
            yield from node.doubled()
        for item in self.items:
            yield from item.doubled()


def parse_json(text: str, nodes: int = MAX_NODES) -> JsonNode:
    """The tree of a whole text. Raises DocumentError with the place, TooDeep past 100 levels or `nodes` values."""
    reader = _Reader(text, nodes)
    node = reader.value(reader.skip(0), 0)
    rest = reader.skip(node.end)
    if rest != len(text):
        raise reader.problem(rest, "there is more text after the end of the JSON value")
    return node


def skip_value(text: str, start: int) -> int | None:
    """Where the JSON value that begins at `start` ends, or None if it is not one."""
    try:
        return _Reader(text, MAX_NODES).value(start, 0).end
    except SyntaxProblem:
        return None


class _Reader:
    """Reads values; numbers too long or too large for Python stay text, as spelt."""

    def __init__(self, text: str, nodes: int) -> None:
        self.text = text
        self.nodes = self.left = nodes

    def value(self, start: int, depth: int) -> JsonNode:
        self._guard(start, depth)
        first = self.text[start : start + 1]
        if first == "{":
            return self._object(start, depth)
        if first == "[":
            return self._array(start, depth)
        if first == '"':
            value, end = self._string(start)
            return JsonNode(start, end, value)
        if number := _NUMBER.match(self.text, start):
            return JsonNode(start, number.end(), _number(number))
        for word, plain in _WORDS:
            if self.text.startswith(word, start):
                return JsonNode(start, start + len(word), plain)
        raise self.problem(start, "a value is expected here")

    def skip(self, start: int) -> int:
        """The place of the next character that is no white space."""
        found = _SPACE.match(self.text, start)
        return found.end() if found else start

    def problem(self, place: int, words: str) -> DocumentError:
        line, column = self.text.count("\n", 0, place) + 1, place - self.text.rfind("\n", 0, place)
        return DocumentError(f"This is not valid JSON: {words}.", line=line, column=column)

    def _guard(self, start: int, depth: int) -> None:
        self.left -= 1
        if depth <= MAX_DEPTH and self.left >= 0:
            return
        place = self.problem(start, "")
        words = f"Values are nested more than {MAX_DEPTH} levels deep."
        if self.left < 0:
            words = f"There are more than {self.nodes:,} values."
        raise TooDeep(words, line=place.line, column=place.column)

    def _object(self, start: int, depth: int) -> JsonNode:
        node = JsonNode(start, start, kind="object")
        place = self.skip(start + 1)
        while self.text[place : place + 1] != "}":
            key_start = place
            if self.text[place : place + 1] != '"':
                raise self.problem(place, "a name in double quotes is expected here")
            key, place = self._string(place)
            place = self.skip(place)
            if self.text[place : place + 1] != ":":
                raise self.problem(place, "a colon is expected here")
            child = self.value(self.skip(place + 1), depth + 1)
            node.pairs.append((key, key_start, child))
            place = self._next(child.end, "}")
        node.end = place + 1
        return node

    def _array(self, start: int, depth: int) -> JsonNode:
        node = JsonNode(start, start, kind="array")
        place = self.skip(start + 1)
        while self.text[place : place + 1] != "]":
            child = self.value(place, depth + 1)
            node.items.append(child)
            place = self._next(child.end, "]")
        node.end = place + 1
        return node

    def _next(self, end: int, closing: str) -> int:
        place = self.skip(end)
        if self.text[place : place + 1] == closing:
            return place
        if self.text[place : place + 1] != ",":
            raise self.problem(place, f"a comma or `{closing}` is expected here")
        after = self.skip(place + 1)
        if self.text[after : after + 1] == closing:
            raise self.problem(place, "a comma stands before the end")
        return after

    def _string(self, start: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self.text, start + 1)
        except json.JSONDecodeError as problem:
            raise self.problem(problem.pos, problem.msg.lower()) from None
        if half := _HALF.search(value):
            raise self.problem(start, f"the text holds half of a character (`\\u{ord(half[0]):04x}`)")
        return str(value), int(end)


def _number(match: re.Match[str]) -> Value:
    if match[1] or match[2]:
        value = float(match[0])
        return match[0] if value in (float("inf"), float("-inf")) else value
    return int(match[0]) if len(match[0]) <= 4000 else match[0]
