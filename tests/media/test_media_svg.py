"""SVG: what stays byte for byte, what is taken out, what is refused."""

from __future__ import annotations

import re

import pytest
from defusedxml.ElementTree import fromstring
from media.samples import payload_bytes, payloads

from cms.errors import InvalidUpload
from cms.media.svg import clean_svg

NS = 'xmlns="http://www.w3.org/2000/svg"'
XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'
DANGER = re.compile(
    rb"script|foreignobject|iframe|<handler|\son\w+\s*=|javascript:|evil\.test|@import|<!|<\?xml-|data:(?!image/png)",
    re.I,
)


def cleaned(inner: str, attributes: str = "") -> str:
    return clean_svg("a.svg", f"<svg {NS} {XLINK} {attributes}>{inner}</svg>".encode()).data.decode()


def refusal(data: bytes) -> str:
    with pytest.raises(InvalidUpload) as refused:
        clean_svg("a.svg", data)
    return refused.value.message


@pytest.mark.corpus
def test_hostile_drawings_become_harmless() -> None:
    cases = payloads("svg")
    for case in cases:
        data = payload_bytes(case)
        try:
            stored = clean_svg("a.svg", data).data
        except InvalidUpload:
            assert case["expect"] != "pass unchanged", case["file"]
            continue
        if case["expect"] == "pass unchanged":
            assert stored == data
        assert not DANGER.search(stored), case["file"]
        assert clean_svg("a.svg", stored).data == stored
    assert len(cases) == 38


def test_harmless_drawing_keeps_its_bytes() -> None:
    data = f"""<?xml version="1.0" encoding='UTF-8'?>
<!-- drawn by hand -->
<svg {NS}  {XLINK} viewBox="0 0 24 12.4" aria-label="é">
  <defs><linearGradient id='g'><stop offset="0" style="stop-color:#fff"/></linearGradient></defs>
  <path fill="url(#g)" d="M0 0h10v10z"/><use xlink:href="#p" x='1'/><text xml:space="preserve"> &amp; </text>
  <rect id="p" width="1" height="1"><animate attributeName="x" values="0;1" dur="1s"/></rect>
  <image href="data:image/png;base64,iVBORw0KGgo="/>
</svg>""".encode()
    drawing = clean_svg("a.svg", data)
    assert drawing.data == data
    assert (drawing.width, drawing.height) == (24, 12)


def test_only_the_refused_part_goes() -> None:
    text = cleaned('<g id="a">one &lt; two<script>x()</script> three</g><rect x="1" onclick="x()" width="2"/>')
    assert '<g id="a">one &lt; two</g><rect x="1" width="2"/>' in text
    root = fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"


@pytest.mark.parametrize(
    "inner",
    [
        '<a xlink:href="https://evil.test/"><text>x</text></a>',
        '<use href="other.svg#x"/>',
        '<image href="data:image/svg+xml;base64,PHN2Zy8+"/>',
        '<rect fill="u\\72l(https://evil.test/)"/>',
        "<rect style=\"background:image-set('https://evil.test/' 1x)\"/>",
        '<rect fill="url(#a) url(https://evil.test/)"/>',
        "<style>@import 'https://evil.test/';</style>",
        "<style>a{fill:url('https://evil.test/')}</style>",
        '<set attributeName="xlink:href" to="https://evil.test/"/>',
        '<animate attributeName="fill" values="url(https://evil.test/)"/>',
        '<feImage href="https://evil.test/"/>',
        '<h:p xmlns:h="http://www.w3.org/1999/xhtml">evil.test</h:p>',
        '<metadata xmlns:x="evil.test"/>',
    ],
)
def test_nothing_from_elsewhere_stays(inner: str) -> None:
    assert "evil.test" not in cleaned(inner) and "PHN2" not in cleaned(inner)


def test_plain_doctype_is_left_out() -> None:
    public = b'"-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"'
    data = f"<svg {NS}/>".encode()
    assert clean_svg("a.svg", b"<!DOCTYPE svg PUBLIC " + public + b">" + data).data == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"<svg/>", "not an SVG"),
        (b"", "not well-formed"),
        (b"<svg", "not well-formed"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]><svg/>', "DTD"),
        (f"<svg {NS}/>".encode("utf-16"), "not in UTF-8"),
        (b'<?xml version="1.0" encoding="iso-8859-1"?><svg/>', "not in UTF-8"),
        (f"<svg {NS}>".encode() + b"<g>" * 100 + b"</g>" * 100 + b"</svg>", "levels"),
        (f"<svg {NS}>".encode() + b"<g/>" * 10_000 + b"</svg>", "elements"),
        (f"<svg {NS}>".encode() + b" " * 1024 * 1024 + b"</svg>", "1 MB"),
        (f'<svg {NS}><g id="a"><use href="#a"/></g></svg>'.encode(), "draws itself"),
        (f"<svg {NS}><filter>".encode() + b"<feOffset/>" * 41 + b"</filter></svg>", "filter"),
    ],
)
def test_hopeless_files_are_refused(data: bytes, reason: str) -> None:
    message = refusal(data)
    assert reason in message
    assert message.startswith("a.svg ") and message.endswith("Save it as plain SVG, or as PNG, and add it again.")


def test_copies_of_copies_are_counted() -> None:
    layers = "".join(f'<g id="l{i}">' + f'<use href="#l{i - 1}"/>' * 10 + "</g>" for i in range(1, 7))
    assert "copies" in refusal(f'<svg {NS}><g id="l0"/>{layers}</svg>'.encode())
    few = "".join(f'<g id="l{i}">' + f'<use href="#l{i - 1}"/>' * 2 + "</g>" for i in range(1, 7))
    assert cleaned(f'<g id="l0"/>{few}').startswith("<svg ")
