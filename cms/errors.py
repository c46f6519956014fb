"""One tree of errors. A message says what is wrong, where, and what to do next; it never holds a secret or a traceback.

QuireError
├── InvalidInput           422  what a person sent cannot be taken
│   ├── InvalidPath        400  a name or path that may not be written
│   └── InvalidUpload      422  a file that is refused
├── NotFound               404
├── Forbidden              403  the configuration does not allow it (`create: false`, `delete: false`)
├── Conflict               409  somebody else changed the same thing
├── TooLarge               413
├── SyntaxProblem          422  text that is not YAML, TOML or JSON, with line and column
│   └── TooDeep            422  a guard stopped before the parser did
├── DocumentError          422  a file Quire can show but not edit
├── ConfigError            500  the site cannot be opened at all
└── StoreError             503  the repository cannot be read or written now
    └── StoreBusy          503  another program holds a lock
"""

from __future__ import annotations

__all__ = [
    "ConfigError",
    "Conflict",
    "DocumentError",
    "Forbidden",
    "InvalidInput",
    "InvalidPath",
    "InvalidUpload",
    "NotFound",
    "QuireError",
    "StoreBusy",
    "StoreError",
    "SyntaxProblem",
    "TooDeep",
    "TooLarge",
]


class QuireError(Exception):
    """Base of every error a person may see. `code` is stable and machine-readable; `status` is the HTTP status."""

    code = "error"
    status = 500

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class InvalidInput(QuireError):
    """What a person sent cannot be taken; the message names the value and what would be right."""

    code, status = "invalid-input", 422


class InvalidPath(InvalidInput):
    """A name or path that may not be written into the repository (docs/architecture.md, "Paths")."""

    code, status = "invalid-path", 400


class InvalidUpload(InvalidInput):
    """A file whose name, size or content is refused."""

    code, status = "invalid-upload", 422


class NotFound(QuireError):
    """There is no such collection, entry, file or version."""

    code, status = "not-found", 404


class Forbidden(QuireError):
    """The configuration does not allow this."""

    code, status = "forbidden", 403


class Conflict(QuireError):
    """The thing changed since it was opened."""

    code, status = "conflict", 409


class TooLarge(QuireError):
    """A file or a request over its limit."""

    code, status = "too-large", 413


class SyntaxProblem(QuireError):
    """Text that its format does not allow. `line` and `column` count from 1; 0 means not known."""

    code, status = "syntax", 422

    def __init__(self, message: str, *, line: int = 0, column: int = 0, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.line = line
        self.column = column


class TooDeep(SyntaxProblem):
    """Nested deeper, or larger, than the guard lets a parser see."""

    code = "too-deep"


class DocumentError(SyntaxProblem):
    """A file that Quire can show as source but not edit by form, with the place and the reason."""

    code = "document"


class ConfigError(QuireError):
    """No configuration was found, or none of it can be used."""

    code, status = "config", 500


class StoreError(QuireError):
    """The repository cannot be read or written now; nothing was changed."""

    code, status = "store", 503


class StoreBusy(StoreError):
    """Another program holds a lock on the repository."""

    code = "store-busy"
