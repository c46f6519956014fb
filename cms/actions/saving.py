"""Saving entries: the one write path that the browser and the command line share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from cms.actions.addressing import Address
from cms.actions.clashes import Clash, conflict_of, settled, theirs_of
from cms.actions.committing import commit, once
from cms.actions.composing import Composed, composed, spread
from cms.actions.model import EntryDeleted, Marks, OpenEntry, SaveOutcome, Upload
from cms.actions.moving import placed_slug
from cms.actions.opening import as_of, collection_named, entry_context, open_entry
from cms.actions.renaming import asked_address
from cms.actions.site import Site
from cms.actions.typed import Edit, changed_pictures, checked_files, parse_typed
from cms.entries import Action, Merge, merge_values
from cms.errors import Conflict, DocumentError, InvalidInput, NotFound
from cms.fields import ROOT, FormData, root_of
from cms.gitstore import StaleBase
from cms.state import Person
from cms.syntax import Value

__all__ = ["resolve_conflict", "save_entry", "save_source", "save_values"]

ATTEMPTS = 40  # how often a save starts over because another process moved the branch under it

Values = Mapping[str, Value]


def save_entry(
    site: Site,
    collection_name: str,
    slug: str,
    form: FormData,
    *,
    base: str,
    person: Person,
    key: str,
    locale: str = "",
    start: str = "",
    beside: Marks | None = None,
    uploads: Mapping[str, Upload] | None = None,
    place: str | None = None,
) -> SaveOutcome:
    """Publish a form over the entry it was opened from. One commit, or none if nothing changed.

    `base` is the blob oid the form carried, `start` the one whose text a new translation began with; `beside` is the
    second language of the form, if it holds two. What is the same in all languages is written to those that are there.
    `place` is the folder that an entry of a nested collection is to have (`meta.path`): it moves within the commit.

    Raises InvalidEntry, EntryConflict, EntryDeleted, NotFound, Forbidden, InvalidUpload, DocumentError and StoreError;
    nothing is written then.
    """

    def save() -> SaveOutcome:
        entries = as_opened(site, collection_name, slug, Marks(locale, base, start), beside)
        wanted = _wanted_address(site, entries, form, place)
        sent = checked_files(site, entries, uploads or {})
        typed = parse_typed(site, entries, form, sent, wanted)
        outcome = _save(site, typed.edits, person, files=typed.files, wanted=wanted)
        return replace(outcome, warnings=typed.warnings, pictures=changed_pictures(sent))

    return once(site, key, save)


def save_values(site: Site, entry: OpenEntry, values: Values, person: Person, *, message: str = "") -> SaveOutcome:
    """Save values that are already parsed, as `cms set` does: the entry as it was opened, with these values."""
    return _save(site, (Edit(entry, values),), person, message=message)


def resolve_conflict(
    site: Site,
    collection_name: str,
    slug: str,
    form: FormData,
    *,
    base: str,
    theirs: str,
    choices: Mapping[str, str],
    own: Mapping[str, str],
    person: Person,
    key: str,
    locale: str = "",
    start: str = "",
    beside: Marks | None = None,
    place: str | None = None,
) -> SaveOutcome:
    """Save the form with a choice made for each field that two people changed.

    `choices` maps dotted paths to `ours`, `theirs`, `both` (texts) or `own` (then `own` holds the text). `theirs` is
    what the choices were made against (`EntryConflict.theirs`); what changed since is asked again. Raises EntryConflict
    while something is undecided.
    """

    def save() -> SaveOutcome:
        entries = as_opened(site, collection_name, slug, Marks(locale, base, start), beside)
        typed = parse_typed(site, entries, form, {})
        edits, left = [], []
        for edit, oid in zip(typed.edits, theirs_of(theirs, len(entries)), strict=True):
            seen = as_of(site, edit.entry, oid) if oid else edit.entry
            clash = settled(edit.entry, seen, edit.values, choices, own, main=edit is typed.edits[0])
            edits.append(Edit(seen, clash.merge.values))
            left.append(clash)
        if any(clash.merge.conflicts for clash in left):
            raise conflict_of(left)
        return _save(site, tuple(edits), person, wanted=_wanted_address(site, entries, form, place))

    return once(site, key, save)


def save_source(
    site: Site, collection_name: str, slug: str, text: str, *, base: str, person: Person, key: str, locale: str = ""
) -> SaveOutcome:
    """Save the source of a file as it was typed. Raises EntryConflict's parent Conflict if it changed meanwhile."""

    def save() -> SaveOutcome:
        entry = open_entry(site, collection_name, slug, locale=locale)
        if entry.base != base:
            raise Conflict("The file changed since you opened it. Copy your text, open it again, and put it back in.")
        if entry.path is None:
            raise InvalidInput("This entry has no file in this language yet.")
        newline = "\r\n" if b"\r\n" in entry.source else "\n"
        data = text.replace("\r\n", "\n").replace("\n", newline).encode()
        files = (Composed(entry.path, entry.base, data),) if not entry.exists or data != entry.source else ()
        return commit(site, entry, files, person, "update", values=entry.values)

    return once(site, key, save)


