"""Giving an entry another address: one commit with all that goes along and, if wanted, all that points to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from msgspec.structs import replace

from cms.actions.addressing import Address, own_name, shown_address, typed_slug, wrong_address
from cms.actions.media import media_url_path
from cms.actions.messages import message_by
from cms.actions.model import OpenEntry, SaveOutcome
from cms.actions.opening import collection_named, open_entry
from cms.actions.repointing import MOST_FOLLOW, Plan, pointing_to, renamed, rewrite_others, rewrite_own
from cms.actions.rewriting import rewritten
from cms.actions.site import Site
from cms.actions.uses import media_uses
from cms.config import Collection
from cms.entries import (
    SLUG_NAME,
    EntryFiles,
    aliases_key,
    canonical_slug,
    entry_fields,
    entry_moves,
    extract,
    is_folder_entry,
    link_of,
    localised_path,
    own_slugs,
    preview_path,
    renamed_path,
    slug_from_path,
    slugify,
    whole_address,
)
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.fields import ROOT, FieldContext, FormData, Problem
from cms.gitstore import Change, Identity, Saved, StaleBase
from cms.index import EntryRow
from cms.paths import clean_path, is_inside
from cms.state import Person

__all__ = [
    "asked_address",
    "former_address",
    "pointing_entries",
    "readdress",
    "rename_entry",
    "renamed_slug",
    "save_renamed",
]

TOO_MANY_POINT = (
    f"More than {MOST_FOLLOW:,} entries point to this one by its address, too many to change with it. Undo the change "
    "of the address, publish, and use Rename address in the menu."
)

Paths = Mapping[PurePosixPath, PurePosixPath]


def rename_entry(
    site: Site,
    collection_name: str,
    slug: str,
    new_slug: str,
    *,
    person: Person,
    references: bool = False,
    locale: str = "",
) -> SaveOutcome:
    """Give an entry another address: one commit.

    Its files in every language move, a page bundle's folder with all in it, and pictures that are addressed relative to
    it; its former address is kept where the configuration has a key for it. Where languages have names of their own,
    that of `locale` changes, by default the one that names the entry. With `references` the relations of other entries
    follow, of at most 1,000; `pointing` names those that still point to the old address. Raises Conflict if it is
    taken.
    """
    collection = collection_named(site, collection_name)
    entry = open_entry(site, collection_name, slug, locale=locale)
    own = own_slugs(collection) is not None and bool(locale)
    if own and not entry.translated:
        raise NotFound(f"{collection_name}/{slug} is not there in this language, so it has no address in it.")
    wanted = renamed_slug(site, collection, own_name(entry), new_slug, locale if own else "")
    return readdress(site, collection, slug, _address(site, entry, wanted), person=person, references=references)


def readdress(
    site: Site, collection: Collection, slug: str, wanted: Address, *, person: Person, references: bool = False
) -> SaveOutcome:
    """The same by whole slugs, which are taken as they are."""
    row = _row(site, collection, slug)
    moves = _moves(site, collection, row, wanted)
    if all(old == new for old, new in moves.items()):
        return SaveOutcome(site.head(), slug, row.path, changed=False)
    path = moves[row.path]
    moved = renamed(site, collection, [(row, wanted.slug)], moves.__getitem__)
    plan = _moved(site, row, moves)
    _move_media(site, collection, row, moves, plan)
    _keep_linked(site, collection, row, moves, plan)
    rewrite_own(site, moved, [row], moves.__getitem__, plan)
    pointing = pointing_to(site, moved)
    if references:
        rewrite_others(site, moved, pointing[:MOST_FOLLOW], plan)
    message = message_by(site, person, "update", collection, wanted.slug, path, row.values)
    outcome = _save(site, plan, wanted.slug, path, person, message)
    left = pointing[MOST_FOLLOW:] if references else pointing
    return replace(outcome, pointing=tuple(f"{each.collection}/{each.slug}" for each in left))


def renamed_slug(site: Site, collection: Collection, slug: str, typed: str, language: str = "") -> str:
    """The slug that a typed address means for an entry, by the site's rules. Raises InvalidInput and Forbidden."""
    if collection.kind != "folder":
        raise Forbidden("An entry of a file collection stands where the configuration says; it cannot be renamed.")
    language = language or (collection.i18n.default_locale if collection.i18n is not None else "")
    rules, dialect = site.config.slug, site.config.dialect
    parts = [slugify(part, rules, dialect, language=language) for part in typed.strip().strip("/").split("/")]
    if not all(parts):
        raise InvalidInput(f"{typed!r} leaves nothing that an address can be made of. Use letters or digits.")
    return whole_address(collection, slug, "/".join(parts))


