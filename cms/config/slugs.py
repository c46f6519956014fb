"""`slug` of a collection: its template, and whether people may type the name that it would make (Sveltia)."""

from __future__ import annotations

import re
from typing import NamedTuple

from cms.config.fields import build_pattern
from cms.config.model import SlugInput
from cms.config.parts import Sequence
from cms.config.taking import Options

__all__ = ["SlugOption", "build_slug"]

_TYPED = re.compile(r"\{\{\s*fields\._slug\s*(\|[^{}]*)?")
_LOCALISED = re.compile(r"\|\s*localize\b")


class SlugOption(NamedTuple):
    """The template ("" when none is written), whether it can be typed, and whether each language has its own."""

    template: str
    input: SlugInput
    localised: bool


def build_slug(options: Options) -> SlugOption:
    """A template alone, or Sveltia's mapping. In a template `{{fields._slug}}` and `localize` are the older ways."""
    below = options.below("slug")
    template = below.text("template") if below is not None else options.text("slug")
    localised = _LOCALISED.search(template) is not None
    if below is None:
        return SlugOption(template, _by_tag(template), localised)
    if "i18n" in below:
        localised = below.value("i18n") is True
    return SlugOption(template, _by_option(below, template), localised)


def _by_tag(template: str) -> SlugInput:
    found = _TYPED.search(template)
    needed = found is not None and "default" not in (found[1] or "")
    return SlugInput(create=found is not None, update=found is not None, required=needed)


def _by_option(below: Options, template: str) -> SlugInput:
    """`editable` is true unless it says otherwise. Without a template the name has to be typed."""
    tagged = _by_tag(template)
    listed = isinstance(below.part("editable"), Sequence)
    stages = below.texts("editable") if listed else ("create", "update") if below.flag("editable", True) else ()
    create = "create" in stages or tagged.create
    return SlugInput(
        create=create,
        update="update" in stages,
        required=tagged.required or (create and not template),
        hint=below.text("hint"),
        pattern=build_pattern(below),
    )
