"""The site's logo, for everybody: the page to sign in shows it too."""

from __future__ import annotations

from flask import Blueprint, Response, request

from cms.actions import site_logo
from cms.web.caching import REVALIDATE
from cms.web.context import current_site
from cms.web.headers import media_headers

__all__ = ["blueprint"]

blueprint = Blueprint("logo", __name__)


@blueprint.get("/logo")
def show() -> Response:
    """The picture that the configuration names; no other file is shown here."""
    content = site_logo(current_site())
    response = media_headers(Response(content.data, content_type=content.content_type))
    response.headers["Cache-Control"] = REVALIDATE
    response.set_etag(content.oid)
    response.make_conditional(request)
    return response
