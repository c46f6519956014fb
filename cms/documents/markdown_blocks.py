"""Blocks as CommonMark reads them, rewritten into the dialect of Python-Markdown before it parses them.

Python-Markdown nests lists by four spaces only, wants a blank line before a list, knows no fence inside a list item and
takes all up to the closing tag as HTML. Here each line is read as CommonMark would (https://spec.commonmark.org/0.31.2/)
and written with four spaces per list level; fences and HTML blocks go to Python-Markdown's stash of finished HTML.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

from markdown import Markdown
from markdown.blockprocessors import HashHeaderProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from msgspec import Struct

__all__ = ["CommonBlocks", "rewrite_blocks"]

_MAX_QUOTES = 20  # deeper quotes are left to Python-Markdown
_ITEM = re.compile(r"([*+-]|([0-9]{1,9})[.)])(?:([ ]+)(.*)|)\Z")
_FENCE = re.compile(r"(`{3,}|~{3,})[ ]*([^`]*)\Z")
_TILDES = re.compile(r"(~{3,})[ ]*(.*)\Z")
_LANGUAGE = re.compile(r"[\w+#.-]+")
_RULE = re.compile(r"(?:\*[ ]*){3,}\Z|(?:-[ ]*){3,}\Z|(?:_[ ]*){3,}\Z")
_HEADING = re.compile(r"#{1,6}(?:[ ]|\Z)")
_VERBATIM = re.compile(r"<(pre|script|style|textarea)(?=[\s>]|\Z)", re.IGNORECASE)
_HTML = re.compile(
    r"</?(?:address|article|aside|blockquote|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure"
    r"|footer|form|frame|frameset|h[1-6]|header|hr|iframe|legend|li|link|main|menu|nav|ol|p|param|search|section|summary"
    r"|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?=[\s/>]|\Z)",
    re.IGNORECASE,
)

Stash = Callable[[str], str]


class CommonBlocks(Extension):
    """Registers the rewriting, and headings that need a space after their signs."""

    def extendMarkdown(self, md: Markdown) -> None:
        """After line ends are normalised (30); Python-Markdown's own HTML blocks are not wanted any more."""
        md.preprocessors.register(_Rewriting(md), "common_blocks", 25)
        md.preprocessors.deregister("html_block")
        md.parser.blockprocessors.register(_SpacedHeading(md.parser), "hashheader", 70)


class _SpacedHeading(HashHeaderProcessor):
    """Headings have a space after their signs: `#x` is text."""

    RE = re.compile(r"(?:^|\n)(?P<level>#{1,6})(?=[ \n]|\Z)(?P<header>(?:\\.|[^\\])*?)#*(?:\n|$)")


class _Rewriting(Preprocessor):
    def run(self, lines: list[str]) -> list[str]:
        return [*rewrite_blocks(lines, self.md.htmlStash.store), "", ""]


def rewrite_blocks(lines: list[str], stash: Stash, quotes: int = 0) -> list[str]:
    """The lines in Python-Markdown's dialect. `stash` keeps finished HTML and returns what stands for it."""
    return _Rewriter(lines, stash, quotes).run()


class _Level(Struct):
    """An open list item: the column its content begins at, and whether it is numbered."""

    column: int
    numbered: bool


