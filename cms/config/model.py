"""What a configuration says, as values: each option under its canonical (snake_case) name, all defaults filled in.

Only these classes leave this room. Options that no class names stay in `options`, as plain values, for the widgets and
the later rooms that understand them. Source of the grammar: the Netlify, Decap and Sveltia CMS references.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Literal

from msgspec import Struct
from msgspec import field as dataclass_field

from cms.config.dialect import Dialect
from cms.config.view_model import NO_VIEWS, Reorder, Views
from cms.syntax import Value

__all__ = [
    "ABSENT",
    "Absent",
    "AssetCollection",
    "Backend",
    "Collection",
    "CollectionFile",
    "CommitMessages",
    "Condition",
    "Diagnostic",
    "EntryFilter",
    "Field",
    "I18n",
    "Nested",
    "Pattern",
    "Position",
    "Severity",
    "SiteConfig",
    "SlugInput",
    "SlugRules",
    "SortableField",
]

Severity = Literal["error", "warning", "note"]


class Absent:
    """The one value that says "there is no such key", which is not the same as null."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __reduce__(self) -> str:
        return "ABSENT"  # a copy, or one from another process, is the same one

    def __bool__(self) -> bool:
        return False


ABSENT = Absent()


class Position(Struct, frozen=True):
    """A place in a file of the repository. Lines and columns count from 1; 0 means not known."""

    path: str = ""
    line: int = 0
    column: int = 0


class Diagnostic(Struct, frozen=True):
    """One thing the loader has to say. `where` is the option's path, as in `collections[0].fields[2].widget`."""

    severity: Severity
    code: str
    message: str
    where: str = ""
    position: Position = Position()

    def __str__(self) -> str:
        place = f"{self.position.path}:{self.position.line}:{self.position.column}" if self.position.line else ""
        start = f"{self.where} ({place})" if self.where and place else self.where or place
        return f"{start}: {self.message}" if start else self.message


class Pattern(Struct, frozen=True):
    """`pattern: [regexp, message]`: searched, not anchored, as JavaScript's `RegExp.test`."""

    regexp: str
    message: str
    ignore_case: bool = False


class Condition(Struct, frozen=True):
    """`condition`: the field is shown and validated only when all rules hold. `field` is a path from the root."""

    field: str
    operator: str = "=="  # ==, !=, >, >=, <, <=, in, not_in, all (a list has all of the values), pattern, empty
    value: Value = None


class Field(Struct, frozen=True):
    """One field. `widget` is the canonical name (`date` → `datetime`, `richtext` → `markdown`), if unknown as written.

    `fields` are the sub-fields of an object or a list, `field` the single sub-field of a list of bare values, `types`
    the variable types (each an `object` field), `type_key` the key that tells them apart. `options` holds every other
    option by its snake_case name; `widget_alias` is the widget's name where it was another one, `required_locales` the
    languages where `required` was a list. `i18n` is what holds for it, also where the field around it decides; in a
    list that says `duplicate`, a field of its items that says `translate` is still written in each language (Sveltia).
    """

    name: str
    label: str
    widget: str = "string"
    required: bool = True
    hint: str = ""
    default: Value | Absent = ABSENT
    pattern: Pattern | None = None
    comment: str = ""
    conditions: tuple[Condition, ...] = ()
    i18n: Literal["", "none", "translate", "duplicate"] = "none"  # "" only while a configuration is read
    readonly: bool = False
    fields: tuple[Field, ...] = ()
    field: Field | None = None
    types: tuple[Field, ...] = ()
    type_key: str = "type"
    label_singular: str = ""
    summary: str = ""
    collapsed: bool | Literal["auto"] | None = None
    media_folder: str | None = None
    public_folder: str | None = None
    known: bool = True  # whether Quire knows the widget
    dialect: Dialect = Dialect.DECAP  # whose defaults hold where an option is not said
    options: Mapping[str, Value] = dataclass_field(default_factory=dict)
    position: Position = Position()


