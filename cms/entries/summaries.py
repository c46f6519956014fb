"""What a list says of an entry: its summary and its picture; and how a list can be sorted."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cms.config import Absent, Collection, CollectionFile, SiteConfig
from cms.entries.dates import date_tags, entry_date
from cms.entries.inference import (
    author_field,
    date_field,
    description_field,
    first_datetime_field,
    identifier_field,
    image_field,
    title_of,
)
from cms.fields import render_template, template_text, value_at
from cms.syntax import Value

__all__ = ["entry_image", "file_tags", "inferred_sorts", "summary_of"]


def summary_of(
    collection: Collection,
    file: CollectionFile | None,
    values: Mapping[str, Value],
    slug: str,
    path: PurePosixPath,
    *,
    commit_date: str = "",
    commit_author: str = "",
) -> str:
    """The collection's `summary` filled in; without one, the title.

    `{{commit_date}}` and `{{commit_author}}` print what is given for them; an index does not know them beforehand.
    """
    title = title_of(collection, file, values, slug)
    if file is not None or not collection.summary:
        return title
    field = identifier_field(collection)
    known: dict[str, Value] = {
        **date_tags(entry_date(collection.fields, values)),
        **file_tags(collection, path),
        "slug": (template_text(values.get(field.name)) if field is not None else "") or slug,
        "commit_date": commit_date,
        "commit_author": commit_author,
    }

    def lookup(name: str) -> Value | Absent:
        return known[name] if name in known else value_at(values, name)

    return " ".join(render_template(collection.summary, lookup).split()) or title


def file_tags(collection: Collection | None, path: PurePosixPath) -> dict[str, str]:
    """`dirname` (below the collection's folder), `filename` without its language, and `extension`."""
    folder = collection.folder if collection is not None else None
    parent = path.parent
    if folder is not None and parent.is_relative_to(folder):
        parent = parent.relative_to(folder)
    stem = path.stem
    i18n = collection.i18n if collection is not None else None
    if i18n is not None and i18n.structure == "multiple_files":
        bare, dot, locale = stem.rpartition(".")
        stem = bare if dot and locale in i18n.locales else stem
    dirname = "" if str(parent) == "." else str(parent)
    return {"dirname": dirname, "filename": stem, "extension": path.suffix.lstrip(".")}


def entry_image(collection: Collection, file: CollectionFile | None, values: Mapping[str, Value]) -> str:
    """The stored address of the entry's picture, or ""."""
    field = image_field(file.fields if file is not None else collection.fields)
    value = values.get(field.name) if field is not None else None
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def inferred_sorts(config: SiteConfig, collection: Collection) -> tuple[tuple[str, str, str], ...]:
    """How a list can be sorted: field, label and kind (`text`, `date`, `number`, `edit`).

    The collection's `sortable_fields`; without them date, title, author, description and the last edit.
    """
    if collection.sortable_fields is not None:
        found = [_sort(collection, item.field, item.label) for item in collection.sortable_fields]
        return tuple(found) or (_sort(collection, "title", ""),)
    if collection.kind == "files":
        return (("title", "Title", "text"),)
    fields = collection.fields
    date = date_field(fields) or first_datetime_field(fields)
    candidates = [date, identifier_field(collection), author_field(fields), description_field(fields)]
    names = list(dict.fromkeys(field.name for field in candidates if field is not None)) or ["title"]
    return (*(_sort(collection, name, "") for name in names), _sort(collection, "commit_date", ""))


def _sort(collection: Collection, name: str, label: str) -> tuple[str, str, str]:
    if name == "commit_author":
        return "commit_author", label or "Edited by", "text"
    if name in ("commit_date", "update_date"):
        return "commit_date", label or "Last edit", "edit"
    field = next((item for item in collection.fields if item.name == name), None)
    kind = {"datetime": "date", "number": "number"}.get(field.widget if field is not None else "", "text")
    return name, label or (field.label if field is not None else name.capitalize()), kind