class _Rewriter:
    def __init__(self, lines: list[str], stash: Stash, quotes: int) -> None:
        self.lines = lines  # without tabs: Python-Markdown expands them first
        self.stash = stash
        self.quotes = quotes
        self.at = 0
        self.out: list[str] = []
        self.levels: list[_Level] = []
        self.open = False  # whether a paragraph is being written
        self.items = -1  # the depth of the item the lines since the last blank one began with; -1: with something else

    def run(self) -> list[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            bare = line.lstrip(" ")
            self.at += 1
            if bare:
                self.line(len(line) - len(bare), bare)
            else:
                self.blank()
        return self.out

    def blank(self) -> None:
        self.out.append("")
        self.open = False
        self.items = -1

    def line(self, indent: int, text: str) -> None:
        """Write one line that is not blank, and what belongs to it."""
        starts = self.starts_block(indent, text)
        if self.open and not starts:
            self.out.append(self.margin() + " " * max(0, min(indent - self.column(), 3)) + text)
            return
        left = self.leave_items(indent)
        if indent - self.column() >= 4:
            self.out.append(self.margin() + " " * (indent - self.column()) + text)
        elif not (
            self.fence(indent, text) or self.quote(text) or self.html(indent, text) or self.item(indent, text, left)
        ):
            self.paragraph(text, left)

    def column(self) -> int:
        return self.levels[-1].column if self.levels else 0

    def margin(self) -> str:
        return "    " * len(self.levels)

    def starts_block(self, indent: int, text: str) -> bool:
        """Whether the line begins something else than more of an open paragraph."""
        base = max((level.column for level in self.levels if level.column <= indent), default=0)
        if indent - base >= 4:
            return False
        if _RULE.match(text) or _HEADING.match(text) or text.startswith(">") or _fence_of(text):
            return True
        if _HTML.match(text) or _VERBATIM.match(text) or text.startswith("<!--"):
            return True
        item = _ITEM.match(text)
        if not item:
            return False
        return bool(self.levels) or bool((item[4] or "").strip() and item[2] in (None, "1"))

    def leave_items(self, indent: int) -> _Level | None:
        """Close the items the line is not in; the outermost of those closed."""
        left = None
        while self.levels and indent < self.levels[-1].column:
            left = self.levels.pop()
        return left

    def gap(self) -> None:
        if self.out and self.out[-1]:
            self.blank()

    def paragraph(self, text: str, left: _Level | None) -> None:
        """Write a line of text, a heading or a rule."""
        rule = bool(_RULE.match(text))
        underline = rule and self.open and set(text) == {"-"} and left is None
        if left is not None or (rule and not underline):
            self.gap()
        self.out.append(self.margin() + text)
        self.open = not (rule or _HEADING.match(text))

    def item(self, indent: int, text: str, left: _Level | None) -> bool:
        found = _ITEM.match(text)
        if not found or _RULE.match(text):
            return False
        marker, number, space, content = found[1], found[2], found[3] or " ", found[4] or ""
        numbered = number is not None
        if len(self.levels) < self.items or self.items < 0 or (left is not None and left.numbered != numbered):
            self.gap()
        self.items = len(self.levels) if self.items < 0 else self.items
        width = len(marker) + (len(space) if len(space) <= 4 else 1)
        head = self.margin() + (f"{number}." if numbered else marker) + " "
        self.levels.append(_Level(indent + width, numbered))
        fenced = _fence_of(content)
        self.out.append(head + (self.fenced(indent + width, fenced) if fenced else content))
        self.open = bool(content) and not fenced
        return True

    def fence(self, indent: int, text: str) -> bool:
        found = _fence_of(text)
        if not found:
            return False
        self.finished(self.fenced(indent, found))
        return True

    def fenced(self, indent: int, opening: re.Match[str]) -> str:
        """Read to the end of the fence; what stands for its HTML."""
        code: list[str] = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            lead = len(line) - len(line.lstrip(" "))
            if line.strip() and lead < self.column():
                break
            self.at += 1
            closing = line.strip()
            if set(closing) == {opening[1][0]} and len(closing) >= len(opening[1]) and lead - self.column() < 4:
                break
            code.append(line[min(indent, lead) :])
        else:
            code = "\n".join(code).rstrip("\n").split("\n")  # the blank lines that Python-Markdown puts at the end
        language = _LANGUAGE.match(opening[2])
        named = f' class="language-{escape(language[0])}"' if language else ""
        return self.stash(
            f"<pre><code{named}>{escape(''.join(line + chr(10) for line in code), quote=False)}</code></pre>"
        )

    def quote(self, text: str) -> bool:
        if not text.startswith(">") or self.quotes >= _MAX_QUOTES:
            return False
        inner = [text[1:].removeprefix(" ")]
        while self.at < len(self.lines):
            line = self.lines[self.at].strip(" ")
            lazy = line and inner[-1].strip() and not self.starts_block(0, line) and not _fence_of(inner[-1].strip())
            if not line.startswith(">") and not lazy:
                break
            inner.append(self.lines[self.at].lstrip(" ")[1:].removeprefix(" ") if line.startswith(">") else line)
            self.at += 1
        self.gap()
        written = "\n".join(rewrite_blocks(inner, self.stash, self.quotes + 1)).rstrip("\n").split("\n")
        self.out += [f"{self.margin()}> {line}" for line in written]
        self.blank()
        return True

    def html(self, indent: int, text: str) -> bool:
        """An HTML block: to its closing tag when its content is verbatim, else to the next blank line."""
        verbatim = _VERBATIM.match(text)
        end = f"</{verbatim[1].lower()}>" if verbatim else "-->" if text.startswith("<!--") else ""
        if not end and not _HTML.match(text):
            return False
        block = [text]
        while not (end and end in block[-1].lower()) and self.at < len(self.lines):
            line = self.lines[self.at]
            if not end and not line.strip():
                break
            block.append(line[min(indent, len(line) - len(line.lstrip(" "))) :])
            self.at += 1
        self.finished(self.stash("\n".join(block)))
        return True

    def finished(self, placeholder: str) -> None:
        self.gap()
        self.out.append(self.margin() + placeholder)
        self.blank()


def _fence_of(text: str) -> re.Match[str] | None:
    return _TILDES.match(text) if text.startswith("~") else _FENCE.match(text)
