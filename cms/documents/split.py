"""Cutting a file into head, header and tail, so that the three joined are the file again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from cms.documents.json_spans import skip_value
from cms.documents.kinds import DocumentKind
from cms.errors import DocumentError

__all__ = ["FENCES", "Parts", "Syntax", "decode", "join_parts", "split", "with_body"]

Syntax = Literal["yaml", "toml", "json"]

FENCES: Mapping[str, Syntax] = {"---": "yaml", "+++": "toml", ";;;": "json"}
_OPENING = re.compile(r"\ufeff?(---|\+\+\+|;;;)([ \t]*)([A-Za-z][\w.+#-]*)?[ \t]*(?:\r?\n|\Z)")
_NAMED = re.compile(r"[ \t]*(?:[\w\"'-][^\r\n]*[:=]|[{\[])")  # a line as headers begin with
_JSON = re.compile(r"\ufeff?\{(?=[\s\"}])")
_LANGUAGES: dict[str, Syntax | None] = {"": None, "yaml": "yaml", "yml": "yaml", "toml": "toml", "json": "json"}
# what gray-matter and its plug-ins would run, with or without a space after the fence
_PROGRAMS = frozenset({"js", "javascript", "mjs", "cjs", "ts", "typescript", "coffee", "coffeescript", "cson"})
_END_MARK = re.compile(r"(?<=\n)---[ \t]*(?:\r?\n)*\Z")


class Parts(Struct, frozen=True):
    """`head + header + fence + gap + body == text`.

    `head` is the byte order mark and the opening fence, `fence` the closing one with its line end, `gap` one blank line
    between fence and body. `syntax` is None for a file without a header.
    """

    head: str
    header: str
    fence: str
    gap: str
    body: str
    syntax: Syntax | None
    unclosed: bool = False  # a first `---` that looks as if it opened a header, and no second one

    @property
    def newline(self) -> str:
        """The line end that the file uses, told from its first one."""
        whole = self.text
        first = whole.find("\n")
        return "\r\n" if first > 0 and whole[first - 1] == "\r" else "\n"

    @property
    def body_line(self) -> int:
        """The line, counted from 1, on which the body begins."""
        return (self.head + self.header + self.fence + self.gap).count("\n") + 1

    @property
    def text(self) -> str:
        """The whole file."""
        return self.head + self.header + self.fence + self.gap + self.body


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
        return _data(text, kind)
    if kind.container == "raw":
        return _plain(text)
    if kind.delimiters and (own := _own_fences(text, kind)):
        return own
    if opening := _OPENING.match(text):
        return _fenced(text, opening)
    if _JSON.match(text) and (parts := _json(text)):
        return parts
    return _plain(text)


def with_body(parts: Parts, body: str) -> Parts:
    """The parts with another body: on a line of its own, and with the gap that keeps its first blank line its own."""
    newline = parts.newline
    if body and parts.syntax is not None and not parts.gap:
        braces = not parts.head.strip("\ufeff")
        if not (parts.header + parts.fence).endswith("\n"):
            parts = replace(parts, fence=parts.fence + newline)
        if body.startswith(("\n", "\r\n")) or (braces and not parts.body):
            parts = replace(parts, gap=newline)
    return replace(parts, body=body)


def join_parts(parts: Parts, kind: DocumentKind) -> bytes:
    """The file's bytes. Raises DocumentError if its parts would be told apart in other places when it is read again."""
    if "\0" in parts.text:
        raise DocumentError("A value holds a NUL character, which no text file can store.")
    again = split(parts.text, kind)
    if (again.header, again.body, again.syntax) != (parts.header, parts.body, parts.syntax):
        raise DocumentError(
            "A line of this text would be read as the beginning or the end of the header. Put a space before it."
        )
    return parts.text.encode("utf-8")


def _plain(text: str, unclosed: bool = False) -> Parts:
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    return Parts(mark, "", "", "", text[len(mark) :], None, unclosed)


def _data(text: str, kind: DocumentKind) -> Parts:
    """A data file is all header; the `---` that Netlify CMS sites leave at the end of YAML is no second document."""
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    syntax = kind.syntax if kind.syntax != "auto" else "yaml"
    end = _END_MARK.search(text, len(mark)) if syntax == "yaml" else None
    cut = end.start() if end and end.start() > len(mark) else len(text)
    return Parts(mark, text[len(mark) : cut], text[cut:], "", "", syntax)


def _fenced(text: str, opening: re.Match[str]) -> Parts:
    mark, language = opening[1], (opening[3] or "").lower()
    closing = _closing(text, opening.end(), mark)
    if language not in _LANGUAGES:
        if language in _PROGRAMS or (closing and not opening[2]):
            raise DocumentError(
                f"The header is written in `{language}`, which Quire does not run. It can be edited as source.",
                line=1,
                column=1,
            )
        return _plain(text)
    if closing is None:
        return _unclosed(text, opening)
    return _parts(text, opening.end(), closing, _LANGUAGES[language] or FENCES[mark])


def _unclosed(text: str, opening: re.Match[str]) -> Parts:
    """`---` alone is a rule in Markdown; `+++` and `;;;` mean nothing but a header."""
    named = bool(_NAMED.match(text, opening.end()))
    if named and opening[1] != "---":
        raise DocumentError(
            f"The header that `{opening[1]}` opens is never closed. Add a line `{opening[1]}` after its last value.",
            line=1,
            column=1,
        )
    return _plain(text, unclosed=named)


def _closing(text: str, start: int, mark: str) -> tuple[int, int] | None:
    """Where the closing fence stands: its start and the end of its line.

    Any line that begins with `---` closes (gray-matter), and so does `...` (Jekyll); neither can stand in YAML there.
    """
    marks = r"(?:---[^\r\n]*|\.\.\.[ \t]*)" if mark == "---" else rf"{re.escape(mark)}[ \t]*"
    found = re.compile(rf"^{marks}(?:\r?\n|\Z)", re.MULTILINE).search(text, start)
    return (found.start(), found.end()) if found else None


def _parts(text: str, start: int, closing: tuple[int, int], syntax: Syntax) -> Parts:
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
    if first in FENCES and kind.syntax in ("auto", FENCES[first]):
        return None
    opening = re.compile(rf"\ufeff?{re.escape(first)}[ \t]*\r?\n").match(text)
    if opening is None:
        return None
    closing = re.compile(rf"^{re.escape(last)}[ \t]*(?:\r?\n|\Z)", re.MULTILINE).search(text, opening.end())
    if closing is None:
        return None
    syntax = kind.syntax if kind.syntax != "auto" else "yaml"
    return _parts(text, opening.end(), (closing.start(), closing.end()), syntax)
