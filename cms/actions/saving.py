"""Saving entries: the one write path that the browser and the command line share."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TypeVar

from cms.actions.addressing import typed_slug, with_typed_slug
from cms.actions.clashes import Clash, conflict_of, settled, theirs_of
from cms.actions.composing import Composed, composed, spread
from cms.actions.limits import room_for_one
from cms.actions.messages import message_by
from cms.actions.model import EntryDeleted, InvalidEntry, Marks, OpenEntry, SaveOutcome, Upload
from cms.actions.moving import as_placed, moves_whole, placed_below, placed_slug, save_moved
from cms.actions.opening import as_of, collection_named, entry_context, new_entry, open_entry
from cms.actions.renaming import asked_slug, save_renamed
from cms.actions.site import Site
from cms.actions.uploads import checked_uploads, place_uploads
from cms.config import Absent
from cms.entries import Action, Merge, entry_i18n, entry_path, merge_values, moved_slug, new_slug
from cms.errors import Conflict, DocumentError, InvalidInput, NotFound
from cms.fields import (
    ROOT,
    FormData,
    Problem,
    begun_values,
    default_values,
    encode_addresses,
    get_at,
    parse_form,
    root_of,
    validate,
)
from cms.gitstore import Change, Identity, StaleBase
from cms.media import CheckedUpload, PictureChange
from cms.state import Person
from cms.syntax import Value, same

__all__ = ["create_entry", "create_values", "resolve_conflict", "save_entry", "save_source", "save_values"]

ATTEMPTS = 40  # how often a save starts over because another process moved the branch under it

Values = Mapping[str, Value]
Sent = TypeVar("Sent", Upload, CheckedUpload)


@dataclass(frozen=True, slots=True)
class _Edit:
    """One language of an entry as it was opened, and the values it should have."""

    entry: OpenEntry
    values: Values


@dataclass(frozen=True, slots=True)
class _Typed:
    edits: tuple[_Edit, ...]
    files: dict[PurePosixPath, bytes]
    warnings: tuple[str, ...] = ()


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
        entries = _as_opened(site, collection_name, slug, Marks(locale, base, start), beside)
        wanted = _wanted_slug(site, entries[0], form, place)
        sent = _checked(site, entries, uploads or {})
        typed = _parsed(site, entries, form, sent, wanted)
        outcome = _save(site, typed.edits, person, files=typed.files, wanted=wanted)
        return replace(outcome, warnings=typed.warnings, pictures=_changed_pictures(sent))

    return _once(site, key, save)


def save_values(site: Site, entry: OpenEntry, values: Values, person: Person, *, message: str = "") -> SaveOutcome:
    """Save values that are already parsed, as `cms set` does: the entry as it was opened, with these values."""
    return _save(site, (_Edit(entry, values),), person, message=message)


def create_entry(
    site: Site,
    collection_name: str,
    form: FormData,
    *,
    person: Person,
    key: str,
    locale: str = "",
    beside: Marks | None = None,
    languages: Collection[str] | None = None,
    uploads: Mapping[str, Upload] | None = None,
    place: str = "",
    index: bool = False,
) -> SaveOutcome:
    """Publish a new entry: one commit with its files and those uploaded with it. Raises as `save_entry`.

    `languages` are those it is written in besides those of the form; None for the configuration's `initial_locales`.
    `place` is the folder of an entry of a nested collection; `index` makes the `index_file` of a folder.
    """

    def save() -> SaveOutcome:
        locales = (locale, *((beside.locale,) if beside is not None else ()))
        below = placed_below(site, collection_named(site, collection_name), place, index=index)
        fresh = (new_entry(site, collection_name, locale=each, below=below, index=index) for each in locales)
        blanks = tuple(replace(blank, values={}) for blank in fresh)
        slug = typed_slug(blanks[0], form, entry_context(site, blanks[0]))
        blanks = (with_typed_slug(blanks[0], slug), *blanks[1:])
        sent = _checked(site, blanks, uploads or {})
        typed = _parsed(site, blanks, form, sent, begun=True)
        outcome = _create(site, typed.edits, person, languages, uploads=sent, files=typed.files)
        return replace(outcome, warnings=typed.warnings, pictures=_changed_pictures(sent))

    return _once(site, key, save)


def create_values(site: Site, blank: OpenEntry, values: Values, person: Person) -> SaveOutcome:
    """Create an entry from parsed values, at the first free address its slug template gives."""
    return _create(site, (_Edit(blank, values),), person, None, uploads={}, files={})


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
        entries = _as_opened(site, collection_name, slug, Marks(locale, base, start), beside)
        typed = _parsed(site, entries, form, {})
        edits, left = [], []
        for edit, oid in zip(typed.edits, theirs_of(theirs, len(entries)), strict=True):
            seen = as_of(site, edit.entry, oid) if oid else edit.entry
            clash = settled(edit.entry, seen, edit.values, choices, own, main=edit is typed.edits[0])
            edits.append(_Edit(seen, clash.merge.values))
            left.append(clash)
        if any(clash.merge.conflicts for clash in left):
            raise conflict_of(left)
        return _save(site, tuple(edits), person, wanted=_wanted_slug(site, entries[0], form, place))

    return _once(site, key, save)


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
        return _commit(site, entry, files, person, "update", values=entry.values)

    return _once(site, key, save)


def _as_opened(
    site: Site, collection_name: str, slug: str, marks: Marks, beside: Marks | None
) -> tuple[OpenEntry, ...]:
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


def _wanted_slug(site: Site, entry: OpenEntry, form: FormData, place: str | None) -> str:
    """The slug that an entry's form asks for, by another folder or another address."""
    asked = asked_slug(site, entry, form, entry_context(site, entry))
    placed = placed_slug(site, entry.collection, entry.slug, place) if place is not None else entry.slug
    if entry.slug not in (asked, placed):
        raise InvalidInput("The path and the address were both changed. Change one of them, publish, then the other.")
    return placed if placed != entry.slug else asked


