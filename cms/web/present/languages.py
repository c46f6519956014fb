"""The languages of an entry as the editor shows them: how each stands, and two of them beside each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from cms.actions import OpenEntry, Translation
from cms.entries import SLUG_NAME, entry_fields, entry_i18n, identifier_field
from cms.fields import Control
from cms.web.present.words import date_of, language_name

__all__ = ["LanguageView", "Twin", "begun_in", "changed_notes", "language_views", "twins"]


class LanguageView(Struct, frozen=True):
    """One language of the switch. `state` is a class (`missing`, `partly`, `older`, `complete`), `words` say it."""

    locale: str
    name: str
    state: str
    words: str


class Twin(Struct, frozen=True):
    """A field in two languages; None where one does not have it. `note` says that the original changed since.

    `alone`: nothing is copied from one to the other (the address).
    """

    left: Control | None
    right: Control | None
    note: str = ""
    alone: bool = False


def language_views(entry: OpenEntry, states: Sequence[Translation], now: datetime) -> tuple[LanguageView, ...]:
    """The languages to choose from, in order; without `states` (a new entry) just their names."""
    original = language_name(entry.locales[0]) if entry.locales else ""
    known = {item.locale: item for item in states}
    return tuple(_view(locale, known.get(locale), original, now) for locale in entry.locales)


def twins(
    left: OpenEntry, left_controls: Sequence[Control], right: OpenEntry, right_controls: Sequence[Control]
) -> tuple[Twin, ...]:
    """The fields of two languages, each beside its twin; what is the same in all of them stands once, at the left."""
    first = {control.path[0]: control for control in left_controls}
    second = {control.path[0]: control for control in right_controls}
    rows = []
    names = [field.name for field in entry_fields(left.collection, left.file)]
    if SLUG_NAME in first or SLUG_NAME in second:
        named = identifier_field(left.collection, left.file)
        names.insert(names.index(named.name) + 1 if named is not None else 0, SLUG_NAME)
    for name in names:
        one, other = first.get(name), second.get(name)
        if one is not None and other is not None and other.shared and other.readonly:
            other = None
        if one is not None or other is not None:
            rows.append(Twin(one, other, alone=name == SLUG_NAME))
    return tuple(rows)


def begun_in(
    entry: OpenEntry, beside: OpenEntry | None, chosen: Sequence[str] | None, copied: Sequence[str] = ()
) -> tuple[tuple[str, str, bool], ...]:
    """The further languages a new entry may be begun in: tag, name, and whether it is chosen.

    `copied` are those of the entry that it is a copy of.
    """
    i18n = entry_i18n(entry.collection, entry.file)
    if i18n is None or (entry.locale != i18n.default_locale and not copied):
        return ()
    wanted = chosen if chosen is not None else copied or i18n.initial_locales or i18n.locales
    there = (entry.locale, beside.locale if beside is not None else "")
    return tuple((locale, language_name(locale), locale in wanted) for locale in entry.locales if locale not in there)


def changed_notes(state: Translation | None, original: str, now: datetime) -> dict[str, str]:
    """What to say beside the fields whose original changed since: `The English text changed on 4 Nov.`"""
    if state is None or state.state != "older":
        return {}
    when = f" on {date_of(state.since, now)}" if state.since is not None else ""
    return dict.fromkeys(state.names, f"The {language_name(original)} text changed{when}.")


def _view(locale: str, state: Translation | None, original: str, now: datetime) -> LanguageView:
    return LanguageView(locale, language_name(locale), state.state if state else "", _words(state, original, now))


def _words(state: Translation | None, original: str, now: datetime) -> str:
    if state is None or state.state == "original":
        return ""
    if state.state == "missing":
        return "Not there yet"
    count = len(state.names)
    fields = "1 field" if count == 1 else f"{count} fields"
    if state.state == "partly":
        return f"{fields} not translated"
    if state.state == "older":
        when = f" on {date_of(state.since, now)}" if state.since is not None else ""
        return f"{original} changed{when}: {fields}"
    return "Complete"
