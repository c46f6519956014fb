"""Looking a name up in a tree's bytes, however they are made; and the trees that are kept."""

from __future__ import annotations

import hashlib
from pathlib import PurePosixPath

import pytest
from gitstore_support import Git, edit
from hypothesis import given
from hypothesis import strategies as st

from cms.errors import InvalidPath, StoreError
from cms.gitstore import Repository, treemarks
from cms.gitstore.kept import Kept
from cms.gitstore.treemarks import Tree, marked
from cms.gitstore.trees import Put, Splicer, find_entry, list_heads

MODES = [b"100644", b"100755", b"40000", b"120000"]
# made of few bytes, so that names turn up inside of other names and of object ids
names = st.lists(st.sampled_from([b"a", b" ", b"1", b"00644", b"4"]), min_size=1, max_size=4).map(b"".join)
oids = st.lists(st.sampled_from([b" a\0", b" 1\0", b"40000 a\0", b"\0", b"a", b"4"]), min_size=20).map(
    lambda parts: b"".join(parts)[:20]
)


def tree_of_short_steps(data: bytes) -> Tree:
    """With a mark at about each second entry."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(treemarks, "STEP", 72)
        return marked(data)


@given(st.lists(st.tuples(st.sampled_from(MODES), names, oids), max_size=6, unique_by=lambda entry: entry[1]), names)
def test_finds_what_a_walk_finds(entries: list[tuple[bytes, bytes, bytes]], name: bytes) -> None:
    entries.sort(key=lambda entry: entry[1] + b"/" if entry[0] == b"40000" else entry[1])  # as git does
    tree = b"".join(mode + b" " + name + b"\0" + oid for mode, name, oid in entries)
    assert list_heads(tree) == [mode + b" " + name for mode, name, _ in entries]
    for wanted in [name, *(entry[1] for entry in entries)]:
        expected = [(mode, oid) for mode, other, oid in entries if other == wanted]
        found = find_entry(tree_of_short_steps(tree), wanted)
        assert ([] if found is None else [(found.mode, found.oid)]) == expected
        if found is not None:
            assert tree[found.start : found.end] == found.mode + b" " + wanted + b"\0" + found.oid


@given(st.lists(names.filter(lambda name: name not in (b".", b"..")), min_size=2, max_size=8, unique_by=bytes.lower))
def test_places_where_git_does(names: list[bytes]) -> None:
    stored: dict[bytes, bytes] = {}

    def put(kind: bytes, data: bytes) -> bytes:
        oid = hashlib.sha1(b"%s %d\0%s" % (kind, len(data), data), usedforsecurity=False).digest()
        stored[oid.hex().encode()] = data
        return oid

    root = None
    for number, name in enumerate(names):
        path = (name, b"inside") if number % 2 else (name,)
        splicer = Splicer(
            lambda oid: stored[oid.encode()],
            lambda oid, wanted: find_entry(marked(stored[oid.encode()]), wanted),
            put,
            any_name=True,
        )
        root = splicer.splice(root, {path: Put(bytes([number]) * 20)})
    parts = [head.partition(b" ") for head in list_heads(stored[str(root).encode()])]
    keys = [name + b"/" if mode == b"40000" else name for mode, _, name in parts]
    assert keys == sorted(keys) and len(keys) == len(names)


@pytest.mark.parametrize("there", [b"README.md", "Über.md".encode(), b"read me.md", b"a readme.md", b"\xe9.md"])
def test_names_that_differ_in_case_only(there: bytes) -> None:
    def splice(name: bytes) -> None:
        tree = b"100644 " + there + b"\0" + bytes(20)
        Splicer(
            lambda oid: tree, lambda oid, wanted: find_entry(marked(tree), wanted), lambda kind, data: bytes(20)
        ).splice("1" * 40, {(name,): Put(bytes(20))})

    for name in (b"readme.md", "über.md".encode(), b"u.md"):
        if name.decode() == there.decode("utf-8", "replace").lower():
            with pytest.raises(InvalidPath, match="upper and lower"):
                splice(name)
        else:
            splice(name)


@pytest.mark.parametrize("damage", [b"x", b"100644 a\0short", b"100644 \0" + bytes(20), b"a\0" + bytes(20)])
def test_a_damaged_tree_is_refused(damage: bytes) -> None:
    good = b"100644 a.md\0" + bytes(20)
    for tree in (damage, good + damage):
        with pytest.raises(ValueError, match="not a tree"):
            list_heads(tree)
        with pytest.raises(StoreError, match="fsck"):
            Splicer(
                lambda oid, tree=tree: tree,
                lambda oid, wanted, tree=tree: find_entry(marked(tree), wanted),
                lambda kind, data: bytes(20),
            ).splice("1" * 40, {(b"b.md",): Put(bytes(20))})


def test_reads_a_tree_once(repository: Repository, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = git("rev-parse", "HEAD:posts")
    data = repository._trees.read(tree)
    monkeypatch.setattr(repository._reader, "get", None)
    assert repository._trees.read(tree) is data


def test_a_save_leaves_its_trees_for_the_next(bare: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    bare.save(edit("posts/deep/third.md", b"1"))
    with monkeypatch.context() as patch:
        patch.setattr(bare._reader, "get", None)
        bare.save(edit("posts/deep/third.md", b"2"))
    assert bare.read_path(PurePosixPath("posts/deep/third.md")).data == b"2"  # type: ignore[union-attr]


def test_a_branch_that_moved_is_read_anew(repository: Repository, git: Git) -> None:
    repository.save(edit("a.md", b"1"))
    pushed = git.commit("Outside", b=b"theirs")
    assert repository.save(edit("a.md", b"2")).parent == pushed
    assert git("show", "main:b.md") == "theirs"


def test_only_so_many_bytes_are_kept() -> None:
    kept = Kept[bytes](100, 50)
    for number in range(10):
        kept.put(str(number), bytes(40), 40)
    kept.put("wide", bytes(60), 60)
    assert [name for name in (*map(str, range(10)), "wide") if kept.get(name) is not None] == ["8", "9"]
    kept.get("8")
    kept.put("new", bytes(40), 40)
    assert [name for name in ("8", "9", "new") if kept.get(name) is not None] == ["8", "new"]


def test_damaged_tree_is_a_store_error(repository: Repository, git: Git) -> None:
    oid = git("hash-object", "-t", "tree", "-w", "--literally", "--stdin", data=b"100644 a.md\0short")
    with pytest.raises(StoreError, match="git fsck"):
        repository._trees.find(oid, b"a.md")
    (repository.common_dir / "objects" / oid[:2] / oid[2:]).unlink()  # the fixture's fsck would name it