def _parsed(
    site: Site,
    entries: Sequence[OpenEntry],
    form: FormData,
    uploads: Mapping[str, CheckedUpload],
    slug: str = "",
    *,
    begun: bool = False,
) -> _Typed:
    """What the form says of each language. Raises InvalidEntry with what is wrong in all of them.

    `slug` is the one that the entry will have, beside which its uploads go. One that is `begun` has the defaults of the
    fields that no form sends, such as hidden ones, and `false` where a box that is off by default was left alone.
    """
    edits, files = [], dict[PurePosixPath, bytes]()
    blocking: list[tuple[Problem, ...]] = []
    warnings: list[str] = []
    for number, entry in enumerate(entries):
        context = entry_context(site, entry)
        present = begun_values(entry.fields, context) if begun else entry.values
        parsed = parse_form(entry.fields, form, present, context, root_of(entry.locale) if number else ROOT)
        values = dict(parsed.values)
        if number and entry.slug and not entry.translated and same(values, dict(entry.values)):
            continue  # nothing was typed in a language that is not there
        if own := _own_uploads(uploads, entry, main=not number):
            values, placed = place_uploads(site, as_placed(entry, slug), values, own)
            files |= placed
        if context.encode_paths:
            values = encode_addresses(entry.fields, entry.values, values)
        wrong = validate(entry.fields, values, context)
        new = (item for item in wrong if item.severity == "error" and not _was_so(entry, values, item))
        blocking.append((*parsed.problems, *new))
        warnings += [item.message for item in (*parsed.problems, *wrong)]
        edits.append(_Edit(entry, values))
    if any(blocking):
        raise _invalid(blocking, form)
    return _Typed(tuple(edits), files, tuple(warnings))


def _checked(site: Site, entries: Sequence[OpenEntry], uploads: Mapping[str, Upload]) -> dict[str, CheckedUpload]:
    """The files sent with a form as they may be stored, by the same names. Raises InvalidUpload."""
    found: dict[str, CheckedUpload] = {}
    for number, entry in enumerate(entries):
        fit = checked_uploads(site, entry, _own_uploads(uploads, entry, main=not number))
        mark = f"@{entry.locale}." if number else ""
        found |= {f"{mark}{name}": upload for name, upload in fit.items()}
    return found


def _changed_pictures(sent: Mapping[str, CheckedUpload]) -> tuple[PictureChange, ...]:
    return tuple(fit.change for fit in sent.values() if fit.change is not None)


