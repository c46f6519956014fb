"""What a list says of an entry: its summary and its picture; and how a list can be sorted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, tzinfo
from pathlib import PurePosixPath

from cms.config import Absent, Collection, CollectionFile, Field, SiteConfig
from cms.entries.dates import date_tags, moment_of
from cms.entries.inference import (
    Roles,
    author_field,
    date_field,
    description_field,
    first_datetime_field,
    identifier_field,
    roles_of,
    title_of,
)
from cms.entries.moves import told_slug
from cms.entries.templates import site_filters
from cms.entries.views import values_at
from cms.fields import render_template, tag_names, template_text, value_at
from cms.syntax import Value

__all__ = ["chosen_image", "file_tags", "inferred_sorts", "listed_image", "summary_of", "tells_of_commits"]

_DATE_TAGS = frozenset(("year", "month", "day", "hour", "minute", "second"))
_FILE_TAGS = frozenset(("dirname", "filename", "extension"))
_COMMIT_TAGS = frozenset(("commit_date", "commit_author"))


def summary_of(
    collection: Collection,
    file: CollectionFile | None,
    values: Mapping[str, Value],
    slug: str,
    path: PurePosixPath,
    *,
    commit_date: str = "",
    commit_author: str = "",
    locales: Iterable[str] = (),
    roles: Roles | None = None,
    template: str = "",
    site: SiteConfig | None = None,
    zone: tzinfo = UTC,
) -> str:
    """The collection's `summary`, or another template, filled in; without one, the title.

    `{{commit_date}}` and `{{commit_author}}` print what is given for them; an index does not know them beforehand.
    `locales` are the languages that the entry has; `site` tells whose rules count (without it, Decap's).
    """
    roles = roles or roles_of(collection, file)
    title = title_of(collection, file, values, slug, roles)
    template = template or (collection.summary if file is None else "")
    if collection.kind == "files" or not template:
        return title

    def lookup(name: str) -> Value | Absent:
        if name in _DATE_TAGS:
            when = moment_of(roles.date, values.get(roles.date.name)) if roles.date is not None else None
            return date_tags(when)[name] if when is not None else value_at(values, name)
        if name in _FILE_TAGS:
            return file_tags(collection, path)[name]
        if name == "slug":
            return _identifier(roles, values, site) or told_slug(collection, slug)
        if name in _COMMIT_TAGS:
            return commit_date if name == "commit_date" else commit_author
        if name == "locales":
            return ", ".join(sorted(filter(None, locales))) or value_at(values, name)
        return value_at(values, name)

    filters = site_filters(site) if site is not None else None
    return " ".join(render_template(template, lookup, filters=filters, zone=zone).split()) or title


def _identifier(roles: Roles, values: Mapping[str, Value], site: SiteConfig | None) -> str:
    """What `{{slug}}` prints for Decap; "" for Sveltia, which prints the slug."""
    if roles.identifier is None or (site is not None and not site.dialect.summarises_identifiers):
        return ""
    return template_text(values.get(roles.identifier.name))


def tells_of_commits(collection: Collection) -> bool:
    """Whether the collection's `summary` says who changed an entry, or when."""
    return not _COMMIT_TAGS.isdisjoint(tag_names(collection.summary))


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


def listed_image(field: Field | None, values: Mapping[str, Value]) -> str:
    """The stored address of the entry's picture, of which this is the field, or ""."""
    value = values.get(field.name) if field is not None else None
    if isinstance(value, list) and value:
        value = value[0]
    return value if isinstance(value, str) else ""


def chosen_image(
    collection: Collection, names: Sequence[str], values: Mapping[str, Value], slug: str, path: PurePosixPath
) -> str:
    """The stored address of the picture that `thumbnail` names: the first that there is, or "".

    A name is a dotted path, in which `*` stands for every item of a list, or after a slash a template of an address, in
    which `{{slug}}` is the name of the entry's file.
    """
    known = {**file_tags(collection, path), "slug": slug.rpartition("/")[2]}
    for name in names:
        if name.startswith("/"):
            return render_template(name, lambda tag: known[tag] if tag in known else value_at(values, tag))
        found = (item for value in values_at(values, name) for item in (value if isinstance(value, list) else [value]))
        if image := next((item for item in found if isinstance(item, str) and item), ""):
            return image
    return ""


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
