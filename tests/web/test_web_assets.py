"""Front-end files: hashed addresses, the import map, and what the sheets and templates promise each other."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from cms.web.assets import assets_folder, open_assets

ROOT = assets_folder()
CONTRAST = [  # foreground, background, smallest ratio: 4.5 for text, 3 for edges (WCAG 1.4.3, 1.4.11)
    *(
        (text, ground, 4.5)
        for text in ("text", "muted", "faint", "accent")
        for ground in ("surface", "paper", "sunken")
    ),
    ("on-accent", "accent", 4.5),
    ("on-accent", "accent-strong", 4.5),
    ("accent", "accent-soft", 4.5),
    *((name, f"{name}-soft", 4.5) for name in ("ok", "warn", "danger", "review")),
    ("warn", "surface", 4.5),
    ("danger", "surface", 4.5),
    ("text", "add", 4.5),
    ("text", "gone", 4.5),
    ("paper", "text", 4.5),
    *(("edge", ground, 3.0) for ground in ("surface", "paper", "sunken")),
    *((f"on-tint-{tint}", f"tint-{tint}", 4.5) for tint in "abcd"),
]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))


def blocks() -> tuple[str, str, str]:
    """The light tokens, those of `data-theme`, those of the system's dark."""
    sheet = (ROOT / "static/css/tokens.css").read_text()
    light, rest = sheet.split('[data-theme="dark"] {', 1)
    chosen, system = rest.split("@media (prefers-color-scheme: dark)", 1)
    return light, chosen, system.split("@media")[0]


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(sign * 2 for sign in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize(("front", "ground", "least"), CONTRAST)
def test_colours_keep_their_contrast(front: str, ground: str, least: float) -> None:
    light, dark, _ = blocks()
    for palette in (tokens(light), {**tokens(light), **tokens(dark)}):
        assert ratio(palette[front], palette[ground]) >= least


def test_both_dark_blocks_are_equal() -> None:
    _, chosen, system = blocks()
    lines = [[line.strip() for line in block.splitlines() if "--" in line] for block in (chosen, system)]
    assert lines[0] == lines[1] != []


def test_raw_colours_stand_in_tokens_only() -> None:
    for sheet in sorted((ROOT / "static/css").glob("*.css")):
        if sheet.name not in ("tokens.css", "preview.css"):  # the preview has the colours of the site
            assert not re.search(r":[^;{]*#[0-9a-f]{3,8}\b", sheet.read_text()), sheet.name


def test_every_icon_is_drawn() -> None:
    drawn = set(re.findall(r'name == "([\w-]+)"', (ROOT / "templates/components/icon.html").read_text()))
    for template in sorted((ROOT / "templates").rglob("*.html")):
        asked = set(re.findall(r'icon\("([\w-]+)"', template.read_text()))
        assert asked <= drawn, template
    python = (ROOT / "cms/web/present/icons.py").read_text()
    assert set(re.findall(r'": "([\w-]+)"', python)) <= drawn


def test_no_template_trusts_text() -> None:
    for template in sorted((ROOT / "templates").rglob("*.html")):
        text = template.read_text()
        assert not re.search(
            r"\|\s*safe\b|autoescape false|\sstyle=|\son[a-z]+=\"|<script(?! type=\"(importmap|module)\")", text
        ), template


def test_fonts_and_icons_carry_licences() -> None:
    assert (ROOT / "static/icons/LICENSE-lucide.txt").read_text().startswith("ISC License")
    for name in ("inter", "source-serif"):
        assert "SIL Open Font License" in (ROOT / f"static/fonts/LICENSE-{name}.txt").read_text()


def test_import_map_covers_every_module() -> None:
    assets = open_assets(ROOT / "static")
    imports = json.loads(assets.import_map)["imports"]
    modules = {f"/static/{path.relative_to(ROOT / 'static').as_posix()}" for path in (ROOT / "static/js").rglob("*.js")}
    assert set(imports) == modules
    assert all(re.fullmatch(re.escape(plain) + r"\?v=[0-9a-f]{12}", hashed) for plain, hashed in imports.items())
    digest = base64.b64encode(hashlib.sha256(assets.import_map.encode()).digest()).decode()
    assert assets.import_map_hash == f"sha256-{digest}"


def test_elements_define_their_own_tag() -> None:
    for module in sorted((ROOT / "static/js/elements").glob("*.js")):
        assert f'customElements.define("{module.stem}"' in module.read_text(), module


def test_modules_import_what_exists() -> None:
    for module in sorted((ROOT / "static/js").rglob("*.js")):
        for wanted in re.findall(r'from "(\.[^"]+)"', module.read_text()):
            assert (module.parent / wanted).resolve().is_file(), f"{module}: {wanted}"


def test_page_carries_the_hashed_map(app: Flask, stranger: FlaskClient) -> None:
    response = stranger.get("/sign-in")
    inline = re.search(r'<script type="importmap">(.*?)</script>', response.get_data(as_text=True), re.S)
    assert inline is not None
    digest = base64.b64encode(hashlib.sha256(inline[1].encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}';" in response.headers["Content-Security-Policy"]


def test_only_current_hash_is_immutable(app: Flask, stranger: FlaskClient) -> None:
    current = app.extensions["quire"].assets.url("js/main.js")
    assert stranger.get(current).headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert stranger.get("/static/js/main.js?v=000000000000").headers["Cache-Control"] == "no-cache"
    assert stranger.get("/static/js/main.js").headers["Cache-Control"] == "no-cache"
    assert stranger.get(current).headers["Content-Type"] == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "name", ["../pyproject.toml", "..%2f..%2fpyproject.toml", "js", "js/", "nope.css", "/etc/passwd"]
)
def test_static_serves_its_folder_only(stranger: FlaskClient, name: str) -> None:
    assert stranger.get(f"/static/{name}").status_code in (401, 404)


def test_assets_stand_in_a_known_place() -> None:
    assert (assets_folder() / "static").is_dir()
    assert isinstance(assets_folder(), Path)


def test_every_address_of_a_page_is_hashed_and_immutable(client: FlaskClient) -> None:
    for page in ("/contents/posts", "/contents/posts/entries/first-light", "/media", "/sign-in"):
        addresses = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(page).get_data(as_text=True)))
        assert len(addresses) > 5, page
        for sheet in [address for address in addresses if ".css" in address]:
            addresses |= set(re.findall(r'url\("(/static/[^"]+)"\)', client.get(sheet).get_data(as_text=True)))
        for address in addresses:
            assert re.search(r"\?v=[0-9a-f]{12}$", address), address
            response = client.get(address)
            assert response.status_code == 200, address
            assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_sheets_name_hashed_fonts_only() -> None:
    assets = open_assets(ROOT / "static")
    sheets = {name: asset.data.decode() for name, asset in assets.files.items() if name.endswith(".css")}
    assert set(sheets) == {"css/site.css", "css/editor.css", "css/preview.css"}
    for name, sheet in sheets.items():
        for address in re.findall(r"url\(([^)]*)\)", sheet):
            assert re.fullmatch(r'"/static/fonts/[a-z-]+\.woff2\?v=[0-9a-f]{12}"|"data:[^"]*"', address), name


