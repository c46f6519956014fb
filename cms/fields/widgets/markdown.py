"""`markdown` (and `richtext`): Markdown as text, under a bar with the formats that the field allows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from cms.config import Field
from cms.fields.values import Held, scalar_text
from cms.fields.widgets.text import TextAreaWidget
from cms.syntax import Value

__all__ = ["BUTTONS", "MarkdownWidget"]

BUTTONS = (
    *("bold", "italic", "strikethrough", "code", "link"),
    *("heading-one", "heading-two", "heading-three", "heading-four", "heading-five", "heading-six"),
    *("quote", "bulleted-list", "numbered-list"),
)
_STATIC_CMS = {
    **{name: (name,) for name in ("bold", "italic", "strikethrough", "code", "image")},
    "blockquote": ("quote",),
    "unordered-list": ("bulleted-list",),
    "ordered-list": ("numbered-list",),
    "file-link": ("link",),
    "font": tuple(name for name in BUTTONS if name.startswith("heading-")),
}
"""The buttons of Static CMS's `toolbar_buttons`, by the names that Decap and Sveltia have for them."""
_MARKS = re.compile(r"^[#>\s*+-]+|[*_`~]+|!?\[([^\]]{0,300})\]\([^)]{0,1000}\)")


class MarkdownWidget(TextAreaWidget):
    """A text area with a formatting bar; without scripts, the text area alone."""

    template = "markdown"

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        small = field.options.get("minimal") is True
        rows = min(max(text.count("\n") + 2, 5 if small else 12), 40)
        return {**super().look(field, present, text), "rows": rows, "buttons": self._buttons(field)}

    def summary(self, field: Field, value: Value) -> str:
        line = next((line for line in scalar_text(value)[:4000].splitlines() if line.strip()), "")
        return _MARKS.sub(lambda found: found[1] or "", line).strip()

    def _buttons(self, field: Field) -> tuple[str, ...]:
        wanted, bars = field.options.get("buttons"), field.options.get("toolbar_buttons")
        if not isinstance(wanted, list) and isinstance(bars, dict) and isinstance(bars.get("main"), list):
            names = {each for name in _names_in(bars["main"]) for each in _STATIC_CMS.get(name, ())}
            return tuple(name for name in (*BUTTONS, "image") if name in names)
        chosen = [name for name in wanted if name in BUTTONS] if isinstance(wanted, list) else list(BUTTONS)
        components = field.options.get("editor_components")
        image = not isinstance(components, list) or "image" in components
        return (*(str(name) for name in chosen), *(("image",) if image else ()))


def _names_in(value: Value) -> Iterator[str]:
    """The names of the buttons of a bar; its menus (`groups` of `items`) count too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from _names_in(item)
    elif isinstance(value, dict):
        yield from _names_in([value.get("groups"), value.get("items")])
