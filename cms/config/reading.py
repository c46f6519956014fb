"""A configuration's text as values that know their place.

Read as the family's YAML parser reads it: YAML 1.2 core, anchors and merge keys, keys of any shape as text. What strict
parsers refuse but Decap opens is repaired on a copy that keeps every line, and reported.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from cms.config.model import Diagnostic, Position
from cms.errors import SyntaxProblem, TooDeep
from cms.syntax import Limits, Node, Value, core_value, parse_yaml

__all__ = ["Mapping", "Reader", "Sequence", "read_text"]

LIMITS = Limits(characters=1 << 20, depth=100, nodes=100_000)
MAX_EXPANDED = 10_000


@dataclass(slots=True)
class Mapping:
    """A mapping: its entries in order, each with the place of its key and of its value."""

    entries: dict[str, object] = field(default_factory=dict)  # Mapping, Sequence or a plain scalar
    places: dict[str, Position] = field(default_factory=dict)
    position: Position = Position()


@dataclass(slots=True)
class Sequence:
    """A list: its items and their places."""

    items: list[object] = field(default_factory=list)
    places: list[Position] = field(default_factory=list)
    position: Position = Position()


@dataclass(slots=True)
class Reader:
    """Turns nodes into values; collects what it has to say."""

    path: str
    diagnostics: list[Diagnostic] = field(default_factory=list)
    _anchors: dict[str, Node] = field(default_factory=dict)
    _expanded: int = 0

    def say(self, severity: str, code: str, message: str, where: str, position: Position) -> None:
        kind = "error" if severity == "error" else "warning"
        self.diagnostics.append(Diagnostic(kind, code, message, where, position))

    def place(self, node: Node) -> Position:
        return Position(self.path, node.line, node.column)

    def read(self, root: Node) -> object:
        """The value of the root: a Mapping, a Sequence or a scalar."""
        for node in _walk(root):
            if node.anchor:
                self._anchors[node.anchor] = node
        return self._value(root, ())

    def _value(self, node: Node, above: tuple[str, ...]) -> object:
        if above:
            self._expanded += 1
            if self._expanded > MAX_EXPANDED:
                raise TooDeep("The aliases expand to too many values.", line=node.line, column=node.column)
        if node.kind == "alias":
            target = self._anchors.get(node.value)
            if target is None or node.value in above:
                self.say("warning", "alias", f"`*{node.value}` points to nothing before it.", "", self.place(node))
                return None
            return self._value(target, (*above, node.value))
        if node.kind == "seq":
            return Sequence(
                [self._value(item, above) for item in node.items],
                [self.place(item) for item in node.items],
                self.place(node),
            )
        if node.kind == "map":
            return self._mapping(node, above)
        return core_value(node.value) if not node.style and node.tag is None else node.value

    def _mapping(self, node: Node, above: tuple[str, ...]) -> object:
        if tag := _template_tag(node):
            self.say("warning", "unquoted-template", f"`{tag}` should stand in quotes.", "", self.place(node))
            return tag
        found = Mapping(position=self.place(node))
        merged: list[object] = []
        for key, value in node.pairs:
            if key.kind == "scalar" and key.value == "<<" and not key.style:
                merged.append(self._value(value, above))
                continue
            name = key.value if key.kind in ("scalar", "alias") else _key_text(key)
            if name in found.entries:
                self.say(
                    "warning",
                    "duplicate-key",
                    f"`{name}` stands here a second time; the last one counts. Decap CMS refuses such a file.",
                    "",
                    self.place(key),
                )
            found.entries[name] = self._value(value, above)
            found.places[name] = self.place(key)
        for item in merged:
            for source in item.items if isinstance(item, Sequence) else [item]:
                if isinstance(source, Mapping):
                    for name, present in source.entries.items():
                        found.entries.setdefault(name, present)
                        found.places.setdefault(name, source.places[name])
        return found


def read_text(data: bytes, reader: Reader) -> object:
    """The root value of a configuration, or None when nothing can be read; what went wrong is said to the reader."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        reader.say("error", "encoding", "The file is not UTF-8.", "", Position(reader.path, line, 1))
        return None
    try:
        root = _parsed(text, reader)
        return reader.read(root) if root is not None else Mapping()
    except SyntaxProblem as problem:
        position = Position(reader.path, problem.line, problem.column)
        reader.say("error", problem.code, problem.message, "", position)
        return None


