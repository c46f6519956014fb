"""Rules for the texts that reach git's own syntax: identities, branch names, commit titles."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from cms.errors import InvalidInput
from cms.gitstore.model import Identity

__all__ = ["blob_oid", "clean_identity", "clean_message", "clean_ref", "is_oid", "is_wellformed_ref"]

MAX_NAME = 200
MAX_EMAIL = 254
MAX_TITLE = 200
MAX_REF_BYTES = 200
_OID = re.compile(r"[0-9a-f]{40}\Z")
_LONG_HEX = re.compile(r"(?:[0-9a-fA-F]{40}|[0-9a-fA-F]{64})\Z")
_INVISIBLE = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060\u2066-\u206f\ufeff"
_CONTROL = re.compile(f"[\x00-\x1f\x7f-\x9f\u2028\u2029{_INVISIBLE}]")
_LINE_ENDS = re.compile("[\r\n\t\v\f\x85\u2028\u2029]+")
_EMAIL = re.compile(r"[^\s<>]+\Z")
_CRUD = " .,:;<>\"\\'"  # what git itself strips from both ends of a name
_REF_FORBIDDEN = re.compile(r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//")
_SHELL = re.compile(r"[$`;|&<>()'\"!#%{}]")


def blob_oid(data: bytes) -> str:
    """The id that git gives a file's content."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def is_oid(text: str) -> bool:
    """Whether the text is a whole SHA-1 object id in lower case."""
    return _OID.match(text) is not None


def clean_identity(name: str, email: str) -> Identity:
    """A person's name and e-mail address, fit for a commit header. Raises InvalidInput when nothing usable is left.

    Controls, bidirectional marks, `<` and `>` are taken out of the name, which is cut at 200 characters; an address is
    refused rather than repaired, because a repaired address is another person's.
    """
    name = _CONTROL.sub("", _LINE_ENDS.sub(" ", name))
    name = re.sub("[<>]", "", name).strip(_CRUD)[:MAX_NAME].strip(_CRUD)
    email = email.strip(" ")
    if not name or not _is_encodable(name):
        raise InvalidInput("A name is needed for the history of this site. Enter your name.", code="invalid-name")
    if not _EMAIL.match(email) or _CONTROL.search(email) or len(email) > MAX_EMAIL or not _is_encodable(email):
        raise InvalidInput("This is not an e-mail address. Enter one like name@example.org.", code="invalid-email")
    return Identity(name, email)


def clean_ref(name: str) -> str:
    """The short name of a branch that a person gave (`main`, `drafts/new`). Raises InvalidInput.

    git's own rules (git help check-ref-format), and besides: no option, no object id, no `HEAD`, none of the shell's
    characters, nothing under `refs/` or `quire/`.
    """
    if not is_wellformed_ref(name) or _SHELL.search(name) or _CONTROL.search(name) or _LONG_HEX.match(name):
        raise _refused_ref(name)
    last = name.rsplit("/", 1)[-1]
    if last == "HEAD" or last.endswith("_HEAD") or name.startswith(("refs/", "quire/")):
        raise _refused_ref(name)
    return name


def is_wellformed_ref(name: str) -> bool:
    """git's own rules for a branch name, as a path below `refs/heads/`, and at most 200 bytes of UTF-8."""
    if not name or not _is_encodable(name) or len(name.encode()) > MAX_REF_BYTES:
        return False
    if _REF_FORBIDDEN.search(name) or name.startswith("-") or name == "@" or name.endswith("."):
        return False
    return all(part and not part.startswith(".") and not part.endswith(".lock") for part in name.split("/"))


def clean_message(text: str) -> str:
    """A commit title of one line, at most 200 characters. Raises InvalidInput when nothing is left.

    Line ends become spaces, so that a person's text cannot add trailers such as `Signed-off-by:`.
    """
    title = _CONTROL.sub("", _LINE_ENDS.sub(" ", unicodedata.normalize("NFC", text))).strip()[:MAX_TITLE].rstrip()
    if not title or not _is_encodable(title):
        raise InvalidInput("The message is empty. Say in a few words what was changed.", code="invalid-message")
    return title


def _is_encodable(text: str) -> bool:
    return not any("\ud800" <= char <= "\udfff" for char in text)


def _refused_ref(name: str) -> InvalidInput:
    shown = ascii(name[:60])
    return InvalidInput(
        f"{shown} cannot be the name of a branch. Use letters, digits, `-`, `_`, `/`.", code="invalid-ref"
    )
