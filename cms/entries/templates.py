"""What the templates of a site share beyond the tags: the filters that need the site's rules."""

from __future__ import annotations

from collections.abc import Mapping

from cms.config import Absent, SiteConfig
from cms.entries.slugs import slugify
from cms.fields import template_text
from cms.fields.context import Filter
from cms.fields.template import truncated
from cms.syntax import Value

__all__ = ["site_filters"]


def site_filters(site: SiteConfig, language: str = "") -> Mapping[str, Filter]:
    """`slugify` by the site's rules, `localize` (which only marks a slug as one of each language) and `truncate`."""

    def fit(value: Value | Absent, _arguments: list[str]) -> Value | Absent:
        return slugify(template_text(value), site.slug, site.dialect, language=language)

    def cut(value: Value | Absent, arguments: list[str]) -> Value | Absent:
        return truncated(value, arguments, site.dialect.omission)

    return {"slugify": fit, "localize": lambda value, _arguments: value, "truncate": cut}
