"""New files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from cms.documents.headers import create_header, fences_of, syntax_for_new
from cms.documents.kinds import DocumentKind
from cms.documents.split import Parts, join_parts, with_body
from cms.documents.writable import check_writable
from cms.syntax import Value

__all__ = ["create_document"]


def create_document(
    values: Mapping[str, Value],
    kind: DocumentKind,
    *,
    order: Sequence[str] = (),
    comments: Mapping[str, str] | None = None,
) -> bytes:
    """A new file: keys by `order`, then the rest; YAML in block style, JSON by two spaces; a final line break.

    `comments` are written above top-level keys, in YAML and TOML. Raises DocumentError for a value that no file holds.
    """
    check_writable(dict(values))
    inside = kind.container == "data" or (kind.container == "frontmatter" and kind.body_inline)
    names = [name for name in (*order, *values) if name in values and (inside or name != kind.body_key)]
    body = "" if inside else _body(values.get(kind.body_key))
    if kind.container == "raw":
        return join_parts(Parts("", "", "", "", body, None), kind)
    header = create_header({name: values[name] for name in names}, kind, comments or {})
    if kind.container == "data":
        return join_parts(Parts("", header, "", "", "", syntax_for_new(kind)), kind)
    return join_parts(with_body(_fenced(header, kind), body), kind)


def _body(value: Value) -> str:
    text = value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else ""
    return text if not text or text.endswith("\n") else text + "\n"


def _fenced(header: str, kind: DocumentKind) -> Parts:
    first, last = fences_of(kind)
    if not first:  # JSON, whose braces are its fences
        return Parts("", header.removesuffix("\n"), "\n", "", "", "json")
    return Parts(f"{first}\n", header, f"{last}\n", "", "", syntax_for_new(kind))
