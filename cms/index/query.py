"""What people type into a search field, as a query of the full-text index."""

from __future__ import annotations

import re

from msgspec import Struct

from cms.index.words import CJK, folded, paired

__all__ = ["Search", "Term", "beginnings", "insides", "parse_search"]

MAX_QUERY = 300  # characters
MAX_TERMS = 12
TRIGRAM = 3  # letters that an index for insides of words needs at least
_PIECE = re.compile(r'(-?)(?:([^\s":]+):)?(?:"([^"]*)("?)|([^\s"]+))')
# patterns, compiled when they are used: one with wide ranges takes milliseconds
_CJK_ONE = f"(?s:(?:.*[^{CJK}])?[{CJK}]\\Z)"  # it ends in a single one
_CJK_SOME = f"[{CJK}]{{2}}\\Z"


class Term(Struct, frozen=True):
    """A word or a phrase. `prefix`: words that begin with it count too."""

    text: str
    prefix: bool = False


class Search(Struct, frozen=True):
    """A search as read. `match` is for SQLite ("" when nothing was asked for), `terms` are what is marked in texts.

    `finished` is the same with the last word as it stands, which is found much faster than all that begins with it.
    `wanted` and `wanted_finished` are both without what must not be there, `without` is that.
    `collections` are the names after `collection:`, `fields` the names and folded texts of `field:value`, `unwanted`
    the words after a minus.
    """

    match: str
    finished: str = ""
    wanted: str = ""
    wanted_finished: str = ""
    without: str = ""
    terms: tuple[Term, ...] = ()
    collections: tuple[str, ...] = ()
    fields: tuple[tuple[str, str], ...] = ()
    unwanted: tuple[str, ...] = ()

    def in_titles(self, match: str) -> str:
        """Of `match` or `finished`, what has all of the words in its title."""
        return f"({match}) AND title : ({self.wanted_finished if match == self.finished else self.wanted})"


def parse_search(text: str) -> Search:
    """Read a search: words (all of them must be there), `"phrases"`, `-without`, `collection:name`, `field:value`.

    The last word may be unfinished. Anything can be typed; nothing of it is read as the database's own language.
    """
    wanted: list[tuple[str, Term]] = []
    unwanted: list[Term] = []
    collections: list[str] = []
    fields: list[tuple[str, str]] = []
    text = text[:MAX_QUERY].replace("\0", " ").encode("utf-8", "replace").decode()
    for found in list(_PIECE.finditer(text))[:MAX_TERMS]:
        minus, name, phrase, _, word = found.groups()
        value = phrase if word is None else word
        if name == "collection" and not minus and value:
            collections.append(value)
            continue
        if name and not (value and _is_word(value)):
            value, name = f"{name} {value or ''}", None
        if not _is_word(value):
            continue
        unfinished = word is not None and found.end() == len(text) and not minus
        term = Term(value, unfinished or re.match(_CJK_ONE, value) is not None)
        if minus:
            unwanted.append(term)
            continue
        if name:
            fields.append((name, folded(value)))
        wanted.append(("{title words} : " if name else "", term))
    typed, finished = (
        " AND ".join(columns + _phrase(term if as_typed else _whole(term)) for columns, term in wanted)
        for as_typed in (True, False)
    )
    without = f" NOT ({' OR '.join(map(_phrase, unwanted))})" if unwanted else ""
    return Search(
        _with(typed, without),
        _with(finished, without),
        typed,
        finished,
        without,
        tuple(term for _, term in wanted),
        tuple(collections),
        tuple(fields),
        tuple(term.text for term in unwanted),
    )


def beginnings(search: Search) -> str:
    """The search for what begins with each of its words, as names are searched for."""
    typed = " AND ".join(_phrase(Term(term.text, True)) for term in search.terms)
    return _with(typed, search.without)


def insides(search: Search) -> str:
    """The same for what holds each of its words anywhere, for an index of three letters each; "" for shorter words."""
    wanted, unwanted = [folded(term.text) for term in search.terms], list(map(folded, search.unwanted))
    if not wanted or min(map(len, (*wanted, *unwanted))) < TRIGRAM:
        return ""
    quoted = ['"{}"'.format(text.replace('"', '""')) for text in (*wanted, *unwanted)]
    without = f" NOT ({' OR '.join(quoted[len(wanted) :])})" if unwanted else ""
    return _with(" AND ".join(quoted[: len(wanted)]), without)


def _with(match: str, without: str) -> str:
    return f"({match}){without}" if match and without else match


def _whole(term: Term) -> Term:
    """A word as it stands; a single character of a script without spaces is always the beginning of one."""
    return term if re.match(_CJK_ONE, term.text) else Term(term.text)


def _phrase(term: Term) -> str:
    """A phrase in SQLite's language; a quote in it is doubled, so that it cannot end it."""
    inside = paired(term.text).replace('"', '""').strip()
    if re.search(_CJK_SOME, term.text):  # in a text the run may go on: its last pair is enough
        inside = inside[:-2]
    return f'"{inside}"{" *" if term.prefix else ""}'


def _is_word(text: str) -> bool:
    """Whether there is anything in a text that the index holds."""
    return any(char.isalnum() for char in text)
