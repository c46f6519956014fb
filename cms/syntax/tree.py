"""A YAML text as a tree of nodes that know their place in the text.

Built from parser events, not from PyYAML's composer: events do not recurse, construct or expand aliases,
and they carry offsets. libyaml's parser is tried first and the pure Python one second: they refuse different texts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import yaml
from msgspec import Struct, field

from cms.errors import SyntaxProblem, TooDeep

__all__ = ["Limits", "Node", "parse_yaml"]

_FAST = getattr(yaml, "CLoader", yaml.Loader)


class Limits(Struct, frozen=True):
    """What the guard lets through. Counts are of characters, levels and nodes."""

    characters: int = 1 << 20
    depth: int = 100
    nodes: int = 200_000


_LIMITS = Limits()


class Node(Struct):
    """One node. `start` and `end` are character offsets into the parsed text, `line` and `column` count from 1.

    `end` is what PyYAML reports: for block collections and block scalars it runs past blank lines and comments.
    """

    kind: Literal["map", "seq", "scalar", "alias"]
    start: int
    end: int
    line: int
    column: int
    value: str = ""
    style: str = ""
    flow: bool = False
    tag: str | None = None
    anchor: str | None = None
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    items: list[Node] = field(default_factory=list)

    def children(self) -> Iterator[Node]:
        """Keys and values of a mapping, items of a sequence, in the order of the text."""
        for key, value in self.pairs:
            yield key
            yield value
        yield from self.items


def parse_yaml(text: str, limits: Limits = _LIMITS) -> Node | None:
    """The root node of a text with one YAML document, or None when it is empty.

    An alias is a node of its own (`value` is the anchor's name). Raises TooDeep when a limit is passed and
    SyntaxProblem, with line and column, when neither parser takes the text or it holds several documents.
    """
    if len(text) > limits.characters:
        raise TooDeep(f"The text has {len(text):,} characters; Quire reads at most {limits.characters:,}.")
    if "\0" in text:
        raise SyntaxProblem("The text holds a NUL character.", line=text.count("\n", 0, text.index("\0")) + 1)
    try:
        return _build(text, _FAST, limits)
    except yaml.YAMLError as fast:
        if _FAST is yaml.Loader:
            raise _problem(fast) from None
        try:
            return _build(text, yaml.Loader, limits)
        except yaml.YAMLError:
            raise _problem(fast) from None


def _build(text: str, loader: type, limits: Limits) -> Node | None:
    root: Node | None = None
    documents = nodes = 0
    stack: list[Node] = []
    keys: list[Node | None] = []
    for event in yaml.parse(text, loader):
        if isinstance(event, yaml.DocumentStartEvent):
            documents += 1
            if documents > 1:
                _, _, line, column = _place(event)
                raise SyntaxProblem("There is more than one YAML document.", line=line, column=column)
            continue
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            stack.pop().end = _place(event)[1]
            keys.pop()
            continue
        node = _node(event)
        if node is None:
            continue
        nodes += 1
        if nodes > limits.nodes:
            raise TooDeep(f"There are more than {limits.nodes:,} values.", line=node.line, column=node.column)
        if not stack:
            root = node
        elif stack[-1].kind == "seq":
            stack[-1].items.append(node)
        elif keys[-1] is None:
            keys[-1] = node
        else:
            stack[-1].pairs.append((keys[-1], node))
            keys[-1] = None
        if node.kind in ("map", "seq"):
            stack.append(node)
            keys.append(None)
            if len(stack) > limits.depth:
                raise TooDeep(
                    f"Values are nested more than {limits.depth} levels deep.", line=node.line, column=node.column
                )
    return root


def _node(event: yaml.Event) -> Node | None:
    place = _place(event)
    if isinstance(event, yaml.AliasEvent):
        return Node("alias", *place, value=event.anchor or "")
    if isinstance(event, yaml.ScalarEvent):
        return Node("scalar", *place, value=event.value, style=event.style or "", tag=event.tag, anchor=event.anchor)
    if isinstance(event, yaml.CollectionStartEvent):
        kind: Literal["map", "seq"] = "map" if isinstance(event, yaml.MappingStartEvent) else "seq"
        return Node(kind, *place, flow=bool(event.flow_style), tag=event.tag, anchor=event.anchor)
    return None


def _place(event: yaml.Event) -> tuple[int, int, int, int]:
    start, end = event.start_mark, event.end_mark
    if start is None or end is None:  # only hand-made events have none
        return 0, 0, 0, 0
    return start.index, end.index, start.line + 1, start.column + 1


def _problem(error: yaml.YAMLError) -> SyntaxProblem:
    mark = getattr(error, "problem_mark", None)
    words = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error).split("\n", 1)[0]
    context = getattr(error, "context", None)
    text = f"{words} ({context})" if context else f"{words}"
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    return SyntaxProblem(f"This is not valid YAML: {text}.", line=line, column=column)
