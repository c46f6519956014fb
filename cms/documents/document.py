"""A file as a document: its values, and how to change them in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from cms.documents.body import fitted_body
from cms.documents.headers import MAX_FILE, Header, edit_header, read_header
from cms.documents.json_spans import JsonNode
from cms.documents.kinds import DocumentKind
from cms.documents.places import doubled_keys, locate_value
from cms.documents.split import Parts, decode, join_parts, split, with_body
from cms.documents.writable import check_writable
from cms.documents.yaml_source import YamlSource
from cms.errors import DocumentError, TooDeep
from cms.syntax import Value, same

__all__ = ["Document", "DocumentProblem", "body_in_header", "check_size", "edit_document", "parse_document"]


class DocumentProblem(Struct, frozen=True):
    """Something odd that does not stop the file from being read. Lines and columns count from 1."""

    line: int
    column: int
    code: str
    message: str


class Document(Struct, frozen=True):
    """A file that was read. `values` are those of the header and, under `kind.body_key`, the body, if there is one.

    The body is the text after the closing fence without one blank line there. Where no text stands there and the header
    has a value by the body's name, that one is meant (as Decap reads it); where both are, the header's is left alone.
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
        if self.kind.wraps and path and path[0] == self.kind.root_key:
            path = path[1:]
        below = self.kind.container != "data" and (self.parts.body.strip() or self.parts.syntax is None)
        if path and path[0] == self.kind.body_key and below:
            return self.parts.body_line, 1
        return locate_value(self.parts, self.yaml, self.json, path)


def parse_document(data: bytes, kind: DocumentKind) -> Document:
    """Read a file. Raises DocumentError, with line and column in the file, when it cannot be edited by form.

    Its code is `too-deep` for what is nested too deep or too large, `syntax` or `document` for the rest.
    """
    check_size(len(data), "has")
    parts = split(decode(data), kind)
    header = read_header(parts, kind)
    values = dict(header.values)
    if not body_in_header(parts, kind, values) and (parts.body or parts.gap or parts.syntax is None):
        values[kind.body_key] = parts.body
    found = replace(kind, syntax=parts.syntax or kind.syntax)
    return Document(data, found, values, parts, _problems(parts, header), header.yaml, header.json)


def edit_document(
    document: Document,
    values: Mapping[str, Value],
    *,
    order: Sequence[str] = (),
    comments: Mapping[str, str] | None = None,
) -> bytes:
    """The file's bytes with these values: equal values keep their bytes, absent keys are removed, new ones added.

    New keys go after the nearest earlier name of `order` that the file has; in YAML, top-level ones get their text of
    `comments` above them. Raises DocumentError when it cannot be done without damage; nothing is changed then.
    """
    parts, kind = document.parts, document.kind
    header = read_header(parts, kind)  # afresh: whoever got `document.values` may have changed a list in it
    old = header.values
    wanted, body = dict(values), parts.body
    if not body_in_header(parts, kind, old):
        body = _given_body(wanted.pop(kind.body_key, ""), parts)
        if kind.body_key in old:
            wanted[kind.body_key] = old[kind.body_key]
    if same(old, wanted) and body == parts.body:
        return document.source
    check_writable(wanted)
    check_writable(body, (kind.body_key,))
    if not same(old, wanted):
        parts = edit_header(parts, kind, header, wanted, order, comments or {})
    data = join_parts(with_body(parts, body), kind)
    check_size(len(data), "would have")
    return data


def body_in_header(parts: Parts, kind: DocumentKind, header: Mapping[str, Value]) -> bool:
    """Whether the value by the body's name, if any, is one of the header's."""
    if kind.container == "data":
        return True
    return (kind.body_inline or kind.body_key in header) and parts.syntax is not None and not parts.body.strip()


def _given_body(given: Value, parts: Parts) -> str:
    if given is not None and not isinstance(given, str):
        raise DocumentError("The text below the header has to be a text.")
    return fitted_body(given or "", parts.body, parts.newline)


def check_size(size: int, has: str) -> None:
    """Raise DocumentError when a file is larger than what is edited by form."""
    if size > MAX_FILE:
        words = f"The file {has} {size:,} bytes; Quire edits at most {MAX_FILE:,} by form."
        raise DocumentError(words, line=1, column=1, code=TooDeep.code)


def _problems(parts: Parts, header: Header) -> tuple[DocumentProblem, ...]:
    if parts.unclosed:
        words = "The file begins with `---`, but no second one ends a header: all of it is read as text."
        return (DocumentProblem(1, 1, "unclosed-header", words),)
    return tuple(
        DocumentProblem(
            key.line,
            key.column,
            "duplicate-key",
            f"`{key.name}` stands here a second time; the last one counts. Some generators refuse the file.",
        )
        for key in doubled_keys(parts, header.yaml, header.json)
    )
