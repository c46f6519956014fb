"""Where templates, static files and the example site stand: in the checkout, else in the installed package."""

from __future__ import annotations

from pathlib import Path

__all__ = ["asset_path"]

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent


def asset_path(name: str) -> Path:
    """The folder or file `name`: `static`, `templates`, `content` or `config.example.yaml`."""
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "templates").is_dir():
        return _CHECKOUT / name
    return _PACKAGE / "_assets" / name
