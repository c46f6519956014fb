"""A report of `cms check` as a list of findings, and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from cms.actions import CheckReport, CollectionReport, advice_on
from cms.config import Diagnostic
from cms.entries import RecordProblem

__all__ = ["Finding", "findings_of", "report_json"]


class Finding(Struct, frozen=True):
    """One thing that was found. `collection` is "" for what stands in the configuration; `where` names its option."""

    path: str
    line: int
    column: int
    severity: str
    code: str
    message: str
    where: str = ""
    collection: str = ""

    @property
    def place(self) -> str:
        """`path:line:column`."""
        return f"{self.path}:{self.line}:{self.column}"

    @property
    def advice(self) -> str:
        """What to do about it."""
        return advice_on(self.code)


def findings_of(report: CheckReport, *, remarks: bool = True) -> Iterator[Finding]:
    """Everything that was found: of the configuration first, then of each collection, in the order of the files."""
    for item in _in_order((*report.diagnostics, *(report.remarks if remarks else ()))):
        yield _of_config(report, item)
    for each in report.collections:
        for problem in each.problems:
            yield _of_entry(each, problem)


def report_json(report: CheckReport) -> dict[str, Any]:
    """The report as `cms check --json` prints it."""
    said = [_of_config(report, item) for item in _in_order((*report.diagnostics, *report.remarks))]
    return {
        "config": {
            "path": report.path,
            "errors": [_config_json(item) for item in said if item.severity == "error"],
            "warnings": [_config_json(item) for item in said if item.severity == "warning"],
        },
        "dialect": {
            "name": str(report.dialect),
            "source": report.dialect_source,
            "consequences": list(report.dialect.consequences),
        },
        "notes": [_config_json(item) for item in said if item.severity == "note"],
        "collections": [
            {
                "name": each.collection.name,
                "label": each.collection.label,
                "type": each.collection.kind,
                "entries": each.entries,
                "problems": [_problem_json(_of_entry(each, problem)) for problem in each.problems],
            }
            for each in report.collections
        ],
    }


def _in_order(said: Iterable[Diagnostic]) -> list[Diagnostic]:
    return sorted(said, key=lambda item: (item.severity == "note", item.position.line, item.position.column))


def _of_config(report: CheckReport, item: Diagnostic) -> Finding:
    place = item.position
    path, line, column = place.path or report.path, max(1, place.line), max(1, place.column)
    return Finding(_text(path), line, column, item.severity, item.code, _text(item.message), _text(item.where))


def _of_entry(each: CollectionReport, item: RecordProblem) -> Finding:
    name = each.collection.name
    line, column = max(1, item.line), max(1, item.column)
    return Finding(_text(str(item.path)), line, column, item.severity, item.code, _text(item.message), collection=name)


def _text(text: str) -> str:
    """Text that can be printed: what is not UTF-8 in a file's name is replaced."""
    return text if text.isprintable() else text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _config_json(item: Finding) -> dict[str, Any]:
    return {
        "code": item.code,
        "message": item.message,
        "advice": item.advice,
        "where": item.where,
        "path": item.path,
        "line": item.line,
        "column": item.column,
    }


def _problem_json(item: Finding) -> dict[str, Any]:
    return {
        "path": item.path,
        "line": item.line,
        "column": item.column,
        "severity": item.severity,
        "code": item.code,
        "message": item.message,
        "advice": item.advice,
    }
