"""`map`: a place as text, a GeoJSON geometry with `decimals` places.

A point is two numbers, and a click on a grid of longitude and latitude, which the page's script draws: no other server
is asked for a map. Lines and areas are typed as GeoJSON.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from cms.config import Absent, Field
from cms.errors import InvalidInput
from cms.fields.context import FieldContext
from cms.fields.controls import Control, MapView
from cms.fields.forms import FormData
from cms.fields.problems import Path, Problem
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Building, Checking, Place, Reading, TextWidget, emptied, number_option, text_option
from cms.syntax import Value

__all__ = ["MapWidget"]

MAX_TEXT = 100_000
MAX_DECIMALS = 15
DECIMALS = 7
ZOOM = 2.0
_HEIGHT = re.compile(r"[0-9]{1,4}(?:px|rem|em|vh)?\Z")
_NUMBER = re.compile(r"[-+]?(?:[0-9]{1,3}(?:\.[0-9]{0,20})?|\.[0-9]{1,20})\Z")


class MapWidget(TextWidget):
    """Latitude and longitude of a point; for all else a text area with the geometry's source."""

    lines = True
    template = "map"

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return name in form or f"{name}!lat" in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        form = reading.form
        if place.name in form or f"{place.name}!lat" not in form:
            return super().parse(field, present, place, reading)
        typed = (form.get(f"{place.name}!lat").strip(), form.get(f"{place.name}!lng").strip())
        if typed == _point(field, present):
            return present
        if typed == ("", ""):
            return emptied(self, field, present)
        try:
            return self.read(field, _geometry(field, *typed), present, reading.context)
        except InvalidInput as problem:
            reading.refuse(field, place, problem.message)
            return present

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        control = super().control(field, present, place, building)
        drawn = _point(field, present)
        form = building.form
        if form is not None and f"{place.name}!lat" in form:
            drawn = (form.get(f"{place.name}!lat"), form.get(f"{place.name}!lng"))
        if drawn is None or (form is not None and place.name in form):
            return control
        return self.draw(field, present, place, building, text=control.text, view=_view(field, *drawn))

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        typed = text.strip()
        if not typed:
            return emptied(self, field, present)
        wrong = _wrong(field, typed)
        if wrong:
            raise InvalidInput(wrong)
        return _rounded(field, typed)

    def look(self, field: Field, present: Held, text: str) -> dict[str, Any]:
        return {"rows": 3, "extra": _kind(field)}

    def check(self, field: Field, value: Value, path: Path, checking: Checking) -> Iterator[Problem]:
        wrong = _wrong(field, scalar_text(value))
        if wrong:
            yield Problem(path, f"{wrong} It is kept as it is.", "warning", field.label, "misfit")

    def summary(self, field: Field, value: Value) -> str:
        place = _read(scalar_text(value)).get("coordinates")
        if isinstance(place, list) and all(isinstance(part, int | float) for part in place):
            return ", ".join(str(part) for part in place)
        return _kind(field)


def _kind(field: Field) -> str:
    return text_option(field, "type") or "Point"


def _read(text: str) -> dict[str, Any]:
    """The geometry of a text; empty when it is none."""
    if len(text) > MAX_TEXT:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _wrong(field: Field, text: str) -> str:
    kind, found = _kind(field), _read(text)
    if found.get("type") == kind and isinstance(found.get("coordinates"), list):
        return ""
    return f'{field.label} is not a place. Write it as {{"type":"{kind}","coordinates":[10.75,59.91]}}.'


def _point(field: Field, present: Held) -> tuple[str, str] | None:
    """Latitude and longitude of a value that two numbers can show and give back; empty ones of no value."""
    if _kind(field) != "Point":
        return None
    if isinstance(present, Absent) or present is None or present == "":
        return "", ""
    found = _read(scalar_text(present))
    place = found.get("coordinates")
    if set(found) != {"type", "coordinates"} or found["type"] != "Point" or not isinstance(place, list):
        return None
    if len(place) != 2 or not all(isinstance(part, int | float) and not isinstance(part, bool) for part in place):
        return None
    texts = str(place[1]), str(place[0])
    return texts if all(_NUMBER.match(text) for text in texts) else None


def _geometry(field: Field, latitude: str, longitude: str) -> str:
    for text, name, most in ((latitude, "latitude", 90), (longitude, "longitude", 180)):
        if not _NUMBER.match(text) or abs(float(text)) > most:
            words = f"{field.label}: {text[:20]!r} is no {name}. It is a number from -{most} to {most}."
            raise InvalidInput(words if text else f"{field.label} needs a {name} too.")
    return json.dumps({"type": "Point", "coordinates": [_shortest(longitude), _shortest(latitude)]})


def _shortest(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() else number


def _decimals(field: Field) -> int:
    given = number_option(field, "decimals")
    return min(max(int(given), 0), MAX_DECIMALS) if given is not None else DECIMALS


def _rounded(field: Field, text: str) -> str:
    """The geometry as JavaScript writes it, its coordinates with no more than the field's decimals."""
    decimals = _decimals(field)

    def rounded(value: Any) -> Any:
        if isinstance(value, list):
            return [rounded(item) for item in value]
        return _shortest(str(round(value, decimals))) if isinstance(value, float) else value

    found = _read(text)
    found["coordinates"] = rounded(found["coordinates"])
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _view(field: Field, latitude: str, longitude: str) -> MapView:
    center, zoom = field.options.get("center"), number_option(field, "zoom")
    height = text_option(field, "height")
    good = isinstance(center, list) and len(center) == 2 and all(isinstance(part, int | float) for part in center)
    return MapView(
        latitude=latitude,
        longitude=longitude,
        decimals=_decimals(field),
        center=f"{center[0]},{center[1]}" if good and isinstance(center, list) else "0,0",
        zoom=ZOOM if zoom is None else float(zoom),
        height=height if _HEIGHT.match(height) else "",
    )
