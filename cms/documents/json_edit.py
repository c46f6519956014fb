"""JSON: only changed values are rewritten, in the file's own indent and escapes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cms.documents.json_spans import JsonNode, parse_json
from cms.documents.pairing import edited_in_place, pair_items
from cms.documents.splices import Splice, apply_splices
from cms.errors import DocumentError
from cms.syntax import Value, same

__all__ = ["create_json", "edit_json", "json_values"]


def json_values(root: JsonNode) -> dict[str, Value]:
    """The values of a JSON object. Raises DocumentError when the root is something else."""
    value = root.load()
    if not isinstance(value, dict):
        raise DocumentError("The file holds no names with values: its JSON is not an object.", line=1, column=1)
    return value


def create_json(values: Mapping[str, Value]) -> str:
    """A new JSON object: two spaces, no final newline."""
    return json.dumps(_plain(dict(values)), ensure_ascii=False, indent=2, allow_nan=False)


def edit_json(text: str, values: Mapping[str, Value], newline: str = "\n") -> str:
    """The text with `values`; `newline` is for an empty text. Raises DocumentError if it would not read as asked."""
    if not text.strip():
        return (create_json(values) + "\n").replace("\n", newline)
    root = parse_json(text)
    edit = _Edit.of(text)
    wanted = _plain(dict(values))
    edit.sync(root, wanted, 0)
    result = apply_splices(text, edit.splices)
    if not same(parse_json(result).load(), wanted):
        raise DocumentError("The change cannot be written into this JSON file. Edit its source instead.")
    return result


@dataclass(slots=True)
class _Edit:
    text: str
    indent: str | None
    newline: str
    ascii: bool
    slash: bool
    colon: str
    splices: list[Splice]

    @classmethod
    def of(cls, text: str) -> _Edit:
        """The style of a text: its first indent, whether it escapes, how it writes the colon."""
        first = re.search(r"[{\[](\r?\n)([ \t]+)", text)
        colon = re.search(r'"(\s*:\s*)', text)
        return cls(
            text,
            first[2] if first else None,
            first[1] if first else "\n",
            bool(re.search(r"\\u[0-9a-fA-F]{4}", text)) and text.isascii(),
            "\\/" in text,
            colon[1] if colon and "\n" not in colon[1] else ": ",
            [],
        )

    def sync(self, node: JsonNode, wanted: Value, depth: int) -> None:
        if same(node.load(), wanted):
            return
        if node.kind == "object" and isinstance(wanted, dict) and wanted and node.pairs:
            self._object(node, wanted, depth)
        elif node.kind == "array" and isinstance(wanted, list) and wanted and node.items:
            self._array(node, wanted, depth)
        else:
            self.splices.append(Splice(node.start, node.end, self.dump(wanted, depth)))

    def _object(self, node: JsonNode, wanted: dict[str, Value], depth: int) -> None:
        keys = [key for key, _, _ in node.pairs]
        if set(keys) == set(wanted):
            for position, (key, _, child) in enumerate(node.pairs):
                if key not in keys[position + 1 :]:  # of doubled keys the last one counts
                    self.sync(child, wanted[key], depth + 1)
            return
        parts = [
            self.text[place : child.start] + self._edited(child, wanted[key], depth + 1)
            for key, place, child in node.pairs
            if key in wanted
        ]
        parts += [
            json.dumps(key, ensure_ascii=self.ascii) + self.colon + self.dump(value, depth + 1)
            for key, value in wanted.items()
            if key not in keys
        ]
        self._rewrite(node, parts, [(place, child.end) for _, place, child in node.pairs])

    def _array(self, node: JsonNode, wanted: list[Value], depth: int) -> None:
        old = [child.load() for child in node.items]
        if len(old) == len(wanted) and edited_in_place(old, wanted):
            for child, value in zip(node.items, wanted, strict=True):
                self.sync(child, value, depth + 1)
            return
        kept, _ = pair_items(old, wanted)
        parts = [
            self._edited(node.items[kept[place]], value, depth + 1) if place in kept else self.dump(value, depth + 1)
            for place, value in enumerate(wanted)
        ]
        self._rewrite(node, parts, [(child.start, child.end) for child in node.items])

    def _edited(self, node: JsonNode, wanted: Value, depth: int) -> str:
        inner = _Edit(self.text, self.indent, self.newline, self.ascii, self.slash, self.colon, [])
        inner.sync(node, wanted, depth)
        return apply_splices(self.text, inner.splices, node.start, node.end)

    def _rewrite(self, node: JsonNode, parts: list[str], spans: list[tuple[int, int]]) -> None:
        before = self.text[node.start + 1 : spans[0][0]]
        after = self.text[spans[-1][1] : node.end - 1]
        if len(spans) > 1:
            separator = self.text[spans[0][1] : spans[1][0]]
        else:
            separator = "," + (before or ("" if self.indent is None and ", " not in self.text else " "))
        body = before + separator.join(parts) + after
        self.splices.append(Splice(node.start + 1, node.end - 1, body))

    def dump(self, value: Value, depth: int) -> str:
        wide = self.indent is not None
        separators = ("," if wide else ", ", self.colon)
        text = json.dumps(value, ensure_ascii=self.ascii, indent=self.indent, separators=separators, allow_nan=False)
        if self.slash:
            text = text.replace("/", "\\/")
        if wide:
            text = text.replace("\n", self.newline + (self.indent or "") * depth)
        return text


def _plain(value: Value) -> Value:
    """Timestamps as text: JSON knows no dates, and no infinite numbers."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        raise DocumentError(f"JSON has no number `{value}`. Write it as text or leave it out.")
    return str(value) if isinstance(value, str) else value
