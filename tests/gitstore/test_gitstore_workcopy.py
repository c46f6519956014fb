"""After a save the working copy is up to date, and nobody's uncommitted work was touched."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import ADA, START, Git, edit

from cms.gitstore import Change, Repository

ONE = START["a.md"]


def test_clean_copy_stays_clean(repository: Repository, site: Path, git: Git) -> None:
    repository.save(edit("a.md", b"new\n"))
    repository.save(edit("posts/new/n.md", b"n\n"))
    repository.save(edit("posts/deep/third.md", None))
    assert git.status() == ""
    assert (site / "posts/new/n.md").read_bytes() == b"n\n"
    assert not (site / "posts/deep").exists()
    repository.close()
    assert sorted(path.name for path in (site / ".git/quire").iterdir()) == ["main.flock"]


def test_permissions_are_kept(repository: Repository, site: Path, git: Git) -> None:
    (site / "a.md").chmod(0o640)
    repository.save(edit("a.md", b"new\n"))
    assert (site / "a.md").stat().st_mode & 0o777 == 0o640


def test_other_work_stays(repository: Repository, site: Path, git: Git) -> None:
    (site / "posts/first.md").write_bytes(b"mine\n")
    (site / "untracked.md").write_bytes(b"mine\n")
    (site / "posts/second.md").write_bytes(b"staged\n")
    git("add", "posts/second.md")
    assert repository.save(edit("a.md", b"new\n")).left_alone == ()
    assert git.status().split("\n") == [" M posts/first.md", "M  posts/second.md", "?? untracked.md"]


def test_edit_of_other_lines_is_joined(repository: Repository, site: Path, git: Git) -> None:
    (site / "a.md").write_bytes(ONE.replace(b"one", b"ONE"))
    assert repository.save(edit("a.md", ONE.replace(b"five", b"FIVE"))).left_alone == ()
    assert (site / "a.md").read_bytes() == ONE.replace(b"one", b"ONE").replace(b"five", b"FIVE")
    assert git("diff", "-U0", "a.md").split("\n")[-2:] == ["-one", "+ONE"]


def test_edit_of_same_line_is_left_alone(repository: Repository, site: Path, git: Git) -> None:
    (site / "a.md").write_bytes(ONE.replace(b"one", b"mine"))
    saved = repository.save(edit("a.md", ONE.replace(b"one", b"theirs")))
    assert saved.left_alone == (PurePosixPath("a.md"),)
    assert (site / "a.md").read_bytes() == ONE.replace(b"one", b"mine")
    assert git.status() == " M a.md"


def test_staged_work_is_joined_or_left(repository: Repository, site: Path, git: Git) -> None:
    (site / "a.md").write_bytes(ONE.replace(b"one", b"ONE"))
    git("add", "a.md")
    assert repository.save(edit("a.md", ONE.replace(b"five", b"FIVE"))).left_alone == ()
    assert git.status() == "M  a.md"
    saved = repository.save(edit("a.md", ONE.replace(b"one", b"theirs")))
    assert saved.left_alone == (PurePosixPath("a.md"),)
    assert git("show", ":a.md").startswith("ONE")


def test_deleted_on_disk_stays_deleted(repository: Repository, site: Path, git: Git) -> None:
    (site / "a.md").unlink()
    assert repository.save(edit("a.md", b"new\n")).left_alone == (PurePosixPath("a.md"),)
    assert git.status() == " D a.md"
    assert repository.save(edit("a.md", None)).left_alone == ()
    assert git.status() == ""


def test_deletion_spares_edited_file(repository: Repository, site: Path, git: Git) -> None:
    (site / "a.md").write_bytes(b"mine\n")
    assert repository.save(edit("a.md", None)).left_alone == (PurePosixPath("a.md"),)
    assert (site / "a.md").read_bytes() == b"mine\n"
    assert git.status() == "?? a.md"


def test_untracked_file_in_the_way(repository: Repository, site: Path, git: Git) -> None:
    (site / "new.md").write_bytes(b"mine\n")
    (site / "same.md").write_bytes(b"same\n")
    assert repository.save(edit("new.md", b"theirs\n")).left_alone == (PurePosixPath("new.md"),)
    assert repository.save(edit("same.md", b"same\n")).left_alone == ()
    assert (site / "new.md").read_bytes() == b"mine\n"
    assert git.status() == " M new.md"


def test_folder_swapped_for_a_link(repository: Repository, site: Path, git: Git, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (site / "posts").rename(outside)
    (site / "posts").symlink_to(outside)
    saved = repository.save(edit("posts/first.md", b"theirs\n"))
    assert saved.left_alone == (PurePosixPath("posts/first.md"),)
    repository.save(edit("posts/new.md", b"theirs\n"))
    repository.save(edit("posts/second.md", None))
    assert (outside / "first.md").read_bytes() == START["posts/first.md"]
    assert sorted(path.name for path in outside.iterdir()) == ["deep", "first.md", "second.md"]


def test_file_swapped_for_a_link(repository: Repository, site: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(ONE)
    (site / "a.md").unlink()
    (site / "a.md").symlink_to(tmp_path / "secret")
    assert repository.save(edit("a.md", b"theirs\n")).left_alone == (PurePosixPath("a.md"),)
    assert (tmp_path / "secret").read_bytes() == ONE
    assert (site / "a.md").is_symlink()


@pytest.mark.parametrize("state", ["merge", "rebase", "bisect"])
def test_copy_in_the_middle_is_untouched(repository: Repository, site: Path, git: Git, state: str) -> None:
    git("checkout", "-q", "-b", "side")
    git.commit("side", a=b"side\n")
    git("checkout", "-q", "main")
    git.commit("main", a=b"main\n")
    steps = {"merge": ["merge", "side"], "rebase": ["rebase", "side"], "bisect": ["bisect", "start"]}
    git(*steps[state], check=False)
    before = (git.status(), (site / "posts/first.md").read_bytes())
    saved = repository.save(edit("posts/first.md", b"theirs\n"))
    assert saved.left_alone == (PurePosixPath("posts/first.md"),)
    assert (site / "posts/first.md").read_bytes() == before[1]
    assert git("show", "main:posts/first.md") == "theirs"


def test_locked_index_is_caught_up_later(site: Path, git: Git) -> None:
    repository = Repository.open(site, patience=0.0)
    (site / ".git/index.lock").write_bytes(b"")
    saved = repository.save(edit("a.md", b"1\n"))
    assert saved.left_alone == (PurePosixPath("a.md"),)
    repository.save(edit("a.md", b"2\n"))
    (site / ".git/index.lock").unlink()
    assert repository.save(edit("posts/first.md", b"3\n")).left_alone == ()
    assert git.status() == ""
    assert (site / "a.md").read_bytes() == b"2\n"
    repository.close()


def test_line_ends_of_the_checkout_stay(site: Path, git: Git) -> None:
    (site / ".gitattributes").write_bytes(b"*.md text eol=crlf\n")
    git("add", "-A")
    git("commit", "-q", "-m", "attributes")
    git("rm", "-q", "--cached", "-r", ".")
    git("reset", "-q", "--hard")
    assert b"one\r\n" in (site / "a.md").read_bytes()
    with Repository.open(site) as repository:
        assert repository.save(edit("a.md", ONE + b"six\n")).left_alone == ()
        assert (site / "a.md").read_bytes() == (ONE + b"six\n").replace(b"\n", b"\r\n")
        assert git.status() == ""
        (site / "a.md").write_bytes((site / "a.md").read_bytes().replace(b"one", b"ONE"))
        repository.save(edit("a.md", ONE.replace(b"five", b"FIVE")))
        assert (site / "a.md").read_bytes() == ONE.replace(b"five", b"FIVE").replace(b"one", b"ONE").replace(
            b"\n", b"\r\n"
        )
        repository.save(edit("new.md", b"new\n"))
        repository.save(edit("posts/first.md", None))
        assert git.status() == " M a.md"


def test_crlf_blobs_stay_as_they_are(site: Path, git: Git) -> None:
    git.commit("windows", w=b"one\r\ntwo\r\n")
    with Repository.open(site) as repository:
        repository.save(edit("w.md", b"one\r\n2\r\n"))
    assert (site / "w.md").read_bytes() == b"one\r\n2\r\n"
    assert git.status() == ""


def test_sparse_checkout_stays_sparse(site: Path, git: Git) -> None:
    git("sparse-checkout", "set", "x")
    assert not (site / "posts").exists()
    with Repository.open(site) as repository:
        assert repository.save(edit("posts/first.md", b"new\n")).left_alone == ()
    assert not (site / "posts").exists()
    assert git.status() == ""


def test_group_of_files_at_once(repository: Repository, site: Path, git: Git) -> None:
    files: dict[PurePosixPath, bytes | None] = {PurePosixPath(f"many/{n}.md"): b"%d" % n for n in range(220)}
    repository.save(Change(files, author=ADA, message="Many"))
    assert git.status() == ""
    repository.save(Change(dict.fromkeys(files), author=ADA, message="None"))
    assert git.status() == "" and not (site / "many").exists()
