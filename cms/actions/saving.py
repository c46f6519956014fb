"""Saving entries: the one write path that the browser and the command line share."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from cms.actions.messages import message_by
from cms.actions.model import EntryConflict, EntryDeleted, InvalidEntry, OpenEntry, SaveOutcome, Upload
from cms.actions.moving import as_placed, placed_below, placed_slug, save_moved
from cms.actions.opening import as_of, collection_named, entry_context, new_entry, open_entry
from cms.actions.site import Site
from cms.actions.uploads import place_uploads
from cms.config import Absent
from cms.documents import create_document, edit_document
from cms.entries import (
    Action,
    Merge,
    entry_kind,
    entry_path,
    merge_values,
    moved_slug,
    new_slug,
    resolve_conflicts,
    write_locale,
)
from cms.errors import Conflict, DocumentError, InvalidInput, NotFound
from cms.fields import FormData, Problem, get_at, parse_form, validate
from cms.gitstore import Change, Identity, StaleBase
from cms.state import Person
from cms.syntax import Value, same

__all__ = ["create_entry", "create_values", "resolve_conflict", "save_entry", "save_source", "save_values"]

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
    uploads: Mapping[str, Upload] | None = None,
    place: str | None = None,
) -> SaveOutcome:
    """Publish a form over the entry it was opened from. One commit, or none if nothing changed.

    `place` is the folder that an entry of a nested collection is to have (`meta.path`); it moves within the commit.
    `base` is the blob oid the form carried. Raises InvalidEntry, EntryConflict, EntryDeleted, NotFound, Forbidden,
    InvalidUpload, DocumentError and StoreError; nothing is written then.
    """

    def save() -> SaveOutcome:
        entry = _as_opened(site, collection_name, slug, base, locale)
        wanted = placed_slug(site, entry.collection, slug, place) if place is not None else slug
        typed = _parsed(site, as_placed(entry, wanted), form, uploads or {})
        outcome = _save(site, entry, typed.values, person, files=typed.files, wanted=wanted)
        return replace(outcome, warnings=typed.warnings)

    return _once(site, key, save)


def save_values(site: Site, entry: OpenEntry, values: Values, person: Person, *, message: str = "") -> SaveOutcome:
    """Save values that are already parsed, as `cms set` does: the entry as it was opened, with these values."""
    return _save(site, entry, values, person, message=message)


def create_entry(
    site: Site,
    collection_name: str,
    form: FormData,
    *,
    person: Person,
    key: str,
    locale: str = "",
    uploads: Mapping[str, Upload] | None = None,
    place: str = "",
    index: bool = False,
) -> SaveOutcome:
    """Publish a new entry: one commit with its file and the files uploaded with it. Raises as `save_entry`.

    `place` is the folder of an entry of a nested collection; `index` makes the `index_file` of a folder.
    """

    def save() -> SaveOutcome:
        blank = replace(new_entry(site, collection_name, locale=locale, index=index), values={})
        below = placed_below(site, blank.collection, place, index=index) if blank.collection.nested else ""
        blank = replace(blank, below=below)
        typed = _parsed(site, blank, form, uploads or {})
        outcome = create_values(site, blank, typed.values, person, uploads=uploads, files=typed.files)
        return replace(outcome, warnings=typed.warnings)

    return _once(site, key, save)


def create_values(
    site: Site,
    blank: OpenEntry,
    values: Values,
    person: Person,
    *,
    uploads: Mapping[str, Upload] | None = None,
    files: Mapping[PurePosixPath, bytes] | None = None,
) -> SaveOutcome:
    """Create an entry from parsed values, at the first free address its slug template gives."""
    for _ in range(ATTEMPTS):
        slug, path = _free_address(site, blank, values)
        entry = replace(blank, slug=slug, path=path)
        wanted, extra = dict(values), dict(files or {})
        if uploads:
            wanted, extra = place_uploads(site, entry, wanted, uploads)
        data = _new_bytes(entry, write_locale(site.config, entry.collection, entry.file, {}, wanted, entry.locale))
        try:
            return _commit(site, entry, data, person, "create", values=wanted, files=extra)
        except StaleBase as stale:
            if stale.path != path:
                raise
    raise Conflict("Other entries with this address keep appearing. Nothing was saved; try again.")


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
    place: str | None = None,
) -> SaveOutcome:
    """Save the form with a choice made for each field that two people changed.

    `choices` maps dotted paths to `ours`, `theirs`, `both` (texts) or `own` (then `own` holds the text). `theirs` is
    the oid the choices were made against; what changed since is asked again. Raises EntryConflict while something is
    undecided.
    """

    def save() -> SaveOutcome:
        entry = _as_opened(site, collection_name, slug, base, locale)
        typed = _parsed(site, entry, form, {})
        seen = as_of(site, replace(entry, base=base), theirs)
        merge = merge_values(entry.fields, entry.values, typed.values, seen.values)
        settled = resolve_conflicts(merge, choices, own)
        if settled.conflicts:
            raise _conflict(site, entry, seen, settled)
        wanted = placed_slug(site, entry.collection, slug, place) if place is not None else slug
        return _save(site, seen, settled.values, person, wanted=wanted)

    return _once(site, key, save)


def save_source(
    site: Site, collection_name: str, slug: str, text: str, *, base: str, person: Person, key: str, locale: str = ""
) -> SaveOutcome:
    """Save the source of a file as it was typed. Raises EntryConflict's parent Conflict if it changed meanwhile."""

    def save() -> SaveOutcome:
        entry = open_entry(site, collection_name, slug, locale=locale)
        if entry.base != base:
            raise Conflict("The file changed since you opened it. Copy your text, open it again, and put it back in.")
        newline = "\r\n" if b"\r\n" in entry.source else "\n"
        data = text.replace("\r\n", "\n").replace("\n", newline).encode()
        return _commit(site, entry, data, person, "update", values=entry.values)

    return _once(site, key, save)


