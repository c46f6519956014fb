"""Front-end files: where they stand, their content hashes, and the import map that gives modules hashed addresses.

A file under `static/` is served for ever (`immutable`) only when its address carries the hash of its present bytes.
The checkout's own `static/` and `templates/` win over those that travel inside an installed package.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup

from cms.assets import asset_path

__all__ = ["Assets", "assets_folder", "open_assets"]

HASH_LENGTH = 12  # hexadecimal digits
SHEETS = ("layers", "reset", "tokens", "base", "components", "views", "fields", "utilities")  # in the cascade's order
TYPES = {".js": "text/javascript", ".css": "text/css", ".woff2": "font/woff2", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of one folder. `import_map` is the one inline script of a page, `import_map_hash` its CSP source."""

    folder: Path
    hashes: dict[str, str]
    import_map: Markup
    import_map_hash: str

    def url(self, name: str) -> str:
        """The address of a file with its content hash. Raises KeyError for a file that is not there."""
        return f"/static/{name}?v={self.hashes[name]}"

    def stylesheets(self) -> tuple[str, ...]:
        """The addresses of the interface's style sheets, in the order they are linked."""
        names = (f"css/{sheet}.css" for sheet in SHEETS)
        return tuple(self.url(name) for name in names if name in self.hashes)

    def is_current(self, name: str, version: str) -> bool:
        """Whether `version` is the hash of the file's present content."""
        return bool(version) and self.hashes.get(name) == version


def assets_folder() -> Path:
    """The folder that holds `static/` and `templates/`: the checkout's root, else `cms/_assets`."""
    return asset_path("templates").parent


def open_assets(folder: Path) -> Assets:
    """Read and hash every file below `folder` once, at start."""
    hashes = {path.relative_to(folder).as_posix(): _hash(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    modules = {
        f"/static/{name}": f"/static/{name}?v={digest}"
        for name, digest in hashes.items()
        if name.startswith("js/") and name.endswith(".js")
    }
    import_map = htmlsafe_json_dumps({"imports": modules})
    digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    return Assets(folder, hashes, import_map, f"sha256-{digest}")


def content_type(name: str) -> str:
    """The MIME type of a front-end file, the same on every system."""
    suffix = PurePosixPath(name).suffix.lower()
    found = TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:HASH_LENGTH]
