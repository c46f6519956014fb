"""Compressed answers: static files once and well, pages each time and fast.

**Why a compressed page gives no secret away.** Whoever makes a browser ask for a page with words of their choice in it,
and sees how long the answer is, could guess a secret that stands in the same page (BREACH). Here a page is compressed
only when the browser says that the person or one of our own pages asked (`Sec-Fetch-Site: same-origin` or `none`); what
another site's page asks for, even of the same host on another port, comes as it is. Browsers that do not say it get no
cookie from another site either, as the session's is `SameSite=Lax`. And the form token is no secret that stays: its
signature, without which the rest is worth nothing, is made over the present second.
"""

from __future__ import annotations

import gzip
import sys
from collections.abc import Callable
from functools import lru_cache

import brotli
from flask import Flask, Response, request
from werkzeug.datastructures import Accept

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["accepted_encoding", "add_compression", "compressed_once"]

SMALLEST = 1024  # bytes; below that a page is as fast as it is
PAGES = ("text/html", "application/json")
FILES = ("text/", "image/svg+xml", "application/json")
OWN = (None, "same-origin", "none")

Encoder = Callable[[bytes], bytes]

# Level by level on the interface's own files: one step more costs ten times the time for a twentieth of the size.
_ONCE: dict[str, Encoder] = {
    "br": lambda data: brotli.compress(data, quality=9),
    "zstd": lambda data: zstd.compress(data, level=12),
    "gzip": lambda data: gzip.compress(data, 9, mtime=0),
}
_FAST: dict[str, Encoder] = {
    "zstd": lambda data: zstd.compress(data, level=3),
    "br": lambda data: brotli.compress(data, quality=4),
    "gzip": lambda data: gzip.compress(data, 4, mtime=0),
}


def add_compression(app: Flask) -> None:
    """Compress pages and JSON. What streams, what is a file and what has no body is left as it is."""

    @app.after_request
    def compress(response: Response) -> Response:
        if not _is_page(response):
            return response
        response.vary.add("Accept-Encoding")
        encoding = accepted_encoding(request.accept_encodings, tuple(_FAST))
        if encoding and request.headers.get("Sec-Fetch-Site") in OWN:
            response.set_data(_FAST[encoding](response.get_data()))
            response.headers["Content-Encoding"] = encoding
        return response


def compressed_once(data: bytes, content_type: str, encodings: Accept) -> tuple[str, bytes]:
    """A file in the encoding the browser likes best, and that encoding's name; "" for a file that comes as it is."""
    if not content_type.startswith(FILES):
        return "", data
    encoding = accepted_encoding(encodings, tuple(_ONCE))
    return (encoding, _kept(encoding, data)) if encoding else ("", data)


def accepted_encoding(encodings: Accept, offered: tuple[str, ...]) -> str:
    """The offered encoding that is wanted most, the first of equals; "" when none is wanted."""
    best = max(offered, key=encodings.quality)
    wanted = encodings.quality(best)
    return best if wanted > 0 and wanted >= encodings.quality("identity") else ""


@lru_cache(maxsize=512)
def _kept(encoding: str, data: bytes) -> bytes:
    return _ONCE[encoding](data)


def _is_page(response: Response) -> bool:
    return (
        response.mimetype in PAGES
        and not response.is_streamed
        and not response.direct_passthrough
        and "Content-Encoding" not in response.headers
        and "Content-Range" not in response.headers
        and request.method != "HEAD"
        and (response.content_length or 0) >= SMALLEST
    )
