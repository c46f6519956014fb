"""A YAML header as it stands: its nodes, its values, and the style it is written in."""

from __future__ import annotations

import bisect
import re
from collections import Counter

import yaml
from msgspec import Struct, field

from cms.documents.kinds import Style
from cms.errors import DocumentError, SyntaxProblem, TooDeep
from cms.syntax import Limits, Node, Value, core_tag, core_value, parse_yaml

__all__ = ["YamlSource", "is_strict", "key_text", "read_source", "styled"]

MAX_EXPANDED = 10_000  # values after aliases are followed
MAX_ANCHORS = 1_000
MAX_DEPTH = 100  # levels, those that aliases add included
_CORE = "tag:yaml.org,2002:"
_PROPERTIES = re.compile(r"(?:[!&][^\s]*[ \t]*)+")
_HALF = re.compile("[\ud800-\udfff]")
_SCAN = getattr(yaml, "CLoader", yaml.Loader)


class YamlSource(Struct):
    """The text, its root (None when there is nothing), and what was found out about its style."""

    text: str
    root: Node | None
    newline: str
    quote: str = '"'
    step: int = 2  # indent of a mapping below its key
    offset: int = 2  # indent of a list's dashes below their key
    flow_lists: bool = False
    always: str = ""  # the quotes that every new text gets
    doubled: tuple[Node, ...] = ()  # keys that stand more than once in their mapping
    _targets: dict[int, Node] = field(default_factory=dict)  # start of an alias → the node it stands for
    _dashes: list[int] | None = None
    _expanded: int = 0

    # places ---------------------------------------------------------------------------------------------------------

    def line_start(self, place: int) -> int:
        return max(self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place)) + 1

    def line_end(self, place: int) -> int:
        """The start of the line after `place`."""
        end = self.text.find("\n", place)
        return len(self.text) if end < 0 else end + 1

    def entry_end(self, place: int, column: int) -> int:
        """The start of the line after an entry and the comments below it that are indented as a part of it."""
        end = self.line_end(place)
        deeper = re.compile(rf"(?:[ \t]*\r?\n)*[ \t]{{{column + 1},}}#[^\n]*(?:\n|\Z)")
        while found := deeper.match(self.text, end):
            end = found.end()
        return end

    def column(self, place: int) -> int:
        return place - self.line_start(place)

    def first_on_line(self, place: int) -> bool:
        return not self.text[self.line_start(place) : place].strip(" ")

    def start(self, node: Node) -> int:
        """Where the value itself begins, after its anchor and tag."""
        if node.anchor is None and node.tag is None:
            return node.start
        found = _PROPERTIES.match(self.text, node.start)
        return min(found.end(), self.end(node)) if found else node.start

    def end(self, node: Node) -> int:
        """Where the value ends, without the blank lines and comments that the parser counts to it."""
        if node.kind == "scalar" and node.style in ("|", ">"):
            return self._block_end(node)
        if node.kind in ("map", "seq") and not node.flow:
            last = node.pairs[-1][1] if node.pairs else node.items[-1] if node.items else None
            return self.end(last) if last is not None else node.end
        return node.end

    def _block_end(self, node: Node) -> int:
        source = self.text[node.start : node.end]
        keeps = "+" in source.split("\n", 1)[0].split("#")[0]
        if keeps:
            return node.start + len(source.rstrip(" ").removesuffix("\n").removesuffix("\r"))
        return node.start + len(source.rstrip(" \t\r\n"))

    def dashes(self, node: Node) -> list[int]:
        """Where the `-` of each item of a block sequence stands."""
        if self._dashes is None:
            self._dashes = _dashes(self.text)
        places = self._dashes
        return [places[bisect.bisect_right(places, max(item.start - 1, 0)) - 1] for item in node.items]

    # values ---------------------------------------------------------------------------------------------------------

    def load(self, node: Node | None) -> Value:
        """The value of a node: YAML 1.2 core, dates as spelt, aliases followed. Raises TooDeep for an alias bomb."""
        self._expanded = 0
        return self._load(node, (), 0)

    def _load(self, node: Node | None, above: tuple[Node, ...], depth: int) -> Value:
        if node is None:
            return None
        if depth > MAX_DEPTH:
            words = f"Values are nested more than {MAX_DEPTH} levels deep."
            raise TooDeep(words, line=node.line, column=node.column)
        if above:
            self._expanded += 1
            if self._expanded > MAX_EXPANDED:
                raise TooDeep("The aliases of this file expand to too many values.", line=node.line, column=node.column)
        if node.kind == "alias":
            return self._load_target(node, above, depth)
        if node.kind == "map":
            return {key_text(key): self._load(value, above, depth + 1) for key, value in node.pairs}
        if node.kind == "seq":
            return [self._load(item, above, depth + 1) for item in node.items]
        return _tagged(node) if node.tag else _whole(node) if node.style else core_value(node.value)

    def _load_target(self, alias: Node, above: tuple[Node, ...], depth: int) -> Value:
        target = self._targets.get(alias.start)
        if target is None or any(target is node for node in above) or target.start <= alias.start < target.end:
            raise DocumentError(
                f"The alias `*{alias.value}` points to nothing before it.", line=alias.line, column=alias.column
            )
        return self._load(target, (*above, target), depth)


