"""Collections and the files of file collections. One that cannot be used is left out; the others stay."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Literal

from msgspec.structs import replace

from cms.config.arranging import build_reorder, build_thumbnail, build_views
from cms.config.collection_options import COLLECTION_OPTIONS, FILE_OPTIONS
from cms.config.dialect import Dialect
from cms.config.fields import build_fields
from cms.config.folders import media_address, media_text, root_path, trimmed
from cms.config.index_files import build_index_file
from cms.config.languages import file_i18n, own_i18n
from cms.config.model import Collection, CollectionFile, I18n
from cms.config.option import Table
from cms.config.parts import Mapping, Part, Scalar, Sequence
from cms.config.slugs import build_slug
from cms.config.tags import all_fields, check_tags, note_template
from cms.config.taking import Options, take
from cms.config.views import build_filter, build_nested, build_sorting
from cms.syntax import Value

__all__ = ["SINGLETONS", "build_collections"]

SINGLETONS = "_singletons"
"""The name of the file collection that `singletons` become; relations use it too (Sveltia)."""

_NAMED = [
    "name",
    "label",
    "label_singular",
    "description",
    "icon",
    "divider",
    "folder",
    "files",
    "fields",
    "identifier_field",
    "slug_length",
    "aliases_field",
    "path",
    "extension",
    "format",
    "frontmatter_delimiter",
    "filter",
    "create",
    "delete",
    "duplicate",
    "publish",
    "hide",
    "limit",
    "sortable_fields",
    "summary",
    "summary_fields",
    "view_filters",
    "view_groups",
    "reorder",
    "thumbnail",
    "preview_path",
    "media_folder",
    "public_folder",
    "nested",
    "index_file",
    "i18n",
]
_FILE_NAMED = [
    "name",
    "label",
    "label_singular",
    "description",
    "icon",
    "divider",
    "file",
    "fields",
    "extension",
    "format",
    "frontmatter_delimiter",
    "preview_path",
    "media_folder",
    "public_folder",
    "i18n",
    "delete",
    "hide",
]
_EXTENSIONS = {"yml": "yml", "yaml": "yml", "toml": "toml", "json": "json"}  # by format; all others md (Decap)


def build_collections(site: Options, i18n: I18n | None, dialect: Dialect) -> tuple[Collection, ...]:
    """All collections that can be used, in order."""
    found: dict[str, Collection] = {}
    divider = False
    for part, where in site.items("collections"):
        options = _taken(site, part, where, COLLECTION_OPTIONS, "collection")
        if options is not None and options.flag("divider", False):
            divider = True
            continue
        collection = _collection(options, i18n, dialect) if options is not None else None
        if collection is None:
            continue
        if collection.name in found:
            message = f"a second collection is named `{collection.name}`; it is left out"
            site.notes.error("duplicate-collection", message, f"{where}.name", collection.position)
            continue
        found[collection.name] = replace(collection, divider=divider)
        divider = False
    if singletons := _singletons(site, i18n):
        found.setdefault(SINGLETONS, singletons)
    return tuple(found.values())


def _taken(above: Options, part: Part, where: str, known: Table, what: str) -> Options | None:
    """The options of an item of a list, which may be a divider."""
    if not isinstance(part, Mapping):
        above.notes.error("wrong-type", f"a {what} should be a mapping; it is left out", where, part.position)
        return None
    return take(above.notes, part, where, known)


def _singletons(site: Options, i18n: I18n | None) -> Collection | None:
    files = tuple(_files(site, "singletons", None, i18n, i18n))
    if not files:
        return None
    return Collection(
        SINGLETONS, "Files", "files", label_singular="File", delete=False, files=files, position=site.at("singletons")
    )


def _collection(options: Options, site_i18n: I18n | None, dialect: Dialect) -> Collection | None:
    name = options.text("name").strip()
    if not name:
        options.error("missing-name", "name", "a collection needs a `name`; it is left out")
        return None
    kind = _kind(options)
    if kind is None:
        return None
    if not options.text("label"):
        options.warn(
            "missing-label",
            "",
            f"the collection `{name}` has no `label`, which Decap CMS wants; its name stands for it",
        )
    collection, start = (
        _common(options, name, kind, own_i18n(options, site_i18n), dialect),
        len(options.notes.templates),
    )
    if kind == "files":
        return replace(collection, files=tuple(_files(options, "files", collection, collection.i18n, site_i18n)))
    folder = root_path(options, "folder", "the collection is left out")
    if folder is None:
        return None
    found = _folder_collection(options, collection, folder, dialect)
    for option in ("path", "summary", "preview_path", "media_folder"):
        note_template(options, option)
    note_template(options, "public_folder", "media_folder")
    below = options.below("slug")
    note_template(*((options, "slug") if below is None else (below, "template", "slug")))
    check_tags(options.notes, start, all_fields(found))
    return found


def _common(
    options: Options, name: str, kind: Literal["folder", "files"], i18n: I18n | None, dialect: Dialect
) -> Collection:
    label = options.text("label") or name
    return Collection(
        name=name,
        label=label,
        kind=kind,
        label_singular=options.text("label_singular") or label,
        description=options.text("description"),
        icon=options.text("icon"),
        hide=options.flag("hide", False),
        delete=options.flag("delete", kind == "folder" or dialect.deletes_files),
        duplicate=options.flag("duplicate", True),
        publish=options.flag("publish", True),
        extension=_extension(options) or _EXTENSIONS.get(options.text("format"), "md"),
        format=options.text("format"),
        frontmatter_delimiter=_delimiter(options),
        body_field=_body_field(options) or "body",
        preview_path=options.text("preview_path"),
        i18n=i18n,
        media_folder=media_text(options, "media_folder"),
        public_folder=_public(options),
        options=_other_options(options, _NAMED),
        position=options.position,
    )


def _folder_collection(options: Options, common: Collection, folder: PurePosixPath, dialect: Dialect) -> Collection:
    sortable, default_sort = build_sorting(options)
    path, slug = trimmed(options.text("path")), build_slug(options)
    beside = path and common.media_folder is None  # Decap: with a `path`, pictures go beside the entry
    if not options.value("fields"):
        options.error("missing-option", "fields", "a collection needs `fields`; without them there is nothing to edit")
    fields = build_fields(options)
    return replace(
        common,
        folder=folder,
        fields=fields,
        create=options.flag("create", dialect.creates),
        identifier_field=options.text("identifier_field"),
        slug=slug.template,
        slug_input=slug.input,
        slug_length=options.integer("slug_length"),
        localised_slug=slug.localised,
        short_slugs=dialect.shortens_slugs,
        aliases_field=_aliases(options),
        path=path,
        filter=build_filter(options),
        summary=options.text("summary"),
        summary_fields=options.texts("summary_fields"),
        sortable_fields=sortable,
        default_sort=default_sort,
        view_filters=build_views(options, "view_filters"),
        view_groups=build_views(options, "view_groups"),
        reorder=build_reorder(options),
        thumbnail=build_thumbnail(options),
        nested=build_nested(options),
        index_file=build_index_file(options, common, folder, fields),
        media_folder="" if beside else common.media_folder,
        public_folder="" if beside and common.public_folder is None else common.public_folder,
        limit=options.integer("limit"),
    )


def _kind(options: Options) -> Literal["folder", "files"] | None:
    """A folder collection or a file collection. Of both Decap takes none; Quire takes the one that has its fields."""
    folder, files = "folder" in options, "files" in options
    if folder and files:
        options.error("folder-and-files", "files", "a collection has either a `folder` or `files`, not both")
        return "folder" if "fields" in options else "files"
    if not folder and not files:
        options.error("no-folder", "", "a collection needs a `folder` or `files`; it is left out")
        return None
    return "folder" if folder else "files"


def _files(
    above: Options, name: str, collection: Collection | None, own: I18n | None, site: I18n | None
) -> Iterator[CollectionFile]:
    seen: set[str] = set()
    divider = False
    for part, where in above.items(name):
        options = _taken(above, part, where, FILE_OPTIONS, "file")
        if options is not None and options.flag("divider", False):
            divider = True
            continue
        file = _file(options, collection, own, site) if options is not None else None
        if file is None:
            continue
        if file.name in seen:
            message = f"a second file is named `{file.name}`; it is left out"
            above.notes.error("duplicate-file", message, f"{where}.name", file.position)
            continue
        seen.add(file.name)
        yield replace(file, divider=divider)
        divider = False


def _file(
    options: Options, collection: Collection | None, own: I18n | None, site: I18n | None
) -> CollectionFile | None:
    name = options.text("name").strip()
    for wanted, given in (("name", name), ("file", trimmed(options.text("file")))):
        if not given:
            options.error(f"missing-{wanted}", wanted, f"a file needs a `{wanted}`; it is left out")
            return None
    path = root_path(options, "file", "the file is left out")
    if path is None:
        return None
    if not options.value("fields"):
        options.error("missing-option", "fields", "a file needs `fields`; without them there is nothing to edit")
    label, start = options.text("label") or name, len(options.notes.templates)
    fields = build_fields(options)
    note_template(options, "preview_path")
    note_template(options, "media_folder")
    note_template(options, "public_folder", "media_folder")
    check_tags(options.notes, start, fields)
    return CollectionFile(
        name=name,
        label=label,
        file=path,
        fields=fields,
        label_singular=options.text("label_singular") or label,
        description=options.text("description"),
        icon=options.text("icon"),
        format=options.text("format") or (collection.format if collection else ""),
        extension=_extension(options) or path.suffix.lstrip("."),
        frontmatter_delimiter=_delimiter(options) or (collection.frontmatter_delimiter if collection else None),
        body_field=_body_field(options) or (collection.body_field if collection else "body"),
        media_folder=media_text(options, "media_folder"),
        public_folder=_public(options),
        preview_path=options.text("preview_path"),
        i18n=file_i18n(options, own, site, str(path)),
        delete=options.flag("delete", collection.delete if collection else False),
        hide=options.flag("hide", False),
        options=_other_options(options, _FILE_NAMED),
        position=options.position,
    )


def _extension(options: Options) -> str:
    return options.text("extension").strip().lstrip(".")


def _public(options: Options) -> str | None:
    """`public_folder`, by default the `media_folder` of the same level (Decap)."""
    public = options.optional_text("public_folder")
    return media_address(options) if public is None else public


def _delimiter(options: Options) -> tuple[str, str] | None:
    part = options.part("frontmatter_delimiter")
    if isinstance(part, Scalar) and part.text:
        return part.text, part.text
    if isinstance(part, Sequence):
        texts = options.texts("frontmatter_delimiter")
        if len(texts) == 2 and all(texts):
            return texts[0], texts[1]
        options.error("wrong-type", "frontmatter_delimiter", "`frontmatter_delimiter` should be one text or two")
    return None


def _body_field(options: Options) -> str:
    below = options.below("body_field")
    return below.text("key") if below is not None else options.text("body_field")


def _aliases(options: Options) -> str | None:
    """The key for former addresses; `true` means `aliases`, as Hugo and Zola read it (Sveltia)."""
    if "aliases_field" not in options:
        return None
    return options.text("aliases_field") or ("aliases" if options.flag("aliases_field", False) else "")


def _other_options(options: Options, named: list[str]) -> dict[str, Value]:
    """All others; `slug` and `body_field` only where they are mappings, of which the model holds one value."""
    other = options.rest(named)
    return {
        name: value for name, value in other.items() if name not in ("slug", "body_field") or isinstance(value, dict)
    }
