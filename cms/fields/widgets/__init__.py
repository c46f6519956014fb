"""One module per widget: how it begins, is drawn, is read, is checked and is said in a few words."""

from __future__ import annotations

from cms.fields.registry import register
from cms.fields.widgets.boolean import BooleanWidget
from cms.fields.widgets.code import CodeWidget
from cms.fields.widgets.color import ColorWidget
from cms.fields.widgets.datetime import DatetimeWidget
from cms.fields.widgets.file import FileWidget
from cms.fields.widgets.hidden import ComputeWidget, HiddenWidget, UuidWidget
from cms.fields.widgets.keyvalue import KeyValueWidget
from cms.fields.widgets.list import ListWidget
from cms.fields.widgets.map import MapWidget
from cms.fields.widgets.markdown import MarkdownWidget
from cms.fields.widgets.number import NumberWidget
from cms.fields.widgets.object import ObjectWidget
from cms.fields.widgets.relation import RelationWidget
from cms.fields.widgets.select import SelectWidget
from cms.fields.widgets.source import UnknownWidget
from cms.fields.widgets.string import StringWidget
from cms.fields.widgets.text import TextAreaWidget

__all__: list[str] = []

register(UnknownWidget(), "")
register(StringWidget(), "string")
register(TextAreaWidget(), "text")
register(BooleanWidget(), "boolean")
register(NumberWidget(), "number")
register(DatetimeWidget(), "datetime", "date")
register(SelectWidget(), "select")
register(RelationWidget(), "relation")
register(ListWidget(), "list")
register(ObjectWidget(), "object")
register(FileWidget(), "file", "image")
register(MarkdownWidget(), "markdown", "richtext")
register(CodeWidget(), "code")
register(ColorWidget(), "color")
register(MapWidget(), "map")
register(HiddenWidget(), "hidden")
register(UuidWidget(), "uuid")
register(KeyValueWidget(), "keyvalue")
register(ComputeWidget(), "compute")
