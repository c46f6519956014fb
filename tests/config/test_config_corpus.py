"""Real configurations: they load, with few findings, and say what their sites' own tools read from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from config_support import said

from cms.config import CONFIG_PATHS, SiteConfig, load_config

pytestmark = pytest.mark.corpus

CORPUS = Path(__file__).resolve().parents[2].parent / "shared" / "corpus"


@pytest.fixture
def corpus() -> Path:
    if not CORPUS.is_dir():
        pytest.skip("the corpus of real sites is not beside this checkout")
    return CORPUS


def site_of(path: Path) -> SiteConfig:
    loaded = load_config(path.read_bytes(), path.name)
    assert loaded.site is not None, f"{path.name}: {[str(item) for item in loaded.errors]}"
    return loaded.site


def test_real_configurations_have_few_errors(corpus: Path) -> None:
    files = sorted((corpus / "configs").glob("*.yml"))
    errors = {file.name: load_config(file.read_bytes(), file.name).errors for file in files}
    refused = {name: [item.code for item in found] for name, found in errors.items() if found}
    assert len(files) >= 90
    assert refused == {
        "7054company+7ea.yml": ["unknown-value"],  # format: md
        "BojanKogoj+giant-clock-website.yml": ["missing-option", "missing-option"],  # files without fields
    }


def test_real_configurations_are_quiet(corpus: Path) -> None:
    files = sorted((corpus / "configs").glob("*.yml"))
    quiet = [file for file in files if not said(load_config(file.read_bytes(), file.name))]
    assert len(quiet) >= 56


def test_sites_are_found_and_read(corpus: Path) -> None:
    seen = 0
    for oracle in sorted((corpus / "sites").glob("*/expected.json")):
        for path, expected in json.loads(oracle.read_text())["configs"].items():
            assert path in CONFIG_PATHS
            site = site_of(oracle.parent / "files" / path)
            got = [
                (
                    item.name,
                    item.kind,
                    str(item.folder) if item.folder else None,
                    item.extension if item.folder else None,
                    item.nested is not None,
                    item.i18n.structure if item.i18n else None,
                )
                for item in site.collections
            ]
            want = [
                (
                    item["name"],
                    item["kind"],
                    item.get("folder"),
                    item.get("ext") if item["kind"] == "folder" else None,
                    bool(item.get("nested")),
                    item["i18n"],
                )
                for item in expected["collections"]
            ]
            assert got == want, str(oracle)
            seen += len(got)
    assert seen > 100


@pytest.mark.parametrize(
    ("name", "collections"),
    [
        ("2i2c-org+2i2c-org.github.io", {"authors": 12, "posts": 12, "talks": 19, "pages": 2}),
        ("97xiami+97xiami.github.io", {"posts": 5}),
        ("18F+eca-exchanges-federalist-site", {"events": None, "programs": 20}),
        (
            "LACMTA+marketing-docs",
            {"design": 7, "support": 7, "marketing": 7, "getting-started": 8, "developer-docs": 8, "production": 8},
        ),
        (
            "LACMTA+marketing-docs.older",
            {
                "design-resources": 7,
                "training-guides": 7,
                "proj-mgmt-resources": 7,
                "admin-resources": 8,
                "projects": 8,
                "processes": 8,
                "resources": 5,
            },
        ),
        (
            "The-Balance-FFXIV+glam",
            {
                "role-data": 8,
                "job-landing": 18,
                "role-landing": 5,
                "author-profile": 4,
                "encounter-data": 18,
                "sch-guide": 11,
            },
        ),
    ],
)
def test_what_yaml_parsers_refuse(corpus: Path, name: str, collections: dict[str, int | None]) -> None:
    site = site_of(corpus / "invalid-configs" / f"{name}.yml")
    assert [item.name for item in site.collections] == list(collections)
    for item in site.collections:
        assert collections[item.name] in (None, len(item.fields) or len(item.files)), item.name


def test_all_that_yaml_parsers_refuse_have_collections(corpus: Path) -> None:
    files = sorted((corpus / "invalid-configs").glob("*.yml"))
    assert len(files) >= 8
    assert all(site_of(file).collections for file in files)


def test_single_oddities_are_read(corpus: Path) -> None:
    folder = corpus / "invalid-configs"
    programs = site_of(folder / "18F+eca-exchanges-federalist-site.yml").collection("programs")
    criteria = next(field for field in programs.fields if field.name == "eligibility-criteria")
    assert [(field.name, field.widget) for field in criteria.fields] == [("text", "markdown")]
    talks = site_of(folder / "2i2c-org+2i2c-org.github.io.yml").collection("talks")
    assert "Thumbnail Only?" in [inner.label for field in talks.fields for inner in (field, *field.fields)]
    encounters = site_of(folder / "The-Balance-FFXIV+glam.yml").collection("encounter-data")
    assert {field.widget for field in encounters.fields if field.name in ("weight", "tier_weight")} == {"string"}
