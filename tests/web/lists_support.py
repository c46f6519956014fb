"""A site whose lists use every option for lists, for the tests of pages."""

from __future__ import annotations

from collections.abc import Mapping

Files = Mapping[str, str | bytes]

HEAD = """\
backend: {name: git-gateway, branch: main}
media_folder: static/media
public_folder: /media
"""
POSTS = """\
  - name: posts
    label: Journal
    label_singular: Story
    description: Stories from **the field**.
    folder: posts
    create: true
    sortable_fields: {fields: [title, date], default: {field: title}}
    view_filters:
      - {label: Drafts, field: draft, pattern: true}
      - {label: Upcoming, field: date, gt: '{{now}}'}
      - {label: Read often, field: views, gte: 50}
    view_groups:
      - {label: Month, field: date, pattern: '\\d{4}-\\d{2}'}
      - {label: Kind, field: kind}
      - {label: Draft, field: draft}
      - {label: By whom, field: author}
      - {label: Still to come, field: date, gte: '{{today}}'}
    fields:
      - {name: title, label: Title}
      - {name: date, label: Date, widget: datetime, required: false}
      - {name: kind, label: Kind, widget: select, options: [{label: News, value: news}, {label: How to, value: howto}]}
      - {name: views, label: Views, widget: number, required: false}
      - {name: author, label: Author, widget: relation, collection: people, value_field: id,
         search_fields: [name], display_fields: [name]}
      - {name: draft, label: Draft, widget: boolean, required: false}
"""
PEOPLE = (
    "  - {name: people, label: People, folder: people, fields: [{name: name, label: Name}, {name: id, label: Id}]}\n"
)
FILES: Files = {
    "posts/bread.md": ("---\ntitle: Bread\ndate: 2026-01-05\nkind: howto\nviews: 50\ndraft: true\nauthor: ines\n---\n"),
    "posts/mill.md": "---\ntitle: Mill\ndate: 2026-11-25\nkind: news\nviews: 49\ndraft: false\nauthor: ines\n---\n",
    "posts/plums.md": "---\ntitle: Plums\ndate: 2026-12-24\nkind: news\nauthor: noor\n---\n",
    "posts/rye.md": "---\ntitle: Rye\n---\n",
    "people/a.md": "---\nname: Ines Marchetti\nid: ines\n---\n",
}


def config(*collections: str, head: str = "") -> str:
    return f"{HEAD}{head}collections:\n{''.join(collections)}"


def site_files(*collections: str, head: str = "", **more: str) -> Files:
    """A repository with these collections (or the journal and its people), and files by name."""
    named = {name.replace("__", "/"): text for name, text in more.items()}
    return {"static/admin/config.yml": config(*(collections or (POSTS, PEOPLE)), head=head), **FILES, **named}
