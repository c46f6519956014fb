"""The media library: its page, its dialog, the files themselves, adding and deleting."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import (
    MediaContent,
    MediaItem,
    Upload,
    delete_media,
    list_media,
    media_uses,
    read_media,
    thumbnail,
    upload_media,
)
from cms.actions.media import ROW_THUMBNAIL, THUMBNAIL
from cms.errors import QuireError
from cms.media import picture_size
from cms.web.caching import IMMUTABLE, REVALIDATE, unchanged
from cms.web.context import current_person, current_site, current_thumbs
from cms.web.headers import media_headers
from cms.web.present.library import library_view, tile_view
from cms.web.toasts import Toast

__all__ = ["blueprint"]

blueprint = Blueprint("media", __name__)

MOST_USES = 10  # entries that the details of a file name
SORTS = {"name": "Name A to Z", "-name": "Name Z to A", "-size": "Largest first", "size": "Smallest first"}
KINDS = ("image", "other")
SIZES = {"row": ROW_THUMBNAIL}
SHORTEST_OID = 12  # hexadecimal digits that say which content an address means


@dataclass(frozen=True, slots=True)
class _Place:
    """The field a dialog was opened for; all empty for the library's own page."""

    collection: str
    slug: str
    field: str
    dialog: bool


@blueprint.get("/media", defaults={"folder": ""})
@blueprint.get("/media/<path:folder>")
def show(folder: str) -> BaseResponse | str:
    """The library: `?q= &kind= &sort= &page=`; `?file=PATH` opens details; `?dialog=1` is what a dialog shows."""
    return unchanged(current_site().head()) or _draw(folder)


@blueprint.post("/media")
def upload() -> BaseResponse | tuple[str, int]:
    """Add the files that were sent, each in its own commit; what is refused is said, the rest stays."""
    place = _place()
    added: list[MediaItem] = []
    refused: list[QuireError] = []
    for file in request.files.getlist("file"):
        if not file.filename:
            continue
        try:
            added.append(_add(Upload(file.filename, file.read()), place))
        except QuireError as error:
            refused.append(error)
    if refused or place.dialog:
        chosen = str(added[-1].path) if added else ""
        page = _draw("", chosen=chosen, messages=tuple(error.message for error in refused))
        return page, refused[0].status if refused else 200
    if added:
        text = f"Added {added[0].name}." if len(added) == 1 else f"Added {len(added)} files."
        Toast(text).leave()
    return redirect(url_for("media.show", file=str(added[-1].path) if added else None), 303)


@blueprint.post("/media/delete")
def delete() -> BaseResponse:
    """Delete one file, and offer to take it back."""
    path = request.form.get("path", "")
    outcome = delete_media(current_site(), path, person=current_person())
    Toast("Deleted", name=outcome.path.name, undo=outcome.commit).leave()
    return redirect(url_for("media.show"), 303)


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
    )


def _place() -> _Place:
    values = request.values
    return _Place(
        values.get("collection", ""), values.get("slug", ""), values.get("field", ""), bool(values.get("dialog"))
    )


def _draw(folder: str, *, chosen: str = "", messages: tuple[str, ...] = ()) -> str:
    site, place, args = current_site(), _place(), request.args
    sort = args.get("sort", "") if args.get("sort") in SORTS else "name"
    kind = args.get("kind", "") if args.get("kind") in KINDS else ""
    search = args.get("q", "").strip()
    items = list_media(site, collection=place.collection, slug=place.slug, field=place.field, search=search, sort=sort)
    root = "" if place.collection else site.config.media_folder
    chosen = chosen or args.get("file", "")
    selected = next((item for item in items if str(item.path) == chosen), None)
    return render_template(
        "views/media/dialog.html" if place.dialog else "views/media/library.html",
        view=library_view(items, root, folder=folder, kind=kind, page=args.get("page", 1, type=int)),
        place=place,
        folder=folder,
        kind=kind,
        search=search,
        sort=sort,
        sorts=SORTS,
        messages=messages,
        thing="picture" if items and all(item.kind == "image" for item in items) else "file",
        selected=tile_view(_measured(selected), root) if selected else None,
        uses=media_uses(site, selected.path) if selected and not place.dialog else (),
        MOST_USES=MOST_USES,
        here=lambda **changed: _here(folder, place, changed),
    )


def _measured(item: MediaItem) -> MediaItem:
    """The file with its size in pixels; only the one that is looked at is opened for it."""
    if item.kind != "image" or item.width:
        return item
    size = picture_size(read_media(current_site(), str(item.path)).data)
    return replace(item, width=size[0], height=size[1]) if size else item


def _here(folder: str, place: _Place, changed: dict[str, str | int | None]) -> str:
    kept: dict[str, str | int | None] = {
        key: request.args[key] for key in ("q", "kind", "sort") if request.args.get(key)
    }
    if place.dialog:
        kept |= {"dialog": 1, "collection": place.collection, "slug": place.slug, "field": place.field}
    parts = {"folder": folder, **kept, **changed}
    query: dict[str, Any] = {key: value for key, value in parts.items() if value not in (None, "")}
    return url_for("media.show", **query)
