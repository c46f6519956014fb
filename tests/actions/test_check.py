"""`cms check` as a doctor: what it finds in entries, with place and code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from support import Files, FixedClock, git, write_files

from cms.actions import CheckReport, check_repository

HEAD = "backend: {name: git-gateway}\nmedia_folder: static/media\npublic_folder: /media\n"
CONFIG = (
    HEAD
    + """\
collections:
  - name: posts
    label: Posts
    label_singular: Story
    folder: posts
    fields:
      - {name: title, label: Title, pattern: ['^[A-Z]', Begin with a capital.]}
      - {name: cover, label: Cover, widget: image, required: false}
      - {name: author, label: Author, widget: relation, collection: people, value_field: name, required: false}
      - {name: also, label: Also, widget: relation, collection: posts, multiple: true, required: false}
      - {name: weight, label: Weight, widget: number, max: 10, required: false}
      - {name: draft, label: Draft, widget: boolean}
      - name: links
        label: Links
        widget: list
        required: false
        fields: [{name: url, label: Address}, {name: icon, label: Icon, widget: image, required: false}]
  - {name: people, label: People, folder: people, fields: [{name: name, label: Name}]}
"""
)
PLACES: Files = {
    "admin/config.yml": CONFIG,
    "people/ada.md": "---\nname: Ada\n---\n",
    "static/media/a.png": b"x",
    "posts/fine.md": "---\ntitle: Fine\ncover: /media/a.png\nauthor: Ada\nalso: [fine]\ndraft: false\n---\n",
}


@pytest.fixture
def checked(repository_of: Callable[[Files], Path], clock: FixedClock) -> Callable[[Files], CheckReport]:
    return lambda files: check_repository(repository_of({**PLACES, **files}), clock=clock)


def found(report: CheckReport) -> list[str]:
    return [
        f"{item.path}:{item.line}:{item.column} {item.severity} {item.code}"
        for each in report.collections
        for item in each.problems
    ]


def test_site_without_problems_is_fine(checked: Any) -> None:
    report = checked({})
    assert (report.ok, found(report), report.diagnostics) == (True, [], ())
    assert [each.entries for each in report.collections] == [1, 1]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("draft: true", "2:1 error required"),
        ("title: ''\ndraft: true", "2:8 error required"),
        ("title: One", "2:1 warning required"),
        ("title: one\ndraft: true", "2:8 error pattern"),
        ("title: One\ndraft: true\nweight: 11", "4:9 error range"),
        ("title: One\ndraft: true\nweight: heavy", "4:9 warning misfit"),
        ("title: {a: b}\ndraft: true", "2:8 warning misfit"),
        ("title: One\ndraft: true\nauthor: Bob", "4:9 warning missing-entry"),
        ("title: One\ndraft: true\nalso: [one, two]", "4:13 warning missing-entry"),
        ("title: One\ndraft: true\ncover: /media/b.png", "4:8 warning missing-media"),
        ("title: One\ndraft: true\nlinks:\n  - url: x\n    icon: /media/c.png", "6:11 warning missing-media"),
        ("title: One\ndraft: true\nlinks:\n  - icon: /media/a.png", "5:5 error required"),
        ("title: One\ndraft: true\nlayout: no", "4:9 warning ambiguous-value"),
        ("title: One\ndraft: true\nzip: 012", "4:6 warning ambiguous-value"),
        ("title: One\ndraft: true\nopen: 12:30", "4:7 warning ambiguous-value"),
        ("title: One\ndraft: true\ntags: [a, Off]", "4:11 warning ambiguous-value"),
        ("title: One\ndraft: true\ntitle: Two", "4:1 warning duplicate-key"),
        ("title: [", "3:1 error syntax"),
        ("title: One\ndraft: true\ncover: https://x.example/y.png", ""),
        ("title: One\ndraft: true\nlayout: \"no\"\nzip: '012'\nday: 2026-01-05", ""),
        ("title: One\ndraft: true\nweight: 0\nfloat: 0.5\nodd: 08", ""),
    ],
)
def test_problems_of_values_have_places(checked: Any, header: str, expected: str) -> None:
    report = checked({"posts/one.md": f"---\n{header}\n---\nText.\n"})
    assert found(report) == ([f"posts/one.md:{expected}"] if expected else [])


def test_body_is_not_taken_for_values(checked: Any) -> None:
    assert found(checked({"posts/one.md": "---\ntitle: One\ndraft: true\n---\nanswer: no\n- 012\n"})) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("![Plum](/media/plum.png)", "7:9 warning missing-media"),
        ("![Plum](plum.png)", "7:9 warning missing-media"),
        ('<img src="/img/plum.png">', "7:11 warning missing-media"),
        ("![A](/media/a.png) ![A](a.png) ![B](img/b.png)", ""),  # each is in the repository somewhere
        ("![A](/site/img/b.png) ![A](../img/b.png?w=2#x) ![A](made-by-the-site/a.png)", ""),
        ("![A](https://x.example/plum.png) `![A](plum.png)`", ""),
    ],
)
def test_missing_pictures_of_a_text_have_places(
    repository_of: Callable[[Files], Path], clock: FixedClock, body: str, expected: str
) -> None:
    config = CONFIG.replace(
        "      - {name: cover,", "      - {name: body, label: Body, widget: markdown}\n      - {name: cover,"
    )
    text = f"---\ntitle: One\ndraft: true\n---\nText.\n\n{body}\n"
    files = {**PLACES, "admin/config.yml": config, "posts/one.md": text, "src/img/b.png": b"x"}
    report = check_repository(repository_of(files), clock=clock)
    assert [item for item in found(report) if "fine.md" not in item] == (
        [f"posts/one.md:{expected}"] if expected else []
    )


def test_unfinished_merge_is_found(checked: Any) -> None:
    text = "---\ntitle: One\ndraft: true\n---\nA\n<<<<<<< HEAD\nB\n=======\nC\n>>>>>>> other\n"
    assert found(checked({"posts/one.md": text})) == ["posts/one.md:6:1 warning merge-marker"]


def test_addresses_that_come_twice_are_found(checked: Any) -> None:
    post = "---\ntitle: One\nslug: same\ndraft: true\n---\n"
    report = checked({"posts/one.md": post, "posts/two.md": post, "posts/Fine.md": PLACES["posts/fine.md"]})
    assert found(report) == ["posts/fine.md:1:1 warning case-clash", "posts/two.md:3:7 warning duplicate-slug"]


def test_languages_may_be_unfinished(repository_of: Any, clock: FixedClock) -> None:
    config = HEAD + (
        "i18n: {structure: multiple_files, locales: [en, de]}\ncollections:\n"
        "  - {name: posts, label: Posts, folder: posts, i18n: true, fields: [{name: title, i18n: true}]}\n"
    )
    files = {
        "admin/config.yml": config,
        "posts/a.en.md": "---\ntitle: ''\n---\n",
        "posts/a.de.md": "---\ntitle: ''\nzip: 012\n---\n",
    }
    report = check_repository(repository_of(files), clock=clock)
    assert found(report) == ["posts/a.de.md:3:6 warning ambiguous-value", "posts/a.en.md:2:8 error required"]


def test_data_files_are_checked(repository_of: Any, clock: FixedClock) -> None:
    config = HEAD + (
        "collections:\n  - {name: data, label: Data, files: [{name: home, label: Home, file: home.json,"
        " fields: [{name: title, label: Title}, {name: icon, label: Icon, widget: image}]}]}\n"
    )
    files = {"admin/config.yml": config, "home.json": '{\n  "title": "",\n  "icon": "/media/x.png"\n}\n'}
    report = check_repository(repository_of(files), clock=clock)
    assert found(report) == ["home.json:2:12 error required", "home.json:3:11 warning missing-media"]


def test_what_is_checked_out_is_checked(repository_of: Any, clock: FixedClock) -> None:
    repo = repository_of(PLACES)
    git(repo, "switch", "-q", "--detach")  # as a build has it
    write_files(repo, {"posts/fine.md": "---\ntitle: small\ndraft: true\n---\n"})
    git(repo, "commit", "-qam", "Break")
    assert found(check_repository(repo, clock=clock)) == ["posts/fine.md:2:8 error pattern"]
    assert check_repository(repo, ref="main", clock=clock).ok
    assert check_repository(repo, branch="main", clock=clock).ok


def test_nothing_is_written(repository_of: Any, clock: FixedClock) -> None:
    repo = repository_of(PLACES)
    check_repository(repo, clock=clock)
    assert not (repo / ".git" / "quire" / "index.sqlite").exists()
    assert list((repo / ".git").glob("quire/index*")) == []


def test_options_honoured_otherwise_are_remarked(checked: Any) -> None:
    remarks = checked({}).remarks
    assert {item.severity for item in remarks} == {"note"}
    assert ("differs", "collections[0].fields[5].widget") in {(item.code, item.where) for item in remarks}
    assert all(item.position.line for item in remarks)


def test_many_entries_are_checked_by_several_processes(repository_of: Any, clock: FixedClock) -> None:
    posts = {
        f"posts/{number}.md": f"---\ntitle: {'Fine' if number % 500 else 'small'}\ndraft: true\n---\n"
        for number in range(1600)
    }
    report = check_repository(repository_of({**PLACES, **posts}), clock=clock)
    assert [each.entries for each in report.collections] == [1601, 1]
    assert found(report) == [f"posts/{number}.md:2:8 error pattern" for number in (0, 1000, 1500, 500)]
