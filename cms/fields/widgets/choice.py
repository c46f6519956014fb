"""Choosing among values: what `select` and `relation` share. A value keeps its type, and stays when it is no choice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from cms.config import ABSENT, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Control, Option
from cms.fields.forms import FormData, normal_newlines
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, is_empty, is_scalar, scalar_text, shows_as_text
from cms.fields.widget import Building, Checking, Place, Reading, Widget, emptied, number_option
from cms.syntax import Value, same

__all__ = ["Choice", "ChoiceWidget", "count_problems", "count_words"]

MAX_BOXES = 12  # more choices of several than this are a list box, unless the configuration says its own number
FEW = 5  # Sveltia's number


class Choice(Struct, frozen=True):
    """One value to choose, under the key the browser sends."""

    key: str
    value: Value
    label: str
    description: str = ""


class ChoiceWidget(Widget):
    """One value or, with `multiple`, a list of them."""

    short = True
    missing_label = "{} (not among the choices)"

    def choices(self, field: Field, building: Building | FieldContext, wanted: Sequence[str] = ()) -> Sequence[Choice]:
        """What can be chosen; of more than can be listed, what `wanted` names by its text."""
        raise NotImplementedError

    def nothing(self, field: Field, multiple: bool) -> Value:
        """What a cleared choice stores when its key is there."""
        raise NotImplementedError

    def cleared(self, field: Field) -> Value:
        return self.nothing(field, _multiple(field))

    def fits(self, field: Field, value: Held) -> bool:
        if isinstance(value, list):
            return _multiple(field) and all(shows_as_text(item) for item in value)
        return shows_as_text(value)

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return name in form or f"{name}!multi" in form or (adds_options(field) and f"{name}!other" in form)

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        sent = tuple(map(normal_newlines, reading.form.all(place.name)))
        sent = sent if _multiple(field) else sent[:1]
        other = reading.form.get(f"{place.name}!other").strip() if adds_options(field) else ""
        choices = keyed(self.choices(field, reading.context, (*sent, *_texts(present))), _items(present))
        if other:
            known = next((choice.key for choice in choices if other in (choice.key, choice.label)), None)
            choices = choices if known is not None else [*choices, Choice(other, other, other)]
            sent = (*(sent if _multiple(field) else ()), known or other)
        if {*sent, ""} == {*_shown_keys(field, present, choices), ""}:
            return present
        unknown = [key for key in sent if key and not any(choice.key == key for choice in choices)]
        if unknown:
            reading.refuse(field, place, _not_a_choice(field, unknown[0], choices))
            return present
        return self._chosen(field, present, [key for key in sent if key], choices)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        form = building.form
        sent = tuple(map(normal_newlines, form.all(place.name))) if form is not None else ()
        choices = keyed(self.choices(field, building, (*_texts(present), *sent)), _items(present))
        known = len(choices) - sum(choice.description == _MISSING for choice in choices)
        if form is not None and self.sent(field, place.name, form):
            selected = set(sent)
        else:
            selected = set(_shown_keys(field, present, choices))
        options = tuple(self._option(choice, choice.key in selected) for choice in choices)
        multiple = _multiple(field)
        few = 0 < _side_by_side(field) >= known
        template = ("checks" if multiple else "radios") if few else self.template
        return self.draw(
            field,
            present,
            place,
            building,
            template=template,
            options=options,
            multiple=multiple,
            short=not multiple,
            count_words=count_words(field, len([key for key in selected if key])) if multiple else "",
            extra=(building.typed(f"{place.name}!other") or "") if adds_options(field) else "",
            allow_add=field.options.get("create") is True and not field.readonly,
        )

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        words = [word.strip() for word in text.split(",")] if _multiple(field) else [text.strip()]
        choices = keyed(self.choices(field, context, (*words, *_texts(present))), _items(present))
        if adds_options(field):
            known_words = {text for choice in choices for text in (choice.key, choice.label)}
            choices = [*choices, *(Choice(word, word, word) for word in words if word and word not in known_words)]
        keys = [self._find(field, word, choices) for word in words if word]
        if not keys:
            return present if present is ABSENT or present is None else self.cleared(field)
        return self._chosen(field, present, keys, choices)

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        choices = self.choices(field, checking.context, _texts(value))
        for item in _items(value) if not adds_options(field) else ():
            if not is_empty(item) and not any(_alike(choice.value, item) for choice in choices):
                words = f"{field.label}: {self.missing_label.format(scalar_text(item))}. It is kept as it is."
                yield Problem(path, words, "warning", field.label, "option")
        if _multiple(field):
            yield from count_problems(field, len(_items(value)), path)

    def summary(self, field: Field, value: Value) -> str:
        return ", ".join(scalar_text(item) for item in _items(value) if shows_as_text(item))

    def _option(self, choice: Choice, selected: bool) -> Option:
        if choice.description == _MISSING:
            return Option(choice.key, self.missing_label.format(choice.label), selected, missing=True)
        return Option(choice.key, choice.label, selected, choice.description)

    def _find(self, field: Field, word: str, choices: Sequence[Choice]) -> str:
        found = next((choice.key for choice in choices if word in (choice.key, choice.label)), None)
        if found is None:
            raise InvalidInput(_not_a_choice(field, word, choices))
        return found

    def _chosen(self, field: Field, present: Held, keys: Sequence[str], choices: Sequence[Choice]) -> Held:
        values = {choice.key: choice.value for choice in choices}
        if not keys:
            return emptied(self, field, present)
        if not _multiple(field):
            return values[keys[0]]
        kept = [item for item in _items(present) if _key_of(choices, item) in keys]
        held = {_key_of(choices, item) for item in kept}
        return [*kept, *(values[key] for key in dict.fromkeys(keys) if key not in held)]


_MISSING = "\0missing"


def adds_options(field: Field) -> bool:
    """Whether people may type a value that is none of the choices (`create` of a select)."""
    return field.widget == "select" and field.options.get("create") is True


def _side_by_side(field: Field) -> int:
    """Up to how many choices stand side by side: `dropdown_threshold`, else Sveltia's 5, or Decap's list for one."""
    given = number_option(field, "dropdown_threshold")
    if given is not None:
        return int(given)
    if field.dialect.boxes_few_choices:
        return FEW
    return MAX_BOXES if _multiple(field) else 0


def keyed(choices: Sequence[Choice], present: Sequence[Value]) -> list[Choice]:
    """The choices, with the present values that are none of them behind."""
    known = list(choices)
    for item in present:
        if not is_empty(item) and not any(_alike(choice.value, item) for choice in known):
            key = free_key(scalar_text(item), {choice.key for choice in known})
            known.append(Choice(key, item, scalar_text(item), _MISSING))
    return known


def free_key(key: str, taken: set[str]) -> str:
    """The key, or with a number where two values have the same text. Line ends as browsers keep them."""
    key = normal_newlines(key)
    if key not in taken:
        return key
    return next(found for count in range(2, len(taken) + 3) if (found := f"{key}!{count}") not in taken)


def count_words(field: Field, count: int) -> str:
    """`2 of up to 5`, or `1 of at least 3` while there are too few; empty when there is nothing to say."""
    low, high = number_option(field, "min"), number_option(field, "max")
    if high is not None:
        return f"{count} of up to {int(high)}"
    return f"{count} of at least {int(low)}" if low is not None and count < low else ""


def count_problems(field: Field, count: int, path: Path, noun: str = "") -> Iterator[Problem]:
    """`min` and `max` of a list of things."""
    low, high = number_option(field, "min"), number_option(field, "max")
    if low is not None and count < low:
        words = f"{field.label} needs at least {int(low)}; there {'is' if count == 1 else 'are'} {count}."
        yield Problem(path, words, "error", field.label, "count")
    if high is not None and count > high:
        words = f"{field.label} takes at most {int(high)}; there are {count}."
        yield Problem(path, words, "error", field.label, "count")


def _multiple(field: Field) -> bool:
    return field.options.get("multiple") is True


def _items(value: Held) -> list[Value]:
    if isinstance(value, list):
        return value
    return [] if value is ABSENT or value is None or value == "" else [value]  # type: ignore[list-item]


def _texts(value: Held) -> tuple[str, ...]:
    return tuple(scalar_text(item) for item in _items(value) if is_scalar(item))


def _alike(choice: Value, present: Value) -> bool:
    if same(choice, present):
        return True
    return is_scalar(choice) and is_scalar(present) and scalar_text(choice) == scalar_text(present) != ""


def _key_of(choices: Sequence[Choice], value: Value) -> str:
    exact = next((choice.key for choice in choices if same(choice.value, value)), None)
    if exact is not None or is_empty(value):
        return exact or ""
    return next((item.key for item in choices if _alike(item.value, value)), "")


def _shown_keys(field: Field, present: Held, choices: Sequence[Choice]) -> list[str]:
    """The keys a control is drawn with. A single null is the null of the choices, if they have one."""
    items: list[Value] = [None] if present is None and not _multiple(field) else _items(present)
    return [key for item in items if (key := _key_of(choices, item))]


def _not_a_choice(field: Field, word: str, choices: Sequence[Choice]) -> str:
    known = ", ".join(choice.label for choice in choices[:8])
    more = " …" if len(choices) > 8 else ""
    among = f" ({known}{more})" if known else ""
    return f"{field.label}: {word[:60]!r} is not among the choices{among}."
