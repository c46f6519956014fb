"""The `cms` command as a process: what it prints, where, and its exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from support import FIRST_POST, GIT_ENVIRONMENT, git


def cms(repo: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "cms.cli", *arguments, "--repo", str(repo)]
    return subprocess.run(command, capture_output=True, text=True, env=GIT_ENVIRONMENT, check=False)


def test_check_counts_entries(small_site: Path) -> None:
    done = cms(small_site, "check", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["config"] == {"path": "static/admin/config.yml", "errors": [], "warnings": []}
    assert [(item["name"], item["type"], item["entries"]) for item in report["collections"]] == [
        ("posts", "folder", 2),
        ("site", "files", 1),
    ]


def test_check_fails_on_a_broken_entry(small_site: Path) -> None:
    (small_site / "content/posts/broken.md").write_text('---\ntitle: "never closed\n---\n')
    git(small_site, "add", "-A")
    git(small_site, "commit", "-qm", "Break one")
    done = cms(small_site, "check", "--json")
    (problem,) = json.loads(done.stdout)["collections"][0]["problems"]
    assert done.returncode == 1
    assert problem["path"] == "content/posts/broken.md"
    assert problem["line"] >= 2
    assert "Traceback" not in done.stderr


def test_check_cannot_run_without_configuration(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    done = cms(tmp_path, "check")
    assert done.returncode == 2
    assert "--config" in done.stderr


def test_list_prints_the_stable_keys(small_site: Path) -> None:
    rows = json.loads(cms(small_site, "list", "posts", "--json").stdout)
    assert [row["slug"] for row in rows] == ["first-light", "plums"]
    assert set(rows[0]) == {"slug", "path", "oid", "summary", "date", "updated"}
    assert rows[0]["date"] == "2026-01-05"


def test_list_sorts_filters_searches_limits(small_site: Path) -> None:
    def slugs(*options: str) -> list[str]:
        return [row["slug"] for row in json.loads(cms(small_site, "list", "posts", "--json", *options).stdout)]

    assert slugs("--sort", "-date") == ["plums", "first-light"]
    assert slugs("--filter", "layout=post") == ["first-light"]
    assert slugs("--search", "brief") == ["plums"]
    assert len(slugs("--limit", "1")) == 1


def test_show_gives_values_and_body(small_site: Path) -> None:
    shown = json.loads(cms(small_site, "show", "posts/first-light", "--json").stdout)
    assert shown["oid"] == git(small_site, "rev-parse", "main:content/posts/first-light.md")
    assert shown["values"]["tags"] == ["bread", "rye"]
    assert shown["values"]["body"].startswith("The oven")


def test_show_prints_the_source(small_site: Path) -> None:
    assert cms(small_site, "show", "posts/first-light").stdout == FIRST_POST


def test_set_is_one_commit(small_site: Path) -> None:
    done = cms(small_site, "set", "posts/first-light", "title=Dawn", "--message", "Rename the light")
    assert done.stdout.strip() == git(small_site, "rev-parse", "main")
    assert git(small_site, "log", "-1", "--format=%an|%s") == "Ada Lovelace|Rename the light"


def test_set_what_is_there_prints_the_head(small_site: Path) -> None:
    before = git(small_site, "rev-parse", "main")
    done = cms(small_site, "set", "posts/first-light", "title=First light")
    assert done.returncode == 0
    assert done.stdout.strip() == before == git(small_site, "rev-parse", "main")


def test_set_takes_json(small_site: Path) -> None:
    cms(small_site, "set", "posts/first-light", 'tags=["a", "b"]', "featured=true", "--json-values")
    shown = json.loads(cms(small_site, "show", "posts/first-light", "--json").stdout)
    assert shown["values"]["tags"] == ["a", "b"]
    assert shown["values"]["featured"] is True


def test_set_takes_widget_text(small_site: Path) -> None:
    cms(small_site, "set", "posts/first-light", "tags=a, b", "featured=true", "date=2026-02-03")
    shown = json.loads(cms(small_site, "show", "posts/first-light", "--json").stdout)
    assert shown["values"]["tags"] == ["a", "b"]
    assert shown["values"]["featured"] is True
    assert shown["values"]["date"] == "2026-02-03"


def test_new_delete_rename_history(small_site: Path) -> None:
    assert cms(small_site, "new", "posts", "title=Honey cake").returncode == 0
    assert cms(small_site, "rename", "posts/honey-cake", "honey").returncode == 0
    assert cms(small_site, "set", "posts/honey", "title=Honey").returncode == 0
    versions = json.loads(cms(small_site, "history", "posts/honey", "--json").stdout)
    assert versions[0]["subject"] == "Update Story “honey”"
    assert cms(small_site, "delete", "posts/honey").returncode == 0
    assert git(small_site, "rev-list", "--count", "main") == "5"


@pytest.mark.parametrize(
    "arguments",
    [
        ("show", "posts/none"),
        ("show", "posts"),
        ("list", "nowhere"),
        ("set", "posts/first-light", "title"),
        ("set", "posts/first-light", "title=x", "--json-values"),
        ("delete", "site/navigation"),
        ("show", "posts/first-light", "--ref", "--output=x"),
        ("show", "posts/../../secret"),
        ("new", "posts"),
    ],
)
def test_bad_input_is_one_sentence(small_site: Path, arguments: tuple[str, ...]) -> None:
    done = cms(small_site, *arguments)
    assert done.returncode in (1, 2)
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr
    assert git(small_site, "rev-list", "--count", "main") == "1"


def test_processes_at_once_lose_nothing(small_site: Path) -> None:
    command = [sys.executable, "-m", "cms.cli", "set", "--repo", str(small_site)]
    running = [
        subprocess.Popen(
            [*command, f"posts/{slug}", f"note{number}=by {number}"],
            env=GIT_ENVIRONMENT,
            stdout=subprocess.PIPE,
            text=True,
        )
        for number in range(3)
        for slug in ("first-light", "plums")
    ]
    acknowledged = [process.communicate()[0].strip() for process in running]
    assert [process.returncode for process in running] == [0] * 6
    history = git(small_site, "rev-list", "main").splitlines()
    assert len(history) == 7
    assert set(acknowledged) == set(history[:6])
    for slug in ("first-light", "plums"):
        text = git(small_site, "show", f"main:content/posts/{slug}.md")
        assert all(f"note{number}: by {number}" in text for number in range(3))
    git(small_site, "fsck", "--strict")


def test_bare_repository_works(small_site: Path, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--bare", str(small_site), "bare.git")
    done = cms(tmp_path / "bare.git", "set", "posts/plums", "title=Plums")
    assert done.returncode == 0, done.stderr
    assert "title: Plums\n" in git(tmp_path / "bare.git", "show", "main:content/posts/plums.md")


def test_init_makes_a_site(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "cms.cli", "init", str(tmp_path / "new")]
    done = subprocess.run(command, capture_output=True, text=True, env=GIT_ENVIRONMENT, check=False)
    assert done.returncode == 0, done.stderr
    assert git(tmp_path / "new", "status", "--porcelain") == ""
    assert cms(tmp_path / "new", "check").returncode == 0
    again = subprocess.run(command, capture_output=True, text=True, env=GIT_ENVIRONMENT, check=False)
    assert again.returncode == 1
    assert "not empty" in again.stderr


def test_serve_refuses_other_hosts(small_site: Path) -> None:
    done = cms(small_site, "serve", "--host", "0.0.0.0", "--no-browser")
    assert done.returncode == 1
    assert "does not listen on 0.0.0.0" in done.stderr


def test_reindex_counts(small_site: Path) -> None:
    assert cms(small_site, "reindex", "--full").stdout == "3 entries indexed.\n"


def test_deleted_index_is_rebuilt(small_site: Path) -> None:
    cms(small_site, "list", "posts")
    for path in (small_site / ".git" / "quire").glob("index-*"):
        path.write_bytes(b"not a database")
    assert len(json.loads(cms(small_site, "list", "posts", "--json").stdout)) == 2


def test_closed_pipe_is_quiet(small_site: Path) -> None:
    command = f"{sys.executable} -m cms.cli show posts/first-light --repo {small_site} | head -c 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command], capture_output=True, text=True, env=GIT_ENVIRONMENT, check=False
    )
    assert "Traceback" not in done.stderr