@dataclass(frozen=True, slots=True)
class _Typed:
    values: dict[str, Value]
    files: dict[PurePosixPath, bytes]
    warnings: tuple[str, ...] = ()


def _as_opened(site: Site, collection_name: str, slug: str, base: str, locale: str) -> OpenEntry:
    try:
        entry = open_entry(site, collection_name, slug, locale=locale)
    except NotFound as gone:
        if not base:
            raise
        raise EntryDeleted(
            "This entry was deleted while you were writing. Your text is safe.",
            entry=_ghost(site, collection_name, slug),
        ) from gone
    if entry.document is None and entry.problem:
        raise DocumentError(f"The file cannot be edited by form. {entry.problem}")
    return as_of(site, entry, base) if base else replace(entry, base="")


def _ghost(site: Site, collection_name: str, slug: str) -> OpenEntry:
    collection = collection_named(site, collection_name)
    return OpenEntry(collection, None, collection.fields, slug=slug)


def _parsed(site: Site, entry: OpenEntry, form: FormData, uploads: Mapping[str, Upload]) -> _Typed:
    context = entry_context(site, entry)
    parsed = parse_form(entry.fields, form, entry.values, context)
    values, files = dict(parsed.values), dict[PurePosixPath, bytes]()
    if uploads:
        values, files = place_uploads(site, entry, values, uploads)
    wrong = validate(entry.fields, values, context)
    new = (item for item in wrong if item.severity == "error" and not _was_so(entry, values, item))
    problems, blocking = (*parsed.problems, *wrong), (*parsed.problems, *new)
    if blocking:
        count = len(blocking)
        names = ", ".join(dict.fromkeys(item.label for item in blocking))
        raise InvalidEntry(f"{count} {'field needs' if count == 1 else 'fields need'} you: {names}", blocking, form)
    return _Typed(values, files, tuple(item.message for item in problems))


def _was_so(entry: OpenEntry, values: Values, problem: Problem) -> bool:
    """Whether the file had this value before: what was wrong before somebody came must not stop their edit."""
    if not entry.exists:
        return False
    before, now = get_at(entry.values, problem.path), get_at(values, problem.path)
    if isinstance(before, Absent) or isinstance(now, Absent):
        return before is now
    return same(before, now)


def _save(
    site: Site,
    entry: OpenEntry,
    values: Values,
    person: Person,
    *,
    files: Mapping[PurePosixPath, bytes] | None = None,
    message: str = "",
    wanted: str = "",
) -> SaveOutcome:
    """Bring `values` (typed over `entry` as it was opened) onto what the branch holds now."""
    with site.entry_locks(str(entry.path)):
        return _save_alone(site, entry, values, person, files or {}, message, wanted or entry.slug)


