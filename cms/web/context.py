"""What a view may ask of the request it answers: the site, the person, the address to go back to."""

from __future__ import annotations

import secrets
from typing import cast
from urllib.parse import urlsplit

from flask import current_app, g
from msgspec import Struct

from cms.actions import Site
from cms.state import Person
from cms.web.assets import Assets
from cms.web.thumbs import Thumbs

__all__ = [
    "EXTENSION",
    "Shell",
    "current_assets",
    "current_person",
    "current_site",
    "current_thumbs",
    "local_path",
    "new_key",
]

EXTENSION = "quire"
LONGEST_PATH = 2048


class Shell(Struct, frozen=True):
    """What the application holds for its views."""

    site: Site
    assets: Assets
    thumbs: Thumbs


def current_site() -> Site:
    """The site this application serves."""
    return _shell().site


def current_assets() -> Assets:
    return _shell().assets


def current_thumbs() -> Thumbs:
    return _shell().thumbs


def current_person() -> Person:
    """Who is signed in. Views run only with a session, so there is always somebody."""
    return cast(Person, g.person)


def new_key() -> str:
    """A fresh idempotency key for one form: however often it is sent, it makes one commit."""
    return secrets.token_urlsafe(18)


def local_path(wanted: str, otherwise: str = "/") -> str:
    """`wanted` if it is a path of this application, else `otherwise`: nobody is ever sent to another site."""
    if (
        len(wanted) > LONGEST_PATH
        or not wanted.startswith("/")
        or wanted[1:2] in ("/", "\\")
        or not wanted.isprintable()
        or "\\" in wanted
    ):
        return otherwise
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or "//" in parts.path or ".." in parts.path.split("/"):
        return otherwise
    return wanted


def _shell() -> Shell:
    return cast(Shell, current_app.extensions[EXTENSION])
