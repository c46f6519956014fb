"""Giving an entry another address: one commit with all that goes along and, if wanted, all that points to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

from cms.actions.addressing import shown_address, typed_slug
from cms.actions.media import media_url_path
from cms.actions.messages import message_by
from cms.actions.model import InvalidEntry, OpenEntry, SaveOutcome
from cms.actions.opening import collection_named
from cms.actions.rewriting import rewritten
from cms.actions.site import Site
from cms.actions.uses import media_uses
from cms.config import Collection, Field
from cms.entries import (
    SLUG_NAME,
    EntryFiles,
    Renamed,
    Standing,
    aliases_key,
    entry_fields,
    entry_moves,
    extract,
    is_folder_entry,
    preview_path,
    renamed_path,
    repointed,
    slug_from_path,
    slugify,
    whole_address,
    with_alias,
)
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.fields import FieldContext, FormData, Problem
from cms.gitstore import Change, Identity, Saved, StaleBase
from cms.index import EntryRow
from cms.paths import clean_path, is_inside
from cms.state import Person
from cms.syntax import Value

__all__ = [
    "asked_slug",
    "former_address",
    "pointing_entries",
    "readdress",
    "rename_entry",
    "renamed_slug",
    "save_renamed",
]

Paths = Mapping[PurePosixPath, PurePosixPath]


@dataclass(slots=True)
class _Plan:
    """What a renaming writes: `data` by new path, `gone` the old paths, `bases` what stands there now."""

    data: dict[PurePosixPath, bytes] = field(default_factory=dict)
    gone: set[PurePosixPath] = field(default_factory=set)
    bases: dict[PurePosixPath, str | None] = field(default_factory=dict)

    def files(self) -> dict[PurePosixPath, bytes | None]:
        return {**dict.fromkeys(self.gone - self.data.keys()), **self.data}


def rename_entry(
    site: Site, collection_name: str, slug: str, new_slug: str, *, person: Person, references: bool = False
) -> SaveOutcome:
    """Give an entry another address: one commit.

    Its files in every language move, a page bundle's folder with all in it, and pictures that are addressed relative to
    it; its former address is kept where the configuration has a key for it. With `references` the relations of other
    entries follow; else `pointing` names those that point to the old address. Raises Conflict if it is taken.
    """
    collection = collection_named(site, collection_name)
    wanted = renamed_slug(site, collection, slug, new_slug)
    return readdress(site, collection, slug, wanted, person=person, references=references)


def readdress(
    site: Site, collection: Collection, slug: str, wanted: str, *, person: Person, references: bool = False
) -> SaveOutcome:
    """The same by the whole slug, which is taken as it is."""
    row = _row(site, collection, slug)
    if wanted == slug:
        return SaveOutcome(site.head(), slug, row.path, changed=False)
    moves = _moves(site, collection, row, wanted)
    path = moves[row.path]
    renamed = _renamed(site, collection, row, wanted, path)
    plan = _moved(site, row, moves)
    _move_media(site, collection, row, moves, plan)
    _rewrite_own(site, row, moves, renamed, plan)
    pointing = tuple(_pointing(site, renamed))
    if references:
        _rewrite_others(site, pointing, renamed, plan)
    message = message_by(site, person, "update", collection, wanted, path, row.values)
    outcome = _save(site, plan, wanted, path, person, message)
    told = () if references else tuple(f"{each.collection}/{each.slug}" for each in pointing)
    return replace(outcome, pointing=told)


def renamed_slug(site: Site, collection: Collection, slug: str, typed: str) -> str:
    """The slug that a typed address means for an entry, by the site's rules. Raises InvalidInput and Forbidden."""
    if collection.kind != "folder":
        raise Forbidden("An entry of a file collection stands where the configuration says; it cannot be renamed.")
    language = collection.i18n.default_locale if collection.i18n is not None else ""
    rules, dialect = site.config.slug, site.config.dialect
    parts = [slugify(part, rules, dialect, language=language) for part in typed.strip().strip("/").split("/")]
    if not all(parts):
        raise InvalidInput(f"{typed!r} leaves nothing that an address can be made of. Use letters or digits.")
    return whole_address(collection, slug, "/".join(parts))


def asked_slug(site: Site, entry: OpenEntry, form: FormData, context: FieldContext) -> str:
    """The slug that an entry's form asks for: another one if its address was changed, else its own.

    Raises InvalidEntry for an address that cannot be.
    """
    typed = typed_slug(entry, form, context)
    if not typed or typed == shown_address(entry):
        return entry.slug
    try:
        return renamed_slug(site, entry.collection, entry.slug, typed)
    except InvalidInput as wrong:
        problem = Problem((SLUG_NAME,), wrong.message, label="Address")
        raise InvalidEntry("1 field needs you: Address", (problem,), form) from wrong


