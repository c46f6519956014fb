"""Entries with a name of their own in each language: begun, linked by a key, followed, renamed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from support import Files, FixedClock, git, write_files

from cms.actions import (
    InvalidEntry,
    Marks,
    Site,
    at_commit,
    create_entry,
    delete_entry,
    entry_controls,
    open_entry,
    open_site,
    rename_entry,
    save_entry,
)
from cms.errors import NotFound
from cms.fields import FormData
from cms.state import Person

CONFIG = """\
backend: {name: git-gateway}
media_folder: media
i18n: {structure: multiple_folders, locales: [en, de, fr], initial_locales: default, OPTIONS}
collections:
  - name: posts
    label: Posts
    folder: posts
    create: true
    i18n: true
    slug: SLUG
    fields:
      - {name: title, label: Title, i18n: true}
      - {name: body, label: Body, widget: markdown, i18n: true, required: false}
"""
NOOR = Person("Noor Bakshi", "noor@example.org")
LINKED = {
    "posts/en/tea.md": "---\ntitle: Tea\ntranslationKey: tea\n---\n",
    "posts/de/tee.md": "---\ntitle: Tee\ntranslationKey: tea\n---\n",
    "posts/fr/pain.md": "---\ntitle: Pain\n---\n",
}


@pytest.fixture
def open_with(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Callable[..., Site]]:
    sites: list[Site] = []

    def opened(files: Files, *, slug: str = "{template: '{{title}}', i18n: true}", options: str = "") -> Site:
        config = CONFIG.replace("SLUG", slug).replace(", OPTIONS", options)
        sites.append(open_site(repository_of({"admin/config.yml": config, **files}), clock=clock))
        return sites[-1]

    yield opened
    for site in sites:
        site.close()


def tree(site: Site) -> Path:
    assert site.repository.work_tree is not None
    return site.repository.work_tree


def files_of(site: Site, slug: str) -> dict[str, str]:
    row = site.index.find("posts", slug)
    return {locale: str(path) for locale, path in row.files.items()} if row is not None else {}


def texts(site: Site) -> dict[str, str]:
    return {path.relative_to(tree(site)).as_posix(): path.read_text() for path in tree(site).rglob("posts/*/*.md")}


@pytest.mark.parametrize("slug", ["{template: '{{title}}', i18n: true}", "'{{title | localize}}'"])
def test_each_language_has_a_name_of_its_own(open_with: Callable[..., Site], slug: str) -> None:
    site = open_with({}, slug=slug)
    typed = FormData([("f.title", "Tea"), ("f.@de.title", "Grüner Tee")])
    create_entry(site, "posts", typed, person=NOOR, key="k", locale="en", beside=Marks("de"))
    assert texts(site) == {
        "posts/en/tea.md": "---\ntitle: Tea\ntranslationKey: tea\n---\n",
        "posts/de/grüner-tee.md": "---\ntitle: Grüner Tee\ntranslationKey: tea\n---\n",
    }
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/grüner-tee.md"}
    assert open_entry(site, "posts", "tea", locale="de").values["title"] == "Grüner Tee"


def test_begun_translation_is_linked(open_with: Callable[..., Site]) -> None:
    site = open_with(
        {"posts/en/tea.md": "---\ntitle: Tea\n---\n"}, options=", canonical_slug: {key: link, value: 'x-{{slug}}'}"
    )
    typed = FormData([("f.title", "Thé vert")])
    save_entry(site, "posts", "tea", typed, base="", person=NOOR, key="k", locale="fr")
    assert texts(site) == {
        "posts/en/tea.md": "---\ntitle: Tea\nlink: x-tea\n---\n",
        "posts/fr/thé-vert.md": "---\ntitle: Thé vert\nlink: x-tea\n---\n",
    }
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "fr": "posts/fr/thé-vert.md"}
    assert len(git(tree(site), "log", "--format=%h").split()) == 2


def test_index_follows_the_key(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/tee.md"}
    write_files(tree(site), {"posts/fr/pain.md": "---\ntitle: Thé\ntranslationKey: tea\n---\n"})
    git(tree(site), "commit", "-qam", "Link")
    site.refresh()
    assert (len(files_of(site, "tea")), files_of(site, "pain")) == (3, {})
    write_files(tree(site), {"posts/de/tee.md": "---\ntitle: Tee\n---\n"})
    git(tree(site), "commit", "-qam", "Unlink")
    site.refresh()
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "fr": "posts/fr/pain.md"}
    assert files_of(site, "tee") == {"de": "posts/de/tee.md"}
    before = {slug: files_of(site, slug) for slug in ("tea", "tee", "pain")}
    site.reindex()
    assert {slug: files_of(site, slug) for slug in before} == before


def test_renaming_keeps_the_link(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    rename_entry(site, "posts", "tea", "black-tea", person=NOOR)
    assert files_of(site, "black-tea") == {"en": "posts/en/black-tea.md", "de": "posts/de/tee.md"}


EDITABLE = "{template: '{{title}}', i18n: true, editable: true}"


def test_language_is_renamed_alone(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    outcome = rename_entry(site, "posts", "tea", "Schwarzer Tee", person=NOOR, locale="de")
    assert (outcome.slug, outcome.changed) == ("tea", True)
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/schwarzer-tee.md"}
    assert not rename_entry(site, "posts", "tea", "schwarzer-tee", person=NOOR, locale="de").changed
    with pytest.raises(NotFound, match="not there in this language"):
        rename_entry(site, "posts", "tea", "thé", person=NOOR, locale="fr")


def test_renamed_language_stays_linked_without_a_key(open_with: Callable[..., Site]) -> None:
    site = open_with({"posts/en/tea.md": "---\ntitle: Tea\n---\n", "posts/de/tea.md": "---\ntitle: Tee\n---\n"})
    rename_entry(site, "posts", "tea", "Tee", person=NOOR, locale="de")
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/tee.md"}
    assert set(texts(site).values()) == {f"---\ntitle: {title}\ntranslationKey: tea\n---\n" for title in ("Tea", "Tee")}


def test_name_that_was_the_key_is_kept_as_one(open_with: Callable[..., Site]) -> None:
    site = open_with({**LINKED, "posts/en/tea.md": "---\ntitle: Tea\n---\n"})
    rename_entry(site, "posts", "tea", "black-tea", person=NOOR)
    assert files_of(site, "black-tea") == {"en": "posts/en/black-tea.md", "de": "posts/de/tee.md"}


def test_both_languages_are_renamed_in_their_form(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED, slug=EDITABLE)
    english, german = (open_entry(site, "posts", "tea", locale=locale) for locale in ("en", "de"))
    for entry, root, name in ((english, "f", "tea"), (german, "f.@de", "tee")):
        address = next(each for each in entry_controls(site, entry, root=root) if each.name == f"{root}._slug")
        assert address.text == name
    typed = FormData([("f._slug", "Green Tea"), ("f.@de._slug", "Grüner Tee"), ("f.@de.title", "Tee!")])
    outcome = save_entry(
        site, "posts", "tea", typed, base=english.base, beside=Marks("de", german.base), person=NOOR, key="k"
    )
    assert outcome.slug == "green-tea"
    assert files_of(site, "green-tea") == {"en": "posts/en/green-tea.md", "de": "posts/de/grüner-tee.md"}
    assert texts(site)["posts/de/grüner-tee.md"] == "---\ntitle: Tee!\ntranslationKey: tea\n---\n"
    assert len(git(tree(site), "log", "--format=%h").split()) == 2


def test_wrong_address_of_a_language_is_told_there(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED, slug=EDITABLE)
    english, german = (open_entry(site, "posts", "tea", locale=locale) for locale in ("en", "de"))
    typed, marks = FormData([("f.@de._slug", "?!")]), Marks("de", german.base)
    with pytest.raises(InvalidEntry) as refused:
        save_entry(site, "posts", "tea", typed, base=english.base, beside=marks, person=NOOR, key="k")
    assert (refused.value.problems, [each.path for each in refused.value.beside]) == ((), [("_slug",)])


def test_only_the_renamed_language_keeps_a_former_address(open_with: Callable[..., Site]) -> None:
    slug = EDITABLE + "\n    preview_path: '{{locale}}/{{slug}}'\n    aliases_field: true"
    site = open_with(LINKED, slug=slug)
    rename_entry(site, "posts", "tea", "kamille", person=NOOR, locale="de")
    assert texts(site)["posts/de/kamille.md"].endswith("aliases:\n  - /de/tee\n---\n")
    rename_entry(site, "posts", "tea", "black-tea", person=NOOR)
    assert texts(site)["posts/en/black-tea.md"].endswith("aliases:\n  - /en/tea\n---\n")
    assert texts(site)["posts/de/kamille.md"].endswith("aliases:\n  - /de/tee\n---\n")


def test_copy_is_linked_in_itself(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    create_entry(site, "posts", FormData([("f.title", "Chai")]), person=NOOR, key="k", locale="en", copy_of="tea")
    assert files_of(site, "tea") == {"en": "posts/en/tea.md", "de": "posts/de/tee.md"}
    assert files_of(site, "chai") == {"en": "posts/en/chai.md", "de": "posts/de/tee-1.md"}


def test_all_languages_are_deleted(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    delete_entry(site, "posts", "tea", person=NOOR)
    assert list(texts(site)) == ["posts/fr/pain.md"]


def test_edit_of_a_linked_translation(open_with: Callable[..., Site]) -> None:
    site = open_with(LINKED)
    entry = open_entry(site, "posts", "tea", locale="de")
    head = site.head()
    typed = FormData([("f.title", "Schwarztee")])
    save_entry(site, "posts", "tea", typed, base=entry.base, person=NOOR, key="k", locale="de")
    assert texts(site)["posts/de/tee.md"] == "---\ntitle: Schwarztee\ntranslationKey: tea\n---\n"
    assert at_commit(site, "posts", "tea", head, locale="de").values["title"] == "Tee"
