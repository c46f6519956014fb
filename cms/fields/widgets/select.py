"""`select`: one or several of the configuration's `options`, each stored with its own type."""

from __future__ import annotations

from collections.abc import Sequence

from cms.config import Field
from cms.fields.context import FieldContext
from cms.fields.values import is_scalar, scalar_text
from cms.fields.widget import Building
from cms.fields.widgets.choice import Choice, ChoiceWidget, free_key
from cms.syntax import Value

__all__ = ["SelectWidget"]


class SelectWidget(ChoiceWidget):
    """Cleared as in Decap: null, or `[]` for several that are required."""

    template = "select"

    def choices(self, field: Field, building: Building | FieldContext, wanted: Sequence[str] = ()) -> Sequence[Choice]:
        options = field.options.get("options")
        found: list[Choice] = []
        for option in options if isinstance(options, list) else []:
            value, label = _read(option)
            if is_scalar(value):
                key = free_key(
                    "!null" if value is None else scalar_text(value) or "!empty", {item.key for item in found}
                )
                found.append(Choice(key, value, label))
        return found

    def nothing(self, field: Field, multiple: bool) -> Value:
        return [] if multiple and field.required else None

    def summary(self, field: Field, value: Value) -> str:
        options = field.options.get("options")
        labels = {
            scalar_text(known): label
            for known, label in map(_read, options if isinstance(options, list) else [])
            if is_scalar(known)
        }
        items = value if isinstance(value, list) else [value]
        return ", ".join(labels.get(scalar_text(item), scalar_text(item)) for item in items if is_scalar(item))


def _read(option: Value) -> tuple[Value, str]:
    if isinstance(option, dict):
        value = option.get("value", option.get("label"))
        label = option.get("label", value)
        return value, scalar_text(label) if is_scalar(label) else ""
    return option, "None" if option is None else scalar_text(option) if is_scalar(option) else ""
