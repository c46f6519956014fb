"""A report of `cms check` for people, for GitHub Actions and as JUnit's XML."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.sax.saxutils import quoteattr

import click

from cms.actions import CheckReport, advice_on
from cms.cli.findings import Finding, findings_of

__all__ = ["print_github", "print_junit", "print_report"]

_COLOURS = {"error": "red", "warning": "yellow", "note": "blue"}
# patterns, compiled when they are used: one with wide ranges takes milliseconds
_NOT_XML = "[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_UNPRINTABLE = r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
_GITHUB = {"error": "error", "warning": "warning", "note": "notice"}


def print_report(report: CheckReport) -> None:
    """The report for people: by collection, what to do about each kind of finding, whose rules count, a summary."""
    found = list(findings_of(report))
    labels = {each.collection.name: _line(each.collection.label) for each in report.collections}
    for name, group in groupby(found, key=lambda item: item.collection):
        click.echo(_styled(labels.get(name, "Configuration"), bold=True))
        for item in group:
            _print_finding(item)
        click.echo()
    _print_advice(found)
    _print_dialect(report)
    for each in report.collections:
        click.echo(f"{_line(each.collection.name)}: {_counted(each.entries, 'entry', 'entries')}")
    errors, warnings, notes = (_count(found, severity) for severity in ("error", "warning", "note"))
    words = [_counted(errors, "error") if errors else "No errors", _counted(warnings, "warning")]
    click.echo(_styled(f"{', '.join(words)}, {_counted(notes, 'note')}.", fg="red" if errors else "green", bold=True))


def print_github(report: CheckReport) -> None:
    """Workflow commands of GitHub Actions, which shows them at the lines of a pull request."""
    for item in findings_of(report, remarks=False):
        place = f"file={_property(item.path)},line={item.line},col={item.column},title={_property(item.code)}"
        message = item.message.rstrip(".")
        click.echo(f"::{_GITHUB[item.severity]} {place}::{_data(f'{message}. {item.advice}')}")
    click.echo(_summary(report))


def print_junit(report: CheckReport) -> None:
    """JUnit's XML, as GitLab and Jenkins read it: a case for each finding. An error fails it, a warning skips it."""
    found = list(findings_of(report, remarks=False))
    failed = _count(found, "error")
    groups = [(name, list(group)) for name, group in groupby(found, key=lambda item: item.collection)]
    click.echo('<?xml version="1.0" encoding="UTF-8"?>')
    click.echo(f"<testsuites name={_quoted('cms check')} tests={_quoted(len(found) or 1)} failures={_quoted(failed)}>")
    for name, group in groups or [("", [])]:
        suite = name or report.path
        counts = f"tests={_quoted(len(group) or 1)} failures={_quoted(_count(group, 'error'))}"
        click.echo(f"  <testsuite name={_quoted(suite)} {counts} skipped={_quoted(_count(group, 'warning'))}>")
        for item in group:
            click.echo(f"    <testcase classname={_quoted(item.path)} name={_quoted(f'{item.code} {item.place}')}>")
            text = f"{item.place}: {item.message}\n{item.advice}"
            element = "failure" if item.severity == "error" else "skipped"
            click.echo(f"      <{element} message={_quoted(item.message)}>{_escaped(text)}</{element}>")
            click.echo("    </testcase>")
        if not group:
            click.echo(f"    <testcase classname={_quoted(suite)} name={_quoted('no findings')}/>")
        click.echo("  </testsuite>")
    click.echo("</testsuites>")


def _print_dialect(report: CheckReport) -> None:
    source = f", as {report.dialect_source} says" if report.dialect_source else ", for nothing says another"
    click.echo(f"{_line(report.path)} is read by {str(report.dialect).capitalize()}'s rules{source}.")
    for words in report.dialect.consequences:
        click.echo(_styled(f"  {words}", dim=True))
    click.echo()


def _print_finding(item: Finding) -> None:
    severity = _styled(item.severity, fg=_COLOURS[item.severity])
    where = f"{_line(item.where)}: " if item.where and item.severity != "note" else ""
    click.echo(f"  {_line(item.place)}: {severity}: {where}{_line(item.message)} {_styled(f'[{item.code}]', dim=True)}")


def _print_advice(found: Sequence[Finding]) -> None:
    codes = dict.fromkeys(item.code for item in found if item.severity != "note")
    for code in codes:
        click.echo(f"{_styled(code, bold=True)}: {advice_on(code)}")
    if codes:
        click.echo()


def _summary(report: CheckReport) -> str:
    return f"{_counted(report.count('error'), 'error')}, {_counted(report.count('warning'), 'warning')}."


def _count(found: Iterable[Finding], severity: str) -> int:
    return sum(item.severity == severity for item in found)


def _counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def _line(text: str) -> str:
    """Content in a line of the report: control characters, which could forge one, are shown as such."""
    return re.sub(_UNPRINTABLE, "\N{REPLACEMENT CHARACTER}", text)


def _styled(text: str, *, fg: str | None = None, bold: bool | None = None, dim: bool | None = None) -> str:
    """Coloured on a terminal, unless the person does not want it (https://no-color.org)."""
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR"):
        return text
    return click.style(text, fg=fg, bold=bold, dim=dim)


def _data(text: str) -> str:
    return re.sub(_UNPRINTABLE, "\N{REPLACEMENT CHARACTER}", text.replace("\n", " ")).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _quoted(value: object) -> str:
    return quoteattr(re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", str(value)))


def _escaped(text: str) -> str:
    clean = re.sub(_NOT_XML, "\N{REPLACEMENT CHARACTER}", text)
    return clean.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
