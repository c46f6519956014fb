"""Forms of a size that no site has: a thousand fields of every widget, and twelve levels of objects and lists."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.client import Client
from bench.processes import cpu_of
from bench.repositories import BACKEND, Site, git
from bench.samples import Results, milliseconds
from bench.server import Server

__all__ = ["DEEP", "FIELDS", "FORMS", "LEVELS", "NAMES", "WIDE", "form_files", "make_forms", "measure_forms"]

FIELDS = 1000
LEVELS = 12
WIDE = "/contents/wide/entries/full"
DEEP = "/contents/deep/entries/down"
NAMES = {WIDE: "wide form", DEEP: "deep form"}

INNER = [{"name": "text", "label": "Text"}, {"name": "more", "label": "More", "widget": "text", "required": False}]
OPTIONS = ["one", "two", "three"]
TYPES = [{"name": name, "label": name.title(), "widget": "object", "fields": INNER} for name in ("quote", "picture")]
POINT = '{"type":"Point","coordinates":[1.5,2.5]}'

# Of each widget: its options, and a value.
WIDGETS: tuple[tuple[dict[str, object], object], ...] = (
    ({"widget": "string", "hint": "Some **advice**"}, "A line"),
    ({"widget": "text"}, "Two\nlines"),
    ({"widget": "boolean"}, True),
    ({"widget": "number", "value_type": "int", "min": 0}, 12),
    ({"widget": "datetime"}, "2026-01-05T10:00:00.000Z"),
    ({"widget": "select", "options": OPTIONS}, "two"),
    ({"widget": "select", "options": OPTIONS, "multiple": True}, ["one", "three"]),
    ({"widget": "list"}, ["rye", "bread"]),
    ({"widget": "markdown"}, "Some *text*."),
    ({"widget": "color"}, "#aabbcc"),
    ({"widget": "image"}, "/media/plum.png"),
    ({"widget": "file"}, "/media/plum.pdf"),
    ({"widget": "object", "fields": INNER}, {"text": "In", "more": "it"}),
    ({"widget": "list", "fields": INNER}, [{"text": "First"}, {"text": "Second", "more": "and more"}]),
    ({"widget": "list", "types": TYPES}, [{"type": "quote", "text": "Said"}]),
    ({"widget": "relation", "collection": "deep", "value_field": "title1", "search_fields": ["title1"]}, "Title 1"),
    ({"widget": "code"}, "print(1)"),
    ({"widget": "map"}, POINT),
    ({"widget": "keyvalue"}, {"key": "value"}),
    ({"widget": "hidden"}, "kept"),
)


@dataclass(frozen=True, slots=True)
class FormSite(Site):
    """The repository with the two entries."""

    def __str__(self) -> str:
        return f"forms/{self.entries}"


FORMS = FormSite(2)


def form_files() -> dict[str, str]:
    """The files of a site with the two forms. JSON is YAML, and a value's own line shows what an edit changed."""
    names = [f"field{number:03}" for number in range(1, FIELDS)]
    kinds = [WIDGETS[number % len(WIDGETS)] for number in range(1, FIELDS)]
    wide: list[dict[str, object]] = [{"name": "title", "label": "Title"}]
    wide += [
        {"name": name, "label": name.title(), "required": False, **options}
        for name, (options, _) in zip(names, kinds, strict=True)
    ]
    values = {"title": "Full", **{name: value for name, (_, value) in zip(names, kinds, strict=True)}}
    collections = [
        {"name": "wide", "label": "Wide", "folder": "wide", "create": True, "fields": wide},
        {"name": "deep", "label": "Deep", "folder": "deep", "identifier_field": "title1", "fields": _level_fields(1)},
    ]
    config = {"media_folder": "media", "collections": collections}
    return {
        "admin/config.yml": BACKEND + "".join(f"{key}: {json.dumps(value)}\n" for key, value in config.items()),
        "wide/full.md": _front_matter(f"{name}: {json.dumps(value)}" for name, value in values.items()),
        "deep/down.md": _front_matter(_level_lines(1)),
    }


def make_forms(target: Path, files: Mapping[str, str]) -> Path:
    """A repository with these files, by Noor; one that is there is replaced."""
    shutil.rmtree(target, ignore_errors=True)
    for name, text in files.items():
        file = target / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    git(None, "init", "--quiet", "--initial-branch=main", str(target))
    for name, value in (("user.name", "Noor Bakshi"), ("user.email", "noor@alder-and-rye.example")):
        git(target, "config", name, value)
    git(target, "add", "--all")
    git(target, "commit", "--quiet", "--message", "Start")
    return target


def measure_forms(results: Results, server: Server, client: Client, runs: int) -> None:
    """The editor of each over HTTP: the first time in this server's life, then in turns, and the processor's part."""
    for address, name in NAMES.items():
        results.put(FORMS, f"{name} first", [milliseconds(client.get, address)])
    for address, name in NAMES.items():
        times, used = [], []
        for _ in range(runs):
            before = cpu_of(server.process)
            times.append(milliseconds(client.get, address))
            used.append(cpu_of(server.process) - before)
        results.put(FORMS, name, times)
        results.put(FORMS, f"{name} cpu", [sum(used) / len(used)])


def _level_fields(level: int) -> list[dict[str, object]]:
    """A title, and inside it the next level: objects and lists in turns."""
    fields: list[dict[str, object]] = [{"name": f"title{level}", "label": f"Title {level}"}]
    if level <= LEVELS:
        widget, inner = "object" if level % 2 else "list", _level_fields(level + 1)
        fields.append({"name": f"level{level}", "label": f"Level {level}", "widget": widget, "fields": inner})
    return fields


def _level_lines(level: int) -> Iterator[str]:
    """The values of a level, two items in each list."""
    yield f"title{level}: Title {level}"
    if level > LEVELS:
        return
    yield f"level{level}:"
    for _ in range(1 if level % 2 else 2):
        for number, line in enumerate(_level_lines(level + 1)):
            yield f"{'  ' if level % 2 else '  - ' if not number else '    '}{line}"


def _front_matter(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in ("---", *lines, "---"))
