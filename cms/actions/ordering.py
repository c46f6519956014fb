"""Putting the entries of a collection in order (`reorder`): numbers from 1 in a field, one commit (Sveltia)."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from msgspec import Struct

from cms.actions.messages import message_by
from cms.actions.model import ListWish, SaveOutcome
from cms.actions.opening import collection_named
from cms.actions.site import Site
from cms.actions.viewing import Views
from cms.config import Collection
from cms.documents import edit_document, parse_document
from cms.entries import entry_kind, read_locale, site_locales, write_locale
from cms.errors import Conflict, Forbidden, InvalidInput, SyntaxProblem
from cms.gitstore import Change, Identity, StaleBase
from cms.index import EntryRow, ListQuery
from cms.state import Person
from cms.syntax import Value

__all__ = ["EntryOrder", "OrderPart", "entry_order", "reorder_entries"]

MOST = 1000  # entries that can be put in order: each of them may have to be written
ATTEMPTS = 10


class OrderPart(Struct, frozen=True):
    """The entries that are numbered together. `label` is "" where that is all of them."""

    value: str
    label: str
    rows: tuple[EntryRow, ...]


class EntryOrder(Struct, frozen=True):
    """The entries of a collection as they are ordered. `state` tells this order from any other."""

    collection: Collection
    parts: tuple[OrderPart, ...]
    state: str


def entry_order(site: Site, collection_name: str) -> EntryOrder:
    """The present order; entries without a number come last. Raises Forbidden without `reorder`, InvalidInput."""
    collection = collection_named(site, collection_name)
    if collection.reorder is None or collection.kind != "folder":
        raise Forbidden(f"The configuration does not let entries of `{collection.name}` be put in order (`reorder`).")
    if (count := site.index.counts().get(collection.name, 0)) > MOST:
        raise InvalidInput(f"{collection.label} has {count:,} entries; up to {MOST:,} can be put in order by hand.")
    parts = tuple(_parts(site, collection))
    named = "\n".join(f"{part.value}\t{row.slug}" for part in parts for row in part.rows)
    return EntryOrder(collection, parts, hashlib.sha256(named.encode("utf-8", "surrogateescape")).hexdigest()[:16])


def reorder_entries(
    site: Site, collection_name: str, slugs: Sequence[str], *, state: str, person: Person
) -> SaveOutcome:
    """Number the entries in this order, each part by itself: one commit with those whose number changes.

    `state` is that of the order which the person saw. What `slugs` does not name comes last. Raises Conflict when the
    order is another one now, Forbidden, InvalidInput and StoreError; nothing is written then.
    """
    with site.entry_locks(f"order of {collection_name}"):
        for _ in range(ATTEMPTS):
            site.refresh()
            now = entry_order(site, collection_name)
            if now.state != state and not _is_so(now, slugs):
                raise Conflict("Somebody else changed this list meanwhile. Look at it again, then publish your order.")
            try:
                return _written(site, now, slugs, person)
            except StaleBase:
                continue
    raise Conflict("The entries keep changing. Nothing was saved and nothing was lost; publish again in a moment.")


def _parts(site: Site, collection: Collection) -> Iterator[OrderPart]:
    if collection.reorder is None:
        return
    query = ListQuery(collection.name, sort=(collection.reorder.key, False), limit=None)
    views = Views(site, collection, ListWish(filters=(), group=collection.reorder.group))
    if views.group is None:
        yield OrderPart("", "", _by_number(collection, site.index.page(query).rows))
        return
    counts = views.parts(query)
    labels = views.labels(counts)
    seen: set[str] = set()
    for value in counts:
        found = site.index.page(ListQuery(collection.name, query.sort, views=(views.within(value),), limit=None))
        fresh = (row for row in found.rows if row.slug not in seen)  # a list can put an entry into several parts
        rows = _by_number(collection, fresh)
        seen.update(row.slug for row in rows)
        if rows:
            yield OrderPart(value, labels.get(value, value), rows)


def _by_number(collection: Collection, rows: Iterable[EntryRow]) -> tuple[EntryRow, ...]:
    """The rows by their numbers, also those that are spelt as texts; those without one last, as they came."""
    key = collection.reorder.key if collection.reorder is not None else "order"

    def place(row: EntryRow) -> float:
        number = _as_number(row.values.get(key))
        return math.inf if number is None or math.isnan(number) else number

    return tuple(sorted(rows, key=place))


def _is_so(now: EntryOrder, slugs: Sequence[str]) -> bool:
    """Whether the entries are in this order already, as when a form comes twice."""
    return [row.slug for part in now.parts for row in part.rows] == list(slugs)


def _written(site: Site, now: EntryOrder, slugs: Sequence[str], person: Person) -> SaveOutcome:
    collection = now.collection
    wanted = {slug: place for place, slug in enumerate(slugs)}
    files: dict[PurePosixPath, bytes] = {}
    bases: dict[PurePosixPath, str | None] = {}
    first: EntryRow | None = None
    for part in now.parts:
        rows = sorted(part.rows, key=lambda row: wanted.get(row.slug, len(wanted)))
        for number, row in enumerate(rows, start=1):
            changed = dict(_numbered(site, collection, row, number))
            files |= {path: data for path, (data, _) in changed.items()}
            bases |= {path: oid for path, (_, oid) in changed.items()}
            first = first or (row if changed else None)
    if first is None:
        return SaveOutcome(site.head(), "", PurePosixPath("."), changed=False)
    message = message_by(site, person, "update", collection, first.slug, first.path)
    if len(files) > 1:
        message = f"{message}\n\nThe order of {len(files)} files of {collection.label} was changed."
    author = Identity(person.name, person.email)
    saved = site.repository.save(Change(files=files, bases=bases, author=author, message=message))
    site.saved(saved, files)
    return SaveOutcome(saved.commit, "", first.path, left_alone=saved.left_alone)


def _numbered(
    site: Site, collection: Collection, row: EntryRow, number: int
) -> Iterator[tuple[PurePosixPath, tuple[bytes, str]]]:
    """Those of an entry's files that have to be written, with the blob that each is now; in all its languages."""
    for locale, path in row.files.items():
        blob = site.repository.read_path(path)
        if blob is None:
            continue
        try:
            document = parse_document(blob.data, entry_kind(collection))
        except SyntaxProblem:  # it keeps its place at the end until somebody repairs it
            continue
        whole: dict[str, Value] = dict(document.values)
        for each in (locale,) if locale else site_locales(site.config, collection) or ("",):
            whole = _with_number(site, collection, whole, each, number)
        data = edit_document(document, whole, order=[field.name for field in collection.fields])
        if data != blob.data:
            yield path, (data, blob.oid)


def _with_number(
    site: Site, collection: Collection, whole: dict[str, Value], locale: str, number: int
) -> dict[str, Value]:
    key = collection.reorder.key if collection.reorder is not None else "order"
    values = read_locale(site.config, collection, None, whole, locale)
    if not values or _as_number(values.get(key)) == number:
        return whole
    return write_locale(site.config, collection, None, whole, {**values, key: number}, locale)


def _as_number(value: Value) -> float | None:
    """A number, also one that is spelt as a text: it is not written anew where it is right."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None
