"""The example site is what newcomers see first: it must be in order, and an edit in it must be one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cms.config import load_config

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "alder-and-rye"
    cms("init", str(folder), folder=tmp_path)
    return folder


def cms(*arguments: str, folder: Path) -> str:
    return output(sys.executable, "-m", "cms.cli", *arguments, folder=folder)


def output(*command: str, folder: Path) -> str:
    person = {"NAME": "Noor Bakshi", "EMAIL": "noor@alder-and-rye.example"}
    people = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in person.items()}
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **people}
    result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.mark.parametrize("name", ["content/admin/config.yml", "config.example.yaml"])
def test_configuration_has_no_findings(name: str) -> None:
    loaded = load_config((ROOT / name).read_bytes(), name)
    assert [str(diagnostic) for diagnostic in loaded.diagnostics if diagnostic.code != "not-supported"] == []
    assert loaded.site is not None


def test_check_finds_nothing(site: Path) -> None:
    report = json.loads(cms("check", "--json", folder=site))
    findings = report["config"]["errors"] + report["config"]["warnings"]
    assert [item for item in findings if item["code"] != "not-supported"] == []
    assert [problem for collection in report["collections"] for problem in collection["problems"]] == []
    counts = {collection["name"]: collection["entries"] for collection in report["collections"]}
    assert counts == {"journal": 13, "recipes": 5, "events": 4, "people": 4, "pages": 4, "site": 3}


def test_starts_with_one_commit(site: Path) -> None:
    assert output("git", "rev-list", "--count", "HEAD", folder=site).strip() == "1"
    assert output("git", "status", "--porcelain", folder=site) == ""


@pytest.mark.parametrize(
    ("entry", "edit"),
    [
        ("journal/what-the-rye-remembers", "title=What rye remembers"),
        ("journal/plums-briefly", "title=Plums, at length"),
        ("recipes/country-loaf", "ingredients.4.quantity=11.25"),
        ("recipes/honey-cake", "ingredients.0.name=heather honey"),
        ("people/jonas-weil", "role=Miller and clockmaker"),
        ("site/navigation", "main.1.children.0.label=How bread is baked"),
        ("site/settings", "accent=#8a5a2e"),
        ("site/shop", "hours.0.to=14:00"),
    ],
)
def test_one_field_is_one_line(site: Path, entry: str, edit: str) -> None:
    commit = cms("set", entry, edit, folder=site).strip()
    changes = output("git", "show", "--format=", "--numstat", commit, folder=site).split()
    assert changes[:2] == ["1", "1"]
    assert len(changes) == 3, "one file"
