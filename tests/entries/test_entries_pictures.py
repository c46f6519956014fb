"""The pictures that a text shows."""

from __future__ import annotations

import pytest

from cms.entries.pictures import picture_tail, pictures_in


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("![Plum](plum.png) and ![](/media/a.JPG 'A')", ["plum.png", "/media/a.JPG"]),
        ("![](<my plum.png>) [![x](../a.svg)](b.html)", ["my plum.png", "../a.svg"]),
        ('<img alt="x" src="/b.webp?w=3">\n<IMG SRC=\'c.gif\'/>', ["/b.webp?w=3", "c.gif"]),
        ("![](a.png) ![](a.png)", ["a.png"]),
        ("[a link](a.png) ![](page) ![](a b.png) ![](a_(1).png)", []),
        ("![](https://x.example/a.png) ![](//x.example/a.png) ![](data:image/png;base64,AA) ![](#a.png)", []),
        ("![]({{ site.url }}/a.png) ![](@/a.png) ![](~assets/a.png) ![](${base}/a.png)", []),
        ("`![](a.png)`\n```md\n![](b.png)\n```\n    ![](c.png)\n<!-- ![](d.png)\n![](e.png) -->", []),
        ("~~~\n```\n![](a.png)\n~~~\n![](b.png)", ["b.png"]),
        ("![](http://[/a.png)", []),
    ],
)
def test_pictures_of_a_text(text: str, found: list[str]) -> None:
    assert list(pictures_in(text)) == found


def test_long_texts_are_read_in_no_time() -> None:
    for text in ("![" * 20_000, "<img " * 20_000, "<!--" * 20_000, "![](" + "a" * 100_000, "`" * 100_000):
        assert list(pictures_in(text)) == []


def test_tail_of_an_address() -> None:
    assert picture_tail("../../img/my%20plum.png?w=3#x") == "img/my plum.png"
