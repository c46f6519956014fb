"""What `cms check` prints: for people, as JSON, for GitHub Actions, as JUnit's XML."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.dom.minidom import parseString

import pytest
from support import GIT_ENVIRONMENT, Files

CONFIG = """\
backend: {name: git-gateway, branch: main}
media_folder: media
colections: []
collections:
  - {name: posts, label: Posts, folder: posts, fields: [{name: title, label: Title}]}
"""
BAD = "---\ntitle: ''\nzip: 012\n---\n"
FORGED = "posts/x\n::error::<&>\"']]>\x1b[31m.md"


@pytest.fixture
def checked(repository_of: Callable[[Files], Path]) -> Callable[..., tuple[int, str]]:
    """Run `cms check` in a site with these files; gives the status and what it printed."""

    def checked(files: Files, *options: str) -> tuple[int, str]:
        repo = repository_of({"admin/config.yml": CONFIG, **files})
        done = subprocess.run(
            [sys.executable, "-m", "cms.cli", "check", "--repo", str(repo), *options],
            env=GIT_ENVIRONMENT,
            capture_output=True,
            check=False,
        )
        assert b"Traceback" not in done.stderr
        return done.returncode, done.stdout.decode()

    return checked


def test_people_get_places_advice_and_a_summary(checked: Callable[..., tuple[int, str]]) -> None:
    status, text = checked({"posts/a.md": BAD})
    assert status == 1
    assert (
        "\nadmin/config.yml is read by Decap's rules, for nothing says another.\n  People may add entries only" in text
    )
    assert "\nPosts\n  posts/a.md:2:8: error: Title is missing. Every posts needs one. [required]\n" in text
    assert "admin/config.yml:3:1: warning: colections: unknown option `colections`; did you mean `collections`?" in text
    assert "\nrequired: Fill it in, or say `required: false` in the configuration.\n" in text
    assert "\nposts: 1 entry\n1 error, 2 warnings, " in text
    assert "\x1b" not in text


def test_status_follows_the_worst_finding(checked: Callable[..., tuple[int, str]]) -> None:
    assert checked({})[0] == 0
    assert checked({}, "--strict")[0] == 1
    assert checked({}, "--ref", "nothing")[0] == 1


def test_json_has_everything(checked: Callable[..., tuple[int, str]]) -> None:
    status, text = checked({"posts/a.md": BAD}, "--json")
    report = json.loads(text)
    assert (status, report["dialect"]["name"], report["dialect"]["source"]) == (1, "decap", "")
    assert report["dialect"]["consequences"]
    assert [item["code"] for item in report["config"]["warnings"]] == ["unknown-option"]
    assert {item["code"] for item in report["notes"]} <= {"differs", "not-needed"}
    [posts] = report["collections"]
    assert (posts["name"], posts["type"], posts["entries"]) == ("posts", "folder", 1)
    assert [(item["line"], item["column"], item["severity"], item["code"]) for item in posts["problems"]] == [
        (2, 8, "error", "required"),
        (3, 6, "warning", "ambiguous-value"),
    ]
    assert all(item["advice"] for item in posts["problems"])


def test_github_gets_commands(checked: Callable[..., tuple[int, str]]) -> None:
    _, text = checked({"posts/a.md": BAD, FORGED: BAD}, "--format", "github")
    lines = text.splitlines()
    assert lines[0].startswith("::warning file=admin/config.yml,line=3,col=1,title=unknown-option::unknown option")
    assert "::error file=posts/a.md,line=2,col=8,title=required::Title is missing." in text
    assert all(line.startswith(("::error file=", "::warning file=")) for line in lines[:-1])


def test_junit_is_valid_xml(checked: Callable[..., tuple[int, str]]) -> None:
    _, text = checked({"posts/a.md": BAD, FORGED: BAD}, "--format", "junit")
    root = parseString(text.encode()).documentElement
    assert (root.tagName, root.getAttribute("tests"), root.getAttribute("failures")) == ("testsuites", "5", "2")
    assert len(root.getElementsByTagName("failure")) == 2
    assert len(root.getElementsByTagName("skipped")) == 3
    assert root.getElementsByTagName("testcase")[1].getAttribute("classname") == "posts/a.md" or "posts" in text


def test_nothing_found_is_a_passed_case(checked: Callable[..., tuple[int, str]]) -> None:
    plain = CONFIG.replace("colections: []\n", "")
    status, text = checked({"admin/config.yml": plain}, "--format", "junit")
    root = parseString(text.encode()).documentElement
    assert (status, root.getAttribute("failures"), len(root.getElementsByTagName("testcase"))) == (0, "0", 1)


@pytest.mark.parametrize("form", ["text", "json", "github", "junit"])
def test_odd_names_and_contents_are_printed(checked: Callable[..., tuple[int, str]], form: str) -> None:
    files = {FORGED: BAD, "posts/\udcff.md": BAD, "posts/b.md": b"---\ntitle: \xff\xfe\n---\n", "posts/c.md": b"\0"}
    status, text = checked(files, "--format", form)
    assert status == 1
    assert "\x1b" not in text.replace("\\u001b", "")
