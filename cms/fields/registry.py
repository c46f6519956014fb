"""Which widget a field has, by the name in the configuration."""

from __future__ import annotations

from cms.config import Field
from cms.fields.widget import Widget

__all__ = ["register", "widget_for"]

_WIDGETS: dict[str, Widget] = {}


def register(widget: Widget, *names: str) -> None:
    """Make a widget known under its names."""
    for name in names:
        _WIDGETS[name] = widget


def widget_for(field: Field) -> Widget:
    """The widget of a field; the one for unknown names when Quire does not know it."""
    return _WIDGETS.get(field.widget) or _WIDGETS[""]
