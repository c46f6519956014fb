"""`code`: text with its language as a map (`code` and `lang`, renamable by `keys`), or the text alone."""

from __future__ import annotations

from cms.config import ABSENT, Absent, Field
from cms.fields.context import FieldContext
from cms.fields.controls import Control
from cms.fields.forms import FormData, same_text, with_newlines_of
from cms.fields.problems import Path
from cms.fields.values import Held, is_empty, placed, scalar_text, shows_as_text
from cms.fields.widget import Building, Place, Reading, Widget, emptied, text_option
from cms.syntax import Value

__all__ = ["CodeWidget"]


class CodeWidget(Widget):
    """A text area in the code face, and a text input for the language. A value keeps the shape it has."""

    template = "code"

    def default(self, field: Field, path: Path, context: FieldContext) -> Held:
        given = super().default(field, path, context)
        if isinstance(given, str) and given and not _plain(field, ABSENT):
            return _new(field, given, text_option(field, "default_language"))
        return given

    def cleared(self, field: Field) -> Value:
        return ""

    def fits(self, field: Field, value: Held) -> bool:
        if not isinstance(value, dict):
            return shows_as_text(value)
        return all(shows_as_text(value.get(key)) for key in _keys(field))

    def sent(self, field: Field, name: str, form: FormData) -> bool:
        return name in form or f"{name}!lang" in form

    def parse(self, field: Field, present: Held, place: Place, reading: Reading) -> Held:
        code, language = self._parts(field, present)
        sent = reading.form.get(place.name, code)
        sent_language = reading.form.get(f"{place.name}!lang", language).strip()
        same_language = sent_language == language.strip()
        if same_text(sent, code) and same_language:
            return present
        text = code if same_text(sent, code) else with_newlines_of(sent, code)
        return self._made(field, present, text, language if same_language else sent_language)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        code, language = self._parts(field, present)
        typed, typed_language = building.typed(place.name), building.typed(f"{place.name}!lang")
        text = code if typed is None else typed
        return self.draw(
            field,
            present,
            place,
            building,
            text=text,
            extra=language if typed_language is None else typed_language,
            choose_url=not _plain(field, present) and field.options.get("allow_language_selection") is not False,
            rows=min(max(text.count("\n") + 2, 5), 30),
        )

    def read(self, field: Field, text: str, present: Held, context: FieldContext) -> Held:
        _, language = self._parts(field, present)
        return self._made(field, present, text, language)

    def text(self, field: Field, value: Held) -> str:
        return self._parts(field, value)[0]

    def summary(self, field: Field, value: Value) -> str:
        return next((line.strip() for line in self._parts(field, value)[0].splitlines() if line.strip()), "")

    def _parts(self, field: Field, value: Held) -> tuple[str, str]:
        if isinstance(value, dict):
            code, language = _keys(field)
            return scalar_text(value.get(code)), scalar_text(value.get(language))
        return scalar_text(value), "" if not is_empty(value) else text_option(field, "default_language")

    def _made(self, field: Field, present: Held, code: str, language: str) -> Held:
        if _plain(field, present):
            return code if code else emptied(self, field, present)
        if not isinstance(present, dict):
            return _new(field, code, language) if code or not isinstance(present, Absent) else present
        names = _keys(field)
        changes: dict[str, Held] = {}
        for name, text in zip(names, (code, language), strict=True):
            if scalar_text(present.get(name)) != text:
                changes[name] = text
        return placed(present, changes, names)


def _keys(field: Field) -> tuple[str, str]:
    keys = field.options.get("keys")
    named = keys if isinstance(keys, dict) else {}
    return scalar_text(named.get("code")) or "code", scalar_text(named.get("lang")) or "lang"


def _plain(field: Field, present: Held) -> bool:
    if isinstance(present, dict):
        return False
    return field.options.get("output_code_only") is True or (isinstance(present, str) and present != "")


def _new(field: Field, code: str, language: str) -> Value:
    names = _keys(field)
    made: dict[str, Value] = {names[0]: code, names[1]: language}
    return made
