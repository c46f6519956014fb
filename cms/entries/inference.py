"""Which field is the title, the date, the picture … when the configuration does not say (Decap's inference)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from cms.config import Collection, CollectionFile, Field
from cms.syntax import Value

__all__ = [
    "Roles",
    "author_field",
    "date_field",
    "description_field",
    "first_datetime_field",
    "identifier_field",
    "image_field",
    "roles_of",
    "title_of",
]

# role → widgets and names, in the order in which they are tried
_ROLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "title": (("string",), ("title", "name", "label", "headline", "header")),
    "author": (("string", "relation"), ("author", "name", "by", "byline", "owner")),
    "date": (("datetime",), ("date", "publishDate", "publish_date")),
    "description": (
        ("string", "text", "markdown"),
        (
            "shortDescription",
            "short_description",
            "shortdescription",
            "description",
            "intro",
            "introduction",
            "brief",
            "content",
            "biography",
            "bio",
            "summary",
        ),
    ),
    "image": (
        ("image",),
        ("image", "thumbnail", "thumb", "picture", "avatar", "photo", "cover", "hero", "logo"),
    ),
}
_IDENTIFIERS = ("title", "path", "name", "label")
_HEADING = re.compile(r"^ {0,3}#[ \t]+(.+?)[ \t]*#*[ \t]*$", re.MULTILINE)
_BODY_START = 20_000  # characters of a body in which a heading is looked for


class Roles(Struct, frozen=True):
    """The fields of a collection or file that lists need, found once for all of its entries."""

    identifier: Field | None
    date: Field | None
    listed_date: Field | None  # the date, else the first datetime field
    image: Field | None


def roles_of(collection: Collection, file: CollectionFile | None = None) -> Roles:
    """The roles of the fields of a collection or of one of its files."""
    fields = file.fields if file is not None else collection.fields
    date = date_field(fields)
    return Roles(identifier_field(collection, file), date, date or first_datetime_field(fields), image_field(fields))


def identifier_field(collection: Collection, file: CollectionFile | None = None) -> Field | None:
    """The field an entry is known by: `identifier_field`, then `title`, `path`, `name`, `label`, else the first string.

    Names are compared without regard to case, as Decap does.
    """
    fields = file.fields if file is not None else collection.fields
    wanted = [collection.identifier_field] if collection.identifier_field else []
    for name in [*wanted, *_IDENTIFIERS]:
        if found := _named(name, fields):
            return found
    return next((field for field in fields if field.widget == "string"), None)


def date_field(fields: Sequence[Field]) -> Field | None:
    """The entry's date: a datetime field called `date`, `publishDate` or `publish_date`."""
    return _role("date", fields)


def first_datetime_field(fields: Sequence[Field]) -> Field | None:
    """The first datetime field, whatever its name; for lists, where Decap shows no date."""
    return next((field for field in fields if field.widget == "datetime"), None)


def image_field(fields: Sequence[Field]) -> Field | None:
    """The entry's picture: an image field with a usual name, else the first image field."""
    return _role("image", fields) or next((field for field in fields if field.widget == "image"), None)


def author_field(fields: Sequence[Field]) -> Field | None:
    """The entry's author: a string or relation field with a usual name."""
    return _role("author", fields)


def description_field(fields: Sequence[Field]) -> Field | None:
    """The entry's description: a text of some kind with a usual name."""
    return _role("description", fields)


def title_of(
    collection: Collection,
    file: CollectionFile | None,
    values: Mapping[str, Value],
    slug: str,
    roles: Roles | None = None,
) -> str:
    """An entry's title for people: its identifier, else a likely key of the file, else its first heading or its slug.

    A file of a file collection is known by its label, and so is an index file without a title. Only a body that is
    there as a string has headings.
    """
    if file is not None and collection.kind == "files":
        return file.label
    field = (roles or roles_of(collection, file)).identifier
    names = [field.name] if field is not None else []
    for name in [*names, "title", "name", "label"]:
        if text := _one_line(values.get(name)):
            return text
    body = values.get(collection.body_field)
    heading = _HEADING.search(body[:_BODY_START]) if isinstance(body, str) else None
    return _one_line(heading[1] if heading else None) or (file.label if file is not None else slug)


def _one_line(value: Value) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return ""
    return " ".join(str(value).split())


def _named(name: str, fields: Sequence[Field]) -> Field | None:
    return next((field for field in fields if field.name.lower() == name.lower()), None)


def _role(role: str, fields: Sequence[Field]) -> Field | None:
    widgets, names = _ROLES[role]
    fitting = [field for field in fields if field.widget in widgets]
    return next((field for name in names if (field := _named(name, fitting))), None)
