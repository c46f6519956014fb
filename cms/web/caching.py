"""Pages that have not changed answer 304. A view asks `unchanged` before it does any work.

    if same := unchanged(site.head(), newest=row.when):
        return same

What a page is made of stands in its tag: what the view names, the program and its files, the configuration, the
address, who looks, in which colours, with which form token, and the time as finely as the page tells it. A page that
says something once (a toast) has no tag and is not stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from flask import Flask, Response, current_app, g, request, session
from flask_wtf.csrf import generate_csrf

import cms
from cms.config import Diagnostic, SiteConfig
from cms.web.context import current_assets, current_person, current_site
from cms.web.present.words import time_ago
from cms.web.toasts import toast_waits

__all__ = ["IMMUTABLE", "REVALIDATE", "add_page_tags", "unchanged"]

IMMUTABLE = "max-age=31536000, immutable"  # for an address that names its content; a year is as long as it gets
REVALIDATE = "private, no-cache"  # the browser may keep it and asks each time


def unchanged(*parts: str, newest: datetime | None = None) -> Response | None:
    """304 if the browser holds this page as it is now; else None, and the page that follows gets its tag.

    `parts` name all that the page shows of the repository and of the state: a commit, a tree, a generation. `newest` is
    the newest moment that the page tells as "5 min ago"; without it the page may tell dates only. Not for pages with a
    key that is used once, as the editor's form has. Call it after the session was changed, if at all.
    """
    if toast_waits():
        return None
    tag = _digest((*parts, *_shared_parts(), *_time_parts(newest, current_site().clock())))
    g.page_tag = tag
    return Response(status=304) if request.if_none_match.contains_weak(tag) else None


def add_page_tags(app: Flask) -> None:
    """Give the pages that asked for it their tag, in place of `no-store`."""

    @app.after_request
    def add_tag(response: Response) -> Response:
        if (tag := g.get("page_tag")) and response.status_code in (200, 304):
            response.set_etag(tag, weak=True)
            response.headers["Cache-Control"] = REVALIDATE
        return response


def _shared_parts() -> tuple[str, ...]:
    """What every page depends on. The token's secret differs for each session, so that no tag outlives one."""
    site, person = current_site(), current_person()
    generate_csrf()  # makes the secret, if this session has none yet
    return (
        _program(str(current_app.template_folder)),
        current_assets().digest,
        _configuration.digest(site.config, site.diagnostics),
        request.full_path,
        person.name,
        person.email,
        request.cookies.get("theme", ""),
        str(session["csrf_token"]),
    )


def _time_parts(newest: datetime | None, now: datetime) -> tuple[str, ...]:
    """The time, as finely as a page tells it: `12 s ago`, `5 min ago`, `3 h ago` (at most ten minutes late), dates."""
    if newest is None:
        return (now.date().isoformat(),)
    seconds = (now - newest).total_seconds()
    if seconds < 60:
        moment = now.strftime("%Y-%m-%d %H:%M:%S")
    elif seconds < 3600:
        moment = now.strftime("%Y-%m-%d %H:%M")
    elif newest.astimezone(now.tzinfo).date() == now.date():
        moment = now.strftime("%Y-%m-%d %H:%M")[:-1]
    else:
        moment = now.date().isoformat()
    return time_ago(newest, now), moment


class _Configuration:
    """The digest of a configuration and what was said of it, made once for each that is loaded."""

    def __init__(self) -> None:
        self._known: tuple[SiteConfig, tuple[Diagnostic, ...], str] | None = None

    def digest(self, config: SiteConfig, diagnostics: tuple[Diagnostic, ...]) -> str:
        known = self._known
        if known is None or known[0] is not config or known[1] is not diagnostics:
            known = (config, diagnostics, _digest((repr(config), repr(diagnostics))))
            self._known = known
        return known[2]


_configuration = _Configuration()


@cache
def _program(templates: str) -> str:
    """What Quire's own modules and templates are: a new version draws another page from the same files."""
    return _digest([*_facts(Path(cms.__file__).parent, "*.py"), *_facts(Path(templates), "*.html")])


def _facts(folder: Path, pattern: str) -> Iterator[str]:
    for path in sorted(folder.rglob(pattern)):
        facts = path.stat()
        yield f"{path.relative_to(folder)} {facts.st_size} {facts.st_mtime_ns}"


def _digest(parts: Iterable[str]) -> str:
    """One digest of several texts; where one ends and the next begins counts."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.hexdigest()[:32]
