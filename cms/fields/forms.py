"""What a browser sent, as values, and how a control is named in it.

`f.title`, nested `f.seo.title`, an item of a list `f.links.0.url`; what a control says about itself follows a `!`:
`f.links!list` (the list is in the form), `f.links!items` (one per item, its key), `f.links.n1!from` (the item it was
copied from), `f.blocks.0!type`, `f.draft!bool`, `f.tags!add`, `f.odd!raw`. A form may hold a second language of the
entry beside the first; its names begin with `f.@de` instead of `f`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

__all__ = [
    "ROOT",
    "FormData",
    "carries",
    "child",
    "dotted",
    "normal_newlines",
    "path_in_values",
    "root_of",
    "same_text",
    "with_newlines_of",
]

ROOT = "f"
_UNESCAPED = re.compile(r"%([0-9A-F]{2})")
_ESCAPED = re.compile(r"[%.!:\s]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class FormData:
    """An immutable multi-map over (name, value) pairs, in the order they were sent."""

    __slots__ = ("_values", "pairs")

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        self.pairs: tuple[tuple[str, str], ...] = tuple(pairs)
        self._values: dict[str, list[str]] = {}
        for name, value in self.pairs:
            self._values.setdefault(name, []).append(value)

    def get(self, name: str, default: str = "") -> str:
        """The first value sent under the name, or `default`."""
        values = self._values.get(name)
        return values[0] if values else default

    def all(self, name: str) -> tuple[str, ...]:
        """Every value sent under the name, in order."""
        return tuple(self._values.get(name, ()))

    def replaced(self, name: str, *values: str) -> FormData:
        """The same form with other values under one name, as when an upload has become a path."""
        kept = [pair for pair in self.pairs if pair[0] != name]
        return FormData([*kept, *((name, value) for value in values)])

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self.pairs)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FormData) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def __repr__(self) -> str:
        return f"FormData({list(self.pairs)!r})"


def child(name: str, part: str) -> str:
    """The name of a field or item below `name`. `.`, `!`, `:`, `%` and spaces in its own name are percent-encoded."""
    return f"{name}.{_ESCAPED.sub(lambda found: f'%{ord(found[0]):02X}', part)}"


def root_of(locale: str) -> str:
    """What the names of a language begin with that stands beside the first."""
    return f"{ROOT}.@{locale}"


def dotted(name: str) -> str:
    """The name without its root: what ids are made of (`f.seo.title` → `seo.title`)."""
    return name.removeprefix(f"{ROOT}.")


def path_in_values(form: FormData, name: str) -> tuple[str | int, ...]:
    """The path in the parsed values of a name in the form: `f.gallery.n1!upload` → `("gallery", 0)`."""
    path: list[str | int] = []
    sofar = ROOT
    for part in dotted(name).split("!", 1)[0].split("."):
        keys = list(dict.fromkeys(form.all(f"{sofar}!items")))
        path.append(keys.index(part) if part in keys else _UNESCAPED.sub(lambda found: chr(int(found[1], 16)), part))
        sofar = f"{sofar}.{part}"
    return tuple(path)


def normal_newlines(text: str) -> str:
    """The text with the line ends a browser's text area has."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def same_text(sent: str, rendered: str) -> bool:
    """Whether a control came back untouched. Browsers send CRLF for every line end."""
    return sent == rendered or normal_newlines(sent) == normal_newlines(rendered)


def carries(text: str) -> bool:
    """Whether HTML can carry the text to the browser and back: no NUL, no lone surrogate."""
    return "\0" not in text and (text.isascii() or _SURROGATE.search(text) is None)


def with_newlines_of(sent: str, present: str) -> str:
    """The sent text with LF line ends, except where `present` has others: untouched lines at both ends keep theirs."""
    text = normal_newlines(sent)
    if "\r\n" not in present or present.count("\r") != present.count("\r\n"):
        return text
    old = re.findall(r"[^\r\n]*\r?\n|[^\r\n]+\Z", present)
    new = re.findall(r"[^\n]*\n|[^\n]+\Z", text)
    plain = [normal_newlines(line) for line in old]
    head = _common(plain, new)
    tail = _common(plain[head:][::-1], new[head:][::-1])
    usual = "\r\n" if present.count("\r\n") * 2 >= present.count("\n") else "\n"
    middle = [line.replace("\n", usual) for line in new[head : len(new) - tail]]
    return "".join([*old[:head], *middle, *old[len(old) - tail :]])


def _common(a: list[str], b: list[str]) -> int:
    count = 0
    for left, right in zip(a, b, strict=False):
        if left != right:
            break
        count += 1
    return count
