"""One save, one commit: what stands in it, and what is refused."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, START, Clock, Git, blob_oid, edit
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.errors import InvalidInput, InvalidPath, NotFound
from cms.gitstore import Change, Identity, Repository, StaleBase
from cms.gitstore.treemarks import marked
from cms.gitstore.trees import Found, Put, Splicer, find_entry, find_leaf

NAMES = ["a", "a.md", "a-b", "a0", "b", "ü.md", "100644 z"]


def written_by_git(git: Git, files: dict[str, bytes]) -> str:
    """The tree that git's own index makes of these files."""
    lines = b""
    for name, data in files.items():
        oid = git("hash-object", "-w", "--stdin", data=data)
        lines += f"100644 {oid}\t{name}\0".encode()
    git("update-index", "-z", "--index-info", data=lines, GIT_INDEX_FILE="other-index")
    return git("write-tree", GIT_INDEX_FILE="other-index")


def test_random_edits_equal_gits_index(bare: Repository) -> None:
    chance, files, git = random.Random(5), dict(START), Git(bare.git_dir)
    for step in range(80):
        folder = [f"dir{chance.randrange(3)}", *chance.choices(NAMES, k=chance.randrange(2))]
        path = "/".join([*folder, chance.choice(NAMES) + ".f"])
        data = None if path in files and chance.random() < 0.4 else b"%d" % step
        try:
            bare.save(edit(path, data))
        except InvalidPath:  # a file where a folder is needed
            continue
        files[path] = data or b""
        if data is None:
            del files[path]
    assert git("rev-parse", "main^{tree}") == written_by_git(git, files)


_name = st.sampled_from([b"a", b"a.b", b"a-", b"a0", b"B", b"c c"])


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.lists(_name, min_size=1, max_size=3).map(tuple), st.booleans()), max_size=12))
def test_splice_finds_what_it_wrote(steps: list[tuple[tuple[bytes, ...], bool]]) -> None:
    objects: dict[str, bytes] = {}
    root: str | None = None
    model: dict[tuple[bytes, ...], bytes] = {}

    def put(kind: bytes, data: bytes) -> bytes:
        oid = len(objects).to_bytes(20, "big")
        objects[oid.hex()] = data
        return oid

    def find(tree: str, name: bytes) -> Found | None:
        return find_entry(marked(objects[tree]), name)

    for number, (parts, keep) in enumerate(steps):
        oid = number.to_bytes(20, "little")
        try:
            root = Splicer(objects.__getitem__, find, put).splice(root, {parts: Put(oid) if keep else None})
        except InvalidPath:
            continue
        model.pop(parts, None)
        if keep:
            model[parts] = oid
    for parts, oid in model.items():
        found = find_leaf(root, parts, find)
        assert found is not None and found.oid == oid


def test_search_is_not_fooled() -> None:
    name_trap = b"100644 x 100644 a.md\0" + b"\1" * 20
    oid_trap = b"100644 b\0" + b"100644 a.md\0" + b"\2" * 8
    assert find_entry(marked(name_trap), b"a.md") is None
    assert find_entry(marked(oid_trap), b"a.md") is None


