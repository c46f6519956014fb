"""What an entry looks like as a page: the text as published, or as somebody is typing it. Nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute

from msgspec import Struct
from msgspec.structs import replace

from cms.actions.media import media_url_path
from cms.actions.model import OpenEntry
from cms.actions.opening import as_of, entry_context, new_entry, open_entry
from cms.actions.relations import relation_values
from cms.actions.site import Site
from cms.config import Field
from cms.entries import date_field, identifier_field, image_field, title_of
from cms.entries.inference import author_field, description_field, first_datetime_field
from cms.fields import FormData, item_field, parse_form, summarise, summarise_item, summarise_value
from cms.fields.conditions import is_shown
from cms.syntax import Value

__all__ = ["PreviewPage", "offers_preview", "preview_entry"]

TITLES = frozenset({"title", "name", "headline", "header", "heading"})
KINDS = ("category", "categories", "kind", "section", "topic")  # one of them stands over the title, as in a magazine
ALTS = ("{}_alt", "{}Alt", "{}-alt", "alt")
UNSEEN = frozenset({"hidden", "uuid", "compute"})
LONG_TEXTS = frozenset({"text", "markdown", "code"})
MOST_ITEMS = 200

Address = Callable[[str], str]
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """An entry as a page. `body` is sanitised HTML, all else plain text.

    `picture` is a path in the repository or ""; `date` is spelt as in the file; `authors` are labels, not stored names;
    `details` are the further fields, each with its label and its text, of several lines where it holds a list.
    """

    title: str
    kicker: str = ""
    picture: str = ""
    picture_alt: str = ""
    date: str = ""
    authors: tuple[str, ...] = ()
    description: str = ""
    body: str = ""
    details: tuple[tuple[str, str], ...] = ()
    locale: str = ""
    leads: Mapping[str, str] = attribute(
        default_factory=dict, hash=False
    )  # the field that a click on a part (`title` …) leads to
    details_lead: tuple[str, ...] = ()  # the same for each detail


class _Roles(Struct, frozen=True):
    """Which field is shown where on the page; the rest are details."""

    title: Field | None
    kicker: Field | None
    picture: Field | None
    alt: Field | None
    date: Field | None
    author: Field | None
    description: Field | None
    body: Field | None

    def names(self) -> frozenset[str]:
        shown = (
            self.title,
            self.kicker,
            self.picture,
            self.alt,
            self.date,
            self.author,
            self.description,
            self.body,
        )
        return frozenset(field.name for field in shown if field is not None)

    def leads(self) -> dict[str, str]:
        """The field behind each part of the page."""
        parts = {
            "title": self.title,
            "kicker": self.kicker,
            "picture": self.picture,
            "by": self.author or self.date,
            "description": self.description,
            "body": self.body,
        }
        return {name: field.name for name, field in parts.items() if field is not None and _leads(field)}


def preview_entry(
    site: Site,
    collection_name: str,
    slug: str,
    form: FormData | None,
    *,
    locale: str = "",
    base: str = "",
    address: Address = str,
) -> PreviewPage:
    """The page of an entry: as published, or with `form` as typed over what the form was opened from (`base`).

    An empty `slug` is a new entry. Nothing is validated; what cannot be read yet stays as it was. `address` gives the
    address a browser has a file from, for its path in the repository. Raises NotFound, and Forbidden for a new entry
    that may not be.
    """
    entry = _opened(site, collection_name, slug, locale, base)
    if entry.problem:
        text = entry.source.decode("utf-8", "replace")
        from cms.documents.markdown import render_plain  # the renderer is slow to import, and only previews need it

        return PreviewPage(entry.title, entry.collection.label, body=render_plain(text), locale=entry.locale)
    if form is not None:
        present = entry.values if slug else {}
        entry = replace(entry, values=parse_form(entry.fields, form, present, entry_context(site, entry)).values)
    return _page(site, entry, address)


def offers_preview(site: Site, entry: OpenEntry) -> bool:
    """Whether the editor has a preview: `editor: {preview: false}` of the file, else the collection, else the site."""
    return _editor_flag(site, entry, "preview")


def _editor_flag(site: Site, entry: OpenEntry, *names: str) -> bool:
    """An option of `editor` by its spellings: the file's, else the collection's, else the site's, else true."""
    places = (entry.file.options if entry.file else {}, entry.collection.options, site.config.options)
    for options in places:
        editor = options.get("editor")
        for name in names:
            if isinstance(editor, dict) and isinstance(editor.get(name), bool):
                return editor[name] is True
    return True


def _opened(site: Site, collection_name: str, slug: str, locale: str, base: str) -> OpenEntry:
    if not slug:
        return new_entry(site, collection_name, locale=locale)
    entry = open_entry(site, collection_name, slug, locale=locale)
    return as_of(site, entry, base) if base and entry.exists else entry


