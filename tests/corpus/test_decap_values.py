"""Over real sites: one field of an entry is edited as a person would; what is stored is what Decap CMS would store.

The table below is Decap's: which value each widget gives for what was typed or picked. What is left out is the noise
that Decap makes besides: all other values stay as they are, and a date keeps the spelling of its file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from corpus.test_real_sites import configurations
from fields.fields_browser import form_of

from cms.config import ABSENT, Collection, Field, load_config
from cms.documents import Document, DocumentKind, edit_document, parse_document
from cms.entries import entry_kind
from cms.errors import QuireError
from cms.fields import FieldContext, FormData, build_controls, find_control, parse_form
from cms.fields.datetimes import spelling_of
from cms.syntax import Value, same

pytestmark = pytest.mark.corpus

CONTEXT = FieldContext(datetime(2026, 11, 20, 7, 30, tzinfo=UTC))
MOST = 2  # entries of one collection
WORDS = "A word: that 'needs' care"
PICKED = "2026-07-04T15:30"


def test_edits_store_what_decap_would(corpus_sites: list[Path]) -> None:
    wrong: list[str] = []
    seen: dict[str, int] = {}
    for site in corpus_sites:
        for path, kind, fields, document in entries(site):
            for field in fields:
                for said in edited(field, fields, document, kind):
                    seen[field.widget] = seen.get(field.widget, 0) + 1
                    wrong += [f"{site.name} {path} {field.name} ({field.widget}): {said}"] if said else []
    assert not wrong, "\n".join(wrong[:20])
    assert all(seen.get(widget, 0) > 20 for widget in ("string", "text", "markdown", "datetime", "boolean", "image"))
    assert all(seen.get(widget, 0) > 2 for widget in ("number", "select", "list", "object"))


def entries(site: Path) -> Iterator[tuple[Path, DocumentKind, tuple[Field, ...], Document]]:
    for config in configurations(site):
        loaded = load_config((site / "files" / config).read_bytes(), config).site
        for collection in loaded.collections if loaded is not None else ():
            for path, kind, fields in files(site / "files", collection):
                try:
                    yield path, kind, fields, parse_document(path.read_bytes(), kind)
                except QuireError:
                    continue


def files(root: Path, collection: Collection) -> Iterator[tuple[Path, DocumentKind, tuple[Field, ...]]]:
    if collection.i18n is not None:
        return
    if collection.folder is not None:
        for path in sorted((root / collection.folder).rglob(f"*.{collection.extension}"))[:MOST]:
            yield path, entry_kind(collection), collection.fields
    for file in collection.files:
        if (root / file.file).is_file():
            yield root / file.file, entry_kind(collection, file), file.fields


def edited(field: Field, fields: tuple[Field, ...], document: Document, kind: DocumentKind) -> Iterator[str]:
    """Edit one field of an entry and write the file: "" when all is as Decap has it, else what differs."""
    values = dict(document.values)
    controls = build_controls(fields, values, CONTEXT)
    control = find_control(controls, (field.name,))
    wanted = decap(field, values.get(field.name, ABSENT))
    if control is None or control.template == "raw" or control.hidden or control.readonly or wanted is None:
        return
    changes, stored = wanted
    form = form_of(controls)
    for name, text in changes:
        rest = (pair for pair in form.pairs if pair[0] != name)
        form = FormData([*rest, *([(name, text)] if text is not None else [])])
    parsed = parse_form(fields, form, values, CONTEXT)
    if parsed.problems:
        yield f"refused: {parsed.problems[0].message}"
        return
    try:
        data = edit_document(document, parsed.values, order=[each.name for each in fields])
    except QuireError as refused:  # a file with a doubled key and the like: never written wrongly
        yield "" if "twice" in str(refused) or "damage" in str(refused) else f"not written: {refused}"
        return
    again = dict(parse_document(data, kind).values)
    others = {name for name in (*values, *again) if name != field.name}
    changed = [name for name in others if not same(values.get(name, "\0"), again.get(name, "\0"))]
    if changed:
        yield f"{changed} changed too"
    elif not matches(stored, again.get(field.name, ABSENT), kind, field):
        yield f"{again.get(field.name, ABSENT)!r} is not {stored!r}"
    else:
        yield ""


def matches(stored: Any, found: Any, kind: DocumentKind, field: Field) -> bool:
    if isinstance(stored, datetime):
        spelling = spelling_of(str(found), field)
        return spelling is not None and spelling.moment.wall.date() == stored.date()
    if field.name == kind.body_key and isinstance(found, str):
        return found.rstrip("\r\n") == stored
    return same(found, stored)


def decap(field: Field, present: Any) -> tuple[list[tuple[str, str | None]], Any] | None:
    """What is typed into a field, and what Decap stores for it; None where the table says nothing."""
    name = f"f.{field.name}"
    if field.pattern is not None:
        return None
    if field.widget in ("string", "text", "markdown"):
        return [(name, WORDS)], WORDS  # a string, whatever was there
    if field.widget == "boolean":
        told = present is not True
        return [(name, "true" if told else None), (f"{name}!bool", "asked")], told
    if field.widget == "number":
        return number(field, name)
    if field.widget == "datetime":
        return dated(field, name, present)
    if field.widget in ("image", "file") and not isinstance(present, list) and not several(field):
        return [(name, "/up/new file.png")], "/up/new file.png"
    if field.widget == "select" and field.options.get("multiple") is not True:
        return chosen(field, name, present)
    if field.widget == "list" and not (field.fields or field.types or field.field):
        held = present if isinstance(present, list) else []
        return [(f"{name}!add", "one, two")], [*held, "one", "two"]  # words between commas
    if field.widget == "object" and field.fields and field.fields[0].widget == "string" and not field.fields[0].pattern:
        first = field.fields[0].name
        held = present if isinstance(present, dict) else {}
        return [(f"{name}.{first}", WORDS)], {**held, first: WORDS}
    return None


def number(field: Field, name: str) -> tuple[list[tuple[str, str | None]], Any] | None:
    if field.options.get("value_type") == "float":
        return [(name, "7.5")], 7.5  # parseFloat
    return [(name, "7")], 7  # parseInt, whatever else `value_type` says


def dated(field: Field, name: str, present: Any) -> tuple[list[tuple[str, str | None]], Any] | None:
    """A day picked in a field that shows one. A value in a spelling that no picker shows is edited as text."""
    control = build_controls((field,), {} if present is ABSENT else {field.name: present}, CONTEXT)[0]
    if control.input_type not in ("date", "datetime-local"):
        return None
    if present is ABSENT and (field.options.get("format") or field.options.get("date_format")):
        return None  # the vectors say what each format gives
    return [(name, PICKED if control.input_type == "datetime-local" else PICKED[:10])], datetime.fromisoformat(PICKED)


def chosen(field: Field, name: str, present: Any) -> tuple[list[tuple[str, str | None]], Any] | None:
    for option in field.options.get("options") or []:  # type: ignore[union-attr]
        value: Value = option.get("value") if isinstance(option, dict) else option
        if isinstance(value, str) and value and value != str(present):
            return [(name, value)], value  # the option's own value
    return None


def several(field: Field) -> bool:
    library = field.options.get("media_library")
    config = library.get("config") if isinstance(library, dict) else None
    return field.options.get("multiple") is True or (isinstance(config, dict) and config.get("multiple") is True)
