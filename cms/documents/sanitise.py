"""HTML made harmless: the one allow-list, always the last step before HTML from content is shown.

bleach parses and rewrites; what it returns is sanitised again until nothing changes, so that no browser can read the
result as something else than what was checked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from functools import partial
from html import escape, unescape
from typing import Any, cast

import bleach

__all__ = ["is_too_much_html", "sanitise", "sanitise_inline"]

MAX_MARKS = 50_000  # tags and entities: about a second of work
MAX_OPEN = 200  # tags left open; the parser is quadratic in them
_ROUNDS = 4
_SCHEMES = frozenset(["http", "https", "mailto", "tel"])
_INLINE_TAGS = frozenset(["a", "br", "code", "del", "em", "strong"])
_TAGS = _INLINE_TAGS | frozenset(
    [
        *("abbr", "b", "bdi", "bdo", "cite", "dfn", "i", "ins", "kbd", "mark", "q", "rp", "rt", "ruby", "s", "samp"),
        *("small", "span", "sub", "sup", "time", "u", "var", "wbr"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "p", "div", "section", "blockquote", "hr", "pre"),
        *("ul", "ol", "li", "dl", "dt", "dd", "input", "img", "figure", "figcaption", "details", "summary"),
        *("table", "caption", "colgroup", "col", "thead", "tbody", "tfoot", "tr", "th", "td"),
    ]
)
_EVERYWHERE = frozenset(["class", "dir", "id", "lang", "title"])
_CELL = frozenset(["align", "colspan", "rowspan", "scope"])
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset(["href", "hreflang"]),
    "img": frozenset(["src", "alt", "width", "height"]),
    "input": frozenset(["type", "checked", "disabled"]),
    "ol": frozenset(["start", "reversed"]),
    "li": frozenset(["value"]),
    "td": _CELL,
    "th": _CELL,
    "col": frozenset(["span"]),
    "colgroup": frozenset(["span"]),
    "time": frozenset(["datetime"]),
    "details": frozenset(["open"]),
}
_NUMBERS = frozenset(["width", "height", "start", "value", "colspan", "rowspan", "span"])
_NUMBER = re.compile(r"-?[0-9]{1,5}\Z")
_CLASS = re.compile(r"(?:language-[\w+#.-]{1,40}|(?:contains-)?task-list(?:-item)?|footnotes?(?:-\w{1,20})?)\Z")
_REL = "noopener noreferrer nofollow"
_PREFIX = "content-"

_TAG = re.compile(r"<(/?)([a-zA-Z][^\s/>]*)")
_NEVER_CLOSED = frozenset(
    [
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"),
        *("p", "li", "dt", "dd", "td", "th", "tr", "tbody", "thead", "tfoot", "colgroup", "rt", "rp", "option"),
    ]
)

_Key = tuple[str | None, str]


def sanitise(html: str, *, picture: Callable[[str], str] | None = None) -> str:
    """The HTML with only harmless tags, attributes and addresses left; a fixed point: doing it again changes nothing.

    Ids and links to them get the prefix `content-`, links `rel="noopener noreferrer nofollow"`. Addresses are relative
    or http, https, mailto, tel. Scripts lose their tags, never their text. HTML with more than 50,000 tags or 200 tags
    left open is returned as text. `picture` gives the address a browser has a picture from, for the one in its `src`.
    Raises nothing.
    """
    safe = _settled(html, _TAGS)
    return _settled(_cleaner(_TAGS, picture).clean(safe), _TAGS) if picture else safe


def sanitise_inline(html: str) -> str:
    """As `sanitise`, for one line: links, bold, italic, strikethrough and code only."""
    return _settled(html, _INLINE_TAGS)


def _settled(html: str, tags: frozenset[str]) -> str:
    if is_too_much_html(html):
        return escape(html)
    cleaner = _cleaner(tags)
    for _ in range(_ROUNDS):
        cleaned = cleaner.clean(html)
        if cleaned == html:
            return cleaned
        html = cleaned
    return escape(html)


def _cleaner(tags: frozenset[str], picture: Callable[[str], str] | None = None) -> bleach.Cleaner:
    return bleach.Cleaner(
        tags=tags,
        attributes=_attribute_allowed,
        protocols=_SCHEMES,
        strip=True,
        strip_comments=True,
        filters=cast(Any, [partial(_Finish, picture=picture)]),  # bleach asks for no more than iteration
    )


def is_too_much_html(html: str) -> bool:
    """Whether `sanitise` would return the HTML as text."""
    if html.count("<") + html.count("&") > MAX_MARKS:
        return True
    unclosed: Counter[str] = Counter()
    worst = 0
    for closing, name in _TAG.findall(html):
        tag = name.lower()
        if closing:
            unclosed[tag] = max(0, unclosed[tag] - 1)
        elif tag not in _NEVER_CLOSED:
            unclosed[tag] += 1
            worst = max(worst, unclosed[tag])
    return worst > MAX_OPEN or unclosed.total() > MAX_OPEN


def _attribute_allowed(tag: str, name: str, value: str) -> bool:
    if name not in _EVERYWHERE and name not in _ATTRIBUTES.get(tag, ()):
        return False
    if name in _NUMBERS:
        return _NUMBER.match(value) is not None
    if name == "align":
        return value in ("left", "right", "center")
    if name == "dir":
        return value in ("ltr", "rtl", "auto")
    return True


class _Finish:
    """A filter over the cleaned tokens: prefixes, class names, rel, and no input but a switched-off checkbox."""

    def __init__(self, source: Iterable[dict[str, Any]], picture: Callable[[str], str] | None) -> None:
        self.source = source
        self.picture = picture

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for token in self.source:
            if token["type"] in ("StartTag", "EmptyTag"):
                attributes: MutableMapping[_Key, str] = token["data"]
                if token["name"] == "input" and attributes.get((None, "type"), "").lower() != "checkbox":
                    continue
                _finish(token["name"], attributes)
                if self.picture and token["name"] == "img" and (None, "src") in attributes:
                    # bleach hands values on with their entities, and wants them back so
                    address = self.picture(unescape(attributes[(None, "src")]))
                    attributes[(None, "src")] = escape(address, quote=False)
            yield token


def _finish(tag: str, attributes: MutableMapping[_Key, str]) -> None:
    _set(
        attributes,
        "class",
        " ".join(word for word in attributes.get((None, "class"), "").split() if _CLASS.match(word)),
    )
    _set(attributes, "id", _prefixed(attributes.get((None, "id"), "")))
    if tag == "input":
        attributes[(None, "type")] = "checkbox"
        attributes[(None, "disabled")] = ""
    if tag == "a" and (href := attributes.get((None, "href"))) is not None:
        attributes[(None, "rel")] = _REL
        if href.startswith("#"):
            attributes[(None, "href")] = "#" + _prefixed(href[1:])


def _set(attributes: MutableMapping[_Key, str], name: str, value: str) -> None:
    if value:
        attributes[(None, name)] = value
    else:
        attributes.pop((None, name), None)


def _prefixed(name: str) -> str:
    bare = "".join(name.split())
    return bare if not bare or bare.startswith(_PREFIX) else _PREFIX + bare
