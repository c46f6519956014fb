"""The index as a cache: following the branch, and being lost, broken or shared at any time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import index_support
import pytest
from index_support import DIGEST, FIELDS, apply, build

from cms.entries import EntryRecord
from cms.errors import StoreError
from cms.index import Change, HistoryCommit, Index, ListQuery, prepare


def record(slug: str, title: str = "", **files: str) -> EntryRecord:
    paths = {locale: PurePosixPath(path) for locale, path in files.items()} or {"": PurePosixPath(f"posts/{slug}.md")}
    first = next(iter(paths.values()))
    return index_support.record(slug, {"title": title}, title=title or slug, path=first, files=paths)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "index.sqlite"


@pytest.fixture
def index(path: Path) -> Iterator[Index]:
    opened = Index.open(path, "1")
    yield opened
    opened.close()


def titles(index: Index) -> dict[str, str]:
    return {row.slug: row.title for row in index.page(ListQuery("posts", limit=None)).rows}


def test_apply_changes_only_what_changed(index: Index) -> None:
    build(index, "c1", [record("a"), record("b"), record("c")])
    apply(index, "c2", ["posts/a.md", "posts/b.md"], [record("b", "New"), record("d")])
    assert titles(index) == {"b": "New", "c": "c", "d": "d"}
    assert index.state().head == "c2"


def test_head_and_rows_move_together(index: Index) -> None:
    build(index, "c1", [record("a")])

    def failing() -> Iterator[EntryRecord]:
        yield record("b")
        raise RuntimeError("the power is gone")

    with pytest.raises(RuntimeError):
        apply(index, "c2", ["posts/a.md"], failing())
    assert (index.state().head, titles(index)) == ("c1", {"a": "a"})
    with pytest.raises(RuntimeError):
        index.add(prepare(each, FIELDS) for each in failing())
    assert (index.state().head, titles(index)) == ("c1", {"a": "a"})


def test_move_from_another_commit_does_nothing(index: Index) -> None:
    build(index, "c1", [record("a")])
    base = index.state()
    assert apply(index, "c2", [], [record("b")], base=base)
    assert not apply(index, "c3", ["posts/a.md"], [record("c")], base=base)
    assert (index.state().head, titles(index)) == ("c2", {"a": "a", "b": "b"})


def test_last_edits_move_with_head(index: Index) -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    edit = HistoryCommit("1", (), 5, day, "Ada", "", "Edit", (Change(PurePosixPath("posts/a.md")),))
    build(index, "c1", [record("a")], [edit])
    apply(index, "c2", ["posts/a.md"], [record("a", "New")])
    row = index.find("posts", "a")
    assert row is not None
    assert (row.title, row.updated_by) == ("New", "Ada")
    index.clear()
    build(index, "c3", [record("a")])
    row = index.find("posts", "a")
    assert row is not None
    assert row.updated is None


def test_build_that_was_ended_goes_on(path: Path) -> None:
    first = Index.open(path, "1")
    first.begin(DIGEST, {"posts": DIGEST, "pages": DIGEST}, {"posts": FIELDS, "pages": FIELDS})
    first.add([prepare(record("a"), FIELDS)], fresh=True)
    first.close()
    again = Index.open(path, "1")
    assert again.state().head == ""
    assert again.files_keys("posts") == {b"a": "0" * 40}
    again.begin("other", {"posts": DIGEST, "pages": "other"}, {"posts": FIELDS, "pages": FIELDS})
    assert titles(again) == {"a": "a"}
    assert not again.finish("c1", DIGEST)
    assert again.finish("c1", "other")
    again.begin("more", {"posts": "changed"}, {"posts": FIELDS})
    assert titles(again) == {}
    again.close()


def test_any_file_of_entry_removes_it(index: Index) -> None:
    build(index, "c1", [record("a", en="posts/a.en.md", de="posts/a.de.md")])
    found = index.find_path(PurePosixPath("posts/a.de.md"))
    assert found is not None
    assert found.slug == "a"
    assert set(index.paths("posts")) == {PurePosixPath("posts/a.en.md"), PurePosixPath("posts/a.de.md")}
    apply(index, "c2", ["posts/a.de.md"], [])
    assert index.find("posts", "a") is None


def test_names_that_are_not_utf8(index: Index) -> None:
    slug = b"caf\xe9".decode("utf-8", "surrogateescape")
    build(index, "c1", [record(slug), record("caf\\udce9")])
    row = index.find("posts", slug)
    assert row is not None
    assert (row.slug, row.path, row.files[""]) == (
        slug,
        PurePosixPath(f"posts/{slug}.md"),
        PurePosixPath(f"posts/{slug}.md"),
    )
    apply(index, "c2", [str(row.path)], [])
    assert list(titles(index)) == ["caf\\udce9"]


def test_reopened_index_is_kept(path: Path) -> None:
    first = Index.open(path, "1")
    build(first, "c1", [record("a")])
    first.close()
    again = Index.open(path, "1")
    assert (again.state().head, titles(again)) == ("c1", {"a": "a"})
    again.close()


def test_other_fingerprint_begins_anew(path: Path) -> None:
    first = Index.open(path, "1")
    build(first, "c1", [record("a")])
    first.close()
    again = Index.open(path, "2")
    assert (again.state().head, titles(again)) == ("", {})
    again.close()


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 5000])
def test_broken_file_begins_anew(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    index = Index.open(path, "1")
    build(index, "c1", [record("a")])
    assert titles(index) == {"a": "a"}
    index.close()


def test_deleted_file_begins_anew(index: Index, path: Path) -> None:
    build(index, "c1", [record("a")])
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    assert index.state().head == ""
    build(index, "c2", [record("b")])
    assert titles(index) == {"b": "b"}


def test_deleted_file_alone_begins_anew(index: Index, path: Path) -> None:
    build(index, "c1", [record("a")])
    path.unlink()
    assert titles(index) == {}
    build(index, "c2", [record("b")])
    assert titles(index) == {"b": "b"}


def test_damage_while_open_heals(index: Index, path: Path) -> None:
    build(index, "c1", [record(f"s{number}", "x" * 500) for number in range(200)])
    index.close()
    connection = sqlite3.connect(path)
    pages = connection.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('entries', 'keys')").fetchall()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    for (page,) in pages:
        data[(page - 1) * size : page * size] = b"\xa5" * size
    path.write_bytes(data)
    with pytest.raises(StoreError):
        titles(index)
    assert index.state().head == ""
    build(index, "c2", [record("a")])
    assert titles(index) == {"a": "a"}


def test_readers_see_whole_commits(index: Index) -> None:
    build(index, "c0", [record(f"s{number}", "0") for number in range(10)])
    wrong: list[object] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            found = set(titles(index).values())
            if len(found) != 1:
                wrong.append(found)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for turn in range(1, 15):
        rows = [record(f"s{number}", str(turn)) for number in range(10)]
        apply(index, f"c{turn}", [str(row.path) for row in rows], rows)
    done.set()
    for reader in readers:
        reader.join()
    assert not wrong
    assert set(titles(index).values()) == {"14"}


def test_two_programs_share_one_file(path: Path) -> None:
    first, second = Index.open(path, "1"), Index.open(path, "1")
    build(first, "c1", [record("a")])
    assert titles(second) == {"a": "a"}
    apply(second, "c2", [], [record("b")])
    assert (first.state().head, titles(first)) == ("c2", {"a": "a", "b": "b"})
    first.close()
    second.close()


def test_threads_close_their_connections(index: Index, path: Path) -> None:
    build(index, "c1", [record("a")])
    for _ in range(20):
        thread = threading.Thread(target=index.state)
        thread.start()
        thread.join()
    index.close()
    connection = sqlite3.connect(path)
    assert connection.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)  # nobody else has it open
    connection.close()


def test_closing_waits_for_readers(index: Index) -> None:
    build(index, "c1", [record(f"s{number}") for number in range(50)])
    wrong: list[Exception] = []

    def read() -> None:
        try:
            for _ in range(100):
                assert len(titles(index)) == 50
        except (AssertionError, StoreError) as problem:
            wrong.append(problem)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    while any(reader.is_alive() for reader in readers):
        index.close()
    assert not wrong


def test_place_that_takes_no_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreError, match="cannot be written"):
        Index.open(tmp_path / "file" / "index.sqlite", "1")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match="cannot be used"):
        Index.open(tmp_path / "folder", "1")


def test_one_that_opens_while_another_makes_the_file_finds_it_whole(path: Path) -> None:
    failed: list[Exception] = []

    def use(start: threading.Barrier, fingerprint: str) -> None:
        start.wait()
        try:
            index = Index.open(path, fingerprint)
            index.state()
            index.page(ListQuery("posts", limit=None))
            index.close()
        except Exception as problem:
            failed.append(problem)

    for number in range(40):
        if number % 2:
            path.unlink()  # as a person who clears a cache does; the log of the old file stays
        start = threading.Barrier(6)  # each has connections of its own, as processes do
        threads = [threading.Thread(target=use, args=(start, str(number // 2))) for _ in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
