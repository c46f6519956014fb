"""SVG made harmless: an allow-list of elements and attributes, nothing that runs, nothing from elsewhere.

A file in which nothing was refused keeps its bytes. DTDs, entities and processing instructions are never taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import XMLParser
from msgspec import Struct

from cms.errors import InvalidUpload
from cms.media.svg_names import ANIMATIONS, ATTRIBUTES, ELEMENTS, SVG, XLINK_HREF, XML

__all__ = ["Drawing", "clean_svg"]

MAX_BYTES = 1024 * 1024
MAX_ELEMENTS = 10_000
MAX_DEPTH = 100
MAX_COPIES = 100_000  # elements after every <use> is drawn
MAX_FILTER_STEPS = 40

_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)[\"']")
_PLAIN_DOCTYPE = re.compile(rb"<!DOCTYPE\s+svg(?:\s+PUBLIC\s+\"[^\"<>]*\"\s+\"[^\"<>]*\")?\s*>", re.IGNORECASE)
_URL = re.compile(r"url\s*\(\s*([\"']?)(.*?)\1\s*\)", re.IGNORECASE | re.DOTALL)
_CSS_DANGER = re.compile(
    r"\\|@import|@namespace|@font-face|image-set|(?<![a-z-])(?:src|image|element)\s*\(|expression|javascript:|-moz-binding|behavior\s*:",
    re.IGNORECASE,
)
_PIXELS_IN = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*\Z")
_SPACES = ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
_TEXTS = frozenset(["text", "tspan", "textPath", "title", "desc", "style"])
_LENGTH = re.compile(r"\s*\+?([0-9]+(?:\.[0-9]+)?)(?:px)?\s*\Z")


class Drawing(Struct, frozen=True):
    """A harmless SVG: its bytes, and its size in pixels where it states one."""

    data: bytes
    width: int | None
    height: int | None


class _Builder(TreeBuilder):
    """Builds the tree within the limits, and remembers processing instructions, which the tree leaves out."""

    def __init__(self) -> None:
        super().__init__()
        self.depth = self.count = 0
        self.instructions = False

    def start(self, tag: str, attrs: dict[str, str], /) -> Element:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise _TooMuch
        return super().start(tag, attrs)

    def end(self, tag: str, /) -> Element:
        self.depth -= 1
        return super().end(tag)

    def pi(self, target: str, text: str | None = None, /) -> Element:
        self.instructions = True
        return super().pi(target, text)


class _TooMuch(Exception):
    """More elements or levels than an SVG may have."""


def clean_svg(name: str, data: bytes, *, optimise: bool = False) -> Drawing:
    """The SVG without what could run, load or overwhelm. Raises InvalidUpload when nothing harmless is left of it.

    With `optimise` also without comments, notes of drawing programs and white space between elements, if that makes it
    smaller; lines and numbers stay as they are drawn.
    """
    _check_bytes(name, data)
    data = _PLAIN_DOCTYPE.sub(b"", data, count=1)
    root, changed = _parsed(name, data)
    if root.tag != SVG + "svg":
        _refuse(name, "is not an SVG picture inside")
    if _clean(root) or changed:
        data = _written(root).encode()
    if optimise:
        _tighten(root)
        data = min(data, _element(root, _spaces(root)).encode(), key=len)
    _check_copies(name, root)
    width, height = _size(root)
    return Drawing(data, width, height)


def _check_bytes(name: str, data: bytes) -> None:
    if len(data) > MAX_BYTES:
        _refuse(name, "is an SVG of more than 1 MB")
    declared = _DECLARED.match(data.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        _refuse(name, "is not in UTF-8")
    try:
        data.decode()
    except UnicodeDecodeError:
        _refuse(name, "is not in UTF-8")


def _parsed(name: str, data: bytes) -> tuple[Element, bool]:
    builder = _Builder()
    parser = XMLParser(target=builder, forbid_dtd=True)
    try:
        parser.feed(data)
        root = parser.close()
    except DefusedXmlException:
        _refuse(name, "holds a DTD or an entity")
    except _TooMuch:
        _refuse(name, f"has more than {MAX_ELEMENTS} elements or {MAX_DEPTH} levels")
    except ParseError:
        _refuse(name, "is not well-formed SVG")
    if not isinstance(root, Element):
        _refuse(name, "is not well-formed SVG")
    return root, builder.instructions


def _clean(element: Element) -> bool:
    """Take out what is not allowed; whether anything was."""
    changed = _clean_attributes(element)
    kept = [child for child in element if _allowed(child)]
    if len(kept) != len(element):
        element[:] = kept
        changed = True
    for child in kept:
        changed = _clean(child) or changed
    return changed


def _allowed(element: Element) -> bool:
    local = element.tag.removeprefix(SVG)
    if not element.tag.startswith(SVG) or local not in ELEMENTS:
        return False
    if local == "style":
        return len(element) == 0 and _harmless_css(element.text or "")
    if local in ANIMATIONS:
        return element.get("attributeName", "") in ATTRIBUTES and _harmless_values(element)
    return True


def _harmless_values(element: Element) -> bool:
    return all(_harmless_css(element.get(name, "")) for name in ("from", "to", "by", "values"))


def _clean_attributes(element: Element) -> bool:
    bad = [name for name, value in element.items() if not _attribute_allowed(element, name, value)]
    for name in bad:
        del element.attrib[name]
    return bool(bad)


def _attribute_allowed(element: Element, name: str, value: str) -> bool:
    if name in ("href", XLINK_HREF):
        inner = element.tag == SVG + "image" and _PIXELS_IN.match(value) is not None
        return value.startswith("#") or inner
    if name in (XML + "space", XML + "lang"):
        return True
    return (name in ATTRIBUTES or name.startswith("aria-")) and _harmless_css(value)


def _harmless_css(text: str) -> bool:
    """Whether CSS or a presentation attribute names nothing outside the file."""
    if _CSS_DANGER.search(text):
        return False
    inner = all(match[2].startswith("#") for match in _URL.finditer(text))
    return inner and len(_URL.findall(text)) == len(re.findall(r"url\s*\(", text, re.IGNORECASE))


def _check_copies(name: str, root: Element) -> None:
    named: dict[str, Element] = {}
    for element in root.iter():
        if key := element.get("id"):
            named.setdefault(key, element)
    if _copies(root, named, {}, set()) > MAX_COPIES:
        _refuse(name, "draws itself or too many copies of its parts")
    if any(len(element) > MAX_FILTER_STEPS for element in root.iter(SVG + "filter")):
        _refuse(name, f"has a filter of more than {MAX_FILTER_STEPS} steps")


def _copies(element: Element, named: dict[str, Element], known: dict[int, int], above: set[int]) -> int:
    """How many elements are drawn for this one, copies by <use> included; past the limit when it copies itself."""
    key = id(element)
    if key in above:
        return MAX_COPIES + 1
    if key not in known:
        above.add(key)
        total = 1
        for part in _drawn(element, named):
            total += _copies(part, named, known, above)
            if total > MAX_COPIES or len(above) > MAX_DEPTH * 4:
                total = MAX_COPIES + 1
                break
        above.discard(key)
        known[key] = total
    return known[key]


def _drawn(element: Element, named: dict[str, Element]) -> Iterator[Element]:
    yield from element
    if element.tag == SVG + "use":
        target = element.get("href") or element.get(XLINK_HREF) or ""
        if target.removeprefix("#") in named:
            yield named[target.removeprefix("#")]


def _size(root: Element) -> tuple[int | None, int | None]:
    width, height = _LENGTH.match(root.get("width", "")), _LENGTH.match(root.get("height", ""))
    if width and height:
        return round(float(width[1])), round(float(height[1]))
    box = [_LENGTH.match(part) for part in re.split(r"[\s,]+", root.get("viewBox", "").strip())[2:4]]
    if len(box) == 2 and box[0] and box[1]:
        return round(float(box[0][1])), round(float(box[1][1]))
    return None, None


def _tighten(element: Element) -> None:
    """Take out white space between elements; in texts, and where it is to be kept, all stays."""
    if element.tag.removeprefix(SVG) in _TEXTS or element.get(f"{XML}space") == "preserve":
        return
    element.text = element.text if (element.text or "").strip() else None
    for child in element:
        child.tail = child.tail if (child.tail or "").strip() else None
        _tighten(child)


def _written(root: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + _element(root, _SPACES) + "\n"


def _spaces(root: Element) -> str:
    """The name spaces that the drawing needs."""
    linked = any(XLINK_HREF in element.attrib for element in root.iter())
    return _SPACES if linked else _SPACES.partition(" xmlns:xlink")[0]


def _element(element: Element, spaces: str = "") -> str:
    name = element.tag.removeprefix(SVG)
    attributes = "".join(f" {_written_name(key)}={quoteattr(value)}" for key, value in element.items())
    inner = escape(element.text or "") + "".join(_element(child) + escape(child.tail or "") for child in element)
    return f"<{name}{spaces}{attributes}>{inner}</{name}>" if inner else f"<{name}{spaces}{attributes}/>"


def _written_name(name: str) -> str:
    return "xlink:href" if name == XLINK_HREF else name.replace(XML, "xml:")


def _refuse(name: str, reason: str) -> NoReturn:
    message = f"{name} {reason}. Save it as plain SVG, or as PNG, and add it again."
    raise InvalidUpload(message, code="upload-content")
