"""The address of an entry as a field of its form, where the configuration lets people type it (`slug.editable`)."""

from __future__ import annotations

from cms.config import Collection, Field

__all__ = ["SLUG_NAME", "slug_field"]

SLUG_NAME = "_slug"
"""The field's name in a form, as in Sveltia's tag `{{fields._slug}}`."""


def slug_field(collection: Collection, *, new: bool) -> Field | None:
    """The field for an entry's address; None where it is not typed, or the entry has a field of that name itself."""
    asked = collection.slug_input
    if collection.kind != "folder" or not (asked.create if new else asked.update):
        return None
    if any(field.name == SLUG_NAME for field in collection.fields):
        return None
    required = asked.required or not new
    hint = asked.hint or ("" if required else "Left empty, it is made for you.")
    return Field(SLUG_NAME, "Address", "string", required=required, hint=hint, pattern=asked.pattern)
