"""The text below the header: written as the file writes it, whatever the browser made of its line ends."""

from __future__ import annotations

import re
from collections import Counter

__all__ = ["fitted_body", "with_line_feeds", "with_old_line_ends"]

_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_LINE_END = re.compile(r"\r\n|\r|\n")


def fitted_body(given: str, old: str, newline: str) -> str:
    """The body to write for a body that was given, where `old` stands now.

    A textarea sends CRLF for every line end and knows nothing of the last one (HTML, "form control normalisation"), so
    a body that differs only there is the old one. Else the lines at the start and the end that did not change keep
    their line ends, new ones get the file's, and the file ends as before. `newline` is for a file without any.
    """
    plain, before = with_line_feeds(given), with_line_feeds(old)
    if plain.rstrip("\n") == before.rstrip("\n"):
        return old if plain.strip("\n") or plain == before else ""
    if not plain.strip("\n"):
        return ""
    if before.strip("\n"):
        plain = plain.rstrip("\n") + "\n" * (len(before) - len(before.rstrip("\n")))
    elif not plain.endswith("\n"):
        plain += "\n"
    return with_old_line_ends(plain, old, newline)


def with_line_feeds(text: str) -> str:
    """The text with every line end a single LF."""
    return _LINE_END.sub("\n", text)


def with_old_line_ends(plain: str, old: str, newline: str) -> str:
    """A text whose line ends are LF, in those of the old one; unchanged lines at both ends keep theirs.

    `newline` is for an old text without any.
    """
    ends = Counter(_LINE_END.findall(old))
    usual = ends.most_common(1)[0][0] if ends else newline
    if len(ends) < 2 or "\r" in ends:  # a lone CR kept before a new LF would make one line end of two
        return plain.replace("\n", usual)
    lines, before = _LINES.findall(plain), _LINES.findall(old)
    head = _common(lines, before)
    tail = min(_common(lines[::-1], before[::-1]), len(lines) - head, len(before) - head)
    middle, gone = lines[head : len(lines) - tail], before[head : len(before) - tail]
    if len(middle) == len(gone):
        changed = [line.replace("\n", _end(was) or usual) for line, was in zip(middle, gone, strict=True)]
    else:
        changed = [line.replace("\n", usual) for line in middle]
    return "".join([*before[:head], *changed, *before[len(before) - tail :]])


def _end(line: str) -> str:
    return line[len(line.rstrip("\r\n")) :]


def _common(first: list[str], second: list[str]) -> int:
    """How many lines the two begin with that are equal but for their ends."""
    count = 0
    for one, other in zip(first, second, strict=False):
        if with_line_feeds(one) != with_line_feeds(other):
            break
        count += 1
    return count
