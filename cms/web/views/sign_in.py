"""Signing in by the one-time link that `cms serve` prints, and signing out."""

from __future__ import annotations

from flask import Blueprint, Response, g, make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from cms.web.auth import end_session, start_session
from cms.web.context import current_site
from cms.web.present.brand import web_address

__all__ = ["blueprint"]

blueprint = Blueprint("sign_in", __name__)


@blueprint.get("/sign-in")
def explain() -> str:
    """How to get in, for whoever came without a link."""
    return render_template("views/sign_in/explain.html")


@blueprint.get("/sign-in/<token>")
def show(token: str) -> str:
    """A page whose form spends the link: a link preview that only fetches it spends nothing."""
    return render_template("views/sign_in/show.html", token=token)


@blueprint.post("/sign-in/<token>")
def use(token: str) -> BaseResponse | tuple[str, int]:
    """Spend the link and begin a session."""
    person = current_site().state.use_link(token)
    if person is None:
        if g.person is not None:
            return redirect(url_for("home.show"), 303)
        return render_template("views/sign_in/expired.html"), 410
    session.clear()
    response: Response = make_response(redirect(url_for("home.show"), 303))
    start_session(response, person)
    return response


@blueprint.post("/sign-out")
def leave() -> BaseResponse:
    """End this session. Pages that this browser stored go with it, so that going back shows none of them."""
    session.clear()
    page = "sign_in.left" if _next_address() else "sign_in.explain"
    response: Response = make_response(redirect(url_for(page), 303))
    response.headers["Clear-Site-Data"] = '"cache"'
    end_session(response)
    return response


@blueprint.get("/signed-out")
def left() -> Response:
    """On to `logout_redirect_url`. A page in between, for a form of ours leads to no other site (`form-action`)."""
    address = _next_address()
    response = make_response(render_template("views/sign_in/left.html", address=address))
    if address:
        response.headers["Refresh"] = f"0; url={address}"
    return response


def _next_address() -> str:
    written = current_site().config.options.get("logout_redirect_url")
    return web_address(written) if isinstance(written, str) else ""
