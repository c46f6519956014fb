"""Errors as pages: plain words, no traceback, and a number for whoever looks after the site. Typed text stays."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from cms.errors import NotFound, QuireError
from cms.web.auth import same_origin

__all__ = ["add_error_pages"]

log = logging.getLogger("cms.web")

Page = tuple[str, int]


def add_error_pages(app: Flask) -> None:
    """Register a page for every kind of failure."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(401, _signed_out)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(QuireError, _quire_error)
    app.register_error_handler(Exception, _unexpected)


def _stale_form(_error: CSRFError) -> Page:
    """The form is older than this browser's session. Its text comes back with a fresh token."""
    if not same_origin():
        return _page(400, "This form did not come from this site", "Nothing was changed. Open the page again.")
    return _kept(400, "This form is older than your session", "Nothing was changed yet, and your text is safe.")


def _signed_out(_error: HTTPException) -> Page:
    if request.method == "POST" and same_origin() and request.form:
        return _kept(
            401,
            "Sign in again to go on",
            "Your text is safe on this page. Run cms serve again, open its link in another tab, then come back here.",
        )
    return render_template("views/sign_in/explain.html"), 401


def _kept(status: int, title: str, text: str) -> Page:
    pairs = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return render_template("views/errors/kept.html", title=title, text=text, pairs=pairs), status


def _too_large(_error: HTTPException) -> Page:
    return _page(
        413,
        "That is more than one page can hold",
        "Nothing was saved. Go back: your text is still there. Make the text or the file smaller and try again.",
    )


def _http_error(error: HTTPException) -> Page:
    code = error.code or 500
    titles = {
        400: ("That address is not complete", "Nothing was changed. Go back and try again."),
        403: ("This is not allowed", "The request came from another site, so nothing was changed."),
        404: ("There is no such page", "It may have been renamed or deleted."),
        405: ("There is nothing to open here", "This address only takes forms. Go back to the contents."),
    }
    title, text = titles.get(code, ("Something went wrong", "Nothing was changed. Go back and try again."))
    return _page(code, title, text)


def _quire_error(error: QuireError) -> Page:
    if error.status >= 500:
        log.error("%s %s: %s", request.method, request.path, error.message)
    if isinstance(error, NotFound):
        return _page(404, "There is no such page", error.message)
    titles = {403: "This is not allowed", 409: "Somebody was faster", 503: "The site's files cannot be reached now"}
    return _page(error.status, titles.get(error.status, "That did not work"), error.message)


def _unexpected(error: Exception) -> Page:
    number = secrets.token_hex(2).upper()
    log.error("%s on %s %s", number, request.method, request.path, exc_info=error)
    text = f"Your text is safe in this browser. Number {number} for whoever looks after the site."
    return _page(500, "Something went wrong on our side", text)


def _page(status: int, title: str, text: str) -> Page:
    return render_template("views/errors/plain.html", title=title, text=text), status