def read_source(text: str, limits: Limits, style: Style | None = None) -> YamlSource:
    """Parse a header; `style` counts where it shows none. Raises SyntaxProblem (line and column in this text)."""
    root = parse_yaml(text, limits)
    source = styled(YamlSource(text, root, "\r\n" if "\r\n" in text else "\n"), style or Style())
    if root is not None:
        _collect(source, root)
    return source


def styled(source: YamlSource, style: Style) -> YamlSource:
    """The source, to be written in a style."""
    source.step, source.offset = style.yaml_step, style.yaml_offset
    source.quote = style.yaml_quote or '"'
    source.always = style.yaml_quote
    return source


def is_strict(text: str) -> bool:
    """Whether libyaml takes the text: the pure parser, tried second, is laxer about tabs than most readers."""
    if "\t" not in text:
        return True
    try:
        return all(True for _ in yaml.parse(text, _SCAN))
    except yaml.YAMLError:
        return False


def key_text(key: Node) -> str:
    """The name a key stands for. Keys that are lists or maps are written out, as JavaScript does."""
    if key.kind in ("scalar", "alias"):
        return _whole(key)
    raise SyntaxProblem("A name in this file is a list or a mapping.", line=key.line, column=key.column)


def _tagged(node: Node) -> Value:
    """A number, truth value or null that says so itself (`!!int "3"`); every other tag is kept and means text."""
    kind = core_tag(node.value)
    named = (node.tag or "").removeprefix(_CORE)
    if named == kind and named in ("int", "float", "bool", "null"):
        return core_value(node.value)
    return _whole(node)


def _whole(node: Node) -> str:
    """The text of a scalar, two halves of a character (`"\\ud83c\\udf5e"`, as JSON writes them) joined."""
    if not _HALF.search(node.value):
        return node.value
    try:
        return node.value.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise DocumentError("The text holds half of a character.", line=node.line, column=node.column) from None


def _collect(source: YamlSource, root: Node) -> None:
    """Walk the tree once, in the order of the text, and note style, anchors and doubled keys."""
    style = _Style()
    anchors: dict[str, Node] = {}
    doubled: list[Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        waiting.extend(reversed(list(node.children())))
        if node.kind == "alias" and node.value in anchors:
            source._targets[node.start] = anchors[node.value]
        if node.anchor:
            anchors[node.anchor] = node
        if len(anchors) > MAX_ANCHORS:
            raise TooDeep(f"There are more than {MAX_ANCHORS:,} anchors.", line=node.line, column=node.column)
        doubled += _doubled(node)
        style.note(source, node)
    style.give(source)
    source.doubled = tuple(doubled)


def _doubled(node: Node) -> list[Node]:
    seen: set[str] = set()
    found = []
    for key, _ in node.pairs:
        name = key_text(key)
        if name in seen:
            found.append(key)
        seen.add(name)
    return found


class _Style(Struct):
    """How often each habit is seen."""

    quotes: Counter[str] = field(default_factory=Counter)
    steps: Counter[int] = field(default_factory=Counter)
    offsets: Counter[int] = field(default_factory=Counter)
    flows: Counter[bool] = field(default_factory=Counter)

    def note(self, source: YamlSource, node: Node) -> None:
        if node.kind == "scalar" and node.style in ("'", '"'):
            self.quotes[node.style] += 1
        if node.items:
            self.flows[node.flow] += 1
        for key, value in node.pairs:
            if not value.flow and (value.pairs or value.items) and source.first_on_line(value.start):
                found = source.column(value.start) - source.column(key.start)
                (self.steps if value.kind == "map" else self.offsets)[found] += 1

    def give(self, source: YamlSource) -> None:
        if self.quotes:
            source.quote = "'" if self.quotes["'"] > self.quotes['"'] else '"'
        if self.steps:
            source.step = max(1, self.steps.most_common(1)[0][0])
        if self.offsets:
            source.offset = max(0, self.offsets.most_common(1)[0][0])
        source.flow_lists = self.flows[True] > self.flows[False]


def _dashes(text: str) -> list[int]:
    try:
        tokens = list(yaml.scan(text, _SCAN))
    except yaml.YAMLError:
        tokens = list(yaml.scan(text, yaml.Loader))
    return [token.start_mark.index for token in tokens if isinstance(token, yaml.BlockEntryToken)]