def pointing_entries(site: Site, collection_name: str, slug: str) -> tuple[EntryRow, ...]:
    """The other entries whose relations would point to nothing if this entry got another address."""
    collection = collection_named(site, collection_name)
    row = _row(site, collection, slug)
    other = _renamed(site, collection, row, f"{slug}-x", row.path.with_stem(f"{row.path.stem}-x"))
    return tuple(_pointing(site, other))


def save_renamed(site: Site, entry: OpenEntry, wanted: str, change: Change) -> tuple[Saved, PurePosixPath]:
    """Commit an entry's change together with its renaming, all that goes along and all that points to it.

    Gives the entry's new path as well. Raises Conflict if the address is taken, StaleBase if the entry changed.
    """
    collection, row = entry.collection, _row(site, entry.collection, entry.slug)
    moves = _moves(site, collection, row, wanted)
    path = moves[row.path]
    renamed = _renamed(site, collection, row, wanted, path)
    plan = _moved(site, row, moves)
    for old, data in change.files.items():
        new = moves.get(old) or _beside(site, renamed, old)
        plan.data[new] = data or b""
        plan.bases[old if old in moves else new] = change.bases.get(old)
    _move_media(site, collection, row, moves, plan)
    _rewrite_own(site, row, moves, renamed, plan)
    _rewrite_others(site, tuple(_pointing(site, renamed)), renamed, plan)
    return _committed(site, replace(change, files=plan.files(), bases=plan.bases), plan, wanted, path), path


def former_address(site: Site, entry: OpenEntry) -> str:
    """The path on the site that would be kept as an alias if the entry got another address; "" if none would."""
    collection, path = entry.collection, entry.path
    if path is None or not aliases_key(site.config, collection):
        return ""
    there = {"locale": entry.locale}
    former = preview_path(site.config, collection, None, entry.values, entry.slug, path, **there)
    other = preview_path(site.config, collection, None, entry.values, f"{entry.slug}-x", path, **there)
    return f"/{former}" if former is not None and former != other else ""


def _renamed(site: Site, collection: Collection, row: EntryRow, wanted: str, path: PurePosixPath) -> Renamed:
    languages = {locale for each in site.config.collections if each.i18n is not None for locale in each.i18n.locales}
    before, after = Standing(row.slug, row.path, row.values), Standing(wanted, path, row.values)
    return Renamed(collection, before, after, tuple(sorted(languages)))


def _pointing(site: Site, renamed: Renamed) -> Iterator[EntryRow]:
    """Other entries whose relations hold what was true before; the index gives at most 1,000 of a value."""
    seen = {(renamed.collection.name, renamed.before.slug)}
    for value in renamed.changed(site.config):
        for row, _value in site.index.pointing("entry", renamed.collection.name, value):
            if (row.collection, row.slug) not in seen:
                seen.add((row.collection, row.slug))
                yield row


def _moves(site: Site, collection: Collection, row: EntryRow, wanted: str) -> dict[PurePosixPath, PurePosixPath]:
    tree = (entry.path for entry in site.repository.list_files())
    planned = entry_moves(collection, site.config, row.files, row.slug, wanted, tree)
    moves = {path: clean_path(str(target)) for path, target in planned.items()}
    if slug_from_path(collection, moves[row.path]) != wanted:
        raise InvalidInput(f"An entry at {wanted} would not be found: `{collection.name}` has no such folders.")
    return moves


def _moved(site: Site, row: EntryRow, moves: Paths) -> _Plan:
    plan = _Plan()
    for old, new in moves.items():
        if (blob := site.repository.read_path(old)) is not None:
            plan.data[new] = blob.data
            plan.gone.add(old)
            plan.bases[old] = blob.oid
            plan.bases.setdefault(new, None)
    if not plan.data:
        raise NotFound(f"The entry {row.collection}/{row.slug} has no file any more.")
    return plan


def _move_media(site: Site, collection: Collection, row: EntryRow, moves: Paths, plan: _Plan) -> None:
    """Pictures that the entry names relative to itself. One that others use too is copied; nothing is replaced."""
    for old, new in _relative_media(site, collection, row, moves):
        blob = site.repository.read_path(old) if old not in moves and new not in plan.data else None
        if blob is None or site.repository.read_path(new) is not None:
            continue
        plan.data[new], plan.bases[new] = blob.data, None
        if all((use.collection, use.slug) == (row.collection, row.slug) for use in media_uses(site, old)):
            plan.gone.add(old)
            plan.bases[old] = blob.oid


