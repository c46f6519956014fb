"""Putting the entries of a collection in order."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import EntryOrder, entry_order, reorder_entries
from cms.errors import Conflict
from cms.web.context import current_person, current_site
from cms.web.toasts import Toast

__all__ = ["blueprint"]

blueprint = Blueprint("ordering", __name__, url_prefix="/contents/<collection:name>/order")

Page = str | tuple[str, int]


@blueprint.get("")
def show(name: str) -> Page:
    """The entries in their order, to be moved."""
    return _draw(entry_order(current_site(), name), ())


@blueprint.post("")
def save(name: str) -> BaseResponse | Page:
    """Publish the order, or draw the page again with one entry moved: `do` is `publish`, `up:SLUG` or `down:SLUG`."""
    site = current_site()
    slugs, state = tuple(request.form.getlist("order")), request.form.get("state", "")
    verb, _, slug = request.form.get("do", "").partition(":")
    if verb in ("up", "down"):
        return _draw(entry_order(site, name), slugs, move=(slug, -1 if verb == "up" else 1), state=state)
    try:
        outcome = reorder_entries(site, name, slugs, state=state, person=current_person())
    except Conflict as conflict:
        return _draw(entry_order(site, name), slugs, message=conflict.message), conflict.status
    if outcome.changed:
        Toast("Published. The order is saved.", undo=outcome.commit).leave()
    else:
        Toast("Nothing had changed, so nothing was published.").leave()
    return redirect(url_for("contents.show", name=name), 303)


def _draw(
    order: EntryOrder,
    slugs: tuple[str, ...],
    *,
    move: tuple[str, int] | None = None,
    state: str = "",
    message: str = "",
) -> str:
    place = {slug: number for number, slug in enumerate(slugs)}
    parts = []
    for part in order.parts:
        rows = sorted(part.rows, key=lambda row: place.get(row.slug, len(place)))
        names = [row.slug for row in rows]
        if move is not None and move[0] in names:
            at = names.index(move[0])
            rows.insert(min(max(at + move[1], 0), len(rows) - 1), rows.pop(at))
        parts.append({"value": part.value, "label": part.label, "rows": rows})
    return render_template(
        "views/contents/order.html",
        collection=order.collection,
        parts=parts,
        state=state or order.state,
        moved=move[0] if move is not None else "",
        message=message,
    )
