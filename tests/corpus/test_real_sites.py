"""Over every real site: the command line finds its entries, and an edit changes what it should and nothing else."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from support import GIT_ENVIRONMENT, git

from cms.actions import Site, check_site, list_rows, open_site
from cms.actions.opening import open_entry
from cms.documents import edit_document, parse_document
from cms.entries import entry_kind

pytestmark = pytest.mark.corpus


def repository_from(site: Path, folder: Path) -> Path:
    shutil.copytree(site / "files", folder)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A", "-f")
    git(folder, "commit", "-q", "-m", "Import")
    return folder


def configurations(site: Path) -> dict[str, Any]:
    expected: dict[str, Any] = json.loads((site / "expected.json").read_text())
    return {path: found for path, found in expected["configs"].items() if found["loadable"]}


def test_lists_equal_the_oracle(corpus_sites: list[Path], tmp_path: Path, clock: Any) -> None:
    wrong: list[str] = []
    entries = 0
    for number, place in enumerate(corpus_sites):
        repo = repository_from(place, tmp_path / str(number))
        for path, expected in configurations(place).items():
            site = open_site(repo, config=path, clock=clock)
            counts = {item.collection.name: item.entries for item in check_site(site).collections}
            for collection in expected["collections"]:
                want = {item["path"] for item in collection["entries"]}
                got = {listed_path(site, row) for row in list_rows(site, collection["name"])}
                entries += len(got)
                if collection["i18n"]:
                    want = {file for item in collection.get("entries_all", collection["entries"]) for file in item["files"]}
                    got = {str(file) for row in list_rows(site, collection["name"]) for file in row.files.values()}
                elif counts[collection["name"]] != len(want):
                    wrong.append(f"{place.name} {path} {collection['name']}: check counts {counts[collection['name']]}")
                if want != got:
                    wrong.append(f"{place.name} {path} {collection['name']}: {sorted(want ^ got)[:6]}")
            site.close()
    assert not wrong, "\n".join(wrong)
    assert entries > 1000


def listed_path(site: Site, row: Any) -> str:
    return str(row.path)


def test_saving_without_change_keeps_every_byte(corpus_sites: list[Path], tmp_path: Path, clock: Any) -> None:
    same = 0
    unreadable: list[str] = []
    for number, place in enumerate(corpus_sites):
        repo = repository_from(place, tmp_path / str(number))
        for path in configurations(place):
            site = open_site(repo, config=path, clock=clock)
            for collection in site.config.collections:
                for row in list_rows(site, collection.name):
                    entry = open_entry(site, collection.name, row.slug)
                    if entry.document is None:
                        unreadable.append(f"{entry.path}: {entry.problem}")
                        continue
                    document = parse_document(entry.source, entry_kind(entry.collection, entry.file))
                    assert edit_document(document, dict(document.values)) == entry.source, str(entry.path)
                    same += 1
            site.close()
    assert same > 1000
    assert len(unreadable) <= 10, "\n".join(unreadable)
    assert all("Line" in item for item in unreadable)


def test_setting_one_field_is_a_one_field_diff(corpus_sites: list[Path], tmp_path: Path) -> None:
    """`cms set` as a process on one entry of every site; the room's own test edits every file."""
    edited = 0
    for number, place in enumerate(corpus_sites):
        repo = repository_from(place, tmp_path / str(number))
        for path, expected in configurations(place).items():
            target = first_title(repo, path, expected, clock_free=True)
            if target is None:
                continue
            address, field = target
            done = cms(repo, "set", address, f"{field}=A title: with “quotes” & more", "--config", path)
            assert done.returncode == 0, f"{place.name}: {done.stderr}"
            added = [line for line in git(repo, "show", "--format=", "-U0").splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
            assert [line[0] for line in added].count("+") == 1, "\n".join(added)
            shown = json.loads(cms(repo, "show", address, "--json", "--config", path).stdout)
            assert shown["values"][field] == "A title: with “quotes” & more"
            edited += 1
    assert edited >= 25


def first_title(repo: Path, path: str, expected: dict[str, Any], *, clock_free: bool) -> tuple[str, str] | None:
    for collection in expected["collections"]:
        if collection["i18n"]:
            continue
        rows = json.loads(cms(repo, "list", collection["name"], "--json", "--config", path).stdout or "[]")
        for row in rows[:5]:
            shown = cms(repo, "show", f"{collection['name']}/{row['slug']}", "--json", "--config", path)
            values = json.loads(shown.stdout)["values"] if shown.returncode == 0 else {}
            if isinstance(values.get("title"), str) and "\n" not in values["title"]:
                return f"{collection['name']}/{row['slug']}", "title"
    return None


def cms(repo: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cms.cli", *arguments, "--repo", str(repo)]
    return subprocess.run(command, capture_output=True, text=True, env=GIT_ENVIRONMENT, check=False)
