"""git's index, changed without git: what stock git then makes of it is what its own commands would have come to."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gitstore_support import Git, edit
from hypothesis import given
from hypothesis import strategies as st

from cms.gitstore import Repository
from cms.gitstore.gitindex import Restaged, Restaging, restage
from cms.gitstore.indexfile import IndexFile, Outcome
from cms.gitstore.replacing import Replacer

NAMES = (
    "a",
    "b.md",
    "posts/2026/one.md",
    "posts/2026/two.md",
    "posts/2026/deep/er/three.md",
    "posts/2027/one.md",
    "posts.md",
    "posts/näme with späces.md",
    "z/" + "long" * 40 + "/" + "long" * 40 + "/TREE.md",
    "link",
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Git:
    git = Git(tmp_path_factory.mktemp("index") / "site")
    git.folder.mkdir()
    git("init", "-q", "-b", "main")
    for name in NAMES:
        path = git.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{name}\n", encoding="utf-8")
    git("add", "-A")
    git("commit", "-q", "-m", "Start")
    return git


def index_of(git: Git) -> bytes:
    return (git.folder / ".git/index").read_bytes()


def held(git: Git, name: str) -> tuple[str, str]:
    mode, oid, _ = git("ls-files", "-s", "--", name).split("\t")[0].split(" ")
    return mode, oid


def change(git: Git, name: str, data: bytes, mode: str = "100644") -> Restaged:
    old_mode, old_oid = held(git, name)
    oid = git("hash-object", "-w", "--stdin", data=data)
    return Restaged(name.encode(), old_mode, old_oid, mode, oid)


def joined(made: Restaging | None) -> bytes:
    assert made is not None
    assert made.pieces
    return b"".join(made.pieces)


@contextlib.contextmanager
def started_processes() -> Iterator[list[object]]:
    """What this process starts meanwhile. An audit hook cannot be taken away, so it has to be told when it is over."""
    started: list[object] = []
    watching = True
    sys.addaudithook(lambda event, args: started.append(args) if watching and event == "subprocess.Popen" else None)
    yield started
    watching = False


@given(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["100644", "100755"]), min_size=1), st.binary(max_size=4)
)
def test_same_as_git_does(checkout: Git, changed: dict[str, str], data: bytes) -> None:
    before = index_of(checkout)
    changes = [change(checkout, name, data + name.encode(), mode) for name, mode in changed.items()]
    made = restage(before, changes)
    assert made is not None
    ours = joined(made)
    assert joined(restage(before, changes, made.trees)) == ours
    lines = b"".join(b"%s %s\t%s\0" % (each.mode.encode(), each.oid.encode(), each.name) for each in changes)
    try:
        checkout("update-index", "-z", "--index-info", data=lines)
        theirs = (checkout("ls-files", "--stage", "--debug"), checkout("write-tree"))
        (checkout.folder / ".git/index").write_bytes(ours)
        assert (checkout("ls-files", "--stage", "--debug"), checkout("write-tree")) == theirs
        checkout("fsck", "--cache", "--strict")
    finally:
        (checkout.folder / ".git/index").write_bytes(before)


def test_nothing_to_do_writes_nothing(checkout: Git) -> None:
    mode, oid = held(checkout, "b.md")
    made = restage(index_of(checkout), [Restaged(b"b.md", "100644", "1" * 40, mode, oid)])
    assert made is not None
    assert made.pieces == []


@pytest.mark.parametrize(
    "file",
    [
        Restaged(b"missing.md", "100644", "1" * 40, "100644", "2" * 40),
        Restaged(b"b.md", "100644", "1" * 40, "100644", "2" * 40),
        Restaged(b"posts", "40000", "1" * 40, "100644", "2" * 40),
        Restaged(b"", "100644", "1" * 40, "100644", "2" * 40),
    ],
)
def test_what_is_not_there_is_left_to_git(checkout: Git, file: Restaged) -> None:
    known = change(checkout, "a", b"new")
    assert restage(index_of(checkout), [known, file]) is None


@pytest.mark.parametrize(
    "setting",
    [
        ("update-index", "--index-version", "4"),
        ("update-index", "--split-index"),
        ("update-index", "--force-untracked-cache"),
        ("update-index", "--skip-worktree", "b.md"),
        ("update-index", "--assume-unchanged", "b.md"),
        ("-c", "index.recordEndOfIndexEntries=true", "update-index", "--refresh", "--force-write-index"),
    ],
)
def test_special_index_is_left_to_git(checkout: Git, tmp_path: Path, setting: tuple[str, ...]) -> None:
    git = Git(Path(shutil.copytree(checkout.folder, tmp_path / "copy")))
    file = change(git, "b.md", b"new")
    assert restage(index_of(git), [file])
    git(*setting)
    assert restage(index_of(git), [file]) is None


def test_damaged_index_is_left_to_git(checkout: Git) -> None:
    data, file = index_of(checkout), change(checkout, "b.md", b"new")
    assert restage(data, [file])
    for damaged in (data[:-1], data[:100] + b"x" + data[101:], b"", b"DIRC"):
        assert restage(damaged, [file]) is None


def test_conflict_is_left_to_git(checkout: Git, tmp_path: Path) -> None:
    git = Git(Path(shutil.copytree(checkout.folder, tmp_path / "copy")))
    file = change(git, "b.md", b"new")
    stages = "".join(f"100644 {file.old_oid} {stage}\tb.md\n" for stage in (1, 2, 3))
    git("update-index", "--index-info", data=f"0 {'0' * 40}\tb.md\n{stages}".encode())
    assert restage(index_of(git), [file]) is None


def test_edit_starts_no_git(site: Path, git: Git) -> None:
    with Repository.open(site) as repository:
        repository.save(edit("a.md", b"first\n"))  # the warm child that reads objects is started here
        with started_processes() as started:
            repository.save(edit("a.md", b"second\n"))
        assert started == []
    assert git.status() == ""
    assert (site / "a.md").read_bytes() == b"second\n"


def test_permissions_of_the_index_are_kept(site: Path) -> None:
    (site / ".git/index").chmod(0o660)
    with Repository.open(site) as repository:
        repository.save(edit("a.md", b"new\n"))
    assert (site / ".git/index").stat().st_mode & 0o777 == 0o660


def test_index_that_somebody_else_replaces(site: Path, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program replaces the index between our look and our lock: what it did is there afterwards."""
    link, seen = os.link, []

    def late(source: Path | bytes, target: Path | bytes, **more: object) -> None:
        if not seen and os.fsencode(target).endswith(b"/index.lock"):
            seen.append(target)
            (site / "posts/second.md").write_bytes(b"staged meanwhile\n")
            git("add", "posts/second.md")
        link(source, target, **more)

    monkeypatch.setattr(os, "link", late)
    with Repository.open(site) as repository:
        repository.save(edit("a.md", b"new\n"))
    assert seen
    assert git.status() == "M  posts/second.md"