def test_bundle_holds_each_sheet_in_the_order_of_the_cascade() -> None:
    bundle = open_assets(ROOT / "static").files["css/site.css"].data.decode()
    assert bundle.startswith("/* The order of the cascade")
    places = [
        bundle.index(mark) for mark in ("@layer reset {", "@layer tokens {", "@layer base {", "@layer utilities {")
    ]
    assert places == sorted(places)
    assert "@layer fields {" not in bundle


def test_font_changes_the_sheet_and_its_address(tmp_path: Path) -> None:
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "fonts").mkdir()
    (folder / "css/layers.css").write_text('@font-face { src: url("../fonts/a.woff2"); }')
    found = []
    for data in (b"one", b"two"):
        (folder / "fonts/a.woff2").write_bytes(data)
        assets = open_assets(folder)
        assert assets.url("fonts/a.woff2") in assets.files["css/site.css"].data.decode()
        found.append((assets.url("css/site.css"), assets.digest))
    assert found[0][0] != found[1][0]
    assert found[0][1] != found[1][1]


def test_page_asks_for_its_whole_module_graph_at_once(client: FlaskClient) -> None:
    html = client.get("/contents/posts/entries/first-light").get_data(as_text=True)
    asked = {address.split("?")[0] for address in re.findall(r'rel="modulepreload" href="([^"]+)"', html)}
    elements = {f"/static/js/elements/{tag}.js" for tag in re.findall(r"<(quire-[a-z-]+)", html)}
    assert {"/static/js/main.js", "/static/js/lib/kept.js", "/static/js/lib/elements.js"} | elements <= asked
    for path in asked:
        source = (ROOT / path.removeprefix("/")).read_text()
        for target in re.findall(r'^import [^;]*?from "(\.[^"]+)"', source, re.M):
            assert f"/{((ROOT / path.removeprefix('/')).parent / target).resolve().relative_to(ROOT)}" in asked


def test_list_asks_for_nothing_of_the_editor(client: FlaskClient) -> None:
    html = client.get("/contents/posts").get_data(as_text=True)
    for name in ("editor", "kept", "media-dialog", "markdown", "list-items", "preview"):
        assert not re.search(rf'/static/[^"]*{name}[^"]*"', html.split("importmap")[0] + html.split("</script>", 1)[1])
    assert html.count('rel="stylesheet"') == 1
