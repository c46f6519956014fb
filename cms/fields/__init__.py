"""What the fields of an entry are: one module per widget with its default, control, reading and checks.

Values in, values out: the clock, the zone, the people and the targets of relations come in a FieldContext. Nothing here
touches files, git, the web or a clock, and nothing is drawn: templates do that from `Control`.
"""

from cms.fields.addresses import encode_addresses
from cms.fields.commands import apply_form_command
from cms.fields.context import FieldContext, RelationOption
from cms.fields.controls import Blank, Control, ControlItem, MapView, Option, Part, find_control, walk_controls
from cms.fields.datetimes import read_date
from cms.fields.entry import ParsedForm, begun_values, build_controls, default_values, parse_form, parse_text, validate
from cms.fields.forms import ROOT, FormData, path_in_values, root_of
from cms.fields.hints import hint_parts
from cms.fields.lookup import field_at, get_at, item_field, lookup_in, set_at, split_path, value_at
from cms.fields.problems import Problem
from cms.fields.summaries import summarise, summarise_item, summarise_value
from cms.fields.template import render_template, tag_names, template_text
from cms.fields.tokens import format_tokens, parse_tokens
from cms.fields.values import scalar_text
from cms.fields.widgets import __all__ as _widgets
from cms.fields.widgets.file import takes_several
from cms.syntax.patterns import first_match, matches

__all__ = [
    "ROOT",
    "Blank",
    "Control",
    "ControlItem",
    "FieldContext",
    "FormData",
    "MapView",
    "Option",
    "ParsedForm",
    "Part",
    "Problem",
    "RelationOption",
    "apply_form_command",
    "build_controls",
    "begun_values",
    "default_values",
    "encode_addresses",
    "field_at",
    "find_control",
    "first_match",
    "format_tokens",
    "get_at",
    "hint_parts",
    "item_field",
    "lookup_in",
    "matches",
    "parse_form",
    "parse_text",
    "parse_tokens",
    "path_in_values",
    "read_date",
    "render_template",
    "root_of",
    "scalar_text",
    "set_at",
    "split_path",
    "summarise",
    "summarise_item",
    "summarise_value",
    "tag_names",
    "takes_several",
    "template_text",
    "validate",
    "value_at",
    "walk_controls",
    *_widgets,
]