def _relative_media(
    site: Site, collection: Collection, row: EntryRow, moves: Paths
) -> Iterator[tuple[PurePosixPath, PurePosixPath]]:
    fields = entry_fields(collection, None)
    for path in dict.fromkeys(row.files.values()):
        blob = site.repository.read_path(path)
        entry = EntryFiles(row.slug, path, {"": path})
        record = extract(site.config, collection, entry, {path: (blob.oid, blob.data)}) if blob is not None else None
        opened = OpenEntry(collection, None, fields, slug=row.slug, path=path, values=row.values)
        for reference in record.references if record is not None else ():
            if reference.kind != "media" or reference.value.startswith("/") or "://" in reference.value:
                continue
            own = next((each for each in fields if row.values.get(each.name) == reference.value), None)
            before = media_url_path(site, opened, own, reference.value)
            after = media_url_path(site, replace(opened, path=moves[path]), own, reference.value)
            if before and after and before != after:
                yield PurePosixPath(before), PurePosixPath(after)


def _rewrite_own(site: Site, row: EntryRow, moves: Paths, renamed: Renamed, plan: _Plan) -> None:
    """The entry's own files: the former address, and relations to itself."""
    collection = renamed.collection
    key = aliases_key(site.config, collection)
    for locale, old in row.files.items():
        new = moves[old]

        def change(values: Mapping[str, Value], language: str, old: PurePosixPath = old) -> Mapping[str, Value]:
            former = preview_path(site.config, collection, None, values, row.slug, old, locale=language)
            current = preview_path(
                site.config, collection, None, values, renamed.after.slug, moves[old], locale=language
            )
            return repointed(collection.fields, with_alias(values, key, former, current), renamed)

        if new in plan.data:
            plan.data[new] = rewritten(site, collection, None, locale, plan.data[new], change)


def _rewrite_others(site: Site, pointing: tuple[EntryRow, ...], renamed: Renamed, plan: _Plan) -> None:
    for row in pointing:
        collection = collection_named(site, row.collection)
        file = next((each for each in collection.files if each.name == row.slug), None)
        follow = partial(_followed, entry_fields(collection, file), renamed)
        for locale, path in row.files.items():
            blob = site.repository.read_path(path) if path not in plan.gone else None
            data = rewritten(site, collection, file, locale, blob.data, follow) if blob is not None else b""
            if blob is not None and data != blob.data:
                plan.data[path], plan.bases[path] = data, blob.oid


def _followed(
    fields: Sequence[Field], renamed: Renamed, values: Mapping[str, Value], _language: str
) -> Mapping[str, Value]:
    return repointed(fields, values, renamed)


def _save(site: Site, plan: _Plan, slug: str, path: PurePosixPath, person: Person, message: str) -> SaveOutcome:
    author = Identity(person.name, person.email)
    change = Change(files=plan.files(), bases=plan.bases, author=author, message=message)
    saved = _committed(site, change, plan, slug, path)
    return SaveOutcome(saved.commit, slug, path, left_alone=saved.left_alone)


def _committed(site: Site, change: Change, plan: _Plan, slug: str, path: PurePosixPath) -> Saved:
    try:
        saved = site.repository.save(change)
    except StaleBase as stale:
        if plan.bases.get(stale.path) is None:
            what = f"an entry at {slug}" if stale.path == path else f"something at {stale.path}"
            raise Conflict(f"There is already {what}. Choose another address.") from stale
        raise
    site.refresh()
    return saved


def _beside(site: Site, renamed: Renamed, old: PurePosixPath) -> PurePosixPath:
    """Where a new file goes that belongs to the entry: another language of it, or what stands in its own folder."""
    collection = renamed.collection
    if slug_from_path(collection, old) == renamed.before.slug:
        return renamed_path(collection, site.config, old, renamed.before.slug, renamed.after.slug)
    if is_folder_entry(collection, renamed.before.slug) and is_inside(old, renamed.before.path.parent):
        return renamed.after.path.parent / old.relative_to(renamed.before.path.parent)
    return old


def _row(site: Site, collection: Collection, slug: str) -> EntryRow:
    if (row := site.index.find(collection.name, slug)) is None:
        raise NotFound(f"There is no entry {collection.name}/{slug}. It may have been renamed or deleted.")
    return row
