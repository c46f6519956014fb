"""A file as a document: its values, and how to change them in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from cms.documents.json_edit import create_json, edit_json, json_values
from cms.documents.json_spans import JsonNode, parse_json
from cms.documents.kinds import DocumentKind
from cms.documents.places import Doubled, doubled_keys, locate_value
from cms.documents.split import Language, Parts, decode, split
from cms.documents.toml_edit import create_toml, edit_toml, read_toml
from cms.documents.yaml_edit import create_yaml, edit_yaml
from cms.documents.yaml_source import YamlSource, read_source
from cms.errors import DocumentError, SyntaxProblem
from cms.syntax import Limits, Value, same

__all__ = ["Document", "DocumentProblem", "create_document", "edit_document", "parse_document"]

MAX_FILE = 2 * 1024 * 1024  # bytes
HEADER_LIMITS = Limits(characters=256 * 1024, nodes=10_000)
DATA_LIMITS = Limits(characters=MAX_FILE, nodes=200_000)


@dataclass(frozen=True, slots=True)
class DocumentProblem:
    """Something odd that does not stop the file from being read. Lines and columns count from 1."""

    line: int
    column: int
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Document:
    """A file that was read. `values` are those of the header and, under `kind.body_key`, the body.

    The body is the text after the closing fence without one blank line there. A file with a header and nothing after
    it has no body value.
    """

    source: bytes
    kind: DocumentKind
    values: Mapping[str, Value]
    parts: Parts
    problems: tuple[DocumentProblem, ...] = ()
    yaml: YamlSource | None = None
    json: JsonNode | None = None

    def locate(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Line and column of a value in the file, or of the nearest thing above it; (0, 0) if not known."""
        if path and path[0] == self.kind.body_key and self.kind.container != "data":
            return self.parts.body_line, 1
        return locate_value(self.parts, self.yaml, self.json, path)


def parse_document(data: bytes, kind: DocumentKind) -> Document:
    """Read a file. Raises DocumentError, with line and column in the file, when it cannot be edited by form.

    Its code is `too-deep` for what is nested too deep or too large, `syntax` or `document` for the rest.
    """
    if len(data) > MAX_FILE:
        words = f"The file has {len(data):,} bytes; Quire edits at most {MAX_FILE:,} by form."
        raise DocumentError(words, line=1, column=1, code="too-deep")
    text = decode(data)
    parts = split(text, kind)
    try:
        values, source, root = _read(parts, kind)
    except SyntaxProblem as problem:
        line = (problem.line or 1) + parts.head.count("\n")
        raise DocumentError(problem.message, line=line, column=problem.column, code=problem.code) from None
    found = replace(kind, syntax=parts.syntax or kind.syntax)
    if kind.container != "data" and (parts.body or parts.syntax is None or parts.gap):
        values[kind.body_key] = parts.body
    return Document(data, found, values, parts, _problems(doubled_keys(parts, source, root)), source, root)


def edit_document(document: Document, values: Mapping[str, Value], *, order: Sequence[str] = ()) -> bytes:
    """The file's bytes with these values: equal values keep their bytes, absent keys are removed, new ones added.

    New keys go after the nearest earlier name of `order` that the file has. Raises DocumentError when it cannot be done
    without damage; nothing is changed then.
    """
    wanted = dict(values)
    parts = document.parts
    body_key = document.kind.body_key
    old = dict(document.values)
    body = parts.body
    if document.kind.container != "data":
        given = wanted.pop(body_key, "")
        old.pop(body_key, None)
        if not isinstance(given, str) and given is not None:
            raise DocumentError("The text below the header has to be a text.")
        body = _body(given or "", parts)
    if same(old, wanted) and body == parts.body:
        return document.source
    if not same(old, wanted):
        parts = _with_header(document, wanted, order)
    return _written(_with_body(parts, body), document.kind)


def create_document(
    values: Mapping[str, Value],
    kind: DocumentKind,
    *,
    order: Sequence[str] = (),
    comments: Mapping[str, str] | None = None,
) -> bytes:
    """A new file: keys by `order`, then the rest; YAML in block style, JSON by two spaces; a final line break.

    `comments` are written above top-level keys, in YAML and TOML.
    """
    header = {key: value for key, value in values.items() if kind.container == "data" or key != kind.body_key}
    ordered = {key: header[key] for key in (*(k for k in order if k in header), *header)}
    body = values.get(kind.body_key) if kind.container != "data" else ""
    text = body if isinstance(body, str) else ""
    text = _ended(text.replace("\r\n", "\n"))
    if kind.container == "raw":
        return _written(Parts("", "", "", "", text, None), kind)
    syntax: Language = "yaml" if kind.syntax == "auto" else kind.syntax
    written = _created(ordered, syntax, comments or {})
    if kind.container == "data":
        return _written(Parts("", written, "", "", "", syntax), kind)
    return _written(_with_body(_fenced(written, syntax, kind), text), kind)


def _fenced(written: str, syntax: Language, kind: DocumentKind) -> Parts:
    """A new header between its fences; JSON stands in its own braces, as Netlify CMS writes it."""
    if syntax == "json" and not kind.delimiters:
        return Parts("", written.rstrip("\n"), "\n", "", "", syntax)
    first, last = kind.delimiters or _fences(syntax)
    return Parts(f"{first}\n", written, f"{last}\n", "", "", syntax)


