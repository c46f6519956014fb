"""One entry's form: the editor, publishing, two versions."""

from __future__ import annotations

from functools import partial

from flask import Blueprint, g, redirect, render_template, request, url_for
from msgspec.structs import replace
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import (
    EntryConflict,
    EntryDeleted,
    InvalidEntry,
    OpenEntry,
    SaveOutcome,
    collection_named,
    create_entry,
    moved_entry,
    new_entry,
    open_entry,
    refuse_when_full,
    resolve_conflict,
    save_entry,
)
from cms.entries import entry_folder, parent_folder
from cms.errors import Conflict, DocumentError, Forbidden, InvalidInput, NotFound, QuireError, StoreError
from cms.fields import FormData, apply_form_command
from cms.web.context import current_person, current_site
from cms.web.present.editor import joined_words
from cms.web.present.uploads import changes_words
from cms.web.present.words import entry_noun
from cms.web.toasts import Toast
from cms.web.typed import COPY, TypedForm, typed_form
from cms.web.views.editing import (
    Opened,
    Page,
    as_opened,
    draw_conflict,
    draw_deleted,
    draw_editor,
    draw_typed,
    keep_files,
    text_page,
)
from cms.web.views.trees import INDEX, PLACE

__all__ = ["REFUSALS", "blueprint", "longer_address", "say_published"]

blueprint = Blueprint("entries", __name__, url_prefix="/contents/<collection:name>")

REFUSALS = (InvalidInput, Forbidden, DocumentError, StoreError, Conflict)  # told in the form, which keeps its text
EMPTY = "empty"  # a translation that starts without a text


@blueprint.before_request
def longer_address() -> BaseResponse | Page | str | None:
    """An entry whose own address ends as one of these pages does (`team/history`): the entry comes first."""
    found = request.view_args or {}
    name, longer = found.get("name", ""), f"{found.get('slug', '')}/{request.path.rsplit('/', 1)[-1]}"
    whole = request.endpoint in ("entries.edit", "entries.save") or "slug" not in found
    if whole or current_site().index.find(name, longer) is None:
        return None
    if request.method == "GET":
        return edit(name, longer)
    return save(name, longer) if "base" in request.form and not {"theirs", "text"} & set(request.form) else None


@blueprint.get("/new")
def new(name: str) -> str:
    """A new entry: the defaults, values from the address by field name, or a copy (`?duplicate_of=SLUG`)."""
    original = request.args.get(COPY, "")
    site, args = current_site(), request.args
    begin = partial(new_entry, site, name, duplicate_of=original, below=_below(name), index=bool(args.get("index")))
    own = ("locale", "beside", "show", COPY, "index", *(("path",) if collection_named(site, name).nested else ()))
    prefill = {key: value for key, value in args.items() if key not in own}
    entry = begin(locale=args.get("locale", ""), prefill=prefill)
    refuse_when_full(site, entry.collection)
    other = _other_language(entry)
    beside = begin(locale=other) if other else None
    return draw_editor(Opened(entry, beside), copy_of=original)


@blueprint.post("/new")
def create(name: str) -> BaseResponse | Page:
    """Publish a new entry."""
    site, typed = current_site(), typed_form()
    blank = as_opened(name, "", typed)
    if (shown := _shown_again(blank, typed)) is not None:
        return shown
    try:
        outcome = create_entry(
            site,
            name,
            typed.data,
            person=current_person(),
            key=typed.once_key(),
            locale=typed.locale,
            beside=typed.beside,
            languages=typed.languages,
            uploads=typed.uploads,
            place=request.form.get(PLACE, ""),
            index=INDEX in request.form,
            copy_of=typed.copy_of,
        )
    except REFUSALS as refused:
        return _refused(blank, typed, refused)
    return _published(outcome, blank.entry, typed)


@blueprint.get("/entries/<path:slug>")
def edit(name: str, slug: str) -> BaseResponse | str:
    """The editor; a file that no form can show opens as source, a language that is not there with a question.

    `?locale= &beside=` are the languages, `?start=` is `empty` or the blob whose text a translation starts from.
    """
    site, args = current_site(), request.args
    start = args.get("start", "")
    entry = open_entry(site, name, slug, locale=args.get("locale", ""), start="" if start == EMPTY else start)
    if entry.problem:
        return redirect(url_for("entry_files.source", name=name, slug=slug, locale=entry.locale or None), 303)
    if not entry.translated and entry.origin and not start:
        return _begin_page(entry)
    other = _other_language(entry)
    beside = open_entry(site, name, slug, locale=other) if other else None
    if beside is not None and beside.problem:
        return redirect(url_for("entry_files.source", name=name, slug=slug, locale=other), 303)
    return draw_editor(Opened(entry, beside))


@blueprint.post("/entries/<path:slug>")
def save(name: str, slug: str) -> BaseResponse | Page:
    """Publish the form, or draw it again for its own small commands (add, remove, move an item)."""
    site, typed = current_site(), typed_form()
    try:
        opened = as_opened(name, slug, typed)
        entry = opened.entry
        typed = typed.joined_by(opened.beside.base if opened.beside is not None else "")
        if (shown := _shown_again(opened, typed)) is not None:
            return shown
        outcome = save_entry(
            site,
            name,
            slug,
            typed.data,
            base=typed.base,
            person=current_person(),
            key=typed.once_key(),
            locale=typed.locale,
            start=typed.start,
            beside=typed.beside,
            uploads=typed.uploads,
            place=request.form.get(PLACE),
        )
    except EntryConflict as conflict:
        return draw_conflict(conflict, keep_files(entry, typed), choices={}, own={})
    except EntryDeleted as deleted:
        return draw_deleted(deleted, typed)
    except NotFound as gone:
        if typed.base and (moved := moved_entry(site, collection_named(site, name), slug)) is not None:
            return _moved_meanwhile(name, *moved, typed)
        return draw_deleted(EntryDeleted(gone.message, entry=_ghost(name, slug)), typed)
    except REFUSALS as refused:
        return _refused(opened, typed, refused)
    return _published(outcome, entry, typed)