def _own_uploads(uploads: Mapping[str, Sent], entry: OpenEntry, *, main: bool) -> dict[str, Sent]:
    """The files that were sent for one of the form's languages."""
    mark = f"@{entry.locale}."
    if main:
        return {name: upload for name, upload in uploads.items() if not name.startswith("@")}
    return {name.removeprefix(mark): upload for name, upload in uploads.items() if name.startswith(mark)}


def _invalid(blocking: Sequence[tuple[Problem, ...]], form: FormData) -> InvalidEntry:
    every = [item for problems in blocking for item in problems]
    names = ", ".join(dict.fromkeys(item.label for item in every))
    words = f"{len(every)} {'field needs' if len(every) == 1 else 'fields need'} you: {names}"
    return InvalidEntry(words, blocking[0], form, beside=blocking[1] if len(blocking) > 1 else ())


def _was_so(entry: OpenEntry, values: Values, problem: Problem) -> bool:
    """Whether the file had this value before: what was wrong before somebody came must not stop their edit."""
    if not entry.translated:
        return False
    before, now = get_at(entry.values, problem.path), get_at(values, problem.path)
    if isinstance(before, Absent) or isinstance(now, Absent):
        return before is now
    return same(before, now)


def _save(
    site: Site,
    edits: Sequence[_Edit],
    person: Person,
    *,
    files: Mapping[PurePosixPath, bytes] | None = None,
    message: str = "",
    wanted: str = "",
) -> SaveOutcome:
    """Bring values (typed over the entry as it was opened) onto what the branch holds now, under `slug` if given."""
    with site.entry_locks(edits[0].entry.address):
        return _save_alone(site, edits, person, files or {}, message, wanted or edits[0].entry.slug)


