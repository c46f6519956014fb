"""Pictures changed on their way in: smaller, cut to a shape, in another format, without what the camera wrote.

Never larger than they were, never distorted, upright, colours as they were (the profile travels along), animations
whole. What cannot be done within the limits is left undone, and said.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

from msgspec import Struct
from PIL import Image, ImageOps, ImageSequence

from cms.entries import PictureRule
from cms.media.exif import without_notes
from cms.media.kinds import FileKind, kind_of
from cms.media.model import PictureChange

__all__ = ["Changed", "change_picture"]

MAX_DECODED = 500_000_000  # pixels of all frames of an animation
MAX_ENCODED = 50_000_000
_QUALITY = 75  # where nothing is said (Decap)
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, KeyError, IndexError, TypeError, OverflowError, MemoryError)
_FAILED = (*_BROKEN, struct.error, zlib.error, Image.DecompressionBombError, Image.DecompressionBombWarning)
_ORIENTATION, _GPS = 0x0112, 0x8825


class Changed(Struct, frozen=True):
    """The picture as it is to be stored."""

    data: bytes
    kind: FileKind
    pixels: tuple[int, int]
    change: PictureChange


class _Plan(Struct, frozen=True):
    """The part of the picture that is kept, and the size it gets."""

    crop: tuple[int, int, int, int]
    size: tuple[int, int]


def change_picture(name: str, data: bytes, kind: FileKind, rule: PictureRule) -> Changed | PictureChange | None:
    """The picture as the rule wants it; None when it is so already; a PictureChange when it cannot be made so.

    `data` has been checked before (`check_picture`).
    """
    try:
        with Image.open(BytesIO(data), formats=(kind.pillow,)) as picture:
            return _changed(name, data, kind, rule, picture)
    except _FAILED:
        return _left(name, data, kind, None, "it cannot be written in that format")


def _changed(
    name: str, data: bytes, kind: FileKind, rule: PictureRule, picture: Image.Image
) -> Changed | PictureChange | None:
    frames = getattr(picture, "n_frames", 1)
    turned = picture.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)
    upright = (picture.height, picture.width) if turned else picture.size
    target = _target(kind, rule, moving=frames > 1)
    plan = _plan(upright, rule)
    redrawn = plan.size != upright or target is not kind
    if not redrawn and not rule.strip and rule.quality is None:
        return None
    if picture.mode[0] in "IF":
        return _left(name, data, kind, upright, "it has more than 8 bits a colour")
    work, drawn = frames * picture.width * picture.height, frames * plan.size[0] * plan.size[1]
    if frames > 1 and (work > MAX_DECODED or drawn > MAX_ENCODED):
        return _left(name, data, kind, upright, "the animation is too long for it")
    straight = picture.getexif().get(_ORIENTATION, 1) == 1
    if frames == 1 and kind.name == "JPEG" and straight and not redrawn and rule.quality is None:
        made = without_notes(data)  # the very same picture
    else:
        made = (_write_moving if frames > 1 else _write_still)(picture, plan, target, rule)
    if not redrawn and not rule.strip and len(made) >= len(data):
        return None
    cut = plan.crop != (0, 0, *upright)
    change = PictureChange(
        name, kind.name, target.name, upright, plan.size, len(data), len(made), cut=cut, stripped=rule.strip
    )
    return Changed(made, target, plan.size, change)


def _left(name: str, data: bytes, kind: FileKind, pixels: tuple[int, int] | None, why: str) -> PictureChange:
    return PictureChange(name, kind.name, kind.name, pixels, pixels, len(data), len(data), left=why)


def _target(kind: FileKind, rule: PictureRule, *, moving: bool) -> FileKind:
    """The kind it becomes; a moving picture does not become a JPEG, which cannot move."""
    wanted = kind_of(f"x.{rule.format}") if rule.format else kind
    return kind if wanted is None or (moving and wanted.name == "JPEG") else wanted


def _plan(size: tuple[int, int], rule: PictureRule) -> _Plan:
    """The middle of the picture in the wanted shape, made to fit into the wanted size."""
    width, height = size
    kept = size
    if rule.ratio is not None:
        narrower = width > height * rule.ratio
        kept = (round(height * rule.ratio), height) if narrower else (width, round(width / rule.ratio))
        kept = max(1, min(kept[0], width)), max(1, min(kept[1], height))
    left, top = (width - kept[0]) // 2, (height - kept[1]) // 2
    scale = min(1.0, (rule.width or kept[0]) / kept[0], (rule.height or kept[1]) / kept[1])
    fitted = max(1, round(kept[0] * scale)), max(1, round(kept[1] * scale))
    return _Plan((left, top, left + kept[0], top + kept[1]), fitted)


def _write_still(picture: Image.Image, plan: _Plan, target: FileKind, rule: PictureRule) -> bytes:
    exif = _exif(picture, rule)
    upright = ImageOps.exif_transpose(picture)
    shown = _drawn(upright, plan, target)
    options = _options(picture, target, rule)
    if exif is not None and target.name != "GIF":
        options["exif"] = exif
    return _saved(shown, target, options)


def _write_moving(picture: Image.Image, plan: _Plan, target: FileKind, rule: PictureRule) -> bytes:
    durations: list[int] = []
    first, *others = list(_frames(picture, plan, target, durations))
    options = _options(picture, target, rule) | {"save_all": True, "append_images": others, "duration": durations}
    loop = picture.info.get("loop")
    if loop is not None or target.name != "GIF":  # a GIF that says nothing plays once, the others play for ever
        options["loop"] = int(loop) if loop is not None else int(picture.format == "GIF")
    if target.name == "GIF":
        options["disposal"] = 2
    return _saved(first, target, options)


def _frames(picture: Image.Image, plan: _Plan, target: FileKind, durations: list[int]) -> Iterator[Image.Image]:
    for frame in ImageSequence.Iterator(picture):
        frame.load()
        durations.append(round(float(frame.info.get("duration") or 100)))
        yield _drawn(frame.convert("RGBA"), plan, target)


def _drawn(picture: Image.Image, plan: _Plan, target: FileKind) -> Image.Image:
    shown = _plain(picture, target)
    if plan.crop != (0, 0, *shown.size):
        shown = shown.crop(plan.crop)
    return shown.resize(plan.size, Image.Resampling.LANCZOS) if plan.size != shown.size else shown


def _plain(picture: Image.Image, target: FileKind) -> Image.Image:
    """The picture in a mode that can be drawn and that the format takes; what is seen through is white in a JPEG."""
    clear = picture.has_transparency_data
    if target.name == "JPEG" and clear:
        shown = picture.convert("RGBA")
        ground = Image.new("RGBA", shown.size, "white")
        return Image.alpha_composite(ground, shown).convert("RGB")
    if picture.mode in ("RGB", "L") and not clear:
        return picture
    return picture.convert("RGBA" if clear else "RGB")


def _exif(picture: Image.Image, rule: PictureRule) -> bytes | None:
    """The camera's notes for a picture that stands upright now, without the place; None where there are none."""
    notes = picture.getexif()
    if rule.strip or not notes:
        return None
    for tag in (_ORIENTATION, _GPS):
        if tag in notes:
            del notes[tag]
    return notes.tobytes() if notes else None


def _options(picture: Image.Image, target: FileKind, rule: PictureRule) -> dict[str, Any]:
    quality = rule.quality or _QUALITY
    options: dict[str, dict[str, Any]] = {
        "JPEG": {"quality": quality, "optimize": True, "progressive": True},
        "WebP": {"quality": quality, "method": 4},
        "AVIF": {"quality": quality},
        "PNG": {"optimize": True},
    }
    found = dict(options.get(target.name, {}))
    profile = picture.info.get("icc_profile")
    if profile and picture.mode != "CMYK" and target.name != "GIF":
        found["icc_profile"] = profile
    return found


def _saved(picture: Image.Image, target: FileKind, options: dict[str, Any]) -> bytes:
    picture.info = {name: value for name, value in picture.info.items() if name == "transparency"}  # no comment
    out = BytesIO()
    save: Callable[..., None] = picture.save
    save(out, target.pillow, **options)
    return out.getvalue()
