"""Pictures made on the spot, and the hostile files beside the checkout."""

from __future__ import annotations

import base64
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

PAYLOADS = Path(__file__).resolve().parents[2].parent / "shared" / "payloads"
LIMIT = 10 * 1024 * 1024


def picture(form: str = "PNG", size: tuple[int, int] = (30, 20), mode: str = "RGB", **options: Any) -> bytes:
    """The bytes of a plain picture in a format of Pillow."""
    out = BytesIO()
    Image.new(mode, size, 0 if mode == "1" else "rebeccapurple").save(out, form, **options)
    return out.getvalue()


def payloads(name: str) -> list[dict[str, Any]]:
    """The cases of a payload file; skips the test when it is absent."""
    path = PAYLOADS / f"{name}.json"
    if not path.exists():
        pytest.skip(f"the payload set {name}.json is not beside this checkout")
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))
    return cases


def payload_bytes(case: dict[str, Any]) -> bytes:
    """The bytes of one case: a file of its own, or base64."""
    return (PAYLOADS / case["file"]).read_bytes() if "file" in case else base64.b64decode(case["base64"])
