"""One pass over history says which files each commit touched, whatever the history and the names look like."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, START, Git, edit

from cms.errors import NotFound, StoreError
from cms.gitstore import Identity, Repository, Touch, history

LINES = b"".join(b"line %d\n" % number for number in range(40))
NAMES = (
    b"new\nline",
    b"tab\there",
    b'quo"ted',
    b"caf\xe9",
    b":000000 100644 A",
    b"\nR100",
    b"0" * 40,
    b" ",
    "ünï".encode(),
)


def touch(path: str, old: str = "", *, deleted: bool = False) -> Touch:
    return Touch(PurePosixPath(path), PurePosixPath(old) if old else None, deleted)


def touches(repository: Repository, since: str | None = None) -> dict[str, set[Touch]]:
    """By subject, in the order given."""
    head = repository.head()
    assert head is not None
    return {info.subject: set(info.touches) for info in repository.touched(since, head)}


@pytest.fixture
def lines(git: Git) -> Git:
    """The history's second commit adds a file that is long enough for its renames to be seen."""
    git.commit("Lines", lines=LINES)
    return git


def test_saves_and_root(repository: Repository) -> None:
    start = str(repository.head())
    repository.save(edit("a.md", b"x", "Change"))
    repository.save(edit("b.md", b"x", "Add"))
    head = repository.save(edit("posts/first.md", None, "Delete")).commit
    assert touches(repository) == {
        "Start": {touch(name) for name in START},
        "Change": {touch("a.md")},
        "Add": {touch("b.md")},
        "Delete": {touch("posts/first.md", deleted=True)},
    }
    assert list(touches(repository, start)) == ["Change", "Add", "Delete"]
    assert list(touches(repository, head)) == []


def test_what_is_said_of_a_commit(repository: Repository, git: Git) -> None:
    parent = git("rev-parse", "HEAD")
    people = {"GIT_AUTHOR_NAME": "Jörg", "GIT_AUTHOR_EMAIL": "j@x", "GIT_AUTHOR_DATE": "@86400 +0530"}
    message = b"\xc3\x9cber" + b"." * 300 + b"\nnot the first line\n\nbody\n"
    git("commit", "-q", "--allow-empty", "-F", "-", data=message, GIT_COMMITTER_DATE="@90000 -0200", **people)
    (info,) = repository.touched(parent, str(repository.head()))
    assert (info.oid, info.parents, info.touches) == (repository.head(), (parent,), ())
    assert (info.author, info.subject) == (Identity("Jörg", "j@x"), "Über" + "." * 196)
    assert (info.committed, info.authored.timestamp(), info.authored.utcoffset()) == (
        90000,
        86400,
        timedelta(hours=5, minutes=30),
    )


def test_damaged_headers_are_shown(repository: Repository, git: Git) -> None:
    tree, parent = git("rev-parse", "HEAD^{tree}"), git("rev-parse", "HEAD")
    for number, (who, what) in enumerate((("Nobody <n@x>", "1"), ("J\udcf6rg <j@x> 99999999999999999999 +9999", "2"))):
        text = f"tree {tree}\nparent {parent}\nauthor {who}\ncommitter {who}\n\n\n\n{what}\n"
        data = text.encode("utf-8", "surrogateescape")
        oid = git("hash-object", "-t", "commit", "-w", "--literally", "--stdin", data=data)
        (info,) = repository.touched(parent, oid)
        assert (info.committed, info.authored.timestamp(), info.subject) == (0, 0, what), number
        assert info.author.email == who.partition("<")[2].partition(">")[0]
        (repository.common_dir / "objects" / oid[:2] / oid[2:]).unlink()  # the fixture's fsck would name it


def test_rename_with_an_edit(repository: Repository, lines: Git) -> None:
    lines("mv", "lines.md", "posts/moved.md")
    (lines.folder / "posts/moved.md").write_bytes(LINES + b"more\n")
    lines.commit("Move and edit")
    assert touches(repository)["Move and edit"] == {touch("posts/moved.md", "lines.md")}


