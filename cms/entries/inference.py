"""Which field is the title, the date, the picture … when the configuration does not say (Decap's inference)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from cms.config import Collection, CollectionFile, Field
from cms.syntax import Value

__all__ = ["date_field", "description_field", "identifier_field", "image_field", "author_field", "title_of"]

_ROLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "title": (("string",), ("title", "name", "label", "headline", "header")),
    "author": (("string", "relation"), ("author", "name", "by", "byline", "owner")),
    "date": (("datetime",), ("date", "publishDate", "publish_date")),
    "description": (
        ("string", "text", "markdown"),
        tuple(
            "shortDescription short_description shortdescription description intro introduction brief content biography "
            "bio summary".split()
        ),
    ),
    "image": (("image",), tuple("image thumbnail thumb picture avatar photo cover hero logo".split())),
}


def identifier_field(collection: Collection, file: CollectionFile | None = None) -> Field | None:
    """The field an entry is known by: `identifier_field`, else `title`, then `path`, `name`, `label`."""
    fields = file.fields if file is not None else collection.fields
    wanted = [collection.identifier_field] if collection.identifier_field else []
    for name in [*wanted, "title", "path", "name", "label"]:
        for field in fields:
            if field.name.lower() == name.lower():
                return field
    return _role("title", fields)


def date_field(fields: Sequence[Field]) -> Field | None:
    """The entry's date: `date`, `publishDate`, `publish_date`, else the first datetime field."""
    return _role("date", fields) or next((field for field in fields if field.widget == "datetime"), None)


def image_field(fields: Sequence[Field]) -> Field | None:
    return _role("image", fields) or next((field for field in fields if field.widget == "image"), None)


def author_field(fields: Sequence[Field]) -> Field | None:
    return _role("author", fields)


def description_field(fields: Sequence[Field]) -> Field | None:
    return _role("description", fields)


def title_of(
    collection: Collection, file: CollectionFile | None, values: Mapping[str, Value], slug: str
) -> str:
    """An entry's title for people: its identifier, else a likely key of the file, else its slug."""
    if file is not None:
        return file.label
    field = identifier_field(collection)
    names = [field.name] if field is not None else []
    for name in [*names, "title", "name", "label"]:
        value = values.get(name)
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())
    return slug


def _role(role: str, fields: Iterable[Field]) -> Field | None:
    widgets, names = _ROLES[role]
    fitting = [field for field in fields if field.widget in widgets]
    for name in names:
        for field in fitting:
            if field.name.lower() == name.lower():
                return field
    return fitting[0] if role == "title" and fitting else None
