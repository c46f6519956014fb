"""One header or data file in its syntax: read, edited, written new."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cms.documents.json_edit import create_json, edit_json, json_values
from cms.documents.json_spans import JsonNode, parse_json
from cms.documents.kinds import DocumentKind
from cms.documents.places import doubled_keys
from cms.documents.split import FENCES, Parts, Syntax
from cms.documents.yaml_edit import create_yaml, edit_yaml
from cms.documents.yaml_source import YamlSource, read_source
from cms.errors import DocumentError, SyntaxProblem, TooDeep
from cms.syntax import Limits, Value, same

__all__ = [
    "DATA_LIMITS",
    "HEADER_LIMITS",
    "MAX_FILE",
    "Header",
    "create_header",
    "edit_header",
    "fences_of",
    "read_header",
    "syntax_for_new",
]

MAX_FILE = 2 * 1024 * 1024  # bytes
HEADER_LIMITS = Limits(characters=256 * 1024, nodes=10_000)
DATA_LIMITS = Limits(characters=MAX_FILE, nodes=200_000)


class Header(Struct, frozen=True):
    """What was read: the values, and the tree they stand in, in YAML and JSON."""

    values: dict[str, Value]
    yaml: YamlSource | None = None
    json: JsonNode | None = None


def read_header(parts: Parts, kind: DocumentKind) -> Header:
    """The values of a header. Raises DocumentError with line and column in the file."""
    try:
        return _read(parts, kind)
    except SyntaxProblem as problem:
        line = (problem.line or 1) + parts.head.count("\n")
        raise DocumentError(problem.message, line=line, column=problem.column, code=problem.code) from None


def edit_header(
    parts: Parts,
    kind: DocumentKind,
    old: Header,
    wanted: dict[str, Value],
    order: Sequence[str],
    comments: Mapping[str, str],
) -> Parts:
    """The parts with these values in the header. Raises DocumentError when that cannot be done without damage."""
    if parts.syntax is None:
        return _new_header(parts, kind, wanted, order, comments)
    _refuse_doubled(parts, old, wanted)
    whole = unwrapped(wanted, kind)
    if parts.syntax == "toml":
        from cms.documents.toml_edit import edit_toml  # tomlkit is slow to import, and few sites need it

        return replace(parts, header=edit_toml(parts.header, _table(whole), parts.newline, order))
    if parts.syntax == "json":
        indent = kind.style.json_indent
        return replace(parts, header=edit_json(parts.header, whole, parts.newline, order, indent=indent))
    source = old.yaml or read_source(parts.header, _limits(kind), kind.style)
    if not parts.header:
        source.newline = parts.newline
    return replace(parts, header=edit_yaml(source, whole, order, _limits(kind), comments))


def unwrapped(values: Mapping[str, Value], kind: DocumentKind) -> Value:
    """What stands in the file: the values, or the one that is the whole of it."""
    if not kind.wraps:
        return dict(values)
    whole = values.get(kind.root_key)
    return {} if whole is None else whole


def _table(whole: Value) -> dict[str, Value]:
    if not isinstance(whole, dict):
        raise DocumentError("A TOML file holds names with values and cannot be a list.", line=1, column=1)
    return whole


def create_header(values: Mapping[str, Value], kind: DocumentKind, comments: Mapping[str, str]) -> str:
    """A new header, with a final line break."""
    whole, syntax = unwrapped(values, kind), syntax_for_new(kind)
    if syntax == "toml":
        from cms.documents.toml_edit import create_toml  # see above

        return create_toml(_table(whole), comments)
    if syntax == "json":
        return create_json(whole, kind.style.json_indent) + "\n"
    return create_yaml(whole, comments, style=kind.style)


def syntax_for_new(kind: DocumentKind) -> Syntax:
    """The syntax of a new header: as the kind says, else that of its fences, else YAML."""
    if kind.syntax != "auto":
        return kind.syntax
    return FENCES.get(kind.delimiters[0], "yaml") if kind.delimiters else "yaml"


def fences_of(kind: DocumentKind) -> tuple[str, str]:
    """The fences that a new header gets; JSON needs none unless the configuration names some, its braces are enough."""
    default = {"toml": ("+++", "+++"), "json": ("", "")}.get(kind.syntax, ("---", "---"))
    return kind.delimiters or default


def _read(parts: Parts, kind: DocumentKind) -> Header:
    if kind.container == "frontmatter" and len(parts.header) > HEADER_LIMITS.characters:
        raise TooDeep(f"The header has more than {HEADER_LIMITS.characters:,} characters.")
    if parts.syntax == "toml":
        from cms.documents.toml_edit import read_toml  # see above

        values = read_toml(parts.header)
        return Header(_wrapped(values, kind) if kind.wraps else values)
    if parts.syntax == "json" and parts.header.strip():
        root = parse_json(parts.header, _limits(kind).nodes)
        return Header(_wrapped(root.load(), kind) if kind.wraps else json_values(root), json=root)
    if parts.syntax != "yaml":
        return Header({})
    source = read_source(parts.header, _limits(kind), kind.style)
    whole = source.load(source.root) if kind.wraps else None
    return Header(_wrapped(whole, kind) if kind.wraps else _yaml_values(source), yaml=source)


def _wrapped(whole: Value, kind: DocumentKind) -> dict[str, Value]:
    return {} if whole is None else {kind.root_key: whole}


def _yaml_values(source: YamlSource) -> dict[str, Value]:
    value = source.load(source.root)
    if value is None:
        return {}
    if not isinstance(value, dict):
        what = "a list" if isinstance(value, list) else "a text"
        line, column = (source.root.line, source.root.column) if source.root else (1, 1)
        raise DocumentError(
            f"The file holds {what}, not names with values. It can be edited as source.", line=line, column=column
        )
    return value


def _limits(kind: DocumentKind) -> Limits:
    return DATA_LIMITS if kind.container == "data" else HEADER_LIMITS


def _new_header(
    parts: Parts, kind: DocumentKind, wanted: dict[str, Value], order: Sequence[str], comments: Mapping[str, str]
) -> Parts:
    """A file without a header gets one: the fences of the configuration, in the file's line ends."""
    if kind.container == "raw":
        raise DocumentError("This file has no header, and its format (`raw`) knows none.")
    if parts.unclosed:
        raise DocumentError(
            "The file begins with `---` as if a header began, but no second `---` ends it. Close it in the source.",
            line=1,
            column=1,
        )
    newline = parts.newline
    ordered = {name: wanted[name] for name in (*(name for name in order if name in wanted), *wanted)}
    header = create_header(ordered, kind, comments).replace("\n", newline)
    first, last = (f"{fence}{newline}" if fence else "" for fence in fences_of(kind))
    if not first:
        header, last = header.removesuffix(newline), newline
    return Parts(parts.head + first, header, last, newline if parts.body else "", parts.body, syntax_for_new(kind))


def _refuse_doubled(parts: Parts, old: Header, wanted: Mapping[str, Value]) -> None:
    for key in doubled_keys(parts, old.yaml, old.json):
        if key.top and (key.name not in wanted or not same(old.values[key.name], wanted[key.name])):
            raise DocumentError(
                f"`{key.name}` stands twice in the file, so it is not clear which one to change. Edit the source.",
                line=key.line,
                column=key.column,
            )