def test_index_of_its_own_is_known_again_and_anothers_is_not(site: Path, git: Git) -> None:
    with Repository.open(site) as repository:
        for number in range(3):  # the first index was git's, the next ones are those that a save left
            repository.save(edit("a.md", b"%d\n" % number))
        (site / "posts/second.md").write_bytes(b"staged\n")
        git("add", "posts/second.md")
        repository.save(edit("a.md", b"new\n"))
        assert git.status() == "M  posts/second.md"
        data = (site / ".git/index").read_bytes()
        (site / ".git/index").write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
        repository.save(edit("a.md", b"newer\n"))  # a damaged one is left to git, which reads it all the same
    assert (site / "a.md").read_bytes() == b"newer\n"
    assert git.status() == "M  posts/second.md"
    git("fsck", "--cache", "--strict")


def test_lock_of_a_killed_process_goes(site: Path, git: Git) -> None:
    scratch = site / ".git/quire"
    scratch.mkdir(exist_ok=True)
    left, other = scratch / "staged-1-0", scratch / "index-1.sqlite"
    left.write_bytes(b"half")
    other.write_bytes(b"somebody else's")
    os.link(left, site / ".git/index.lock")
    with Repository.open(site) as repository:
        assert repository.save(edit("a.md", b"new\n")).left_alone == ()
    assert git.status() == ""
    assert not left.exists()
    assert other.exists()


def test_lock_of_another_program_stays(site: Path) -> None:
    lock = site / ".git/index.lock"
    lock.write_bytes(b"")
    index = IndexFile(site / ".git", Replacer(site / ".git"))
    index.remove_abandoned_lock()
    assert lock.exists()
    old = Git(site)("ls-files", "-s", "a.md").split(" ")[1]
    assert index.restage([Restaged(b"a.md", "100644", old, "100644", "1" * 40)]) is Outcome.BUSY