def test_merge_has_only_its_own(repository: Repository, lines: Git) -> None:
    lines("checkout", "-q", "-b", "side")
    lines.commit("Side", side=b"x", a=START["a.md"].replace(b"one", b"ONE"))
    lines("checkout", "-q", "main")
    lines.commit("Main", other=b"x", a=START["a.md"].replace(b"five", b"FIVE"))
    lines("merge", "-q", "--no-ff", "-m", "Join", "side")
    lines("checkout", "-q", "-b", "clean")
    lines.commit("Clean", clean=b"x")
    lines("checkout", "-q", "main")
    lines("merge", "-q", "--no-ff", "-m", "Join clean", "clean")
    found = touches(repository)
    assert found["Side"] == {touch("side.md"), touch("a.md")}
    assert found["Join"] == {touch("a.md")}
    assert found["Join clean"] == set()
    oids = [info.oid for info in repository.touched(None, str(repository.head()))]
    for info in repository.touched(None, str(repository.head())):
        assert all(oids.index(parent) < oids.index(info.oid) for parent in info.parents)
        assert info.parents == tuple(lines("log", "-1", "--format=%P", info.oid).split())


def test_octopus(repository: Repository, lines: Git) -> None:
    for name in ("one", "two", "three"):
        lines("checkout", "-q", "-b", name, "main")
        lines.commit(name, **{name: b"x"})
    lines("checkout", "-q", "main")
    lines.commit("Main", four=b"x")
    lines("merge", "-q", "--no-ff", "--no-commit", "one", "two", "three")
    lines("mv", "lines.md", "moved.md")
    lines("rm", "-q", "posts/first.md")
    lines.commit("Octopus", evil=b"x")
    (info,) = [info for info in repository.touched(None, str(repository.head())) if info.subject == "Octopus"]
    assert len(info.parents) == 4
    assert set(info.touches) == {
        touch("evil.md"),
        touch("moved.md", "lines.md"),
        touch("posts/first.md", deleted=True),
    }


def test_renames_in_a_merge(repository: Repository, lines: Git) -> None:
    lines("checkout", "-q", "-b", "side")
    lines("mv", "lines.md", "side.md")
    lines.commit("Side moves")
    lines("checkout", "-q", "main")
    lines.commit("Main edits", lines=LINES + b"more\n", two=LINES.upper())
    lines("merge", "-q", "--no-ff", "--no-commit", "side")
    lines("mv", "two.md", "new.md")
    lines.commit("Join")
    # side.md has that name in a parent already, so the merge edits it; new.md comes by the merge
    assert touches(repository)["Join"] == {touch("side.md"), touch("new.md", "two.md")}
    assert touches(repository)["Side moves"] == {touch("side.md", "lines.md")}


@pytest.mark.parametrize("name", NAMES)
def test_strange_names(repository: Repository, git: Git, name: bytes) -> None:
    text = os.fsdecode(name)
    for step, path in enumerate((text, text, f"{text}2", f"posts/{text}")):
        file = git.folder / path
        if step >= 2:
            (git.folder / (text if step == 2 else f"{text}2")).rename(file)
        file.write_bytes(LINES + b"%d" % step)
        git.commit(f"Step {step}")
    (git.folder / f"posts/{text}").unlink()
    git.commit("Gone")
    found = touches(repository)
    assert [found[f"Step {step}"] for step in range(4)] == [
        {touch(text)},
        {touch(text)},
        {touch(f"{text}2", text)},
        {touch(f"posts/{text}", f"{text}2")},
    ]
    assert found["Gone"] == {touch(f"posts/{text}", deleted=True)}


def test_strange_names_in_a_merge(repository: Repository, git: Git) -> None:
    git("checkout", "-q", "-b", "side")
    git.commit("Side", side=b"x")
    git("checkout", "-q", "main")
    git.commit("Main", other=b"x")
    git("merge", "-q", "--no-ff", "--no-commit", "side")
    for name in map(os.fsdecode, NAMES):
        (git.folder / name).write_bytes(name.encode("utf-8", "surrogateescape"))
    git.commit("Join")
    assert touches(repository)["Join"] == {touch(os.fsdecode(name)) for name in NAMES}


def test_kinds_that_change(repository: Repository, git: Git, site: Path) -> None:
    (site / "a.md").unlink()
    (site / "a.md").symlink_to("posts/first.md")
    git.commit("To a link")
    git("update-index", "--chmod=+x", "posts/first.md")
    git("commit", "-q", "-m", "Executable")
    head = git("rev-parse", "HEAD")
    for path, title in (("sub", "Add a submodule"), ("a.md", "To a submodule")):
        git("rm", "-q", "--cached", "--ignore-unmatch", path)
        git("update-index", "--add", "--cacheinfo", f"160000,{head},{path}")
        git("commit", "-q", "-m", title)
    assert touches(repository, head) == {"Add a submodule": set(), "To a submodule": {touch("a.md", deleted=True)}}
    assert [*touches(repository).values()][1:3] == [{touch("a.md")}, {touch("posts/first.md")}]
    git("reset", "-q", "--hard", head)


