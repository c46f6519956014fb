"""Free names and thumbnails."""

from __future__ import annotations

from io import BytesIO

import pytest
from media.samples import picture
from PIL import Image

from cms.media import picture_size, thumbnail, unique_name


def test_taken_names_count_up() -> None:
    assert unique_name("plums.jpg", {"pears.jpg"}.__contains__) == "plums.jpg"
    assert unique_name("plums.jpg", {"plums.jpg", "plums-2.jpg"}.__contains__) == "plums-3.jpg"
    assert unique_name("README", {"README"}.__contains__) == "README-2"


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("PNG", "RGBA"),
        ("PNG", "P"),
        ("PNG", "1"),
        ("PNG", "I;16"),
        ("JPEG", "CMYK"),
        ("JPEG", "L"),
        ("GIF", "P"),
        ("AVIF", "RGB"),
    ],
)
def test_thumbnails_fit_the_box(form: str, mode: str) -> None:
    source = Image.new("RGB", (600, 300), "teal").convert(mode if mode != "I;16" else "I").convert(mode)
    out = BytesIO()
    source.save(out, form)
    small = thumbnail(out.getvalue(), (100, 100))
    assert small is not None
    with Image.open(BytesIO(small)) as shown:
        assert (shown.format, shown.size) == ("WEBP", (100, 50))


def test_thumbnails_stand_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    small = thumbnail(picture("JPEG", (60, 30), exif=exif.tobytes()), (20, 20))
    assert small is not None and picture_size(small) == (10, 20)


def test_no_thumbnail_of_other_files() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
    huge = picture("PNG", (8000, 7000), "1")
    for data in (b"", svg, b"%PDF-1.7", b"II*\0", b"%!PS-Adobe", picture()[:40], huge):
        assert thumbnail(data, (100, 100)) is None
    assert picture_size(svg) is None and picture_size(huge) is None
