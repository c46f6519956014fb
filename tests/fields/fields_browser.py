"""What a browser would send for a form, worked out from its controls: the mirror of `templates/fields/`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from cms.fields import Control, FormData

Pairs = Iterator[tuple[str, str]]


def form_of(controls: Iterable[Control]) -> FormData:
    """The form as an untouched page sends it, line ends as browsers send them."""
    return FormData(pair for control in controls for pair in sent_by(control))


def touched(form: FormData, **changes: str) -> FormData:
    """The form with other texts; `__` in a name stands for a dot."""
    for name, value in changes.items():
        form = form.replaced("f." + name.replace("__", "."), value)
    return form


def sent_by(control: Control) -> Pairs:
    name, kind = control.name, control.template
    if kind == "raw":
        yield f"{name}!raw", area(control.text)
    elif kind == "object":
        if control.marker == "opt":
            yield f"{name}!opt", "1"
            if control.checked:
                yield f"{name}!on", "1"
        if control.options:
            yield f"{name}!type", next((option.key for option in control.options if option.selected), "")
        for inner in control.controls:
            yield from sent_by(inner)
    elif kind in ("list", "texts", "keyvalue"):
        yield from rows(control)
    elif kind in ("select", "relation", "checks", "radios"):
        yield from chosen(control)
    elif kind == "boolean":
        yield f"{name}!bool", control.marker
        if control.checked:
            yield name, "true"
    elif kind == "map" and control.view is not None:
        yield f"{name}!lat", line(control.view.latitude)
        yield f"{name}!lng", line(control.view.longitude)
    elif kind in ("text", "markdown", "map", "code"):
        yield name, area(control.text)
        if kind == "code" and control.choose_url:
            yield f"{name}!lang", line(control.extra)
    elif kind in ("string", "number", "datetime", "color", "media", "uuid"):
        yield name, line(control.text)
    else:
        assert kind == "hidden", kind


def rows(control: Control) -> Pairs:
    name = control.name
    yield f"{name}!list", "1"
    for item in control.items:
        yield f"{name}!items", item.key
        if item.origin:
            yield f"{item.name}!from", item.origin
        if item.type:
            yield f"{item.name}!type", item.type
        if control.template == "keyvalue":
            yield f"{item.name}!key", line(item.control.extra)
            yield f"{item.name}!value", line(item.control.text)
        else:
            yield from sent_by(item.control)
    if control.template == "texts":
        yield f"{name}!add", area(control.extra)


def chosen(control: Control) -> Pairs:
    keys = [option.key for option in control.options if option.selected]
    if control.multiple:
        yield f"{control.name}!multi", "1"
        yield from ((control.name, key) for key in keys)
    else:
        yield control.name, keys[0] if keys else ""


def area(text: str) -> str:
    """A text area sends CRLF."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")


def line(text: str) -> str:
    """An input loses line ends."""
    return text.replace("\r", "").replace("\n", "")
