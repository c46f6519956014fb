"""Hostile and awkward files: refused with a reason, or read; never a crash, never slow."""

from __future__ import annotations

import importlib.util
import multiprocessing
import re
import resource
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

from cms.documents import document_kind, edit_document, parse_document
from cms.errors import SyntaxProblem

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"
SECONDS, MEMORY = 10, 2 << 30  # of the child process; an unguarded parser needs minutes or crashes
NEVER_CLOSED = re.compile(rb"---\n[^-]*\Z|\+\+\+\n[^+]*\Z")  # a plain body, as generators read it
LAYOUTS = {"yaml": ("yml", "md"), "toml": ("toml",), "json": ("json",), "frontmatter": ("md",)}


def _loader() -> Any:
    spec = importlib.util.spec_from_file_location("payload_loader", PAYLOADS / "load.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _cases() -> list[Any]:
    if not PAYLOADS.is_dir():
        return [pytest.param(b"", "md", "", marks=pytest.mark.skip("the payloads are not beside this checkout"))]
    loader = _loader()
    found = []
    for name, extensions in LAYOUTS.items():
        for number, case in enumerate(loader.load(name)):
            for extension in extensions:
                data = loader.content(case)
                if name == "yaml" and extension == "md":
                    data = b"---\n" + data + b"\n---\nbody\n"
                label = f"{case.get('id', number)}-{extension}"
                found.append(pytest.param(data, extension, case["expect"], id=label))
    return found


def _outcome(data: bytes, extension: str) -> str:
    """What became of a file: `read`, or `refused` and the place."""
    try:
        document = parse_document(data, document_kind(extension))
        assert edit_document(document, dict(document.values)) == data
    except SyntaxProblem as problem:
        return f"refused {problem.code} {problem.line} {problem.message}"
    return "read"


def _in_child(pipe: Connection, cases: list[tuple[bytes, str]]) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    for data, extension in cases:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        limit = int(before) + SECONDS
        resource.setrlimit(resource.RLIMIT_CPU, (limit, resource.RLIM_INFINITY))
        pipe.send(_outcome(data, extension))


@pytest.fixture(scope="module")
def outcomes() -> dict[tuple[bytes, str], str]:
    """All payloads in one child process whose memory and processor time are limited."""
    cases = [(param.values[0], param.values[1]) for param in _cases()]
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    child = context.Process(target=_in_child, args=(theirs, cases))
    child.start()
    theirs.close()
    found: dict[tuple[bytes, str], str] = {}
    for case in cases:
        try:
            found[case] = ours.recv()
        except EOFError:
            break
    child.join()
    return found


@pytest.mark.corpus
@pytest.mark.parametrize(("data", "extension", "expect"), _cases())
def test_payload_never_escapes(
    data: bytes, extension: str, expect: str, outcomes: dict[tuple[bytes, str], str]
) -> None:
    outcome = outcomes.get((data, extension), "crashed")
    if expect.startswith("accept"):
        assert outcome == "read"
    elif (
        expect.startswith("refuse") and "tag" not in expect and "or warn" not in expect and not NEVER_CLOSED.match(data)
    ):
        code, line = outcome.split(" ")[1:3]
        assert (code == "too-deep") >= ("nesting" in expect or "size" in expect)
        assert int(line) > 0
    assert outcome.split(" ")[0] in ("read", "refused")


@pytest.mark.parametrize("tag", ["!!python/name:os.system", "!ruby/object:Gem::Installer", "!!js/function", "!x"])
def test_tagged_value_is_text(tag: str) -> None:
    data = f"---\na: {tag} 1\nb: x\n---\n".encode()
    document = parse_document(data, document_kind("md"))
    assert document.values["a"] == "1"
    assert edit_document(document, {"a": "1", "b": "z"}) == data.replace(b"b: x", b"b: z")
