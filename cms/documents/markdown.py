"""Markdown as HTML, for previews: Python-Markdown, brought nearer to what the sites' own generators publish.

Own extensions close the daily gaps to CommonMark and GFM: lists straight after a paragraph and nested by two spaces,
fences anywhere, HTML blocks that end at a blank line (`markdown_blocks`); task lists, strikethrough, bare addresses,
line breaks by backslash (`markdown_inline`). What comes out is sanitised here; nothing else may show it unsanitised.

Python-Markdown is quadratic on a few patterns and recursive on nesting. `is_heavy` looks first, in linear time, and
what is too much for it is shown as plain text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape

import markdown
from markdown.extensions.abbr import AbbrExtension
from markdown.extensions.attr_list import AttrListExtension
from markdown.extensions.def_list import DefListExtension
from markdown.extensions.footnotes import FootnoteExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.extensions.toc import TocExtension

from cms.documents.markdown_blocks import CommonBlocks
from cms.documents.markdown_guard import MAX_BYTES, is_heavy
from cms.documents.markdown_inline import CommonInlines
from cms.documents.sanitise import is_too_much_html, sanitise, sanitise_inline

__all__ = ["render_inline", "render_markdown", "render_plain"]

_EMPTY = re.compile(r"<p>\s*</p>\n?")  # where a tag stood alone that may not stay
_MAX_LINE = 4096  # characters of a hint or description
_BLOCK_ONLY = ("html", "image_link", "image_reference", "short_image_ref", "reference", "short_reference")


def render_markdown(text: str, *, picture: Callable[[str], str] | None = None) -> str:
    """The text as sanitised HTML; as `render_plain` when it is over 256 KiB or too much for the renderer.

    `picture` gives the address a browser has a picture from, for the address in the text. Raises nothing of its own.
    """
    if is_heavy(text):
        return render_plain(text)
    try:
        html = _renderer().convert(text)
    except (RecursionError, AssertionError):
        return render_plain(text)
    if is_too_much_html(html):
        return render_plain(text)
    return _EMPTY.sub("", sanitise(html, picture=picture))


def render_plain(text: str) -> str:
    """The text as it is written, in `<pre>`: what is shown when it cannot be rendered. At most 256 KiB of it."""
    return f"<pre>{escape(text[:MAX_BYTES], quote=False)}</pre>"


@lru_cache(maxsize=1024)
def render_inline(text: str) -> str:
    """One line of Markdown (a hint, a description): bold, italic, strikethrough, code and links; the rest as text."""
    line = " ".join(text.split())
    if len(line) > _MAX_LINE or is_heavy(line):
        return escape(line, quote=False)
    try:
        return sanitise_inline(_line_renderer().convert(line))
    except (RecursionError, AssertionError):
        return escape(line, quote=False)


def _renderer() -> markdown.Markdown:
    return markdown.Markdown(
        extensions=[
            TableExtension(use_align_attribute=True),
            FootnoteExtension(),
            DefListExtension(),
            AbbrExtension(),
            AttrListExtension(),
            SaneListExtension(),
            TocExtension(marker=""),
            CommonBlocks(),
            CommonInlines(),
        ]
    )


def _line_renderer() -> markdown.Markdown:
    renderer = markdown.Markdown(extensions=[CommonInlines(tasks=False)])
    renderer.preprocessors.deregister("html_block")
    for block in ("indent", "code", "hashheader", "setextheader", "hr", "olist", "ulist", "quote", "reference"):
        renderer.parser.blockprocessors.deregister(block)
    for pattern in _BLOCK_ONLY:
        renderer.inlinePatterns.deregister(pattern)
    return renderer
