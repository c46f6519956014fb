"""What goes along when entries get other addresses: their former ones, kept in them, and the relations to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from msgspec import Struct, field

from cms.actions.opening import collection_named
from cms.actions.rewriting import rewritten, values_in
from cms.actions.site import Site
from cms.config import Collection, CollectionFile, Field
from cms.entries import (
    Renamed,
    Standing,
    aliases_key,
    entry_fields,
    file_of,
    points_by_address,
    preview_path,
    repointed,
    slug_from_path,
    with_alias,
)
from cms.index import EntryRow
from cms.syntax import Value

__all__ = [
    "MOST_FOLLOW",
    "Plan",
    "bring_along",
    "kept_key",
    "pointing_to",
    "renamed",
    "rewrite_others",
    "rewrite_own",
    "writes_along",
]

MOST_FOLLOW = 1000  # entries that are written again because others got another address

Place = Callable[[PurePosixPath], PurePosixPath]


class Plan(Struct):
    """What is to be written: `data` by new path, `gone` the old paths, `bases` what stands there now."""

    data: dict[PurePosixPath, bytes] = field(default_factory=dict)
    gone: set[PurePosixPath] = field(default_factory=set)
    bases: dict[PurePosixPath, str | None] = field(default_factory=dict)

    def files(self) -> dict[PurePosixPath, bytes | None]:
        return {**dict.fromkeys(self.gone - self.data.keys()), **self.data}


def renamed(site: Site, collection: Collection, moved: Iterable[tuple[EntryRow, str]], place: Place) -> Renamed:
    """Entries with the slugs that they get; `place` tells the new path of a file."""
    languages = {locale for each in site.config.collections if each.i18n is not None for locale in each.i18n.locales}
    pairs = (
        (Standing(row.slug, row.path, row.values), Standing(slug, place(row.path), row.values)) for row, slug in moved
    )
    return Renamed(collection, tuple(pairs), tuple(sorted(languages)))


def pointing_to(site: Site, moved: Renamed, *, own: bool = False) -> tuple[EntryRow, ...]:
    """The entries whose relations hold what is true of the renamed ones no more, with `own` also among those.

    Of each value one more than may follow is looked for, so that it is seen when they are too many.
    """
    found: dict[tuple[str, str], EntryRow] = {}
    inside = set() if own else {(moved.collection.name, before.slug) for before, _ in moved.pairs}
    for value in moved.changed(site.config):
        for row, _value in site.index.pointing("entry", moved.collection.name, value, limit=MOST_FOLLOW + 1):
            if (row.collection, row.slug) not in inside:
                found.setdefault((row.collection, row.slug), row)
    return tuple(found.values())


def writes_along(site: Site, collection: Collection, folder: str) -> bool | None:
    """Whether a move of a folder writes in entries, in its own or in others; None if those in it are too many for it.

    Former addresses are kept in its entries, and relations to them follow.
    """
    if not kept_key(site, collection) and not points_by_address(site.config, collection):
        return False
    return None if site.index.levels.count(collection.name, folder) > MOST_FOLLOW else True


def bring_along(site: Site, collection: Collection, folders: tuple[str, str], place: Place, plan: Plan) -> bool:
    """Plan what is written when a folder moves from one place to the other, with the entries in it.

    False, and nothing planned, if those in it or those that point to them are too many.
    """
    writes = writes_along(site, collection, folders[0])
    if not writes:
        return writes is False
    rows = site.index.levels.below(collection.name, folders[0], MOST_FOLLOW)
    moved = renamed(
        site, collection, ((row, f"{folders[1]}{row.slug.removeprefix(folders[0])}") for row in rows), place
    )
    pointing = pointing_to(site, moved, own=True)
    if len(pointing) > MOST_FOLLOW:
        return False
    inside = {(row.collection, row.slug) for row in rows}
    touched = {(row.collection, row.slug) for row in pointing}
    keeps = bool(kept_key(site, collection))
    rewrite_own(site, moved, (row for row in rows if keeps or (row.collection, row.slug) in touched), place, plan)
    rewrite_others(site, moved, (row for row in pointing if (row.collection, row.slug) not in inside), plan)
    return True


def kept_key(site: Site, collection: Collection) -> str:
    """The key in which former addresses are kept; "" where none is, or the configuration does not tell addresses."""
    index = collection.index_file
    told = collection.preview_path or (index.preview_path if index is not None else "")
    return aliases_key(site.config, collection) if told else ""


def rewrite_own(site: Site, moved: Renamed, rows: Iterable[EntryRow], place: Place, plan: Plan) -> None:
    """Put the former addresses of renamed entries into their own files, and let their relations to each other follow.

    What stands in the plan for a file is changed; else the file as it is now.
    """
    slugs = {before.slug: after.slug for before, after in moved.pairs}
    key = kept_key(site, moved.collection)
    for row in rows:
        file = file_of(moved.collection, row.slug)
        for locale, old in row.files.items():
            new = place(old)
            present = site.repository.read_path(old)
            data = plan.data.get(new, present.data if present is not None else None)
            if data is None:
                continue
            before = present.data if present is not None and key else b""
            change = _Own(site, moved, key, row.slug, slugs[row.slug], old, new, before).changed
            wanted = rewritten(site, moved.collection, file, locale, data, change)
            if wanted != data:
                plan.data[new] = wanted
                if present is not None:
                    plan.bases.setdefault(old, present.oid)


def rewrite_others(site: Site, moved: Renamed, rows: Iterable[EntryRow], plan: Plan) -> None:
    """Let the relations of other entries follow."""
    for row in rows:
        collection = collection_named(site, row.collection)
        file = next((each for each in collection.files if each.name == row.slug), None) or file_of(collection, row.slug)
        follow = partial(_followed, entry_fields(collection, file), moved)
        for locale, path in row.files.items():
            blob = site.repository.read_path(path) if path not in plan.gone else None
            data = rewritten(site, collection, file, locale, blob.data, follow) if blob is not None else b""
            if blob is not None and data != blob.data:
                plan.data[path], plan.bases[path] = data, blob.oid


class _Own(Struct, frozen=True):
    """Changes the values of a renamed entry; `old` and `new` are its file's path, `data` its bytes before."""

    site: Site
    moved: Renamed
    key: str
    slug: str
    wanted: str
    old: PurePosixPath
    new: PurePosixPath
    data: bytes

    def changed(self, values: Mapping[str, Value], language: str) -> Mapping[str, Value]:
        collection = self.moved.collection
        file = file_of(collection, self.slug)
        if self.key:  # the old address is what the old values told: a new date must not be in it
            before = values_in(self.site, collection, file, language, self.data) or values
            former = self._address(file, before, self.slug, self.old, language)
            values = with_alias(values, self.key, former, self._address(file, values, self.wanted, self.new, language))
        return repointed(entry_fields(collection, file), values, self.moved)

    def _address(
        self, file: CollectionFile | None, values: Mapping[str, Value], slug: str, path: PurePosixPath, language: str
    ) -> str | None:
        collection = self.moved.collection
        named = slug_from_path(collection, path) or slug  # a language may have a name of its own
        return preview_path(self.site.config, collection, file, values, named, path, locale=language)


def _followed(
    fields: Sequence[Field], moved: Renamed, values: Mapping[str, Value], _language: str
) -> Mapping[str, Value]:
    return repointed(fields, values, moved)
