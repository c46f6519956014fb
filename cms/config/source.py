"""From bytes to values with their places, by the rules of the YAML 1.2 core schema plus merge keys, as Decap CMS reads.

JSON is read as the YAML it is. Anchors and aliases are followed, within bounds.
"""

from __future__ import annotations

from collections.abc import Iterator

from cms.config.model import Position
from cms.config.notes import Notes
from cms.config.parts import Entry, Mapping, Part, Scalar, Sequence
from cms.config.repair import LIMITS, Draft, parse_draft
from cms.errors import SyntaxProblem, TooDeep
from cms.syntax import Node, Value, core_value

__all__ = ["read_parts"]

MAX_BYTES = 1 << 20
MAX_EXPANDED = 10_000  # values that aliases may stand for
_CORE_TAG = "tag:yaml.org,2002:"


def read_parts(data: bytes, path: str, notes: Notes) -> Part | None:
    """The root of a configuration; None, with an error among the notes, if it cannot be read. Raises nothing."""
    if len(data) > MAX_BYTES:
        message = f"the file has {len(data):,} bytes; Quire reads at most {MAX_BYTES:,}"
        notes.error("too-large", message, "", Position(path, 1, 1))
        return None
    try:
        root, draft = parse_draft(_decoded(data, path, notes))
        _note_repairs(draft, path, notes)
        return (
            _Builder(path, notes, draft, _targets(root)).build(root)
            if root is not None
            else Mapping({}, Position(path, 1, 1))
        )
    except SyntaxProblem as problem:
        notes.error(problem.code, problem.message, "", Position(path, problem.line, problem.column))
        return None


