"""Collections and the files of file collections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Literal

from cms.config.asking import Options
from cms.config.fieldgrammar import read_fields
from cms.config.i18n import inherit_i18n
from cms.config.model import Collection, CollectionFile, EntryFilter, I18n, Nested, SortableField
from cms.config.options import COLLECTION_OPTIONS, FILE_OPTIONS, FORMATS
from cms.config.reading import Mapping
from cms.errors import InvalidPath
from cms.paths import clean_path

__all__ = ["read_collections"]

_TAKEN = (
    "name label label_singular description icon divider folder files fields identifier_field slug path extension format "
    "frontmatter_delimiter body_field filter create delete duplicate publish hide limit sortable_fields summary "
    "preview_path media_folder public_folder nested meta i18n"
).split()
_FILE_TAKEN = (
    "name label label_singular description icon file fields format extension frontmatter_delimiter body_field "
    "preview_path media_folder public_folder i18n delete divider"
).split()
_TAG = re.compile(r"\{\{[^{}/]*\}\}")
_EXTENSIONS = {"yml": "yml", "yaml": "yml", "toml": "toml", "json": "json"}


def read_collections(options: Options, i18n: I18n | None) -> tuple[Collection, ...]:
    """All collections that can be used; `singletons` become the file collection `_singletons`."""
    found: list[Collection] = []
    for below in _mappings(options, "collections"):
        if below.value("divider"):
            continue
        collection = _collection(below, i18n)
        if collection is None:
            continue
        if any(other.name == collection.name for other in found):
            below.error(
                "duplicate-collection", "name", f"Two collections are named `{collection.name}`; the second is left out."
            )
            continue
        found.append(collection)
    files = tuple(_files(options, "singletons", options, i18n))
    if files:
        found.append(Collection("_singletons", "Site", "files", files=files, delete=False))
    return tuple(found)


def _mappings(options: Options, name: str) -> Iterator[Options]:
    for where, item, place in options.listed(name):
        if isinstance(item, Mapping):
            yield Options.of(options.reader, item, where)
        else:
            options.reader.say("error", "type", "This should hold names with values; it is left out.", where, place)


def _collection(options: Options, above: I18n | None) -> Collection | None:
    name = options.text("name").strip()
    if not name:
        options.error("missing-name", "name", "A collection needs a `name`; this one is left out.")
        return None
    options.unknown(COLLECTION_OPTIONS, "collection")
    kind = _kind(options)
    if kind is None:
        return None
    i18n = inherit_i18n(options, above)
    folder = _folder(options) if kind == "folder" else None
    if kind == "folder" and folder is None:
        return None
    path = options.text("path").strip("/")
    label = options.text("label") or name
    return Collection(
        name=name,
        label=label,
        kind=kind,
        label_singular=options.text("label_singular") or label,
        description=options.text("description"),
        icon=options.text("icon"),
        hide=options.flag("hide", False),
        create=options.flag("create", False),
        delete=options.flag("delete", kind == "folder"),
        duplicate=options.flag("duplicate", True),
        publish=options.flag("publish", True),
        folder=folder,
        files=tuple(_files(options, "files", options, i18n or above)) if kind == "files" else (),
        fields=read_fields(options) if kind == "folder" else (),
        extension=_extension(options),
        format=_format(options),
        frontmatter_delimiter=_delimiter(options),
        body_field=_body_field(options),
        identifier_field=options.text("identifier_field"),
        slug=_slug(options),
        path=path,
        filter=_filter(options),
        summary=options.text("summary"),
        sortable_fields=_sortable(options)[0],
        default_sort=_sortable(options)[1],
        nested=_nested(options),
        i18n=i18n,
        media_folder=options.text("media_folder") if "media_folder" in options else ("" if path else None),
        public_folder=options.text("public_folder") if "public_folder" in options else ("" if path else None),
        preview_path=options.text("preview_path"),
        limit=options.number("limit"),
        options=options.rest(_TAKEN),
        position=options.position,
    )


def _kind(options: Options) -> Literal["folder", "files"] | None:
    folder, files = "folder" in options, "files" in options
    if folder and files:
        options.error("folder-and-files", "files", "A collection has either `folder` or `files`; `files` is ignored.")
    if not folder and not files:
        options.error("no-folder", "", "A collection needs a `folder` or `files`; this one is left out.")
        return None
    return "folder" if folder else "files"


def _folder(options: Options) -> PurePosixPath | None:
    text = options.text("folder").strip().removeprefix("./").strip("/")
    if text in ("", "."):
        return PurePosixPath(".")
    return _checked(options, "folder", text)


def _checked(options: Options, name: str, text: str) -> PurePosixPath | None:
    """A path of the configuration; tags in it stand for one name each."""
    try:
        clean_path(_TAG.sub("tag", text))
    except InvalidPath as problem:
        options.error("unsafe-path", name, f"{problem.message} It is left out.")
        return None
    return PurePosixPath(text)


def _files(options: Options, name: str, defaults: Options, i18n: I18n | None) -> Iterator[CollectionFile]:
    seen: set[str] = set()
    for below in _mappings(options, name):
        if below.value("divider"):
            continue
        file = _file(below, defaults, i18n)
        if file is None:
            continue
        if file.name in seen:
            below.error("duplicate-file", "name", f"Two files are named `{file.name}`; the second is left out.")
            continue
        seen.add(file.name)
        yield file


def _file(options: Options, defaults: Options, above: I18n | None) -> CollectionFile | None:
    name = options.text("name").strip()
    path = options.text("file").strip().removeprefix("./").strip("/")
    if not name or not path:
        missing = "name" if not name else "file"
        options.error("missing-option", missing, f"A file needs a `{missing}`; this one is left out.")
        return None
    options.unknown(FILE_OPTIONS, "file")
    where = _checked(options, "file", path)
    if where is None:
        return None
    label = options.text("label") or name
    return CollectionFile(
        name=name,
        label=label,
        file=where,
        fields=read_fields(options),
        label_singular=options.text("label_singular") or label,
        description=options.text("description"),
        icon=options.text("icon"),
        format=_format(options) or _format(defaults),
        extension=options.text("extension").lstrip("."),
        frontmatter_delimiter=_delimiter(options) or _delimiter(defaults),
        body_field=_body_field(options) if "body_field" in options else _body_field(defaults),
        media_folder=options.text("media_folder") if "media_folder" in options else None,
        public_folder=options.text("public_folder") if "public_folder" in options else None,
        preview_path=options.text("preview_path"),
        i18n=inherit_i18n(options, above),
        delete=options.flag("delete", defaults.value("delete") is True),
        options=options.rest(_FILE_TAKEN),
        position=options.position,
    )


def _extension(options: Options) -> str:
    written = options.text("extension").lstrip(".")
    if written:
        return written
    return _EXTENSIONS.get(options.text("format"), "md")


def _format(options: Options) -> str:
    written = options.text("format")
    if written and written not in FORMATS:
        options.warn("unknown-format", "format", f"unknown format `{written}`; the file's extension decides.")
        return ""
    return written


def _delimiter(options: Options) -> tuple[str, str] | None:
    value = options.value("frontmatter_delimiter")
    if isinstance(value, str) and value:
        return value, value
    if isinstance(value, list) and len(value) == 2 and all(isinstance(item, str) and item for item in value):
        return str(value[0]), str(value[1])
    return None


def _body_field(options: Options) -> str:
    value = options.value("body_field")
    if isinstance(value, dict):
        value = value.get("key")
    return value if isinstance(value, str) and value else "body"


def _slug(options: Options) -> str:
    value = options.value("slug")
    if isinstance(value, dict):
        template = value.get("template")
        return template if isinstance(template, str) else ""
    return options.text("slug")


def _filter(options: Options) -> EntryFilter | None:
    below = options.options("filter")
    if below is None:
        return None
    field = below.text("field")
    if not field:
        below.warn("filter", "field", "A filter needs a `field`; it is ignored.")
        return None
    pattern = below.value("pattern")
    value = below.value("value")
    if "value" not in below and pattern is not None:
        return EntryFilter(field, (), str(pattern))
    if "value" not in below:
        return EntryFilter(field)
    return EntryFilter(field, tuple(value) if isinstance(value, list) else (value,), str(pattern or ""))


def _sortable(options: Options) -> tuple[tuple[SortableField, ...] | None, tuple[str, bool] | None]:
    if "sortable_fields" not in options:
        return None, None
    value = options.value("sortable_fields")
    default: tuple[str, bool] | None = None
    if isinstance(value, dict):
        chosen = value.get("default")
        if isinstance(chosen, dict) and isinstance(field := chosen.get("field"), str):
            default = field, str(chosen.get("direction", "")).lower() == "descending"
        value = value.get("fields")
    found: list[SortableField] = []
    for item in value if isinstance(value, list) else []:
        if isinstance(item, str):
            found.append(SortableField(item))
        elif isinstance(item, dict) and isinstance(field := item.get("field"), str):
            found.append(SortableField(field, str(item.get("label") or "")))
            if item.get("default_sort"):
                default = field, str(item["default_sort"]).lower() == "desc"
    return tuple(found), default


def _nested(options: Options) -> Nested | None:
    nested, meta = options.options("nested"), options.options("meta")
    if nested is None and options.value("nested") is not True:
        return None
    path = meta.options("path") if meta is not None else None
    path = path or (nested.options("path") if nested is not None else None)
    return Nested(
        depth=nested.number("depth") if nested is not None else None,
        summary=nested.text("summary") if nested is not None else "",
        subfolders=nested.flag("subfolders", True) if nested is not None else True,
        index_file=path.text("index_file") if path is not None else "",
        path_label=(path.text("label") or "Path") if path is not None else "",
    )
