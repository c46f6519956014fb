"""Over every real site: the command line finds its entries, and an edit changes what it should and nothing else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support import git

from cms.actions import Site, check_site, list_rows, open_site, set_texts
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
                want = {item["path"] for item in collection["entries"] if (repo / item["path"]).is_file()}
                got = {str(row.path) for row in list_rows(site, collection["name"])}
                entries += len(got)
                if collection["i18n"]:
                    listed = collection.get("entries_all", collection["entries"])
                    want = {file for item in listed for file in item["files"]}
                    got = {str(file) for row in list_rows(site, collection["name"]) for file in row.files.values()}
                elif counts[collection["name"]] != len(want):
                    wrong.append(f"{place.name} {path} {collection['name']}: check counts {counts[collection['name']]}")
                if want != got:
                    wrong.append(f"{place.name} {path} {collection['name']}: {sorted(want ^ got)[:6]}")
            site.close()
    assert not wrong, "\n".join(wrong)
    assert entries > 1000


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


def test_setting_one_field_is_a_one_line_diff(corpus_sites: list[Path], tmp_path: Path, clock: Any) -> None:
    """What `cms set` does, on an entry of each collection; the documents' own test edits every file."""
    title = "A title: with “quotes” & more"
    edited = 0
    for number, place in enumerate(corpus_sites):
        repo = repository_from(place, tmp_path / str(number))
        for path in configurations(place):
            site = open_site(repo, config=path, clock=clock)
            for collection in site.config.collections:
                target = with_title(site, collection.name)
                if target is None:
                    continue
                slug, field = target
                set_texts(site, collection.name, slug, {field: title}, person=site.person())
                diff = git(repo, "show", "--format=", "-U0").splitlines()
                added = [line for line in diff if line.startswith("+") and not line.startswith("+++")]
                assert len(added) == 1, "\n".join(diff)
                assert open_entry(site, collection.name, slug).values[field] == title
                edited += 1
            site.close()
    assert edited >= 60


def with_title(site: Site, collection: str) -> tuple[str, str] | None:
    for row in list_rows(site, collection, limit=5):
        values = open_entry(site, collection, row.slug).values
        for name in ("title", "name", "label"):
            value = values.get(name)
            if isinstance(value, str) and "\n" not in value:
                return row.slug, name
    return None
