"""The search over the whole site."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for

from cms.actions import find_media, search_site
from cms.errors import NotFound
from cms.index import SearchPage
from cms.web.caching import unchanged
from cms.web.context import current_site
from cms.web.present.library import tile_view
from cms.web.present.searching import is_long_enough, search_view, without_collections

__all__ = ["blueprint"]

blueprint = Blueprint("search", __name__)

PER_PAGE = 20
FIRST = 8  # hits below the field as one types, and files on the page
LONGEST_OFFSET = 6  # digits


@blueprint.get("/search")
def show() -> str | Response:
    """Entries of all collections and files of the library: `?q= &after=`; `?part=list` draws the first as options."""
    site, text = current_site(), request.args.get("q", "").strip()
    if not site.config.search:
        raise NotFound("The settings of this site do not offer a search (`search: false`).")
    part, after = request.args.get("part") == "list", _after()
    limit, after = (FIRST, 0) if part else (PER_PAGE, after)
    found = search_site(site, text, limit=limit, offset=after) if is_long_enough(text) else SearchPage((), 0)
    newest = max((hit.row.updated for hit in found.hits if hit.row.updated), default=None)
    if same := unchanged(site.head(), site.index.state().history, newest=newest):
        return same
    words = without_collections(text)
    narrowed = words != text and is_long_enough(words)
    everywhere = search_site(site, words, limit=0) if narrowed and not part else found
    shown = [item for item in site.config.collections if not item.hide]
    view = search_view(found, everywhere, text=text, collections=shown, now=site.clock(), after=after)
    if part:
        return render_template("views/search/list.html", view=view, search=text)
    named = is_long_enough(text) and not view.narrowed and not after
    files = find_media(site, text, FIRST) if named else None
    return render_template(
        "views/search/show.html",
        view=view,
        search=text,
        asked=is_long_enough(text),
        after=after,
        files=[tile_view(item) for item in files.items] if files else [],
        file_count=files.total if files else 0,
        more_files=files.more if files else False,
        examples=shown[:1],
        here=lambda query=text, after=None: url_for("search.show", q=query, after=after),
    )


def _after() -> int:
    text = request.args.get("after", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_OFFSET else 0
