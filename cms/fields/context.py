"""What widgets may ask of the outside, as one frozen value. Only the clock has no default."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, tzinfo

from msgspec import Struct, field

from cms.config import Absent, Field
from cms.syntax import Value

__all__ = ["FieldContext", "Filter", "RelationOption"]

Filter = Callable[["Value | Absent", list[str]], "Value | Absent"]  # of templates: what it is given, and its arguments


class RelationOption(Struct, frozen=True):
    """One entry a relation can point at: the value to store, how it is shown, a second line."""

    value: Value
    label: str
    description: str = ""


def _no_options(_field: Field) -> Sequence[RelationOption]:
    return ()


def _only_few(_field: Field, _values: Sequence[str], _search: str) -> Sequence[RelationOption] | None:
    return None


def _unfiltered(
    _field: Field, _values: Mapping[str, Value], _search: str
) -> tuple[Sequence[RelationOption], bool] | None:
    return None


def _no_zone(_name: str) -> tzinfo | None:
    return None


class FieldContext(Struct, frozen=True):
    """`now` is aware. `zone` is the site's zone, used for new dates. `noun` is what one entry is called ("story").

    `relation_options` gives the targets of a relation field. Of a field with too many to list, `relation_among` gives
    those with some values and those that a search finds; None for all others. `relation_offered` gives what a field's
    `filters` leave for an entry with these values, and whether it is but a part; None for a field without filters.
    `zone_named` finds a zone by its IANA name. `seed` is any text that nobody else has; identifiers are made from it,
    `now` and the field's path. With `omit_empty` what is cleared and need not be there is taken out; with
    `encode_paths` the addresses of files are percent-encoded.
    """

    now: datetime
    zone: tzinfo = UTC
    locale: str = ""
    noun: str = "entry"
    slug: str = ""
    author_login: str = ""
    author_name: str = ""
    author_email: str = ""
    seed: str = ""
    relation_options: Callable[[Field], Sequence[RelationOption]] = _no_options
    relation_among: Callable[[Field, Sequence[str], str], Sequence[RelationOption] | None] = _only_few
    relation_offered: Callable[[Field, Mapping[str, Value], str], tuple[Sequence[RelationOption], bool] | None] = (
        _unfiltered
    )
    zone_named: Callable[[str], tzinfo | None] = _no_zone
    filters: Mapping[str, Filter] = field(default_factory=dict)  # of templates, besides those of `render_template`
    omit_empty: bool = False
    encode_paths: bool = False

    def new_id(self, path: tuple[str | int, ...]) -> str:
        """A UUID (version 4 in form) for the field at that path, the same for the same context."""
        text = "\0".join([self.seed, self.now.isoformat(), self.slug, self.locale, *map(str, path)])
        digits = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        variant = "89ab"[int(digits[16], 16) % 4]
        return f"{digits[:8]}-{digits[8:12]}-4{digits[13:16]}-{variant}{digits[17:20]}-{digits[20:32]}"
