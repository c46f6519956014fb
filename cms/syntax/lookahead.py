"""Look-ahead taken apart: what RE2 does not run, as several expressions that it does.

Only forms that then mean exactly the same are taken apart; all others stay as they are, and RE2 refuses them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

__all__ = ["Parts", "take_apart"]

_FLAGS = re.compile(r"\(\?([a-z]+)\)")
_WITHOUT = re.compile(r"\^\((?:\?:)?(?=\(\?!)")  # `^((?!word).)*$`: texts in which the word is nowhere
_EVERY = re.compile(r"(\.|\[\\s\\S\]|\[\^\])\)([*+])\$\Z")


class Parts(Struct, frozen=True):
    """`main` finds what is found, if each of `needs` is in the text or, where it says False, is not.

    `ahead`: what is found is its first group. `solid`: it holds only if what must not be there never matches nothing.
    """

    main: str
    needs: tuple[tuple[str, bool], ...] = ()
    ahead: bool = False
    solid: bool = False


def take_apart(regexp: str) -> Parts:
    """The parts of an expression in JavaScript's grammar; one part, itself, if it cannot be taken apart.

    Forms: `^(?=a)(?!b)c`, `a(?=b)` at its end, `^((?!a).)*$`.
    """
    flags = _FLAGS.match(regexp)
    body = regexp[flags.end() :] if flags is not None else regexp
    before = flags[0] if flags is not None else ""
    if ("(?=" not in body and "(?!" not in body) or "m" in before or "|" in _top_level(body):
        return Parts(regexp)
    if (without := _without(body)) is not None:
        word, every = without
        return Parts(f"{before}{every}", ((f"{before}{word}", False),), solid=True)
    needs, rest = _leading(body)
    head, ahead = _trailing(rest)
    main = f"{before}({head})(?:{ahead})" if ahead is not None else f"{before}{rest}"
    return Parts(main, tuple((f"{before}^(?:{inner})", wanted) for inner, wanted in needs), ahead is not None)


def _without(body: str) -> tuple[str, str] | None:
    found = _WITHOUT.match(body)
    end = _end_of_group(body, found.end()) if found is not None else 0
    every = _EVERY.match(body, end) if end else None
    if found is None or every is None:
        return None
    return body[found.end() + 3 : end - 1], f"^{every[1]}{every[2]}$"


def _leading(body: str) -> tuple[list[tuple[str, bool]], str]:
    """The look-aheads that stand right at the start of the text, and the expression without them."""
    needs: list[tuple[str, bool]] = []
    at = 1
    while body.startswith("^") and body[at : at + 3] in ("(?=", "(?!"):
        end = _end_of_group(body, at)
        if not end or body[end : end + 1] in ("*", "+", "?", "{"):
            return [], body
        needs.append((body[at + 3 : end - 1], body[at + 2] == "="))
        at = end
    return needs, f"^{body[at:]}" if needs else body


def _trailing(body: str) -> tuple[str, str | None]:
    """What stands before a look-ahead at the very end, and what that looks for."""
    starts = [at for at, sign in _signs(body) if body.startswith("(?=", at) and sign == "("]
    for at in reversed(starts):
        if _end_of_group(body, at) == len(body) and _depth_at(body, at) == 0:
            return body[:at], body[at + 3 : -1]
    return body, None


def _signs(body: str) -> Iterator[tuple[int, str]]:
    """The signs that mean something: none after a backslash, none in a class; a class is one `[`."""
    at, inside = 0, False
    while at < len(body):
        sign = body[at]
        if not inside and sign != "\\":
            yield at, sign
        inside = sign == "[" or (inside and sign != "]")
        at += 2 if sign == "\\" else 1


def _end_of_group(body: str, start: int) -> int:
    """The place after the group that begins there; 0 if it has no end."""
    depth = 0
    for at, sign in _signs(body):
        if at >= start:
            depth += {"(": 1, ")": -1}.get(sign, 0)
            if depth == 0:
                return at + 1
    return 0


def _depth_at(body: str, place: int) -> int:
    return sum({"(": 1, ")": -1}.get(sign, 0) for at, sign in _signs(body) if at < place)


def _top_level(body: str) -> str:
    """The signs that stand in no group."""
    depth, found = 0, []
    for _, sign in _signs(body):
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if depth == 0:
            found.append(sign)
    return "".join(found)
