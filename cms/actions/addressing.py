"""The address that a form asks for: its control, and what is wrong with it."""

from __future__ import annotations

from dataclasses import replace

from cms.actions.model import InvalidEntry, OpenEntry
from cms.entries import SLUG_NAME, identifier_field, short_address, slug_field
from cms.errors import InvalidInput
from cms.fields import Control, FieldContext, FormData, Problem, build_controls, parse_form, scalar_text, validate

__all__ = ["shown_address", "typed_slug", "with_slug_control", "with_typed_slug"]


def with_slug_control(
    entry: OpenEntry,
    controls: tuple[Control, ...],
    context: FieldContext,
    problems: tuple[Problem, ...] = (),
    form: FormData | None = None,
) -> tuple[Control, ...]:
    """The controls of a form with that of the address, after the field that names the entry, where it may be typed."""
    field = slug_field(entry.collection, new=not entry.slug) if _has_address(entry) else None
    if field is None:
        return controls
    own = build_controls((field,), {SLUG_NAME: shown_address(entry)}, context, problems, form)
    named = identifier_field(entry.collection)
    place = next((at + 1 for at, each in enumerate(controls) if named is not None and each.path == (named.name,)), 0)
    return (*controls[:place], *own, *controls[place:])


def typed_slug(entry: OpenEntry, form: FormData, context: FieldContext) -> str:
    """What was typed as the address, "" for nothing. Raises InvalidEntry if it does not fit."""
    field = slug_field(entry.collection, new=not entry.slug) if _has_address(entry) else None
    if field is None or f"f.{SLUG_NAME}" not in form:
        return ""
    parsed = parse_form((field,), form, {SLUG_NAME: shown_address(entry)}, context)
    problems = (*parsed.problems, *validate((field,), parsed.values, context))
    if problems:
        raise InvalidEntry(f"1 field needs you: {field.label}", problems, form)
    return scalar_text(parsed.values.get(SLUG_NAME, "")).strip()


def with_typed_slug(entry: OpenEntry, text: str) -> OpenEntry:
    """A new entry that is to have this address. Raises InvalidInput if one has to be typed and none is given."""
    if not text and entry.collection.slug_input.required:
        raise InvalidInput(f"An entry of `{entry.collection.name}` needs an address of its own. Say which.")
    return replace(entry, wanted_slug=text)


def shown_address(entry: OpenEntry) -> str:
    """The entry's address as people know it, "" for a new one."""
    return short_address(entry.collection, entry.slug) if entry.slug else ""


def _has_address(entry: OpenEntry) -> bool:
    """Whether an address is asked for in this language: all have the one of the first."""
    return entry.file is None and (not entry.locales or entry.locale == entry.locales[0])
