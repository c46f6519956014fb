"""Nested collections: the tree, moving a node, and the field of an entry's form that says where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from flask import Blueprint, Response, g, redirect, render_template, request, session, url_for
from msgspec import Struct
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import (
    MOST_FOLLOW,
    OpenEntry,
    TreeLevel,
    collection_named,
    folder_choices,
    kept_key,
    move_entry,
    move_folder,
    row_link,
    trail,
    tree_level,
    with_filters,
    writes_along,
)
from cms.config import Collection
from cms.entries import entry_folder, moved_slug, owns_folder, parent_folder
from cms.errors import Conflict, InvalidInput, NotFound
from cms.web.caching import unchanged
from cms.web.context import current_person, current_site
from cms.web.present.icons import icon_named
from cms.web.present.narrowing import Layout, Toolbar, filter_chips, group_choices, views_that_do_not_run
from cms.web.present.tree import ReadLevel, TreeView, tree_view
from cms.web.present.words import count_of, entry_noun, entry_nouns
from cms.web.toasts import Toast

__all__ = [
    "INDEX",
    "PLACE",
    "PlaceField",
    "blueprint",
    "draw_tree",
    "folder_page",
    "layouts",
    "list_of",
    "place_of",
    "shows_tree",
]

blueprint = Blueprint("trees", __name__, url_prefix="/contents/<collection:name>")

PLACE = "meta.path"  # the input of an entry's folder
INDEX = "meta.file"  # the input that says that the new entry is an index file
MOST_OPEN = 40
MOVED_PLAIN = "No former address was kept and nothing that points there was changed, because it would be too much."


class PlaceField(Struct, frozen=True):
    """The field of an entry's folder. `shown` is False when it is only carried along; `trail` leads to the folder."""

    label: str
    text: str
    shown: bool
    hint: str
    folders: tuple[str, ...]
    trail: tuple[tuple[str, str], ...]
    index: bool


class FolderPage(Struct, frozen=True):
    """A link to the entry that a folder itself is."""

    href: str
    label: str
    icon: str


def shows_tree(collection: Collection, args: Mapping[str, str]) -> bool:
    """Whether a collection's page is its tree: unless something is searched for, or a flat list is wanted."""
    if collection.nested is None or args.get("q", "").strip() or args.get("filter") or args.get("group"):
        return False
    return args.get("view", "tree") == "tree"


def draw_tree(collection: Collection) -> str | Response:
    """The tree of a collection: `?in=FOLDER&open=FOLDER… &sort= &after=`. All state lives in the address."""
    site, folder = current_site(), request.args.get("in", "").strip("/")
    if session.get("collection") != collection.name:
        session["collection"] = collection.name
    sort = request.args.get("sort", "")
    top = tree_level(site, collection.name, folder, sort=sort, after=request.args.get("after", ""))
    view = _view(collection, top, _opened(), lambda inner: tree_level(site, collection.name, inner, sort=sort))
    top = with_filters(site, top)
    if same := unchanged(site.head(), site.index.state().history, newest=view.newest):
        return same
    return render_template(
        "views/contents/tree.html",
        collection=collection,
        noun=entry_noun(collection),
        top=top,
        view=view,
        bar=_toolbar(top),
        narrowed=_narrowed,
        broken_views=views_that_do_not_run(collection),
        after=request.args.get("after", ""),
        toggle=_toggle,
        here=_here,
        config_errors=[str(item) for item in site.diagnostics if item.severity == "error"],
    )


@blueprint.get("/level")
def level(name: str) -> str | Response:
    """One level as a piece of the page, for the script that opens a node: `?in=FOLDER&sort=`."""
    site, folder = current_site(), request.args.get("in", "").strip("/")
    collection = collection_named(site, name)
    if collection.nested is None:
        raise NotFound(f"{collection.label} has no folders.")
    found = tree_level(site, name, folder, sort=request.args.get("sort", ""))
    view = _view(collection, found, (), lambda inner: found)
    if same := unchanged(site.head(), site.index.state().history, newest=view.newest):
        return same
    return render_template(
        "views/contents/level.html", collection=collection, level=view.level, toggle=_toggle, here=_here
    )


@blueprint.get("/move")
def place(name: str) -> str:
    """The page that gives a node another place: `?in=FOLDER` or `?entry=SLUG`."""
    node = _Node.asked_for(name)
    return _move_page(node, node.present)


