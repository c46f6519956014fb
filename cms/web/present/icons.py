"""Which icon stands for a collection: the configured one, else one guessed from its name, else one by kind.

Configurations name icons in Google's Material Symbols (Sveltia CMS's `icon` option); Quire draws Lucide's.
"""

from __future__ import annotations

import re

from cms.config import Collection
from cms.web.present.icon_names import MATERIAL

__all__ = ["collection_icon", "icon_named"]

_BY_WORD = {
    "author": "users",
    "authors": "users",
    "blog": "newspaper",
    "bread": "wheat",
    "breads": "wheat",
    "categories": "tags",
    "docs": "book-open",
    "event": "calendar-days",
    "events": "calendar-days",
    "faq": "circle-help",
    "faqs": "circle-help",
    "galleries": "images",
    "gallery": "images",
    "jobs": "briefcase",
    "journal": "newspaper",
    "menu": "menu",
    "menus": "menu",
    "navigation": "menu",
    "news": "newspaper",
    "pages": "files",
    "people": "users",
    "podcast": "podcast",
    "posts": "newspaper",
    "products": "store",
    "projects": "briefcase",
    "recipes": "chef-hat",
    "services": "handshake",
    "settings": "sliders-horizontal",
    "shop": "store",
    "staff": "users",
    "stories": "newspaper",
    "tags": "tags",
    "team": "users",
    "testimonials": "quote",
    "videos": "video",
}
_WORD = re.compile(r"[a-z]+")


def icon_named(name: str) -> str:
    """The Lucide name of an icon that a configuration names; a plain page for one that is not known."""
    return MATERIAL.get(name.replace("-", "_"), "file-text")


def collection_icon(collection: Collection) -> str:
    """The Lucide name of the collection's icon."""
    if known := MATERIAL.get(collection.icon):
        return known
    for word in _WORD.findall(f"{collection.name} {collection.label}".lower()):
        if word in _BY_WORD:
            return _BY_WORD[word]
    if collection.kind == "files":
        return "sliders-horizontal" if collection.name == "_singletons" else "files"
    return "folder-tree" if collection.nested else "file-text"
