"""An entry's files besides its form: the address, the source, the history, deleting."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from cms.actions import (
    MOST_FOLLOW,
    OpenEntry,
    collection_named,
    delete_entry,
    delete_with_all_below,
    entries_below,
    former_address,
    history,
    open_entry,
    own_name,
    pointing_entries,
    rename_entry,
    save_source,
    shown_address,
)
from cms.entries import own_slugs, parent_folder
from cms.errors import Conflict, Forbidden, InvalidInput, NotFound
from cms.web.context import current_person, current_site, new_key
from cms.web.present.words import avatar, count_of, entry_noun, entry_nouns, full_time, time_ago
from cms.web.toasts import Toast
from cms.web.typed import typed_form
from cms.web.views.editing import Page, text_page
from cms.web.views.entries import REFUSALS, longer_address, say_published
from cms.web.views.trees import list_of

__all__ = ["blueprint"]

blueprint = Blueprint("entry_files", __name__, url_prefix="/contents/<collection:name>")
blueprint.before_request(longer_address)

MOST_SHOWN = 10  # of the entries that point to one
KEEP, ALL = "keep", "all"  # what becomes of what is below


@blueprint.get("/entries/<path:slug>/rename")
def address(name: str, slug: str) -> str:
    """The page that gives an entry another address."""
    entry = open_entry(current_site(), name, slug, locale=request.args.get("locale", ""))
    return _address_page(entry, shown_address(entry))


@blueprint.post("/entries/<path:slug>/rename")
def rename(name: str, slug: str) -> BaseResponse | Page:
    """Move the entry to another address."""
    site, wanted = current_site(), request.form.get("address", "").strip()
    follow, locale = "references" in request.form, request.args.get("locale", "")
    try:
        outcome = rename_entry(site, name, slug, wanted, person=current_person(), references=follow, locale=locale)
    except (InvalidInput, Conflict) as refused:
        return _address_page(open_entry(site, name, slug, locale=locale), wanted, refused.message), refused.status
    if outcome.changed:
        back = url_for("contents.show", name=name)
        shown = shown_address(open_entry(site, name, outcome.slug, locale=locale))
        left = " Others, too many to change, still point to the old one." if len(outcome.pointing) and follow else ""
        Toast(f"The address is now {shown}.{left}", undo=outcome.commit, back=back).leave()
    return redirect(url_for("entries.edit", name=name, slug=outcome.slug, locale=locale or None), 303)


@blueprint.get("/entries/<path:slug>/source")
def source(name: str, slug: str) -> str:
    """The file as it stands, to be read and mended."""
    entry = open_entry(current_site(), name, slug, locale=request.args.get("locale", ""))
    return _source_page(entry, _decoded(entry.source), base=entry.base, key=new_key())


@blueprint.post("/entries/<path:slug>/source")
def save_text(name: str, slug: str) -> BaseResponse | Page:
    """Publish the file's text as it was typed."""
    site, typed = current_site(), typed_form()
    text = request.form.get("text", "")
    try:
        outcome = save_source(
            site,
            name,
            slug,
            text,
            base=typed.base,
            person=current_person(),
            key=typed.once_key(),
            locale=typed.locale,
        )
    except (*REFUSALS, NotFound) as refused:
        entry = open_entry(site, name, slug, locale=typed.locale)
        return _source_page(entry, text, base=typed.base, key=typed.key, message=refused.message), refused.status
    page = text_page(url_for("entry_files.source", name=name, slug=slug), typed.locale)
    say_published(outcome, "", page)
    return redirect(url_for("entries.edit", name=name, slug=slug, locale=typed.locale or None), 303)


@blueprint.get("/entries/<path:slug>/history")
def versions(name: str, slug: str) -> str:
    """Who changed the entry, and when."""
    site = current_site()
    now = site.clock()
    found = [
        {
            "who": avatar(version.author.name),
            "ago": time_ago(version.when, now),
            "full": full_time(version.when, now),
            "iso": version.when.isoformat(),
            "subject": version.subject,
        }
        for version in history(site, name, slug)
    ]
    return render_template("views/entries/history.html", entry=open_entry(site, name, slug), versions=found)


@blueprint.get("/entries/<path:slug>/delete")
def ask(name: str, slug: str) -> str:
    """What becomes of what stands below it."""
    return _question(open_entry(current_site(), name, slug))


@blueprint.post("/entries/<path:slug>/delete")
def delete(name: str, slug: str) -> BaseResponse | tuple[str, int]:
    """Delete, and offer to take it back; of a folder's page only with a word on what is below it (`below`)."""
    site, wanted = current_site(), request.form.get("below", "")
    entry = open_entry(site, name, slug)
    if wanted not in (KEEP, ALL) and entries_below(site, name, slug):
        return redirect(url_for("entry_files.ask", name=name, slug=slug), 303)
    remove = delete_with_all_below if wanted == ALL else delete_entry
    try:
        outcome = remove(site, name, slug, person=current_person())
    except (InvalidInput, Forbidden, Conflict) as refused:
        if not wanted:
            raise
        return _question(entry, refused.message), refused.status
    Toast("Deleted", name=entry.title or slug, undo=outcome.commit).leave()
    collection = collection_named(site, name)
    above = parent_folder(collection, slug) if collection.nested is not None else ""
    there = above and site.index.levels.count(name, above)
    return redirect(list_of(collection, above if there else ""), 303)


def _address_page(entry: OpenEntry, wanted: str, message: str = "") -> str:
    if entry.collection.kind != "folder":
        raise Forbidden("This page stands where the site's settings say; it cannot have another address.")
    site = current_site()
    own = own_slugs(entry.collection) is not None and entry.translated
    told = not own or own_name(entry) == entry.slug  # relations know an entry by the name of one language
    pointing = pointing_entries(site, entry.collection.name, entry.slug) if told else ()
    return render_template(
        "views/entries/rename.html",
        entry=entry,
        noun=entry_noun(entry.collection),
        wanted=wanted,
        message=message,
        pointing=pointing[:MOST_SHOWN],
        more=max(0, len(pointing) - MOST_SHOWN),
        most=f"{MOST_FOLLOW:,}" if len(pointing) > MOST_FOLLOW else "",
        follow=request.method == "GET" or "references" in request.form,
        alias=former_address(site, entry),
        own=own,
    )


def _source_page(entry: OpenEntry, text: str | None, *, base: str, key: str, message: str = "") -> str:
    return render_template(
        "views/entries/source.html",
        entry=entry,
        noun=entry_noun(entry.collection),
        text=text,
        base=base,
        key=key,
        message=message,
    )


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _question(entry: OpenEntry, message: str = "") -> str:
    collection = entry.collection
    number = entries_below(current_site(), collection.name, entry.slug)
    return render_template(
        "views/entries/delete.html",
        entry=entry,
        collection=collection,
        noun=entry_noun(collection),
        below=count_of(number, entry_noun(collection), entry_nouns(collection, 2)) if number else "",
        one=number == 1,
        message=message,
    )
