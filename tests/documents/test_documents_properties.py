"""Any document × any edit: what comes out reads as asked, and nothing else changed."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from typing import Any

import pytest
import yaml
from documents_ugly import NASTY, edits, json_texts, toml_texts, values, yaml_texts
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from cms.documents import create_document, document_kind, edit_document, parse_document
from cms.errors import DocumentError, SyntaxProblem
from cms.syntax import Timestamp, Value, core_tag, same

TEXTS = {"yaml": yaml_texts(), "toml": toml_texts(), "json": json_texts()}
FENCES = {"yaml": "---", "toml": "+++", "json": ";;;"}
BODIES = ("", "\nbody\n", "body", "\n\n\nx\n---\ny\n\n\n", "a  \n+++\n")
SYNTAXES = ("yaml", "toml", "json")
QUICK = settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate, Phase.shrink],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)


class StringLoader(yaml.CSafeLoader):
    """PyYAML with every plain scalar left as text: what a file says, whatever the schema."""


StringLoader.yaml_implicit_resolvers = {}


@st.composite
def documents(draw: st.DrawFn, syntax: str) -> tuple[bytes, str, str]:
    """A file's bytes, its extension and its body; with CRLF, a byte order mark or no final newline at times."""
    text, body, extension = draw(TEXTS[syntax]), "", syntax
    if draw(st.booleans()):
        fence, extension, body = FENCES[syntax], "md", draw(st.sampled_from(BODIES))
        ended = text if not text or text.endswith("\n") else text + "\n"
        text = f"{fence}\n{ended}{fence}\n{body}"
    elif draw(st.booleans()):
        text = text.rstrip("\n")
    if draw(st.booleans()):
        text, body = text.replace("\n", "\r\n"), body.replace("\n", "\r\n")
    return (draw(st.sampled_from(["", "", "\ufeff"])) + text).encode(), extension, body


def as_written(value: Any, syntax: str) -> Any:
    """What a syntax can hold: TOML has no nulls, JSON no dates."""
    if isinstance(value, dict):
        return {k: as_written(v, syntax) for k, v in value.items() if syntax != "toml" or v is not None}
    if isinstance(value, list):
        return [as_written("" if syntax == "toml" and item is None else item, syntax) for item in value]
    return str(value) if syntax == "json" and isinstance(value, Timestamp) else value


def by_others(data: bytes, syntax: str) -> object:
    """The header as an independent reader sees it."""
    text = data.decode().removeprefix("\ufeff")
    if syntax == "yaml":
        return yaml.load(text, StringLoader)
    return json.loads(text or "{}") if syntax == "json" else tomllib.loads(text)


