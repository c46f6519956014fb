"""Which files of a repository belong to a collection, and which of them are one entry (Decap's listing rules)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from msgspec import Struct

from cms.config import Collection, CollectionFile, I18n, SiteConfig
from cms.entries.kinds import file_of
from cms.entries.locales import one_file

__all__ = ["EntryFiles", "collection_files", "localised_path", "renamed_path", "slug_from_path"]


class EntryFiles(Struct, frozen=True):
    """One entry and where it stands. `path` is the default language's file, else the first there is.

    `files` maps languages to paths; `{"": path}` when the entry is not localised or one file holds all languages.
    """

    slug: str
    path: PurePosixPath
    files: Mapping[str, PurePosixPath]
    file: CollectionFile | None = None
    exists: bool = True


def collection_files(collection: Collection, site: SiteConfig, paths: Iterable[PurePosixPath]) -> Iterator[EntryFiles]:
    """The entries that these files (no symlinks) make up, in their order. Files of a file collection may be missing."""
    if collection.kind == "files":
        present = set(paths)
        for file in collection.files:
            yield _listed_file(collection, file, present)
        return
    place = _Place.of(collection)
    if not place.locales and "{{locale}}" not in str(
        collection.folder
    ):  # one file each: nothing has to be gathered first
        for path in paths:
            if (match := place.match(path)) is not None:
                yield EntryFiles(match[0], path, {"": path}, file_of(collection, match[0]))
        return
    found: dict[str, dict[str, PurePosixPath]] = {}
    for path in paths:
        if (match := place.match(path)) is not None:
            slug, locale = match
            found.setdefault(slug, {})[locale] = path
    default = collection.i18n.default_locale if collection.i18n else ""
    for slug, files in found.items():
        first = files.get(default) or files.get("") or next(iter(files.values()))
        yield EntryFiles(slug, first, files, file_of(collection, slug))


def localised_path(collection: Collection, slug: str, locale: str) -> PurePosixPath:
    """Where an entry's file of a language stands. `slug` is the path below the folder, without extension."""
    own = file_of(collection, slug)
    extension = own.extension if own is not None else collection.extension
    folder, i18n, name = str(collection.folder), collection.i18n, f"{slug}.{extension}"
    if "{{locale}}" in folder:
        return PurePosixPath(folder.replace("{{locale}}", locale)) / name
    if i18n is None or one_file(i18n, collection, None) or (i18n.omit_default_locale and locale == i18n.default_locale):
        return PurePosixPath(folder) / name
    if i18n.structure == "multiple_folders":
        return PurePosixPath(folder) / locale / name
    if i18n.structure == "multiple_root_folders":
        return PurePosixPath(locale) / folder / name
    return PurePosixPath(folder) / f"{slug}.{locale}.{extension}"


def slug_from_path(collection: Collection, path: PurePosixPath) -> str | None:
    """The slug of the entry that a file of a folder collection belongs to; None if it is not the collection's."""
    match = _Place.of(collection).match(path) if collection.kind == "folder" else None
    return match[0] if match is not None else None


def renamed_path(
    collection: Collection, site: SiteConfig, path: PurePosixPath, slug: str, wanted: str
) -> PurePosixPath:
    """The path of one of an entry's files, in the same language, after the entry got another slug."""
    match = _Place.of(collection).match(path)
    locale = match[1] if match is not None else ""
    return localised_path(collection, wanted, locale)


def _listed_file(collection: Collection, file: CollectionFile, present: set[PurePosixPath]) -> EntryFiles:
    i18n = file.i18n
    template = str(file.file)
    if i18n is None or "{{locale}}" not in template:
        path = PurePosixPath(template.replace("{{locale}}", ""))
        return EntryFiles(file.name, path, {"": path}, file, path in present)
    files = {locale: PurePosixPath(template.replace("{{locale}}", locale)) for locale in i18n.locales}
    there = {locale: path for locale, path in files.items() if path in present}
    path = there.get(i18n.default_locale) or next(iter(there.values()), files[i18n.default_locale])
    return EntryFiles(file.name, path, there or {i18n.default_locale: path}, file, bool(there))


class _Place(Struct, frozen=True):
    """A folder collection as a pattern of paths."""

    collection: Collection
    pattern: re.Pattern[str]
    depth: int
    locales: tuple[str, ...]
    default: str
    suffixed: bool  # multiple_files: the language before the extension

    @classmethod
    def of(cls, collection: Collection) -> _Place:
        i18n = collection.i18n
        separate = i18n if i18n is not None and not one_file(i18n, collection, None) else None
        root = _root(collection, separate)
        own = collection.index_file
        extensions = dict.fromkeys((collection.extension, own.extension if own is not None else collection.extension))
        either = "|".join(map(re.escape, extensions))
        pattern = re.compile(rf"{root}(?P<slug>.+)\.(?P<extension>{either})\Z", re.DOTALL)
        suffixed = separate is not None and separate.structure == "multiple_files" and "(?P<locale>" not in root
        default = separate.default_locale if separate is not None and separate.omit_default_locale else ""
        return cls(collection, pattern, _depth(collection), separate.locales if separate else (), default, suffixed)

    def match(self, path: PurePosixPath) -> tuple[str, str] | None:
        """Slug and language of a path; None if it is not the collection's."""
        found = self.pattern.match(str(path))
        if found is None or found["slug"].count("/") >= self.depth or found["slug"].endswith("/"):
            return None
        read = self._read(found)
        if read is not None and self.collection.index_file is not None:
            own = file_of(self.collection, read[0])
            wanted = own.extension if own is not None else self.collection.extension
            return read if found["extension"] == wanted else None
        return read

    def _read(self, found: re.Match[str]) -> tuple[str, str] | None:
        slug = found["slug"]
        if not self.locales:
            return slug, ""
        if not self.suffixed:
            locale = found.groupdict().get("locale") or self.default
            return (slug, locale) if locale in self.locales else None
        stem, dot, locale = slug.rpartition(".")
        if dot and locale in self.locales:
            return stem, locale
        return (slug, self.default) if self.default else None


def _root(collection: Collection, i18n: I18n | None) -> str:
    folder = "" if str(collection.folder) == "." else str(collection.folder)
    before = re.escape(f"{folder}/") if folder else ""
    if i18n is None:
        return before.replace(re.escape("{{locale}}"), "[^/]+")
    names = "|".join(map(re.escape, i18n.locales))
    if "{{locale}}" in folder:
        return before.replace(re.escape("{{locale}}"), f"(?P<locale>{names})", 1)
    optional = "?" if i18n.omit_default_locale else ""
    if i18n.structure == "multiple_folders":
        return f"{before}(?:(?P<locale>{names})/){optional}"
    if i18n.structure == "multiple_root_folders":
        return f"(?:(?P<locale>{names})/){optional}{before}"
    return before


def _depth(collection: Collection) -> int:
    """How many folders deep entries stand: 1 is the folder itself."""
    if collection.nested is not None:
        return collection.nested.depth or 1000
    return collection.path.count("/") + 1 if collection.path else max(1, collection.slug.count("/") + 1)
