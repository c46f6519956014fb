"""The address that a form asks for: its control, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from cms.actions.model import InvalidEntry, OpenEntry
from cms.entries import SLUG_NAME, identifier_field, own_slugs, short_address, slug_field, slug_from_path
from cms.errors import InvalidInput
from cms.fields import ROOT, Control, FieldContext, FormData, Problem, build_controls, parse_form, scalar_text, validate

__all__ = [
    "Address",
    "own_name",
    "shown_address",
    "typed_slug",
    "with_slug_control",
    "with_typed_slug",
    "wrong_address",
]


class Address(Struct, frozen=True):
    """What an entry is to be called: its slug, and the names of languages that are to have another one of their own."""

    slug: str
    names: Mapping[str, str] = field(default_factory=dict)

    def name_of(self, entry: OpenEntry) -> str:
        """The name of the entry's file in its language."""
        own = own_name(entry)
        return self.names.get(entry.locale, self.slug if own == entry.slug else own)


def with_slug_control(
    entry: OpenEntry,
    controls: tuple[Control, ...],
    context: FieldContext,
    problems: tuple[Problem, ...] = (),
    form: FormData | None = None,
    root: str = ROOT,
) -> tuple[Control, ...]:
    """The controls of a form with that of the address, after the field that names the entry, where it may be typed."""
    asked = slug_field(entry.collection, new=not entry.slug) if _has_address(entry) else None
    if asked is None:
        return controls
    own = build_controls((asked,), {SLUG_NAME: shown_address(entry)}, context, problems, form, root)
    named = identifier_field(entry.collection)
    place = next((at + 1 for at, each in enumerate(controls) if named is not None and each.path == (named.name,)), 0)
    return (*controls[:place], *own, *controls[place:])


def typed_slug(entry: OpenEntry, form: FormData, context: FieldContext, root: str = ROOT) -> str:
    """What was typed as the address, "" for nothing. Raises InvalidEntry if it does not fit."""
    asked = slug_field(entry.collection, new=not entry.slug) if _has_address(entry) else None
    if asked is None or f"{root}.{SLUG_NAME}" not in form:
        return ""
    parsed = parse_form((asked,), form, {SLUG_NAME: shown_address(entry)}, context, root)
    problems = (*parsed.problems, *validate((asked,), parsed.values, context))
    if problems:
        raise wrong_address(entry, problems, form, root)
    return scalar_text(parsed.values.get(SLUG_NAME, "")).strip()


def wrong_address(entry: OpenEntry, problems: tuple[Problem, ...], form: FormData, root: str = ROOT) -> InvalidEntry:
    """The refusal of a form for its address, at the language that it was typed in."""
    words = f"1 field needs you: {problems[0].label}"
    return InvalidEntry(words, problems, form) if root == ROOT else InvalidEntry(words, (), form, beside=problems)


def with_typed_slug(entry: OpenEntry, text: str) -> OpenEntry:
    """A new entry that is to have this address. Raises InvalidInput if one has to be typed and none is given."""
    if not text and entry.collection.slug_input.required:
        raise InvalidInput(f"An entry of `{entry.collection.name}` needs an address of its own. Say which.")
    return replace(entry, wanted_slug=text)


def shown_address(entry: OpenEntry) -> str:
    """The entry's address in its language as people know it, "" for a new one."""
    return short_address(entry.collection, own_name(entry)) if entry.slug else ""


def own_name(entry: OpenEntry) -> str:
    """The name of the entry's file in its language: the slug, unless languages have names of their own."""
    if entry.path is None or not entry.translated or own_slugs(entry.collection) is None:
        return entry.slug
    return slug_from_path(entry.collection, entry.path) or entry.slug


def _has_address(entry: OpenEntry) -> bool:
    """Whether an address is asked for in this language: all have the one of the first, or each one that is there."""
    if entry.file is not None:
        return False
    if entry.slug and own_slugs(entry.collection) is not None:
        return entry.translated
    return not entry.locales or entry.locale == entry.locales[0]
