"""Loading a configuration: the whole of it, whatever is wrong with its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from cms.config.assets import build_asset_collections
from cms.config.backend_options import COMMIT_MESSAGES
from cms.config.collection import build_collections
from cms.config.dialect import Dialect, script_of
from cms.config.folders import root_path
from cms.config.inherited import settle_collections
from cms.config.languages import site_i18n
from cms.config.model import Backend, Collection, CommitMessages, Diagnostic, Position, SiteConfig, SlugRules
from cms.config.notes import Notes
from cms.config.parts import Entry, Mapping
from cms.config.site_options import SITE_OPTIONS
from cms.config.source import read_parts
from cms.config.tags import all_fields, check_tags, check_targets, note_template
from cms.config.taking import Options, take
from cms.syntax import Value

__all__ = ["LoadedConfig", "load_config"]

_NAMED = [
    "asset_collections",
    "backend",
    "collections",
    "singletons",
    "media_folder",
    "public_folder",
    "publish_mode",
    "site_url",
    "display_url",
    "logo_url",
    "logo_link",
    "app_title",
    "locale",
    "search",
    "slug",
    "i18n",
]
_BACKEND_NAMED = ["name", "repo", "branch", "commit_messages", "signoff_commits"]
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_OPERATOR_ONLY = frozenset(
    [
        "bind",
        "build",
        "command",
        "commands",
        "cmd",
        "credential",
        "credentials",
        "database",
        "exec",
        "executable",
        "hook",
        "hooks",
        "host",
        "ldap",
        "listen",
        "oauth",
        "oidc",
        "passphrase",
        "password",
        "passwords",
        "port",
        "private",
        "run",
        "script",
        "scripts",
        "secret",
        "secrets",
        "shell",
        "smtp",
        "token",
        "tokens",
    ]
)


class LoadedConfig(Struct, frozen=True):
    """What loading came to. `site` is None only if nothing at all can be used.

    `remarks` are what Quire honours in its own way, or has no use for.
    """

    site: SiteConfig | None
    diagnostics: tuple[Diagnostic, ...]
    remarks: tuple[Diagnostic, ...] = ()

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(item for item in self.diagnostics if item.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(item for item in self.diagnostics if item.severity == "warning")


def load_config(text: bytes, path: str, *, page: str = "") -> LoadedConfig:
    """Read a configuration (YAML or JSON) whose place in the repository is `path`, for messages.

    `page` is the admin page beside it, which tells by its script whose rules count.

    Never raises for what is in it: everything is a diagnostic with its line and column. An error is something Decap CMS
    would refuse or Quire leaves out, a warning something that has no effect or another one than was probably meant.
    """
    notes = Notes()
    root = read_parts(text, path, notes)
    if isinstance(root, Mapping):
        site = _site(take(notes, root, "", SITE_OPTIONS), root, path, page)
        return LoadedConfig(site, notes.all(), notes.remarks())
    if root is not None:
        notes.error("wrong-type", "a configuration should be a mapping of names to values", "", Position(path, 1, 1))
    return LoadedConfig(None, notes.all())


def _site(options: Options, root: Mapping, path: str, page: str) -> SiteConfig:
    _check_required(options, root)
    _check_own(options)
    i18n = site_i18n(options)
    dialect, source = _dialect(options, script_of(page))
    media_folder = _media_folder(options)
    collections = build_collections(options, i18n, dialect)
    _check_relations(options.notes, collections)
    check_targets(options.notes, collections)
    collections = settle_collections(collections, dialect, options.value("field_defaults"), options.value("output"))
    return SiteConfig(
        path=path,
        backend=_backend(options, collections),
        media_folder=media_folder,
        public_folder=_public_folder(options, media_folder),
        collections=collections,
        asset_collections=build_asset_collections(options),
        publish_mode=options.text("publish_mode") or "simple",
        site_url=options.text("site_url"),
        display_url=options.text("display_url"),
        logo_url=_logo(options),
        logo_in_header=logo.flag("show_in_header", True) if (logo := options.below("logo")) is not None else True,
        logo_link=options.text("logo_link"),
        app_title=options.text("app_title"),
        locale=options.text("locale") or "en",
        search=options.flag("search", True),
        slug=_slug_rules(options),
        i18n=i18n,
        dialect=dialect,
        dialect_source=source,
        timezone=own.text("timezone").strip() if (own := options.below("quire")) is not None else "",
        timezone_position=own.at("timezone") if own is not None else options.position,
        options=_other_options(options),
    )


def _check_required(options: Options, root: Mapping) -> None:
    start = replace(options.position, line=max(1, options.position.line))
    if "backend" not in root.entries:
        options.notes.error("missing-option", "`backend` is missing", "backend", start)
    elif "backend" in options and "name" not in (options.below("backend") or ()):
        options.error("missing-option", "backend", "a backend needs a `name`")
    refused = root.entries.keys() & {"collections", "singletons"} - options.entries.keys()
    if not refused and not options.value("collections") and not options.value("singletons"):
        options.notes.error(
            "missing-option", "`collections` are missing; there is nothing to edit", "collections", start
        )
    if not any(name in options for name in ("media_folder", "media_library", "media_libraries")):
        message = "`media_folder` is missing; uploaded files go to the root of the repository"
        options.notes.warn("missing-option", message, "media_folder", start)


def _check_own(options: Options) -> None:
    """`quire`: what runs commands, opens ports or holds secrets is the operator's, and never read from a repository."""
    part = options.part("quire")
    for where, name, entry in _entries(part, "quire") if isinstance(part, Mapping) else ():
        if _is_operator_only(name):
            message = f"`{name}` is honoured only from the operator's own settings, never from the repository"
            options.notes.warn("operator-only", message, where, entry.position)


