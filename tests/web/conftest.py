"""The application over a small site, and browsers: one signed in, one a stranger's."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol

import pytest
from flask import Flask
from flask.testing import FlaskClient
from web_support import sign_in

from cms.actions import Site, open_site
from cms.web import create_app


class Clock(Protocol):
    def __call__(self) -> datetime: ...

    def advance(self, **by: float) -> None: ...


@pytest.fixture
def site(small_site: Path, clock: Clock) -> Iterator[Site]:
    opened = open_site(small_site, clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def app(site: Site) -> Flask:
    return create_app(site)


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return sign_in(app, app.test_client())
