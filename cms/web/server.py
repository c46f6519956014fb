"""Serving the application with waitress: one process, many threads."""

from __future__ import annotations

import errno
from typing import Any

import waitress.server  # type: ignore[import-untyped]  # it ships no types
from flask import Flask
from msgspec import Struct

from cms.errors import StoreError
from cms.web.limits import LARGEST_BODY

__all__ = ["Server", "bind", "run_server"]

THREADS = 64
CONNECTIONS = 400
IDLE_SECONDS = 60
HEADER_BYTES = 32_768
PORTS_TRIED = 50


class Server(Struct, frozen=True):
    """A server that listens. `port` is the one it got."""

    host: str
    port: int
    _server: Any  # waitress has no types

    def run(self) -> None:
        """Serve until interrupted."""
        try:
            self._server.run()
        finally:
            self._server.close()


def bind(app: Flask, host: str, port: int, *, search: bool = False) -> Server:
    """Listen on `port` (0: any free one); with `search`, on the first free port from there on.

    Raises StoreError when the port is taken.
    """
    for candidate in range(port, port + (PORTS_TRIED if search and port else 1)):
        try:
            return _listen(app, host, candidate)
        except OSError as taken:
            if taken.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise
    raise StoreError(f"Port {port} on {host} is in use by another program. Choose another one with --port.")


def run_server(app: Flask, host: str, port: int) -> None:
    """Listen and serve until interrupted."""
    bind(app, host, port).run()


def _listen(app: Flask, host: str, port: int) -> Server:
    server = waitress.server.create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=IDLE_SECONDS,
        max_request_header_size=HEADER_BYTES,
        max_request_body_size=LARGEST_BODY,
        expose_tracebacks=False,
        ident=None,
    )
    return Server(host, server.effective_port, server)