def test_commit_says_who_and_when(repository: Repository, git: Git, clock: Clock) -> None:
    clock.now = datetime(2030, 5, 1, 9, 0, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    saved = repository.save(edit("posts/first.md", b"new\n", "Update Post “first”"))
    shown = git("log", "-1", "--format=%an <%ae>|%cn|%s|%ad|%P", "--date=raw")
    assert shown.startswith("Ada <ada@example.org>|Quire|Update Post “first”|1903836601 +0530|")
    assert shown.endswith(str(saved.parent))
    assert git("show", "--stat", "--format=", "HEAD").strip().startswith("posts/first.md")


def test_commit_is_never_older_than_parent(repository: Repository, clock: Clock) -> None:
    clock.now = datetime(2040, 1, 1, tzinfo=UTC)
    late = repository.commit_info(repository.save(edit("a.md", b"1")).commit)
    clock.now = datetime(2020, 1, 1, tzinfo=UTC)
    back = repository.commit_info(repository.save(edit("a.md", b"2")).commit)
    assert back.committed == late.committed == datetime(2040, 1, 1, 0, 0, 1, tzinfo=UTC)


def test_stale_base_names_both(repository: Repository) -> None:
    base = blob_oid(repository, "a.md")
    repository.save(edit("a.md", b"one", base=base))
    with pytest.raises(StaleBase) as caught:
        repository.save(edit("a.md", b"two", base=base))
    assert (caught.value.path, caught.value.expected) == (PurePosixPath("a.md"), base)
    assert (caught.value.actual, caught.value.head) == (blob_oid(repository, "a.md"), repository.head())
    assert repository.read(str(blob_oid(repository, "a.md"))) == b"one"


def test_base_none_means_new(repository: Repository) -> None:
    repository.save(edit("posts/new.md", b"1", base=None))
    with pytest.raises(StaleBase):
        repository.save(edit("posts/new.md", b"2", base=None))


def test_deleted_meanwhile_is_stale(repository: Repository) -> None:
    base = blob_oid(repository, "a.md")
    repository.save(edit("a.md", None, base=base))
    with pytest.raises(StaleBase) as caught:
        repository.save(edit("a.md", b"mine", base=base))
    assert caught.value.actual is None


def test_same_content_makes_no_commit(repository: Repository, git: Git) -> None:
    head = repository.head()
    saved = repository.save(edit("a.md", START["a.md"]))
    assert (saved.commit, saved.parent) == (head, head)
    assert git("rev-list", "--count", "main") == "1"
    assert repository.save(edit("gone.md", None)).commit == head


def test_several_files_one_commit(repository: Repository, git: Git) -> None:
    files = {PurePosixPath("posts/n.md"): b"n", PurePosixPath("posts/n.png"): b"\0\r\n", PurePosixPath("a.md"): None}
    repository.save(Change(files, author=ADA, message="Three\n\nand a body"))
    assert git("show", "--name-status", "--format=%B", "HEAD").split() == [
        *("Three", "and", "a", "body"),
        *("D", "a.md", "A", "posts/n.md", "A", "posts/n.png"),
    ]


def test_last_file_can_be_deleted(tmp_path: Path) -> None:
    Git(tmp_path)("init", "-q", "-b", "main", "one")
    with Repository.open(tmp_path / "one") as one:
        one.save(edit("only.md", b"x"))
        one.save(edit("only.md", None))
        assert list(one.list_files()) == []
        one.save(edit("again.md", b"y"))
        assert [str(entry.path) for entry in one.list_files()] == ["again.md"]
    assert Git(tmp_path / "one")("fsck", "--strict") == Git(tmp_path / "one").status() == ""


def test_empty_repository_first_commit(tmp_path: Path) -> None:
    Git(tmp_path)("init", "-q", "-b", "trunk", "new")
    with Repository.open(tmp_path / "new") as new:
        assert (new.branch, new.head(), new.log(limit=3), list(new.list_files())) == ("trunk", None, (), [])
        with pytest.raises(NotFound):
            new.save(edit("a.md", None))
        saved = new.save(edit("posts/a.md", b"x", base=None))
        assert saved.parent is None and new.head() == saved.commit
    git = Git(tmp_path / "new")
    assert git("fsck", "--strict") == git.status() == ""
    assert git("reflog", "--format=%gs", "trunk") == "quire: Edit"


def test_file_is_no_folder(repository: Repository) -> None:
    for path in ("a.md/x", "posts", "posts/deep"):
        with pytest.raises(InvalidPath):
            repository.save(edit(path, b"x"))


def test_links_are_never_followed(site: Path, git: Git) -> None:
    (site / "link").symlink_to("posts")
    (site / "leaf.md").symlink_to("/etc/passwd")
    git.commit("links")
    with Repository.open(site) as repository:
        for path in ("link/first.md", "link", "leaf.md"):
            for data in (b"x", None):
                with pytest.raises(InvalidPath):
                    repository.save(edit(path, data))


def test_mode_is_kept(site: Path, git: Git) -> None:
    (site / "run.sh").write_bytes(b"#!/bin/sh\n")
    (site / "run.sh").chmod(0o755)
    git.commit("script")
    with Repository.open(site) as repository:
        repository.save(edit("run.sh", b"#!/bin/sh\ntrue\n"))
    assert git("ls-tree", "HEAD", "run.sh").startswith("100755")
    assert git.status() == ""


def test_names_that_differ_in_case_only(repository: Repository) -> None:
    for path in ("A.md", "POSTS/x.md", "posts/FIRST.md"):
        with pytest.raises(InvalidPath, match="upper and lower case"):
            repository.save(edit(path, b"x"))
    case_rename = {PurePosixPath("a.md"): None, PurePosixPath("A.md"): b"x"}
    repository.save(Change(case_rename, author=ADA, message="Rename"))
    assert blob_oid(repository, "A.md") and not blob_oid(repository, "a.md")


def test_old_names_stay_editable(site: Path, git: Git) -> None:
    (site / "Old: posts").mkdir()
    (site / "Old: posts/what?.md").write_bytes(b"1")
    git.commit("names from another time")
    with Repository.open(site) as repository:
        repository.save(edit("Old: posts/what?.md", b"2"))
        repository.save(edit("Old: posts/new.md", b"2"))
        for path in ("Old: posts/why?.md", "New: posts/a.md", ".git/config", "posts/.GIT/x", "posts/.gitignore"):
            with pytest.raises(InvalidPath):
                repository.save(edit(path, b"x"))
        with pytest.raises(InvalidPath):
            repository.save(edit("/".join(["long"] * 300), b"x"))
    assert git.status() == ""


def test_nothing_in_a_change_is_refused(repository: Repository) -> None:
    with pytest.raises(InvalidInput):
        repository.save(Change({}, author=ADA, message="x"))


def test_same_key_is_one_save(repository: Repository, git: Git) -> None:
    first = repository.save(edit("a.md", b"1", key="k1"))
    repository.save(edit("a.md", b"2"))
    assert repository.save(edit("a.md", b"1", key="k1")) == first
    assert git("rev-list", "--count", "main") == "3"
    with pytest.raises(InvalidPath):
        repository.save(edit("A.md", b"1", key="k2"))
    assert repository.save(edit("b.md", b"1", key="k2")).commit == repository.head()


def test_revert_undoes_one_commit(repository: Repository, git: Git) -> None:
    before = git("rev-parse", "HEAD^{tree}")
    saved = repository.save(
        Change({PurePosixPath("a.md"): None, PurePosixPath("n.md"): b"x"}, author=ADA, message="Two")
    )
    repository.revert(saved.commit, Identity("Bo", "bo@example.org"), "Undo “Two”")
    assert git("rev-parse", "HEAD^{tree}") == before
    assert git.status() == ""


def test_revert_refuses_later_changes(repository: Repository) -> None:
    first = repository.save(edit("a.md", b"1"))
    repository.save(edit("a.md", b"2"))
    with pytest.raises(Exception, match="changed again") as caught:
        repository.revert(first.commit, ADA, "Undo")
    assert caught.value.__class__.__name__ == "Conflict"


def test_revert_keeps_modes_and_odd_names(site: Path, git: Git) -> None:
    (site / "what?.sh").write_bytes(b"x")
    (site / "what?.sh").chmod(0o755)
    (site / ".gitignore").write_bytes(b"*.tmp\n")
    tree = git("rev-parse", git.commit("odd") + "^{tree}")
    git("rm", "-q", "what?.sh", ".gitignore")
    gone = git.commit("gone")
    with Repository.open(site) as repository:
        repository.revert(gone, ADA, "Undo")
    assert git("rev-parse", "HEAD^{tree}") == tree
    assert git.status() == ""
