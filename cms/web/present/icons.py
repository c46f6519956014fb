"""Which icon stands for a collection: the configured one, else one guessed from its name, else one by kind.

Configurations name icons in Google's Material Symbols (Sveltia CMS's `icon` option); Quire draws Lucide's.
"""

from __future__ import annotations

import re

from cms.config import Collection

__all__ = ["collection_icon", "icon_named"]

_MATERIAL = {
    "account_circle": "circle-user",
    "article": "file-text",
    "auto_stories": "book-open",
    "bakery_dining": "wheat",
    "book": "book-open",
    "bookmark": "bookmark",
    "calendar_month": "calendar-days",
    "calendar_today": "calendar",
    "campaign": "megaphone",
    "category": "shapes",
    "chat": "message-square",
    "code": "code",
    "communities": "users",
    "description": "file-text",
    "edit_note": "notebook-pen",
    "event": "calendar-days",
    "feed": "newspaper",
    "folder": "folder",
    "forum": "message-square",
    "group": "users",
    "groups": "users",
    "handshake": "handshake",
    "help": "circle-help",
    "home": "house",
    "image": "image",
    "info": "info",
    "inventory_2": "box",
    "label": "tag",
    "link": "link",
    "list": "list",
    "local_offer": "tag",
    "location_on": "map-pin",
    "mail": "mail",
    "map": "map",
    "menu": "menu",
    "menu_book": "book-open",
    "mic": "mic",
    "movie": "film",
    "music_note": "music",
    "news": "newspaper",
    "newspaper": "newspaper",
    "person": "user",
    "photo": "image",
    "photo_library": "images",
    "public": "globe",
    "rate_review": "quote",
    "restaurant": "utensils",
    "rss_feed": "rss",
    "school": "graduation-cap",
    "sell": "tag",
    "settings": "settings",
    "shopping_cart": "shopping-cart",
    "star": "star",
    "store": "store",
    "storefront": "store",
    "tag": "tag",
    "translate": "languages",
    "tune": "sliders-horizontal",
    "videocam": "video",
    "web": "panels-top-left",
    "work": "briefcase",
}
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


def icon_named(name: str, otherwise: str) -> str:
    """The Lucide name of a name of Material Symbols; `otherwise` for one that has none."""
    return _MATERIAL.get(name, otherwise)


def collection_icon(collection: Collection) -> str:
    """The Lucide name of the collection's icon."""
    if known := _MATERIAL.get(collection.icon):
        return known
    for word in _WORD.findall(f"{collection.name} {collection.label}".lower()):
        if word in _BY_WORD:
            return _BY_WORD[word]
    if collection.kind == "files":
        return "sliders-horizontal" if collection.name == "_singletons" else "files"
    return "folder-tree" if collection.nested else "file-text"
