"""The view model of a form: everything a template needs to draw one control, and nothing it would have to work out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from cms.fields.problems import Path
from cms.syntax import Value

__all__ = ["Blank", "Control", "ControlItem", "MapView", "Option", "Part", "find_control", "walk_controls"]


class Part(Struct, frozen=True):
    """A run of hint text: kind is `text`, `bold`, `italic`, `strike` or `link` (with `href`)."""

    text: str
    kind: str = "text"
    href: str = ""


class Option(Struct, frozen=True):
    """One choice. `key` is what the browser sends; `missing` marks a present value the choices do not have."""

    key: str
    label: str
    selected: bool = False
    description: str = ""
    missing: bool = False


class ControlItem(Struct, frozen=True):
    """One item of a list. `key` is sent under `NAME!items`; `origin` is the key it was copied from, or empty."""

    key: str
    name: str
    summary: str
    control: Control
    type: str = ""
    type_label: str = ""
    origin: str = ""
    collapsed: bool = False
    first: bool = False
    last: bool = False
    invalid: bool = False
    thumb: Control | None = None  # the field inside whose picture stands for it


class Blank(Struct, frozen=True):
    """An item that a script may add: its key is `placeholder`, to be replaced wherever it stands in an attribute."""

    placeholder: str
    label: str
    item: ControlItem
    type: str = ""
    hint: str = ""


class MapView(Struct, frozen=True):
    """A point as two texts, and what of the world a grid shows at first: `center` is `longitude,latitude`."""

    latitude: str = ""
    longitude: str = ""
    decimals: int = 7
    center: str = "0,0"
    zoom: float = 2.0
    height: str = ""


class Control(Struct, frozen=True):
    """One control. `template` names the file in `templates/fields/`; `name` is its name in the form, `id` for labels.

    `text` is what the control shows, `checked` a checkbox, `options` choices, `items` a list, `controls` an object's
    fields. `message` says why a value is shown as source; `marker` is what a checkbox sends beside itself. `invalid` is
    true when it or anything inside it has an error.
    """

    name: str
    id: str
    path: Path
    label: str
    widget: str
    template: str
    value: Value = None
    present: bool = False
    required: bool = True
    readonly: bool = False
    shared: bool = False  # the same in all languages
    hidden: bool = False
    conditions: str = ""
    hint_parts: tuple[Part, ...] = ()
    help: str = ""
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    invalid: bool = False
    text: str = ""
    checked: bool = False
    marker: str = "1"
    options: tuple[Option, ...] = ()
    multiple: bool = False
    items: tuple[ControlItem, ...] = ()
    blanks: tuple[Blank, ...] = ()
    controls: tuple[Control, ...] = ()
    collapsed: bool = False
    summary: str = ""
    extra: str = ""  # a second text: the language of code, the waiting text of a simple list
    prefix: str = ""
    suffix: str = ""
    before_parts: tuple[Part, ...] = ()
    after_parts: tuple[Part, ...] = ()
    input_type: str = "text"
    input_mode: str = ""
    min: str = ""
    max: str = ""
    step: str = ""
    minlength: int | None = None
    maxlength: int | None = None
    rows: int = 3
    message: str = ""
    count_words: str = ""
    add_label: str = ""
    delimiter: str = ","
    key_label: str = ""
    value_label: str = ""
    allow_add: bool = True
    allow_remove: bool = True
    allow_reorder: bool = True
    allow_duplicate: bool = True
    add_to_top: bool = False
    accept: str = ""
    choose_url: bool = False
    select_folder: bool = False
    host: str = ""  # of an address on another site
    buttons: tuple[str, ...] = ()
    short: bool = False  # narrow enough to stand beside another
    thumb: Control | None = None  # the field inside whose picture stands for it when closed
    view: MapView | None = None  # of a map whose value is a point


def walk_controls(controls: Iterable[Control]) -> Iterator[Control]:
    """Every control, outer before inner, in the order of the form."""
    for control in controls:
        yield control
        yield from walk_controls(control.controls)
        for item in control.items:
            yield from walk_controls([item.control])


def find_control(controls: Iterable[Control], path: Path) -> Control | None:
    """The control nearest to the value at `path`: itself, or the innermost that holds it; None if none does."""
    for control in controls:
        if path[: len(control.path)] == control.path:
            inner = [*control.controls, *(item.control for item in control.items)]
            return find_control(inner, path) or control
    return None
