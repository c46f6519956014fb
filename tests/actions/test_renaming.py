"""An entry gets another address: what goes along, what follows, and that it is one commit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path, PurePosixPath

import pytest
from PIL import Image
from support import CONFIG, SMALL_SITE, Files, FixedClock, git

from cms.actions import (
    Site,
    Upload,
    former_address,
    media_url_path,
    new_entry,
    open_entry,
    open_site,
    pointing_entries,
    rename_entry,
    save_entry,
)
from cms.actions.opening import entry_context
from cms.errors import Conflict, InvalidInput
from cms.fields import FormData, parse_form
from cms.state import Person

Opened = Callable[..., Site]
NOTES = """\
  - name: notes
    label: Notes
    folder: content/notes
    path: "{{slug}}/index"
    fields:
      - {name: title}
      - {name: story, widget: relation, collection: posts, required: false}
      - name: links
        widget: list
        required: false
        fields:
          - {name: to, widget: relation, collection: posts, value_field: "posts/{{slug}}"}
      - {name: cover, widget: image, required: false}
      - {name: body, widget: markdown, required: false}
  - name: site
"""
NOTE = """\
---
title: Note   # kept
story: plums
links:
  - to: posts/plums
  - to: posts/first-light
---
Text.
"""


@pytest.fixture
def opened(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Opened]:
    """Open the small site with more files, and its configuration changed."""
    sites: list[Site] = []

    def opened(files: Files | None = None, *changes: tuple[str, str], top: str = "") -> Site:
        config = CONFIG.replace("  - name: site\n", NOTES, 1)
        for old, new in changes:
            assert old in config
            config = config.replace(old, new, 1)
        repository = repository_of({**SMALL_SITE, **(files or {}), "static/admin/config.yml": top + config})
        sites.append(open_site(repository, clock=clock))
        return sites[-1]

    yield opened
    for site in sites:
        site.close()


def changed(site: Site) -> list[str]:
    """What the last commit did, as git tells it."""
    assert site.repository.work_tree is not None
    return sorted(git(site.repository.work_tree, "show", "--format=", "--name-status", "-M90%").splitlines())


def text_of(site: Site, path: str) -> str:
    assert site.repository.work_tree is not None
    return git(site.repository.work_tree, "show", f"HEAD:{path}")


def test_relations_follow_in_the_same_commit(opened: Opened, noor: Person) -> None:
    site = opened({"content/notes/a/index.md": NOTE})
    before = git(site.repository.work_tree or Path(), "rev-list", "--count", "HEAD")
    outcome = rename_entry(site, "posts", "plums", "Pears", person=noor, references=True)
    assert (outcome.slug, outcome.pointing) == ("pears", ())
    assert git(site.repository.work_tree or Path(), "rev-list", "--count", "HEAD") == str(int(before) + 1)
    assert text_of(site, "content/notes/a/index.md") == NOTE.replace("plums", "pears").rstrip("\n")


def test_relations_stay_unless_asked(opened: Opened, noor: Person) -> None:
    site = opened({"content/notes/a/index.md": NOTE, "content/notes/b/index.md": "---\ntitle: B\n---\n"})
    assert [row.slug for row in pointing_entries(site, "posts", "plums")] == ["a/index"]
    assert rename_entry(site, "posts", "plums", "pears", person=noor).pointing == ("notes/a/index",)
    assert text_of(site, "content/notes/a/index.md") == NOTE.rstrip("\n")


def test_relations_by_language_follow(opened: Opened, noor: Person) -> None:
    asked = "      - {name: story, widget: relation, collection: posts, value_field: '{{locale}}/{{slug}}'}\n"
    site = opened(
        {"content/notes/a/index.md": "---\ntitle: A\nstory: de/plums\n---\n"},
        ("      - {name: story, widget: relation, collection: posts, required: false}\n", asked),
        ("    folder: content/notes\n", "    folder: content/notes\n    i18n: true\n"),
        top="i18n: {structure: multiple_files, locales: [en, de], omit_default_locale_from_file_path: true}\n",
    )
    rename_entry(site, "posts", "plums", "pears", person=noor, references=True)
    assert "story: de/pears" in text_of(site, "content/notes/a/index.md")


def test_relation_to_itself_follows(opened: Opened, noor: Person) -> None:
    title = "      - {name: title, label: Title}\n"
    relation = "      - {name: next, widget: relation, collection: posts}\n"
    site = opened({"content/posts/self.md": "---\ntitle: Self\nnext: self\n---\n"}, (title, title + relation))
    assert rename_entry(site, "posts", "self", "other", person=noor).pointing == ()
    assert "next: other" in text_of(site, "content/posts/other.md")


def test_folder_entry_stays_a_folder(opened: Opened, noor: Person) -> None:
    files = {"content/notes/a/index.md": NOTE, "content/notes/a/img/x.png": b"x", "content/notes/other.md": "x"}
    site = opened(files)
    assert rename_entry(site, "notes", "a/index", "B", person=noor).slug == "b/index"
    assert changed(site) == [
        "R100\tcontent/notes/a/img/x.png\tcontent/notes/b/img/x.png",
        "R100\tcontent/notes/a/index.md\tcontent/notes/b/index.md",
    ]


def test_place_where_no_entry_is_found_is_refused(opened: Opened, noor: Person) -> None:
    with pytest.raises(InvalidInput, match="would not be found"):
        rename_entry(opened(), "posts", "plums", "2026/plums", person=noor)


@pytest.mark.parametrize(("dialect", "slug"), [("decap", "its-v1-2"), ("sveltia", "it-s-v1.2")])
def test_address_is_made_by_the_rules_of_the_dialect(opened: Opened, noor: Person, dialect: str, slug: str) -> None:
    site = opened(top=f"quire: {{dialect: {dialect}}}\n")
    assert rename_entry(site, "posts", "plums", "It's v1.2", person=noor).slug == slug


def test_translations_move_along(opened: Opened, noor: Person) -> None:
    i18n = "i18n: {structure: multiple_folders, locales: [en, de]}\n"
    files = {f"content/posts/{locale}/x.md": f"---\ntitle: X {locale}\n---\n" for locale in ("en", "de")}
    site = opened(files, ("    create: true\n", "    create: true\n    i18n: true\n"), top=i18n)
    rename_entry(site, "posts", "x", "y", person=noor)
    assert changed(site) == [
        f"R100\tcontent/posts/{locale}/x.md\tcontent/posts/{locale}/y.md" for locale in ("de", "en")
    ]


PATH = ("    create: true\n", '    create: true\n    path: "{{year}}/{{slug}}"\n    media_folder: img\n')
PICTURED = "---\ntitle: Figs\ncover: img/figs.png\n---\n![Tree](img/tree.png) ![Site](/media/site.png)\n"


def test_pictures_beside_an_entry_move_along(opened: Opened, noor: Person) -> None:
    files: Files = {
        "content/posts/2025/figs.md": PICTURED,
        "content/posts/2025/dates.md": "---\ntitle: Dates\ncover: img/tree.png\n---\n",
        "content/posts/2025/img/figs.png": b"figs",
        "content/posts/2025/img/tree.png": b"tree",
        "static/media/site.png": b"site",
    }
    site = opened(files, PATH)
    rename_entry(site, "posts", "2025/figs", "2026/figs", person=noor)
    assert changed(site) == [
        "A\tcontent/posts/2026/img/tree.png",  # another entry shows it too
        "R100\tcontent/posts/2025/figs.md\tcontent/posts/2026/figs.md",
        "R100\tcontent/posts/2025/img/figs.png\tcontent/posts/2026/img/figs.png",
    ]


ADDRESSED = ("    create: true\n", '    create: true\n    preview_path: "journal/{{slug}}/"\n')


@pytest.mark.parametrize(
    ("aliases_field", "dialect", "expected"),
    [
        ("    aliases_field: redirects\n", "decap", "redirects:\n  - /journal/plums/\n"),
        ("    aliases_field: true\n", "decap", "aliases:\n  - /journal/plums/\n"),
        ("", "sveltia", "aliases:\n  - /journal/plums/\n"),
        ("", "decap", ""),
        ("    aliases_field: false\n", "sveltia", ""),
    ],
)
def test_former_address_is_kept(opened: Opened, noor: Person, aliases_field: str, dialect: str, expected: str) -> None:
    change = (ADDRESSED[0], ADDRESSED[1] + aliases_field)
    site = opened({}, change, top=f"quire: {{dialect: {dialect}}}\n")
    assert former_address(site, open_entry(site, "posts", "plums")) == ("/journal/plums/" if expected else "")
    rename_entry(site, "posts", "plums", "pears", person=noor)
    text = text_of(site, "content/posts/pears.md")
    assert text == f"---\ntitle: Plums, briefly\ndate: 2026-02-01\n{expected}---\nPlums."


def test_alias_of_its_own_address_is_taken_out(opened: Opened, noor: Person) -> None:
    site = opened({}, (ADDRESSED[0], ADDRESSED[1] + "    aliases_field: true\n"))
    rename_entry(site, "posts", "plums", "pears", person=noor)
    rename_entry(site, "posts", "pears", "plums", person=noor)
    assert open_entry(site, "posts", "plums").values["aliases"] == ["/journal/pears/"]


def test_copy_takes_no_former_address(opened: Opened, noor: Person) -> None:
    site = opened({}, (ADDRESSED[0], ADDRESSED[1] + "    aliases_field: true\n"))
    rename_entry(site, "posts", "plums", "pears", person=noor)
    assert "aliases" not in new_entry(site, "posts", duplicate_of="pears").values


def test_computed_text_can_be_a_slug(opened: Opened) -> None:
    computed = "      - {name: key, widget: compute, value: '{{fields.title | slugify}}'}\n"
    title = "      - {name: title, label: Title}\n"
    site = opened({}, (title, title + computed))
    entry = open_entry(site, "posts", "plums")
    form = FormData([("f.title", "It's new")])
    assert parse_form(entry.fields, form, entry.values, entry_context(site, entry)).values["key"] == "its-new"


def test_taken_address_names_what_is_there(opened: Opened, noor: Person) -> None:
    site = opened({"content/notes/a/index.md": NOTE})
    with pytest.raises(Conflict, match="already an entry at first-light"):
        rename_entry(site, "posts", "plums", "first-light", person=noor, references=True)
    assert text_of(site, "content/notes/a/index.md") == NOTE.rstrip("\n")


TYPED = ("    create: true\n", "    create: true\n    slug: {template: '{{title}}', editable: true}\n")


def save(site: Site, noor: Person, slug: str, *pairs: tuple[str, str], **uploads: Upload) -> None:
    base = open_entry(site, "posts", slug).base
    save_entry(site, "posts", slug, FormData(pairs), base=base, person=noor, key="k", uploads=uploads)


def test_alias_is_the_address_that_was(opened: Opened, noor: Person) -> None:
    address = "    preview_path: '{{year}}/{{slug}}/'\n    aliases_field: true\n"
    site = opened({}, (TYPED[0], TYPED[1] + address))
    save(site, noor, "plums", ("f.date", "2027-03-04"), ("f._slug", "pears"))
    assert open_entry(site, "posts", "pears").values["aliases"] == ["/2026/plums/"]


def a_png() -> bytes:
    data = BytesIO()
    Image.new("RGB", (2, 2)).save(data, "PNG")
    return data.getvalue()


@pytest.mark.parametrize(
    ("folder", "slug", "path", "there"),
    [
        ("img", "pears", "", "content/posts/img/figs-2.png"),
        ("/static/{{filename}}", "pears", "", "static/pears/figs.png"),
        ("/static/{{dirname}}", "pears", "{{slug}}/index", "static/pears/figs.png"),
        ("", "pears", "{{slug}}/index", "content/posts/pears/figs-2.png"),
    ],
)
def test_upload_goes_to_the_new_address(
    opened: Opened, noor: Person, folder: str, slug: str, path: str, there: str
) -> None:
    own = f"    path: '{path}'\n" if path else ""
    own += f"    media_folder: '{folder}'\n    public_folder: '{folder}'\n"
    name = "plums/index" if path else "plums"
    files: Files = {
        f"content/posts/{name}.md": "---\ntitle: Plums\ncover: img/figs.png\n---\n",
        "content/posts/img/figs.png": b"present",
        "content/posts/plums/figs.png": b"present",
    }
    site = opened(files, (TYPED[0], TYPED[1] + own))
    save(site, noor, name, ("f._slug", slug), cover=Upload("figs.png", a_png()))
    assert site.repository.read_path(PurePosixPath(there)) is not None
    moved = open_entry(site, "posts", f"{slug}/index" if path else slug)
    assert media_url_path(site, moved, moved.fields[2], str(moved.values["cover"])) == there


def test_many_that_point_are_told_and_not_half_done(
    opened: Opened, noor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("repointing", "renaming"):
        monkeypatch.setattr(f"cms.actions.{room}.MOST_FOLLOW", 1)
    site = opened({f"content/notes/{name}/index.md": NOTE for name in "ab"}, TYPED)
    with pytest.raises(InvalidInput, match="too many to change with it"):
        save(site, noor, "plums", ("f._slug", "pears"))
    assert rename_entry(site, "posts", "plums", "pears", person=noor, references=True).pointing == ("notes/b/index",)
