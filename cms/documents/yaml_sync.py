"""Bringing the nodes of a YAML text to new values, by splices: leaves, mappings, lists."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from cms.documents.pairing import edited_in_place, pair_items
from cms.documents.splices import CannotSplice, Splice, apply_splices
from cms.documents.yaml_patch import patch_words
from cms.documents.yaml_source import YamlSource, key_text
from cms.documents.yaml_write import YamlWriter, is_ambiguous
from cms.syntax import Node, Value, same

__all__ = ["YamlEdit"]


@dataclass(slots=True)
class YamlEdit:
    """One attempt at an edit. `patching` keeps the folds of long scalars; `unalias` writes aliases out."""

    source: YamlSource
    order: Sequence[str]
    patching: bool
    unalias: bool = False
    splices: list[Splice] = field(default_factory=list)
    writer: YamlWriter = field(init=False)

    def __post_init__(self) -> None:
        self.writer = YamlWriter(self.source)

    def run(self, wanted: dict[str, Value]) -> str:
        """The text with the wanted values. Raises CannotSplice."""
        source = self.source
        root = source.root
        if root is None or (root.kind == "scalar" and source.load(root) is None):
            return self._into_nothing(wanted)
        if root.kind == "map" and root.flow and not root.pairs:
            return apply_splices(source.text, [self._instead(root, wanted)])
        if not wanted and root.kind == "map" and not root.flow:
            return source.text[: source.line_start(root.start)] + "{}" + source.newline
        self.sync(root, wanted, None)
        return apply_splices(source.text, self.splices)

    def _into_nothing(self, wanted: dict[str, Value]) -> str:
        text, newline = self.source.text, self.source.newline
        if text and not text.endswith("\n"):
            text += newline
        if self.source.root is not None and self.source.root.end > self.source.root.start:
            text = self.source.text[: self.source.root.start]
        return text + "".join(self.writer.pair(key, value, 0) + newline for key, value in wanted.items())

    def _instead(self, root: Node, wanted: dict[str, Value]) -> Splice:
        lines = self.source.newline.join(self.writer.pair(key, value, 0) for key, value in wanted.items())
        return Splice(root.start, root.end, lines)

    def sync(self, node: Node, wanted: Value, key: Node | None, flow: bool = False) -> None:
        """Bring one node to a value."""
        old = self.source.load(node)
        if same(old, wanted) and not (self.unalias and _has_alias(node)):
            return
        if node.kind == "map" and isinstance(wanted, dict) and wanted and node.pairs:
            (self._flow_map if node.flow else self._block_map)(node, wanted)
        elif node.kind == "seq" and isinstance(wanted, list) and wanted and node.items and isinstance(old, list):
            (self._flow_seq if node.flow else self._block_seq)(node, old, wanted)
        else:
            self._replace(node, wanted, key, flow)

    # leaves ---------------------------------------------------------------------------------------------------------

    def _replace(self, node: Node, wanted: Value, key: Node | None, flow: bool) -> None:
        if node.kind == "scalar" and not isinstance(wanted, (dict, list)):
            self._replace_scalar(node, wanted, key, flow)
        elif node.kind == "alias":
            self._replace_alias(node, wanted, key, flow)
        else:
            self._replace_tree(node, wanted, key, flow)

    def _replace_scalar(self, node: Node, wanted: Value, key: Node | None, flow: bool) -> None:
        source = self.source
        if node.tag is not None and not isinstance(wanted, str):
            raise CannotSplice("the value has a tag")
        start, end = source.start(node), source.end(node)
        text: str | None = None
        if self.patching and isinstance(wanted, str) and "\n" in source.text[start:end]:
            text = patch_words(source.text[start:end], node.value, wanted)
            if text is not None and not node.style and is_ambiguous(wanted):
                text = None  # what is left of the words would need quotes
        if text is None:
            indent = source.column(key.start if key is not None else node.start) + source.step
            text = self.writer.scalar(wanted, node, flow=flow, indent=indent)
        if start == end and source.text[start - 1 : start] not in (" ", "\n", ""):
            text = " " + text
        self.splices.append(Splice(start, end, text))

    def _replace_alias(self, node: Node, wanted: Value, key: Node | None, flow: bool) -> None:
        base = self.source.column(key.start) if key is not None else max(self.source.column(node.start) - 2, 0)
        text = self.writer.value(wanted, base, flow=flow)
        start = node.start
        if text.startswith(self.source.newline):
            start = len(self.source.text[:start].rstrip(" \t"))
        else:
            text = text[1:]
        self.splices.append(Splice(start, node.end, text))

    def _replace_tree(self, node: Node, wanted: Value, key: Node | None, flow: bool) -> None:
        """A value of another shape: text for a list, a list for nothing …"""
        source = self.source
        if node.anchor is not None or node.tag is not None:
            raise CannotSplice("the value has an anchor or a tag")
        base = source.column(key.start) if key is not None else max(source.column(node.start) - 2, 0)
        text = self.writer.value(wanted, base, flow=flow)
        start, end = node.start, source.end(node)
        block = bool(node.pairs or node.items) and not node.flow
        if block or text.startswith(source.newline) or start == end:
            start = len(source.text[:start].rstrip(" \t\r\n"))
            between = source.text[start : node.start]
            commented = source.text[source.line_start(start) : start].lstrip().startswith("#")
            if "#" in source.text[source.line_start(node.start) : node.start] or ("\n" in between and commented):
                raise CannotSplice("a comment stands before the value")
        else:
            text = text[1:]
        self.splices.append(Splice(start, end, text))

    # mappings -------------------------------------------------------------------------------------------------------

    def _block_map(self, node: Node, wanted: dict[str, Value]) -> None:
        source = self.source
        column = source.column(node.pairs[0][0].start)
        names = [key_text(key) for key, _ in node.pairs]
        for place, (key, value) in enumerate(node.pairs):
            if names[place] not in wanted:
                self._delete(node, place, wanted)
            elif names[place] not in names[place + 1 :]:
                self.sync(value, wanted[names[place]], key)
        for name in self._in_order([name for name in wanted if name not in names]):
            self._add(node, names, name, wanted, column)

    def _delete(self, node: Node, place: int, wanted: dict[str, Value]) -> None:
        source = self.source
        key, value = node.pairs[place]
        if value.anchor is not None and f"*{value.anchor}" in source.text:
            raise CannotSplice("other values refer to this one")
        end = source.end(value)
        if source.first_on_line(key.start):
            after = source.entry_end(end, source.column(key.start))
            self.splices.append(Splice(source.line_start(key.start), after, ""))
            return
        following = node.pairs[place + 1][0] if place + 1 < len(node.pairs) else None
        if following is None or source.text[end : following.start].strip() or key_text(following) not in wanted:
            raise CannotSplice("the first name of a list item cannot be taken out alone")
        self.splices.append(Splice(key.start, following.start, ""))

    def _add(self, node: Node, names: list[str], name: str, wanted: dict[str, Value], column: int) -> None:
        source = self.source
        text = self.writer.pair(name, wanted[name], column)
        after = self._neighbour(names, name, wanted)
        value = node.pairs[names.index(after)][1] if after is not None else node.pairs[-1][1]
        place = source.entry_end(source.end(value), column)
        if place == len(source.text) and not source.text.endswith("\n"):
            self.splices.append(Splice(place, place, source.newline + text))
        else:
            self.splices.append(Splice(place, place, text + source.newline))

    def _in_order(self, added: list[str]) -> list[str]:
        places = {name: place for place, name in enumerate(self.order)}
        return sorted(added, key=lambda name: places.get(name, len(places)))

    def _neighbour(self, names: list[str], name: str, wanted: dict[str, Value]) -> str | None:
        """The nearest field before `name` in the form that the file has."""
        if name not in self.order:
            return None
        before = self.order[: list(self.order).index(name)]
        return next((other for other in reversed(before) if other in names and other in wanted), None)

    def _flow_map(self, node: Node, wanted: dict[str, Value]) -> None:
        names = [key_text(key) for key, _ in node.pairs]
        if set(names) == set(wanted):
            for name, (key, value) in zip(names, node.pairs, strict=True):
                self.sync(value, wanted[name], key, True)
            return
        parts = [
            self._edited(key, value, wanted[name])
            for name, (key, value) in zip(names, node.pairs, strict=True)
            if name in wanted
        ]
        parts += [
            self.writer.key(name) + ":" + self.writer.value(value, 0, flow=True)
            for name, value in wanted.items()
            if name not in names
        ]
        self._flow_write(node, [(key.start, self.source.end(value)) for key, value in node.pairs], parts)

    def _edited(self, key: Node, value: Node, wanted: Value) -> str:
        inner = YamlEdit(self.source, self.order, self.patching, self.unalias)
        inner.sync(value, wanted, key, True)
        return apply_splices(self.source.text, inner.splices, key.start, self.source.end(value))

    # sequences ------------------------------------------------------------------------------------------------------

    def _flow_seq(self, node: Node, old: list[Value], wanted: list[Value]) -> None:
        if len(old) == len(wanted):
            for item, value in zip(node.items, wanted, strict=True):
                self.sync(item, value, None, True)
            return
        free = list(range(len(old)))
        parts: list[str] = []
        for value in wanted:
            kept = next((place for place in free if same(old[place], value)), None)
            if kept is None:
                parts.append(self.writer.value(value, 0, flow=True).lstrip(" "))
            else:
                free.remove(kept)
                item = node.items[kept]
                parts.append(self.source.text[item.start : self.source.end(item)])
        self._flow_write(node, [(item.start, self.source.end(item)) for item in node.items], parts)

    def _flow_write(self, node: Node, spans: list[tuple[int, int]], parts: list[str]) -> None:
        text = self.source.text
        if re.search(r"\s#", text[node.start : node.end]):
            raise CannotSplice("a comment stands inside the brackets")
        separator = text[spans[0][1] : spans[1][0]] if len(spans) > 1 else ", "
        if separator.strip() != ",":
            separator = ", "
        self.splices.append(Splice(spans[0][0], spans[-1][1], separator.join(parts)))

    def _block_seq(self, node: Node, old: list[Value], wanted: list[Value]) -> None:
        if len(old) == len(wanted) and edited_in_place(old, wanted):
            for item, value in zip(node.items, wanted, strict=True):
                self.sync(item, value, None)
            return
        self._rearrange(node, old, wanted)

    def _rearrange(self, node: Node, old: list[Value], wanted: list[Value]) -> None:
        """Items that are still there keep their source, wherever they go."""
        source = self.source
        dashes = source.dashes(node)
        if not all(map(source.first_on_line, dashes)):
            raise CannotSplice("the list begins on the line of another one")
        kept, free = pair_items(old, wanted)
        for place in free:
            if node.items[place].anchor is not None:
                raise CannotSplice("other values refer to a removed item")
        leads, spans = self._item_spans(node, dashes)
        parts: list[str] = []
        for position, value in enumerate(wanted):
            if (origin := kept.get(position)) is None:
                text = self.writer.item(value, source.column(dashes[0]))
            else:
                text = leads[origin] + self._edited_item(node.items[origin], spans[origin], value)
            parts.append(text if text.endswith("\n") else text + source.newline)
        text = "".join(parts)
        if not source.text[: spans[-1][1]].endswith("\n"):
            text = text.removesuffix(source.newline)
        self.splices.append(Splice(spans[0][0], spans[-1][1], text))

    def _item_spans(self, node: Node, dashes: list[int]) -> tuple[list[str], list[tuple[int, int]]]:
        """What stands before each item (comments, blank lines), and the lines of each."""
        source = self.source
        leads: list[str] = []
        spans: list[tuple[int, int]] = []
        after = source.line_start(dashes[0])
        for dash, item in zip(dashes, node.items, strict=True):
            begin, end = source.line_start(dash), source.line_end(source.end(item))
            leads.append(source.text[after:begin])
            spans.append((begin, end))
            after = end
        return leads, spans

    def _edited_item(self, item: Node, span: tuple[int, int], wanted: Value) -> str:
        inner = YamlEdit(self.source, self.order, self.patching, self.unalias)
        inner.sync(item, wanted, None)
        return apply_splices(self.source.text, inner.splices, *span)


def _has_alias(node: Node) -> bool:
    return node.kind == "alias" or any(_has_alias(child) for child in node.children())
