"""Drawing the editor, the page of two versions, and what a refused save comes back as. Nothing typed is dropped."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, render_template, request
from msgspec import Struct
from msgspec.structs import replace

from cms.actions import (
    EntryConflict,
    EntryDeleted,
    Marks,
    OpenEntry,
    copied_languages,
    entry_controls,
    entry_link,
    new_entry,
    offers_preview,
    open_entry,
    translations,
    upload_media,
)
from cms.actions.opening import as_of
from cms.config import Field
from cms.entries import entry_fields
from cms.errors import NotFound, QuireError
from cms.fields import ROOT, Control, FormData, Problem, root_of
from cms.web.context import current_person, current_site, new_key
from cms.web.present.conflict import conflict_view
from cms.web.present.editor import Sentence, error_links, refused_sentence, state_sentence, trouble
from cms.web.present.languages import begun_in, changed_notes, language_views, twins
from cms.web.present.words import avatar, entry_noun, first_name, time_ago
from cms.web.typed import TypedForm
from cms.web.views.trees import INDEX

__all__ = [
    "Opened",
    "Page",
    "as_opened",
    "draw_conflict",
    "draw_deleted",
    "draw_editor",
    "draw_typed",
    "keep_files",
    "text_page",
]

Page = tuple[str, int]

_OWN_NAME = re.compile(r"\Af\.(@[^.]+\.)?")
VIEWS = ("form", "both", "preview")  # `?show=`: what stands beside what


class Opened(Struct, frozen=True):
    """What the editor shows: an entry in one language, or in two of them beside each other."""

    entry: OpenEntry
    beside: OpenEntry | None = None


class _Wrong(Struct, frozen=True):
    """Why something was not published: what is wrong in each of the form's languages, or a message."""

    problems: tuple[Problem, ...] = ()
    beside: tuple[Problem, ...] = ()
    message: str = ""


def as_opened(name: str, slug: str, typed: TypedForm) -> Opened:
    """The entry as the form was opened from it, whatever happened since; of a new one, a blank."""
    main = Marks(typed.locale, typed.base, typed.start)
    marks = (main, *((typed.beside,) if typed.beside is not None else ()))
    found = [_as_opened(name, slug, item, typed.copy_of) for item in marks]
    return Opened(found[0], found[1] if len(found) > 1 else None)


def _as_opened(name: str, slug: str, marks: Marks, copy_of: str) -> OpenEntry:
    site = current_site()
    if not slug:
        original = copy_of if site.index.find(name, copy_of) is not None else ""
        return new_entry(site, name, locale=marks.locale, index=INDEX in request.form, duplicate_of=original)
    entry = open_entry(site, name, slug, locale=marks.locale, start=marks.start)
    return as_of(site, entry, marks.base) if marks.base and entry.path is not None else entry


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
                field=re.sub(r"\A@[^.]+\.", "", path),
            )
            values[typed.names[path]] = item.value
    return typed.with_values(values) if values else typed


def draw_editor(opened: Opened, *, copy_of: str = "") -> str:
    """The editor of an entry as it stands, or of a new one that is a copy of another."""
    entry, beside = opened.entry, opened.beside
    second = Marks(beside.locale, beside.base, beside.start) if beside is not None else None
    typed = TypedForm(FormData(), {}, entry.base, new_key(), entry.locale, False, entry.start, second, copy_of=copy_of)
    state = state_sentence(entry, current_site().clock())
    return _draw(opened, typed, state, _Wrong(), unsaved=bool(copy_of), form=None)


def draw_typed(
    opened: Opened,
    typed: TypedForm,
    *,
    problems: Sequence[Problem] = (),
    beside: Sequence[Problem] = (),
    message: str = "",
    status: int = 200,
) -> Page:
    """The editor with what was typed, and why it was not published."""
    state = Sentence("Not published yet", "your text is in the form")
    if problems or beside:
        state = refused_sentence((*problems, *beside))
    elif message:
        state = Sentence("Not saved", "your text is in the form", "warn")
    wrong = _Wrong(tuple(problems), tuple(beside), message)
    return _draw(opened, typed, state, wrong, unsaved=True, form=typed.data), status


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
        theirs=conflict.theirs,
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