@blueprint.post("/move")
def move(name: str) -> BaseResponse | tuple[str, int]:
    """Move a node with everything under it."""
    node, wanted = _Node.asked_for(name), request.form.get("place", "")
    site, person = current_site(), current_person()
    try:
        if node.slug:
            outcome = move_entry(site, name, node.slug, wanted, person=person)
            level_of = parent_folder(node.collection, outcome.slug)
        else:
            outcome = move_folder(site, name, node.folder, wanted, person=person)
            level_of = entry_folder(outcome.slug)
    except (InvalidInput, Conflict, NotFound) as refused:
        return _move_page(node, wanted, refused.message), refused.status
    back = list_of(node.collection, level_of)
    if outcome.changed:
        words = f"{MOVED_PLAIN} Moved" if outcome.plain else "Moved"
        Toast(words, name=node.label, undo=outcome.commit, back=list_of(node.collection, node.above)).leave()
    return redirect(back, 303)


def list_of(collection: Collection, folder: str) -> str:
    """The address of the level of a folder."""
    query: dict[str, Any] = {"in": folder or None}
    return url_for("contents.show", name=collection.name, **query)


def folder_page(collection: Collection, folder: str = "") -> FolderPage | None:
    """The way to the entry that a folder itself is, or to beginning it; None where there is none and can be none."""
    index, site = collection.index_file, current_site()
    label = index.label if index is not None else f"Open its {entry_noun(collection)}"
    icon = icon_named(index.icon) if index is not None else "square-pen"
    slug = moved_slug(index.name, folder) if index is not None else ""
    row = site.index.find(collection.name, slug) if slug else None
    if row is None and folder and collection.nested is not None:
        row = site.index.levels.own(collection.name, folder)
    if row is not None:
        return FolderPage(url_for("entries.edit", name=collection.name, slug=row.slug), label, icon)
    if index is None or not collection.create:
        return None
    return FolderPage(url_for("entries.new", name=collection.name, path=folder or None, index=1), label, "file-plus")


def place_of(entry: OpenEntry) -> PlaceField | None:
    """Where an entry of a nested collection stands, or is to stand, as the form has it; None for all others."""
    collection, site = entry.collection, current_site()
    nested = collection.nested
    if nested is None:
        return None
    folder = entry_folder(entry.slug) if entry.slug else entry.below
    text = folder if g.get("place_moved") else request.form.get(PLACE, folder)
    index = bool(request.form.get(INDEX)) if request.method == "POST" else bool(request.args.get("index"))
    above = parent_folder(collection, entry.slug) if entry.slug else entry.below.strip("/")
    shown = bool(nested.path_label) and not nested.path_hidden and not index
    return PlaceField(
        label=nested.path_label or "Path",
        text=text,
        shown=shown,
        hint=_hint(entry),
        folders=folder_choices(site, collection) if shown else (),
        trail=trail(site, collection, above),
        index=index and not entry.slug,
    )


def _hint(entry: OpenEntry) -> str:
    collection, nested = entry.collection, entry.collection.nested
    assert nested is not None  # noqa: S101 - the caller has looked
    inside = f"A folder in {collection.label}."
    if not entry.slug:
        if nested.subfolders and nested.index_file:
            return f"The folder of this {entry_noun(collection)}. After a slash at the end comes a name from its title."
        return f"{inside} The file in it is named by the title."
    if not owns_folder(collection, entry.slug):
        return f"{inside} Change it to move this {entry_noun(collection)}."
    below = current_site().index.levels.count(collection.name, entry_folder(entry.slug)) - 1
    if below <= 0:
        return f"The folder of this {entry_noun(collection)}. Change it to move it, with all files in it."
    words = count_of(below, entry_noun(collection), entry_nouns(collection, 2))
    said = f"The folder of this {entry_noun(collection)}. Change it to move it, with the {words} below it."
    along = _along_words(collection, entry_folder(entry.slug)) if below >= MOST_FOLLOW else ""
    return f"{said} {along}".strip()


