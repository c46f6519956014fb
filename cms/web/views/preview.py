"""The preview: an entry as a page, published or as it is being typed. For the editor's frame, or opened alone."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup

from cms.actions import PreviewPage, preview_entry
from cms.fields import FormData
from cms.web.context import current_site
from cms.web.headers import preview_headers
from cms.web.present.words import date_in_words, listed
from cms.web.typed import typed_form

__all__ = ["blueprint"]

blueprint = Blueprint("preview", __name__, url_prefix="/contents/<collection:name>")


@blueprint.get("/entries/<path:slug>/preview")
def show(name: str, slug: str) -> Response:
    """The entry as it is published."""
    return _draw(_page(name, slug, None))


@blueprint.post("/entries/<path:slug>/preview")
def typed(name: str, slug: str) -> Response:
    """The entry as the form says, for the frame. Nothing is saved."""
    return _draw(_typed_page(name, slug))


@blueprint.get("/new/preview")
def blank(name: str) -> Response:
    """A new entry, before anything is typed."""
    return _draw(_page(name, "", None))


@blueprint.post("/new/preview")
def typed_new(name: str) -> Response:
    """A new entry as the form says. Nothing is saved."""
    return _draw(_typed_page(name, ""))


def _typed_page(name: str, slug: str) -> PreviewPage:
    sent = typed_form()
    return _page(name, slug, sent.data, locale=sent.locale, base=sent.base)


def _page(name: str, slug: str, form: FormData | None, *, locale: str = "", base: str = "") -> PreviewPage:
    wanted = locale or request.args.get("locale", "")
    return preview_entry(current_site(), name, slug, form, locale=wanted, base=base, address=_file_address)


def _draw(page: PreviewPage) -> Response:
    html = render_template(
        "views/entries/preview.html",
        page=page,
        body=Markup(page.body),  # noqa: S704  render_markdown has sanitised it
        cover=_file_address(page.picture) if page.picture else "",
        by_line=", ".join(filter(None, (listed(page.authors), date_in_words(page.date)))),
    )
    return preview_headers(Response(html))


def _file_address(path: str) -> str:
    return url_for("media.file", path=path)
