"""Front-end files: read, bundled and hashed once at start, and what a page says so that they come in one round trip.

A file under `static/` is served for ever (`immutable`) only when its address carries the hash of its present bytes.
The checkout's own `static/` and `templates/` win over those that travel inside an installed package.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import posixpath
import re
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup
from msgspec import Struct

from cms.assets import asset_path

__all__ = ["Asset", "Assets", "assets_folder", "open_assets"]

HASH_LENGTH = 12  # hexadecimal digits
BUNDLES = {  # what a page links → the sheets it is made of, in the cascade's order
    "css/site.css": ("layers", "reset", "tokens", "base", "components", "views", "lists", "utilities"),
    "css/editor.css": ("fields",),
}
MAIN = "js/main.js"
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
_URL = re.compile(rb'url\("(\.[^"]+)"\)')
_IMPORT = re.compile(r'^(?:import|export)\b[^;]*?"(\.[^"]+)";', re.MULTILINE)
_ELEMENT = re.compile(r"<(quire-[a-z-]+)")


class Asset(Struct, frozen=True):
    """One file as it is served; `digest` stands in its address."""

    data: bytes
    digest: str
    content_type: str


class Assets(Struct, frozen=True):
    """The files by name. `import_map` is the one inline script of a page, `import_map_hash` its CSP source.

    `imports` says which modules a module imports; `digest` changes when any file does.
    """

    files: Mapping[str, Asset]
    imports: Mapping[str, tuple[str, ...]]
    import_map: Markup
    import_map_hash: str
    digest: str

    def url(self, name: str) -> str:
        """The address of a file with its content hash. Raises KeyError for a file that is not there."""
        return f"/static/{name}?v={self.files[name].digest}"

    def modules(self, html: str) -> tuple[str, ...]:
        """The addresses of the modules that a page with this HTML runs: its elements, the main one, all they import."""
        elements = (f"js/elements/{tag}.js" for tag in dict.fromkeys(_ELEMENT.findall(html)))
        wanted = [name for name in (MAIN, *elements) if name in self.imports]
        return tuple(self.url(name) for name in _closure(wanted, self.imports))

    def is_current(self, name: str, version: str) -> bool:
        """Whether `version` is the hash of the file's present content."""
        return name in self.files and self.files[name].digest == version


def assets_folder() -> Path:
    """The folder that holds `static/` and `templates/`: the checkout's root, else `cms/_assets`."""
    return asset_path("templates").parent


def open_assets(folder: Path) -> Assets:
    """Read, bundle and hash every file below `folder` once, at start."""
    read = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    files = {name: _asset(name, data) for name, data in sorted(read.items()) if not name.endswith(".css")}
    sheets = {name: data for name, data in read.items() if name.endswith(".css")}
    files |= {name: _asset(name, _with_addresses(name, data, files)) for name, data in _bundled(sheets).items()}
    import_map = htmlsafe_json_dumps(
        {"imports": {f"/static/{name}": f"/static/{name}?v={files[name].digest}" for name in _modules(files)}}
    )
    map_hash = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    imports = {name: _imports(name, files[name].data.decode()) for name in _modules(files)}
    digest = _hash("".join(f"{name} {asset.digest}\n" for name, asset in sorted(files.items())).encode())
    return Assets(files, imports, import_map, f"sha256-{map_hash}", digest)


def content_type(name: str) -> str:
    """The MIME type of a front-end file, the same on every system."""
    suffix = PurePosixPath(name).suffix.lower()
    found = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def _bundled(sheets: Mapping[str, bytes]) -> dict[str, bytes]:
    """The sheets that pages link: bundles of those that belong together, and those that stand alone."""
    parts = {name: [f"css/{part}.css" for part in names] for name, names in BUNDLES.items()}
    used = {part for names in parts.values() for part in names}
    bundles = {name: b"".join(sheets[part] for part in names if part in sheets) for name, names in parts.items()}
    return bundles | {name: data for name, data in sheets.items() if name not in used}


def _with_addresses(name: str, sheet: bytes, files: Mapping[str, Asset]) -> bytes:
    """The sheet with hashed addresses in place of its relative `url("…")`."""

    def address(found: re.Match[bytes]) -> bytes:
        target = _resolve(name, found[1].decode())
        return f'url("/static/{target}?v={files[target].digest}")'.encode()

    return _URL.sub(address, sheet)


def _modules(files: Mapping[str, Asset]) -> list[str]:
    return [name for name in files if name.startswith("js/") and name.endswith(".js")]


def _imports(name: str, source: str) -> tuple[str, ...]:
    return tuple(_resolve(name, target) for target in _IMPORT.findall(source))


def _closure(names: Iterable[str], imports: Mapping[str, tuple[str, ...]]) -> list[str]:
    """The names and all they import, each once."""
    found = dict.fromkeys(names)
    waiting = list(found)
    while waiting:
        new = [target for target in imports.get(waiting.pop(), ()) if target not in found]
        found |= dict.fromkeys(new)
        waiting += new
    return list(found)


def _resolve(name: str, target: str) -> str:
    return posixpath.normpath(posixpath.join(posixpath.dirname(name), target))


def _asset(name: str, data: bytes) -> Asset:
    return Asset(data, _hash(data), content_type(name))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:HASH_LENGTH]