class _Node(Struct, frozen=True):
    """What is to be moved."""

    collection: Collection
    slug: str
    folder: str
    label: str
    below: int

    @classmethod
    def asked_for(cls, name: str) -> _Node:
        site = current_site()
        collection = collection_named(site, name)
        slug, folder = request.args.get("entry", ""), request.args.get("in", "").strip("/")
        if collection.nested is None:
            raise NotFound(f"{collection.label} has no folders.")
        if slug:
            row = site.index.find(name, slug)
            label = row.title if row is not None else slug
            folder = entry_folder(slug) if owns_folder(collection, slug) else ""
        else:
            steps = trail(site, collection, folder)
            if not steps or not site.index.levels.count(name, folder):
                raise NotFound(f"There is no folder {folder} in {collection.label}. It may have been moved or deleted.")
            label = steps[-1][1]
        below = site.index.levels.count(name, folder) - (1 if slug else 0) if folder else 0
        return cls(collection, slug, folder, label, below)

    @property
    def present(self) -> str:
        return entry_folder(self.slug) if self.slug else self.folder

    @property
    def above(self) -> str:
        return parent_folder(self.collection, self.slug) if self.slug else entry_folder(self.folder)


def _move_page(node: _Node, wanted: str, message: str = "") -> str:
    collection = node.collection
    nouns = count_of(node.below, entry_noun(collection), entry_nouns(collection, 2)) if node.below > 0 else ""
    return render_template(
        "views/contents/move.html",
        collection=collection,
        node=node,
        wanted=wanted,
        message=message,
        along=nouns,
        also=_along_words(collection, node.folder) if node.folder else "",
        back=list_of(collection, node.above),
        folders=folder_choices(current_site(), collection),
    )


def _along_words(collection: Collection, folder: str) -> str:
    """What a move does besides moving, or leaves undone."""
    site = current_site()
    writes = writes_along(site, collection, folder)
    if writes is False:
        return ""
    if writes is None:
        return (
            f"It holds more than {MOST_FOLLOW:,} {entry_nouns(collection, 2)}: no former address is kept, and what "
            "points to them by their address is not changed."
        )
    kept = "Former addresses are kept, so that they lead here. " if kept_key(site, collection) else ""
    return f"{kept}Entries that point to them follow."


def _view(collection: Collection, top: TreeLevel, opened: Sequence[str], read: ReadLevel) -> TreeView:
    site = current_site()
    return tree_view(top, opened, read, site.clock(), partial(row_link, site, collection))


def _toolbar(top: TreeLevel) -> Toolbar:
    """What stands over the tree; filters, groups and a search lead to the flat list of what they find."""
    collection, sort = top.collection, request.args.get("sort", "")
    return Toolbar(
        search="",
        kept=(("sort", top.sort),) if sort else (),
        sort=top.sort,
        sort_options=top.sort_options,
        layouts=layouts(collection, "tree", sort=sort or None),
        chips=filter_chips(collection, top.filters, current_site().index.counts().get(collection.name, 0)),
        groups=group_choices(collection, None),
    )


def layouts(collection: Collection, shown: str, **kept: Any) -> tuple[Layout, ...]:
    """The ways to show a collection: as a tree if it is one, as a list, as cards. `kept` is the address of a list."""

    def address(view: str | None, **more: Any) -> str:
        return url_for("contents.show", name=collection.name, view=view, **more)

    nested = collection.nested is not None
    tree = [Layout("Tree", "list-tree", address(None), shown == "tree")] if nested else []
    flat = Layout("List", "list", address("list" if nested else None, **kept), shown == "list")
    return (*tree, flat, Layout("Cards", "layout-grid", address("cards", **kept), shown == "cards"))


def _narrowed(**changed: Any) -> str:
    """The flat list with a filter or a group."""
    query = {"sort": request.args.get("sort") or None, **changed, "in": None}
    return url_for("contents.show", name=(request.view_args or {})["name"], **query)


def _opened() -> list[str]:
    return list(dict.fromkeys(request.args.getlist("open")))[:MOST_OPEN]


def _toggle(folder: str) -> str:
    """This page with a node opened, or closed with all below it."""
    opened = _opened()
    if folder in opened:
        opened = [item for item in opened if item != folder and not item.startswith(f"{folder}/")]
    else:
        opened.append(folder)
    return _here(open=opened or None)


def _here(**changed: Any) -> str:
    """This page's address with some of its state changed; None takes a part away."""
    kept: dict[str, Any] = {key: request.args[key] for key in ("in", "sort", "after") if request.args.get(key)}
    kept["open"] = _opened() or None
    return url_for("contents.show", name=(request.view_args or {})["name"], **{**kept, **changed})
