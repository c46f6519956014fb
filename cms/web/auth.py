"""Who may come in: the session gate, the cookie, and the refusal of requests that another site's page makes."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response, abort, g, request
from werkzeug.exceptions import SecurityError

from cms.state import Person
from cms.web.context import current_site

__all__ = ["cookie_name", "end_session", "guard", "same_origin", "start_session"]

PUBLIC = frozenset({"static", "sign_in.show", "sign_in.use", "sign_in.explain", "sign_in.left", "logo.show"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
SESSION_SECONDS = 30 * 24 * 3600  # the longest a session lives; its idle life is shorter


def guard(app: Flask) -> None:
    """Let only same-site requests with a live session through; everything but sign-in and static files needs one."""

    @app.before_request
    def refuse_other_hosts() -> Response | None:
        if isinstance(request.routing_exception, SecurityError):
            return Response("This address is not served here.\n", 400, content_type="text/plain; charset=utf-8")
        return None

    @app.before_request
    def refuse_foreign() -> None:
        if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") == "cross-site":
            abort(403)

    @app.before_request
    def identify() -> None:
        g.person = _person()
        if g.person is None and request.endpoint not in PUBLIC:
            abort(401)


def start_session(response: Response, person: Person) -> None:
    """Begin a session and give the browser its cookie. The one it had ends: a planted cookie is worth nothing."""
    end_session(response)
    response.set_cookie(
        cookie_name(),
        current_site().state.new_session(person),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure,
    )


def end_session(response: Response) -> None:
    """End the session of this request, in the state and in the browser."""
    if token := request.cookies.get(cookie_name()):
        current_site().state.end_session(token)
    response.delete_cookie(cookie_name(), httponly=True, samesite="Lax", secure=request.is_secure)


def cookie_name() -> str:
    """`__Host-quire` under HTTPS; browsers take that prefix nowhere else."""
    return "__Host-quire" if request.is_secure else "quire"


def same_origin() -> bool:
    """Whether the browser says that this request was made by one of our own pages. Unknown counts as no."""
    fetched = request.headers.get("Sec-Fetch-Site")
    if fetched is not None:
        return fetched == "same-origin"
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.host


def _person() -> Person | None:
    token = request.cookies.get(cookie_name())
    session = current_site().state.session(token) if token else None
    return session.person if session is not None else None
