"""Entries in several languages: begun, written beside each other, joined; one commit, and only what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from support import Files, FixedClock, git

from cms.actions import (
    EntryConflict,
    InvalidEntry,
    ListWish,
    Marks,
    Site,
    check_site,
    create_entry,
    list_entries,
    open_entry,
    open_site,
    resolve_conflict,
    save_entry,
)
from cms.fields import FormData
from cms.state import Person

FIELDS = """
      - {name: title, label: Title, i18n: true}
      - {name: date, label: Date, i18n: duplicate, required: false}
      - {name: mood, label: Mood, required: false}
      - {name: body, label: Body, widget: markdown, i18n: true, required: false}
"""
LAYOUTS = {
    "multiple_files": ("posts/tea.en.md", "posts/tea.de.md"),
    "multiple_folders": ("posts/en/tea.md", "posts/de/tea.md"),
    "multiple_root_folders": ("en/posts/tea.md", "de/posts/tea.md"),
    "multiple_folders_i18n_root": ("en/posts/tea.md", "de/posts/tea.md"),
}
ENGLISH = "---\ntitle: Tea  # short\ndate: 2026-01-05\nmood: calm\nlayout: post\n---\nHot.\n"
GERMAN = "---\ntitle: Tee\ndate: 2026-01-05\n---\nHeiß.\n"
SINGLE = "en:\n  title: Tea  # short\n  date: 2026-01-05\n  mood: calm\nde:\n  title: Tee\n  date: 2026-01-05\n"
ROOT = "title: Tea  # short\ndate: 2026-01-05\nmood: calm\nde:\n  title: Tee\n  date: 2026-01-05\n"
NOOR = Person("Noor Bakshi", "noor@example.org")

Open = Callable[..., Site]


@pytest.fixture
def open_with(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Open]:
    """Open a site of such a layout with these files of its entries."""
    sites: list[Site] = []

    def opened(structure: str, files: Files, *, i18n: str = "", collection: str = "", fields: str = FIELDS) -> Site:
        config = (
            "backend: {name: git-gateway}\nmedia_folder: media\n"
            f"i18n: {{structure: {structure}, locales: [en, de, fr]{i18n}}}\n"
            "collections:\n  - name: posts\n    label: Posts\n    folder: posts\n    create: true\n    i18n: true\n"
            f"{collection}    fields:{fields}"
        )
        repo = repository_of({"admin/config.yml": config, **files})
        sites.append(open_site(repo, clock=clock))
        return sites[-1]

    yield opened
    for site in sites:
        site.close()


def form(**values: str) -> FormData:
    """What a form sends: `title` for `f.title`, `de_title` for the German one beside it."""
    names = {name: f"f.@{name[:2]}.{name[3:]}" if name[2:3] == "_" else f"f.{name}" for name in values}
    return FormData((names[name], text) for name, text in values.items())


def save(site: Site, typed: FormData, locale: str, *, beside: str = "", start: str = "", key: str = "k") -> None:
    base = open_entry(site, "posts", "tea", locale=locale).base
    marks = Marks(beside, open_entry(site, "posts", "tea", locale=beside).base) if beside else None
    save_entry(site, "posts", "tea", typed, base=base, person=NOOR, key=key, locale=locale, start=start, beside=marks)


def tree(site: Site) -> Path:
    assert site.repository.work_tree is not None
    return site.repository.work_tree


def changed(site: Site) -> list[str]:
    """The lines that the last commit removed and added."""
    lines = git(tree(site), "show", "--format=", "--unified=0", "main").splitlines()
    return [line for line in lines if line[:1] in "+-" and line[:3] not in ("+++", "---")]


def commits(site: Site) -> int:
    return int(git(tree(site), "rev-list", "--count", "main"))


@pytest.mark.parametrize("structure", LAYOUTS)
def test_two_languages_are_one_commit(open_with: Open, structure: str) -> None:
    english, german = LAYOUTS[structure]
    site = open_with(structure, {english: ENGLISH, german: GERMAN})
    save(site, form(title="Green tea", de_title="Grüntee"), "en", beside="de")
    assert commits(site) == 2
    assert changed(site) in (
        ["-title: Tea  # short", "+title: Green tea  # short", "-title: Tee", "+title: Grüntee"],
        ["-title: Tee", "+title: Grüntee", "-title: Tea  # short", "+title: Green tea  # short"],
    )


@pytest.mark.parametrize(
    ("structure", "text", "lines"),
    [
        (
            "single_file",
            SINGLE,
            ["-  title: Tea  # short", "+  title: Green tea  # short", "-  title: Tee", "+  title: Grüntee"],
        ),
        (
            "single_file_default_root",
            ROOT,
            ["-title: Tea  # short", "+title: Green tea  # short", "-  title: Tee", "+  title: Grüntee"],
        ),
    ],
)
def test_two_languages_of_one_file(open_with: Open, structure: str, text: str, lines: list[str]) -> None:
    site = open_with(structure, {"posts/tea.yml": text}, collection="    extension: yml\n")
    save(site, form(title="Green tea", de_title="Grüntee"), "en", beside="de")
    assert changed(site) == lines


@pytest.mark.parametrize("structure", ["multiple_files", "single_file"])
def test_what_is_the_same_goes_to_all_languages(open_with: Open, structure: str) -> None:
    files = {"posts/tea.en.md": ENGLISH, "posts/tea.de.md": GERMAN}
    whole = {"posts/tea.yml": SINGLE}
    extension = "    extension: yml\n" if structure == "single_file" else ""
    site = open_with(structure, whole if structure == "single_file" else files, collection=extension)
    save(site, form(date="2026-02-06"), "en")
    assert [line.strip("+- ") for line in changed(site)] == ["date: 2026-01-05", "date: 2026-02-06"] * 2
    assert commits(site) == 2


def test_a_difference_that_was_there_stays(open_with: Open) -> None:
    other = GERMAN.replace("2026-01-05", "2025-12-31")
    site = open_with("multiple_files", {"posts/tea.en.md": ENGLISH, "posts/tea.de.md": other})
    save(site, form(title="Green tea"), "en")
    assert changed(site) == ["-title: Tea  # short", "+title: Green tea  # short"]


@pytest.mark.parametrize("structure", LAYOUTS)
def test_begin_a_translation(open_with: Open, structure: str) -> None:
    english, german = LAYOUTS[structure]
    site = open_with(structure, {english: ENGLISH})
    begun = open_entry(site, "posts", "tea", locale="de")
    assert (begun.translated, begun.origin, str(begun.path)) == (False, "en", german)
    assert begun.values == {"date": "2026-01-05"}
    save(site, form(title="Tee", body="Heiß."), "de")
    assert (tree(site) / german).read_text() == "---\ntitle: Tee\ndate: 2026-01-05\n---\nHeiß.\n"
    assert (tree(site) / english).read_text() == ENGLISH


def test_begin_from_the_text_of_the_original(open_with: Open) -> None:
    site = open_with("multiple_files", {"posts/tea.en.md": ENGLISH})
    start = open_entry(site, "posts", "tea").base
    begun = open_entry(site, "posts", "tea", locale="de", start=start)
    assert begun.values == {"title": "Tea", "date": "2026-01-05", "body": "Hot.\n"}
    save(site, form(title="Tee", body="Hot.\n"), "de", start=start)
    assert (tree(site) / "posts/tea.de.md").read_text() == "---\ntitle: Tee\ndate: 2026-01-05\n---\nHot.\n"


@pytest.mark.parametrize("structure", ["single_file", "single_file_default_root"])
def test_begin_in_the_same_file(open_with: Open, structure: str) -> None:
    text = SINGLE if structure == "single_file" else ROOT
    site = open_with(structure, {"posts/tea.yml": text}, collection="    extension: yml\n")
    save(site, form(title="Thé"), "fr")
    assert (tree(site) / "posts/tea.yml").read_text() == text + "fr:\n  title: Thé\n  date: 2026-01-05\n"


def test_new_entry_in_all_languages(open_with: Open) -> None:
    site = open_with("multiple_files", {})
    typed = form(title="Tea", date="2026-01-05", body="Hot.", de_title="Tee")
    create_entry(site, "posts", typed, person=NOOR, key="k", locale="en", beside=Marks("de"))
    assert commits(site) == 2
    found = {path.name: path.read_text() for path in (tree(site) / "posts").iterdir()}
    assert found == {
        "tea.en.md": '---\ntitle: Tea\ndate: "2026-01-05"\n---\nHot.\n',
        "tea.de.md": '---\ntitle: Tee\ndate: "2026-01-05"\n---\n',
        "tea.fr.md": '---\ndate: "2026-01-05"\n---\n',
    }


@pytest.mark.parametrize(
    ("i18n", "names"),
    [
        (", initial_locales: default", ["tea.en.md"]),
        (", initial_locales: [fr]", ["tea.en.md", "tea.fr.md"]),
        (", initial_locales: all", ["tea.de.md", "tea.en.md", "tea.fr.md"]),
        (", save_all_locales: false", ["tea.en.md"]),
        (", save_all_locales: true, omit_default_locale_from_file_path: true", ["tea.de.md", "tea.fr.md", "tea.md"]),
    ],
)
def test_languages_of_a_new_entry(open_with: Open, i18n: str, names: list[str]) -> None:
    site = open_with("multiple_files", {}, i18n=i18n)
    create_entry(site, "posts", form(title="Tea", date="2026-01-05"), person=NOOR, key="k", locale="en")
    assert sorted(path.name for path in (tree(site) / "posts").iterdir()) == names


def test_chosen_languages_of_a_new_entry(open_with: Open) -> None:
    site = open_with("single_file", {}, collection="    extension: yml\n")
    typed = form(title="Tea", date="2026-01-05")
    create_entry(site, "posts", typed, person=NOOR, key="k", locale="en", languages=["fr"])
    text = (tree(site) / "posts/tea.yml").read_text()
    assert text == 'en:\n  title: Tea\n  date: "2026-01-05"\nfr:\n  date: "2026-01-05"\n'


@pytest.mark.parametrize(
    ("i18n", "title", "wrong"),
    [
        ("", "", []),
        (", enforce_required_non_default: true", "", ["title"]),
        ("", ", required: [en, de]", ["title"]),
        (", enforce_required_non_default: true", ", required: [en]", []),
    ],
)
def test_required_in_a_translation(open_with: Open, i18n: str, title: str, wrong: list[str]) -> None:
    fields = FIELDS.replace("label: Title", f"label: Title{title}")
    site = open_with("multiple_files", {"posts/tea.en.md": ENGLISH}, i18n=i18n, fields=fields)
    try:
        save(site, form(title=""), "de")
        found = []
    except InvalidEntry as refused:
        found = [item.path[0] for item in refused.problems]
    assert found == wrong


def test_two_people_two_languages(open_with: Open) -> None:
    site = open_with("multiple_files", {"posts/tea.en.md": ENGLISH, "posts/tea.de.md": GERMAN})
    marks = [Marks(locale, open_entry(site, "posts", "tea", locale=locale).base) for locale in ("en", "de")]
    save(site, form(title="Schwarztee", body="Heiß.\n"), "de", key="other")
    typed = form(title="Green tea", de_title="Grüntee", de_body="Sehr heiß.\n")
    given = {"base": marks[0].base, "person": NOOR, "locale": "en", "beside": marks[1]}
    with pytest.raises(EntryConflict) as caught:
        save_entry(site, "posts", "tea", typed, key="mine", **given)  # type: ignore[arg-type]
    conflict = caught.value
    assert [(item.name, item.label) for item in conflict.merge.conflicts] == [("@de.title", "Title (de)")]
    choices = {"@de.title": "theirs"}
    resolve_conflict(
        site,
        "posts",
        "tea",
        typed,
        key="mine",
        theirs=conflict.theirs,
        choices=choices,
        own={},
        **given,  # type: ignore[arg-type]
    )
    assert (tree(site) / "posts/tea.de.md").read_text() == GERMAN.replace("Tee", "Schwarztee").replace(
        "Heiß", "Sehr heiß"
    )
    assert "title: Green tea  # short" in (tree(site) / "posts/tea.en.md").read_text()
    assert commits(site) == 3


def test_somebody_began_it_meanwhile(open_with: Open) -> None:
    site = open_with("multiple_files", {"posts/tea.en.md": ENGLISH})
    save(site, form(title="Tee"), "de", key="other")
    typed = form(title="Tee", body="Heiß.")
    save_entry(site, "posts", "tea", typed, base="", person=NOOR, key="mine", locale="de")
    assert "Heiß." in (tree(site) / "posts/tea.de.md").read_text()


@pytest.mark.parametrize("structure", ["multiple_files", "single_file", "single_file_default_root"])
def test_index_knows_the_languages(open_with: Open, structure: str) -> None:
    files = {"posts/tea.en.md": ENGLISH, "posts/tea.de.md": GERMAN}
    whole = {"posts/tea.yml": ROOT if structure == "single_file_default_root" else SINGLE}
    options = "    summary: '{{title}} ({{locales}})'\n"
    if structure == "multiple_files":
        site = open_with(structure, files, collection=options)
    else:
        site = open_with(structure, whole, collection=options + "    extension: yml\n")
    row = site.index.find("posts", "tea")
    assert row is not None
    assert row.languages == {"en": ("Tea", "Tea (de, en)"), "de": ("Tee", "Tee (de, en)")}


def test_list_is_sorted_by_its_language(open_with: Open) -> None:
    files = {
        f"posts/{name}.{locale}.md": f"---\ntitle: {title}\n---\n"
        for name, locale, title in [
            ("a", "en", "Apple"),
            ("a", "de", "Zwiebel"),
            ("b", "en", "Bread"),
            ("b", "de", "Brot"),
            ("c", "en", "Corn"),
        ]
    }
    site = open_with("multiple_files", files)
    rows = list_entries(site, "posts", ListWish(sort="title", locale="de")).rows
    assert [row.slug for row in rows] == ["b", "c", "a"]


def test_file_of_a_file_collection(repository_of: Callable[[Files], Path], clock: FixedClock) -> None:
    config = (
        "backend: {name: git-gateway}\nmedia_folder: media\ni18n: {structure: multiple_files, locales: [en, de]}\n"
        "collections:\n  - name: posts\n    label: Pages\n    i18n: true\n    files:\n"
        "      - {name: tea, label: Tea, file: 'data/{{locale}}/tea.yml', i18n: true,\n"
        "         fields: [{name: title, i18n: true}, {name: price, widget: number, i18n: duplicate}]}\n"
    )
    repo = repository_of({"admin/config.yml": config, "data/en/tea.yml": "title: Tea\nprice: 3\n"})
    with closing(open_site(repo, clock=clock)) as site:
        save(site, form(title="Tee"), "de")
        assert (repo / "data/de/tea.yml").read_text() == "title: Tee\nprice: 3\n"
        save(site, form(price="4"), "en", key="second")
        assert changed(site) == ["-price: 3", "+price: 4", "-price: 3", "+price: 4"]


def copied(site: Site, typed: FormData, **more: object) -> dict[str, str]:
    """The files of a copy of the entry `tea`, by their names."""
    create_entry(site, "posts", typed, person=NOOR, key="copy", copy_of="tea", **more)  # type: ignore[arg-type]
    tree = site.repository.work_tree
    assert tree is not None
    return {path.relative_to(tree).as_posix(): path.read_text() for path in tree.rglob("*chai*")}


def test_copy_has_all_languages(open_with: Open) -> None:
    german = GERMAN.replace("---\nHeiß", "layout: beitrag\n---\nHeiß")
    site = open_with("multiple_files", dict(zip(LAYOUTS["multiple_files"], (ENGLISH, german), strict=True)))
    typed = form(title="Chai", date="2026-02-03", mood="calm", body="Hot.\n")
    assert copied(site, typed, locale="en") == {
        "posts/chai.en.md": "---\ntitle: Chai\ndate: 2026-02-03\nmood: calm\nlayout: post\n---\nHot.\n",
        "posts/chai.de.md": "---\ntitle: Tee\ndate: 2026-02-03\nlayout: beitrag\n---\nHeiß.\n",
    }
    assert git(site.repository.work_tree or Path(), "rev-list", "--count", "HEAD") == "2"


def test_copy_in_another_language_has_all_too(open_with: Open) -> None:
    site = open_with("multiple_files", dict(zip(LAYOUTS["multiple_files"], (ENGLISH, GERMAN), strict=True)))
    assert set(copied(site, form(title="Chai"), locale="de")) == {"posts/chai.en.md", "posts/chai.de.md"}


def test_copy_of_chosen_languages(open_with: Open) -> None:
    site = open_with("multiple_files", dict(zip(LAYOUTS["multiple_files"], (ENGLISH, GERMAN), strict=True)))
    assert set(copied(site, form(title="Chai"), locale="en", languages=("fr",))) == {
        "posts/chai.en.md",
        "posts/chai.fr.md",
    }


def test_copy_in_one_file_has_all_languages(open_with: Open) -> None:
    site = open_with("single_file", {"posts/tea.yml": SINGLE}, collection="    extension: yml\n    format: yml\n")
    found = copied(site, form(title="Chai", mood="calm", date="2026-01-05"), locale="en")
    assert found == {"posts/chai.yml": SINGLE.replace("Tea  # short", "Chai")}


STEPS = """
      - {name: title, label: Title, i18n: true}
      - name: steps
        widget: list
        i18n: duplicate
        fields: [{name: say, i18n: true, required: false}, {name: pic, i18n: duplicate, required: false}]
