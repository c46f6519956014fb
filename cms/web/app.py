"""The application: configuration, gates, pages. Everything a request passes through is put together here."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask, Response, abort, g, render_template, request, url_for
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from cms.actions import MediaTarget, Site, collections, has_logo, live_site, media_url_path
from cms.fields import Control, field_at, hint_parts
from cms.state import signing_key
from cms.web.assets import assets_folder, open_assets
from cms.web.auth import guard
from cms.web.caching import IMMUTABLE, add_page_tags
from cms.web.compiled import CompiledTemplates
from cms.web.compression import add_compression, compressed_once
from cms.web.context import EXTENSION, Shell, current_assets, current_site
from cms.web.errors import add_error_pages
from cms.web.headers import add_headers
from cms.web.limits import set_limits
from cms.web.names import CollectionConverter
from cms.web.present.brand import brand_of
from cms.web.present.frame import add_items, media_in_navigation, side_groups, site_mark
from cms.web.present.icons import collection_icon
from cms.web.present.uploads import rules_words
from cms.web.present.words import avatar, entry_nouns, language_name
from cms.web.templating import Templates
from cms.web.thumbs import Thumbs
from cms.web.toasts import next_toast
from cms.web.views import contents, entries, entry_files, home, logo, media, ordering, preview, search, sign_in, trees

__all__ = ["create_app"]

TRUSTED_HOSTS = ("localhost", "127.0.0.1")


def create_app(site: Site, *, trusted_hosts: tuple[str, ...] = TRUSTED_HOSTS, assets: Path | None = None) -> Flask:
    """The application for one opened site. `assets` is the folder with `static/` and `templates/`."""
    folder = assets or assets_folder()
    app = Flask("cms.web", static_folder=None, template_folder=str(folder / "templates"))
    app.jinja_environment = Templates
    _configure(app, site, trusted_hosts)
    app.url_map.converters["collection"] = CollectionConverter
    found = open_assets(folder / "static")
    app.extensions[EXTENSION] = Shell(site, found, Thumbs())
    add_headers(app, found)
    add_page_tags(app)
    add_compression(app)
    set_limits(app)
    guard(app)
    CSRFProtect(app)
    app.before_request(_refresh)
    for view in (sign_in, logo, home, contents, trees, ordering, preview, entries, entry_files, media, search):
        app.register_blueprint(view.blueprint)
    app.add_url_rule("/static/<path:filename>", "static", _static)
    add_error_pages(app)
    _prepare_templates(app)
    return app


def _configure(app: Flask, site: Site, trusted_hosts: tuple[str, ...]) -> None:
    app.config.update(
        SECRET_KEY=signing_key(site.instance),
        TRUSTED_HOSTS=list(trusted_hosts),
        SESSION_COOKIE_NAME="quire-form",  # form tokens and the next toast; who is signed in is another cookie
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        WTF_CSRF_TIME_LIMIT=None,  # a form that was open over lunch can still be saved
        TRAP_HTTP_EXCEPTIONS=False,
        PROPAGATE_EXCEPTIONS=False,
    )


def _refresh() -> Response | None:
    """Follow the branch. While that takes long, pages say how far it is; what is sent meanwhile waits for it."""
    if request.endpoint == "static" or request.blueprint in ("sign_in", "logo"):
        return None
    site = current_site()
    if site.refresh(wait=request.method not in ("GET", "HEAD")):
        return None
    page = Response(render_template("views/reading.html", progress=site.progress), 503, mimetype="text/html")
    page.headers["Refresh"] = page.headers["Retry-After"] = "1"
    return page


def _static(filename: str) -> Response:
    assets = current_assets()
    if filename not in assets.files:
        abort(404)
    asset = assets.files[filename]
    encoding, data = compressed_once(asset.data, asset.content_type, request.accept_encodings)
    response = Response(data, content_type=asset.content_type)
    if encoding:
        response.headers["Content-Encoding"] = encoding
    response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.digest}-{encoding}" if encoding else asset.digest)
    response.make_conditional(request)
    current = assets.is_current(filename, request.args.get("v", ""))
    response.headers["Cache-Control"] = f"public, {IMMUTABLE}" if current else "no-cache"
    return response


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
    app.jinja_env.bytecode_cache = CompiledTemplates(Path(str(app.template_folder)), app.jinja_env)
    app.jinja_env.globals.update(
        static_url=lambda name: current_assets().url(name),
        modules_of=lambda html: current_assets().modules(html),
        choices_url=_choices_url,
        target_url=_target_url,
        media_url=_media_url,
        thumb_url=_thumb_url,
        upload_note=_upload_note,
        collection_icon=collection_icon,
        entry_nouns=entry_nouns,
        place_of=trees.place_of,
        list_of=trees.list_of,
        folder_page=trees.folder_page,
        hint_parts=hint_parts,
        avatar=avatar,
        language_name=language_name,
        next_toast=next_toast,
    )
    app.context_processor(_frame)


def _frame() -> dict[str, Any]:
    """What the layouts need; nothing of the site for somebody who is not signed in but its name."""
    site = current_site()
    person = g.get("person")
    summaries = collections(site) if person is not None else ()
    return {
        "site_title": site.title,
        "site_mark": site_mark(site.title),
        "brand": brand_of(site.config, url_for("logo.show") if has_logo(site) else ""),
        "search_offered": site.config.search,
        "live_site": live_site(site),
        "import_map": current_assets().import_map,
        "page_tag": g.get("page_tag", ""),
        "theme": request.cookies.get("theme", "system"),
        "person": person,
        "sides": side_groups(summaries),
        "add_menu": add_items(summaries),
        "has_media_link": media_in_navigation(site.config),
        "here_path": request.full_path.rstrip("?"),
    }


def _media_url(value: str, control: Control | None = None) -> str:
    """Where the browser finds the file that a field's value names; "" when it names none of this site."""
    path = _media_path(value, control)
    return url_for("media.file", path=path) if path else ""


