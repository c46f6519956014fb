"""Values as YAML source and back: for values that no control fits, and for `cms set` on lists and objects."""

from __future__ import annotations

import yaml

from cms.errors import SyntaxProblem
from cms.fields.forms import normal_newlines
from cms.syntax import Limits, Node, Timestamp, Value, core_tag, core_value, parse_yaml

__all__ = ["dump_value", "parse_value", "source_words"]

MAX_ALIASES = 10_000
_LIMITS = Limits(nodes=50_000)


class _Dumper(yaml.SafeDumper):
    """Writes YAML 1.2 core: what the core schema would read as something else is quoted, nothing more."""

    yaml_implicit_resolvers: dict[str, object] = {}  # noqa: RUF012 (the table PyYAML itself keeps on the class)

    def ignore_aliases(self, data: object) -> bool:
        return True


def _text(dumper: _Dumper, value: str) -> yaml.Node:
    if isinstance(value, Timestamp):
        return yaml.ScalarNode("tag:yaml.org,2002:str", str(value), style=None)
    return yaml.ScalarNode("tag:yaml.org,2002:str", value, style=_style(value))


def _style(value: str) -> str | None:
    if not all(sign.isprintable() or sign == "\n" for sign in value):
        return '"'
    if "\n" in value:
        return '"' if value.startswith((" ", "\n")) else "|"
    return "'" if core_tag(value) != "str" else None


def _plain(text: str) -> yaml.Node:
    return yaml.ScalarNode("tag:yaml.org,2002:str", text, style=None)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(Timestamp, _text)
_Dumper.add_representer(type(None), lambda _dumper, _value: _plain("null"))
_Dumper.add_representer(bool, lambda _dumper, value: _plain("true" if value else "false"))
_Dumper.add_representer(int, lambda _dumper, value: _plain(str(value)))
_Dumper.add_representer(float, lambda _dumper, value: _plain(_float(value)))


def _float(value: float) -> str:
    if value != value:
        return ".nan"
    if value in (float("inf"), float("-inf")):
        return ".inf" if value > 0 else "-.inf"
    return repr(value)


def dump_value(value: Value) -> str:
    """The value as YAML source, without a final newline unless it counts. What HTML could not carry is escaped."""
    text = yaml.dump(value, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=10_000)
    whole = str(text).removesuffix("...\n")
    return whole if _ends_with_line(value) else whole.removesuffix("\n")


def _ends_with_line(value: Value) -> bool:
    """Whether the last text of the source is a block whose own final newline is part of the value."""
    while isinstance(value, list | dict) and value:
        value = value[-1] if isinstance(value, list) else value[next(reversed(value))]
    return isinstance(value, str) and value.endswith("\n")


def parse_value(text: str) -> Value:
    """The value of YAML source; null for blank text. Raises SyntaxProblem (TooDeep) with line and column."""
    root = parse_yaml(normal_newlines(text), _LIMITS)
    if root is None:
        return None
    return _Reader().value(root)


def source_words(label: str, problem: SyntaxProblem) -> str:
    """What is wrong with the source typed for a field, and where."""
    where = f", line {problem.line}, column {problem.column}" if problem.line else ""
    return f"{label}{where}: {problem.message}"


class _Reader:
    def __init__(self) -> None:
        self.anchors: dict[str, Node] = {}
        self.open: set[str] = set()
        self.aliases = 0

    def value(self, node: Node) -> Value:
        if node.kind == "alias":
            return self._alias(node)
        if node.anchor:
            self.anchors[node.anchor] = node
        if node.kind == "seq":
            return [self.value(item) for item in node.items]
        if node.kind == "map":
            return {self._key(key): self.value(item) for key, item in node.pairs}
        if node.style or (node.tag or "").endswith(":str"):
            return node.value
        return core_value(node.value)

    def _key(self, node: Node) -> str:
        if node.kind != "scalar":
            raise SyntaxProblem("A key must be a single value.", line=node.line, column=node.column)
        return node.value

    def _alias(self, node: Node) -> Value:
        self.aliases += 1
        target = self.anchors.get(node.value)
        if target is None or node.value in self.open or self.aliases > MAX_ALIASES:
            raise SyntaxProblem(f"The alias *{node.value} cannot be resolved.", line=node.line, column=node.column)
        self.open.add(node.value)
        try:
            return self.value(target)
        finally:
            self.open.discard(node.value)