"""


def test_form_knows_which_item_is_new(open_with: Open) -> None:
    """All of the second item changes, and another one comes before it: what they hold could not tell them apart."""
    steps = "---\ntitle: T\nsteps:\n  - say: {}\n    pic: a\n  - say: {}\n    pic: b\n---\n"
    names = LAYOUTS["multiple_files"]
    files = dict(zip(names, (steps.format("one", "two"), steps.format("eins", "zwei")), strict=True))
    site = open_with("multiple_files", files, fields=STEPS)
    typed = [("f.steps!list", "1"), *(("f.steps!items", key) for key in ("0", "n1", "1"))]
    typed += [("f.steps.0.say", "one"), ("f.steps.0.pic", "a"), ("f.steps.n1.say", "new"), ("f.steps.n1.pic", "c")]
    typed += [("f.steps.1.say", "TWO"), ("f.steps.1.pic", "B")]
    base = open_entry(site, "posts", "tea", locale="en").base
    save_entry(site, "posts", "tea", FormData(typed), base=base, person=NOOR, key="k", locale="en")
    german = open_entry(site, "posts", "tea", locale="de").values["steps"]
    assert german == [{"say": "eins", "pic": "a"}, {"pic": "c"}, {"say": "zwei", "pic": "B"}]


ROOTED = """
      - {name: links, widget: list, root: true, i18n: true, fields: [{name: to, i18n: true}]}