def _parsed(text: str, reader: Reader) -> Node | None:
    try:
        return parse_yaml(text, LIMITS)
    except TooDeep:
        raise
    except SyntaxProblem as first:
        repaired = text
        for repair in (_tabs, _block_items, _templates, _forgotten_commas):
            repaired = repair(repaired)
            if repaired == text:
                continue
            try:
                root = parse_yaml(repaired, LIMITS)
            except SyntaxProblem:
                continue
            _say_repairs(text, repaired, reader, first)
            return root
        raise


def _say_repairs(text: str, repaired: str, reader: Reader, first: SyntaxProblem) -> None:
    before, after = text.split("\n"), repaired.split("\n")
    lines = [number for number, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b]
    for line in lines or [first.line]:
        reader.say(
            "warning",
            "repaired",
            "This line is not valid YAML; Quire reads it as Decap CMS does. Write it as valid YAML.",
            "",
            Position(reader.path, line, 1),
        )


def _tabs(text: str) -> str:
    return "\n".join(line.replace("\t", "  ") if "\t" in line else line for line in text.split("\n"))


def _block_items(text: str) -> str:
    """`[{ - label: …`: the dash is part of the first key for Decap, so the key is quoted here."""
    lines = text.split("\n")
    depth = 0
    for number, line in enumerate(lines):
        if depth > 0 and (found := re.match(r"(\s*)- ([\w$-]+)(\s*:)", line)):
            lines[number] = f'{found[1]}"- {found[2]}"{found[3]}{line[found.end() :]}'
        lines[number] = re.sub(r"([\[{,]\s*)- ([\w$-]+)(\s*:)", r'\1"- \2"\3', lines[number])
        bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|#.*", "", line)
        depth = max(0, depth + sum(bare.count(c) for c in "[{") - sum(bare.count(c) for c in "]}"))
    return "\n".join(lines)


def _templates(text: str) -> str:
    """`default: {{now}}` without quotes."""
    return re.sub(r"(:\s+)(\{\{[^{}\n]*\}\})(?=\s*(?:[,}\]#\n]|$))", r'\1"\2"', text)


def _forgotten_commas(text: str) -> str:
    """In a flow mapping over several lines: a line that ends without a comma before one that begins with a key."""
    lines = text.split("\n")
    depth = 0
    for number, line in enumerate(lines[:-1]):
        bare = re.sub(r"\"(?:[^\"\\]|\\.)*\"|'[^']*'|\s#.*", '""', line)
        depth = max(0, depth + bare.count("{") - bare.count("}"))
        ended = line.rstrip()
        if depth > 0 and ended and ended[-1] not in ",{[:" and re.match(r"\s*[\w-]+\s*:", lines[number + 1]):
            lines[number] = ended + ","
    return "\n".join(lines)


def _template_tag(node: Node) -> str:
    """`{{now}}` without quotes is a mapping whose key is a mapping: the text that was meant, or ""."""
    if len(node.pairs) != 1 or not node.flow:
        return ""
    key, value = node.pairs[0]
    if key.kind != "map" or len(key.pairs) != 1 or value.value or value.kind != "scalar":
        return ""
    inner, nothing = key.pairs[0]
    if inner.kind != "scalar" or nothing.kind != "scalar" or nothing.value:
        return ""
    return "{{" + inner.value + "}}"


def _key_text(node: Node) -> str:
    parts = [_key_text(child) if child.kind in ("map", "seq") else child.value for child in node.children()]
    return ("{ %s }" if node.kind == "map" else "[ %s ]") % ", ".join(filter(None, parts))


def _walk(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(node.children())))


def plain(value: object) -> Value:
    """A value without its places."""
    if isinstance(value, Mapping):
        return {name: plain(item) for name, item in value.entries.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.items]
    return value if isinstance(value, (str, int, float, bool)) else None