def _decoded(data: bytes, path: str, notes: Notes) -> str:
    """UTF-8; other bytes become U+FFFD, as in a browser."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")) and len(data) % 2 == 0:
        text = data.decode("utf-16", "replace")
        notes.warn("encoding", "the file is UTF-16; save it as UTF-8", "", Position(path, 1, 1))
        return text
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        column = problem.start - (data.rfind(b"\n", 0, problem.start) + 1) + 1
        message = "the file is not UTF-8 here; characters that cannot be read are replaced. Save it as UTF-8"
        notes.warn("encoding", message, "", Position(path, line, column))
        return data.decode("utf-8-sig", "replace")


def _note_repairs(draft: Draft, path: str, notes: Notes) -> None:
    for repair in draft.repairs.values():
        notes.warn(
            "repaired", f"this is not valid YAML: {repair.reason}", "", Position(path, repair.line, repair.column)
        )


def _targets(root: Node | None) -> dict[int, Node]:
    """What each alias stands for: the nearest anchor of its name before it."""
    anchors: dict[str, Node] = {}
    targets: dict[int, Node] = {}
    for node in _walk(root) if root is not None else ():
        if node.kind == "alias" and node.value in anchors:
            targets[id(node)] = anchors[node.value]
        if node.anchor:
            anchors[node.anchor] = node
    return targets


def _walk(root: Node) -> Iterator[Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(node.children())))


class _Builder:
    """Turns nodes into parts, following aliases."""

    def __init__(self, path: str, notes: Notes, draft: Draft, targets: dict[int, Node]) -> None:
        self._path, self._notes, self._draft, self._targets = path, notes, draft, targets
        self._open: set[int] = set()  # the alias targets that are being built
        self._depth = 0
        self._expanded = 0

    def build(self, root: Node) -> Part:
        return self._part(root, "")

    def _part(self, node: Node, where: str) -> Part:
        if self._open:
            self._expanded += 1
            if self._expanded > MAX_EXPANDED:
                raise self._too_deep(f"The aliases stand for more than {MAX_EXPANDED:,} values.", node)
        if node.kind == "alias":
            return self._alias(node, where)
        if node.kind == "scalar":
            return Scalar(_value(node), _clean(node.value), self._position(node))
        self._depth += 1
        if self._depth > LIMITS.depth:
            raise self._too_deep(f"Values are nested more than {LIMITS.depth} levels deep.", node)
        part = self._sequence(node, where) if node.kind == "seq" else self._mapping(node, where)
        self._depth -= 1
        return part

    def _alias(self, node: Node, where: str) -> Part:
        target = self._targets.get(id(node))
        if target is None:
            self._notes.error(
                "alias", f"`*{node.value}`: there is no `&{node.value}` before it", where, self._position(node)
            )
            return Scalar(None, "", self._position(node))
        if id(target) in self._open:
            raise self._too_deep(f"`*{node.value}` holds itself.", node)
        self._open.add(id(target))
        part = self._part(target, where)
        self._open.discard(id(target))
        return part

    def _sequence(self, node: Node, where: str) -> Sequence:
        items = tuple(self._part(item, f"{where}[{number}]") for number, item in enumerate(node.items))
        return Sequence(items, self._position(node))

    def _mapping(self, node: Node, where: str) -> Mapping | Scalar:
        if text := _unquoted_template(node):
            message = f"`{text}` wants quotes; without them YAML reads something else"
            self._notes.warn("unquoted-template", message, where, self._position(node))
            return Scalar(text, text, self._position(node))
        entries: dict[str, Entry] = {}
        merged: list[Part] = []
        for key, value in node.pairs:
            if key.kind == "scalar" and key.value == "<<" and not key.style:
                merged.append(self._part(value, where))
                continue
            name = self._name(key)
            below = f"{where}.{name}" if where else name
            if name in entries:
                message = f"`{name}` stands here a second time and the last one counts; Decap CMS refuses such a file"
                self._notes.warn("duplicate-key", message, below, self._position(key))
            entries[name] = Entry(self._part(value, below), self._position(key))
        for part in merged:
            self._merge(entries, part, where)
        return Mapping(entries, self._position(node))

    def _merge(self, entries: dict[str, Entry], part: Part, where: str) -> None:
        """`<<`: names that the mapping has itself, and those of earlier sources, win."""
        for source in part.items if isinstance(part, Sequence) else (part,):
            if not isinstance(source, Mapping):
                self._notes.warn(
                    "merge", "`<<` wants a mapping to take names from; it is not read", where, source.position
                )
                continue
            for name, entry in source.entries.items():
                entries.setdefault(name, entry)

    def _name(self, key: Node) -> str:
        node = self._targets.get(id(key), key)
        return _clean(node.value if node.kind in ("scalar", "alias") else _spelled(node))

    def _position(self, node: Node) -> Position:
        return Position(self._path, *self._draft.original(node.line, node.column))

    def _too_deep(self, message: str, node: Node) -> TooDeep:
        position = self._position(node)
        return TooDeep(message, line=position.line, column=position.column)


def _value(node: Node) -> Value:
    if node.style:
        return _clean(node.value)
    if node.tag is None:
        return core_value(node.value)
    known = node.tag.removeprefix(_CORE_TAG) in ("int", "float", "bool", "null", "timestamp")
    return core_value(node.value) if known and node.tag.startswith(_CORE_TAG) else _clean(node.value)


def _clean(text: str) -> str:
    """Joins the surrogate pairs of JSON's escapes; a lone one becomes U+FFFD."""
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _unquoted_template(node: Node) -> str:
    """`{{now}}` without quotes is a mapping whose only key is a mapping: the text that was meant, or ""."""
    if not node.flow or len(node.pairs) != 1:
        return ""
    key, nothing = node.pairs[0]
    if key.kind != "map" or len(key.pairs) != 1 or not _is_nothing(nothing):
        return ""
    inner, nothing = key.pairs[0]
    return "{{" + _clean(inner.value) + "}}" if inner.kind == "scalar" and _is_nothing(nothing) else ""


def _is_nothing(node: Node) -> bool:
    return node.kind == "scalar" and node.value == "" and not node.style


def _spelled(node: Node) -> str:
    """A key that is a mapping or a list, as text; cut, for it can only be a mistake."""
    words = [inner.value for inner in _walk(node) if inner.kind == "scalar" and inner.value]
    text = ", ".join(words[:10])[:100]
    return f"{{ {text} }}" if node.kind == "map" else f"[ {text} ]"
