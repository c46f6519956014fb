"""What the configuration says of the frame: the logo and where it leads, the site, where problems are reported."""

from __future__ import annotations

from urllib.parse import urlsplit

from msgspec import Struct

from cms.config import SiteConfig

__all__ = ["Brand", "brand_of", "web_address"]


class Brand(Struct, frozen=True):
    """Addresses, each "" where there is none."""

    logo: str = ""
    in_header: bool = True
    link: str = ""
    issues: str = ""


def brand_of(config: SiteConfig, logo: str) -> Brand:
    """The frame's brand; `logo` is where the logo is to be had."""
    reports = config.options.get("issue_reports")
    issues = reports.get("url") if isinstance(reports, dict) else ""
    return Brand(
        logo=logo,
        in_header=config.logo_in_header,
        link=web_address(config.logo_link),
        issues=web_address(issues if isinstance(issues, str) else ""),
    )


def web_address(text: str) -> str:
    """An address that a link may lead to: http or https with a host; "" for all else (`javascript:` …)."""
    try:
        parts = urlsplit(text.strip())
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return text.strip() if known and text.isprintable() else ""
