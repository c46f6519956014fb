"""The media library: its page, its dialog, the files themselves, adding and deleting."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from msgspec import Struct
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import (
    MediaContent,
    MediaItem,
    MediaList,
    Upload,
    delete_media,
    find_file,
    list_media,
    media_uses,
    read_media,
    thumbnail,
    upload_media,
)
from cms.actions.media import ROW_THUMBNAIL, THUMBNAIL
from cms.errors import QuireError
from cms.paths import clean_path
from cms.web.caching import IMMUTABLE, REVALIDATE, unchanged
from cms.web.context import current_person, current_site, current_thumbs
from cms.web.headers import media_headers
from cms.web.present.library import library_view, tile_view
from cms.web.present.uploads import added_words, rules_words
from cms.web.toasts import Toast

__all__ = ["blueprint"]

blueprint = Blueprint("media", __name__)

MOST_USES = 10  # entries that the details of a file name
SORTS = {"name": "Name A to Z", "-name": "Name Z to A", "-size": "Largest first", "size": "Smallest first"}
KINDS = ("image", "other")
SIZES = {"row": ROW_THUMBNAIL}
SHORTEST_OID = 12  # hexadecimal digits that say which content an address means


class _Place(Struct, frozen=True):
    """Where in the library one is, and the field a dialog was opened for (empty for the library's own page).

    `shelf` is the name of a place; None is the one where the field keeps its files.
    """

    collection: str
    slug: str
    field: str
    dialog: bool
    several: bool
    shelf: str | None
    folder: str

    def query(self) -> dict[str, str]:
        """What the dialog's addresses and forms carry."""
        kept = {"collection": self.collection, "slug": self.slug, "field": self.field}
        flags = {"dialog": "1" if self.dialog else "", "several": "1" if self.several else ""}
        shelf = {} if self.shelf is None else {"place": self.shelf}
        return {name: value for name, value in {**flags, **kept}.items() if value} | shelf


@blueprint.get("/media", defaults={"folder": ""})
@blueprint.get("/media/<path:folder>")
def show(folder: str) -> BaseResponse | str:
    """The library: `?place= &q= &kind= &sort= &after=`; `?file=PATH` opens details; `?dialog=1` is what a dialog shows.

    `?new=NAME` leads to a folder that begins with its first file.
    """
    if new := request.args.get("new", "").strip():
        where = clean_path(str(PurePosixPath(folder) / new))
        return redirect(_shown(replace(_place(folder), folder=str(where))), 303)
    return unchanged(current_site().head()) or _draw(_place(folder))


@blueprint.post("/media")
def upload() -> BaseResponse | tuple[str, int]:
    """Add the files that were sent, each in its own commit; what is refused is said, the rest stays."""
    place = _place(request.form.get("folder", ""))
    added: list[MediaItem] = []
    refused: list[QuireError] = []
    for file in request.files.getlist("file"):
        if not file.filename:
            continue
        try:
            added.append(_add(Upload(file.filename, file.read()), place))
        except QuireError as error:
            refused.append(error)
    said = added_words([item.name for item in added], [item.change for item in added if item.change]) if added else ""
    chosen = [str(item.path) for item in added]
    if refused or place.dialog:
        messages = tuple(error.message for error in refused)
        page = _draw(place, chosen=chosen, messages=messages, said=said)
        return page, refused[0].status if refused else 200
    if added:
        Toast(said).leave()
    return redirect(_shown(place, file=chosen[-1] if chosen else ""), 303)


@blueprint.post("/media/delete")
def delete() -> BaseResponse:
    """Delete one file, and offer to take it back."""
    path = request.form.get("path", "")
    outcome = delete_media(current_site(), path, person=current_person())
    Toast("Deleted", name=outcome.path.name, undo=outcome.commit).leave()
    return redirect(_shown(_place(request.form.get("folder", ""))), 303)


@blueprint.get("/media/file/<path:path>")
def file(path: str) -> Response:
    """One file as it is in the repository. `?v=OID` names its content, and it may be kept."""
    content = read_media(current_site(), path)
    return _content(content, content.oid)


@blueprint.get("/media/thumb/<path:path>")
def thumb(path: str) -> Response:
    """A small version of a picture, made once for each content; `?size=row` for a row. `?v=OID` as for a file."""
    site, thumbs = current_site(), current_thumbs()
    size = SIZES.get(request.args.get("size", ""), THUMBNAIL)
    oid = read_media(site, path).oid
    key = f"{oid}-{size[0]}"
    small = thumbs.get(key)
    if small is None:
        small = thumbnail(site, path, size)
        thumbs.keep(key, small)
    return _content(small, oid)


def _content(content: MediaContent, oid: str) -> Response:
    response = media_headers(Response(content.data, content_type=content.content_type))
    disposition = "inline" if content.inline else "attachment"
    response.headers["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(content.name, safe='')}"
    version = request.args.get("v", "")
    kept = len(version) >= SHORTEST_OID and oid.startswith(version)
    response.headers["Cache-Control"] = f"private, {IMMUTABLE}" if kept else REVALIDATE
    response.set_etag(content.oid)
    response.make_conditional(request)
    return response


def _add(sent: Upload, place: _Place) -> MediaItem:
    return upload_media(
        current_site(),
        sent,
        person=current_person(),
        collection=place.collection,
        slug=place.slug,
        field=place.field,
        place=place.shelf,
        folder=place.folder,
    )


def _shown(place: _Place, *, file: str = "") -> str:
    """The address of a place of the library."""
    query: dict[str, Any] = {"folder": place.folder, **place.query(), "file": file}
    return url_for("media.show", **{name: value for name, value in query.items() if value != ""})


def _place(folder: str) -> _Place:
    values = request.values
    return _Place(
        values.get("collection", ""),
        values.get("slug", ""),
        values.get("field", ""),
        bool(values.get("dialog")),
        bool(values.get("several")),
        values.get("place"),
        folder,
    )


def _draw(place: _Place, *, chosen: Sequence[str] = (), messages: tuple[str, ...] = (), said: str = "") -> str:
    site, args = current_site(), request.args
    sort = args.get("sort", "") if args.get("sort") in SORTS else "name"
    kind = args.get("kind", "") if args.get("kind") in KINDS else ""
    search = args.get("q", "").strip()
    found = list_media(
        site,
        collection=place.collection,
        slug=place.slug,
        field=place.field,
        place=place.shelf,
        folder=place.folder,
        search=search,
        kind=kind,
        sort=sort,
        after=args.get("after", ""),
    )
    place = replace(place, shelf=found.place.name, folder=found.folder)
    chosen = chosen or args.getlist("file")
    selected = None if place.dialog else _selected(found, chosen[-1] if chosen else "")
    return render_template(
        "views/media/dialog.html" if place.dialog else "views/media/library.html",
        view=library_view(found, kind=kind),
        found=found,
        place=place,
        kind=kind,
        search=search,
        sort=sort,
        sorts=SORTS,
        after=args.get("after", ""),
        messages=messages,
        said=said,
        note=rules_words(found.rules, found.accept),
        chosen=chosen,
        thing="folder" if found.choose_folder else "picture" if found.accept.startswith("image/") else "file",
        selected=tile_view(_measured(selected), found.place) if selected else None,
        uses=media_uses(site, selected.path) if selected else (),
        MOST_USES=MOST_USES,
        here=lambda **changed: _here(place, changed),
    )


def _selected(found: MediaList, path: str) -> MediaItem | None:
    """The file whose details are shown; it need not be on this page."""
    on_page = next((item for item in found.items if str(item.path) == path), None)
    return on_page or (find_file(current_site(), found.place, path) if path else None)


def _measured(item: MediaItem) -> MediaItem:
    """The file with its size in pixels; only the one that is looked at is opened for it."""
    if item.kind != "image" or item.width:
        return item
    from cms.media import picture_size  # see `cms.media`

    size = picture_size(read_media(current_site(), str(item.path)).data)
    return replace(item, width=size[0], height=size[1]) if size else item


def _here(place: _Place, changed: dict[str, str | int | None]) -> str:
    kept: dict[str, str | int | None] = {
        key: request.args[key] for key in ("q", "kind", "sort") if request.args.get(key)
    }
    parts = {"folder": place.folder, **place.query(), **kept, **changed}
    query: dict[str, Any] = {key: value for key, value in parts.items() if value not in (None, "")}
    if parts.get("place") == "" and place.dialog:
        query["place"] = ""  # the media folder, where the field has another one
    return url_for("media.show", **query)
