"""Which entries show a media file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any

from support import Files

from cms.actions import media_uses, open_site

CONFIG = """
media_folder: static/images
public_folder: /images
collections:
  - name: posts
    label: Posts
    folder: posts
    fields: [{name: title, label: Title}, {name: cover, label: Cover, widget: image, required: false}]
  - name: guides
    label: Guides
    folder: guides
    path: "{{slug}}/index"
    media_folder: ""
    public_folder: ""
    fields: [{name: title, label: Title}]
"""


def test_entries_that_show_a_file(repository_of: Callable[[Files], Path], clock: Any) -> None:
    files: Files = {
        "static/admin/config.yml": CONFIG,
        "static/images/Rye bread.jpg": b"\xff\xd8",
        "static/images/plums.jpg": b"\xff\xd8",
        "guides/flour/plums.jpg": b"\xff\xd8",
        "posts/a.md": "---\ntitle: A\ncover: /images/plums.jpg\n---\n![again](/images/plums.jpg)\n",
        "posts/b.md": '---\ntitle: B\n---\n{{< figure src="/images/plums.jpg" >}} and [it](/images/Rye%20bread.jpg)\n',
        "posts/c.md": "---\ntitle: C\nnote: see images/plums\n---\nhttps://elsewhere.example/images/plums.jpg\n",
        "guides/flour/index.md": "---\ntitle: Flour\n---\n![here](plums.jpg)\n",
    }
    site = open_site(repository_of(files), clock=clock)
    try:
        found = {
            path: [row.slug for row in media_uses(site, PurePosixPath(path))]
            for path in ("static/images/plums.jpg", "static/images/Rye bread.jpg", "static/images/none.jpg")
        }
        assert found == {
            "static/images/plums.jpg": ["a", "b"],
            "static/images/Rye bread.jpg": ["b"],
            "static/images/none.jpg": [],
        }
        assert [row.slug for row in media_uses(site, PurePosixPath("guides/flour/plums.jpg"))] == ["flour/index"]
    finally:
        site.close()