def _page(site: Site, entry: OpenEntry, address: Address) -> PreviewPage:
    roles, values = _roles(entry), entry.values
    picture = _text(roles.picture, values)
    kicker = ", ".join(_labels(site, entry, roles.kicker))
    details = tuple(_details(site, entry, roles))
    leading = _editor_flag(site, entry, "visual_editing", "visualEditing")
    return PreviewPage(
        title=_title(entry, roles),
        kicker=" · ".join(filter(None, (entry.collection.label, kicker))),
        picture=(media_url_path(site, entry, roles.picture, picture) or "") if picture else "",
        picture_alt=_text(roles.alt, values),
        date=_text(roles.date, values),
        authors=_labels(site, entry, roles.author),
        description=_text(roles.description, values),
        body=_body(site, entry, roles, address),
        details=tuple((label, text) for label, text, _ in details),
        locale=entry.locale,
        leads=roles.leads() if leading else {},
        details_lead=tuple(name if leading else "" for _, _, name in details),
    )


def _roles(entry: OpenEntry) -> _Roles:
    fields = tuple(field for field in entry.fields if field.options.get("preview") is not False)
    body_name = entry.file.body_field if entry.file is not None else entry.collection.body_field
    named = {field.name: field for field in fields}
    picture = image_field(fields)
    markdown = [field for field in fields if field.widget == "markdown"]
    body = named.get(body_name) or (markdown[-1] if markdown else None)
    title, author, described = _title_field(entry, named), author_field(fields), description_field(fields)
    alts = [named.get(alt.format(picture.name)) for alt in ALTS] if picture is not None else []
    return _Roles(
        title=title,
        kicker=next((named[name] for name in KINDS if name in named), None),
        picture=picture,
        alt=next((field for field in alts if field is not None), None),
        date=date_field(fields) or first_datetime_field(fields),
        author=author if author is not title else None,  # `name` may be either
        description=described if described is not body else None,
        body=body,
    )


def _title_field(entry: OpenEntry, named: Mapping[str, Field]) -> Field | None:
    """A file of settings is known by its label: its first text is no title."""
    field = identifier_field(entry.collection, entry.file)
    if field is None or (entry.file is not None and field.name.lower() not in TITLES):
        return None
    return named.get(field.name)


def _title(entry: OpenEntry, roles: _Roles) -> str:
    if title := _text(roles.title, entry.values):
        return title
    if roles.title is not None and entry.file is None and not entry.exists:
        return ""
    return title_of(entry.collection, entry.file, entry.values, entry.slug)


def _body(site: Site, entry: OpenEntry, roles: _Roles, address: Address) -> str:
    name = roles.body.name if roles.body is not None else entry.collection.body_field
    text = entry.values.get(name)

    def picture(source: str) -> str:
        path = media_url_path(site, entry, roles.body, source)
        return address(path) if path else ""  # a picture elsewhere would tell that site who is writing

    from cms.documents.markdown import render_markdown  # see `preview_entry`

    return render_markdown(text, picture=picture) if isinstance(text, str) and text.strip() else ""


def _details(site: Site, entry: OpenEntry, roles: _Roles) -> Iterator[tuple[str, str, str]]:
    shown = roles.names()
    for field in entry.fields:
        hidden = field.name in shown or field.widget in UNSEEN or field.options.get("preview") is False
        if hidden or not is_shown(field, entry.values):
            continue
        if text := _told(site, entry, field, entry.values.get(field.name)):
            yield field.label, text, field.name if _leads(field) else ""


def _leads(field: Field) -> bool:
    """Whether a click in the preview leads to the field (`visual_editing`)."""
    return field.options.get("visual_editing") is not False


def _told(site: Site, entry: OpenEntry, field: Field, value: Value) -> str:
    if field.widget == "relation":
        return ", ".join(_labels(site, entry, field))
    if field.widget == "list" and isinstance(value, list) and (field.fields or field.types or field.field):
        return "\n".join(filter(None, (_item(field, item) for item in value[:MOST_ITEMS])))
    if field.widget == "object" and isinstance(value, dict) and field.fields and not field.summary:
        told = ((inner, summarise(inner, value.get(inner.name))) for inner in field.fields)
        return "\n".join(f"{inner.label}: {text}" for inner, text in told if text and inner.widget not in UNSEEN)
    if field.widget in LONG_TEXTS and isinstance(value, str):
        return value.strip()
    return summarise_item(field, value) if isinstance(value, dict) else summarise(field, value)


def _item(field: Field, item: Value) -> str:
    kind = item_field(field, str(item.get(field.type_key, "")) if isinstance(item, dict) else "")
    return summarise_item(kind, item) if kind is not None else summarise_value(item)


def _labels(site: Site, entry: OpenEntry, field: Field | None) -> tuple[str, ...]:
    """What people call the value: the titles that a relation points to, the label of an option."""
    value = entry.values.get(field.name) if field is not None else None
    if field is None or value is None:
        return ()
    stored = value if isinstance(value, list) else [value]
    if field.widget != "relation":
        text = summarise(field, value)
        return (text,) if text else ()
    names = [summarise_value(item) for item in stored]
    labels = {summarise_value(option.value): option.label for option in relation_values(site, field, names)}
    return tuple(labels.get(name, name) for name in names if name)


def _text(field: Field | None, values: Values) -> str:
    value = values.get(field.name) if field is not None else None
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, list):
        value = value[0] if value else ""
    return value.strip() if isinstance(value, str) else summarise_value(value)