def _thumb_url(value: str, control: Control | None = None) -> str:
    path = _media_path(value, control)
    return url_for("media.thumb", path=path) if path else ""


def _upload_note(control: Control) -> str:
    """What becomes of a file that is added to a field, or to a list of files."""
    field = field_at(g.entry.fields, ".".join(map(str, control.path)))
    target = MediaTarget(g.entry.collection, g.entry, field.field if field is not None and field.field else field)
    return rules_words(target.rules(current_site()), target.accept)


def _choices_url(control: Control) -> str:
    """Where the choices of a relation field are searched for."""
    entry, path = g.entry, ".".join(str(part) for part in control.path)
    field = field_at(entry.fields, path)
    target = str(field.options.get("collection", "")) if field is not None else ""
    file = entry.file.name if entry.file is not None else None
    first = control.name.split(".")[1]  # of a second language in the form it is `@de`
    locale = first.removeprefix("@") if first.startswith("@") else entry.locale
    asked: dict[str, Any] = {"file": file, "slug": entry.slug or None, "locale": locale or None, "field": path}
    return url_for("contents.choices", name=target, of=entry.collection.name, **asked)


def _target_url(control: Control) -> str:
    """Where an entry for a relation field is made; "" where its collection takes no new ones."""
    field = field_at(g.entry.fields, ".".join(str(part) for part in control.path))
    collection = current_site().config.collection(str(field.options.get("collection"))) if field is not None else None
    if collection is None or collection.kind != "folder" or not collection.create:
        return ""
    return url_for("entries.new", name=collection.name)


def _media_path(value: str, control: Control | None) -> str | None:
    entry = g.get("entry")
    if entry is None or not value:
        return None
    field = field_at(entry.fields, ".".join(str(part) for part in control.path)) if control is not None else None
    return media_url_path(current_site(), entry, field, value)
