"""What a list says of an entry: its summary, its date, its picture; and how a list can be sorted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from pathlib import PurePosixPath

from cms.config import Absent, Collection, CollectionFile, SiteConfig
from cms.entries.addresses import date_tags, entry_date
from cms.entries.inference import author_field, date_field, description_field, identifier_field, image_field, title_of
from cms.fields import read_date, render_template, summarise_value, value_at
from cms.syntax import Value

__all__ = ["entry_image", "entry_when", "inferred_sorts", "summary_of"]


def summary_of(
    collection: Collection,
    file: CollectionFile | None,
    values: Mapping[str, Value],
    slug: str,
    path: PurePosixPath,
) -> str:
    """The collection's `summary` filled in; without one, the title."""
    title = title_of(collection, file, values, slug)
    if file is not None or not collection.summary:
        return title
    moments = date_tags(entry_date(collection, values))
    folder = str(collection.folder)
    below = path.parent.as_posix().removeprefix(folder).strip("/") if folder != "." else path.parent.as_posix()

    def lookup(name: str) -> Value | Absent:
        if not name.startswith("fields."):
            known: dict[str, Value] = {
                **moments,
                "slug": _identifier(collection, values, slug),
                "dirname": "" if below == "." else below,
                "filename": path.stem,
                "extension": path.suffix.lstrip("."),
            }
            if name in known:
                return known[name]
        return value_at(values, name)

    return " ".join(render_template(collection.summary, lookup).split()) or title


def entry_when(
    collection: Collection, file: CollectionFile | None, values: Mapping[str, Value]
) -> tuple[str, str]:
    """The entry's date as spelt, and as sortable text in UTC; both "" when it has none."""
    field = date_field(file.fields if file is not None else collection.fields)
    value = values.get(field.name) if field is not None else values.get("date")
    if not isinstance(value, str) or not value:
        return "", ""
    moment = read_date(value)
    return value, moment.astimezone(UTC).isoformat() if moment is not None else ""


def entry_image(collection: Collection, file: CollectionFile | None, values: Mapping[str, Value]) -> str:
    """The stored address of the entry's picture, or ""."""
    field = image_field(file.fields if file is not None else collection.fields)
    value = values.get(field.name) if field is not None else None
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def inferred_sorts(config: SiteConfig, collection: Collection) -> tuple[tuple[str, str, str], ...]:
    """How a list can be sorted: field, label and kind (`text`, `date`, `number`, `edit`).

    The collection's `sortable_fields`; without them title, date, author, description and the last edit, where there are.
    """
    if collection.sortable_fields is not None:
        found = [_sort(collection, item.field, item.label) for item in collection.sortable_fields]
        return tuple(found) or (_sort(collection, "title", ""),)
    if collection.kind == "files":
        return (("title", "Title", "text"),)
    fields = collection.fields
    candidates = [date_field(fields), identifier_field(collection), author_field(fields), description_field(fields)]
    names = list(dict.fromkeys(field.name for field in candidates if field is not None)) or ["title"]
    return (*(_sort(collection, name, "") for name in names), ("commit_date", "Last edit", "edit"))


def _sort(collection: Collection, name: str, label: str) -> tuple[str, str, str]:
    if name in ("commit_date", "update_date", "commit_author"):
        return ("commit_author", label or "Edited by", "text") if name == "commit_author" else (
            "commit_date",
            label or "Last edit",
            "edit",
        )
    field = next((item for item in collection.fields if item.name == name), None)
    kind = {"datetime": "date", "number": "number"}.get(field.widget if field is not None else "", "text")
    return name, label or (field.label if field is not None else name.capitalize()), kind


def _identifier(collection: Collection, values: Mapping[str, Value], slug: str) -> str:
    field = identifier_field(collection)
    text = summarise_value(values.get(field.name)) if field is not None else ""
    return text or slug
