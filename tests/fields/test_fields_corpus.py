"""Real sites: every entry's form comes back untouched without a difference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fields_browser import form_of

from cms.config import Collection, Field, load_config
from cms.documents import document_kind, parse_document
from cms.errors import QuireError
from cms.fields import FieldContext, build_controls, parse_form, summarise, validate
from cms.syntax import Value

SITES = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "sites"
CONTEXT = FieldContext(datetime(2026, 11, 20, 7, 30, tzinfo=UTC))
MOST = 40  # entries of one collection

pytestmark = [
    pytest.mark.corpus,
    pytest.mark.skipif(not SITES.is_dir(), reason="the real sites are not beside this checkout"),
]


def collections() -> Iterator[tuple[Path, Collection]]:
    for meta in sorted(SITES.glob("*/_meta.json")):
        site = meta.parent / "files"
        for path in json.loads(meta.read_text(encoding="utf-8"))["configs"]:
            loaded = load_config((site / path).read_bytes(), path).site
            for collection in loaded.collections if loaded else ():
                yield site, collection


def entries(site: Path, collection: Collection) -> Iterator[tuple[tuple[Field, ...], dict[str, Value]]]:
    kind = document_kind(collection.extension, collection.format)
    if collection.folder is not None:
        for path in sorted((site / collection.folder).rglob(f"*.{collection.extension}"))[:MOST]:
            yield from _values(path, kind, collection.fields)
    for file in collection.files:
        path = site / file.file
        if path.is_file():
            yield from _values(path, document_kind(path.suffix.lstrip("."), file.format), file.fields)


def _values(
    path: Path, kind: object, fields: tuple[Field, ...]
) -> Iterator[tuple[tuple[Field, ...], dict[str, Value]]]:
    try:
        yield fields, dict(parse_document(path.read_bytes(), kind).values)  # type: ignore[arg-type]
    except QuireError:
        return


def test_real_entries_come_back_untouched() -> None:
    count = 0
    for site, collection in collections():
        for fields, values in entries(site, collection):
            form = form_of(build_controls(fields, values, CONTEXT))
            parsed = parse_form(fields, form, values, CONTEXT)
            assert parsed.problems == (), (site.parent.name, collection.name, parsed.problems)
            assert all(parsed.values[key] is values[key] for key in values), (site.parent.name, collection.name)
            assert list(parsed.values) == list(values)
            validate(fields, values, CONTEXT)
            for field in fields:
                summarise(field, values.get(field.name))
            count += 1
    assert count > 100
