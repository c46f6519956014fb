"""Every document of the real sites: read, written back byte for byte, and edited field by field."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest
import yaml

from cms.documents import Document, document_kind, edit_document, parse_document
from cms.errors import SyntaxProblem
from cms.syntax import Timestamp, Value, same

SITES = Path(__file__).resolve().parents[2].parent / "shared" / "corpus" / "sites"
EXTENSIONS = {"md", "markdown", "html", "qmd", "yml", "yaml", "json", "toml", "mdoc"}
WORDS = (
    *("A new title", "no", "12:30", "with: colon # x", "\"q\" and 's'", "2024-01-01", "  lead", "emoji 🍞 é", "- dash"),
    *(
        "several words of some length that go on and on and would be folded by a writer that folds at eighty columns",
        "",
    ),
)
Path_ = tuple[str | int, ...]

pytestmark = pytest.mark.corpus


@dataclass(frozen=True, slots=True)
class Read:
    name: str
    source: bytes
    document: Document


@pytest.fixture(scope="module")
def corpus() -> tuple[list[Read], list[tuple[str, SyntaxProblem]]]:
    """The documents that can be read, and the refusals of the others."""
    if not SITES.is_dir():
        pytest.skip("the corpus of real sites is not beside this checkout")
    read: list[Read] = []
    refused: list[tuple[str, SyntaxProblem]] = []
    for path in sorted(SITES.glob("*/files/**/*")):
        extension = path.name.rsplit(".", 1)[-1].lower()
        if extension not in EXTENSIONS or not path.is_file():
            continue
        source = path.read_bytes()
        try:
            read.append(Read(path.name, source, parse_document(source, document_kind(extension))))
        except SyntaxProblem as problem:
            refused.append((path.name, problem))
    return read, refused


Corpus = tuple[list[Read], list[tuple[str, SyntaxProblem]]]


def test_nearly_all_files_read(corpus: Corpus) -> None:
    read, refused = corpus
    assert len(read) > 1000
    assert len(refused) <= len(read) * 0.005
    assert all(problem.line > 0 and problem.message for _, problem in refused)


def test_no_edit_is_identical(corpus: Corpus) -> None:
    for file in corpus[0]:
        assert edit_document(file.document, dict(file.document.values)) == file.source, file.name


def test_textarea_round_trip(corpus: Corpus) -> None:
    for file in corpus[0]:
        values = dict(file.document.values)
        body = values.get("body")
        if isinstance(body, str) and file.document.kind.container == "frontmatter":
            values["body"] = body.replace("\r\n", "\n").replace("\n", "\r\n")
        assert edit_document(file.document, values) == file.source, file.name


def test_scalar_edits_stay_local(corpus: Corpus) -> None:
    edits = local = 0
    chance = random.Random(7)
    for file in corpus[0]:
        for path, value in _some_leaves(file.document, chance):
            wanted = _with(file.document, path, _another(value, chance))
            result = edit_document(file.document, wanted)
            assert same(dict(parse_document(result, file.document.kind).values), wanted), (file.name, path)
            edits += 1
            local += _is_local(file, result, path)
    assert edits > 1000
    assert local >= edits * 0.995


def _some_leaves(document: Document, chance: random.Random) -> list[tuple[Path_, Value]]:
    doubled = {problem.message.split("`")[1] for problem in document.problems}
    hidden = doubled | ({"body"} if document.kind.container == "frontmatter" else set())
    leaves = [leaf for leaf in _leaves(dict(document.values)) if leaf[0] and leaf[0][0] not in hidden]
    return chance.sample(leaves, min(1, len(leaves)))


def _leaves(value: Value, path: Path_ = ()) -> Iterator[tuple[Path_, Value]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from _leaves(item, (*path, place))
    else:
        yield path, value


def _another(value: Value, chance: random.Random) -> Value:
    if isinstance(value, Timestamp):
        return Timestamp("2025-02-03")
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return chance.choice([word for word in WORDS if word != value])


def _with(document: Document, path: Path_, value: Value) -> dict[str, Value]:
    wanted: Any = copy.deepcopy(dict(document.values))
    target = wanted
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = value
    return dict(wanted)


def _is_local(file: Read, result: bytes, path: Path_) -> bool:
    """Whether only lines of the field itself changed."""
    old, new = file.source.decode().splitlines(), result.decode().splitlines()
    changed = [
        code[1:3] for code in SequenceMatcher(None, old, new, autojunk=False).get_opcodes() if code[0] != "equal"
    ]
    first, last = _lines(file.document, path)
    return all(first <= start + 1 and end <= last for start, end in changed)


def _lines(document: Document, path: Path_) -> tuple[int, int]:
    """First and last line of a value, from PyYAML's own marks; one line in TOML and JSON."""
    if document.parts.syntax != "yaml":
        line, _ = document.locate(path)
        return line, line
    node: Any = yaml.compose(document.parts.header, yaml.CSafeLoader)
    line = node.start_mark.line
    for part in path:
        if isinstance(part, int):
            node = node.value[part]
            line = node.start_mark.line
        else:
            key, node = next((key, value) for key, value in reversed(node.value) if key.value == part)
            line = key.start_mark.line
    before = document.parts.head.count("\n")
    last = node.end_mark.line + (node.end_mark.column > 0) if node.end_mark.line > line else line + 1
    return line + 1 + before, last + before
