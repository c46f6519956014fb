"""Changing words inside a scalar that is spelt over several lines, without folding it anew."""

from __future__ import annotations

import re

from msgspec import Struct

__all__ = ["patch_words"]

_TOKEN = re.compile(r"\S+|\s+")
_BLOCK = re.compile(r"[|>][-+0-9]*[ \t]*(?:#[^\r\n]*)?\r?\n")
_INDENT = re.compile(r"(\r?\n)([ \t]*)(?=\S)")
_SPACE = re.compile(r"\s+")


def patch_words(source: str, old: str, new: str) -> str | None:
    """The spelling `source` of the value `old`, changed to spell `new`; None if it has to be written anew.

    The caller has to parse the result: this is a proposal.
    """
    before, after = _TOKEN.findall(old.rstrip("\n")), _TOKEN.findall(new.rstrip("\n"))
    if not before or old[len(old.rstrip("\n")) :] != new[len(new.rstrip("\n")) :]:
        return None
    spelling = _Spelling.of(source, old)
    places = spelling.places(source, before)
    if places is None:
        return None
    head, tail = _head_tail(before, after)
    changed = [spelling.spelt(token) for token in after[head : len(after) - tail]]
    if None in changed:
        return None
    start, stop = places[head], places[len(before) - tail]
    return source[:start] + "".join(token or "" for token in changed) + source[stop:]


class _Spelling(Struct, frozen=True):
    """How a value is spelt: from `start` to `end`, in these quotes, folded or not, lines indented by `indent`."""

    start: int
    end: int
    quote: str
    folded: bool
    newline: str
    indent: str

    @classmethod
    def of(cls, source: str, value: str) -> _Spelling:
        found = _INDENT.search(source)
        newline, indent = (found[1], found[2]) if found else ("\n", "")
        if block := _BLOCK.match(source):
            # what the first line is indented by more belongs to the value
            base = indent[: len(indent) - (len(value) - len(value.lstrip(" ")))]
            return cls(block.end() + len(base), len(source), "", source[0] == ">", newline, base)
        quote = source[:1] if source[:1] in ("'", '"') else ""
        return cls(len(quote), len(source) - len(quote), quote, True, newline, indent)

    def places(self, source: str, tokens: list[str]) -> list[int] | None:
        """Where each token of the value begins in its spelling, and where the last one ends."""
        places = [self.start]
        for token in tokens:
            spelt = self.quoted(token)
            space = _SPACE.match(source, places[-1], self.end) if token.isspace() else None
            if space is not None:
                places.append(space.end())
            elif source.startswith(spelt, places[-1]) and not token.isspace():
                places.append(places[-1] + len(spelt))
            else:
                return None
        return places if places[-1] == self.end else None

    def spelt(self, token: str) -> str | None:
        """A token, None for one that cannot be folded. In folded text a line break is a blank line more."""
        if not token.isspace() or "\n" not in token:
            return self.quoted(token)
        if not self.folded:
            head, _, last = token.rpartition("\n")
            return (head + "\n").replace("\n", self.newline) + self.indent + last
        return self.newline * (len(token) + 1) + self.indent if not token.strip("\n") else None

    def quoted(self, word: str) -> str:
        """A word between the quotes of the spelling."""
        if self.quote == "'":
            return word.replace("'", "''")
        return word.replace("\\", "\\\\").replace('"', '\\"') if self.quote else word


def _head_tail(before: list[str], after: list[str]) -> tuple[int, int]:
    """How many tokens are equal at the start and at the end."""
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    return head, tail
