"""A JSON Schema (draft 2020-12) of the configuration, made from the declarations: for text editors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from cms.config.collection_options import COLLECTION_OPTIONS, FILE_OPTIONS
from cms.config.field_options import COMMON_OPTIONS, FIELD_OPTIONS, KNOWN_WIDGETS, WIDGET_ALIASES
from cms.config.grammar import all_sections
from cms.config.notes import Notes
from cms.config.option import Option, Table
from cms.config.parts import plain
from cms.config.site_options import SITE_OPTIONS
from cms.config.source import read_parts
from cms.config.vocabulary import WIDGETS
from cms.config.widget_options import WIDGET_OPTIONS
from cms.syntax import Value

__all__ = ["config_schema"]

Schema: TypeAlias = dict[str, Any]

_SCALAR = ["string", "number", "boolean", "null"]
_KINDS: Mapping[str, Schema] = {
    "text": {"type": "string"},
    "flag": {"type": "boolean"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "texts": {"type": "array", "items": {"type": _SCALAR}},
    "list": {"type": "array"},
    "map": {"type": "object"},
    "any": {},
}
_HELD = {"collections": "collection", "files": "file", "fields": "field", "field": "field", "types": "type"}
_WORDS = {"not yet": "Not supported by Quire yet", "not needed": "Without effect in Quire", "differs": "In Quire"}
_UNOFFERED: Schema = {"doNotSuggest": True}  # to the YAML language server, as `deprecationMessage` is
_DIVIDER: Schema = {"required": ["divider"], "properties": {"divider": {"const": True}}}


def config_schema() -> Schema:
    """The schema of `config.yml`. An option that `cms check` calls unknown, or of a wrong type, does not fit it."""
    maker = _Maker()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of a Netlify, Decap or Sveltia CMS site, as Quire reads it",
        **maker.mapping(SITE_OPTIONS),
        "anyOf": [{"required": ["collections"]}, {"required": ["singletons"]}],
        "$defs": maker.definitions(),
    }


class _Maker:
    """Makes schemas of tables. A table inside an option is defined once, under the path where it stands first."""

    def __init__(self) -> None:
        self._sections = {id(section.table): section for section in all_sections()}

    def definitions(self) -> Schema:
        collection = self.mapping(COLLECTION_OPTIONS, required=())
        file = self.mapping(FILE_OPTIONS, required=())
        folder, files = ["name", "folder", "fields"], ["name", "files"]
        return {
            "collection": {**collection, "anyOf": [{"required": folder}, {"required": files}, _DIVIDER]},
            "file": {**file, "anyOf": [{"required": ["name", "file", "fields"]}, _DIVIDER]},
            "field": self.field("string"),
            "type": self.field("object"),
            **{f"field.{widget}": self.widget(widget) for widget in sorted(KNOWN_WIDGETS)},
            "field.custom": self.mapping(COMMON_OPTIONS, free=True),
            **{
                section.path: self.mapping(section.table, free=section.above.option.free)
                for section in self._sections.values()
                if section.above is not None
            },
        }

    def mapping(self, known: Table, *, free: bool = False, required: Iterable[str] | None = None) -> Schema:
        """The schema of a mapping with these options, and no others unless it is `free`."""
        wanted = [item.name for item in known.values() if item.needed] if required is None else [*required]
        made: Schema = {"type": "object", "properties": self.properties(known)}
        return {
            **made,
            **({"required": wanted} if wanted else {}),
            **({} if free else {"additionalProperties": False}),
        }

    def properties(self, known: Table) -> Schema:
        """The options in all their spellings."""
        found: Schema = {}
        for item in known.values():
            made = self.option(item)
            found[item.name] = made
            for name in item.spellings:
                words = f"Another spelling of `{item.name}`. {made['description']}"
                found[name] = {**made, "description": words, **_UNOFFERED}
            for name in item.outdated:
                words = f"The older spelling of `{item.name}`."
                found[name] = {**made, "description": words, "deprecated": True, "deprecationMessage": words}
        return found

    def option(self, item: Option) -> Schema:
        """What one option may hold."""
        kinds = [self.kind(item, kind) for kind in item.kinds]
        return {
            **(kinds[0] if len(kinds) == 1 else {"anyOf": kinds}),
            "description": _described(item),
            **({"default": item.default_value} if item.default_value is not None else {}),
            **({"examples": [_read(item.example)]} if item.example else {}),
            **({"deprecated": True} if item.instead else {}),
            **(_UNOFFERED if item.instead or not item.grammars else {}),
        }

    def kind(self, item: Option, kind: str) -> Schema:
        if kind == "text" and item.choices:
            return {"enum": [*item.choices]}
        if kind == "list" and item.holds:
            return {"type": "array", "items": {"$ref": f"#/$defs/{_HELD[item.holds]}"}}
        if kind == "map" and item.holds:
            return {"$ref": f"#/$defs/{_HELD[item.holds]}"}
        if item.inner is not None and kind in ("map", "list"):
            inner = {"$ref": f"#/$defs/{self._sections[id(item.inner)].path}"}
            if kind == "map":
                return inner
            return {"type": "array", "items": {"if": {"type": "object"}, "then": inner}}
        return dict(_KINDS[kind])

    def field(self, absent: str) -> Schema:
        """A field, by its widget; without one it is an `absent`."""
        names = sorted([*KNOWN_WIDGETS, *WIDGET_ALIASES])
        known = [{"const": name, "description": WIDGETS[name].note} for name in names]
        cases = [_case(name, absent, f"field.{WIDGET_ALIASES.get(name, name)}") for name in names]
        other = {"required": ["widget"], "properties": {"widget": {"not": {"enum": names}}}}
        return {
            "type": "object",
            "required": ["name"],
            "properties": {"widget": {"anyOf": [*known, {"type": "string"}], "default": absent}},
            "allOf": [*cases, {"if": other, "then": {"$ref": "#/$defs/field.custom"}}],
        }

    def widget(self, name: str) -> Schema:
        """The options of a field with this widget; those of other widgets may stand there and are not offered."""
        own = {**COMMON_OPTIONS, **WIDGET_OPTIONS[name]}
        made = self.mapping(own)
        others = (item for item in FIELD_OPTIONS.values() if item.name not in own)
        spelt = sorted({spelling for item in others for spelling in (item.name, *item.spellings, *item.outdated)})
        return {**made, "patternProperties": {f"^(?:{'|'.join(spelt)})$": True}}


def _case(widget: str, absent: str, definition: str) -> Schema:
    condition: Schema = {"properties": {"widget": {"const": widget}}}
    if widget != absent:
        condition["required"] = ["widget"]
    return {"if": condition, "then": {"$ref": f"#/$defs/{definition}"}}


def _described(item: Option) -> str:
    parts = [item.note]
    if item.default.startswith("("):
        parts.append(f"Default: {item.default[1:-1]}.")
    if item.instead:
        parts.append(f"An older form of `{item.instead}`.")
    if reason := item.missing or item.unneeded or item.differs:
        parts.append(f"{_WORDS[item.status]}: {reason.rstrip('.')}.")
    return " ".join(parts)


def _read(text: str) -> Value:
    part = read_parts(text.encode(), "", Notes())
    return plain(part) if part is not None else None
