"""YAML: compare old values with new ones and splice the text where a leaf differs.

Strategies, from the gentlest: words inside a scalar over several lines; the leaf; the whole entry of a top-level key.
Each result is parsed and compared with what was asked before it is taken; when none holds, the edit is refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from cms.documents.kinds import Style
from cms.documents.splices import CannotSplice, Splice, apply_splices
from cms.documents.yaml_source import YamlSource, is_strict, key_text, read_source, styled
from cms.documents.yaml_sync import YamlEdit
from cms.documents.yaml_write import YamlWriter
from cms.errors import DocumentError, SyntaxProblem
from cms.syntax import Limits, Node, Timestamp, Value, core_tag, same

__all__ = ["create_yaml", "edit_yaml"]


def create_yaml(values: Value, comments: Mapping[str, str], newline: str = "\n", style: Style | None = None) -> str:
    """A new YAML text of a mapping or a list, in block style, with a final line break; "" for no values."""
    writer = YamlWriter(styled(YamlSource("", None, newline), style or Style()))
    if not isinstance(values, dict):
        items = values if isinstance(values, list) else []
        return "".join(writer.item(item, 0) + newline for item in items) or f"[]{newline}"
    lines: list[str] = []
    for key, value in values.items():
        lines += [f"# {line}".rstrip() for line in comments.get(key, "").splitlines()]
        lines.append(writer.pair(key, value, 0))
    return "".join(line + newline for line in lines)


def edit_yaml(
    source: YamlSource,
    wanted: Value,
    order: Sequence[str],
    limits: Limits,
    comments: Mapping[str, str] | None = None,
) -> str:
    """The text with the wanted values. Raises DocumentError when no strategy reaches them without damage."""
    target = _with_real_dates(wanted)
    reasons: list[str] = []
    strict = is_strict(source.text)
    plan = _Plan(source, target, order, comments or {})
    for strategy in (_patched, _rewritten, _unaliased, _coarse):
        try:
            text = strategy(plan)
            if _reads_as(text, target, limits) and (is_strict(text) or not strict):
                return text
            reasons.append("the result would read differently")
        except CannotSplice as reason:
            reasons.append(str(reason))
    raise DocumentError(f"The change cannot be written without damage ({reasons[-1]}). Edit the file's source instead.")


def _with_real_dates(value: Value) -> Value:
    """A Timestamp that YAML does not spell so (`12:30`) is text."""
    if isinstance(value, dict):
        return {key: _with_real_dates(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_with_real_dates(item) for item in value]
    return str(value) if isinstance(value, Timestamp) and core_tag(value) != "timestamp" else value


def _reads_as(text: str, wanted: Value, limits: Limits) -> bool:
    try:
        again = read_source(text, limits)
        found = again.load(again.root)
        return same(({} if isinstance(wanted, dict) else []) if found is None else found, wanted)
    except SyntaxProblem:
        return False


class _Plan(Struct, frozen=True):
    source: YamlSource
    wanted: Value
    order: Sequence[str]
    comments: Mapping[str, str]

    def edit(self, *, patching: bool = False, unalias: frozenset[str] = frozenset()) -> str:
        return YamlEdit(self.source, self.order, patching, unalias, self.comments).run(self.wanted)


def _patched(plan: _Plan) -> str:
    return plan.edit(patching=True)


def _rewritten(plan: _Plan) -> str:
    return plan.edit()


def _unaliased(plan: _Plan) -> str:
    """As before, but aliases of what changes are written out, so that they keep their values."""
    source, wanted = plan.source, plan.wanted
    if not isinstance(wanted, dict):
        raise CannotSplice("the file is a list")
    names = {
        name
        for key, value in (source.root.pairs if source.root else ())
        if key_text(key) not in wanted or not same(source.load(value), wanted[key_text(key)])
        for name in _anchors(value)
    }
    return plan.edit(unalias=frozenset(names))


def _coarse(plan: _Plan) -> str:
    """Write the whole entry of each changed top-level key anew; comments inside that entry are lost."""
    source, wanted = plan.source, plan.wanted
    root = source.root
    if not isinstance(wanted, dict):
        raise CannotSplice("the file is a list")
    if root is None or root.kind != "map" or root.flow:
        raise CannotSplice("the header is not a block of names")
    splices = [_entry(source, key, value, wanted) for key, value in root.pairs if _differs(source, key, value, wanted)]
    present = {key_text(key) for key, _ in root.pairs}
    writer = YamlWriter(source)
    added = "".join(writer.pair(n, v, 0) + source.newline for n, v in wanted.items() if n not in present)
    if added:
        place = max([source.entry_end(source.end(root), 0), *(splice.end for splice in splices)])
        before = "" if source.text[:place].endswith("\n") else source.newline
        splices.append(Splice(place, place, before + added))
    return apply_splices(source.text, splices)


def _differs(source: YamlSource, key: Node, value: Node, wanted: dict[str, Value]) -> bool:
    name = key_text(key)
    return name not in wanted or not same(source.load(value), wanted[name])


def _entry(source: YamlSource, key: Node, value: Node, wanted: dict[str, Value]) -> Splice:
    """The splice that writes one top-level entry anew, or takes it out."""
    if "*" in source.text and any(_anchors(value)):
        raise CannotSplice("other values refer to this one")
    name = key_text(key)
    text = YamlWriter(source).pair(name, wanted[name], 0) + source.newline if name in wanted else ""
    end = source.entry_end(source.end(value), 0)
    if not text:
        end += len(source.text[end:]) - len(source.text[end:].lstrip("\r\n"))  # else a `|+` above would take them
    if not source.text[:end].endswith("\n"):
        text = text.removesuffix(source.newline)
    return Splice(source.line_start(key.start), end, text)


def _anchors(node: Node) -> Iterator[str]:
    if node.anchor is not None:
        yield node.anchor
    for child in node.children():
        yield from _anchors(child)
