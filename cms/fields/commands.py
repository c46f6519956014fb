"""The add, remove and move buttons of a form without scripts: each is a `do` value, answered with a changed form.

`add:f.links`, `add-top:f.links`, `add:f.blocks:quote`, `remove:f.links.0`, `up:…`, `down:…`, `duplicate:…`; and of two
languages beside each other `copy:f.title` (what the other one has), `copy-all:f`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from cms.fields.forms import ROOT, FormData

__all__ = ["apply_form_command"]

MAX_ITEMS = 10_000
_BESIDE = re.compile(rf"{ROOT}\.@[^.!]+")
_ADDRESS = "._slug"  # the entry's address, which no language has of another
Pairs = list[tuple[str, str]]


def apply_form_command(form: FormData) -> FormData | None:
    """The form with its `do` button carried out and the button gone; None when it has no such button.

    A button for something that is not there changes nothing but is still answered with the form.
    """
    verb, _, target = form.get("do").partition(":")
    if verb not in ("add", "add-top", "copy", "copy-all", *_MOVES):
        return None
    rest = FormData(pair for pair in form.pairs if pair[0] != "do")
    if verb in ("copy", "copy-all"):
        return _copied(rest, target, whole=verb == "copy-all")
    if verb in ("add", "add-top"):
        return _added(rest, target, top=verb == "add-top")
    name, _, key = target.rpartition(".")
    keys = list(rest.all(f"{name}!items"))
    return _MOVES[verb](rest, name, key, keys) if key in keys else rest


def _copied(form: FormData, target: str, *, whole: bool) -> FormData:
    """The form with what the other language has in a field, or (`whole`) in every field that both have."""
    beside = next((found[0] for name in form if (found := _BESIDE.match(name))), "")
    own = _BESIDE.match(target)
    root, other = (own[0], ROOT) if own is not None else (ROOT, beside)
    if not beside or not target.startswith(root):
        return form
    names = [name for name in _tops(form, root) if name in _tops(form, other)] if whole else [target[len(root) :]]
    for name in names:
        new = [
            (f"{root}{sent[len(other) :]}", text) for sent, text in form.pairs if name and _belongs(sent, other + name)
        ]
        if new:
            form = FormData([*(pair for pair in form.pairs if not _belongs(pair[0], root + name)), *new])
    return form


def _tops(form: FormData, root: str) -> list[str]:
    """The fields of a language that the form holds, each as `.name`."""
    found = (re.match(r"\.[^.!@][^.!]*", sent[len(root) :]) for sent in form if sent.startswith(f"{root}."))
    return list(dict.fromkeys(match[0] for match in found if match is not None and match[0] != _ADDRESS))


def _added(form: FormData, target: str, *, top: bool) -> FormData:
    name, _, kind = target.partition(":")
    keys = list(form.all(f"{name}!items"))
    if not name or len(keys) >= MAX_ITEMS:
        return form
    key = fresh_key(keys)
    extra: Pairs = [(f"{name}.{key}!type", kind)] if kind else []
    order = [key, *keys] if top else [*keys, key]
    return _ordered(FormData([*form.pairs, *extra]), name, order)


def fresh_key(keys: list[str]) -> str:
    """A key that no item has: `n` and the next number."""
    used = [int(key[1:]) for key in keys if key[:1] == "n" and key[1:].isdigit() and len(key) < 10]
    return f"n{max(used, default=0) + 1}"


def _removed(form: FormData, name: str, key: str, keys: list[str]) -> FormData:
    kept = FormData(pair for pair in form.pairs if not _belongs(pair[0], f"{name}.{key}"))
    return _ordered(kept, name, [item for item in keys if item != key])


def _duplicated(form: FormData, name: str, key: str, keys: list[str]) -> FormData:
    if len(keys) >= MAX_ITEMS:
        return form
    old, copy = f"{name}.{key}", fresh_key(keys)
    new = f"{name}.{copy}"
    pairs = [(new + sent[len(old) :], value) for sent, value in form.pairs if _belongs(sent, old)]
    if key.isdigit() and f"{old}!from" not in form:
        pairs.append((f"{new}!from", key))
    place = keys.index(key) + 1
    return _ordered(FormData([*form.pairs, *pairs]), name, [*keys[:place], copy, *keys[place:]])


def _up(form: FormData, name: str, key: str, keys: list[str]) -> FormData:
    return _swapped(form, name, keys, keys.index(key) - 1)


def _down(form: FormData, name: str, key: str, keys: list[str]) -> FormData:
    return _swapped(form, name, keys, keys.index(key))


def _swapped(form: FormData, name: str, keys: list[str], first: int) -> FormData:
    if not 0 <= first < len(keys) - 1:
        return form
    order = [*keys[:first], keys[first + 1], keys[first], *keys[first + 2 :]]
    return _ordered(form, name, order)


def _ordered(form: FormData, name: str, keys: list[str]) -> FormData:
    others = [pair for pair in form.pairs if pair[0] not in (f"{name}!items", f"{name}!list")]
    marks = [(f"{name}!list", "1"), *((f"{name}!items", key) for key in keys)]
    return FormData([*marks, *others])


def _belongs(sent: str, name: str) -> bool:
    return sent.startswith((f"{name}.", f"{name}!")) or sent == name


_MOVES: dict[str, Callable[[FormData, str, str, list[str]], FormData]] = {
    "remove": _removed,
    "duplicate": _duplicated,
    "up": _up,
    "down": _down,
}
