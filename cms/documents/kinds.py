"""Which format a file has: from the configuration's `extension` and `format`."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

__all__ = ["Container", "DocumentKind", "Style", "Syntax", "document_kind"]

Container = Literal["frontmatter", "data", "raw"]
Syntax = Literal["yaml", "toml", "json", "auto"]

_BY_FORMAT: dict[str, tuple[Container, Syntax]] = {
    "frontmatter": ("frontmatter", "auto"),
    "yaml-frontmatter": ("frontmatter", "yaml"),
    "toml-frontmatter": ("frontmatter", "toml"),
    "json-frontmatter": ("frontmatter", "json"),
    "yml": ("data", "yaml"),
    "yaml": ("data", "yaml"),
    "toml": ("data", "toml"),
    "json": ("data", "json"),
    "raw": ("raw", "auto"),
}
_BY_EXTENSION: dict[str, tuple[Container, Syntax]] = {
    "yml": ("data", "yaml"),
    "yaml": ("data", "yaml"),
    "toml": ("data", "toml"),
    "json": ("data", "json"),
}


class Style(Struct, frozen=True):
    """How is written what a file does not show itself (Sveltia's `output`).

    `yaml_offset` is the indent of a list's dashes. With `yaml_quote` every new text gets these quotes.
    """

    yaml_step: int = 2
    yaml_offset: int = 2
    yaml_quote: Literal["", "'", '"'] = ""
    json_indent: str = "  "


class DocumentKind(Struct, frozen=True):
    """How a file is laid out. `auto` takes the fence that the file has, and writes YAML where there is none.

    `delimiters` are the fences of a front matter, where the configuration names its own. With `body_inline` the body is
    written into the header, unless a file has it below already. With `root_key` the values of a data file are one value
    under that name: all that stands in it, which may be a list.
    """

    container: Container = "frontmatter"
    syntax: Syntax = "auto"
    delimiters: tuple[str, str] | None = None
    body_key: str = "body"
    body_inline: bool = False
    style: Style = Style()
    root_key: str = ""

    @property
    def wraps(self) -> bool:
        """Whether the whole file is one value."""
        return bool(self.root_key) and self.container == "data"


def document_kind(
    extension: str, format: str = "", *, delimiter: tuple[str, str] | None = None, body_key: str = "body"
) -> DocumentKind:
    """The kind of a file from its `extension` (with or without dots, compound ones too) and `format`.

    An unknown format, as in real configurations (`format: md`), falls back to the extension; what is neither
    YAML, TOML nor JSON has a front matter.
    """
    last = extension.lower().rsplit(".", 1)[-1]
    container, syntax = _BY_FORMAT.get(format.lower()) or _BY_EXTENSION.get(last, ("frontmatter", "auto"))
    return DocumentKind(container, syntax, delimiter, body_key)
