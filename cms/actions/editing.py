"""Edits given as text, field by field: what `cms set` and `cms new` do."""

from __future__ import annotations

from collections.abc import Mapping

from cms.actions.addressing import with_typed_slug
from cms.actions.creating import create_values
from cms.actions.model import InvalidEntry, OpenEntry, SaveOutcome
from cms.actions.opening import entry_context, new_entry, open_entry
from cms.actions.saving import save_values
from cms.actions.site import Site
from cms.config import Field
from cms.errors import DocumentError, InvalidInput
from cms.fields import field_at, get_at, parse_text, set_at, validate
from cms.state import Person
from cms.syntax import Value

__all__ = ["create_texts", "set_texts"]


def set_texts(
    site: Site,
    collection_name: str,
    slug: str,
    changes: Mapping[str, str | Value],
    *,
    typed: bool = False,
    person: Person,
    locale: str = "",
    message: str = "",
) -> SaveOutcome:
    """Set fields of an entry by dotted path (`seo.title`, `links.0.url`): one edit, one commit.

    Without `typed` each value is text, taken as the field's widget takes it from a form; with it, values are plain
    data. A key that no field describes may be set too. Only what is set is validated: InvalidEntry names it.
    """
    entry = open_entry(site, collection_name, slug, locale=locale)
    if entry.document is None and entry.problem:
        raise DocumentError(f"{entry.path} cannot be edited by field. {entry.problem}")
    values = _applied(site, entry, changes, typed)
    return save_values(site, entry, values, person, message=message)


def create_texts(
    site: Site,
    collection_name: str,
    changes: Mapping[str, str | Value],
    *,
    typed: bool = False,
    person: Person,
    locale: str = "",
    slug: str = "",
) -> SaveOutcome:
    """Create an entry from fields given as text, over the fields' defaults: one commit. All fields are validated.

    `slug` is what its address is made of where it is not to be made by the configuration's template.
    """
    blank = with_typed_slug(new_entry(site, collection_name, locale=locale), slug)
    values = _applied(site, blank, changes, typed)
    problems = tuple(
        item for item in validate(blank.fields, values, entry_context(site, blank)) if item.severity == "error"
    )
    if problems:
        raise InvalidEntry(" ".join(item.message for item in problems), problems)
    return create_values(site, blank, values, person)


def _applied(site: Site, entry: OpenEntry, changes: Mapping[str, str | Value], typed: bool) -> dict[str, Value]:
    context = entry_context(site, entry)
    values: dict[str, Value] = dict(entry.values)
    for name, given in changes.items():
        field = field_at(entry.fields, name)
        if typed or not isinstance(given, str):
            value: Value = given
        else:
            value = parse_text(field or _plain(name), given, get_at(entry.values, name, None), context)
        values = set_at(values, name, value)
    _check(entry, values, tuple(changes), validate(entry.fields, values, context))
    return values


def _check(entry: OpenEntry, values: Mapping[str, Value], names: tuple[str, ...], problems: tuple) -> None:  # type: ignore[type-arg]
    touched = tuple(
        item
        for item in problems
        if item.severity == "error" and any(_covers(name, ".".join(map(str, item.path))) for name in names)
    )
    if touched:
        raise InvalidEntry(" ".join(item.message for item in touched), touched)


def _covers(name: str, path: str) -> bool:
    return path == name or path.startswith(f"{name}.") or name.startswith(f"{path}.")


def _plain(name: str) -> Field:
    if not name or name.startswith(".") or name.endswith("."):
        raise InvalidInput(f"{name!r} is not the name of a field. Use dots for nested ones, as in `seo.title`.")
    last = name.rsplit(".", 1)[-1]
    return Field(name=last, label=last, required=False)
