"""What tests of all rooms share: the real git, a small site, a clock that stands still."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
VECTORS = Path(__file__).parent / "vectors"
ADA = ("Ada Lovelace", "ada@example.org")
GIT_ENVIRONMENT = {
    **os.environ,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_AUTHOR_NAME": ADA[0],
    "GIT_AUTHOR_EMAIL": ADA[1],
    "GIT_COMMITTER_NAME": ADA[0],
    "GIT_COMMITTER_EMAIL": ADA[1],
    "LC_ALL": "C.UTF-8",
}

Files = Mapping[str, str | bytes]

CONFIG = """\
backend: {name: git-gateway, branch: main}
media_folder: static/media
public_folder: /media
collections:
  - name: posts
    label: Journal
    label_singular: Story
    folder: content/posts
    create: true
    fields:
      - {name: title, label: Title}
      - {name: date, label: Date, widget: datetime, required: false}
      - {name: cover, label: Cover, widget: image, required: false}
      - {name: tags, label: Tags, widget: list, required: false}
      - {name: featured, label: Featured, widget: boolean, required: false}
      - {name: body, label: Body, widget: markdown, required: false}
  - name: site
    label: Site
    files:
      - name: navigation
        label: Navigation
        file: data/navigation.yml
        fields:
          - name: links
            label: Links
            label_singular: Link
            widget: list
            required: false
            fields:
              - {name: label, label: Label}
              - {name: url, label: Address}
"""
FIRST_POST = """\
---
title: First light   # the first of the year
date: 2026-01-05
tags: [bread, rye]
layout: post
---

The oven is *warm*.
"""
NAVIGATION = """\
# the header of every page
links:
  - label: Journal
    url: /journal
    icon: pen
  - label: 'About us'
    url: /about
"""
SMALL_SITE: Files = {
    "static/admin/config.yml": CONFIG,
    "content/posts/first-light.md": FIRST_POST,
    "content/posts/plums.md": "---\ntitle: Plums, briefly\ndate: 2026-02-01\n---\nPlums.\n",
    "data/navigation.yml": NAVIGATION,
}


def vectors(name: str, **which: object) -> list[Any]:
    """What the family's own code gave: the cases of a file as parameters; with `which`, those with these values."""
    rows = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(row, id=row["id"][:60]) for row in rows if all(row.get(key) == want for key, want in which.items())
    ]


def git(folder: Path, *arguments: str, text: str | None = None) -> str:
    """Run the real git in a folder; returns its output without the last newline."""
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=GIT_ENVIRONMENT, input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"git {' '.join(arguments)}: {done.stderr}"
    return done.stdout.rstrip("\n")


def write_files(folder: Path, files: Files) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def make_repository(folder: Path, files: Files) -> Path:
    """A working copy with one commit on `main`, by Ada."""
    folder.mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "user.name", ADA[0])
    git(folder, "config", "user.email", ADA[1])
    write_files(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Start")
    return folder


class FixedClock:
    """A clock that moves only when a test says so."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)
