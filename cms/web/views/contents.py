"""The list of a collection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, render_template, request, session, url_for

from cms.actions import (
    EntryList,
    ListWish,
    OpenEntry,
    Site,
    collection_named,
    file_named,
    list_entries,
    media_url_path,
    open_entry,
    row_link,
    trail,
)
from cms.actions.relations import filters_of, offered_options, relation_values, search_relation
from cms.config import Collection, Field
from cms.entries import due_fields, entry_fields, file_of, parent_folder, site_locales, values_at
from cms.errors import NotFound
from cms.fields import RelationOption, field_at, scalar_text
from cms.index import EntryRow
from cms.web.caching import unchanged
from cms.web.context import current_site
from cms.web.present.listing import list_view
from cms.web.present.narrowing import Toolbar, filter_chips, group_choices, views_that_do_not_run
from cms.web.present.words import entry_noun
from cms.web.views.trees import draw_tree, layouts, shows_tree

__all__ = ["blueprint"]

blueprint = Blueprint("contents", __name__)

PER_PAGE = 25  # fills a screen; the rest comes when its end is near


@blueprint.get("/contents/<collection:name>")
def show(name: str) -> str | Response:
    """Its entries, a page at a time: `?q= &sort= &filter=NAME &group=NAME &in=PART &view=list|cards &after=`.

    All state lives in the address. `filter=` and `group=` without a name switch off what is on at first.
    """
    site = current_site()
    collection = collection_named(site, name)
    if shows_tree(collection, request.args):
        return draw_tree(collection)
    if session.get("collection") != name:
        session["collection"] = name
    locales = site_locales(site.config, collection)
    locale = request.args.get("locale", "") if request.args.get("locale") in locales[1:] else ""
    found = list_entries(site, name, _wish(locale), per_page=PER_PAGE)
    newest = max((row.updated for row in found.rows if row.updated), default=None)
    minute = site.clock().isoformat(timespec="minutes") if due_fields(collection) else ""
    if same := unchanged(site.head(), site.index.state().history, minute, newest=newest):
        return same
    cards = request.args.get("view") == "cards"
    view = list_view(
        found,
        now=site.clock(),
        picture=_picture if cards else _small_picture,
        labels=partial(_labels, found.rows),
        link=partial(row_link, site, collection),
        locale=locale,
        place=_place if collection.nested is not None else None,
    )
    bar = _toolbar(found, "cards" if cards else "list", locale)
    return render_template(
        "views/contents/list.html",
        collection=collection,
        noun=entry_noun(collection),
        found=found,
        view=view,
        bar=bar,
        narrowed=_here,
        everything=_here(**{**(bar.chips[0].changed if bar.chips else {}), "in": None}),
        broken_views=views_that_do_not_run(collection),
        cards=cards,
        locales=locales,
        locale=locale or (locales[0] if locales else ""),
        here=_here,
        config_errors=[str(item) for item in site.diagnostics if item.severity == "error"],
    )


def _wish(locale: str) -> ListWish:
    args = request.args
    return ListWish(
        sort=args.get("sort", ""),
        search=args.get("q", "").strip() if current_site().config.search else "",
        after=args.get("after", ""),
        filters=tuple(filter(None, args.getlist("filter"))) if "filter" in args else None,
        group=args.get("group"),
        part=args.get("in"),
        locale=locale,
    )


def _toolbar(found: EntryList, shown: str, locale: str) -> Toolbar:
    args, collection = request.args, found.collection
    kept = [("sort", found.sort)] if found.sort and "sort" in args else []
    kept += [(name, value) for name in ("group", "in", "filter") for value in args.getlist(name)]
    kept += [(name, value) for name, value in (("locale", locale), ("view", args.get("view", ""))) if value]
    present = {key: args.getlist(key) for key in ("q", "sort", "filter", "group", "in", "locale") if key in args}
    return Toolbar(
        search=found.search,
        kept=tuple(kept),
        sort=found.sort,
        sort_options=found.sort_options,
        layouts=layouts(collection, shown, **present),
        chips=filter_chips(collection, found.filters, current_site().index.counts().get(collection.name, 0)),
        groups=group_choices(collection, found.group),
        grouped_by=found.group.label if found.group is not None else "",
    )


@blueprint.get("/contents/<collection:name>/choices")
def choices(name: str) -> str | Response:
    """What a relation may point to in this collection: `?of=COLLECTION &file= &slug= &locale= &field=PATH &q=`."""
    site, args = current_site(), request.args
    if same := unchanged(site.head()):
        return same
    pointing = collection_named(site, args.get("of", ""))
    file = file_named(pointing, args.get("file", ""))
    field = field_at(entry_fields(pointing, file), args.get("field", ""))
    if field is None or field.widget != "relation" or field.options.get("collection") != name:
        raise NotFound(f"There is no field of {pointing.name} that points to {name} by that name.")
    options = [
        {"key": scalar_text(option.value), "label": option.label, "description": option.description}
        for option in _found(site, pointing, field, args)
    ]
    return render_template("fields/choices.html", options=options)


def _found(site: Site, pointing: Collection, field: Field, args: Mapping[str, str]) -> Sequence[RelationOption]:
    """What a search finds of what the field's `filters` leave for the entry."""
    slug, search, locale = (args.get(name, "") for name in ("slug", "q", "locale"))
    if field.options.get("filters"):
        values = open_entry(site, pointing.name, slug).values if slug else {}
        offered = offered_options(site, field, filters_of(field, values, slug), search, locale)
        if offered is not None and offered[1]:
            return offered[0]
    return search_relation(site, field, search, locale=locale)


