"""Drawing the editor, the page of two versions, and what a refused save comes back as. Nothing typed is dropped."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import g, render_template, request

from cms.actions import (
    EntryConflict,
    EntryDeleted,
    OpenEntry,
    entry_controls,
    entry_link,
    offers_preview,
    open_entry,
    upload_media,
)
from cms.actions.opening import as_of
from cms.config import Field
from cms.errors import QuireError
from cms.fields import Control, FormData, Problem
from cms.web.context import current_person, current_site, new_key
from cms.web.present.conflict import conflict_view
from cms.web.present.editor import Sentence, error_links, refused_sentence, state_sentence, trouble
from cms.web.present.words import avatar, entry_noun, first_name, time_ago
from cms.web.typed import TypedForm

__all__ = ["Page", "draw_conflict", "draw_deleted", "draw_editor", "draw_typed", "entry_as_opened", "keep_files"]

Page = tuple[str, int]

VIEWS = ("form", "both", "preview")  # `?show=`: what stands beside what


@dataclass(frozen=True, slots=True)
class _Marks:
    """The hidden marks of a form."""

    base: str
    key: str
    locale: str


def entry_as_opened(name: str, slug: str, typed: TypedForm) -> OpenEntry:
    """The entry as the form was opened from it, whatever happened since."""
    site = current_site()
    entry = open_entry(site, name, slug, locale=typed.locale)
    return as_of(site, entry, typed.base) if typed.base and entry.path is not None else entry


def keep_files(entry: OpenEntry, typed: TypedForm) -> TypedForm:
    """The form with its files put into the library: a browser does not send a file a second time.

    A file that is refused, or whose place is not known before the entry is, has to be chosen again.
    """
    folder = entry.collection.media_folder
    if not entry.slug and folder is not None and not folder.startswith("/"):
        return typed
    values: dict[str, str] = {}
    for path, upload in typed.uploads.items():
        with contextlib.suppress(QuireError):
            item = upload_media(
                current_site(),
                upload,
                person=current_person(),
                collection=entry.collection.name,
                slug=entry.slug,
                field=path,
            )
            values[typed.names[path]] = item.value
    return typed.with_values(values) if values else typed


def draw_editor(entry: OpenEntry, *, duplicate: bool = False) -> str:
    """The editor of an entry as it stands."""
    controls = _controls(entry)
    marks = _Marks(entry.base, new_key(), entry.locale)
    return _draw(entry, controls, marks, state_sentence(entry, current_site().clock()), unsaved=duplicate)


def draw_typed(
    entry: OpenEntry,
    typed: TypedForm,
    *,
    problems: Sequence[Problem] = (),
    message: str = "",
    status: int = 200,
) -> Page:
    """The editor with what was typed, and why it was not published."""
    controls = _controls(entry, form=typed.data, problems=tuple(problems))
    marks = _Marks(typed.base, typed.key, typed.locale)
    state = Sentence("Not published yet", "your text is in the form")
    if problems:
        state = refused_sentence(problems)
    elif message:
        state = Sentence("Not saved", "your text is in the form", "warn")
    return _draw(entry, controls, marks, state, problems=problems, message=message, unsaved=True), status


def draw_conflict(
    conflict: EntryConflict, typed: TypedForm, *, choices: Mapping[str, str], own: Mapping[str, str]
) -> Page:
    """The page of two versions: both texts of each field, and the form as typed behind it."""
    now = current_site().clock()
    who = first_name(conflict.by)
    current = conflict.current
    page = render_template(
        "views/conflict/show.html",
        entry=current,
        noun=entry_noun(current.collection),
        who=who,
        mine=conflict.by == current_person().name,
        other=avatar(conflict.by),
        me=avatar(current_person().name),
        when=time_ago(current.updated, now) if current.updated else "",
        view=conflict_view(conflict.merge, choices=choices, own=own),
        typed=typed,
        theirs=current.base,
    )
    return page, 409


def draw_deleted(deleted: EntryDeleted, typed: TypedForm) -> Page:
    """The entry is gone, the text is not."""
    entry = deleted.entry
    page = render_template(
        "views/conflict/deleted.html",
        entry=entry,
        noun=entry_noun(entry.collection),
        who=first_name(deleted.by) if deleted.by else "Somebody",
        typed=typed,
        texts=_labelled(entry.fields, typed.data),
    )
    return page, 409


def _labelled(fields: Sequence[Field], data: FormData) -> tuple[tuple[str, str], ...]:
    """What was written, each text under the label of its field; the parts of a list under the list's."""
    labels = {field.name: field.label for field in fields}
    texts = [(name.removeprefix("f."), value) for name, value in data.pairs if "!" not in name and value]
    return tuple((labels.get(name.split(".")[0], name), value) for name, value in texts)


def _controls(
    entry: OpenEntry, *, form: FormData | None = None, problems: tuple[Problem, ...] = ()
) -> tuple[Control, ...]:
    g.entry = entry  # media_url reads it
    return entry_controls(current_site(), entry, form=form, problems=problems)


def _draw(
    entry: OpenEntry,
    controls: tuple[Control, ...],
    marks: _Marks,
    state: Sentence,
    *,
    problems: Sequence[Problem] = (),
    message: str = "",
    unsaved: bool = False,
) -> str:
    return render_template(
        "views/entries/edit.html",
        entry=entry,
        noun=entry_noun(entry.collection),
        controls=controls,
        marks=marks,
        state=state,
        errors=error_links(problems, controls),
        trouble=trouble(problems) if problems else "",
        message=message,
        unsaved=unsaved,
        preview=offers_preview(current_site(), entry),
        show=_shown(),
        live=entry_link(current_site(), entry),
        deletable=entry.file.delete if entry.file is not None else entry.collection.delete,
    )


def _shown() -> str:
    wanted = request.args.get("show", "")
    return wanted if wanted in VIEWS else ""
