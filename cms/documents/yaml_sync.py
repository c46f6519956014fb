"""Bringing the nodes of a YAML text to new values, by splices: leaves, mappings, lists."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cms.documents.ordering import place_keys
from cms.documents.pairing import edited_in_place, pair_items
from cms.documents.splices import CannotSplice, Splice, apply_splices, arrange, usual_separator
from cms.documents.yaml_patch import patch_words
from cms.documents.yaml_source import YamlSource, key_text
from cms.documents.yaml_write import YamlWriter, is_ambiguous
from cms.errors import DocumentError
from cms.syntax import Node, Value, same

__all__ = ["YamlEdit"]


@dataclass(slots=True)
class YamlEdit:
    """One attempt at an edit. `patching` keeps the folds of long scalars; aliases of `unalias` are written out."""

    source: YamlSource
    order: Sequence[str]
    patching: bool
    unalias: frozenset[str] = frozenset()
    comments: Mapping[str, str] = field(default_factory=dict)  # written above top-level keys that are added
    splices: list[Splice] = field(default_factory=list)
    writer: YamlWriter = field(init=False)

    def __post_init__(self) -> None:
        self.writer = YamlWriter(self.source)

    def run(self, wanted: Value) -> str:
        """The text with the wanted values, a mapping or a list. Raises CannotSplice."""
        source = self.source
        root = source.root
        if not isinstance(wanted, dict):
            return self._run_list(wanted if isinstance(wanted, list) else [])
        if root is not None and root.kind == "seq":
            raise CannotSplice("the file is a list")
        if root is None or (root.kind == "scalar" and source.load(root) is None):
            return self._into_nothing(wanted)
        if root.kind == "map" and root.flow and not root.pairs:
            return apply_splices(source.text, [self._instead(root, wanted)])
        if not wanted and root.kind == "map" and not root.flow:
            return source.text[: source.line_start(root.start)] + "{}" + source.newline
        self.sync(root, wanted, None)
        return apply_splices(source.text, self.splices)

    def _run_list(self, wanted: list[Value]) -> str:
        source, root = self.source, self.source.root
        lines = "".join(self.writer.item(item, 0) + source.newline for item in wanted) or "[]" + source.newline
        if root is None:
            text = source.text
            return text + (source.newline if text and not text.endswith("\n") else "") + lines
        if root.kind == "seq" and root.items and wanted:
            self.sync(root, wanted, None)
            return apply_splices(source.text, self.splices)
        start = source.line_start(root.start) if source.first_on_line(root.start) else root.start
        end = source.line_end(source.end(root)) if source.end(root) > root.start else source.end(root)
        return source.text[:start] + lines + source.text[end:]

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
        if same(old, wanted) and not _has_alias(node, self.unalias):
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
        if node.tag is not None and not _allows(node.tag, wanted):
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
        self._refuse_doubled(node, wanted)
        for place, (key, value) in enumerate(node.pairs):
            if names[place] not in wanted:
                self._delete(node, place, wanted)
            elif names[place] not in names[place + 1 :]:
                self.sync(value, wanted[names[place]], key)
        for name in self._in_order([name for name in wanted if name not in names]):
            self._add(node, names, name, wanted, column)

    def _refuse_doubled(self, node: Node, wanted: dict[str, Value]) -> None:
        if not self.source.doubled:
            return
        present = self.source.load(node)
        for key, _ in node.pairs:
            name = key_text(key)
            if not isinstance(present, dict) or all(key is not other for other in self.source.doubled):
                continue
            if name not in wanted or not same(present[name], wanted[name]):
                words = f"`{name}` stands twice in the file, so it is not clear which one to change."
                raise DocumentError(f"{words} Edit the file's source.", line=key.line, column=key.column)

    def _delete(self, node: Node, place: int, wanted: dict[str, Value]) -> None:
        source = self.source
        key, value = node.pairs[place]
        self._refuse_referred([value])
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
        said = self.comments.get(name, "").splitlines() if node is source.root else []
        text = source.newline.join(
            [*(f"# {line}".rstrip() for line in said), self.writer.pair(name, wanted[name], column)]
        )
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
        self._refuse_doubled(node, wanted)
        places = {key_text(key): place for place, (key, _) in enumerate(node.pairs)}  # the last of doubled ones counts
        if places.keys() == wanted.keys():
            for name, place in places.items():
                key, value = node.pairs[place]
                self.sync(value, wanted[name], key, True)
            return
        if len(places) < len(node.pairs):
            raise CannotSplice("a name stands twice in the braces")
        parts: list[tuple[int | None, str]] = []
        for name in place_keys((name for name in places if name in wanted), wanted, self.order):
            if name in places:
                parts.append((places[name], self._edited(*node.pairs[places[name]], wanted[name])))
            else:
                text = self.writer.value(wanted[name], 0, flow=True)
                parts.append((None, self.writer.key(name) + ":" + text))
        self._flow_write(node, [(key.start, self._flow_end(key, value)) for key, value in node.pairs], parts)

    def _flow_end(self, key: Node, value: Node) -> int:
        return max(self.source.end(value), self.source.end(key))

    def _edited(self, key: Node | None, value: Node, wanted: Value) -> str:
        inner = YamlEdit(self.source, self.order, self.patching, self.unalias)
        inner.sync(value, wanted, key, True)
        start = value.start if key is None else key.start
        end = self.source.end(value) if key is None else self._flow_end(key, value)
        return apply_splices(self.source.text, inner.splices, start, end)

    def _refuse_referred(self, removed: list[Node]) -> None:
        if not self.unalias and any(_is_referred(node, self.source.text) for node in removed):
            raise CannotSplice("other values refer to a removed one")

    # sequences ------------------------------------------------------------------------------------------------------

    def _flow_seq(self, node: Node, old: list[Value], wanted: list[Value]) -> None:
        if len(old) == len(wanted) and edited_in_place(old, wanted):
            for item, value in zip(node.items, wanted, strict=True):
                self.sync(item, value, None, True)
            return
        kept, free = pair_items(old, wanted)
        self._refuse_referred([node.items[place] for place in free])
        parts: list[tuple[int | None, str]] = []
        for position, value in enumerate(wanted):
            if (origin := kept.get(position)) is None:
                parts.append((None, self.writer.value(value, 0, flow=True).lstrip(" ")))
            else:
                parts.append((origin, self._edited(None, node.items[origin], value)))
        self._flow_write(node, [(item.start, self.source.end(item)) for item in node.items], parts)

    def _flow_write(self, node: Node, spans: list[tuple[int, int]], parts: list[tuple[int | None, str]]) -> None:
        text = self.source.text
        splices = arrange(spans, parts, usual_separator(text, self.source.start(node), spans, ", "))
        if len(splices) == 1 and len(parts) > 1 and re.search(r"\s#", text[spans[0][0] : spans[-1][1]]):
            raise CannotSplice("a comment stands inside the brackets")
        self.splices += splices

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
        self._refuse_referred([node.items[place] for place in free])
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


def _allows(tag: str, value: Value) -> bool:
    """Whether a value may stand behind a tag: text behind all but those of numbers, truth values and null."""
    name = tag.removeprefix("tag:yaml.org,2002:")
    kinds: dict[str, type | None] = {"int": int, "float": float, "bool": bool, "null": None}
    return type(value) is kinds[name] if name in kinds else isinstance(value, str)


def _is_referred(node: Node, text: str) -> bool:
    if node.anchor is not None and f"*{node.anchor}" in text:
        return True
    return "*" in text and any(_is_referred(child, text) for child in node.children())


def _has_alias(node: Node, names: frozenset[str]) -> bool:
    if node.kind == "alias":
        return node.value in names
    return bool(names) and any(_has_alias(child, names) for child in node.children())
