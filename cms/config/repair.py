"""Text that is not YAML but that Decap CMS's parser opens, or that a build would have filled in, made readable.

A repair is tried only at the line where the parser stopped, is kept only if the parser then gets further, keeps every
line where it is, and is remembered, so that positions stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct, field

from cms.errors import SyntaxProblem, TooDeep
from cms.syntax import Limits, Node, parse_yaml

__all__ = ["Draft", "Repair", "parse_draft"]

LIMITS = Limits(characters=1 << 20, depth=100, nodes=200_000)
MAX_PARSED = 600_000  # characters parsed while looking for repairs: PyYAML's own parser takes 10 seconds for as many
MAX_TRIES = 100
MAX_LINE = 2000  # a longer line is not repaired: some of the expressions below are quadratic
_BREAK = re.compile("(\r\n|[\n\r\x85\u2028\u2029])")  # what PyYAML counts as the end of a line
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_SURROGATES = re.compile(r"(?<!\\)\\u(?P<high>d[89ab][0-9a-f]{2})\\u(?P<low>d[c-f][0-9a-f]{2})", re.IGNORECASE)
_BUILD_TAG = re.compile(
    r"\s*(?:\{%.*%\}|<%.*%>|\{\{-?\s*(?:if|else|end|with|range|define|block|template|partial)\b.*\}\})\s*\Z"
)
_FLOW_ITEM = re.compile(r"(?P<head>(?:^\s*|[\[{,]\s*))(?P<key>- [\w$-]+)(?=\s*:)")
_BLOCK_TEMPLATE = re.compile(  # a tag with more text after it, or a tag of a build
    r"(?P<head>^\s*(?:- +)*(?:[\w$.-]+\s*:\s+)?)"
    r"(?P<value>\{(?:\{[^{}]*\}\}\s*(?=[^\s#,}\]])|%).*?)(?P<tail>\s*(?:\s#.*)?)\Z"
)
_FLOW_TEMPLATE = re.compile(
    r"(?P<head>[:,\[]\s*)(?P<value>\{\{[^{}]*\}\}(?:[^,{}\[\]\"']|\{\{[^{}]*\}\})*?)(?=\s*(?:[,}\]]|\Z))"
)
_FLOW_QUESTION = re.compile(r"(?P<head>[\[{,:]\s+)(?P<value>[^\s\"'\[\]{},#&*!|>%@`?:-][^\"'\[\]{},#]*\?)(?=\s*[,}\]])")
_LAST_FLOW_PART = re.compile(r"[,{]\s*(?P<part>[^\s,{}\[\]\"'#][^,{}\[\]\"'#]*)\Z")


class Edit(Struct, frozen=True):
    """Characters `start` to `end` of a line (all from 0) become `text`. Without a `reason` it needs no mention."""

    line: int
    start: int
    end: int
    text: str
    reason: str


class Repair(Struct, frozen=True):
    """A repair that was made. Line and column count from 1."""

    line: int
    column: int
    reason: str


class Draft(Struct):
    """A text by lines, with the original column of each character of the lines that were changed."""

    lines: list[str]
    breaks: list[str]
    origins: dict[int, list[int]] = field(default_factory=dict)
    repairs: dict[tuple[int, str], Repair] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Draft:
        pieces = _BREAK.split(text)
        return cls(pieces[::2], pieces[1::2])

    @property
    def text(self) -> str:
        return "".join(line + end for line, end in zip(self.lines, [*self.breaks, ""], strict=True))

    def original(self, line: int, column: int) -> tuple[int, int]:
        """The place in the file of a place in the draft; both count from 1."""
        columns = self.origins.get(line - 1)
        if columns is None or not columns:
            return line, column
        index = min(column - 1, len(columns) - 1)
        return line, columns[index] + 1 + max(0, column - len(columns))

    def edited(self, edits: list[Edit]) -> Draft:
        """A copy with the edits made."""
        draft = Draft(list(self.lines), self.breaks, dict(self.origins), dict(self.repairs))
        for edit in sorted(edits, key=lambda item: (item.line, item.start), reverse=True):
            line = draft.lines[edit.line]
            origins = list(draft.origins.get(edit.line, range(len(line) + 1)))
            place = origins[edit.start]
            draft.lines[edit.line] = line[: edit.start] + edit.text + line[edit.end :]
            draft.origins[edit.line] = origins[: edit.start] + [place] * len(edit.text) + origins[edit.end :]
            if edit.reason:
                draft.repairs[edit.line, edit.reason] = Repair(edit.line + 1, place + 1, edit.reason)
        return draft


def parse_draft(text: str) -> tuple[Node | None, Draft]:
    """The nodes of a configuration's text and the draft they were read from.

    Raises SyntaxProblem, with the first place where the text itself is not YAML, if no repair helps, and TooDeep.
    """
    draft = _without_controls(Draft.of(text))
    outcome = _parsed(draft)
    if not isinstance(outcome, SyntaxProblem):
        return outcome, draft
    first = outcome
    tries = iter(range(min(MAX_TRIES, MAX_PARSED // max(1, len(text)))))
    while isinstance(outcome, SyntaxProblem):
        better = _better(draft, outcome, tries)
        if better is None:
            raise first
        draft, outcome = better
    return outcome, draft


def _better(
    draft: Draft, problem: SyntaxProblem, tries: Iterator[int]
) -> tuple[Draft, Node | SyntaxProblem | None] | None:
    for find in _REPAIRS:
        edits = list(find(draft.lines, problem))
        if not edits:
            continue
        if next(tries, None) is None:
            return None
        candidate = draft.edited(edits)
        outcome = _parsed(candidate)
        if not isinstance(outcome, SyntaxProblem) or _place(outcome) > _place(problem):
            return candidate, outcome
    return None


def _parsed(draft: Draft) -> Node | SyntaxProblem | None:
    try:
        return parse_yaml(draft.text, LIMITS)
    except TooDeep:
        raise
    except SyntaxProblem as problem:
        return problem


def _place(problem: SyntaxProblem) -> tuple[int, int]:
    return problem.line, problem.column


def _without_controls(draft: Draft) -> Draft:
    for number, line in enumerate(draft.lines):
        if found := _CONTROL.search(line):
            draft.lines[number] = _CONTROL.sub("\ufffd", line)
            reason = "a control character stands here"
            draft.repairs[number, reason] = Repair(number + 1, found.start() + 1, reason)
    return draft


def _surrogates(lines: list[str], _problem: SyntaxProblem) -> Iterator[Edit]:
    """The two escapes that JSON writes for one character beyond the first 65,536; libyaml takes only YAML's one."""
    for number, line in enumerate(lines):
        for found in _SURROGATES.finditer(line) if len(line) <= MAX_LINE else ():
            high, low = int(found["high"], 16), int(found["low"], 16)
            code = 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
            yield Edit(number, found.start(), found.end(), f"\\U{code:08x}", "")


