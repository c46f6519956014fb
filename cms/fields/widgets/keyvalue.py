"""`keyvalue`: a map from text to text, as rows of a key and a value."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from cms.config import ABSENT, Absent, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Blank, Control, ControlItem
from cms.fields.forms import FormData, same_text
from cms.fields.problems import Path, Problem
from cms.fields.raw import dump_value
from cms.fields.values import Held, scalar_text, shows_as_text
from cms.fields.widget import Building, Checking, Place, Reading, Widget, emptied, text_option
from cms.fields.widgets.choice import count_problems, count_words
from cms.fields.widgets.source import read_source
from cms.fields.widgets.string import kept_kind
from cms.syntax import Value

__all__ = ["KeyValueWidget"]


class _Row(Struct, frozen=True):
    key: str  # in the form
    place: Place
    old_name: str | None
    old_value: Held
    name: str
    value: str


class KeyValueWidget(Widget):
    """Rows that keep their values' kind while untouched."""

    template = "keyvalue"

    def cleared(self, field: Field) -> Value:
        return {}

    def fits(self, field: Field, value: Held) -> bool:
        if value is ABSENT or value is None:
            return True
        return isinstance(value, dict) and all(
            shows_as_text(item)
            and shows_as_text(key)
            and "\n" not in f"{key}{scalar_text(item)}"
            and "\r" not in f"{key}{scalar_text(item)}"
            for key, item in value.items()
        )

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return f"{name}!list" in form or f"{name}!items" in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        old = present if isinstance(present, dict) else {}
        if _has_fixed_keys(field):
            rows = {row.old_name: _value(row) for row in _rows(old, place, reading.form) if row.old_name is not None}
            return present if all(rows.get(key, old[key]) is old[key] for key in old) else {**old, **rows}
        result: dict[str, Value] = {}
        for row in _rows(old, place, reading.form):
            name = row.old_name if row.old_name is not None and row.name == row.old_name else row.name.strip()
            if row.old_name is None and not name and not row.value.strip():
                continue
            if name in result:
                reading.refuse(
                    field, row.place, f"{field.label}: {name[:60]!r} is there twice. Every row needs its own name."
                )
                return present
            result[name] = _value(row)
        untouched = list(result) == list(old) and all(result[key] is old[key] for key in old)
        if untouched:
            return present
        return result if result else emptied(self, field, present)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        old = present if isinstance(present, dict) else {}
        form = building.form
        if form is None or not self.sent(field, place.name, form):
            form = FormData((f"{place.name}!items", str(index)) for index in range(len(old)))
        rows = list(_rows(old, place, form))
        mark = f"__n{place.name.count('.') + 1}__"
        blank = _Row(mark, place.item(mark, 0), None, ABSENT, "", "")
        add_label = field.label_singular or text_option(field, "key_label") or "row"
        return self.draw(
            field,
            present,
            place,
            building,
            items=tuple(self._item(field, row, number, len(rows), building) for number, row in enumerate(rows)),
            blanks=(Blank(mark, add_label, self._item(field, blank, 0, 1, building)),),
            count_words=count_words(field, len(rows)),
            add_label=add_label,
            key_label=text_option(field, "key_label") or "Key",
            value_label=text_option(field, "value_label") or "Value",
            allow_add=not _has_fixed_keys(field),
            allow_remove=not _has_fixed_keys(field),
        )

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        value = read_source(field, text)
        if value is not None and not isinstance(value, dict):
            raise InvalidInput(f"{field.label} takes a map, as in `{{en: English}}`.")
        return value

    def text(self, field: Field, value: Held) -> str:
        return "" if isinstance(value, Absent) else dump_value(value)

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        rows = value if isinstance(value, dict) else {}
        yield from count_problems(field, len(rows), path)
        if "" in rows:
            yield Problem(path, f"{field.label}: a row has no name.", "error", field.label, "required")

    def summary(self, field: Field, value: Value) -> str:
        rows = value if isinstance(value, dict) else {}
        return ", ".join(f"{key}: {scalar_text(item)}" for key, item in list(rows.items())[:5])

    def _item(self, field: Field, row: _Row, number: int, count: int, building: Building) -> ControlItem:
        control = self.draw(field, row.old_value, row.place, building, text=row.value, extra=row.name, template="pair")
        summary = row.name or f"{field.label} {number + 1}"
        return ControlItem(row.key, row.place.name, summary, control, first=number == 0, last=number == count - 1)


def _has_fixed_keys(field: Field) -> bool:
    """Whether the keys are those of the default language (`i18n: duplicate_keys`), of which this is another."""
    return field.options.get("fixed_keys") is True


def _rows(old: dict[str, Value], place: Place, form: FormData) -> Iterator[_Row]:
    names = list(old)
    for position, key in enumerate(dict.fromkeys(form.all(f"{place.name}!items"))):
        spot = place.item(key, position)
        own = key.isascii() and key.isdigit() and len(key) < 8 and int(key) < len(names)
        source = key if own else form.get(f"{spot.name}!from")
        known = source.isascii() and source.isdigit() and len(source) < 8 and int(source) < len(names)
        name = names[int(source)] if known else ""
        value: Held = old[name] if known else ABSENT
        sent_name = form.get(f"{spot.name}!key", name)
        sent_value = form.get(f"{spot.name}!value", scalar_text(value))
        yield _Row(key, spot, name if own else None, value, sent_name, sent_value)


def _value(row: _Row) -> Value:
    if not isinstance(row.old_value, Absent) and same_text(row.value, scalar_text(row.old_value)):
        return row.old_value
    return kept_kind(row.value.strip(), row.old_value)
