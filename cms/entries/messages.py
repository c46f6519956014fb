"""Commit messages, from the configuration's templates."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Literal

from cms.config import Collection, SiteConfig

__all__ = ["commit_message"]

Action = Literal["create", "update", "delete", "upload_media", "delete_media"]
MAX_TITLE = 200
_TAG = re.compile(r"\{\{\s*([^}\s]+)\s*\}\}")
_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]+")


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
) -> str:
    """The message of a commit: one line of at most 200 characters; unknown tags become nothing (Decap).

    With `signoff_commits` a `Signed-off-by` line follows.
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
    title = _TAG.sub(lambda match: known.get(match[1], ""), template)
    title = _BREAKS.sub(" ", title).strip()[:MAX_TITLE] or f"Update {path}"
    if site.backend.signoff_commits and author_email:
        return f"{title}\n\nSigned-off-by: {author_name} <{author_email}>"
    return title
