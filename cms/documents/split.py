"""Cutting a file into head, header and tail, so that the three joined are the file again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from cms.documents.json_spans import skip_value
from cms.documents.kinds import DocumentKind
from cms.errors import DocumentError

__all__ = ["Language", "Parts", "decode", "split"]

Language: TypeAlias = Literal["yaml", "toml", "json"]

_FENCES = {"---": "yaml", "+++": "toml", ";;;": "json"}
_OPENING = re.compile(r"\ufeff?(---|\+\+\+|;;;)([A-Za-z]*)[ \t]*(\r?\n|\Z)")
_JSON = re.compile(r"\ufeff?\{(?=[\s\"}])")
_LANGUAGES = {"": None, "yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json"}


@dataclass(frozen=True, slots=True)
class Parts:
    """`head + header + fence + gap + body == text`.

    `head` is the byte order mark and the opening fence, `fence` the closing one with its line end, `gap` one blank line
    between fence and body. `syntax` is None for a file without a header.
    """

    head: str
    header: str
    fence: str
    gap: str
    body: str
    syntax: Language | None

    @property
    def newline(self) -> str:
        """The line end that the file uses, told from its first one."""
        whole = self.head + self.header + self.fence + self.gap + self.body
        first = whole.find("\n")
        return "\r\n" if first > 0 and whole[first - 1] == "\r" else "\n"

    @property
    def body_line(self) -> int:
        """The line, counted from 1, on which the body begins."""
        return (self.head + self.header + self.fence + self.gap).count("\n") + 1


def decode(data: bytes) -> str:
    """The text of a file, strict UTF-8 without NUL. Raises DocumentError with the line of the first wrong byte."""
    if (nul := data.find(b"\0")) >= 0:
        raise DocumentError("The file is not text: it holds a NUL byte.", line=data.count(b"\n", 0, nul) + 1, column=1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        column = problem.start - data.rfind(b"\n", 0, problem.start)
        raise DocumentError(
            f"The file is not UTF-8 (byte 0x{data[problem.start]:02x}). Convert it to UTF-8 to edit it here.",
            line=line,
            column=column,
        ) from None


def split(text: str, kind: DocumentKind) -> Parts:
    """Cut a text. A first fence that is never closed is a plain body, as generators read it.

    Raises DocumentError for a header in a programming language (`---js`), which is never run.
    """
    if kind.container == "data":
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        syntax = kind.syntax if kind.syntax != "auto" else "yaml"
        return Parts(mark, text[len(mark) :], "", "", "", syntax)
    if kind.container == "raw":
        return _plain(text)
    if kind.delimiters and (own := _own_fences(text, kind)):
        return own
    if opening := _OPENING.match(text):
        return _fenced(text, opening)
    if _JSON.match(text) and (parts := _json(text)):
        return parts
    return _plain(text)


def _plain(text: str) -> Parts:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return Parts(mark, "", "", "", text[len(mark) :], None)


def _fenced(text: str, opening: re.Match[str]) -> Parts:
    mark, language = opening[1], opening[2].lower()
    if language not in _LANGUAGES:
        raise DocumentError(
            f"The header is written in `{language}`, which Quire does not run. It can be edited as source.",
            line=1,
            column=1,
        )
    closing = _closing(text, opening.end(), mark)
    if closing is None:
        return _plain(text)
    syntax = _LANGUAGES[language] or _FENCES[mark]
    return _parts(text, opening.end(), closing, syntax)  # type: ignore[arg-type]


def _closing(text: str, start: int, mark: str) -> tuple[int, int] | None:
    """Where the closing fence stands: its start and the end of its line. `...` closes YAML too (Jekyll)."""
    marks = r"(?:---|\.\.\.)" if mark == "---" else re.escape(mark)
    found = re.compile(rf"^{marks}[ \t]*(?:\r?\n|\Z)", re.MULTILINE).search(text, start)
    if found is None and mark == "---":
        # gray-matter takes any line that begins with the fence
        found = re.compile(r"^---[^\r\n]*(?:\r?\n|\Z)", re.MULTILINE).search(text, start)
    return (found.start(), found.end()) if found else None


def _parts(text: str, start: int, closing: tuple[int, int], syntax: Language) -> Parts:
    begin, end = closing
    blank = re.compile(r"\r?\n").match(text, end)
    body = blank.end() if blank else end
    return Parts(text[:start], text[start:begin], text[begin:end], text[end:body], text[body:], syntax)


def _json(text: str) -> Parts | None:
    start = 1 if text[0] == "\ufeff" else 0
    end = skip_value(text, start)
    if end is None:
        return None
    line_end = re.compile(r"[ \t]*(?:\r?\n|\Z)").match(text, end)
    after = line_end.end() if line_end else end
    blank = re.compile(r"\r?\n").match(text, after)
    body = blank.end() if blank else after
    return Parts(text[:start], text[start:end], text[end:after], text[after:body], text[body:], "json")


def _own_fences(text: str, kind: DocumentKind) -> Parts | None:
    if kind.delimiters is None:
        return None
    first, last = kind.delimiters
    opening = re.compile(rf"\ufeff?{re.escape(first)}[ \t]*\r?\n").match(text)
    if opening is None:
        return None
    closing = re.compile(rf"^{re.escape(last)}[ \t]*(?:\r?\n|\Z)", re.MULTILINE).search(text, opening.end())
    if closing is None:
        return None
    syntax = kind.syntax if kind.syntax != "auto" else "yaml"
    return _parts(text, opening.end(), (closing.start(), closing.end()), syntax)
