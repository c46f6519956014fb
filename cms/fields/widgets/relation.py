"""`relation`: the value of another entry's field. The entries come from the context; a target that is gone stays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from cms.config import Field
from cms.fields.context import FieldContext, RelationOption
from cms.fields.controls import Control, Option
from cms.fields.forms import normal_newlines
from cms.fields.values import Held, scalar_text
from cms.fields.widget import Building, Place
from cms.fields.widgets.choice import Choice, ChoiceWidget
from cms.syntax import Value

__all__ = ["RelationWidget"]


class RelationWidget(ChoiceWidget):
    """Cleared: `''`, or `[]` for several.

    Where there are too many targets to list, the control holds the chosen ones and those that the text under `!search`
    finds; that text is the control's `text`.
    """

    template = "relation"
    missing_label = "Missing: {}"

    def choices(self, field: Field, building: Building | FieldContext, wanted: Sequence[str] = ()) -> Sequence[Choice]:
        context = building if isinstance(building, FieldContext) else building.context
        targets = building.targets.get(id(field)) if isinstance(building, Building) else None
        if targets is None:
            if (among := context.relation_among(field, wanted, "")) is not None:
                return _choices(among)
            targets = tuple(context.relation_options(field))
            if isinstance(building, Building):
                building.targets[id(field)] = targets
        return _choices(targets)

    def control(self, field: Field, present: Held, place: Place, building: Building) -> Control:
        control = super().control(field, present, place, building)
        typed = building.typed(f"{place.name}!search") or ""
        offered = building.context.relation_offered(field, building.root, typed)
        if offered is not None:
            return self._offered(control, place, building, *offered)
        if id(field) in building.targets:
            return control
        search = (building.typed(f"{place.name}!search") or "").strip()
        found = _choices(building.context.relation_among(field, (), search) or ())
        known = {option.key for option in control.options}
        more = (Option(item.key, item.label, description=item.description) for item in found if item.key not in known)
        return replace(control, template="relation_search", text=search, short=False, options=(*control.options, *more))

    def _offered(
        self, control: Control, place: Place, building: Building, offered: Sequence[RelationOption], part: bool
    ) -> Control:
        """The control with what is chosen and what the field's filters leave to choose."""
        options = {item.key: Option(item.key, item.label, description=item.description) for item in _choices(offered)}
        options.update((option.key, option) for option in control.options if option.selected)
        if not part:
            return replace(control, options=tuple(options.values()))
        search = (building.typed(f"{place.name}!search") or "").strip()
        chosen = [option for option in options.values() if option.selected]
        found = [option for option in options.values() if not option.selected]
        return replace(control, template="relation_search", text=search, short=False, options=(*chosen, *found))

    def nothing(self, field: Field, multiple: bool) -> Value:
        return [] if multiple else ""


def _choices(targets: Iterable[RelationOption]) -> list[Choice]:
    found: dict[str, Choice] = {}
    for target in targets:
        key = normal_newlines(scalar_text(target.value))
        if key:
            found.setdefault(key, Choice(key, target.value, target.label or key, target.description))
    return list(found.values())