def _save_alone(
    site: Site,
    entry: OpenEntry,
    values: Values,
    person: Person,
    files: Mapping[PurePosixPath, bytes],
    message: str,
    slug: str,
) -> SaveOutcome:
    for _ in range(ATTEMPTS):
        current = _current(site, entry)
        wanted, joined = values, tuple[str, ...]()
        if current.base != entry.base:
            merge = merge_values(entry.fields, entry.values, values, current.values)
            if merge.conflicts:
                raise _conflict(site, entry, current, merge)
            wanted = merge.values
            joined = tuple(item.label for item in merge.joined if item.whose == "theirs")
        data = _new_source(site, current, wanted)
        action: Action = "update" if current.exists else "create"
        try:
            outcome = _commit(
                site, current, data, person, action, values=wanted, files=files, message=message, slug=slug
            )
        except StaleBase:
            site.refresh()
            continue
        return replace(outcome, joined=joined, joined_by=current.updated_by if joined else "")
    raise Conflict("The entry keeps changing. Nothing was saved and nothing was lost; publish again in a moment.")


def _current(site: Site, entry: OpenEntry) -> OpenEntry:
    site.refresh()
    try:
        return open_entry(site, entry.collection.name, entry.slug, locale=entry.locale)
    except NotFound as gone:
        raise EntryDeleted("This entry was deleted while you were writing. Your text is safe.", entry=entry) from gone


def _new_source(site: Site, current: OpenEntry, values: Values) -> bytes:
    whole = current.document.values if current.document else {}
    wanted = write_locale(site.config, current.collection, current.file, whole, values, current.locale)
    if current.document is None:
        return _new_bytes(current, wanted)
    order = [field.name for field in current.fields]
    return edit_document(current.document, wanted, order=order, comments=_comments(current))


def _new_bytes(entry: OpenEntry, values: Values) -> bytes:
    order = [field.name for field in entry.fields]
    return create_document(values, entry_kind(entry.collection, entry.file), order=order, comments=_comments(entry))


def _comments(entry: OpenEntry) -> dict[str, str]:
    """What the configuration wants above a key. It is written when the key is, never above one that is there."""
    return {field.name: field.comment for field in entry.fields if field.comment}


def _commit(
    site: Site,
    entry: OpenEntry,
    data: bytes,
    person: Person,
    action: Action,
    *,
    values: Values | None = None,
    files: Mapping[PurePosixPath, bytes] | None = None,
    message: str = "",
    slug: str = "",
) -> SaveOutcome:
    """Write an entry's file and those sent with it, and move it if `slug` is another one: one commit, or none."""
    if entry.path is None:
        raise InvalidInput("This entry has no file in this language yet.")
    slug = slug or entry.slug
    if entry.exists and data == entry.source and not files and slug == entry.slug:
        return SaveOutcome(site.head(), entry.slug, entry.path, changed=False)
    text = message or message_by(site, person, action, entry.collection, slug, entry.path, values)
    written = {**(files or {}), entry.path: data}
    change = Change(
        files=written,
        bases={entry.path: entry.base or None, **dict.fromkeys(files or {})},
        author=Identity(person.name, person.email),
        message=text,
    )
    if slug != entry.slug:
        saved, path = save_moved(site, entry.collection, entry.slug, slug, change)
        return SaveOutcome(saved.commit, slug, path, left_alone=saved.left_alone)
    saved = site.repository.save(change)
    site.saved(saved, written)
    return SaveOutcome(saved.commit, entry.slug, entry.path, left_alone=saved.left_alone)


def _free_address(site: Site, blank: OpenEntry, values: Values) -> tuple[str, PurePosixPath]:
    now = site.clock()

    def path_of(slug: str) -> PurePosixPath:
        return entry_path(blank.collection, slug, values, now, site.config, blank.locale)

    def taken(slug: str) -> bool:
        return site.repository.read_path(path_of(slug)) is not None

    if blank.file is not None:  # the index file of a folder has no other name
        slug = moved_slug(blank.file.name, blank.below)
        if taken(slug):
            raise Conflict(f"There is already a page at {path_of(slug)}. Open it instead.")
    else:
        slug = new_slug(blank.collection, values, site.config, now, taken, below=blank.below)
    return slug, path_of(slug)


def _conflict(site: Site, entry: OpenEntry, current: OpenEntry, merge: Merge) -> EntryConflict:
    by = current.updated_by or "Somebody else"
    labels = ", ".join(item.label for item in merge.conflicts)
    return EntryConflict(
        f"{by} changed the same fields while you were writing: {labels}. Nothing was replaced; your text is safe.",
        entry=entry,
        current=current,
        merge=merge,
        by=by,
    )


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
