"""Compiled templates, kept beside their sources as Python keeps compiled modules: each start would make them anew."""

from __future__ import annotations

import contextlib
import hashlib
import sys
from pathlib import Path

import jinja2
from jinja2.bccache import Bucket, FileSystemBytecodeCache

__all__ = ["CompiledTemplates"]


class CompiledTemplates(FileSystemBytecodeCache):
    """In `__pycache__` of the templates' folder. Where that may not be written, each start compiles anew."""

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