def _document_marks(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """Empty front matter before the configuration, as Jekyll wants it, or a mark after its end."""
    at = problem.line - 1
    if not 0 <= at < len(lines) or not lines[at].startswith("---"):
        return
    if _is_empty(lines[:at]) or _is_empty(lines[at + 1 :]):
        yield Edit(at, 0, 3, "#--", "a second document begins here; its mark is not read")


def _is_empty(lines: list[str]) -> bool:
    return all(not line.strip() or line.startswith(("#", "---")) for line in lines)


def _build_tags(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """Lines that a build would have replaced: `{% if … %}`."""
    if not any(_BUILD_TAG.match(lines[number]) for number in _numbers(lines, problem)):
        return
    for number, line in enumerate(lines):
        if len(line) <= MAX_LINE and _BUILD_TAG.match(line):
            start = len(line) - len(line.lstrip())
            yield Edit(number, start, start + 1, "#", "this line is for a build and is not read")


def _tabs(width: int) -> Callable[[list[str], SyntaxProblem], Iterator[Edit]]:
    def find(lines: list[str], _problem: SyntaxProblem) -> Iterator[Edit]:
        for number, line in enumerate(lines):
            indent = line[: len(line) - len(line.lstrip(" \t"))]
            if "\t" in indent:
                spaces = indent.replace("\t", " " * width)
                yield Edit(number, 0, len(indent), spaces, "the line is indented with tabs; YAML wants spaces")

    return find


def _tab_after_sign(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    for number in _numbers(lines, problem):
        for found in re.finditer("(?<=[-:,\\[{ ])\t+", lines[number]):
            width = found.end() - found.start()
            yield Edit(number, found.start(), found.end(), " " * width, "a tab separates here; YAML wants a space")


def _flow_items(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """`[{ - label: …`: for Decap the dash is part of the first key."""
    for number in _numbers(lines, problem):
        for found in _FLOW_ITEM.finditer(lines[number]):
            start, end = found.span("key")
            yield Edit(number, start, end, f'"{found["key"]}"', "a dash inside braces is read as part of the name")


def _block_templates(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """`summary: {{title}} ({{date}})`, here and, for a file has many or none of them, in all other lines."""
    if not any(_BLOCK_TEMPLATE.match(lines[number]) for number in _numbers(lines, problem)):
        return
    for number, line in enumerate(lines):
        if len(line) <= MAX_LINE and (found := _BLOCK_TEMPLATE.match(line)):
            yield _in_quotes(number, found)


def _flow_templates(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """`{summary: {{title}} ({{date}}), …}`."""
    for number in _numbers(lines, problem):
        for found in _FLOW_TEMPLATE.finditer(lines[number]):
            yield _in_quotes(number, found)


def _in_quotes(number: int, found: re.Match[str]) -> Edit:
    start, end = found.span("value")
    return Edit(number, start, end, _quoted(found["value"]), "a value with braces wants quotes around it")


def _questions(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """`{label: Only?, …}`: valid YAML 1.2 that PyYAML's own parser refuses and libyaml takes."""
    for number in _numbers(lines, problem):
        for found in _FLOW_QUESTION.finditer(lines[number]):
            start, end = found.span("value")
            yield Edit(number, start, end, _quoted(found["value"]), "")


def _missing_commas(lines: list[str], problem: SyntaxProblem) -> Iterator[Edit]:
    """`{hint: a text` without a comma before the next line's key: for Decap both lines together are one key."""
    at = problem.line - 1
    above = next((n for n in range(min(at, len(lines)) - 1, -1, -1) if lines[n].strip()), None)
    if above is None or len(lines[above]) > MAX_LINE:
        return
    if found := _LAST_FLOW_PART.search(lines[above].rstrip()):
        start = found.start("part")
        yield Edit(above, start, start, "? ", "a comma is missing at the end of this line; the next name is not read")


def _quoted(text: str) -> str:
    if '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"


def _numbers(lines: list[str], problem: SyntaxProblem) -> Iterator[int]:
    """The line where the parser stopped and the one before it, for some mistakes show only on the next line."""
    for number in (problem.line - 1, problem.line - 2):
        if 0 <= number < len(lines) and len(lines[number]) <= MAX_LINE:
            yield number


_REPAIRS: tuple[Callable[[list[str], SyntaxProblem], Iterator[Edit]], ...] = (
    _surrogates,
    _document_marks,
    _build_tags,
    _tabs(2),
    _tabs(4),
    _tabs(8),
    _tabs(1),
    _tab_after_sign,
    _flow_items,
    _block_templates,
    _flow_templates,
    _questions,
    _missing_commas,
)