def asked_address(site: Site, entry: OpenEntry, form: FormData, context: FieldContext, root: str = ROOT) -> Address:
    """What an entry's form asks for in one language: another name if its address was changed, else what it has.

    Raises InvalidEntry for an address that cannot be.
    """
    typed = typed_slug(entry, form, context, root)
    if not typed or typed == shown_address(entry):
        return Address(entry.slug)
    try:
        return _address(site, entry, renamed_slug(site, entry.collection, own_name(entry), typed, entry.locale))
    except InvalidInput as wrong:
        problem = Problem((SLUG_NAME,), wrong.message, label="Address")
        raise wrong_address(entry, (problem,), form, root) from wrong


def pointing_entries(site: Site, collection_name: str, slug: str) -> tuple[EntryRow, ...]:
    """The other entries whose relations would point to nothing if this entry got another address."""
    collection = collection_named(site, collection_name)
    row = _row(site, collection, slug)
    moved = renamed(site, collection, [(row, f"{slug}-x")], lambda path: path.with_stem(f"{path.stem}-x"))
    return pointing_to(site, moved)


def save_renamed(site: Site, entry: OpenEntry, wanted: Address, change: Change) -> tuple[Saved, PurePosixPath]:
    """Commit an entry's change together with its renaming, all that goes along and all that points to it.

    Gives the entry's new path as well. Raises Conflict if the address is taken, StaleBase if the entry changed.
    """
    collection, row = entry.collection, _row(site, entry.collection, entry.slug)
    moves = _moves(site, collection, row, wanted)
    path = moves[row.path]
    moved = renamed(site, collection, [(row, wanted.slug)], moves.__getitem__)
    plan = _moved(site, row, moves)
    for old, data in change.files.items():
        new = moves.get(old) or _beside(site, collection, row, wanted.slug, path, old)
        plan.data[new] = data or b""
        plan.bases[old if old in moves else new] = change.bases.get(old)
    _move_media(site, collection, row, moves, plan)
    _keep_linked(site, collection, row, moves, plan)
    rewrite_own(site, moved, [row], moves.__getitem__, plan)
    pointing = pointing_to(site, moved)
    if len(pointing) > MOST_FOLLOW:
        raise InvalidInput(TOO_MANY_POINT)
    rewrite_others(site, moved, pointing, plan)
    return _committed(site, replace(change, files=plan.files(), bases=plan.bases), plan, wanted.slug, path), path


def former_address(site: Site, entry: OpenEntry) -> str:
    """The path on the site that would be kept as an alias if the entry got another address; "" if none would."""
    collection, path = entry.collection, entry.path
    if path is None or not aliases_key(site.config, collection):
        return ""
    there, name = {"locale": entry.locale}, own_name(entry)
    former = preview_path(site.config, collection, None, entry.values, name, path, **there)
    other = preview_path(site.config, collection, None, entry.values, f"{name}-x", path, **there)
    return f"/{former}" if former is not None and former != other else ""


def _address(site: Site, entry: OpenEntry, wanted: str) -> Address:
    """The address of an entry whose file in its language is to have this name."""
    row = _row(site, entry.collection, entry.slug)
    named = own_slugs(entry.collection) is None or not entry.translated or entry.path == row.path
    return Address(wanted) if named else Address(entry.slug, {entry.locale: wanted})


