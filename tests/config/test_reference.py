"""The declarations know every option of the family, and say of each what the reference page needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from cms.config import Option, Table, load_config
from cms.config.grammar import Row, Section, all_rows, all_sections, example_of
from cms.config.reference import render_reference

FAMILY: dict[str, dict[str, str]] = yaml.safe_load(
    (Path(__file__).parent / "family_options.yaml").read_text(encoding="utf-8")
)
ROWS = {row.path: row for row in all_rows()}
SECTIONS = {section.path: section for section in all_sections()}
LANGUAGES = {"structure": "multiple_files", "locales": ["en", "de"]}
FOLDER: dict[str, Any] = {"label": "Posts", "folder": "content/posts", "fields": [{"name": "title"}]}
BASE: dict[str, Any] = {
    "backend": {"name": "git-gateway"},
    "media_folder": "static/media",
    "i18n": LANGUAGES,
    "collections": [{**FOLDER, "name": "posts"}],
}
REPEATED = {"collection.view_filters", "collection.view_groups"}  # a list's items and a mapping in one table


def named(tool: str) -> Iterator[tuple[str, str]]:
    """Section and name of all that a reference has."""
    for section, names in FAMILY[tool].items():
        yield from ((section, name) for name in names.split())


def spelt(section: Section, name: str) -> Row | None:
    """The row of an option, also by another spelling."""
    rows = (row for row in section.rows() if name in (row.option.name, *row.option.spellings, *row.option.outdated))
    return next(rows, None)


@pytest.mark.parametrize(("tool", "grammars"), [("decap", "DSX"), ("sveltia", "S")])
def test_every_option_of_the_family_has_a_row(tool: str, grammars: str) -> None:
    for section, name in named(tool):
        row = spelt(SECTIONS[section], name)
        assert row is not None, f"{section}.{name} is in the reference of {tool}; declare it"
        assert set(row.option.grammars) & set(grammars), f"{row.path} is an option of {tool}"


@pytest.mark.parametrize(("tool", "grammars"), [("decap", "DX"), ("sveltia", "S")])
def test_every_row_is_in_a_reference(tool: str, grammars: str) -> None:
    known = {row.path for section, name in named(tool) if (row := spelt(SECTIONS[section], name)) is not None}
    for path, row in ROWS.items():
        if set(row.option.grammars) & set(grammars) and path.rpartition(".")[0] not in REPEATED:
            assert path in known, f"{path} is said to be an option of {tool}; the list of its options lacks it"


def test_page_is_up_to_date() -> None:
    page = Path(__file__).parents[2] / "docs" / "reference" / "configuration.md"
    assert page.read_text(encoding="utf-8") == render_reference(), "run `make docs`"


OPTIONS = [row for row in ROWS.values() if row.option.kinds != ("word",)]


@pytest.mark.parametrize("row", OPTIONS, ids=[row.path for row in OPTIONS])
def test_examples_are_read(row: Row) -> None:
    loaded = load_config(yaml.safe_dump(config_with(row), sort_keys=False).encode(), "config.yml")
    assert [str(item) for item in loaded.errors] == []
    expected = {"not-supported"} if row.status == "not yet" else {"not-used"} if remarked(row) else set()
    warned = {item.code for item in loaded.warnings} - {"unknown-tag"}  # examples name fields of their own
    assert warned == expected, [str(item) for item in loaded.warnings]


def remarked(row: Row) -> bool:
    """Whether something is said of the option itself, or of one that it is inside."""
    section = SECTIONS[row.path[: -len(row.option.name) - 1]]
    above = section.above
    return bool(row.option.remark) or (above is not None and remarked(above))


def config_with(row: Row) -> dict[str, Any]:
    """A configuration in which the option has the value of its example."""
    section = SECTIONS[row.path[: -len(row.option.name) - 1]]
    value = beside(section.table, row.option)
    while section.above is not None:
        outer = section.above
        value = {**LANGUAGES, **value} if section.path == "i18n" else value
        section = SECTIONS[outer.path.rpartition(".")[0]]
        held = value if "map" in outer.option.kinds else [value]
        value = {**beside(section.table, outer.option), outer.option.name: held}
    kind, _, widget = section.path.partition(".")
    if kind == "site":
        return {**BASE, **value}
    if kind == "file":
        value = {"name": "pages", "files": [value]}
    elif kind in ("field", "widget"):
        inner = {"fields": [{"name": "text"}]} if widget == "object" else {}
        value = {**FOLDER, "fields": [{"name": "title", "widget": widget or "string", **inner, **value}]}
    elif "files" not in value:
        value = {**FOLDER, **value}
    return {**BASE, "collections": [{**FOLDER, "name": "posts"}, {"label": "Two", **value, "name": "two"}]}


def beside(table: Table, option: Option) -> dict[str, Any]:
    """The option's example, and those of the options that are needed beside it; a view compares something."""
    wanted = [*(item for item in table.values() if item.needed), option]
    if "match_all" in table and option.name in ("value", "values", "match_all"):
        wanted.append(table["field"])
    if "not_in" in table and option.name in ("label", "field", "name", "id"):
        wanted.append(table["pattern"])
    return {item.name: yaml.safe_load(example_of(item)) for item in wanted}


def test_rows_are_named_once() -> None:
    assert [path for path, count in Counter(row.path for row in all_rows()).items() if count > 1] == []


def test_every_row_is_described() -> None:
    for path, row in ROWS.items():
        option = row.option
        assert option.note.endswith("."), path
        assert len(list(filter(None, (option.differs, option.unneeded, option.missing)))) <= 1, path
        assert option.kinds == ("word",) or option.example or option.default or option.choices, f"{path}: no example"
        assert row.reason or row.status == "honoured", path


def test_replaced_options_name_their_successor() -> None:
    names = {row.option.name for row in ROWS.values()} | {path.split(".", 1)[1] for path in ROWS}
    for path, row in ROWS.items():
        assert not row.option.instead or row.option.instead in names | set(ROWS), path
