"""The list of a collection."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request, session, url_for

from cms.actions import OpenEntry, Site, collection_named, list_entries, media_url_path, open_entry, row_link
from cms.actions.relations import offered_options, relation_values, search_relation
from cms.config import Collection, Field
from cms.entries import entry_fields, site_locales
from cms.errors import NotFound
from cms.fields import RelationOption, field_at, scalar_text
from cms.index import EntryRow
from cms.web.caching import unchanged
from cms.web.context import current_site
from cms.web.present.listing import list_view
from cms.web.present.words import entry_noun

__all__ = ["blueprint"]

blueprint = Blueprint("contents", __name__)

PER_PAGE = 50


@blueprint.get("/contents/<collection:name>")
def show(name: str) -> str | Response:
    """Its entries, a page at a time: `?q= &sort= &view=list|cards &after=`. All state lives in the address."""
    site = current_site()
    collection = collection_named(site, name)
    if session.get("collection") != name:
        session["collection"] = name
    search = request.args.get("q", "").strip()
    sort, after = request.args.get("sort", ""), request.args.get("after", "")
    locales = site_locales(site.config, collection)
    locale = request.args.get("locale", "") if request.args.get("locale") in locales[1:] else ""
    found = list_entries(site, name, sort=sort, search=search, after=after, per_page=PER_PAGE, locale=locale)
    newest = max((row.updated for row in found.rows if row.updated), default=None)
    if same := unchanged(site.head(), site.index.state().history, newest=newest):
        return same
    cards = request.args.get("view") == "cards"
    view = list_view(
        found,
        now=site.clock(),
        picture=_picture if cards else _small_picture,
        labels=partial(_labels, found.rows),
        link=partial(row_link, site, collection),
        locale=locale,
    )
    return render_template(
        "views/contents/list.html",
        collection=collection,
        noun=entry_noun(collection),
        found=found,
        view=view,
        cards=cards,
        locales=locales,
        locale=locale or (locales[0] if locales else ""),
        here=_here,
        config_errors=[str(item) for item in site.diagnostics if item.severity == "error"],
    )


@blueprint.get("/contents/<collection:name>/choices")
def choices(name: str) -> str | Response:
    """What a relation field may point to in this collection: `?of=COLLECTION &file= &slug= &field=PATH &q=`."""
    site, args = current_site(), request.args
    if same := unchanged(site.head()):
        return same
    pointing = collection_named(site, args.get("of", ""))
    file = next((item for item in pointing.files if item.name == args.get("file")), None)
    field = field_at(entry_fields(pointing, file), args.get("field", ""))
    if field is None or field.widget != "relation" or field.options.get("collection") != name:
        raise NotFound(f"There is no field of {pointing.name} that points to {name} by that name.")
    options = [
        {"key": scalar_text(option.value), "label": option.label, "description": option.description}
        for option in _found(site, pointing, field, args.get("slug", ""), args.get("q", ""))
    ]
    return render_template("fields/choices.html", options=options)


def _found(site: Site, pointing: Collection, field: Field, slug: str, search: str) -> Sequence[RelationOption]:
    """What a search finds of what the field's `filters` leave for the entry."""
    if field.options.get("filters"):
        values = open_entry(site, pointing.name, slug).values if slug else {}
        offered = offered_options(site, field, values, slug, search)
        if offered is not None and offered[1]:
            return offered[0]
    return search_relation(site, field, search)


def _here(**changed: str | int | None) -> str:
    """This list's address with some of its state changed; None takes a part away."""
    kept = {key: request.args[key] for key in ("q", "sort", "view", "locale") if request.args.get(key)}
    parts = {**kept, **changed}
    query: dict[str, Any] = {key: value for key, value in parts.items() if value is not None}
    return url_for("contents.show", name=(request.view_args or {})["name"], **query)


def _small_picture(row: EntryRow) -> str:
    return _picture(row, size="row")


def _picture(row: EntryRow, size: str | None = None) -> str:
    if not row.image:
        return ""
    collection = collection_named(current_site(), row.collection)
    file = next((item for item in collection.files if item.name == row.slug), None)
    fields = file.fields if file is not None else collection.fields
    entry = OpenEntry(collection, file, fields, slug=row.slug, path=row.path, values=row.values)
    path = media_url_path(current_site(), entry, _image_field(fields, row), row.image)
    return url_for("media.thumb", path=path, size=size) if path else ""


def _labels(rows: Sequence[EntryRow], field: Field) -> dict[str, str]:
    """What the values are called that these rows have in a relation field."""
    held = [row.values.get(field.name) for row in rows]
    texts = [scalar_text(item) for value in held for item in (value if isinstance(value, list) else [value])]
    return {scalar_text(option.value): option.label for option in relation_values(current_site(), field, texts)}


def _image_field(fields: tuple[Field, ...], row: EntryRow) -> Field | None:
    return next((item for item in fields if row.values.get(item.name) == row.image), None)