def test_more_renames_than_are_compared(repository: Repository, git: Git, site: Path) -> None:
    noise = {number: b"".join(b"%d of %d\n" % (line, number) for line in range(30)) for number in range(300)}
    (site / "old").mkdir()
    for number, data in noise.items():
        (site / f"old/{number}.md").write_bytes(data)
    git.commit("Many")
    git("mv", "old", "moved")
    git("commit", "-q", "-m", "Exact")
    (site / "edited").mkdir()
    for number, data in noise.items():
        (site / f"moved/{number}.md").unlink()
        (site / f"edited/new-{number}.md").write_bytes(data + b"more\n")
    git.commit("Edited")
    found = touches(repository)
    assert found["Exact"] == {touch(f"moved/{number}.md", f"old/{number}.md") for number in noise}
    assert found["Edited"] == {touch(f"edited/new-{number}.md") for number in noise} | {
        touch(f"moved/{number}.md", deleted=True) for number in noise
    }


def test_shallow_clone(site: Path, git: Git, tmp_path: Path) -> None:
    for number in range(3):
        git.commit(f"Edit {number}", a=b"%d" % number)
    Git(tmp_path)("clone", "-q", "--depth", "2", f"file://{site}", "shallow")
    with Repository.open(tmp_path / "shallow") as repository:
        infos = list(repository.touched(None, str(repository.head())))
        assert [(info.subject, len(info.parents)) for info in infos] == [("Edit 1", 0), ("Edit 2", 1)]
        assert set(infos[0].touches) == {touch(name) for name in START}
        assert not repository.is_ancestor(git("rev-parse", "HEAD~2"), infos[1].oid)


def test_unrelated_and_rewritten_history(repository: Repository, git: Git) -> None:
    old = [git("rev-parse", "HEAD"), git.commit("Lost", a=b"lost"), git.commit("Lost too", a=b"lost too")]
    git("reset", "-q", "--hard", old[0])
    new = git.commit("Kept", a=b"kept")
    assert list(touches(repository, old[2])) == ["Kept"]
    assert repository.commits_between(old[2], new) == (old[2], old[1])
    assert repository.commits_between(old[0], new) == ()
    assert [repository.is_ancestor(oid, new) for oid in (*old, new)] == [True, False, False, True]
    git("checkout", "-q", "--orphan", "other")
    unrelated = git.commit("Unrelated")
    git("checkout", "-q", "main")
    assert list(touches(repository, unrelated)) == ["Start", "Kept"]
    assert not repository.is_ancestor(unrelated, new)


def test_commits_that_are_not_there(repository: Repository) -> None:
    head, absent = str(repository.head()), "1" * 40
    assert not repository.is_ancestor(absent, head)
    assert not repository.is_ancestor("--all", head)
    for since, commit, error in ((absent, head, StoreError), (None, absent, StoreError), ("--all", head, NotFound)):
        with pytest.raises(error):
            list(repository.touched(since, commit))
    for since in (absent, "main"):
        with pytest.raises((StoreError, NotFound)):
            repository.commits_between(since, head)


def test_settings_of_the_repository_change_nothing(repository: Repository, lines: Git) -> None:
    lines("mv", "lines.md", "moved.md")
    lines.commit("Move")
    before = touches(repository)
    for setting in (
        "diff.orderFile=/nonexistent",
        "diff.relative=true",
        "diff.renames=false",
        "diff.renameLimit=1",
        "log.showRoot=false",
        "log.date=iso",
        "log.decorate=full",
        "log.diffMerges=first-parent",
        "log.follow=true",
        "format.pretty=oneline",
        "color.ui=always",
        "notes.displayRef=refs/notes/*",
        "i18n.logOutputEncoding=ISO-8859-1",
    ):
        lines("config", *setting.split("=", 1))
    lines("notes", "add", "-m", "A note")
    assert touches(repository) == before


def test_reading_ends_the_process(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    start = type(repository._door).start

    def remember(door: object, *args: str) -> object:
        started.append(start(door, *args))  # type: ignore[arg-type]
        return started[-1]

    monkeypatch.setattr(type(repository._door), "start", remember)
    stream: Iterator[object] = repository.touched(None, str(repository.head()))
    next(stream)
    del stream
    assert started[-1].returncode is not None


def test_of_a_long_history_the_newest(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MAX_COMMITS", 2)
    for number in range(3):
        repository.save(edit("a.md", b"%d" % number, f"Edit {number}"))
    assert list(touches(repository)) == ["Edit 1", "Edit 2"]
    assert next(repository.touched(None, str(repository.head()))).author == ADA