class EntryFilter(Struct, frozen=True):
    """`filter`: which files of a folder are entries. Without `values` and `pattern`: the field is missing.

    Without a `field` the pattern is searched in the file's name (Static CMS).
    """

    field: str
    values: tuple[Value, ...] = ()  # any of them; None: null or missing
    pattern: str = ""
    match_all: bool = False  # a list in the entry must hold all of `values`
    others: tuple[EntryFilter, ...] = ()  # further rules that must hold too


class Nested(Struct, frozen=True):
    """`nested` and `meta.path`: entries in folders below the collection's folder."""

    depth: int | None = None
    summary: str = ""
    subfolders: bool = True
    index_file: str = ""  # meta.path.index_file
    path_label: str = ""  # meta.path.label; empty: no path field
    path_hidden: bool = False  # meta.path.widget is hidden: the field is not shown


class I18n(Struct, frozen=True):
    """`i18n`: single_file, single_file_default_root, multiple_files, multiple_folders or multiple_root_folders.

    `initial_locales` are those a new entry is written in (Sveltia), the default one always among them; none named: all,
    as Decap writes them. `canonical_slug` is the key that links the files of an entry whose names are translated, and
    the template of its value. `enforce_required` says whether a required field is required in every language; None:
    where the dialect is Sveltia's.
    """

    structure: str
    locales: tuple[str, ...]
    default_locale: str
    omit_default_locale: bool = False  # omit_default_locale_from_file_path
    initial_locales: tuple[str, ...] = ()
    canonical_slug: tuple[str, str] = ("translationKey", "{{slug}}")
    enforce_required: bool | None = None  # enforce_required_non_default
    options: Mapping[str, Value] = dataclass_field(default_factory=dict)


class SortableField(Struct, frozen=True):
    field: str
    label: str = ""


class SlugRules(Struct, frozen=True):
    """The top-level `slug` options; all after the third are Sveltia's.

    With `local_dates` (`timezone: local`) the dates in names are those of the site's zone, else those of UTC.
    """

    encoding: Literal["unicode", "ascii"] = "unicode"
    clean_accents: bool = False
    sanitize_replacement: str = "-"
    maxlength: int | None = None
    trim: bool = True
    lowercase: bool = True
    local_dates: bool = False


class SlugInput(Struct, frozen=True):
    """Whether people may type an entry's slug when they create or update it; `required`: no template makes one."""

    create: bool = False
    update: bool = False
    required: bool = False
    hint: str = ""
    pattern: Pattern | None = None


class CollectionFile(Struct, frozen=True):
    """One item of `files`, or one of `singletons`. `file` may hold `{{locale}}`. Its entry is `COLLECTION/name`."""

    name: str
    label: str
    file: PurePosixPath
    fields: tuple[Field, ...]
    label_singular: str = ""
    description: str = ""
    icon: str = ""
    format: str = ""
    extension: str = ""
    frontmatter_delimiter: tuple[str, str] | None = None
    body_field: str = "body"
    media_folder: str | None = None
    public_folder: str | None = None
    preview_path: str = ""
    i18n: I18n | None = None
    delete: bool = False
    hide: bool = False
    divider: bool = False  # a line stands before it in lists
    options: Mapping[str, Value] = dataclass_field(default_factory=dict)
    position: Position = Position()


