"""The library as a list, free names and thumbnails."""

from __future__ import annotations

from io import BytesIO
from pathlib import PurePosixPath

import pytest
from media.samples import picture
from PIL import Image

from cms.media import MediaFile, list_files, media_folders, picture_size, thumbnail, unique_name

ENTRIES = [
    (PurePosixPath("static/img/photo-10.jpg"), "a1", 300),
    (PurePosixPath("static/img/photo-9.jpg"), "a2", 100),
    (PurePosixPath("static/Menu.pdf"), "a3", 900),
    (PurePosixPath("static/img/.gitkeep"), "a4", 0),
    (PurePosixPath("static/app.js"), "a5", 10),
    (PurePosixPath("static/talk.mp3"), "a6", 5000),
]


def names(**options: str) -> list[str]:
    return [file.name for file in list_files(ENTRIES, **options)]


def test_files_sort_as_people_count() -> None:
    assert names() == ["Menu.pdf", "photo-9.jpg", "photo-10.jpg", "talk.mp3"]


@pytest.mark.parametrize(
    ("sort", "first"),
    [("-name", "talk.mp3"), ("size", "photo-9.jpg"), ("-size", "talk.mp3"), ("kind", "talk.mp3"), ("odd", "Menu.pdf")],
)
def test_other_orders_are_known(sort: str, first: str) -> None:
    assert names(sort=sort)[0] == first


def test_search_takes_every_word() -> None:
    assert names(search="IMG 10") == ["photo-10.jpg"]
    assert names(search="img menu") == []


def test_kinds_filter_the_list() -> None:
    assert names(kind="image") == ["photo-9.jpg", "photo-10.jpg"]
    assert names(kind="audio") == ["talk.mp3"]


def test_folder_keeps_its_own_files() -> None:
    files = list_files(ENTRIES, folder=PurePosixPath("static"))
    assert [file.name for file in files] == ["Menu.pdf", "talk.mp3"]
    assert media_folders(list_files(ENTRIES)) == ((PurePosixPath("static"), 2), (PurePosixPath("static/img"), 2))


def test_known_sizes_are_filled_in() -> None:
    found = list_files(ENTRIES[:1], pixels={"a1": (640, 480)})
    assert found == (MediaFile(ENTRIES[0][0], "photo-10.jpg", "a1", 300, "image", 640, 480),)


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
