"""Every code that `cms check` can say is in the table of codes, and every one of the table can be said."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from cms.actions.codes import CODES
from cms.actions.codes_page import render_codes

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("config", "documents", "fields", "entries", "actions")
SAYERS = {"error", "warn", "remark", "say"}  # the code comes first
POSITIONS = {"Diagnostic": 1, "DocumentProblem": 2, "Problem": 4, "RecordProblem": 4}
ELSEWHERE = {
    "syntax",  # SyntaxProblem and its kin carry their codes
    "too-deep",
    "document",
    "missing-file",  # of `f"missing-{wanted}"`
    "differs",  # chosen in a variable
    "too-many",
    "not-needed",
}


def said_in(path: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call):
            continue
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        place = 0 if name in SAYERS else POSITIONS.get(name, -1)
        if 0 <= place < len(call.args) and isinstance(code := call.args[place], ast.Constant):
            yield str(code.value)


def test_codes_and_code_agree() -> None:
    files = [path for room in ROOMS for path in (ROOT / "cms" / room).rglob("*.py")]
    said = {code for path in files for code in said_in(path) if code.replace("-", "").isalpha() and code.islower()}
    assert said | ELSEWHERE == set(CODES)


def test_page_of_codes_is_up_to_date() -> None:
    page = ROOT / "docs" / "reference" / "checks.md"
    assert page.read_text(encoding="utf-8") == render_codes(), "run `make docs`"


def test_every_code_says_what_to_do() -> None:
    for code in CODES.values():
        assert code.meaning.endswith("."), code.name
        assert code.advice.endswith("."), code.name
        assert code.severity in ("error", "warning", "note", "error or warning"), code.name
