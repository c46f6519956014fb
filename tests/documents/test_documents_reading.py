"""The short way of reading a file says what the long one says, of anything."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents_ugly import json_texts, toml_texts, yaml_texts
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.documents import DocumentKind, document_kind, parse_document, read_document
from cms.errors import SyntaxProblem
from cms.syntax import same

SITES = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "sites"
EXTENSIONS = ("md", "markdown", "html", "qmd", "yml", "yaml", "json", "toml", "mdoc")
KINDS = (
    *map(document_kind, ("md", "yml", "json", "toml")),
    document_kind("md", body_key="content"),
    document_kind("txt", "raw"),
    document_kind("md", "yaml-frontmatter", delimiter=("~~~", "~~~")),
)
THOROUGH = settings(deadline=None, max_examples=400, suppress_health_check=list(HealthCheck))

# Pieces that, put together in any way, are often YAML and often nearly so.
KEYS = (
    *("a", "b", "body", "a", "'a'", '"a"', "&x a", "*x", "!t a", "? a", "1", "true", "~", "2026-01-01", "[a]", "<<"),
    *("a b", "", '"\\x61"', "ä", "-", "a#b", "date"),
)
SCALARS = (
    *("plain", "'it''s'", '"q\\n\\u00e4\\t"', "|\n    two\n    lines", ">-\n    folded\n    text", "|+\n    kept\n\n"),
    *("&x anchored", "*x", "!!str 12", "!t x", "! x", "12", "012", "0x1F", "1e3", ".5", ".inf", "-.NaN", "1_000"),
    *("yes", "No", "true", "TRUE", "null", "~", "", "2026-01-05", "2026-01-05 10:00:00", "12:30", "=", "<<", "a: b"),
    *("'2026-01-05'", '"true"', "a #c", "a#c", "#c", "[1, [a, b], {c: d}]", "{a: 1, a: 2}", "{a, b: }", "[", "]}"),
    *("[a,\tb]", "\tx", "x\t", "x\ty", '"\\ud800"', '"\\x00"', "\u2028", "\x85", "\x7f", "\ufeff", "|2\n      x"),
    *("- a", "? b", "%x", "@x", "`x", '"two\n   lines"', "two\n    lines", "--- x", "...", "&x [*x]", "&x {a: *x}"),
    *("[" * 20 + "]" * 20, "[" * 90 + "]" * 90, "{a: " * 85 + "1" + "}" * 85, "[" * 600 + "]" * 600, "9" * 400),
)
FENCES = ("---\n", "---yaml\n", "--- \n", "+++\n", ";;;\n", "~~~\n", "---toml\n", "---js\n", "")


def said(way: object, data: bytes, kind: DocumentKind) -> object:
    """What a way of reading says: values and oddities, or the refusal."""
    try:
        found = way(data, kind)  # type: ignore[operator]
    except SyntaxProblem as problem:
        return type(problem), problem.code, problem.line, problem.column, problem.message
    return dict(found.values), found.problems


def agree(data: bytes, kind: DocumentKind) -> bool:
    """Whether both ways say the same, in types and in order too."""
    short, long = said(read_document, data, kind), said(parse_document, data, kind)
    assert repr(short) == repr(long)
    if isinstance(short[0], dict):  # type: ignore[index]
        assert same(short[0], long[0])  # type: ignore[index]
        return True
    return False


@st.composite
def lines(draw: st.DrawFn) -> str:
    """A header of lines that belong together, mostly."""
    found = []
    for _ in range(draw(st.integers(0, 5))):
        indent = draw(st.sampled_from(["", "", "", "  ", "    ", "- ", "  - ", "\t", " " * 20, " " * 200]))
        mark = draw(st.sampled_from([": ", ": ", ": ", ":", " : ", ":\t"]))
        end = draw(st.sampled_from(["\n", "\n", "\n", " # c\n", "  \n", "\n\n", "\n---\n", "\n...\n", "\n%YAML 1.1\n"]))
        found.append(f"{indent}{draw(st.sampled_from(KEYS))}{mark}{draw(st.sampled_from(SCALARS))}{end}")
    return "".join(found)


@st.composite
def files(draw: st.DrawFn, headers: st.SearchStrategy[str]) -> bytes:
    fence = draw(st.sampled_from(FENCES))
    end = fence.replace("yaml", "").replace("toml", "").replace("js", "") if draw(st.integers(0, 9)) else ""
    body = draw(st.sampled_from(["", "\nText.\n", "Text", "\n\n", "\n---\nx\n"]))
    text = draw(st.sampled_from(["", "", "\ufeff"])) + fence + draw(headers) + end + body
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    return text.replace("\n", newline).encode("utf-8", "surrogatepass")


@THOROUGH
@given(files(lines()), st.sampled_from(KINDS))
def test_odd_lines(data: bytes, kind: DocumentKind) -> None:
    agree(data, kind)


@THOROUGH
@given(files(yaml_texts() | json_texts() | toml_texts()), st.sampled_from(KINDS))
def test_whole_documents(data: bytes, kind: DocumentKind) -> None:
    agree(data, kind)


@THOROUGH
@given(st.text(max_size=80) | st.text("a:-[]{}'\"&*!|>%#, \n\t?", max_size=40), st.sampled_from(KINDS))
def test_any_text(text: str, kind: DocumentKind) -> None:
    for whole in (text, f"---\n{text}\n---\n", f"---\na: {text}\n---\nb"):
        agree(whole.encode("utf-8", "surrogatepass"), kind)


@pytest.mark.parametrize("key", dict.fromkeys(KEYS))
def test_every_key_with_every_value(key: str) -> None:
    for value in SCALARS:
        for text in (f"{key}: {value}\n", f"z:\n  - {key}: {value}\n", f"z: {{{key}: {value}}}\n", f"z: [{value}]\n"):
            agree(f"---\n{text}---\nBody.\n".encode(), KINDS[0])
            agree(text.encode(), KINDS[1])


@pytest.mark.corpus
def test_files_of_real_sites() -> None:
    if not SITES.is_dir():
        pytest.skip("the corpus of real sites is not beside this checkout")
    read = 0
    for path in sorted(SITES.glob("*/files/**/*")):
        extension = path.name.rsplit(".", 1)[-1].lower()
        if extension in EXTENSIONS and path.is_file():
            read += agree(path.read_bytes(), document_kind(extension))
    assert read > 1000
