"""JSON: only changed values are rewritten, in the file's own indent and escapes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from msgspec import Struct, field

from cms.documents.json_spans import JsonNode, parse_json
from cms.documents.ordering import place_keys
from cms.documents.pairing import edited_in_place, pair_items
from cms.documents.splices import Splice, apply_splices, arrange, usual_separator
from cms.errors import DocumentError
from cms.syntax import Value, same

__all__ = ["create_json", "edit_json", "json_values"]


def json_values(root: JsonNode) -> dict[str, Value]:
    """The values of a JSON object. Raises DocumentError when the root is something else."""
    value = root.load()
    if not isinstance(value, dict):
        raise DocumentError(
            "The file holds no names with values: its JSON is not an object. It can be edited as source.",
            line=1,
            column=1,
        )
    return value


def create_json(values: Value, indent: str = "  ") -> str:
    """A new JSON object or list, no final newline. Raises DocumentError for an infinite number."""
    return _dumped(_plain(values), indent=indent)


def edit_json(text: str, values: Value, newline: str = "\n", order: Sequence[str] = (), *, indent: str = "  ") -> str:
    """The text with `values`; `newline` and `indent` are for an empty one. Raises DocumentError if it would not read as
    asked.
    """
    if not text.strip():
        return (create_json(values, indent) + "\n").replace("\n", newline)
    root = parse_json(text)
    wanted = _plain(values)
    edit = _Edit(text, _Style.of(text), order, {place for _, place in root.doubled()})
    edit.sync(root, wanted, 0)
    result = apply_splices(text, edit.splices)
    if not same(parse_json(result).load(), wanted):
        raise DocumentError("The change cannot be written into this JSON file. Edit its source instead.")
    return result


class _Style(Struct, frozen=True):
    """How a text is written: its indent (None for one line), line end, colon, and what it escapes."""

    indent: str | None
    newline: str
    colon: str
    ascii: bool
    slash: bool

    @classmethod
    def of(cls, text: str) -> _Style:
        first = re.search(r"[{\[](\r?\n)([ \t]+)", text)
        colon = re.search(r'"([ \t]*:[ \t]*)', text)
        return cls(
            first[2] if first else None,
            first[1] if first else "\n",
            colon[1] if colon else ": ",
            bool(re.search(r"\\u[0-9a-fA-F]{4}", text)) and text.isascii(),
            "\\/" in text,
        )

    def dump(self, value: Value, depth: int) -> str:
        separators = (", " if self.indent is None and self.colon != ":" else ",", self.colon)
        text = _dumped(value, indent=self.indent, separators=separators, ascii_only=self.ascii)
        if self.slash:
            text = text.replace("/", "\\/")
        return text.replace("\n", self.newline + (self.indent or "") * depth)


class _Edit(Struct):
    text: str
    style: _Style
    order: Sequence[str]
    doubled: set[int]
    splices: list[Splice] = field(default_factory=list)

    def sync(self, node: JsonNode, wanted: Value, depth: int) -> None:
        if same(node.load(), wanted):
            return
        if node.kind == "object" and isinstance(wanted, dict) and wanted and node.pairs:
            self._object(node, wanted, depth)
        elif node.kind == "array" and isinstance(wanted, list) and wanted and node.items:
            self._array(node, wanted, depth)
        else:
            self.splices.append(Splice(node.start, node.end, self.style.dump(wanted, depth)))

    def _object(self, node: JsonNode, wanted: dict[str, Value], depth: int) -> None:
        self._refuse_doubled(node, wanted)
        places = {key: place for place, (key, _, _) in enumerate(node.pairs)}  # of doubled keys the last one counts
        if places.keys() == wanted.keys():
            for key, place in places.items():
                self.sync(node.pairs[place][2], wanted[key], depth + 1)
            return
        parts: list[tuple[int | None, str]] = []
        for key in place_keys((key for key in places if key in wanted), wanted, self.order):
            if key not in places:
                name = _dumped(key, ascii_only=self.style.ascii) + self.style.colon
                parts.append((None, name + self.style.dump(wanted[key], depth + 1)))
            for place, (name, start, child) in enumerate(node.pairs):
                if name == key:
                    value = wanted[key] if place == places[key] else child.load()
                    parts.append((place, self.text[start : child.start] + self._edited(child, value, depth + 1)))
        if len(parts) > len(wanted):  # doubled keys stand where they stand
            parts.sort(key=lambda part: len(node.pairs) if part[0] is None else part[0])
        self._arrange(node, [(start, child.end) for _, start, child in node.pairs], parts)

    def _refuse_doubled(self, node: JsonNode, wanted: dict[str, Value]) -> None:
        present = node.load()
        for key, start, _ in node.pairs:
            if start not in self.doubled or not isinstance(present, dict):
                continue
            if key not in wanted or not same(present[key], wanted[key]):
                line, column = self.text.count("\n", 0, start) + 1, start - self.text.rfind("\n", 0, start)
                words = f"`{key}` stands twice in the file, so it is not clear which one to change."
                raise DocumentError(f"{words} Edit the file's source.", line=line, column=column)

    def _array(self, node: JsonNode, wanted: list[Value], depth: int) -> None:
        old = [child.load() for child in node.items]
        if len(old) == len(wanted) and edited_in_place(old, wanted):
            for child, value in zip(node.items, wanted, strict=True):
                self.sync(child, value, depth + 1)
            return
        origins, _ = pair_items(old, wanted)
        parts: list[tuple[int | None, str]] = []
        for position, value in enumerate(wanted):
            if (origin := origins.get(position)) is None:
                parts.append((None, self.style.dump(value, depth + 1)))
            else:
                parts.append((origin, self._edited(node.items[origin], value, depth + 1)))
        self._arrange(node, [(child.start, child.end) for child in node.items], parts)

    def _edited(self, node: JsonNode, wanted: Value, depth: int) -> str:
        inner = _Edit(self.text, self.style, self.order, self.doubled)
        inner.sync(node, wanted, depth)
        return apply_splices(self.text, inner.splices, node.start, node.end)

    def _arrange(self, node: JsonNode, spans: list[tuple[int, int]], parts: list[tuple[int | None, str]]) -> None:
        compact = self.style.indent is None and self.style.colon == ":"
        separator = usual_separator(self.text, node.start, spans, "," if compact else ", ")
        self.splices += arrange(spans, parts, separator)


def _dumped(
    value: Value,
    *,
    indent: int | str | None = None,
    separators: tuple[str, str] | None = None,
    ascii_only: bool = False,
) -> str:
    try:
        return json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators, allow_nan=False)
    except ValueError:
        raise DocumentError(
            "JSON knows no infinite numbers and none that is not a number. Enter another one."
        ) from None


def _plain(value: Value) -> Value:
    """Timestamps as text: JSON knows no dates."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value
