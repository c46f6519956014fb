"""Loading a configuration: the whole of it, whatever is wrong with its parts."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cms.config.asking import Options
from cms.config.collections import read_collections
from cms.config.i18n import read_i18n
from cms.config.model import Backend, CommitMessages, Diagnostic, Field, Position, SiteConfig, SlugRules
from cms.config.options import BACKEND_OPTIONS, TOP_OPTIONS
from cms.config.reading import Mapping, Reader, read_text

__all__ = ["LoadedConfig", "load_config"]

_TAKEN = (
    "backend collections singletons media_folder public_folder publish_mode site_url display_url logo_url app_title "
    "locale search slug i18n"
).split()
_SECRETS = ("secret", "password", "token", "key", "command", "port", "host", "hook")


@dataclass(frozen=True, slots=True)
class LoadedConfig:
    """What loading came to. `site` is None only if nothing at all can be used."""

    site: SiteConfig | None
    diagnostics: tuple[Diagnostic, ...]

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        return tuple(item for item in self.diagnostics if item.severity == "error")

    @property
    def warnings(self) -> tuple[Diagnostic, ...]:
        return tuple(item for item in self.diagnostics if item.severity == "warning")


def load_config(text: bytes, path: str) -> LoadedConfig:
    """Read a configuration (YAML or JSON). Never raises for what is in it: everything is a diagnostic with its place."""
    reader = Reader(path)
    root = read_text(text, reader)
    if not isinstance(root, Mapping):
        if not reader.diagnostics:
            reader.say("error", "type", "A configuration should hold names with values.", "", Position(path, 1, 1))
        return LoadedConfig(None, tuple(reader.diagnostics))
    site = _site(Options.of(reader, root, ""), path)
    ordered = sorted(reader.diagnostics, key=lambda item: (item.position.line, item.position.column))
    return LoadedConfig(site, tuple(dict.fromkeys(ordered)))


def _site(options: Options, path: str) -> SiteConfig:
    options.unknown(TOP_OPTIONS, "top-level")
    if "backend" not in options:
        options.error("missing-option", "backend", "`backend` is missing. Quire edits the repository it was given.")
    media = _folder(options.text("media_folder"))
    if "media_folder" not in options and "media_library" not in options and "media_libraries" not in options:
        options.warn("missing-option", "media_folder", "`media_folder` is missing; pictures go to the repository's root.")
    i18n = read_i18n(options.options("i18n"), None)
    site = SiteConfig(
        path=path,
        backend=_backend(options.options("backend")),
        media_folder=media,
        public_folder=options.text("public_folder") if "public_folder" in options else f"/{media}",
        publish_mode=options.text("publish_mode") or "simple",
        site_url=options.text("site_url"),
        display_url=options.text("display_url"),
        logo_url=options.text("logo_url") or _logo(options),
        app_title=options.text("app_title"),
        locale=options.text("locale") or "en",
        search=options.flag("search", True),
        slug=_slug(options.options("slug")),
        i18n=i18n,
        options=options.rest(_TAKEN),
    )
    _check_quire(options)
    collections = read_collections(options, i18n)
    if not collections:
        options.error("no-collections", "collections", "There is no collection that can be used.")
    site = replace(site, collections=collections)
    _check_relations(options, site)
    return site


def _backend(options: Options | None) -> Backend:
    if options is None:
        return Backend()
    options.unknown(BACKEND_OPTIONS, "backend")
    messages = options.options("commit_messages")
    return Backend(
        name=options.text("name"),
        repo=options.text("repo"),
        branch=options.text("branch"),
        commit_messages=_messages(messages) if messages else CommitMessages(),
        signoff_commits=options.flag("signoff_commits", False),
        options=options.rest(("name", "repo", "branch", "commit_messages", "signoff_commits")),
    )


def _messages(options: Options) -> CommitMessages:
    defaults = CommitMessages()
    return CommitMessages(
        create=options.text("create") or defaults.create,
        update=options.text("update") or defaults.update,
        delete=options.text("delete") or defaults.delete,
        upload_media=options.text("uploadMedia") or options.text("upload_media") or defaults.upload_media,
        delete_media=options.text("deleteMedia") or options.text("delete_media") or defaults.delete_media,
        open_authoring=options.text("openAuthoring") or options.text("open_authoring") or defaults.open_authoring,
    )


def _slug(options: Options | None) -> SlugRules:
    if options is None:
        return SlugRules()
    encoding = options.text("encoding") or "unicode"
    if encoding not in ("unicode", "ascii"):
        options.warn("value", "encoding", f"`encoding` should be unicode or ascii, not {encoding!r}.")
    replacement = options.text("sanitize_replacement") if "sanitize_replacement" in options else "-"
    return SlugRules(
        encoding="ascii" if encoding == "ascii" else "unicode",
        clean_accents=options.flag("clean_accents", False),
        sanitize_replacement=replacement,
        maxlength=options.number("maxlength"),
        trim=options.flag("trim", True),
        lowercase=options.flag("lowercase", True),
    )


def _logo(options: Options) -> str:
    logo = options.mapping.entries.get("logo")
    return Options(options.reader, logo, "logo").text("src") if isinstance(logo, Mapping) else ""


def _check_quire(options: Options) -> None:
    quire = options.mapping.entries.get("quire")
    if not isinstance(quire, Mapping):
        return
    for name in quire.entries:
        if any(word in name.lower() for word in _SECRETS):
            options.say(
                "warning",
                "operator-only",
                f"quire.{name}",
                "This is honoured only from the operator's own settings, never from the repository. Take it out of here.",
                quire.places[name],
            )


def _check_relations(options: Options, site: SiteConfig) -> None:
    names = {collection.name for collection in site.collections}
    for collection in site.collections:
        fields = [*collection.fields, *(field for file in collection.files for field in file.fields)]
        for field in _nested(fields):
            target = field.options.get("collection")
            if field.widget == "relation" and isinstance(target, str) and target and target not in names:
                options.reader.say(
                    "warning",
                    "unknown-collection",
                    f"The relation `{field.name}` points to the collection `{target}`, which is not there.",
                    "",
                    field.position,
                )


def _nested(fields: list[Field]) -> list[Field]:
    found: list[Field] = []
    waiting = list(fields)
    while waiting:
        field = waiting.pop()
        found.append(field)
        waiting += [*field.fields, *field.types, *([field.field] if field.field else [])]
    return found


def _folder(text: str) -> str:
    return text.strip().removeprefix("./").strip("/")
