"""Where entries can be seen on the live site."""

from __future__ import annotations

from msgspec import Struct

from cms.actions.model import OpenEntry
from cms.actions.site import Site
from cms.config import Collection
from cms.entries import file_of, preview_url, shows_links, site_address
from cms.index import EntryRow

__all__ = ["SiteLink", "entry_link", "live_site", "row_link"]


class SiteLink(Struct, frozen=True):
    """An address on the live site: that of the entry's own page, or (`own` false) of the site, as nothing says more."""

    address: str
    own: bool


def entry_link(site: Site, entry: OpenEntry) -> SiteLink | None:
    """The link of an entry that is published; None if the site has no address or wants no links."""
    if entry.path is None or not entry.exists or not shows_links(site.config, entry.collection, entry.file):
        return None
    address = preview_url(
        site.config, entry.collection, entry.file, entry.values, entry.slug, entry.path, locale=entry.locale
    )
    return SiteLink(address, _is_own(site, address)) if address else None


def live_site(site: Site) -> str:
    """The address of the site that people are shown: `display_url`, else `site_url`, else ""."""
    shown = site.config.display_url
    return shown if shown.startswith(("http://", "https://")) else site_address(site.config)


def row_link(site: Site, collection: Collection, row: EntryRow) -> str:
    """The address of an entry of a list on the live site, "" where it is not known."""
    file = file_of(collection, row.slug)
    if not row.values or not shows_links(site.config, collection, file):
        return ""
    i18n = file.i18n if file is not None else collection.i18n
    locale = i18n.default_locale if i18n is not None else ""
    address = preview_url(site.config, collection, file, row.values, row.slug, row.path, locale=locale)
    return address if _is_own(site, address) else ""


def _is_own(site: Site, address: str) -> bool:
    return address.rstrip("/") != site_address(site.config).rstrip("/")
