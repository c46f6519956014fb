"""What the project promises as a whole: the wheel is complete, the documents are true, nothing speaks of a machine."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md"))]
COMMAND_PAGE = ROOT / "docs" / "command-line.md"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder))
    (file,) = folder.glob("quire_cms-*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(*command: str, folder: Path = ROOT, path: Path | None = None) -> str:
    environment = {**os.environ, **({"PYTHONPATH": str(path)} if path else {})}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def files_below(folder: Path) -> Iterator[Path]:
    return (
        file.relative_to(folder) for file in folder.rglob("*") if file.is_file() and "__pycache__" not in file.parts
    )


@pytest.mark.parametrize("folder", ["templates", "static/css", "static/js", "static/icons", "static/fonts", "content"])
def test_wheel_holds_every_asset(installed: Path, folder: str) -> None:
    wanted = set(files_below(ROOT / folder))
    assert wanted, f"{folder} is empty"
    assert wanted - set(files_below(installed / "cms" / "_assets" / folder)) == set()


def test_wheel_holds_example_configuration(installed: Path) -> None:
    example = installed / "cms" / "_assets" / "config.example.yaml"
    assert example.read_bytes() == (ROOT / "config.example.yaml").read_bytes()


def test_wheel_holds_nothing_else(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert {name.split("/")[0].split("-")[0] for name in names} == {"cms", "quire_cms"}
    assert not [name for name in names if "vendor-src" in name or "node_modules" in name or "__pycache__" in name]


def test_installed_wheel_makes_a_site(installed: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "cms.cli", "init", "site", folder=tmp_path, path=installed)
    tracked = run("git", "-C", "site", "ls-files", folder=tmp_path).splitlines()
    assert sorted(tracked) == sorted(file.as_posix() for file in files_below(ROOT / "content"))


def test_readme_stays_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 120


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if "://" not in target]
    missing = [target for target in targets if not (document.parent / target.split("#")[0]).exists()]
    assert missing == []


def test_every_document_is_listed() -> None:
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    assert [
        file.name for file in (ROOT / "docs").glob("*.md") if file.name != "index.md" and file.name not in index
    ] == []


def test_changelog_names_every_dependency() -> None:
    with (ROOT / "pyproject.toml").open("rb") as file:
        dependencies = tomllib.load(file)["project"]["dependencies"]
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    names = [re.split(r"[<>=!~\[; ]", dependency)[0] for dependency in dependencies]
    assert [name for name in names if name not in text] == []


def test_lock_files_pin_everything() -> None:
    pin = r"""[\w.-]+==[\w.+!]+( ; python_version < "[\d.]+")?"""
    for name in ("requirements.txt", "requirements-dev.txt"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        loose = [line for line in lines if not re.fullmatch(rf"#.*|-r requirements\.txt|{pin}", line)]
        assert loose == [], name


def documented_commands() -> dict[str, str]:
    sections = re.split(r"^## cms ", COMMAND_PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {section.split()[0]: section for section in sections}


def real_commands() -> dict[str, click.Command]:
    from cms.cli import cms

    return cms.commands


def test_every_command_is_documented() -> None:
    assert documented_commands().keys() == real_commands().keys()


def test_every_option_is_documented() -> None:
    general = COMMAND_PAGE.read_text(encoding="utf-8").split("\n## ")[0]
    for name, section in documented_commands().items():
        real = {
            option for item in real_commands()[name].params if item.param_type_name == "option" for option in item.opts
        }
        shared = {"--repo", "--config", "--branch"} & real
        assert set(re.findall(r"`(--[a-z-]+)", general)) >= shared
        assert set(re.findall(r"`(--[a-z-]+)", section)) == real - shared, f"cms {name}"


def test_help_names_every_command() -> None:
    text = run(sys.executable, "-m", "cms.cli", "--help")
    assert [name for name in documented_commands() if not re.search(rf"^  {name} ", text, re.MULTILINE)] == []


def test_no_machine_is_mentioned() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is not known")
    place = re.compile(rb"(^|[^.A-Za-z])/(work|farm)/", re.MULTILINE)
    tracked = [ROOT / name for name in run("git", "-c", f"safe.directory={ROOT}", "ls-files", "-z").split("\0") if name]
    texts = [file for file in tracked if file.is_file() and b"\0" not in file.read_bytes()[:8000]]
    assert [str(file.relative_to(ROOT)) for file in texts if place.search(file.read_bytes())] == []
