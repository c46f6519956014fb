"""Slugs and file names: what one value becomes in an address. Rules of Decap CMS and, by dialect, of Sveltia CMS."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from cms.config import Dialect, SlugRules
from cms.entries.transliteration import transliterated, without_accents

__all__ = ["cut", "media_file_name", "prepare", "sanitise_name", "short_id", "shortened", "slugify"]

_IRI = (  # compiled when it is used: that takes milliseconds
    r"[A-Za-z0-9\-_.~\xa0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\U00010000-\U0001fffd\U00020000-\U0002fffd"
    r"\U00030000-\U0003fffd\U00040000-\U000efffd]"
)
_URI = r"[A-Za-z0-9\-_.~]"
_ILLEGAL = re.compile(r"[/?<>\\:*|\"]")
_CONTROLS = re.compile(r"[\x00-\x1f\x80-\x9f]")
_DOTS = re.compile(r"\.+\Z")
_WINDOWS = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?\Z", re.IGNORECASE)
_TRAILING = re.compile(r"[. ]+\Z")
_SVELTIA = "!\"#$%&'()*+,/:;<=>?@[\\]^`{|}"
MAX_BYTES = 255


def slugify(text: str, rules: SlugRules, dialect: Dialect = Dialect.DECAP, *, language: str = "") -> str:
    """What one value becomes in a slug; "" when nothing of it can stand there."""
    if dialect.spares_full_stops:
        return _sveltia(text, rules, language)
    return shortened(sanitise_name(prepare(text, lower=rules.lowercase), rules), rules.maxlength, rules)


def prepare(text: str, *, lower: bool = True) -> str:
    """Trimmed, lower case, without apostrophes, full stops as hyphens (Decap's `prepareSlug`)."""
    text = text.strip().lower() if lower else text.strip()
    return text.replace("'", "").replace(".", "-")


def sanitise_name(text: str, rules: SlugRules, *, keep_slashes: bool = False) -> str:
    """One name of a path: only what addresses and file systems take, at most 255 bytes (Decap's `sanitizeSlug`)."""
    if keep_slashes:
        parts = [sanitise_name(part, rules) or rules.sanitize_replacement for part in text.split("/") if part]
        return "/".join(parts)
    if rules.clean_accents:
        text = without_accents(text)
    allowed = re.compile(_IRI if rules.encoding == "unicode" else _URI)
    mark = rules.sanitize_replacement
    text = "".join(char if allowed.match(char) else mark for char in text)
    return _collapsed(_file_name(_file_name(text, mark), ""), mark, trim=rules.trim)


def media_file_name(name: str, rules: SlugRules, dialect: Dialect = Dialect.DECAP) -> str:
    """The name an uploaded file is stored under: lower case and sanitised, the extension included (Decap).

    Sveltia makes a slug of what stands before the extension.
    """
    if not dialect.spares_full_stops:
        return sanitise_name(name.lower(), rules)
    stem, dot, extension = name.rpartition(".")
    slug = slugify(stem if dot else name, rules, dialect) or short_id(name)
    return f"{slug}.{extension.lower()}" if dot else slug


def short_id(seed: str) -> str:
    """Twelve letters and digits for an address that would be empty otherwise; the same for the same seed."""
    return hashlib.sha256(seed.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def shortened(slug: str, limit: int | None, rules: SlugRules) -> str:
    """A name of at most so many characters, that does not end with the replacement (Sveltia's `maxlength`)."""
    if limit is None or limit < 1 or len(slug) <= limit:
        return slug
    mark = rules.sanitize_replacement
    return slug[:limit].rstrip(mark) if rules.trim and mark else slug[:limit]


def cut(slug: str, extension: str) -> str:
    """The slug cut so that its last name, with the extension, fits 255 bytes."""
    folder, _, name = slug.rpartition("/")
    room = MAX_BYTES - len(extension.encode()) - 1
    name = name.encode()[:room].decode("utf-8", "ignore") if len(name.encode()) > room else name
    return f"{folder}/{name}" if folder else name


def _file_name(text: str, mark: str) -> str:
    for pattern in (_ILLEGAL, _CONTROLS, _DOTS, _WINDOWS, _TRAILING):
        if pattern in (_DOTS, _WINDOWS):
            text = mark if pattern.match(text) else text
        else:
            text = pattern.sub(mark, text)
    return text.encode("utf-8", "surrogatepass")[:MAX_BYTES].decode("utf-8", "ignore")


def _sveltia(text: str, rules: SlugRules, language: str) -> str:
    if rules.clean_accents:
        text = transliterated(text, language)
    mark = rules.sanitize_replacement
    words = "".join(char if _safe(char, rules) else " " for char in text).split()
    slug = shortened(_collapsed(mark.join(words), mark, trim=rules.trim), rules.maxlength, rules)
    return slug.lower() if rules.lowercase else slug


def _collapsed(text: str, mark: str, *, trim: bool = True) -> str:
    """Runs of the replacement as one, and none at the ends."""
    if not mark:
        return text
    text = re.sub(f"(?:{re.escape(mark)})+", lambda _: mark, text)
    return text.removesuffix(mark).removeprefix(mark) if trim else text


def _safe(char: str, rules: SlugRules) -> bool:
    if rules.encoding == "ascii":
        return bool(re.match(r"[A-Za-z0-9_~-]", char))
    return unicodedata.category(char)[0] not in "ZC" and char not in _SVELTIA