def text_page(path: str, locale: str, beside: str = "") -> str:
    """What the browser knows the text of a form by that it keeps: its address, with its languages."""
    if not locale:
        return path
    return f"{path}?locale={locale}&beside={beside}" if beside else f"{path}?locale={locale}"


def _labelled(fields: Sequence[Field], data: FormData) -> tuple[tuple[str, str], ...]:
    """What was written, each text under the label of its field; the parts of a list under the list's."""
    labels = {field.name: field.label for field in fields}
    texts = [(_OWN_NAME.sub("", name), value) for name, value in data.pairs if "!" not in name and value]
    return tuple((labels.get(name.split(".")[0], name), value) for name, value in texts)


def _controls(entry: OpenEntry, form: FormData | None, problems: tuple[Problem, ...], root: str) -> tuple[Control, ...]:
    return entry_controls(current_site(), entry, form=form, problems=problems, root=root)


def _draw(
    opened: Opened, typed: TypedForm, state: Sentence, wrong: _Wrong, *, unsaved: bool, form: FormData | None
) -> str:
    site, entry, beside = current_site(), opened.entry, opened.beside
    g.entry = replace(entry, fields=entry_fields(entry.collection, entry.file))  # media_url reads it
    controls = _controls(entry, form, wrong.problems, ROOT)
    second = _controls(beside, form, wrong.beside, root_of(beside.locale)) if beside is not None else ()
    return render_template(
        "views/entries/edit.html",
        entry=entry,
        beside=beside,
        noun=entry_noun(entry.collection),
        controls=controls,
        marks=typed.marks,
        state=state,
        errors=(*error_links(wrong.problems, controls), *error_links(wrong.beside, second)),
        trouble=trouble((*wrong.problems, *wrong.beside)) if wrong.problems or wrong.beside else "",
        message=wrong.message,
        unsaved=unsaved,
        preview=beside is None and offers_preview(site, entry),
        show=_shown(),
        live=entry_link(current_site(), entry),
        deletable=entry.file.delete if entry.file is not None else entry.collection.delete,
        **_languages(opened, controls, second, typed),
    )


def _languages(
    opened: Opened, controls: tuple[Control, ...], second: tuple[Control, ...], typed: TypedForm
) -> dict[str, Any]:
    """What the editor says of the entry's languages; the original one stands at the left of another."""
    entry, beside = opened.entry, opened.beside
    now = current_site().clock()
    states = translations(current_site(), entry) if len(entry.locales) > 1 else ()
    known = {item.locale: item for item in states}
    said: dict[str, Any] = {
        "languages": language_views(entry, states, now) if len(entry.locales) > 1 else (),
        "notes": changed_notes(known.get(entry.locale), entry.locales[0], now) if entry.locales else {},
        "copied": typed.copy_of,
        "begun_in": () if entry.slug else begun_in(entry, beside, typed.languages, _copied(entry, typed)),
        "pair": None,
        "twins": (),
    }
    if beside is None:
        return said
    sides = [(entry, controls, ROOT), (beside, second, root_of(beside.locale))]
    sides.sort(key=lambda side: entry.locales.index(side[0].locale))
    (left, left_controls, left_root), (right, right_controls, right_root) = sides
    return {
        **said,
        "notes": changed_notes(known.get(right.locale), left.locale, now) if left.locale == entry.locales[0] else {},
        "pair": ((left, left_root), (right, right_root)),
        "twins": twins(left, left_controls, right, right_controls),
    }


def _copied(entry: OpenEntry, typed: TypedForm) -> tuple[str, ...]:
    """The languages that come along when an entry is copied that is still there."""
    with contextlib.suppress(NotFound):
        return copied_languages(current_site(), entry.collection.name, typed.copy_of)
    return ()


def _shown() -> str:
    wanted = request.args.get("show", "")
    return wanted if wanted in VIEWS else ""