def _save_alone(
    site: Site, edits: Sequence[_Edit], person: Person, files: Mapping[PurePosixPath, bytes], message: str, slug: str
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
            outcome = _commit(
                site, current, found, person, action, values=values, files=files, message=message, slug=slug
            )
        except StaleBase:
            continue
        theirs = tuple(item.label for clash in joined for item in clash.merge.joined if item.whose == "theirs")
        return replace(outcome, joined=theirs, joined_by=current.updated_by if theirs else "")
    raise Conflict("The entry keeps changing. Nothing was saved and nothing was lost; publish again in a moment.")


def _joined(site: Site, edit: _Edit, *, main: bool) -> Clash:
    """The values of one language, with what the branch has got meanwhile."""
    entry = edit.entry
    try:
        current = open_entry(site, entry.collection.name, entry.slug, locale=entry.locale)
    except NotFound as gone:
        raise EntryDeleted("This entry was deleted while you were writing. Your text is safe.", entry=entry) from gone
    if current.base == entry.base or not (current.translated or not current.origin):
        return Clash(entry, current, Merge(dict(edit.values)), main)
    return Clash(entry, current, merge_values(entry.fields, entry.values, edit.values, current.values), main)


def _create(
    site: Site,
    edits: Sequence[_Edit],
    person: Person,
    languages: Collection[str] | None,
    *,
    uploads: Mapping[str, CheckedUpload],
    files: Mapping[PurePosixPath, bytes],
) -> SaveOutcome:
    blank, extra = edits[0].entry, dict(files)
    for _ in range(ATTEMPTS):
        slug = _free_slug(site, blank, edits[0].values)
        wanted: dict[str, tuple[OpenEntry, Values]] = {}
        for edit in (*edits, *_others(site, edits, languages)):
            entry = _standing(site, edit.entry, slug, edit.values)
            values = edit.values
            if own := _own_uploads(uploads, entry, main=edit is edits[0]):
                values, placed = place_uploads(site, entry, values, own)
                extra = placed if edit is edits[0] else {**extra, **placed}
                if entry_context(site, entry).encode_paths:
                    values = encode_addresses(entry.fields, edit.values, values)
            wanted[entry.locale] = entry, values
        spread_out = spread(site, wanted)
        kept = [item for item in spread_out.values() if item[1] or item[0].locale == blank.locale]
        found, path = composed(site, kept), wanted[blank.locale][0].path
        try:
            entry, values = wanted[blank.locale]
            with room_for_one(site, entry.collection):
                return _commit(site, entry, found, person, "create", values=values, files=extra)
        except StaleBase as stale:
            if stale.path not in {item.path for item in found}:
                raise
    raise Conflict(f"Other entries with this address keep appearing ({path}). Nothing was saved; try again.")


def _others(site: Site, edits: Sequence[_Edit], languages: Collection[str] | None) -> list[_Edit]:
    """The further languages a new entry is written in, each with its fields' defaults."""
    entry = edits[0].entry
    i18n = entry_i18n(entry.collection, entry.file)
    there = {edit.entry.locale for edit in edits}
    if i18n is None or i18n.default_locale not in there:
        return []
    wanted = languages if languages is not None else i18n.initial_locales or i18n.locales
    found = []
    for locale in entry.locales:
        if locale in wanted and locale not in there:
            index = entry.file is not None
            blank = new_entry(site, entry.collection.name, locale=locale, below=entry.below, index=index)
            found.append(_Edit(blank, default_values(blank.fields, entry_context(site, blank))))
    return found


def _standing(site: Site, blank: OpenEntry, slug: str, values: Values) -> OpenEntry:
    path = entry_path(blank.collection, slug, values, site.clock(), site.config, blank.locale)
    return replace(blank, slug=slug, path=path)


def _free_slug(site: Site, blank: OpenEntry, values: Values) -> str:
    now = site.clock()

    def taken(slug: str) -> bool:
        paths = {
            entry_path(blank.collection, slug, values, now, site.config, locale)
            for locale in blank.locales or (blank.locale,)
        }
        return any(site.repository.read_path(path) is not None for path in paths)

    if blank.file is not None:
        slug = moved_slug(blank.file.name, blank.below)  # the index file of a folder has no other name
        if taken(slug):
            raise Conflict(f"There is already a page at {slug}. Open it instead.")
        return slug
    return new_slug(
        blank.collection,
        values,
        site.config,
        now,
        taken,
        below=blank.below,
        typed=blank.wanted_slug,
        language=blank.locale,
        seed=secrets.token_hex(16),
    )


def _commit(
    site: Site,
    entry: OpenEntry,
    found: Sequence[Composed],
    person: Person,
    action: Action,
    *,
    values: Values | None = None,
    files: Mapping[PurePosixPath, bytes] | None = None,
    message: str = "",
    slug: str = "",
) -> SaveOutcome:
    """Write the files of an entry and those sent with it, and move it if `slug` is another one: one commit, or none."""
    if entry.path is None:
        raise InvalidInput("This entry has no file in this language yet.")
    slug = slug or entry.slug
    if not found and not files and slug == entry.slug:
        return SaveOutcome(site.head(), entry.slug, entry.path, changed=False)
    text = message or message_by(site, person, action, entry.collection, slug, entry.path, values)
    written = {**(files or {}), **{item.path: item.data for item in found}}
    change = Change(
        files=written,
        bases={**dict.fromkeys(files or {}), **{item.path: item.base or None for item in found}},
        author=Identity(person.name, person.email),
        message=text,
    )
    if slug != entry.slug:
        save = save_moved if moves_whole(entry) else save_renamed
        saved, path = save(site, entry, slug, change)
        return SaveOutcome(saved.commit, slug, path, left_alone=saved.left_alone)
    saved = site.repository.save(change)
    site.saved(saved, written)
    return SaveOutcome(saved.commit, entry.slug, entry.path, left_alone=saved.left_alone)


def _once(site: Site, key: str, save: Callable[[], SaveOutcome]) -> SaveOutcome:
    """Save, unless this very form was saved before: then what that came to."""
    with site.state.once(key) as once:
        if once.outcome is not None:
            return _recalled(once.outcome)
        outcome = save()
        once.record(_remembered(outcome))
        return outcome


def _remembered(outcome: SaveOutcome) -> str:
    return json.dumps([outcome.commit, outcome.slug, str(outcome.path), outcome.changed])


def _recalled(text: str) -> SaveOutcome:
    commit, slug, path, changed = json.loads(text)
    return SaveOutcome(commit, slug, PurePosixPath(path), changed=changed)
