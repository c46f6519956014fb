"""Which files are entries: Decap's rules, and every real site."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import pytest
from entries_support import listed, posts, site_of

from cms.config import load_config
from cms.entries import collection_files, extract, renamed_path, slug_from_path
from cms.entries.listing import localised_path

TWO = {"locales": ["en", "de"], "default_locale": "en"}


def slugs(site: Any, *paths: str) -> list[str]:
    return [entry.slug for entry in listed(site, *paths)]


def localised(structure: str, **more: Any) -> Any:
    return posts(i18n={"structure": structure, **TWO, **more})


def test_folder_lists_its_own_files() -> None:
    found = slugs(
        posts(),
        "content/posts/a.md",
        "content/posts/deep/b.md",
        "content/posts/c.html",
        "content/posts-evil/d.md",
        "content/posts/.md",
        "other/content/posts/e.md",
    )
    assert found == ["a"]


def test_path_template_sets_depth() -> None:
    files = ("content/posts/a.md", "content/posts/2026/b.md", "content/posts/2026/11/c.md")
    assert slugs(posts(path="{{year}}/{{slug}}"), *files) == ["a", "2026/b"]


def test_nested_depth_is_respected() -> None:
    files = ("content/posts/a.md", "content/posts/b/index.md", "content/posts/b/c/index.md")
    assert slugs(posts(nested={"depth": 2}), *files) == ["a", "b/index"]


def test_extension_can_have_two_parts() -> None:
    site = posts(extension="html.md", format="yaml-frontmatter")
    assert slugs(site, "content/posts/a.html.md", "content/posts/b.md") == ["a"]


def test_folder_can_be_the_root() -> None:
    assert slugs(posts(folder=""), "a.md", "content/b.md") == ["a"]


@pytest.mark.parametrize(
    ("structure", "paths"),
    [
        ("multiple_files", ["content/posts/a.en.md", "content/posts/a.de.md"]),
        ("multiple_folders", ["content/posts/en/a.md", "content/posts/de/a.md"]),
        ("multiple_root_folders", ["en/content/posts/a.md", "de/content/posts/a.md"]),
    ],
)
def test_translations_are_one_entry(structure: str, paths: list[str]) -> None:
    site = localised(structure)
    (entry,) = listed(site, *reversed(paths))
    assert entry.slug == "a"
    assert {locale: str(path) for locale, path in entry.files.items()} == {"en": paths[0], "de": paths[1]}
    assert str(entry.path) == paths[0]


def test_entry_without_default_language_is_listed() -> None:
    (entry,) = listed(localised("multiple_files"), "content/posts/a.de.md")
    assert str(entry.path) == "content/posts/a.de.md"


def test_other_suffix_is_no_language() -> None:
    site = localised("multiple_files")
    assert slugs(site, "content/posts/v1.2.en.md", "content/posts/a.fr.md", "content/posts/b.md") == ["v1.2"]


def test_omitted_default_language_is_found() -> None:
    site = localised("multiple_folders", omit_default_locale_from_file_path=True)
    (entry,) = listed(site, "content/posts/a.md", "content/posts/de/a.md")
    assert {locale: str(path) for locale, path in entry.files.items()} == {
        "en": "content/posts/a.md",
        "de": "content/posts/de/a.md",
    }


def test_single_file_holds_all_languages() -> None:
    (entry,) = listed(localised("single_file"), "content/posts/a.md")
    assert dict(entry.files) == {"": PurePosixPath("content/posts/a.md")}


def test_locale_tag_wins_over_structure() -> None:
    site = posts(folder="content/{{locale}}/posts", i18n={"structure": "multiple_files", **TWO})
    (entry,) = listed(site, "content/en/posts/a.md", "content/de/posts/a.md", "content/fr/posts/a.md")
    assert sorted(entry.files) == ["de", "en"]


def test_missing_file_is_not_created_yet() -> None:
    files = [
        {"name": name, "label": name.title(), "file": f"data/{name}.yml", "fields": [{"name": "x", "label": "X"}]}
        for name in ("here", "gone")
    ]
    here, gone = listed(site_of({"collections": [{"name": "site", "label": "Site", "files": files}]}), "data/here.yml")
    assert (here.slug, here.exists) == ("here", True)
    assert (gone.slug, gone.exists, str(gone.path)) == ("gone", False, "data/gone.yml")


@pytest.mark.parametrize("structure", ["multiple_files", "multiple_folders", "multiple_root_folders", "single_file"])
def test_addresses_and_listing_agree(structure: str) -> None:
    site = localised(structure)
    collection = site.collections[0]
    for locale in ("en", "de"):
        path = localised_path(collection, "a", locale)
        (entry,) = listed(site, str(path))
        assert entry.slug == slug_from_path(collection, path) == "a"
        assert renamed_path(collection, site, path, "a", "b") == localised_path(collection, "b", locale)


@pytest.mark.corpus
def test_real_sites_list_as_decap(corpus_sites: list[Path]) -> None:
    wrong: list[str] = []
    collections = entries = 0
    for folder in corpus_sites:
        for config, expected in json.loads((folder / "expected.json").read_text())["configs"].items():
            for collection in expected["collections"] if expected["loadable"] else ():
                got = found_in(folder / "files", config, collection["name"])
                wrong += differences(folder / "files", collection, got, f"{folder.name} {config} {collection['name']}")
                collections, entries = collections + 1, entries + len(got)
    assert not wrong, "\n".join(wrong)
    assert collections >= 130
    assert entries >= 1000


def found_in(root: Path, config: str, name: str) -> dict[str, list[str]]:
    """Path below the languages → files, of each entry that a collection lists."""
    site = load_config((root / config).read_bytes(), config).site
    assert site is not None
    collection = site.collection(name)
    assert collection is not None, name
    paths = [PurePosixPath(path.relative_to(root).as_posix()) for path in sorted(root.rglob("*")) if path.is_file()]
    found = {}
    for entry in collection_files(collection, site, paths):
        contents = {path: ("", (root / path).read_bytes()) for path in entry.files.values() if path in paths}
        if extract(site, collection, entry, contents) is not None:
            path = entry.path if collection.i18n is None else collection.folder / f"{entry.slug}.{collection.extension}"
            found[str(path)] = sorted(map(str, contents))
    return found


def differences(root: Path, expected: Any, got: dict[str, list[str]], where: str) -> list[str]:
    """What must be listed and is not, and what may not be listed; files left out of the corpus do not count."""
    must = {item["path"]: item["files"] for item in expected["entries"]}
    may = {item["path"]: sorted(item["files"]) for item in expected.get("entries_all", expected["entries"])}
    present = {path for path, files in must.items() if any((root / file).is_file() for file in files)}
    missing = [f"{where}: {path} is not listed" for path in sorted(present - got.keys())]
    return missing + [f"{where}: {path} {files}" for path, files in got.items() if may.get(path) != files]