def as_opened(site: Site, collection_name: str, slug: str, marks: Marks, beside: Marks | None) -> tuple[OpenEntry, ...]:
    """The entry as the form was opened from it, in one or two languages."""
    both = (marks, *((beside,) if beside is not None else ()))
    return tuple(_opened(site, collection_name, slug, item) for item in both)


def _opened(site: Site, collection_name: str, slug: str, marks: Marks) -> OpenEntry:
    try:
        entry = open_entry(site, collection_name, slug, locale=marks.locale, start=marks.start)
    except NotFound as gone:
        if not marks.base:
            raise
        raise EntryDeleted(
            "This entry was deleted while you were writing. Your text is safe.",
            entry=_ghost(site, collection_name, slug),
        ) from gone
    if entry.document is None and entry.problem:
        raise DocumentError(f"The file cannot be edited by form. {entry.problem}")
    return as_of(site, entry, marks.base) if marks.base else replace(entry, base="")


def _ghost(site: Site, collection_name: str, slug: str) -> OpenEntry:
    collection = collection_named(site, collection_name)
    return OpenEntry(collection, None, collection.fields, slug=slug)


def _wanted_address(site: Site, entries: Sequence[OpenEntry], form: FormData, place: str | None) -> Address:
    """What an entry's form asks for, by another folder or another address, in one of its languages or both."""
    slug = entries[0].slug
    placed = placed_slug(site, entries[0].collection, slug, place) if place is not None else slug
    asked = [
        asked_address(site, entry, form, entry_context(site, entry), root_of(entry.locale) if number else ROOT)
        for number, entry in enumerate(entries)
    ]
    names = {locale: name for each in asked for locale, name in each.names.items()}
    renamed = next((each.slug for each in asked if each.slug != slug), slug)
    if placed != slug and (names or renamed != slug):
        raise InvalidInput("The path and the address were both changed. Change one of them, publish, then the other.")
    return Address(placed if placed != slug else renamed, names)


def _save(
    site: Site,
    edits: Sequence[Edit],
    person: Person,
    *,
    files: Mapping[PurePosixPath, bytes] | None = None,
    message: str = "",
    wanted: Address | None = None,
) -> SaveOutcome:
    """Bring values (typed over the entry as it was opened) onto what the branch holds now, at an address if given."""
    with site.entry_locks(edits[0].entry.address):
        return _save_alone(site, edits, person, files or {}, message, wanted or Address(edits[0].entry.slug))


def _save_alone(
    site: Site,
    edits: Sequence[Edit],
    person: Person,
    files: Mapping[PurePosixPath, bytes],
    message: str,
    address: Address,
) -> SaveOutcome:
    for _ in range(ATTEMPTS):
        site.refresh()
        joined = [_joined(site, edit, main=edit is edits[0]) for edit in edits]
        if any(clash.merge.conflicts for clash in joined):
            raise conflict_of(joined)
        wanted: dict[str, tuple[OpenEntry, Values]] = {
            clash.current.locale: (clash.current, clash.merge.values) for clash in joined
        }
        current = joined[0].current
        action: Action = "update" if any(item.current.exists or item.current.origin for item in joined) else "create"
        try:
            found = composed(site, spread(site, wanted).values())
            values = wanted[current.locale][1]
            outcome = commit(
                site, current, found, person, action, values=values, files=files, message=message, address=address
            )
        except StaleBase:
            continue
        theirs = tuple(item.label for clash in joined for item in clash.merge.joined if item.whose == "theirs")
        return replace(outcome, joined=theirs, joined_by=current.updated_by if theirs else "")
    raise Conflict("The entry keeps changing. Nothing was saved and nothing was lost; publish again in a moment.")


def _joined(site: Site, edit: Edit, *, main: bool) -> Clash:
    """The values of one language, with what the branch has got meanwhile."""
    entry = edit.entry
    try:
        current = open_entry(site, entry.collection.name, entry.slug, locale=entry.locale)
    except NotFound as gone:
        raise EntryDeleted("This entry was deleted while you were writing. Your text is safe.", entry=entry) from gone
    if current.base == entry.base or not (current.translated or not current.origin):
        return Clash(entry, replace(current, origins=edit.origins), Merge(dict(edit.values)), main)
    return Clash(entry, current, merge_values(entry.fields, entry.values, edit.values, current.values), main)
