"""Finding a repository and its branch from a path that the operator named."""

from __future__ import annotations

from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from cms.errors import StoreError
from cms.gitstore.door import Door
from cms.gitstore.names import clean_ref, is_wellformed_ref

__all__ = ["Location", "locate"]

HEADS = "refs/heads/"
MAX_SYMBOLIC = 5  # as git


class Location(Struct, frozen=True):
    """Absolute paths. `git_dir` is this checkout's own (HEAD, index); `common_dir` holds objects and branches."""

    git_dir: Path
    common_dir: Path
    work_tree: Path | None
    ref: str
    door: Door


def locate(path: Path, branch: str, instance: Path | None, timeout: float) -> Location:
    """Opens what stands at `path` or above it. Raises StoreError with what to do, InvalidInput for a branch name."""
    git_dir, work_tree = _find(path.absolute())
    door = Door(git_dir, work_tree, Path("/nonexistent"), timeout)
    common_dir = _check(door, git_dir)
    if work_tree is not None and _is_bare(door):
        work_tree = None
    home = (instance or common_dir / "quire") / "git-home"
    door = replace(door, home=home, work_tree=work_tree)
    return Location(git_dir, common_dir, work_tree, _find_ref(git_dir, common_dir, branch), door)


def _find(path: Path) -> tuple[Path, Path | None]:
    if not path.exists():
        raise StoreError(f"There is no folder {path}. Name the folder of a git repository.", code="no-repository")
    for folder in (path, *path.parents):
        dot_git = folder / ".git"
        if _looks_like_git(dot_git):
            return dot_git.resolve(), folder
        if dot_git.is_file():
            return _follow(dot_git), folder
        if _looks_like_git(folder):
            return folder.resolve(), folder.parent if folder.name == ".git" else None
    raise StoreError(
        f"{path} is not inside a git repository. Name one with --repo, or make a new site with `cms init {path}`.",
        code="no-repository",
    )


def _looks_like_git(folder: Path) -> bool:
    return (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir()


def _follow(dot_git: Path) -> Path:
    """A linked worktree or a submodule has a file instead of the folder."""
    text = dot_git.read_text("utf-8", "replace").strip()
    target = (dot_git.parent / text.removeprefix("gitdir: ")).resolve()
    if not text.startswith("gitdir: ") or not (target / "HEAD").is_file():
        raise StoreError(f"{dot_git} does not lead to a git repository. Repair it with `git worktree repair`.")
    return target


def _check(door: Door, git_dir: Path) -> Path:
    """The common folder of a repository that Quire can work with."""
    asked = ("--path-format=absolute", "--show-object-format", "--git-common-dir")
    result = door.run("rev-parse", *asked, accept=(0, 128))
    if result.code != 0:
        raise StoreError(f"git cannot open {git_dir}: {result.stderr}", code="no-repository")
    object_format, _, common = result.stdout.decode("utf-8", "surrogateescape").strip().partition("\n")
    if object_format != "sha1":
        raise StoreError(f"{git_dir} stores its objects by {object_format}; Quire can open SHA-1 repositories only.")
    storage = _config(door, "extensions.refstorage")
    if storage not in ("", "files"):
        raise StoreError(f"{git_dir} keeps its branches as {storage}. Run `git refs migrate --ref-format=files` in it.")
    return Path(common).resolve()


def _is_bare(door: Door) -> bool:
    return _config(replace(door, work_tree=None), "core.bare", "--type=bool") == "true"


def _find_ref(git_dir: Path, common_dir: Path, branch: str) -> str:
    """Read from the files themselves: git calls a branch whose file is damaged a detached HEAD."""
    ref = HEADS + clean_ref(branch) if branch else _symbolic(git_dir / "HEAD")
    if not ref:
        raise StoreError(
            "No branch is checked out here (HEAD is detached). Run `git switch BRANCH`, or name a branch.",
            code="detached-head",
        )
    for _ in range(MAX_SYMBOLIC):
        _check_ref(ref)
        target = _symbolic(common_dir / ref)
        if not target:
            return ref
        ref = target
    raise StoreError(f"{ref} leads through too many symbolic refs. Name the branch itself.", code="no-branch")


def _symbolic(file: Path) -> str:
    try:
        text = file.read_bytes().decode("utf-8", "surrogateescape")
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return ""
    return text.removeprefix("ref:").strip() if text.startswith("ref:") else ""


def _check_ref(ref: str) -> None:
    if not ref.startswith(HEADS) or not is_wellformed_ref(ref.removeprefix(HEADS)):
        raise StoreError(f"{ref!a} is not a branch that Quire can work on. Name another branch.", code="no-branch")


def _config(door: Door, key: str, *options: str) -> str:
    return door.run("config", *options, key, accept=(0, 1, 128)).stdout.decode("utf-8", "replace").strip()
