"""The kitchen sink: sites of our own that use every option of the family once, and what of the grammar they use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from cms.config.collection_options import COLLECTION_OPTIONS, FILE_OPTIONS
from cms.config.field_options import COMMON_OPTIONS, WIDGET_ALIASES, WIDGET_OPTIONS
from cms.config.grammar import all_sections
from cms.config.option import Option, Table
from cms.config.site_options import SITE_OPTIONS
from cms.config.vocabulary import TAGS, WIDGETS
from cms.documents import DocumentKind, parse_document
from cms.syntax import Value

SITES = Path(__file__).parent / "sites" / "kitchen-sink"
CONFIG = "static/admin/config.yml"
_HELD = {"collections": COLLECTION_OPTIONS, "files": FILE_OPTIONS}
_PLACES = {id(section.table): section.path for section in all_sections()}
_TEMPLATES = {
    r"collection\.slug(\.template)?": "slug",
    r"collection\.path": "path",
    r"collection\.(nested\.)?summary|widget\.(list|object)\.summary": "summary",
    r"(collection|file)\.preview_path": "preview_path",
    r"(site|collection|file|field)\.(media|public)_folder": "media_folder",
    r"widget\.relation\.value_field": "value_field",
    r"backend\.commit_messages\.\w+": "commit_messages",
    r"field\.default": "default",
    r"widget\.compute\.value": "value",
    r"collection\.view_(filters|groups)(\.filters)?\.(eq|ne|lt|lte|gt|gte|in|not_in)": "view_filters",
    r"widget\.relation\.filters\.values": "filters",
}
_TAG = re.compile(r"\{\{\s*([^}|\s]+)\s*((?:\|[^}]*)?)\}\}")


def site_files(site: str) -> dict[str, bytes]:
    """Every file of one of the sites, by its path in the repository."""
    folder = SITES / site
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def config_of(site: str) -> Mapping[str, Value]:
    text = (SITES / site / CONFIG).read_bytes()
    values = parse_document(text, DocumentKind("data", "yaml")).values
    assert isinstance(values, dict)
    return values


def used_in(config: Mapping[str, Value]) -> Iterator[str]:
    """The rows of the reference that a configuration uses, by their paths; other spellings as `path (spelling)`."""
    return _options(SITE_OPTIONS, config)


def _options(table: Table, given: Mapping[str, Value]) -> Iterator[str]:
    for key, value in given.items():
        found = next((item for item in table.values() if key in (item.name, *item.spellings, *item.outdated)), None)
        if found is not None:
            path = f"{_PLACES[id(table)]}.{found.name}"
            yield path if key == found.name else f"{path} ({key})"
            yield from _words(path, value)
            yield from _inside(found, value)


def _inside(option: Option, value: Value) -> Iterator[str]:
    items = [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, dict)]
    for item in items:
        if option.holds in ("fields", "field", "types"):
            yield from _field(item, "object" if option.holds == "types" else str(item.get("widget", "string")))
        elif option.holds:
            yield from _options(_HELD[option.holds], item)
        elif option.inner is not None:
            yield from _options(option.inner, item)


def _field(given: Mapping[str, Value], widget: str) -> Iterator[str]:
    yield f"widgets.{widget if widget in WIDGETS else 'custom'}"
    yield from _options(COMMON_OPTIONS, given)
    yield from _options(WIDGET_OPTIONS.get(WIDGET_ALIASES.get(widget, widget), {}), given)


def _words(path: str, value: Value) -> Iterator[str]:
    """The words that stand as this option's value, or in its template."""
    if path.endswith(".format") and path != "widget.datetime.format":
        yield f"formats.{value}"
    if path == "i18n.structure":
        yield f"structures.{value}"
    if path in ("collection.folder", "file.file") and "{{locale}}" in str(value):
        yield "structures.{{locale}}"
    context = next((name for pattern, name in _TEMPLATES.items() if re.fullmatch(pattern, path)), "")
    if context:
        yield from _tags(context, str(value))


def _tags(context: str, text: str) -> Iterator[str]:
    for tag, filters in _TAG.findall(text):
        known = TAGS[context]
        yield f"tags.{context}.{tag if tag in known else 'fields.FIELD' if tag.startswith('fields.') else 'FIELD'}"
        for name in re.findall(r"\|\s*(\w+)", filters):
            yield f"filters.{name}"