def _moves(site: Site, collection: Collection, row: EntryRow, wanted: Address) -> dict[PurePosixPath, PurePosixPath]:
    planned = {path: path for path in row.files.values()}
    if wanted.slug != row.slug:
        tree = (entry.path for entry in site.repository.list_files())
        planned = entry_moves(collection, site.config, row.files, row.slug, wanted.slug, tree)
    for locale, name in wanted.names.items():
        planned[row.files[locale]] = localised_path(collection, name, locale)
    moves = {path: clean_path(str(target)) if path != target else path for path, target in planned.items()}
    asked = [(row.path, wanted.slug)] if wanted.slug != row.slug else []
    for path, name in (*asked, *((row.files[locale], name) for locale, name in wanted.names.items())):
        if slug_from_path(collection, moves[path]) != name:
            raise InvalidInput(f"An entry at {name} would not be found: `{collection.name}` has no such folders.")
    return moves


def _keep_linked(site: Site, collection: Collection, row: EntryRow, moves: Paths, plan: Plan) -> None:
    """Give the languages of an entry the key that links them where their names do not link them any more."""
    i18n = own_slugs(collection)
    if i18n is None:
        return
    key = i18n.canonical_slug[0]
    links = {path: link_of(collection, i18n, plan.data.get(new, b"")) for path, new in moves.items()}
    links = {path: links[path] for path in row.files.values()}
    if len({link or slug_from_path(collection, moves[path]) for path, link in links.items()}) < 2:
        return
    link = next(filter(None, links.values()), "") or canonical_slug(i18n, row.slug, row.values)
    for locale, path in row.files.items():
        if not links[path] and moves[path] in plan.data:
            present = plan.data[moves[path]]
            plan.data[moves[path]] = rewritten(
                site, collection, None, locale, present, lambda values, _: {**values, key: link}
            )


def _moved(site: Site, row: EntryRow, moves: Paths) -> Plan:
    plan = Plan()
    for old, new in moves.items():
        if (blob := site.repository.read_path(old)) is not None:
            plan.data[new] = blob.data
            plan.gone.add(old)
            plan.bases[old] = blob.oid
            plan.bases.setdefault(new, None)
    if not plan.data:
        raise NotFound(f"The entry {row.collection}/{row.slug} has no file any more.")
    return plan


def _move_media(site: Site, collection: Collection, row: EntryRow, moves: Paths, plan: Plan) -> None:
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


def _save(site: Site, plan: Plan, slug: str, path: PurePosixPath, person: Person, message: str) -> SaveOutcome:
    author = Identity(person.name, person.email)
    change = Change(files=plan.files(), bases=plan.bases, author=author, message=message)
    saved = _committed(site, change, plan, slug, path)
    return SaveOutcome(saved.commit, slug, path, left_alone=saved.left_alone)


def _committed(site: Site, change: Change, plan: Plan, slug: str, path: PurePosixPath) -> Saved:
    try:
        saved = site.repository.save(change)
    except StaleBase as stale:
        if plan.bases.get(stale.path) is None:
            what = f"an entry at {slug}" if stale.path == path else f"something at {stale.path}"
            raise Conflict(f"There is already {what}. Choose another address.") from stale
        raise
    site.refresh()
    return saved


def _beside(
    site: Site, collection: Collection, row: EntryRow, wanted: str, path: PurePosixPath, old: PurePosixPath
) -> PurePosixPath:
    """Where a new file goes that belongs to the entry: another language of it, or what stands in its own folder."""
    if slug_from_path(collection, old) == row.slug:
        return renamed_path(collection, site.config, old, row.slug, wanted)
    if is_folder_entry(collection, row.slug) and is_inside(old, row.path.parent):
        return path.parent / old.relative_to(row.path.parent)
    return old


def _row(site: Site, collection: Collection, slug: str) -> EntryRow:
    if (row := site.index.find(collection.name, slug)) is None:
        raise NotFound(f"There is no entry {collection.name}/{slug}. It may have been renamed or deleted.")
    return row