def as_others(value: Value) -> object:
    """A wanted value as StringLoader reads it, or `...` where the spelling is free."""
    if isinstance(value, dict):
        return {key: as_others(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_others(item) for item in value]
    return value if isinstance(value, str) and not isinstance(value, Timestamp) else ...


def agrees(found: object, wanted: object) -> bool:
    if isinstance(wanted, dict) and isinstance(found, dict):
        return found.keys() == wanted.keys() and all(agrees(found[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list) and isinstance(found, list):
        return len(found) == len(wanted) and all(map(agrees, found, wanted))
    return wanted is ... or found == wanted


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_any_edit_reads_back(syntax: str) -> None:
    counts: Counter[str] = Counter()

    @QUICK
    @given(st.data(), documents(syntax))
    def check(data: st.DataObject, file: tuple[bytes, str, str]) -> None:
        source, extension, body = file
        kind = document_kind(extension)
        try:
            document = parse_document(source, kind)
        except SyntaxProblem:
            counts["unreadable"] += 1
            assume(False)
        before = dict(document.values)
        has_body = extension == "md"
        given_body = before.pop("body", None) if has_body else None
        wanted = data.draw(edits(before))
        if has_body:
            wanted.pop("body", None)
            if given_body is not None:
                wanted["body"] = given_body
        counts["edits"] += 1
        try:
            result = edit_document(document, wanted)
        except DocumentError:
            counts["refused"] += 1
            return
        again = parse_document(result, kind)
        assert same(dict(again.values), as_written(wanted, syntax))
        assert result.endswith(body.encode())
        assert result.startswith("\ufeff".encode()) == source.startswith("\ufeff".encode())
        if b"\r\n" in source:
            assert b"\n" not in result.replace(b"\r\n", b"")
        names = {key: value for key, value in as_written(wanted, syntax).items() if key != "body" or not has_body}
        assert agrees(by_others(again.parts.header.encode(), syntax) or {}, as_others(names))

    check()
    assert counts["refused"] <= counts["edits"] * 0.02
    assert counts["unreadable"] <= counts["edits"] * 0.1


BODY_TEXTS = st.one_of(st.sampled_from([*BODIES, *NASTY]), st.text(st.characters(exclude_categories=["Cs"])))


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_any_body_reads_back(syntax: str) -> None:
    @QUICK
    @given(documents(syntax), BODY_TEXTS, st.booleans(), st.booleans())
    def check(file: tuple[bytes, str, str], text: str, headless: bool, browser: bool) -> None:
        source, extension, _ = file
        assume(extension == "md")
        try:
            document = parse_document(b"Old\n" if headless else source, document_kind("md"))
        except SyntaxProblem:
            assume(False)
        plain = text.replace("\r\n", "\n").replace("\r", "\n")
        given_text = plain.replace("\n", "\r\n") if browser else plain
        try:
            result = edit_document(document, {**document.values, "body": given_text})
        except DocumentError:
            assert "\0" in plain or (headless and plain.startswith(("---", "+++", ";;;", "{", "\ufeff")))
            return
        again = dict(parse_document(result, document_kind("md")).values)
        body = str(again.pop("body", "")).replace("\r\n", "\n")
        assert body.rstrip("\n") == plain.rstrip("\n")
        assert same(again, {key: value for key, value in document.values.items() if key != "body"})

    check()


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_no_edit_changes_nothing(syntax: str) -> None:
    @QUICK
    @given(documents(syntax))
    def check(file: tuple[bytes, str, str]) -> None:
        source, extension, _ = file
        try:
            document = parse_document(source, document_kind(extension))
        except SyntaxProblem:
            assume(False)
        assert edit_document(document, dict(document.values)) == source

    check()


@pytest.mark.parametrize("syntax", SYNTAXES)
@QUICK
@given(wanted=st.dictionaries(st.sampled_from(["title", "a b", "no", "1", "é"]), values, max_size=5))
def test_new_document_reads_back(syntax: str, wanted: dict[str, Value]) -> None:
    kind = document_kind("md", f"{syntax}-frontmatter")
    written = create_document({**wanted, "body": "Text\n"}, kind)
    assert same(dict(parse_document(written, kind).values), as_written({**wanted, "body": "Text\n"}, syntax))


@pytest.mark.parametrize("spelt", ["old", "'old'", '"old"', "|\n  old", ">-\n  old", "[old]", "{k: old}", "&a old"])
def test_strings_stay_strings(spelt: str) -> None:
    document = parse_document(f"a: {spelt}\nb: 1\n".encode(), document_kind("yml"))
    for text in NASTY:
        wanted: Value = [text] if spelt[0] == "[" else {"k": text} if spelt[0] == "{" else text
        result = edit_document(document, {"a": wanted, "b": 1})
        assert yaml.load(result, yaml.CSafeLoader) == {"a": wanted, "b": 1}
        assert result.endswith(b"b: 1\n")


@pytest.mark.parametrize("syntax", SYNTAXES)
def test_strings_survive_everywhere(syntax: str) -> None:
    kind = document_kind(syntax)
    for text in NASTY:
        wanted: dict[str, Value] = {"a": text, "l": [text, {"k": text, text or "x": [text]}], "m": {"n": {"o": text}}}
        written = create_document(wanted, kind)
        assert same(dict(parse_document(written, kind).values), wanted)
        assert by_others(written, syntax) == wanted


def test_lookalikes_are_quoted() -> None:
    for text in NASTY:
        if core_tag(text) != "str":
            written = create_document({"a": text}, document_kind("yml")).decode()
            assert written.startswith(("a: '", 'a: "'))
