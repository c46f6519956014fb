"""What an editor's form sent: its fields, its files, and the marks it carries."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping

from flask import request
from msgspec import Struct, field
from msgspec.structs import replace
from werkzeug.datastructures import FileStorage

from cms.actions import Marks, Upload
from cms.fields import FormData, path_in_values
from cms.web.context import new_key

__all__ = ["COPY", "OWN_NAMES", "TypedForm", "typed_form"]

COPY = "duplicate_of"  # the slug of the entry that a new one is a copy of
OWN_NAMES = frozenset(
    {
        "csrf_token",
        "base",
        "key",
        "locale",
        "start",
        "theirs",
        "languages",
        "beside",
        "beside_base",
        "beside_start",
        COPY,
    }
)
PLAIN_COMMANDS = ("publish", "show")  # values of `do` that are the page's, not a list's add or remove


class TypedForm(Struct, frozen=True):
    """`base` is the blob the form was opened from, `key` makes a resent form one commit.

    `show` asks for the form again instead of publishing it; so does a text in a search among choices. `start` is the
    blob whose text a translation starts from, `beside` marks a second language, which `joins` when the form did not
    hold it so far. Of a new entry `languages` are those it is begun in besides, None when the form did not ask, and
    `copy_of` is the slug of the one that it is a copy of.
    """

    data: FormData
    uploads: dict[str, Upload]  # by the dotted path of their value
    base: str
    key: str
    locale: str
    show: bool
    start: str = ""
    beside: Marks | None = None
    languages: tuple[str, ...] | None = None
    joins: bool = False
    copy_of: str = ""
    names: Mapping[str, str] = field(default_factory=dict)  # of the form's inputs, by the same paths

    @property
    def marks(self) -> tuple[tuple[str, str], ...]:
        """The hidden fields that say what the form was opened from, for a page that carries it on."""
        found = [("base", self.base), ("key", self.key), ("locale", self.locale), ("start", self.start)]
        if self.beside is not None:
            marks = self.beside
            found += [("beside", marks.locale), ("beside_base", marks.base), ("beside_start", marks.start)]
        found += [(COPY, self.copy_of)] if self.copy_of else []
        found += [("languages", locale) for locale in self.languages or ()]
        return tuple(found if self.languages is None else [*found, ("languages", "")])

    def joined_by(self, base: str) -> TypedForm:
        """The form with a second language that has joined it, opened from this blob."""
        if self.beside is None or not self.joins:
            return self
        return replace(self, beside=replace(self.beside, base=base), joins=False)

    def with_values(self, values: Mapping[str, str]) -> TypedForm:
        """The form with some of its texts replaced and no files: what could be kept of them stands in the texts."""
        pairs = [(name, text) for name, text in self.data.pairs if name not in values]
        return replace(self, data=FormData([*pairs, *values.items()]), uploads={})

    def once_key(self) -> str:
        """The key of this very content: sent twice it is one commit; changed and sent again, another."""
        digest = hashlib.sha256(self.key.encode("utf-8", "surrogatepass"))
        for part in (
            *(text for name, text in self.marks if name != "key"),
            *(text for pair in self.data.pairs for text in pair),
        ):
            digest.update(b"\0" + part.encode("utf-8", "surrogatepass"))
        for name, upload in sorted(self.uploads.items()):
            digest.update(b"\0" + name.encode() + hashlib.sha256(upload.data).digest())
        return digest.hexdigest()


def typed_form() -> TypedForm:
    """Read the request's form."""
    pairs = [pair for pair in request.form.items(multi=True) if pair[0] not in OWN_NAMES and not _is_plain(pair)]
    data = FormData(pairs)
    names = {path: name for name, path, _ in _files(data)}
    return TypedForm(
        data=data,
        uploads={path: Upload(file.filename or "", file.read()) for _, path, file in _files(data)},
        names=names,
        base=request.form.get("base", ""),
        key=request.form.get("key") or new_key(),
        locale=request.form.get("locale", "") or request.args.get("locale", ""),
        start=request.form.get("start", ""),
        beside=_beside(),
        joins=bool(request.form.get("beside")) and "beside_base" not in request.form,
        copy_of=request.form.get(COPY, ""),
        languages=tuple(filter(None, request.form.getlist("languages"))) if "languages" in request.form else None,
        show=request.form.get("do") == "show" or any(name.endswith("!search") and text.strip() for name, text in pairs),
    )


def _beside() -> Marks | None:
    form = request.form
    if not form.get("beside"):
        return None
    return Marks(form["beside"], form.get("beside_base", ""), form.get("beside_start", ""))


def _is_plain(pair: tuple[str, str]) -> bool:
    return pair[0] == "do" and pair[1] in PLAIN_COMMANDS


def _files(form: FormData) -> Iterator[tuple[str, str, FileStorage]]:
    """The files sent: the input of their text, the path of their value, and the file.

    The two differ in lists, whose items have a key in the form and an index in the values.
    """
    for name, file in request.files.items(multi=True):
        if file.filename:
            yield name.removesuffix("!upload"), ".".join(map(str, path_in_values(form, name))), file
