"""Commit messages, from the configuration's templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Literal

from cms.config import Collection, SiteConfig
from cms.fields import template_text, value_at
from cms.syntax import Value

__all__ = ["Action", "commit_message"]

Action = Literal["create", "update", "delete", "upload_media", "delete_media"]
MAX_TITLE = 200
_TAG = re.compile(r"\{\{\s*([^}\s]+)\s*\}\}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff]")
_WORDS = {
    "create": "Create",
    "update": "Update",
    "delete": "Delete",
    "upload_media": "Upload",
    "delete_media": "Delete",
}


def commit_message(
    site: SiteConfig,
    action: Action,
    collection: Collection | None,
    slug: str,
    path: PurePosixPath,
    author_name: str,
    *,
    author_login: str = "",
    author_email: str = "",
    values: Mapping[str, Value] | None = None,
) -> str:
    """The message of a commit: one line of at most 200 characters; unknown tags become nothing (Decap).

    `values` are the entry's, for Static CMS's `{{fields.title}}`.
    With `signoff_commits` a `Signed-off-by` line follows (Decap); with `skip_ci`, `[skip ci]` stands before all but
    deletions (Sveltia).
    """
    known = {
        "slug": slug,
        "path": str(path),
        "collection": (collection.label_singular or collection.label) if collection is not None else "",
        "author-login": author_login or author_name,
        "author-name": author_name,
        "author-email": author_email,
    }
    template: str = getattr(site.backend.commit_messages, action)
    prefix = "[skip ci] " if _skips_ci(site) and not action.startswith("delete") else ""

    def filled(tag: re.Match[str]) -> str:
        if tag[1].startswith("fields."):
            return template_text(value_at(values or {}, tag[1]))
        return known.get(tag[1], "")

    title = prefix + _one_line(_TAG.sub(filled, template))
    if not title.removeprefix(prefix):
        title = _one_line(f"{prefix}{_WORDS[action]} {path}")
    title = title[:MAX_TITLE].rstrip()
    if site.backend.signoff_commits and author_email:
        return f"{title}\n\nSigned-off-by: {_one_line(author_name)} <{_one_line(author_email)}>"
    return title


def _one_line(text: str) -> str:
    """Without line breaks, control and invisible characters; bytes that are no text become a question mark."""
    plain = _HIDDEN.sub("", _BREAKS.sub(" ", text)).strip()
    return plain.encode("utf-8", "replace").decode("utf-8")


def _skips_ci(site: SiteConfig) -> bool:
    options = site.backend.options
    return options.get("skip_ci") is True or options.get("automatic_deployments") is False
