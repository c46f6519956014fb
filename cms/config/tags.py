"""The tags in templates: one that is neither a word of its place nor a field prints nothing, which nobody expects."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from cms.config.model import Collection, Field
from cms.config.notes import Notes, Template
from cms.config.taking import Options
from cms.config.vocabulary import TAGS

__all__ = ["all_fields", "check_tags", "check_targets", "note_template"]

_TAG = re.compile(r"\{\{\s*([^}{|\s]+)[^}{]*\}\}")
_HEAD = re.compile(r"[.\[]")
_MADE = (
    "slug",
    "path",
    "commit_messages",
    "value",
)  # of what is typed only; all others also print keys of a file that no field describes


def note_template(
    options: Options, name: str, kind: str = "", *, target: str = "", fields: Sequence[Field] | None = None
) -> None:
    """Remember an option's template (or templates) until the fields are known that it may name.

    `kind` is the option whose words it may hold; `target` the collection whose fields it names, `fields` these alone.
    """
    names = _names(fields) if fields is not None else None
    for text in options.texts(name):
        if "{{" in text:
            found = Template(kind or name, text, options.path(name), options.at(name), target, names)
            options.notes.templates.append(found)


def check_tags(notes: Notes, start: int, fields: Iterable[Field]) -> None:
    """Say which tags of the templates remembered since `start` name nothing, in a collection with these fields."""
    names = _names(fields)
    for each in notes.templates[start:]:
        if not each.target:
            _check(notes, each, names if each.names is None else each.names)


def check_targets(notes: Notes, collections: Sequence[Collection]) -> None:
    """The same of those that name fields of another collection."""
    known = {each.name: _names(all_fields(each)) for each in collections}
    for each in notes.templates:
        if each.target in known:
            _check(notes, each, known[each.target])


def all_fields(collection: Collection) -> Iterable[Field]:
    """The fields of a collection, of its files and of its index file."""
    yield from collection.fields
    for file in (*collection.files, *((collection.index_file,) if collection.index_file is not None else ())):
        yield from file.fields


def _check(notes: Notes, template: Template, names: frozenset[str]) -> None:
    words = TAGS[template.kind]
    for tag in dict.fromkeys(_TAG.findall(template.text)):
        if tag in words:
            continue
        explicit = tag.startswith("fields.")
        if "fields.FIELD" in words and (explicit or "FIELD" in words):
            head = _HEAD.split(tag.removeprefix("fields."), maxsplit=1)[0]
            if head in names or tag.removeprefix("fields.") in names:
                continue
        others = () if explicit else (word for word in words if "FIELD" not in word)
        guess = notes.guess(tag.removeprefix("fields."), (*names, *others))
        if not explicit and "fields.FIELD" in words and tag in names:
            guess = f"; did you mean `fields.{tag}`?"
        prints = "; it prints nothing" if template.kind in _MADE else "; it prints nothing unless a file has such a key"
        message = f"`{{{{{tag}}}}}` is neither a field here nor a tag of `{template.kind}`{guess or prints}"
        notes.warn("unknown-tag", message, template.where, template.position)


def _names(fields: Iterable[Field]) -> frozenset[str]:
    return frozenset(field.name for field in fields)