"""


def test_list_is_the_whole_of_each_language(open_with: Open) -> None:
    text = "en:\n  - to: /a\nde:\n  - to: /ä\n"
    layout = {"collection": "    extension: yml\n    format: yml\n", "fields": ROOTED}
    site = open_with("single_file", {"posts/tea.yml": text}, **layout)
    entry = open_entry(site, "posts", "tea", locale="de")
    assert (entry.values, entry.translated) == ({"links": [{"to": "/ä"}]}, True)
    for locale, name in (("de", "0"), ("fr", "n1")):
        base = open_entry(site, "posts", "tea", locale=locale).base
        typed = FormData([("f.links!list", "1"), ("f.links!items", name), (f"f.links.{name}.to", f"/{locale}")])
        save_entry(site, "posts", "tea", typed, base=base, person=NOOR, key=locale, locale=locale)
    assert site.repository.work_tree is not None
    saved = (site.repository.work_tree / "posts/tea.yml").read_text()
    assert saved == "en:\n  - to: /a\nde:\n  - to: /de\nfr:\n  - to: /fr\n"
    problems = [item for each in check_site(site).collections for item in each.problems]
    assert problems == []


def test_missing_value_in_such_a_list_has_its_place(open_with: Open) -> None:
    layout = {"collection": "    extension: yml\n    format: yml\n", "fields": ROOTED}
    site = open_with("single_file", {"posts/tea.yml": "en:\n  - to: /a\n  - to: ''\nde:\n  - to: /b\n"}, **layout)
    (problem,) = [item for each in check_site(site).collections for item in each.problems]
    assert (problem.code, problem.line, problem.column) == ("required", 3, 9)
