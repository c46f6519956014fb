"""Where values stand in a file, and which names stand twice."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from msgspec import Struct

from cms.documents.json_spans import JsonNode
from cms.documents.split import Parts
from cms.documents.toml_places import toml_line
from cms.documents.yaml_source import YamlSource, key_text
from cms.syntax import Node

__all__ = ["Doubled", "doubled_keys", "locate_value"]


def locate_value(
    parts: Parts, source: YamlSource | None, root: JsonNode | None, path: Sequence[str | int]
) -> tuple[int, int]:
    """Line and column in the file of a header's value, or of the nearest thing above it; (0, 0) without a header."""
    before = parts.head.count("\n")
    if source is not None and source.root is not None:
        node = _find(source.root, path)
        return node.line + before, node.column
    if root is not None:
        return _line_column(parts, _find_json(root, path))
    if parts.syntax == "toml" and (line := toml_line(parts.header, path)):
        return before + line, 1
    return (before + 1, 1) if parts.header else (0, 0)


class Doubled(Struct, frozen=True):
    """A name that stands a second time; `top` when it is one of the document's own."""

    name: str
    line: int
    column: int
    top: bool


def doubled_keys(parts: Parts, source: YamlSource | None, root: JsonNode | None) -> list[Doubled]:
    """Names that stand more than once in one mapping; only the last of them counts."""
    if source is not None and source.root is not None:
        top = {id(key) for key, _ in source.root.pairs}
        before = parts.head.count("\n")
        return [Doubled(key_text(key), key.line + before, key.column, id(key) in top) for key in source.doubled]
    if root is not None:
        places = {place for _, place, _ in root.pairs}
        return [
            Doubled(name, *_line_column(parts, place), place in places)
            for name, place in sorted(root.doubled(), key=itemgetter(1))
        ]
    return []


def _find(node: Node, path: Sequence[str | int]) -> Node:
    for part in path:
        if isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        elif found := [value for key, value in node.pairs if key_text(key) == part]:
            node = found[-1]
        else:
            break
    return node


def _find_json(node: JsonNode, path: Sequence[str | int]) -> int:
    for part in path:
        if isinstance(part, int) and part < len(node.items):
            node = node.items[part]
        elif found := [child for key, _, child in node.pairs if key == part]:
            node = found[-1]
        else:
            break
    return node.start


def _line_column(parts: Parts, place: int) -> tuple[int, int]:
    """Where an offset of the header is in the file. Columns of the first line count from the header's start."""
    line = parts.header.count("\n", 0, place) + 1 + parts.head.count("\n")
    return line, place - parts.header.rfind("\n", 0, place)