def _read(parts: Parts, kind: DocumentKind) -> tuple[dict[str, Value], YamlSource | None, JsonNode | None]:
    if parts.syntax == "toml":
        return read_toml(parts.header), None, None
    if parts.syntax == "json" and parts.header.strip():
        root = parse_json(parts.header)
        return json_values(root), None, root
    if parts.syntax != "yaml":
        return {}, None, None
    source = read_source(parts.header, _limits(kind))
    return _yaml_values(source), source, None


def _yaml_values(source: YamlSource) -> dict[str, Value]:
    value = source.load(source.root)
    if value is None:
        return {}
    if not isinstance(value, dict):
        what = "a list" if isinstance(value, list) else "a text"
        place = source.root
        raise DocumentError(
            f"The file holds {what}, not names with values. It can be edited as source.",
            line=place.line if place else 1,
            column=place.column if place else 1,
        )
    return value


def _limits(kind: DocumentKind) -> Limits:
    return DATA_LIMITS if kind.container == "data" else HEADER_LIMITS


def _problems(doubled: Sequence[Doubled]) -> tuple[DocumentProblem, ...]:
    return tuple(
        DocumentProblem(
            key.line,
            key.column,
            "duplicate-key",
            f"`{key.name}` stands here a second time; the last one counts. Some generators refuse the file.",
        )
        for key in doubled
    )


def _with_header(document: Document, wanted: dict[str, Value], order: Sequence[str]) -> Parts:
    parts = document.parts
    if parts.syntax is None:
        return _new_header(document, wanted)
    _refuse_doubled(document, wanted)
    if parts.syntax == "toml":
        return replace(parts, header=edit_toml(parts.header, wanted, parts.newline))
    if parts.syntax == "json":
        return replace(parts, header=edit_json(parts.header, wanted, parts.newline))
    source = document.yaml or read_source(parts.header, _limits(document.kind))
    if not parts.header and parts.newline == "\r\n":
        source.newline = "\r\n"
    return replace(parts, header=edit_yaml(source, wanted, order, _limits(document.kind)))


def _new_header(document: Document, wanted: dict[str, Value]) -> Parts:
    """A file without a header gets one: the fences of the configuration, in the file's line ends."""
    kind, parts = document.kind, document.parts
    if kind.container == "raw":
        raise DocumentError("This file has no header, and its format (`raw`) knows none.")
    syntax = "yaml" if kind.syntax == "auto" else kind.syntax
    first, last = kind.delimiters or _fences(syntax)
    newline = parts.newline
    header = _created(wanted, syntax, {}).replace("\n", newline)
    body = parts.body
    return Parts(f"{parts.head}{first}{newline}", header, f"{last}{newline}", newline if body else "", body, syntax)


def _refuse_doubled(document: Document, wanted: Mapping[str, Value]) -> None:
    for key in doubled_keys(document.parts, document.yaml, document.json):
        name = key.name
        if key.top and (name not in wanted or not same(document.values.get(name), wanted[name])):
            raise DocumentError(
                f"`{name}` stands twice in the file, so it is not clear which one to change. Edit the file's source.",
                line=key.line,
                column=key.column,
            )


def _body(given: str, parts: Parts) -> str:
    """The body to write: in the file's line ends and with its own end, unless more than that changed."""
    plain, old = given.replace("\r\n", "\n").replace("\r", "\n"), parts.body.replace("\r\n", "\n")
    if plain == old or given == parts.body:
        return parts.body
    if plain.rstrip("\n") == old.rstrip("\n"):
        return parts.body
    if not plain.strip("\n"):
        return ""
    if old.strip("\n"):
        plain = plain.rstrip("\n") + "\n" * (len(old) - len(old.rstrip("\n")))
    elif not plain.endswith("\n"):
        plain += "\n"
    return plain.replace("\n", "\r\n") if parts.newline == "\r\n" else plain


def _encoded(text: str) -> bytes:
    if "\0" in text:
        raise DocumentError("The text holds a NUL character, which no text file can hold. Take it out.")
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as problem:
        half = f"U+{ord(text[problem.start]):04X}"
        raise DocumentError(f"A value holds half of a character ({half}), which no text file can hold.") from None


def _with_body(parts: Parts, body: str) -> Parts:
    """The parts with another body: on a line of its own, and with the gap that keeps its first blank line its own."""
    newline = parts.newline
    if body and parts.syntax is not None and not parts.gap:
        braces = not parts.head.strip("\ufeff")
        if not (parts.header + parts.fence).endswith("\n"):
            parts = replace(parts, fence=parts.fence + newline)
        if body.startswith(("\n", "\r\n")) or (braces and not parts.body):
            parts = replace(parts, gap=newline)
    return replace(parts, body=body)


def _written(parts: Parts, kind: DocumentKind) -> bytes:
    """The file's bytes. Raises DocumentError if its parts would be told apart in other places when it is read again."""
    text = parts.head + parts.header + parts.fence + parts.gap + parts.body
    again = split(text, kind)
    if (again.header, again.body, again.syntax) != (parts.header, parts.body, parts.syntax):
        raise DocumentError(
            "A line of this text would be read as the beginning or the end of the header. Put a space before it."
        )
    return _encoded(text)


def _created(values: Mapping[str, Value], syntax: str, comments: Mapping[str, str]) -> str:
    if syntax == "toml":
        return create_toml(values, comments)
    if syntax == "json":
        return create_json(values) + "\n"
    return create_yaml(values, comments)


def _fences(syntax: str) -> tuple[str, str]:
    return {"toml": ("+++", "+++"), "json": (";;;", ";;;")}.get(syntax, ("---", "---"))


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
