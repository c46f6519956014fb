"""Where a repository may be, and what is said when it is not one."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, Git, edit

from cms.errors import InvalidInput, InvalidPath, StoreError
from cms.gitstore import QUIRE, Identity, Repository, init_repository


def test_opens_top_folder_and_git_folder(site: Path, git: Git) -> None:
    for path in (site, site / "posts" / "deep", site / ".git"):
        with Repository.open(path) as repository:
            assert (repository.work_tree, repository.git_dir) == (site, site / ".git")
            assert (repository.branch, repository.ref) == ("main", "refs/heads/main")
            repository.save(edit("a.md", str(path).encode()))
    assert git.status() == ""


def test_bare_has_no_work_tree(bare: Repository) -> None:
    assert bare.work_tree is None
    assert bare.save(edit("a.md", b"x")).left_alone == ()
    assert bare.git_dir == bare.common_dir


def test_linked_worktree(site: Path, git: Git, tmp_path: Path) -> None:
    git("worktree", "add", "-q", "-b", "drafts/new", "../linked")
    with Repository.open(tmp_path / "linked") as repository:
        assert (repository.branch, repository.common_dir) == ("drafts/new", site / ".git")
        repository.save(edit("posts/first.md", b"from the worktree"))
    assert Git(tmp_path / "linked").status() == git.status() == ""
    assert (tmp_path / "linked/posts/first.md").read_bytes() == b"from the worktree"
    assert (site / "posts/first.md").read_bytes() != b"from the worktree"


def test_branch_checked_out_elsewhere_follows(site: Path, git: Git, tmp_path: Path) -> None:
    git("worktree", "add", "-q", "-b", "side", "../linked")
    with Repository.open(site, branch="side") as repository:
        repository.save(edit("a.md", b"side\n"))
    assert (tmp_path / "linked/a.md").read_bytes() == b"side\n"
    assert Git(tmp_path / "linked").status() == git.status() == ""


def test_worktree_path_is_not_believed(site: Path, git: Git, tmp_path: Path) -> None:
    """A copied repository may name any folder as its worktree; only one that points back is written to."""
    git("worktree", "add", "-q", "-b", "side", "../linked")
    victim = tmp_path / "victim"
    victim.mkdir()
    (victim / ".git").write_text("gitdir: /elsewhere\n")
    (site / ".git/worktrees/linked/gitdir").write_text(f"{victim / '.git'}\n")
    with Repository.open(site, branch="side") as repository:
        repository.save(edit("a.md", b"side\n"))
        repository.save(edit("new.md", b"side\n"))
    assert sorted(path.name for path in victim.iterdir()) == [".git"]
    (site / ".git/worktrees/linked/gitdir").write_text(f"{tmp_path / 'linked/.git'}\n")


def test_other_branch_leaves_working_copy(site: Path, git: Git) -> None:
    git("branch", "drafts")
    with Repository.open(site, branch="drafts") as repository:
        repository.save(edit("a.md", b"draft"))
        assert repository.branch == "drafts"
    assert git.status() == "" and git("show", "drafts:a.md") == "draft"


def test_symbolic_branch_is_followed(site: Path, git: Git) -> None:
    git("symbolic-ref", "refs/heads/alias", "refs/heads/main")
    with Repository.open(site, branch="alias") as repository:
        assert repository.branch == "main"


def test_detached_head_needs_a_branch(site: Path, git: Git) -> None:
    git("checkout", "-q", "--detach")
    with pytest.raises(StoreError, match="git switch") as caught:
        Repository.open(site)
    assert caught.value.code == "detached-head"
    with Repository.open(site, branch="main") as repository:
        repository.save(edit("a.md", b"x"))
    assert git.status() == ""


def test_what_is_no_repository_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cms init"):
        Repository.open(tmp_path)
    with pytest.raises(StoreError, match="no folder"):
        Repository.open(tmp_path / "none")
    (tmp_path / ".git").write_text("gitdir: /none\n")
    with pytest.raises(StoreError, match="worktree repair"):
        Repository.open(tmp_path)


def test_sha256_is_refused(tmp_path: Path) -> None:
    Git(tmp_path)("init", "-q", "--object-format=sha256", "new")
    with pytest.raises(StoreError, match="SHA-1"):
        Repository.open(tmp_path / "new")


def test_bad_branch_is_refused(site: Path) -> None:
    with pytest.raises(InvalidInput):
        Repository.open(site, branch="--upload-pack=x")


def test_vanished_repository_is_an_error(site: Path, tmp_path: Path) -> None:
    with Repository.open(site) as repository:
        site.rename(tmp_path / "away")
        with pytest.raises(StoreError):
            repository.head()
        with pytest.raises(StoreError):
            repository.save(edit("a.md", b"x"))
        assert not site.exists()
        (tmp_path / "away").rename(site)
        repository.save(edit("a.md", b"x"))


def test_read_only_repository_can_be_read(site: Path, git: Git) -> None:
    with Repository.open(site) as repository:
        (site / ".git/quire/main.flock").unlink(missing_ok=True)
        (site / ".git/quire").rename(site / ".git/quire-away")
        (site / ".git/quire").write_bytes(b"in the way")
        assert repository.head() == git("rev-parse", "HEAD")
        with pytest.raises(StoreError, match="cannot be written"):
            repository.save(edit("a.md", b"x"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
def test_repository_of_another_owner(site: Path, tmp_path: Path) -> None:
    for path in (site, *site.rglob("*")):
        os.chown(path, 12345, 12345, follow_symlinks=False)
    with Repository.open(site) as repository:
        repository.save(edit("a.md", b"x"))
        assert len(repository.log(limit=5)) == 2
    for path in (site, *site.rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)


def test_identity_is_gits(site: Path, git: Git, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    with Repository.open(site) as repository:
        assert repository.identity() is None
        (tmp_path / ".gitconfig").write_text("[user]\nname = Person <x>\nemail = person@example.org\n")
        assert repository.identity() == Identity("Person x", "person@example.org")
        git("config", "user.name", "Only Here")
        assert repository.identity() == Identity("Only Here", "person@example.org")
        (tmp_path / "other").write_text("[user]\nemail = other@example.org\n")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "other"))
        assert repository.identity() == Identity("Only Here", "other@example.org")


def test_new_site_is_clean(tmp_path: Path) -> None:
    files = {PurePosixPath("posts/a.md"): b"x\n", PurePosixPath(".gitignore"): b"public/\n"}
    with init_repository(tmp_path / "new", files, ADA, branch="trunk", message="Begin") as repository:
        assert repository.branch == "trunk"
        assert repository.log(limit=5)[0].message == "Begin"
    git = Git(tmp_path / "new")
    assert git.status() == git("fsck", "--strict") == ""
    assert (tmp_path / "new/posts/a.md").read_bytes() == b"x\n"
    with pytest.raises(InvalidInput, match="not empty"):
        init_repository(tmp_path / "new", files, ADA)
    with pytest.raises(InvalidPath):
        init_repository(tmp_path / "bad", {PurePosixPath(".git/config"): b"x"}, ADA)


def test_new_site_without_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.delenv("GIT_CONFIG_GLOBAL", raising=False)
    with init_repository(tmp_path / "one", {PurePosixPath("a.md"): b"x"}, None) as repository:
        assert repository.log(limit=1)[0].author == QUIRE
    (tmp_path / ".gitconfig").write_text("[user]\nname = Ada\nemail = ada@example.org\n")
    with init_repository(tmp_path / "two", {PurePosixPath("a.md"): b"x"}, None) as repository:
        assert repository.log(limit=1)[0].author == ADA
