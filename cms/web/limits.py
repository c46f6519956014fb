"""How much a request may carry.

Flask's own limits would refuse a long text, so the editor's are set before its form is read.
"""

from __future__ import annotations

from flask import Flask, request

__all__ = ["FORM_BYTES", "FORM_PARTS", "LARGEST_BODY", "UPLOAD_BYTES", "set_limits"]

MIB = 1024 * 1024
FORM_BYTES = 16 * MIB
FORM_PARTS = 100_000  # a list of 5,000 items of four fields has 30,000
UPLOAD_BYTES = 50 * MIB  # what the media room refuses is refused there, in words; this only bounds memory
LARGEST_BODY = FORM_BYTES + UPLOAD_BYTES

_LONG_FORMS = frozenset(
    ["entries.save", "entries.create", "entries.resolve", "entry_files.save_text", "preview.typed", "preview.typed_new"]
)
_UPLOADS = frozenset({"media.upload"})


def set_limits(app: Flask) -> None:
    """Set the limits of each route. Must be called before anything that reads the form is registered (CSRF does)."""
    app.config["MAX_CONTENT_LENGTH"] = FORM_BYTES

    @app.before_request
    def widen() -> None:
        if request.endpoint in _LONG_FORMS:
            request.max_content_length = LARGEST_BODY
            request.max_form_memory_size = FORM_BYTES
            request.max_form_parts = FORM_PARTS
        elif request.endpoint in _UPLOADS:
            request.max_content_length = UPLOAD_BYTES + MIB
