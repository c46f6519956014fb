"""Decap CMS and decap-server from npm, on a copy of the same repository."""

from __future__ import annotations

import functools
import http.client
import http.server
import json
import os
import shutil
import socket
import subprocess
import tarfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bench.processes import stop
from bench.repositories import POSTS, Entry, Site, configuration

__all__ = ["DECAP", "DECAP_SERVER", "DecapServer", "DecapSite", "install"]

DECAP = "3.16.3"
DECAP_SERVER = "3.11.3"
PATIENCE = 30
PAGE = """\
<!doctype html>
<html><head><meta charset="utf-8"><title>CMS</title></head><body><script src="decap-cms.js"></script></body></html>
"""


def install(folder: Path) -> Path:
    """Get both from npm into a folder, unless they are there. Decap CMS is one ready-made file; it needs no other."""
    bundle = folder / "decap-cms.js"
    if not (folder / "node_modules" / "decap-server" / "package.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "package.json").write_text('{"private": true}')
        _npm(folder, "install", "--no-audit", "--no-fund", "--save-exact", f"decap-server@{DECAP_SERVER}")
    if not bundle.exists():
        archive = folder / _npm(folder, "pack", f"decap-cms@{DECAP}").split()[-1]
        with tarfile.open(archive) as packed:
            member = packed.extractfile("package/dist/decap-cms.js")
            assert member is not None
            bundle.write_bytes(member.read())
        archive.unlink()
    return folder


class DecapServer:
    """decap-server in git mode on a working copy of a site."""

    def __init__(self, installed: Path, site: Site, repository: Path) -> None:
        self.site = site
        self.repository = repository
        self.port = _free_port()
        self._installed = installed
        self._connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start it; returns when it answers."""
        program = self._installed / "node_modules" / "decap-server" / "dist" / "index.js"
        own = {"GIT_REPO_DIRECTORY": str(self.repository), "MODE": "git", "PORT": str(self.port), "LOG_LEVEL": "error"}
        self._process = subprocess.Popen(
            ["node", str(program)],
            cwd=self.repository,
            env={**os.environ, **own, "BIND_HOST": "127.0.0.1", "NODE_ENV": "production"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        end = time.monotonic() + PATIENCE
        while True:
            try:
                self._call("info")
            except (OSError, RuntimeError):
                self._connection.close()
                if time.monotonic() > end:
                    raise
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self._connection.close()
        if self._process is not None:
            stop(self._process)

    def list(self) -> None:
        """The folder with the data of every entry, which is what its client asks for to show a list."""
        rows = self._call("entriesByFolder", folder=str(POSTS), extension="md", depth=1)
        if len(rows) != self.site.entries or any(row["data"] is None for row in rows):
            raise RuntimeError("decap-server's list is not complete")

    def read(self, wanted: Entry) -> None:
        self._call("getEntry", path=str(wanted.path))

    def save(self, changed: Entry, data: bytes) -> None:
        """One commit of the entry with these bytes."""
        self._call(
            "persistEntry",
            dataFiles=[{"slug": changed.path.stem, "path": str(changed.path), "raw": data.decode()}],
            assets=[],
            options={
                "collectionName": "posts",
                "commitMessage": "Update Post",
                "useWorkflow": False,
                "unpublished": False,
                "status": "draft",
            },
        )

    def _call(self, action: str, **parameters: object) -> Any:
        body = json.dumps({"branch": "main", "action": action, "params": {"branch": "main", **parameters}})
        self._connection.request("POST", "/api/v1", body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        data = response.read()
        if response.status != 200:
            raise RuntimeError(f"decap-server answered {action} with {response.status}: {data[:200]!r}")
        return json.loads(data)


class DecapSite:
    """Decap CMS as static files, set up for a decap-server."""

    def __init__(self, installed: Path, folder: Path, server: DecapServer) -> None:
        self.site = server.site
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        local = f'local_backend: {{url: "http://127.0.0.1:{server.port}/api/v1", allowed_hosts: ["127.0.0.1"]}}\n'
        backend = "backend: {name: git-gateway, branch: main}\n" + local
        (folder / "config.yml").write_text(configuration(server.site, backend))
        (folder / "index.html").write_text(PAGE)
        shutil.copy(installed / "decap-cms.js", folder)
        self._server = http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(_Quiet, directory=str(folder))
        )
        self.address = f"http://127.0.0.1:{self._server.server_port}/"
        self._thread = threading.Thread(target=self._server.serve_forever)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def _npm(folder: Path, *arguments: str) -> str:
    environment: Mapping[str, str] = {**os.environ, "npm_config_loglevel": "error"}
    done = subprocess.run(
        ["npm", *arguments], cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
