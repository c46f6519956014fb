"""The site's logo: a file of the repository. A picture on another host is not fetched: nobody is told who edits."""

from __future__ import annotations

from urllib.parse import urlsplit

from cms.actions.media import MediaContent, read_media
from cms.actions.site import Site
from cms.config import SiteConfig
from cms.entries import media_path
from cms.errors import NotFound

__all__ = ["has_logo", "site_logo"]


def has_logo(site: Site) -> bool:
    """Whether the site has a logo that can be shown."""
    try:
        return bool(_path(site.config)) and bool(site_logo(site).oid)
    except NotFound:
        return False


def site_logo(site: Site) -> MediaContent:
    """The logo. Raises NotFound when the site has none that can be shown."""
    path = _path(site.config)
    content = read_media(site, path) if path else None
    if content is None or not content.content_type.startswith("image/"):
        raise NotFound("This site has no logo.")
    return content


def _path(config: SiteConfig) -> str:
    """The repository's path of the file that `logo.src` (or `logo_url`) names by its address on the site, or ""."""
    try:
        address = urlsplit(config.logo_url)
        own = {urlsplit(text).netloc for text in (config.site_url, config.display_url)} - {""}
    except ValueError:
        return ""
    if (address.netloc and address.netloc not in own) or address.scheme not in ("", "http", "https"):
        return ""
    text = f"/{address.path.lstrip('/')}"
    found = media_path(config, None, None, None, None, {}, text) if address.path else None
    return str(found) if found is not None else ""
