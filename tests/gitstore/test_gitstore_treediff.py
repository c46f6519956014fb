"""Marks in trees, what differs between trees, and what a few commits touched: all of it as git itself says."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from gitstore_support import Git, edit
from hypothesis import given
from hypothesis import strategies as st

from cms.gitstore import CommitTouches, Repository, history, treemarks
from cms.gitstore.door import Door
from cms.gitstore.loose import read_loose
from cms.gitstore.treediff import Difference, differences
from cms.gitstore.treemarks import marked

Entries = dict[bytes, tuple[bytes, bytes]]
# made of few bytes, so that names turn up inside of other names and of object ids
names = st.lists(st.sampled_from([b"a", b" ", b"1", b"00644", b"4"]), min_size=1, max_size=4).map(b"".join)
oids = st.lists(st.sampled_from([b" a\0", b" 1\0", b"100644 a\0", b"\0", b"a", b"4"]), min_size=20).map(
    lambda parts: b"".join(parts)[:20]
)
trees = st.dictionaries(names, st.tuples(st.sampled_from([b"100644", b"100755", b"120000"]), oids), max_size=9)


def raw(entries: Entries) -> bytes:
    return b"".join(mode + b" " + name + b"\0" + oid for name, (mode, oid) in sorted(entries.items()))


def starts(entries: Entries) -> list[int]:
    found, place = [0], 0
    for name, (mode, _) in sorted(entries.items()):
        found.append(place := place + len(mode) + len(name) + 22)
    return found


@pytest.fixture
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(treemarks, "STEP", 64)


@pytest.mark.usefixtures("short_steps")
@given(trees, trees)
def test_marks_are_where_entries_begin(old: Entries, new: Entries) -> None:
    for other in (new, old | new, {name: item for name, item in new.items() if name not in old}, old):
        data, places = raw(other), starts(other)
        for tree in (marked(data), marked(data, marked(raw(old)))):
            assert set(tree.marks) <= set(places)
            assert (tree.marks[0], tree.marks[-1]) == (0, len(data))
            for position in range(len(data) + 1):
                assert tree.entry_at(position) == max(place for place in places if place <= position)
                assert tree.entry_from(position) == min(place for place in places if place >= position)


@pytest.mark.usefixtures("short_steps")
@given(trees, trees)
def test_what_differs(old: Entries, new: Entries) -> None:
    for other in (new, old | new, {name: item for name, item in new.items() if name not in old}, {}):
        known = {"old": marked(raw(old))}
        known["new"] = marked(raw(other), known["old"])
        assert list(differences(known.__getitem__, "old", "new")) == [
            Difference((name,), old.get(name), other.get(name))
            for name in sorted(old.keys() | other.keys())
            if old.get(name) != other.get(name)
        ]


@pytest.mark.parametrize(
    "data", [b"100644 a", b"100644 a\0" + bytes(19), b"x", b"100644 a\0" + bytes(20) + b"100644 b"]
)
def test_damaged_trees_are_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match="not a tree"):
        marked(data)


Make = Callable[[Git], None]


def _nested(git: Git) -> None:
    (git.folder / "new/deep").mkdir(parents=True)
    (git.folder / "new/deep/one.md").write_bytes(b"one")
    (git.folder / "new/two.md").symlink_to("deep/one.md")


def _link(git: Git) -> None:
    (git.folder / "a.md").unlink()
    (git.folder / "a.md").symlink_to("posts/first.md")


def _fewer(git: Git) -> None:
    git("rm", "-q", "-r", "posts")


def _executable(git: Git) -> None:
    (git.folder / "a.md").chmod(0o755)
    (git.folder / "posts/deep/third.md").write_bytes(b"more")


def _strange(git: Git) -> None:
    for name in (b"new\nline", b"caf\xe9", b" ", b'quo"ted'):
        (git.folder / os.fsdecode(name)).write_bytes(name)


def _folder_for_a_file(git: Git) -> None:
    (git.folder / "a.md").unlink()
    (git.folder / "a.md").mkdir()
    (git.folder / "a.md/b.md").write_bytes(b"x")


def _renamed(git: Git) -> None:
    git("mv", "a.md", "b.md")


def _submodule(git: Git) -> None:
    git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    git("commit", "-q", "-m", "Submodule")
    git("reset", "-q", "--hard")


def by_git(repository: Repository, since: str, monkeypatch: pytest.MonkeyPatch) -> list[CommitTouches]:
    with monkeypatch.context() as patch:
        patch.setattr(history, "few_touched", lambda *_: None)
        return list(repository.touched(since, str(repository.head())))


def told(commits: list[CommitTouches]) -> list[object]:
    """All of it, also what touches are not compared by."""
    return [(each, {(touch, touch.oid, touch.mode) for touch in each.touches}) for each in commits]


@pytest.mark.parametrize("make", [_nested, _link, _fewer, _executable, _strange])
def test_plain_commits_need_no_process(
    repository: Repository, git: Git, make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    since = git("rev-parse", "HEAD")
    git.commit("First\nof its message", other=b"x")
    make(git)
    git.commit("Second")
    repository.save(edit("more.md", b"x", "Third"))
    expected = by_git(repository, since, monkeypatch)
    with monkeypatch.context() as patch:
        patch.delattr(Door, "chunks")
        patch.delattr(Door, "run")
        found = list(repository.touched(since, str(repository.head())))
    assert [each.subject for each in found] == ["First", "Second", "Third"]
    assert told(found) == told(expected)


@pytest.mark.parametrize("make", [_folder_for_a_file, _renamed, _submodule])
def test_the_rest_is_left_to_git(repository: Repository, git: Git, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    since = git("rev-parse", "HEAD")
    make(git)
    git.commit("Made", other=b"x")
    assert told(list(repository.touched(since, str(repository.head())))) == told(by_git(repository, since, monkeypatch))


def test_packed_and_damaged_objects_are_left_to_git(repository: Repository, git: Git, site: Path) -> None:
    oid = git("rev-parse", "HEAD:a.md")
    objects = site / ".git/objects"
    found = read_loose(objects, oid)
    assert found == ("blob", (site / "a.md").read_bytes())
    empty = git("hash-object", "-w", "--stdin", data=b"")
    assert read_loose(objects, empty) == ("blob", b"")
    whole = (objects / oid[:2] / oid[2:]).read_bytes()
    for broken in (b"", whole[:-9], b"no zlib"):
        (objects / "ff").mkdir(exist_ok=True)
        (objects / "ff" / ("0" * 38)).write_bytes(broken)
        assert read_loose(objects, "ff" + "0" * 38) is None
    (objects / "ff" / ("0" * 38)).unlink()
    git("repack", "-q", "-a", "-d")
    assert read_loose(objects, oid) is None
    assert repository.read(oid) == (site / "a.md").read_bytes()