@blueprint.get("/entries/<path:slug>/conflict")
def two_versions(name: str, slug: str) -> BaseResponse:
    """Two versions live in the form that was sent; there is nothing to come back to."""
    return redirect(url_for("entries.edit", name=name, slug=slug), 303)


@blueprint.post("/entries/<path:slug>/conflict")
def resolve(name: str, slug: str) -> BaseResponse | Page:
    """Publish the form with a choice for each field that two people changed."""
    site, typed = current_site(), typed_form()
    choices = _prefixed("choice.")
    own = _prefixed("own.")
    try:
        opened = as_opened(name, slug, typed)
        outcome = resolve_conflict(
            site,
            name,
            slug,
            typed.data,
            base=typed.base,
            theirs=request.form.get("theirs", ""),
            choices=choices,
            own={path: text for path, text in own.items() if choices.get(path) == "own"},
            person=current_person(),
            key=typed.once_key(),
            locale=typed.locale,
            start=typed.start,
            beside=typed.beside,
            place=request.form.get(PLACE),
        )
    except EntryConflict as conflict:
        return draw_conflict(conflict, typed, choices=choices, own=own)
    except EntryDeleted as deleted:
        return draw_deleted(deleted, typed)
    except NotFound as gone:
        return draw_deleted(EntryDeleted(gone.message, entry=_ghost(name, slug)), typed)
    except REFUSALS as refused:
        return _refused(opened, typed, refused)
    return _published(outcome, opened.entry, typed)


def _below(name: str) -> str:
    """The folder in which a new entry is begun: `?path=`, of a copy that of the original."""
    folder, original = request.args.get("path", "").strip("/"), request.args.get(COPY, "")
    if original and not folder:
        folder = parent_folder(collection_named(current_site(), name), original)
    return f"{folder}/" if folder and not request.args.get("index") else folder


def _moved_meanwhile(name: str, slug: str, who: str, typed: TypedForm) -> Page:
    """The form as it was typed, over the entry at its new place, from where it can be published."""
    opened = as_opened(name, slug, typed)
    g.place_moved = True  # the field of the form shows where it is now
    pairs = [pair for pair in typed.data.pairs if pair[0] != PLACE]
    there = entry_folder(slug) or opened.entry.collection.label
    typed = keep_files(opened.entry, replace(typed, data=FormData(pairs)))
    message = f"{who} moved this to {there} meanwhile. Publish to save it there."
    return draw_typed(opened, typed, message=message, status=409)


def _shown_again(opened: Opened, typed: TypedForm) -> Page | None:
    changed = apply_form_command(typed.data)
    if changed is None and not typed.show:
        return None
    typed = keep_files(opened.entry, typed)
    changed = apply_form_command(typed.data)
    return draw_typed(opened, replace(typed, data=changed) if changed is not None else typed)


def _refused(opened: Opened, typed: TypedForm, refused: QuireError) -> Page:
    typed = keep_files(opened.entry, typed)
    problems, beside = (refused.problems, refused.beside) if isinstance(refused, InvalidEntry) else ((), ())
    message = "" if problems or beside else refused.message
    return draw_typed(opened, typed, problems=problems, beside=beside, message=message, status=refused.status)


def _other_language(entry: OpenEntry) -> str:
    """The language to stand beside, if the address names one that the entry may have."""
    other = request.args.get("beside", "")
    return other if other in entry.locales and other != entry.locale else ""


def _begin_page(entry: OpenEntry) -> str:
    """What to begin a translation with."""
    original = open_entry(current_site(), entry.collection.name, entry.slug, locale=entry.origin)
    return render_template(
        "views/entries/no_locale.html", entry=entry, noun=entry_noun(entry.collection), start=original.base, empty=EMPTY
    )


def _published(outcome: SaveOutcome, entry: OpenEntry, typed: TypedForm) -> BaseResponse:
    name = entry.collection.name
    back = "" if entry.exists or entry.origin else url_for("contents.show", name=name)
    beside = typed.beside.locale if typed.beside is not None else None
    page = text_page(request.path.removesuffix("/conflict"), typed.locale, beside or "")
    say_published(outcome, entry_noun(entry.collection), page, back)
    locale = typed.locale or None
    return redirect(url_for("entries.edit", name=name, slug=outcome.slug, locale=locale, beside=beside), 303)


def say_published(outcome: SaveOutcome, noun: str, page: str, back: str = "") -> None:
    said = ["Published." if outcome.changed else "Nothing had changed, so nothing was published."]
    said += [words for words in (joined_words(outcome, noun, current_person().name),) if words]
    if outcome.left_alone:
        said.append(
            "The file on this computer has changes that were not saved to the site's history. "
            "Your edit is published; that copy was left alone."
        )
    said += changes_words(outcome.pictures)
    said += [f"Still to do: {words}" for words in outcome.warnings[:2]]
    undo = outcome.commit if outcome.changed else ""
    Toast(" ".join(said), undo=undo, forget=page, back=back).leave()


def _ghost(name: str, slug: str) -> OpenEntry:
    collection = current_site().config.collection(name)
    if collection is None:
        raise NotFound(f"There is no collection {name}.")
    return OpenEntry(collection, None, collection.fields, slug=slug)


def _prefixed(prefix: str) -> dict[str, str]:
    return {key.removeprefix(prefix): value for key, value in request.form.items() if key.startswith(prefix)}
