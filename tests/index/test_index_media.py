"""Media files in the index: pages by name and size, folders with their counts, names as one types them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.index import Index, MediaQuery, MediaRow
from cms.index import media as media_index

TOP = PurePosixPath(".")
MEDIA = PurePosixPath("static/media")
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def file(path: str, size: int = 1, kind: str = "image", oid: str = "a" * 40) -> MediaRow:
    return MediaRow(PurePosixPath(path), oid, size, kind)


FILES = (
    file("static/media/photo-10.jpg", 30),
    file("static/media/photo-9.jpg", 10),
    file("static/media/Über uns.png", 20),
    file("static/media/menus/Spring Menu.pdf", 40, "document"),
    file("static/media/menus/2026/plums.webp", 50),
    file("static/papers/thesis.pdf", 60, "document"),
    file("content/plums/plums.jpg", 5),
    file("static/media-old/photo-1.jpg", 5),
)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[Index]:
    opened = Index.open(tmp_path / "index.sqlite", "1")
    opened.add_media(FILES)
    yield opened
    opened.close()


def names(index: Index, *folders: PurePosixPath, **query: Any) -> list[str]:
    return [row.path.name for row in index.media(MediaQuery(folders or (MEDIA,), **query)).rows]


def test_names_sort_as_people_count(index: Index) -> None:
    sorted_names = ["photo-9.jpg", "photo-10.jpg", "plums.webp", "Spring Menu.pdf", "Über uns.png"]
    assert names(index) == sorted_names
    assert names(index, sort=("name", True)) == sorted_names[::-1]


def test_largest_can_come_first(index: Index) -> None:
    assert names(index, sort=("size", True), limit=2) == ["plums.webp", "Spring Menu.pdf"]
    assert names(index, sort=("size", False), limit=1) == ["photo-9.jpg"]


def test_kinds_and_extensions_narrow(index: Index) -> None:
    assert names(index, kind="other") == ["Spring Menu.pdf"]
    assert names(index, kind="image", extensions=frozenset(["webp", "pdf"])) == ["plums.webp"]
    page = index.media(MediaQuery((MEDIA,), kind="other"))
    assert (page.total, page.pictures) == (5, 4)
    assert names(index, extensions=frozenset()) == []


def test_several_folders_are_counted_once(index: Index) -> None:
    page = index.media(MediaQuery((MEDIA, MEDIA / "menus", PurePosixPath("static/papers"))))
    assert (page.total, len(page.rows)) == (6, 6)
    assert index.media(MediaQuery((TOP,))).total == len(FILES)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("pho", ["photo-9.jpg", "photo-10.jpg"]),
        ("PHOTO 9", ["photo-9.jpg"]),
        ("photo-9.jpg", ["photo-9.jpg"]),
        ("uber", ["Über uns.png"]),
        ("menus", ["plums.webp", "Spring Menu.pdf"]),
        ("men spr", ["Spring Menu.pdf"]),
        ("jpg -10", ["photo-9.jpg"]),
        ("hoto", ["photo-9.jpg", "photo-10.jpg"]),
        ("oto-1", ["photo-10.jpg"]),
        ("ber UNS", ["Über uns.png"]),
        ("pring -nothing", ["Spring Menu.pdf"]),
        ("hoto -oto-9", ["photo-10.jpg"]),
        ("ot", []),  # two letters begin a word
        ("collection:posts photo", []),
        ("!!", []),
    ],
)
def test_words_and_parts_of_names(index: Index, text: str, found: list[str]) -> None:
    assert names(index, search=text) == found


def test_folders_tell_what_is_below(index: Index) -> None:
    assert [(str(item.path), item.files) for item in index.media_folders(MEDIA, 10)] == [("static/media/menus", 2)]
    assert index.media_count(MEDIA / "menus/2026") == 1
    index.drop_media([b"static/media/menus/2026/plums.webp", b"no/such.jpg"])
    assert index.media_count(MEDIA / "menus/2026") == 0
    assert index.media_folders(MEDIA / "menus", 10) == ()
    assert names(index, search="plums") == names(index, search="lums") == []


def test_replaced_file_stays_one(index: Index) -> None:
    index.add_media([file("static/media/photo-9.jpg", 70, oid="b" * 40)])
    assert index.media_count(MEDIA) == 5
    found = index.media_file(MEDIA / "photo-9.jpg")
    assert found is not None and (found.oid, found.size) == ("b" * 40, 70)
    assert names(index, search="photo 9") == ["photo-9.jpg"]


def test_names_that_are_no_text_are_kept(index: Index) -> None:
    index.add_media([file("static/media/caf\udce9.jpg")])
    assert "caf\udce9.jpg" in names(index)
    index.drop_media([b"static/media/caf\xe9.jpg"])
    assert "caf\udce9.jpg" not in names(index)


@QUICK
@given(
    st.lists(st.tuples(st.sampled_from("abAB12é"), st.integers(0, 3)), max_size=14),
    st.sampled_from(["name", "size"]),
    st.booleans(),
    st.sampled_from([0, 10_000]),
)
def test_pages_joined_are_the_library(
    index: Index, files: list[tuple[str, int]], order: str, down: bool, few: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(media_index, "FEW", few)  # by the order's own index, or by sorting what one folder holds
        index.clear()
        index.add_media(file(f"m/{number}/{name}.jpg", size) for number, (name, size) in enumerate(files))
        folder = PurePosixPath("m")
        whole = [row.path for row in index.media(MediaQuery((folder,), sort=(order, down))).rows]
        joined: list[PurePosixPath] = []
        after = ""
        for _ in range(20):
            page = index.media(MediaQuery((folder,), sort=(order, down), limit=3, after=after))
            joined += [row.path for row in page.rows]
            after = page.next
            if not after:
                break
        assert joined == whole
        assert len(whole) == len(files)


@pytest.mark.parametrize("cursor", ["x", "e30", "W10", "WzEsICJ6eiJd", "A" * 30_000])
def test_odd_cursors_begin_at_the_start(index: Index, cursor: str) -> None:
    assert names(index, after=cursor) == names(index)
