"""The templates' environment, and the compiled ones, kept beside their sources as Python keeps compiled modules."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from collections import ChainMap
from collections.abc import KeysView, MutableMapping
from pathlib import Path
from typing import Any

import flask.templating
import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

__all__ = ["CompiledTemplates", "Environment"]


class Environment(flask.templating.Environment):
    """Flask's, in which it costs nothing to import macros: Jinja compares all names of globals at each import."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of one template over those of all."""
        return _Globals({} if d is None else d, self.globals)


class _Globals(ChainMap[str, Any]):
    def keys(self) -> KeysView[str]:
        """As of now. The inherited view asks both mappings, in Python, for each name it is compared by."""
        return {**self.maps[1], **self.maps[0]}.keys()


class CompiledTemplates(FileSystemBytecodeCache):
    """In `__pycache__` of the templates' folder: each start would compile them anew, as it does where none may be."""

    def __init__(self, folder: Path, environment: jinja2.Environment) -> None:
        cache = folder / "__pycache__"
        super().__init__(str(cache), f"%s.jinja-{_options(environment)}")
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                cache.mkdir(exist_ok=True)

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take a template that was kept, if it can be read."""
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template; its source's digest stands in it."""
        if not sys.dont_write_bytecode:
            with contextlib.suppress(OSError):
                super().dump_bytecode(bucket)


def _options(environment: jinja2.Environment) -> str:
    """What else a compiled template depends on, besides its source and the version of Python."""
    options = (
        jinja2.__version__,
        environment.trim_blocks,
        environment.lstrip_blocks,
        environment.autoescape,
        sorted(environment.extensions),
    )
    return hashlib.sha256(repr(options).encode()).hexdigest()[:12]
