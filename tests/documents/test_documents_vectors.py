"""What Decap, Sveltia and PyYAML made of scalars and files: Quire reads as they do, and writes what they read."""

from __future__ import annotations

from typing import Any

import pytest
from support import vectors

from cms.documents import create_document, document_kind, edit_document, parse_document
from cms.errors import SyntaxProblem
from cms.syntax import Value

YAML = document_kind("yml", "")
EXACT = {"12345678901234567890": 12345678901234567890}  # JavaScript loses digits there


def known(case: dict[str, Any]) -> Any:
    """What the case says a scalar is, as the YAML 1.2 core schema has it."""
    found = case["sveltia"]
    if isinstance(found, dict) and "$float" in found:
        return float(found["$float"])
    return EXACT.get(case["yaml"][3:].strip(), found)


@pytest.mark.parametrize("case", vectors("yaml_read"))
def test_scalar_is_read_as_the_family_reads_it(case: dict[str, Any]) -> None:
    expected = known(case)
    if expected == {"error": True}:
        with pytest.raises(SyntaxProblem):
            parse_document(case["yaml"].encode(), YAML)
        return
    found = parse_document(case["yaml"].encode(), YAML).values["k"]
    assert found == expected or (found != found and expected != expected)
    assert isinstance(found, bool) == isinstance(expected, bool)


@pytest.mark.parametrize("case", vectors("yaml_write"))
def test_written_value_is_read_back_by_all(case: dict[str, Any]) -> None:
    value: Value = case["value"]
    for data in (
        create_document({"k": value}, YAML),
        edit_document(parse_document(b"k: something else\n", YAML), {"k": value}),
    ):
        assert parse_document(data, YAML).values == {"k": value}
        text = data.decode().removeprefix("k:").strip()
        if isinstance(value, str) and case["decap"].removeprefix("k: ").startswith(('"', "'")):
            assert text.startswith(('"', "'")), "Decap would read something else"


@pytest.mark.parametrize("case", vectors("title_edit"))
def test_edited_title_changes_nothing_else(case: dict[str, Any]) -> None:
    document = parse_document(case["input"].encode(), document_kind("md", ""))
    data = edit_document(document, {**document.values, **case["edit"]}, order=case["configured_keys"])
    assert data.decode() == case["quire"]
