"""The last step of every save: an entry's files as one commit, and a form that is sent twice as one save."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import PurePosixPath

from cms.actions.addressing import Address
from cms.actions.composing import Composed
from cms.actions.messages import message_by
from cms.actions.model import OpenEntry, SaveOutcome
from cms.actions.moving import moves_whole, save_moved
from cms.actions.renaming import save_renamed
from cms.actions.site import Site
from cms.entries import Action
from cms.errors import InvalidInput
from cms.gitstore import Change, Identity
from cms.state import Person
from cms.syntax import Value

__all__ = ["commit", "once"]

Values = Mapping[str, Value]


def commit(
    site: Site,
    entry: OpenEntry,
    found: Sequence[Composed],
    person: Person,
    action: Action,
    *,
    values: Values | None = None,
    files: Mapping[PurePosixPath, bytes] | None = None,
    message: str = "",
    address: Address | None = None,
) -> SaveOutcome:
    """Write the files of an entry and those sent with it, and move it to another `address`: one commit, or none."""
    if entry.path is None:
        raise InvalidInput("This entry has no file in this language yet.")
    wanted = address or Address(entry.slug)
    moves = wanted.slug != entry.slug or bool(wanted.names)
    if not found and not files and not moves:
        return SaveOutcome(site.head(), entry.slug, entry.path, changed=False)
    text = message or message_by(site, person, action, entry.collection, wanted.slug, entry.path, values)
    written = {**(files or {}), **{item.path: item.data for item in found}}
    change = Change(
        files=written,
        bases={**dict.fromkeys(files or {}), **{item.path: item.base or None for item in found}},
        author=Identity(person.name, person.email),
        message=text,
    )
    if moves:
        save = save_moved if moves_whole(entry) else save_renamed
        saved, path = save(site, entry, wanted, change)
        return SaveOutcome(saved.commit, wanted.slug, path, left_alone=saved.left_alone)
    saved = site.repository.save(change)
    site.saved(saved, written)
    return SaveOutcome(saved.commit, entry.slug, entry.path, left_alone=saved.left_alone)


def once(site: Site, key: str, save: Callable[[], SaveOutcome]) -> SaveOutcome:
    """Save, unless this very form was saved before: then what that came to."""
    with site.state.once(key) as once:
        if once.outcome is not None:
            return _recalled(once.outcome)
        outcome = save()
        once.record(_remembered(outcome))
        return outcome


def _remembered(outcome: SaveOutcome) -> str:
    return json.dumps([outcome.commit, outcome.slug, str(outcome.path), outcome.changed])


def _recalled(text: str) -> SaveOutcome:
    commit, slug, path, changed = json.loads(text)
    return SaveOutcome(commit, slug, PurePosixPath(path), changed=changed)