def _here(**changed: Any) -> str:
    """This list's address with some of its state changed; None takes a part away."""
    kept: dict[str, Any] = {key: request.args[key] for key in ("q", "sort", "view", "locale") if request.args.get(key)}
    kept |= {key: request.args[key] for key in ("group", "in") if key in request.args}
    if "filter" in request.args:
        kept["filter"] = request.args.getlist("filter")
    query = {key: value for key, value in {**kept, **changed}.items() if value is not None}
    return url_for("contents.show", name=(request.view_args or {})["name"], **query)


def _small_picture(row: EntryRow) -> str:
    return _picture(row, size="row")


def _picture(row: EntryRow, size: str | None = None) -> str:
    if not row.image:
        return ""
    collection = collection_named(current_site(), row.collection)
    file = file_of(collection, row.slug)
    fields = file.fields if file is not None else collection.fields
    entry = OpenEntry(collection, file, fields, slug=row.slug, path=row.path, values=row.values)
    path = media_url_path(current_site(), entry, _image_field(collection, fields, row), row.image)
    return url_for("media.thumb", path=path, size=size) if path else ""


def _place(row: EntryRow) -> str:
    """Where in the tree of its collection an entry stands, in words."""
    collection = collection_named(current_site(), row.collection)
    return " › ".join(label for _, label in trail(current_site(), collection, parent_folder(collection, row.slug)))


def _labels(rows: Sequence[EntryRow], field: Field) -> dict[str, str]:
    """What the values are called that these rows have in a relation field."""
    held = [row.values.get(field.name) for row in rows]
    texts = [scalar_text(item) for value in held for item in (value if isinstance(value, list) else [value])]
    return {scalar_text(option.value): option.label for option in relation_values(current_site(), field, texts)}


def _image_field(collection: Collection, fields: tuple[Field, ...], row: EntryRow) -> Field | None:
    """The field that holds a row's picture: the one that `thumbnail` names, else one at the top."""
    named = next((name for name in collection.thumbnail or () if _holds(row, name)), "")
    return (field_at(fields, named) if named else None) or next(
        (item for item in fields if row.values.get(item.name) == row.image), None
    )


def _holds(row: EntryRow, name: str) -> bool:
    return any(row.image in (value if isinstance(value, list) else [value]) for value in values_at(row.values, name))
