"""A site of pages in folders, as the tests of its tree use it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from support import Files, FixedClock

from cms.actions import Site, open_site
from cms.index import LevelItem

PATH = "meta: {path: {label: Place, widget: string, index_file: index}}"
DOCS: Files = {
    "content/docs/index.md": "---\ntitle: Manual\n---\n",
    "content/docs/guide/index.md": "---\ntitle: Guide\n---\nSee ![](map.png)\n",
    "content/docs/guide/map.png": b"\x89PNG",
    "content/docs/guide/install/index.md": "---\ntitle: Install\nweight: 2\n---\n",
    "content/docs/guide/write/index.md": "---\ntitle: Write\nweight: 1\n---\n",
    "content/docs/guide/write/notes.md": "---\ntitle: Notes\n---\n",
    "content/docs/Old Things/faq/index.md": "---\ntitle: Questions\n---\n",
    "content/other/a.md": "---\ntitle: A\n---\n",
}


def config(options: str = PATH, *, nested: str = "{depth: 5}", site: str = "", fields: str = "") -> str:
    return f"""\
backend: {{name: git-gateway, branch: main}}
media_folder: static/media
{site}
collections:
  - name: docs
    label: Manual
    label_singular: Page
    folder: content/docs
    create: true
    nested: {nested}
    {options}
    fields:
      - {{name: title, label: Title}}
      - {{name: weight, label: Weight, widget: number, required: false}}
      - {{name: body, label: Body, widget: markdown, required: false}}
{fields}
  - name: other
    label: Other
    folder: content/other
    fields: [{{name: title}}]
"""


def docs(options: str = PATH, extra: Files | None = None, **more: str) -> Files:
    return {"static/admin/config.yml": config(options, **more), **DOCS, **(extra or {})}


OpenDocs = Callable[..., Site]


def opener(repository_of: Callable[[Files], Path], clock: FixedClock, opened: list[Site]) -> OpenDocs:
    """Open a site of these pages; `files` are further ones, the rest is for the configuration."""

    def open_docs(options: str = PATH, files: Files | None = None, **more: str) -> Site:
        opened.append(open_site(repository_of(docs(options, files, **more)), clock=clock))
        return opened[-1]

    return open_docs


def named(items: tuple[LevelItem, ...]) -> list[str]:
    return [f"{item.label} ({item.below})" if item.path else item.label for item in items]
