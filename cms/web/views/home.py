"""The way in, and what belongs to the person rather than to the content."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import collections, undo
from cms.errors import Conflict, NotFound
from cms.web.context import current_person, current_site, local_path
from cms.web.toasts import Toast

__all__ = ["THEMES", "blueprint"]

blueprint = Blueprint("home", __name__)

THEMES = ("light", "dark", "system")
YEAR = 365 * 24 * 3600


@blueprint.get("/")
def show() -> BaseResponse | str:
    """On to the collection this browser saw last, else the first one."""
    names = [summary.collection.name for summary in collections(current_site())]
    if not names:
        return render_template("views/empty_site.html")
    last = session.get("collection")
    return redirect(url_for("contents.show", name=last if last in names else names[0]), 303)


@blueprint.post("/undo")
def take_back() -> BaseResponse:
    """Take one change back by a new one."""
    back = local_path(request.form.get("back", ""))
    try:
        undo(current_site(), request.form.get("commit", ""), person=current_person())
    except (Conflict, NotFound) as refused:
        Toast(refused.message).leave()
        return redirect(back, 303)
    Toast("Undone. It is as it was before.").leave()
    return redirect(back, 303)


@blueprint.post("/theme")
def choose_theme() -> BaseResponse:
    """Light, dark, or as the system has it."""
    theme = request.form.get("theme", "")
    if theme not in THEMES:
        abort(400)
    response: Response = make_response(redirect(local_path(request.form.get("back", "")), 303))
    if theme == "system":
        response.delete_cookie("theme", samesite="Lax", secure=request.is_secure)
    else:
        response.set_cookie("theme", theme, max_age=YEAR, samesite="Lax", secure=request.is_secure, httponly=True)
    return response
