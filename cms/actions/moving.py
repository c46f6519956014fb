"""Moving nodes of nested collections: entries, and folders with all in them, in every language, as one commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from pathlib import PurePosixPath

from msgspec.structs import replace

from cms.actions.addressing import Address
from cms.actions.messages import message_by
from cms.actions.model import OpenEntry, SaveOutcome
from cms.actions.opening import collection_named
from cms.actions.renaming import readdress
from cms.actions.repointing import Plan, bring_along
from cms.actions.site import Site
from cms.config import Collection
from cms.entries import (
    entry_folder,
    folder_moves,
    localised_path,
    moved_slug,
    node_moves,
    owns_folder,
    site_locales,
    slug_from_path,
    tidy_folder,
)
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.gitstore import Change, Identity, Saved, StaleBase
from cms.paths import is_inside
from cms.state import Person

__all__ = [
    "move_entry",
    "move_folder",
    "moved_entry",
    "moves_whole",
    "placed_below",
    "placed_slug",
    "refuse_named",
    "save_moved",
]

ATTEMPTS = 10  # how often a move starts over because what it writes was changed meanwhile
MOST_MOVES = 20  # followed from an entry that is gone

Moves = dict[PurePosixPath, PurePosixPath]


def move_entry(site: Site, collection_name: str, slug: str, folder: str, *, person: Person) -> SaveOutcome:
    """Give an entry of a nested collection another folder (`meta.path`); one that is a folder takes all in it along.

    Raises NotFound when somebody moved or deleted it meanwhile, InvalidInput for a place outside of the collection, too
    deep or inside the folder itself, Conflict when something is there already.
    """
    collection = _nested(site, collection_name)
    wanted = placed_slug(site, collection, slug, folder)
    row = site.index.find(collection.name, slug)
    if row is None:
        raise NotFound(_gone_words(site, collection, slug))
    if wanted == slug:
        return SaveOutcome(site.head(), slug, row.path, changed=False)
    if not owns_folder(collection, slug):
        return readdress(site, collection, slug, Address(wanted), person=person, references=True)
    folders = entry_folder(slug), entry_folder(wanted)
    moves = _planned_moves(site, collection, row.files, slug, wanted)
    path = _moved_path(row.path, moves)
    message = message_by(site, person, "update", collection, wanted, path)
    gone = _gone_words(site, collection, slug)
    return replace(_save(site, collection, folders, moves, person, message, gone), slug=wanted, path=path)


def move_folder(site: Site, collection_name: str, folder: str, wanted: str, *, person: Person) -> SaveOutcome:
    """The same for a folder, which need not have an entry of its own. `slug` of the outcome is the new folder."""
    collection = _nested(site, collection_name)
    own = site.index.levels.own(collection.name, folder)
    if own is not None:
        outcome = move_entry(site, collection_name, own.slug, wanted, person=person)
        return replace(outcome, slug=entry_folder(outcome.slug))
    place = PurePosixPath(str(collection.folder)) / folder
    if not site.index.levels.count(collection.name, folder):
        raise NotFound(f"There is no folder {folder} any more. Somebody moved or deleted it.")
    new = _placed_folder(site, collection, wanted, within=folder, more=site.index.levels.depth(collection.name, folder))
    if new == folder:
        return SaveOutcome(site.head(), folder, place, changed=False)
    moves = _there(site, folder_moves(collection, folder, new))
    if not moves or not new:
        raise InvalidInput(f"{folder} cannot be moved to {wanted!r}. Choose a folder with a name.")
    refuse_named(site, collection, moves)
    path = next(iter(moves.values()))
    message = message_by(site, person, "update", collection, new, path)
    gone = f"{folder} was moved or deleted meanwhile."
    return replace(_save(site, collection, (folder, new), moves, person, message, gone), path=path)


def placed_slug(site: Site, collection: Collection, slug: str, typed: str) -> str:
    """The slug of an entry with the typed folder. Raises InvalidInput for one that it cannot have."""
    whole = owns_folder(collection, slug)
    if typed.strip().strip("/") == entry_folder(slug):
        return slug
    more = site.index.levels.depth(collection.name, entry_folder(slug)) if whole else 0
    folder = _placed_folder(site, collection, typed, within=entry_folder(slug) if whole else "", more=more)
    if whole and not folder:
        raise InvalidInput("A page that is a folder needs a name of its own: the path cannot be empty.")
    return moved_slug(slug, folder)


def placed_below(site: Site, collection: Collection, typed: str, *, index: bool = False) -> str:
    """The typed folder of a new entry as it will be. A slash at the end, or nothing, leaves the last name to its title.

    Raises InvalidInput, and Conflict when the very place of the entry is taken.
    """
    if collection.nested is None:
        return ""
    open_end = not typed.strip() or typed.strip().endswith("/")
    folder = _placed_folder(site, collection, typed)
    name = collection.nested.index_file if collection.nested is not None and collection.nested.subfolders else ""
    if index or not name:
        return folder
    if not open_end and site.index.find(collection.name, moved_slug(name, folder)) is not None:
        raise Conflict(f"There is already a page at {folder}. End the path with a slash to put this one below it.")
    return f"{folder}/" if open_end else folder


def _placed_folder(site: Site, collection: Collection, typed: str, *, within: str = "", more: int = 0) -> str:
    """A typed folder as it will be. `within` is the folder that is moved, which cannot hold itself."""

    def exists(folder: str) -> bool:
        return site.index.levels.count(collection.name, folder) > 0

    folder = tidy_folder(collection, site.config, typed, exists, more=more)
    if within and folder.startswith(f"{within}/"):
        raise InvalidInput(f"{within} cannot be moved into itself. Choose a place outside of it.")
    return folder


def _planned_moves(
    site: Site, collection: Collection, files: Mapping[str, PurePosixPath], slug: str, wanted: str
) -> Moves:
    """What moves with an entry: its files, or whole folders. Raises InvalidInput if something in them must stay."""
    moves = _there(site, node_moves(collection, site.config, files, slug, wanted))
    refuse_named(site, collection, moves)
    return moves


def _collision(stale: StaleBase, moves: Moves, gone: str) -> Conflict:
    """In words, why a move could not be made: something has come to the new place, or gone from the old one."""
    if stale.path in moves.values():
        return Conflict(f"There is already something at {stale.path}. Choose another place.", code="place-taken")
    return Conflict(gone, code="moved-meanwhile")


def moved_entry(site: Site, collection: Collection, slug: str) -> tuple[str, str] | None:
    """Where an entry that is not there any more is now, as its slug, and who moved it; None if it was not moved."""
    now, by = slug, ""
    for _ in range(MOST_MOVES):
        places = (localised_path(collection, now, locale) for locale in site_locales(site.config, collection) or ("",))
        went = next((found for place in places if (found := site.index.renamed_to(place)) is not None), None)
        there = slug_from_path(collection, went.path) if went is not None else None
        if went is None or there is None or there == now:
            return None
        now, by = there, went.name
        if site.index.find(collection.name, now) is not None:
            return now, by
    return None


def _gone_words(site: Site, collection: Collection, slug: str) -> str:
    """That an entry is not where it was, and where it is now if it was moved."""
    if (moved := moved_entry(site, collection, slug)) is not None:
        return f"{moved[1]} moved this to {entry_folder(moved[0]) or collection.label} meanwhile. Open it there."
    return f"There is no {slug} in {collection.label} any more. Somebody deleted it meanwhile."


def moves_whole(entry: OpenEntry) -> bool:
    """Whether an entry is a folder of a nested collection, which moves with all that is in it."""
    return entry.collection.nested is not None and owns_folder(entry.collection, entry.slug)


def save_moved(site: Site, entry: OpenEntry, address: Address, change: Change) -> tuple[Saved, PurePosixPath]:
    """Commit an entry's change together with the move of its folder; gives the entry's new path as well.

    Raises Conflict when something is at the new place, StaleBase when the entry changed or went meanwhile.
    """
    collection, slug, wanted = entry.collection, entry.slug, address.slug
    row = site.index.find(collection.name, slug)
    if row is None:
        raise Conflict(_gone_words(site, collection, slug), code="moved-meanwhile")
    moves = _planned_moves(site, collection, row.files, slug, wanted)
    plan = Plan({_moved_path(path, moves): data or b"" for path, data in change.files.items()})
    plan.bases |= {path if oid else _moved_path(path, moves): oid for path, oid in change.bases.items()}
    bring_along(site, collection, (entry_folder(slug), entry_folder(wanted)), partial(_moved_path, moves=moves), plan)
    try:
        saved = site.repository.save(replace(change, files=plan.files(), bases=plan.bases, moves=moves))
    except StaleBase as stale:
        if stale.path in moves.values():
            raise _collision(stale, moves, "") from stale
        raise
    site.refresh(wait=False)  # a large move is read in the background, and pages say how far it is
    return saved, _moved_path(row.path, moves)


def _nested(site: Site, name: str) -> Collection:
    collection = collection_named(site, name)
    if collection.nested is None:
        raise Forbidden(f"`{collection.name}` has no folders (`nested`). Rename the entry's address instead.")
    return collection


def _there(site: Site, moves: Moves) -> Moves:
    return {old: new for old, new in moves.items() if old != new and site.repository.stands(old)}


def refuse_named(site: Site, collection: Collection, places: Iterable[PurePosixPath]) -> None:
    """Raises InvalidInput if something in these places is what the configuration names by its path."""
    config = site.config
    named = [PurePosixPath(config.path), *([PurePosixPath(config.media_folder)] if config.media_folder else [])]
    for other in config.collections:
        named += [file.file for file in other.files]
        named += [other.folder] if other.folder is not None and other.name != collection.name else []
    for old in places:
        for path in named:
            if path == old or is_inside(path, old):
                raise InvalidInput(f"{path} is in that folder, and the site's settings name it. It has to stay there.")


def _moved_path(path: PurePosixPath, moves: Moves) -> PurePosixPath:
    for old, new in moves.items():
        if path == old or is_inside(path, old):
            return new / path.relative_to(old)
    return path


def _save(
    site: Site, collection: Collection, folders: tuple[str, str], moves: Moves, person: Person, message: str, gone: str
) -> SaveOutcome:
    author = Identity(person.name, person.email)
    for _ in range(ATTEMPTS):
        plan = Plan()
        written = bring_along(site, collection, folders, partial(_moved_path, moves=moves), plan)
        change = Change(plan.files(), plan.bases, moves, author=author, message=message)
        try:
            saved = site.repository.save(change)
        except StaleBase as stale:
            if stale.path not in plan.bases:
                raise _collision(stale, moves, gone) from stale
            site.refresh()  # somebody published one of the entries that are written with it
        else:
            site.refresh(wait=False)  # a large move is read in the background, and pages say how far it is
            return SaveOutcome(
                saved.commit,
                folders[1],
                PurePosixPath(str(collection.folder)),
                left_alone=saved.left_alone,
                plain=not written,
            )
    raise Conflict("Entries in that folder keep changing. Nothing was moved; try again in a moment.")
