"""What is read is what git has at this moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, START, Git, blob_oid, edit

from cms.errors import NotFound, StoreError
from cms.gitstore import Change, Repository, TreeChange
from cms.gitstore.commits import parse_commit


def test_head_sees_outside_moves(repository: Repository, git: Git) -> None:
    assert repository.head() == git("rev-parse", "HEAD")
    new = git.commit("outside", b=b"x")
    assert repository.head() == new
    git("pack-refs", "--all")
    assert repository.head() == new
    old = git("rev-parse", "HEAD~1")
    git("update-ref", "refs/heads/main", old)
    assert repository.head() == old
    git("pack-refs", "--all", "--prune")
    git("reset", "-q", "--hard", new)
    assert repository.head() == new


def test_save_on_packed_refs(repository: Repository, git: Git) -> None:
    git("pack-refs", "--all", "--prune")
    git("gc", "-q", "--prune=now")
    saved = repository.save(edit("a.md", b"x"))
    git("gc", "-q", "--prune=now")
    assert git("rev-parse", "main") == saved.commit == repository.head()
    assert repository.save(edit("posts/first.md", b"y")).parent == saved.commit


def test_list_files_equals_ls_tree(repository: Repository, git: Git) -> None:
    listed = [f"{entry.mode} blob {entry.oid}\t{entry.path}" for entry in repository.list_files()]
    assert listed == git("ls-tree", "-r", "HEAD").split("\n")
    inside = [str(entry.path) for entry in repository.list_files(folder=PurePosixPath("posts"), recursive=False)]
    assert inside == ["posts/first.md", "posts/second.md"]
    sizes = {str(entry.path): entry.size for entry in repository.list_files(sizes=True)}
    assert sizes == {name: len(data) for name, data in START.items()}
    assert list(repository.list_files(folder=PurePosixPath("none"))) == []
    assert list(repository.list_files(folder=PurePosixPath("a.md"))) == []


def test_names_that_are_not_utf8(site: Path, git: Git) -> None:
    (site / b"caf\xe9.md".decode("utf-8", "surrogateescape")).write_bytes(b"1")
    git.commit("latin")
    with Repository.open(site) as repository:
        entry = next(entry for entry in repository.list_files() if "caf" in str(entry.path))
        found = repository.read_path(entry.path)
        assert found is not None and found.data == b"1"
        assert [info.title for info in repository.log(entry.path, limit=2)] == ["latin"]
        repository.save(Change({entry.path: b"2"}, author=ADA, message="x"))
    assert git.status() == ""


def test_read_path_of_any_commit(repository: Repository) -> None:
    first = repository.head()
    repository.save(edit("posts/deep/third.md", b"new"))
    path = PurePosixPath("posts/deep/third.md")
    old, new = repository.read_path(path, first), repository.read_path(path)
    assert (old and old.data, new and new.data) == (b"third\n", b"new")
    for absent in ("posts", "posts/none.md", "a.md/b"):
        assert repository.read_path(PurePosixPath(absent)) is None


def test_read_many_keeps_order(repository: Repository) -> None:
    oids = [entry.oid for entry in repository.list_files()] * 200
    assert [oid for oid, _ in repository.read_many(oids)] == oids
    stream = repository.read_many(oids)
    next(stream)
    stream.close()
    assert repository.read(oids[1]) == START["posts/deep/third.md"]


def test_missing_objects_are_named(repository: Repository) -> None:
    for oid in ("0" * 39 + "1", "main", "-h", "a" * 40):
        with pytest.raises(NotFound):
            repository.read(oid)
    with pytest.raises(NotFound):
        repository.commit_info(str(blob_oid(repository, "a.md")))


def test_reader_outlives_its_child(repository: Repository) -> None:
    oid = str(blob_oid(repository, "a.md"))
    for child in repository._reader._idle:
        child._process.kill()
        child._process.wait()
    assert repository.read(oid) == START["a.md"]


def test_damaged_object_is_a_store_error(site: Path, git: Git, repository: Repository) -> None:
    oid = git("hash-object", "-w", "--stdin", data=b"to be damaged")
    file = site / ".git/objects" / oid[:2] / oid[2:]
    file.chmod(0o644)
    file.write_bytes(b"")
    with pytest.raises((StoreError, NotFound)):
        repository.read(oid)
    assert repository.read(str(blob_oid(repository, "a.md"))) == START["a.md"]
    file.unlink()


def test_changed_between_commits(repository: Repository) -> None:
    first, a = repository.head(), blob_oid(repository, "a.md")
    files = {PurePosixPath("a.md"): b"x", PurePosixPath("b.md"): b"x", PurePosixPath("posts/first.md"): None}
    old_post = blob_oid(repository, "posts/first.md")
    saved = repository.save(Change(files, author=ADA, message="x"))
    new = blob_oid(repository, "a.md")
    assert list(repository.changed(first, saved.commit)) == [
        TreeChange(PurePosixPath("a.md"), a, new, "100644"),
        TreeChange(PurePosixPath("b.md"), None, new, "100644"),
        TreeChange(PurePosixPath("posts/first.md"), old_post, None, "100644"),
    ]
    assert len(list(repository.changed(None, saved.commit))) == len(START)


def test_log_by_pages(repository: Repository, git: Git) -> None:
    for number in range(5):
        repository.save(edit("a.md" if number % 2 else "posts/first.md", b"%d" % number, f"Edit {number}"))
    page = repository.log(limit=2)
    assert [info.title for info in page] == ["Edit 4", "Edit 3"]
    rest = repository.log(limit=9, before=page[-1].oid)
    assert [info.title for info in rest] == ["Edit 2", "Edit 1", "Edit 0", "Start"]
    assert [info.title for info in repository.log(PurePosixPath("a.md"), limit=9)] == ["Edit 3", "Edit 1", "Start"]


def test_resolve_takes_names_only(repository: Repository, git: Git) -> None:
    head = repository.head()
    git("tag", "-a", "v1", "-m", "one")
    for text in ("main", "HEAD", "v1", "refs/heads/main", str(head), str(head)[:10]):
        assert repository.resolve(text) == head
    for text in ("-h", "--output=x", "none", "", "main:a.md", ":/Start", "main^{/x}", "a..b", "@{-1}", "x\ny"):
        with pytest.raises(NotFound):
            repository.resolve(text)


def test_foreign_commits_are_shown() -> None:
    data = (
        b"tree " + b"1" * 40 + b"\nauthor J\xf6rg <j@x> 86400 +0530\n"
        b"committer No Mail 99999999999999 +0000\nencoding ISO-8859-1\ngpgsig a\n b\n\nGr\xfc\xdfe\n\nbody\n"
    )
    tree, info = parse_commit("2" * 40, data)
    assert (tree, info.parents, info.title, info.message) == ("1" * 40, (), "Grüße", "Grüße\n\nbody")
    assert info.author.name == "Jörg" and info.authored == datetime(1970, 1, 2, tzinfo=UTC)
    assert info.authored.utcoffset() == timedelta(hours=5, minutes=30)
    assert info.committed == datetime(1970, 1, 1, tzinfo=UTC)
