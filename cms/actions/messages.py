"""What a commit says: the configuration's templates, filled for the person who makes it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath

from cms.actions.site import Site
from cms.config import Collection
from cms.entries import Action, commit_message
from cms.state import Person
from cms.syntax import Value

__all__ = ["message_by"]


def message_by(
    site: Site,
    person: Person,
    action: Action,
    collection: Collection | None,
    slug: str,
    path: PurePosixPath,
    values: Mapping[str, Value] | None = None,
) -> str:
    """The message of somebody's commit; with `signoff_commits`, signed with their address."""
    return commit_message(
        site.config, action, collection, slug, path, person.name, author_email=person.email, values=values
    )
