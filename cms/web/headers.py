"""Security headers of every response. Source: the project's security rules, "Headers"."""

from __future__ import annotations

from flask import Flask, Response, g, request

from cms.web.assets import Assets

__all__ = ["MEDIA_POLICY", "PREVIEW_POLICY", "add_headers", "media_headers", "preview_headers"]

COMMON = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "X-Frame-Options": "DENY",
}
MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"
PREVIEW_POLICY = (
    "default-src 'none'; img-src 'self' data: blob:; media-src 'self'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self' '{hash}'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "media-src 'self' blob:; connect-src 'self'; frame-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
)


def add_headers(app: Flask, assets: Assets) -> None:
    """Put the headers on every response: pages, media, static files and errors."""
    page_policy = _PAGE_POLICY.format(hash=assets.import_map_hash)

    @app.after_request
    def finish(response: Response) -> Response:
        for name, value in COMMON.items():
            response.headers.setdefault(name, value)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        if not g.get("media_response", False):
            policy = PREVIEW_POLICY if g.get("preview_response", False) else page_policy
            response.headers["Content-Security-Policy"] = policy
            response.headers.setdefault("Cache-Control", "no-store")
        return response


def media_headers(response: Response) -> Response:
    """Mark a response as a file of the repository: a browser may show it and must not run it."""
    g.media_response = True
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    return response


def preview_headers(response: Response) -> Response:
    """Mark a response as a preview: our own pages may frame it, nothing in it runs, links do not say where from."""
    g.preview_response = True
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
