"""`asset_collections`: folders of files beside the media folder (Sveltia)."""

from __future__ import annotations

from pathlib import PurePosixPath

from cms.config.folders import root_path
from cms.config.media_options import ASSET_COLLECTIONS
from cms.config.model import AssetCollection
from cms.config.parts import Mapping, Part
from cms.config.taking import Options, take

__all__ = ["build_asset_collections"]

TOP = PurePosixPath(".")


def build_asset_collections(options: Options) -> tuple[AssetCollection, ...]:
    """The asset collections. One without a name or a folder of its own is left out, with an error."""
    found: dict[str, AssetCollection] = {}
    for part, where in options.items("asset_collections"):
        if (item := _one(options, part, where)) is None:
            continue
        if item.name in found:
            message = f"there is an asset collection `{item.name}` already; this one is left out"
            options.notes.error("duplicate-name", message, f"{where}.name", part.position)
            continue
        found[item.name] = item
    return tuple(found.values())


def _one(options: Options, part: Part, where: str) -> AssetCollection | None:
    if not isinstance(part, Mapping):
        message = "an asset collection should be a mapping with a `name` and a `media_folder`; it is left out"
        options.notes.error("wrong-type", message, where, part.position)
        return None
    inner = take(options.notes, part, where, ASSET_COLLECTIONS)
    name = inner.text("name").strip()
    folder = root_path(inner, "media_folder", "the asset collection is left out")
    if not name or folder is None or folder == TOP:
        missing = "name" if not name else "media_folder"
        if folder is not None:
            inner.error("missing-option", "", f"an asset collection needs a `{missing}`; it is left out")
        return None
    public = inner.optional_text("public_folder")
    address = f"/{folder}" if public is None else public.rstrip("/") or public[:1]
    return AssetCollection(name, inner.text("label") or name, folder, address, inner.text("icon"))