class Collection(Struct, frozen=True):
    """A folder collection (`folder` is set) or a file collection (`files` is set).

    `singletons` become a file collection named `_singletons`. `folder` is `PurePosixPath(".")` for the repository's
    root and may hold `{{locale}}`. `i18n` is None when the collection is not localised. `extension` has no leading dot.
    """

    name: str
    label: str
    kind: Literal["folder", "files"]
    label_singular: str = ""
    description: str = ""
    icon: str = ""
    hide: bool = False
    divider: bool = False  # a line stands before it in the list of collections
    create: bool = False
    delete: bool = True
    duplicate: bool = True
    publish: bool = True
    folder: PurePosixPath | None = None
    files: tuple[CollectionFile, ...] = ()
    fields: tuple[Field, ...] = ()
    extension: str = "md"
    format: str = ""  # as written; "" means by extension
    frontmatter_delimiter: tuple[str, str] | None = None
    body_field: str = "body"
    identifier_field: str = ""
    slug: str = ""  # template; "" means {{slug}}
    slug_input: SlugInput = SlugInput()
    slug_length: int | None = None
    localised_slug: bool = False  # slug.i18n
    short_slugs: bool = False  # what relations and summaries take for the slug of `plums/index` is `plums`
    aliases_field: str | None = None  # None: not said, "": none
    path: str = ""  # template; "" means the slug
    filter: EntryFilter | None = None
    summary: str = ""
    summary_fields: tuple[str, ...] = ()  # the columns of lists; none: those that fit
    sortable_fields: tuple[SortableField, ...] | None = None  # None: inferred
    default_sort: tuple[str, bool] | None = None  # field, descending
    view_filters: Views = NO_VIEWS
    view_groups: Views = NO_VIEWS
    reorder: Reorder | None = None
    thumbnail: tuple[str, ...] | None = None  # dotted names and templates of paths; None: inferred
    nested: Nested | None = None
    index_file: CollectionFile | None = None  # Sveltia's; its `name` is that of the file in each folder
    i18n: I18n | None = None
    media_folder: str | None = None
    public_folder: str | None = None
    preview_path: str = ""
    limit: int | None = None
    options: Mapping[str, Value] = dataclass_field(default_factory=dict)
    position: Position = Position()


class AssetCollection(Struct, frozen=True):
    """One of `asset_collections`: a folder of files beside the media folder. `media_folder` is from the root."""

    name: str
    label: str
    media_folder: PurePosixPath
    public_folder: str
    icon: str = ""


class CommitMessages(Struct, frozen=True):
    """`backend.commit_messages`, with Decap's defaults (typographic quotes)."""

    create: str = "Create {{collection}} “{{slug}}”"
    update: str = "Update {{collection}} “{{slug}}”"
    delete: str = "Delete {{collection}} “{{slug}}”"
    upload_media: str = "Upload “{{path}}”"
    delete_media: str = "Delete “{{path}}”"
    open_authoring: str = "{{message}}"


class Backend(Struct, frozen=True):
    """`backend`. It describes the remote; editing is plain git. `branch` "": the one of HEAD is edited."""

    name: str = ""
    repo: str = ""
    branch: str = ""
    branch_position: Position = Position()
    commit_messages: CommitMessages = CommitMessages()
    signoff_commits: bool = False
    options: Mapping[str, Value] = dataclass_field(default_factory=dict)


class SiteConfig(Struct, frozen=True):
    """A whole configuration. `media_folder` is relative to the repository's root, without slashes at its ends."""

    path: str
    backend: Backend = Backend()
    media_folder: str = ""
    public_folder: str = ""
    collections: tuple[Collection, ...] = ()
    asset_collections: tuple[AssetCollection, ...] = ()
    publish_mode: str = "simple"
    site_url: str = ""
    display_url: str = ""
    logo_url: str = ""
    logo_in_header: bool = True
    logo_link: str = ""
    app_title: str = ""
    locale: str = "en"
    search: bool = True
    slug: SlugRules = SlugRules()
    i18n: I18n | None = None
    dialect: Dialect = Dialect.DECAP
    dialect_source: str = ""  # what says so; "" when nothing does
    timezone: str = ""  # `quire.timezone`, an IANA name if it is one
    timezone_position: Position = Position()
    options: Mapping[str, Value] = dataclass_field(default_factory=dict)

    def collection(self, name: str) -> Collection | None:
        """The collection of that name, or None."""
        return next((item for item in self.collections if item.name == name), None)
