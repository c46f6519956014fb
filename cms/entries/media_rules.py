"""What becomes of an uploaded file: how large it may be, how it is named, how pictures are changed.

`media_library` and `media_libraries` (`all` and `default`) of the site, the collection, the file and the field, each
setting from the nearest level that has it; Decap's `media_processing` of the field or else the site; Sveltia's
`transformations`. Values of a kind that an option does not allow are as if they were not there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct
from msgspec import field as attribute

from cms.config import Collection, CollectionFile, Field, SiteConfig
from cms.syntax import Value

__all__ = ["MediaRules", "PictureRule", "media_rules"]

RASTER = ("jpeg", "png", "gif", "webp", "avif")
_DECAP = ("jpeg", "png", "webp")  # what Decap's `media_processing` touches
_SVELTIA_QUALITY = 85
_RATIO = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,6})?)[_:x]([0-9]{1,6}(?:\.[0-9]{1,6})?)\Z")
MAX_SIDE = 20_000  # pixels; a larger bound is no bound


class PictureRule(Struct, frozen=True):
    """How pictures of one kind are changed.

    `format` is what they become (`jpeg`, `webp`; "" their own); `width` and `height` are the most pixels, `ratio` the
    shape they are cut to (width by height); `strip` takes out what the camera wrote. `quality` from 1 to 100 (None:
    nothing is asked for).
    """

    format: str = ""
    quality: int | None = None
    width: int | None = None
    height: int | None = None
    ratio: float | None = None
    strip: bool = False


class MediaRules(Struct, frozen=True):
    """`limit` in bytes (None: Quire's own), `slugify` as `slugify_filename` (None: as the dialect has it).

    `pictures` are the rules by kind: jpeg, png, gif, webp, avif.
    """

    limit: int | None = None
    slugify: bool | None = None
    pictures: Mapping[str, PictureRule] = attribute(default_factory=dict)
    optimise_svg: bool = False


def media_rules(
    site: SiteConfig,
    collection: Collection | None = None,
    file: CollectionFile | None = None,
    field: Field | None = None,
) -> MediaRules:
    """What holds for the uploads of a field, or of the library where there is none."""
    settings: dict[str, Value] = {}
    for level in _settings(site, collection, file, field):
        settings |= level
    limit, slugify = settings.get("max_file_size"), settings.get("slugify_filename")
    transformations = _map(settings.get("transformations"))
    processing = _processing(site, field)
    transformed = _transformed(transformations)
    return MediaRules(
        limit=_positive(limit),
        slugify=slugify if isinstance(slugify, bool) else None,
        pictures={**processing, **transformed}
        if site.dialect.prefers_transformations
        else {**transformed, **processing},
        optimise_svg=_map(transformations.get("svg")).get("optimize") is True,
    )


def _settings(
    site: SiteConfig, collection: Collection | None, file: CollectionFile | None, field: Field | None
) -> Iterator[dict[str, Value]]:
    """The settings of all levels, those that count least first: what all stores share, then the repository's own."""
    levels = [level.options for level in (site, collection, file, field) if level is not None]
    for options in levels:
        yield _map(_map(options.get("media_libraries")).get("all"))
    for options in levels:
        library = _map(options.get("media_library"))
        yield {name: value for name, value in library.items() if name != "config"}
        yield _map(library.get("config"))
        yield _map(_map(_map(options.get("media_libraries")).get("default")).get("config"))


def _transformed(transformations: Mapping[str, Value]) -> dict[str, PictureRule]:
    """Sveltia's: a kind's own rule stands in the place of the one for all. They become WebP, without metadata."""
    found = {}
    for kind in RASTER:
        written = transformations.get(kind, transformations.get("raster_image"))
        if not isinstance(written, dict):
            continue
        quality = _positive(written.get("quality"), 100)
        found[kind] = PictureRule(
            format="webp",
            quality=quality or _SVELTIA_QUALITY,
            width=_positive(written.get("width"), MAX_SIDE),
            height=_positive(written.get("height"), MAX_SIDE),
            strip=True,
        )
    return found


def _processing(site: SiteConfig, field: Field | None) -> dict[str, PictureRule]:
    """Decap's `media_processing`: the field's, whole, or else the site's."""
    own = field.options.get("media_processing") if field is not None else None
    written = _map(own if own is not None else site.options.get("media_processing"))
    if written.get("enabled") is not True:
        return {}
    wanted = _map(written.get("format"))
    form = str(wanted.get("default", "")).lower() if wanted.get("enabled") is True else ""
    form = {"jpg": "jpeg"}.get(form, form)
    quality = _positive(written.get("quality"), 100)
    rule = PictureRule(
        format=form if form in ("jpeg", "webp") else "",
        quality=quality,
        width=_positive(written.get("width"), MAX_SIDE),
        height=_positive(written.get("height"), MAX_SIDE),
        ratio=_ratio(written.get("aspect_ratio")),
        strip=written.get("strip_metadata") is True,
    )
    return {} if rule == PictureRule() else dict.fromkeys(_DECAP, rule)


def _ratio(written: Value) -> float | None:
    """`16:9`, `16_9`, `16x9` or a number, as width by height."""
    if isinstance(written, int | float) and not isinstance(written, bool):
        ratio = float(written)
    elif isinstance(written, str) and (found := _RATIO.match(written.strip())):
        ratio = float(found[1]) / float(found[2]) if float(found[2]) else 0.0
    else:
        return None
    return ratio if 0.001 <= ratio <= 1000 else None


def _positive(value: Value, most: int | None = None) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value < 1 << 53:
        return None
    return int(value) if most is None else min(int(value), most)


def _map(value: Value) -> dict[str, Value]:
    return value if isinstance(value, dict) else {}
