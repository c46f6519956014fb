"""How the files of a collection are laid out, and which fields they have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec.structs import replace

from cms.config import Collection, CollectionFile, Field
from cms.documents import DocumentKind, Style, document_kind
from cms.syntax import Value

__all__ = ["entry_fields", "entry_kind", "file_of", "root_field"]


def file_of(collection: Collection, slug: str) -> CollectionFile | None:
    """What the configuration says of this one entry: an item of `files`, or the `index_file` of a folder; else None."""
    if collection.kind == "files":
        return next((item for item in collection.files if item.name == slug), None)
    folder, _, name = slug.rpartition("/")
    index = collection.index_file
    return index if index is not None and name == index.name and (collection.nested or not folder) else None


_QUOTES: dict[str, Literal["'", '"']] = {"single": "'", "double": '"'}
MAX_INDENT = 10


def entry_kind(collection: Collection, file: CollectionFile | None = None) -> DocumentKind:
    """The document kind of an entry's file."""
    if file is None:
        kind = document_kind(
            collection.extension,
            collection.format,
            delimiter=collection.frontmatter_delimiter,
            body_key=collection.body_field,
        )
    else:
        extension = file.extension or file.file.suffix.lstrip(".")
        kind = document_kind(extension, file.format, delimiter=file.frontmatter_delimiter, body_key=file.body_field)
    options = {**collection.options, **(file.options if file is not None else {})}
    body = options.get("body_field")
    inline = isinstance(body, dict) and body.get("inline") is True
    return replace(kind, body_inline=inline, style=_style(options), root_key=_root_key(collection, file))


def entry_fields(collection: Collection, file: CollectionFile | None = None) -> tuple[Field, ...]:
    """The fields of an entry."""
    return file.fields if file is not None else collection.fields


def root_field(collection: Collection, file: CollectionFile | None) -> Field | None:
    """The only field, where its value is all that there is (`root`)."""
    fields = entry_fields(collection, file)
    if len(fields) != 1 or fields[0].options.get("root") is not True or fields[0].widget not in ("list", "keyvalue"):
        return None
    return fields[0]


def _root_key(collection: Collection, file: CollectionFile | None) -> str:
    """Its name, where its value is the whole file; in a file of several languages it is the whole of each."""
    i18n, place = (file.i18n, file.file) if file is not None else (collection.i18n, collection.folder)
    alone = (
        i18n is None or "{{locale}}" in str(place) or (file is None and not i18n.structure.startswith("single_file"))
    )
    field = root_field(collection, file) if alone else None
    return field.name if field is not None else ""


def _style(options: Mapping[str, Value]) -> Style:
    """What `output` of the site says, and the older `yaml_quote` of a collection."""
    output = _map(options.get("output"))
    yaml, json = _map(output.get("yaml")), _map(output.get("json"))
    step = _indent(yaml.get("indent_size"))
    quote: Literal["", "'", '"'] = _QUOTES.get(str(yaml.get("quote")), "")
    if not quote and options.get("yaml_quote") is True:
        quote = '"'
    return Style(
        yaml_step=step,
        yaml_offset=0 if yaml.get("indent_sequences") is False else step,
        yaml_quote=quote,
        json_indent="\t" if json.get("indent_style") == "tab" else " " * _indent(json.get("indent_size")),
    )


def _map(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, dict) else {}


def _indent(value: Value) -> int:
    good = isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= MAX_INDENT
    return value if good and isinstance(value, int) else 2
