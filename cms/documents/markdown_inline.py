"""Inline patterns that CommonMark and GFM have and Python-Markdown lacks, and task lists."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.extensions import Extension
from markdown.inlinepatterns import InlineProcessor, SimpleTagInlineProcessor, SubstituteTagInlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

__all__ = ["CommonInlines"]

_STRIKE = r"(~~)(?=\S)([^~]+?)(?<=\S)~~"
_BREAK = r"\\\n"
_ADDRESS = r"(?<![\w/@.:=\"'(\x02])((?:https?://|www\.)[^\s<>\"\x02\x03]+)"
_TASK = re.compile(r"\[([ xX])\]\s+")


class CommonInlines(Extension):
    """Strikethrough, bare addresses, breaks by backslash; task lists unless `tasks` is False."""

    def __init__(self, *, tasks: bool = True) -> None:
        super().__init__()
        self.tasks = tasks

    def extendMarkdown(self, md: Markdown) -> None:
        """Register the patterns where Python-Markdown's own order wants them."""
        md.inlinePatterns.register(SubstituteTagInlineProcessor(_BREAK, "br"), "backslash_break", 185)
        md.inlinePatterns.register(_BareAddress(_ADDRESS, md), "bare_address", 85)
        md.inlinePatterns.register(SimpleTagInlineProcessor(_STRIKE, "del"), "strikethrough", 55)
        if self.tasks:
            md.treeprocessors.register(_Tasks(md), "tasks", 25)


class _BareAddress(InlineProcessor):
    """GFM autolinks: `https://…` and `www.…`; the sign that ends the sentence is not part of the address."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        shown = _trimmed(m[1])
        link = Element("a", {"href": shown if "://" in shown else f"http://{shown}"})
        link.text = AtomicString(shown)
        return link, m.start(0), m.start(0) + len(shown)


def _trimmed(address: str) -> str:
    address = address.rstrip("?!.,:*_~'\";")
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip("?!.,:*_~'\";")
    return address


class _Tasks(Treeprocessor):
    """`- [ ] text` becomes a checkbox that is switched off."""

    def run(self, root: Element) -> None:
        """Change the list items in place, before inline patterns see them."""
        for item in root.iter("li"):
            place = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
            match = _TASK.match(place.text or "")
            if match:
                _add_checkbox(item, place, match)


def _add_checkbox(item: Element, place: Element, match: re.Match[str]) -> None:
    rest = (place.text or "")[match.end() :]
    place.text = ""
    box = SubElement(place, "input", {"type": "checkbox", "disabled": ""})
    place.remove(box)
    place.insert(0, box)
    if match[1] != " ":
        box.set("checked", "")
    box.tail = " " + rest
    item.set("class", "task-list-item")
