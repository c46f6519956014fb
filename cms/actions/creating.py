"""Making entries: in one language or several, at the first free address, as one commit."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from pathlib import PurePosixPath

from msgspec.structs import replace

from cms.actions.addressing import typed_slug, with_typed_slug
from cms.actions.committing import commit, once
from cms.actions.composing import composed, spread
from cms.actions.limits import room_for_one
from cms.actions.model import Marks, OpenEntry, SaveOutcome, Upload
from cms.actions.moving import placed_below
from cms.actions.opening import collection_named, entry_context, new_entry, open_entry
from cms.actions.site import Site
from cms.actions.typed import Edit, changed_pictures, checked_files, own_uploads, parse_typed
from cms.actions.uploads import place_uploads
from cms.entries import entry_i18n, entry_path, moved_slug, new_slug
from cms.errors import Conflict
from cms.fields import ROOT, FormData, default_values, encode_addresses, root_of
from cms.gitstore import StaleBase
from cms.media import CheckedUpload
from cms.state import Person
from cms.syntax import Value

__all__ = ["copied_languages", "create_entry", "create_values"]

ATTEMPTS = 40  # how often it starts over because another process took the address meanwhile

MADE = ("hidden", "uuid", "compute")  # widgets whose values nobody types

Values = Mapping[str, Value]


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
    copy_of: str = "",
) -> SaveOutcome:
    """Publish a new entry: one commit with its files and those uploaded with it. Raises as `save_entry`.

    `languages` are those it is written in besides those of the form; None for the configuration's `initial_locales`.
    `place` is the folder of an entry of a nested collection; `index` makes the `index_file` of a folder. With the slug
    of another entry as `copy_of`, what the form does not hold is taken from that one: keys that no field describes, and
    its other languages, which are all that it has if `languages` is None.
    """

    def save() -> SaveOutcome:
        locales = (locale, *((beside.locale,) if beside is not None else ()))
        below = placed_below(site, collection_named(site, collection_name), place, index=index)
        fresh = (new_entry(site, collection_name, locale=each, below=below, index=index) for each in locales)
        original = copy_of if site.index.find(collection_name, copy_of) is not None else ""
        blanks = tuple(replace(blank, values=_unseen(site, blank, original)) for blank in fresh)
        blanks = (with_typed_slug(blanks[0], _typed_name(site, blanks, form)), *blanks[1:])
        sent = checked_files(site, blanks, uploads or {})
        typed = parse_typed(site, blanks, form, sent, begun=True)
        outcome = _create(site, typed.edits, person, languages, uploads=sent, files=typed.files, copy_of=original)
        return replace(outcome, warnings=typed.warnings, pictures=changed_pictures(sent))

    return once(site, key, save)


def create_values(site: Site, blank: OpenEntry, values: Values, person: Person) -> SaveOutcome:
    """Create an entry from parsed values, at the first free address its slug template gives."""
    return _create(site, (Edit(blank, values),), person, None, uploads={}, files={})


def _typed_name(site: Site, blanks: Sequence[OpenEntry], form: FormData) -> str:
    """What was typed as the address, in whichever of the form's languages it is asked for."""
    roots = (ROOT, *(root_of(each.locale) for each in blanks[1:]))
    texts = (typed_slug(each, form, entry_context(site, each), root) for each, root in zip(blanks, roots, strict=True))
    return next(filter(None, texts), "")


def _create(
    site: Site,
    edits: Sequence[Edit],
    person: Person,
    languages: Collection[str] | None,
    *,
    uploads: Mapping[str, CheckedUpload],
    files: Mapping[PurePosixPath, bytes],
    copy_of: str = "",
) -> SaveOutcome:
    blank, extra = edits[0].entry, dict(files)
    for _ in range(ATTEMPTS):
        slug = _free_slug(site, blank, edits[0].values)
        wanted: dict[str, tuple[OpenEntry, Values]] = {}
        for edit in (*edits, *_others(site, edits, languages, copy_of)):
            entry = _standing(site, edit.entry, slug, edit.values)
            values = edit.values
            if own := own_uploads(uploads, entry, main=edit is edits[0]):
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
                return commit(site, entry, found, person, "create", values=values, files=extra)
        except StaleBase as stale:
            if stale.path not in {item.path for item in found}:
                raise
    raise Conflict(f"Other entries with this address keep appearing ({path}). Nothing was saved; try again.")


def _others(site: Site, edits: Sequence[Edit], languages: Collection[str] | None, copy_of: str) -> list[Edit]:
    """The further languages a new entry is written in: each as the original has it, else with its fields' defaults."""
    entry = edits[0].entry
    i18n = entry_i18n(entry.collection, entry.file)
    there = {edit.entry.locale for edit in edits}
    copied = copied_languages(site, entry.collection.name, copy_of)
    if i18n is None or (i18n.default_locale not in there and not copied):
        return []
    wanted = languages if languages is not None else copied or i18n.initial_locales or i18n.locales
    found = []
    for locale in entry.locales:
        if locale in wanted and locale not in there:
            index = entry.file is not None
            blank = new_entry(site, entry.collection.name, locale=locale, below=entry.below, index=index)
            values = default_values(blank.fields, entry_context(site, blank))
            values |= _unseen(site, blank, copy_of) if locale in copied else {}
            found.append(Edit(blank, values))
    return found


def copied_languages(site: Site, collection: str, slug: str) -> tuple[str, ...]:
    """The languages that a copy of an entry has, those the entry itself is there in; none without a slug."""
    if not slug:
        return ()
    locales = open_entry(site, collection, slug).locales
    return tuple(locale for locale in locales if open_entry(site, collection, slug, locale=locale).translated)


def _unseen(site: Site, blank: OpenEntry, copy_of: str) -> Values:
    """What the original has, but what is made anew for each entry: a form shows only what its fields describe."""
    if not copy_of:
        return {}
    made = {field.name for field in blank.fields if field.widget in MADE}
    copy = new_entry(site, blank.collection.name, locale=blank.locale, duplicate_of=copy_of)
    return {key: value for key, value in copy.values.items() if key not in made}


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