def _is_operator_only(name: str) -> bool:
    words = {word.lower() for word in _WORD.findall(name)}
    if words & _OPERATOR_ONLY:
        return True
    return bool(words & {"key", "keys"} and words & {"api", "access", "ssh", "signing"})


def _entries(mapping: Mapping, where: str) -> Iterator[tuple[str, str, Entry]]:
    for name, entry in mapping.entries.items():
        yield f"{where}.{name}", name, entry
        if isinstance(entry.part, Mapping):
            yield from _entries(entry.part, f"{where}.{name}")


def _dialect(options: Options, script: str) -> tuple[Dialect, str]:
    """Whose rules count, and what says so: `quire.dialect`, else the admin page's script, else Sveltia's `$schema`."""
    own = options.below("quire")
    written = own.text("dialect") if own is not None else ""
    if written:
        return Dialect(written), "`quire.dialect`"
    if script:
        return Dialect.SVELTIA if script == "Sveltia CMS" else Dialect.DECAP, f"the admin page, which loads {script}"
    if "sveltia" in options.text("$schema").lower():
        return Dialect.SVELTIA, "`$schema`"
    return Dialect.DECAP, ""


def _media_folder(options: Options) -> str:
    folder = root_path(options, "media_folder", "uploaded files go to the root of the repository")
    return "" if folder is None or not folder.parts else str(folder)


def _public_folder(options: Options, media_folder: str) -> str:
    written = options.optional_text("public_folder")
    if written is None:
        return f"/{media_folder}"
    return written.rstrip("/") or written[:1]


def _logo(options: Options) -> str:
    below = options.below("logo")
    return (below.text("src") if below is not None else "") or options.text("logo_url")


def _backend(options: Options, collections: Iterable[Collection]) -> Backend:
    below = options.below("backend")
    if below is None:
        return Backend()
    messages, start = below.below("commit_messages"), len(options.notes.templates)
    given = _messages(messages, collections) if messages is not None else CommitMessages()
    check_tags(options.notes, start, ())
    return Backend(
        name=below.text("name"),
        repo=below.text("repo"),
        branch=below.text("branch").strip(),
        branch_position=below.at("branch"),
        commit_messages=given,
        signoff_commits=below.flag("signoff_commits", False),
        options=below.rest(_BACKEND_NAMED),
    )


def _messages(options: Options, collections: Iterable[Collection]) -> CommitMessages:
    fields = [field for collection in collections for field in all_fields(collection)]
    for name in COMMIT_MESSAGES:
        note_template(options, name, "commit_messages", fields=fields)
    given = {name: options.text(name) for name in COMMIT_MESSAGES if options.text(name)}
    return replace(CommitMessages(), **given)


def _slug_rules(options: Options) -> SlugRules:
    below = options.below("slug")
    if below is None:
        return SlugRules()
    return SlugRules(
        encoding="ascii" if below.text("encoding") == "ascii" else "unicode",
        clean_accents=below.flag("clean_accents", False),
        sanitize_replacement=below.text("sanitize_replacement", "-"),
        maxlength=below.integer("maxlength"),
        trim=below.flag("trim", True),
        lowercase=below.flag("lowercase", True),
        local_dates=below.text("timezone") == "local",
    )


def _other_options(options: Options) -> dict[str, Value]:
    """All others; of `slug` those that SlugRules does not hold."""
    other = options.rest(_NAMED)
    below = options.below("slug")
    rest = (
        below.rest(["encoding", "clean_accents", "sanitize_replacement", "maxlength", "trim", "lowercase", "timezone"])
        if below is not None
        else {}
    )
    return {**other, "slug": rest} if rest else other


def _check_relations(notes: Notes, collections: tuple[Collection, ...]) -> None:
    names = {collection.name for collection in collections}
    for target, where, position in notes.references:
        if target not in names:
            message = f"there is no collection `{target}`{notes.guess(target, names)}"
            notes.warn("unknown-collection", message, where, position)
