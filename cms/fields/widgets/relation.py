"""`relation`: the value of another entry's field. The entries come from the context; a target that is gone stays."""

from __future__ import annotations

from collections.abc import Sequence

from cms.config import Field
from cms.fields.context import FieldContext
from cms.fields.forms import normal_newlines
from cms.fields.values import scalar_text
from cms.fields.widget import Building
from cms.fields.widgets.choice import Choice, ChoiceWidget
from cms.syntax import Value

__all__ = ["RelationWidget"]


class RelationWidget(ChoiceWidget):
    """Cleared: `''`, or `[]` for several."""

    template = "relation"
    missing_label = "Missing: {}"

    def choices(self, field: Field, building: Building | FieldContext) -> Sequence[Choice]:
        context = building if isinstance(building, FieldContext) else building.context
        targets = building.targets.get(id(field)) if isinstance(building, Building) else None
        if targets is None:
            targets = tuple(context.relation_options(field))
            if isinstance(building, Building):
                building.targets[id(field)] = targets
        found: dict[str, Choice] = {}
        for target in targets:
            key = normal_newlines(scalar_text(target.value))
            if key:
                found.setdefault(key, Choice(key, target.value, target.label or key, target.description))
        return list(found.values())

    def nothing(self, field: Field, multiple: bool) -> Value:
        return [] if multiple else ""
