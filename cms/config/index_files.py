"""`index_file`: the entry that a folder itself is (Sveltia CMS), as Hugo's `_index.md`."""

from __future__ import annotations

from pathlib import PurePosixPath

from cms.config.fields import build_fields
from cms.config.model import Collection, CollectionFile, Field
from cms.config.parts import Mapping
from cms.config.taking import Options, take

__all__ = ["build_index_file"]


def build_index_file(
    options: Options, common: Collection, folder: PurePosixPath, fields: tuple[Field, ...]
) -> CollectionFile | None:
    """Sveltia's `index_file`: the entry of a folder, with fields and a format of its own; `true` takes the usual."""
    below = options.below("index_file") or take(options.notes, Mapping({}, options.position), "", {})
    if not options.flag("index_file", "index_file" in options):
        return None
    name = below.text("name").strip() or "_index"
    if "/" in name:
        below.error("unsafe-path", "name", "the name of an index file holds no slash; `index_file` is not used")
        return None
    own = below.text("extension").strip().lstrip(".")
    extension, label = own or common.extension, below.text("label") or "Index File"
    return CollectionFile(
        name=name,
        label=label,
        file=folder / f"{name}.{extension}",
        fields=build_fields(below) or fields,
        label_singular=label,
        icon=below.text("icon") or "home",
        format=below.text("format") or ("" if own else common.format),
        extension=extension,
        frontmatter_delimiter=common.frontmatter_delimiter,
        body_field=common.body_field,
        i18n=common.i18n,
        delete=common.delete,
        options=below.rest(["name", "label", "icon", "format", "extension", "fields"]),
        position=options.at("index_file"),
    )
