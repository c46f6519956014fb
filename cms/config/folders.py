"""Paths in a configuration: from the repository's root, checked by the one path rule, with `{{tags}}` in them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

from cms.config.taking import Options
from cms.errors import InvalidPath
from cms.paths import clean_path

__all__ = ["media_address", "media_text", "root_path", "trimmed"]

_TAG = re.compile(r"\{\{[^{}]*\}\}")


def trimmed(text: str) -> str:
    """Without slashes at the ends, `./` before and `/.` behind; "" for the root."""
    text = text.strip().strip("/")
    while text.startswith("./"):
        text = text[2:].lstrip("/")
    while text.endswith("/."):
        text = text[:-2].rstrip("/")
    return "" if text == "." else text


def root_path(options: Options, name: str, effect: str) -> PurePosixPath | None:
    """A path from the repository's root. None, with an error that ends in `effect`, if Quire may not write there."""
    text = trimmed(options.text(name))
    if not text:
        return PurePosixPath(".")
    reason = _unsafe(text)
    if reason:
        options.error("unsafe-path", name, f"{reason}; {effect}")
        return None
    return PurePosixPath(text)


def media_text(options: Options, name: str) -> str | None:
    """A `media_folder` below the top level: as written but for a slash at the end. None if absent or refused.

    A leading slash means the repository's root, else the folder is beside the entry, and `..` leads up (Decap).
    """
    if name not in options:
        return None
    text = options.text(name).strip()
    inner = trimmed(text)
    parts = [part for part in _TAG.sub("tag", inner).split("/") if part not in ("..", ".")] if inner else []
    climbs = text.startswith("/") and ".." in inner.split("/")
    reason = "the path leaves the repository" if climbs else _unsafe("/".join(parts)) if parts else ""
    if reason:
        options.error("unsafe-path", name, f"{reason}; `{name}` is not used")
        return None
    return ("/" if text.startswith("/") else "") + inner


def media_address(options: Options) -> str | None:
    """The `public_folder` that a `media_folder` is by itself: the same, `./` before it included (Sveltia)."""
    folder = media_text(options, "media_folder")
    written = options.text("media_folder").strip()
    return written.rstrip("/") if folder is not None and written.startswith(".") else folder


def _unsafe(text: str) -> str:
    """Why Quire may not write there, or "". A decomposed name may be in the repository already, and is let through."""
    try:
        clean_path(unicodedata.normalize("NFC", _TAG.sub("tag", text)))
    except InvalidPath as refused:
        return refused.message.removesuffix(" Choose another name.").rstrip(".")
    return ""
