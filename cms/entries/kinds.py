"""How the files of a collection are laid out, and which fields they have."""

from __future__ import annotations

from cms.config import Collection, CollectionFile, Field
from cms.documents import DocumentKind, document_kind

__all__ = ["entry_fields", "entry_kind", "file_of"]


def file_of(collection: Collection, slug: str) -> CollectionFile | None:
    """What the configuration says of this one entry: an item of `files`, or the `index_file` of a folder; else None."""
    if collection.kind == "files":
        return next((item for item in collection.files if item.name == slug), None)
    folder, _, name = slug.rpartition("/")
    index = collection.index_file
    return index if index is not None and name == index.name and (collection.nested or not folder) else None


def entry_kind(collection: Collection, file: CollectionFile | None = None) -> DocumentKind:
    """The document kind of an entry's file."""
    if file is None:
        return document_kind(
            collection.extension,
            collection.format,
            delimiter=collection.frontmatter_delimiter,
            body_key=collection.body_field,
        )
    extension = file.extension or file.file.suffix.lstrip(".")
    return document_kind(extension, file.format, delimiter=file.frontmatter_delimiter, body_key=file.body_field)


def entry_fields(collection: Collection, file: CollectionFile | None = None) -> tuple[Field, ...]:
    """The fields of an entry."""
    return file.fields if file is not None else collection.fields
