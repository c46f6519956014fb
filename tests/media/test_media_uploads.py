"""What may be uploaded, under which name, and what is said when it may not."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from media.samples import LIMIT, payload_bytes, payloads, picture
from PIL import Image

from cms.errors import InvalidUpload
from cms.media import CheckedUpload, check_upload, content_type_of
from cms.media.pictures import MAX_FRAMES
from cms.paths import clean_path

# Where the uploads.json expectation is acceptance, the name that is stored.
ACCEPTED = {
    "u01": "a.png",
    "u02": "a.png",
    "u03": "a.png",
    "u04": "a.png",
    "u05": "a.png",
    "u17": "a-php.png",
    "u18": "a.svg",
    "u20": "a.pdf",
    "u26": "a.png",
    "u27": "a.png",
    "u28": "a.png",
    "u34": "file.png",
    "u35": "file-con.png",
    "u36": "a.png",
    "u37": "a.png",
    "u39": "rf.png",
    "u40": "a-;x=.png",
    "u49": "a.docx",
}


def upload(name: str, data: bytes, **options: str) -> CheckedUpload:
    return check_upload(name, data, limit=LIMIT, **options)


def refusal(name: str, data: bytes, **options: str) -> str:
    with pytest.raises(InvalidUpload) as refused:
        upload(name, data, **options)
    return refused.value.message


@pytest.mark.corpus
def test_hostile_uploads_behave_as_expected() -> None:
    cases = payloads("uploads")
    for case in cases:
        try:
            stored = upload(case["name"], payload_bytes(case)).name
        except InvalidUpload:
            stored = ""
        if case["id"] == "u32":
            assert stored.endswith("aaa.png") and len(stored) <= 255
        else:
            assert stored == ACCEPTED.get(case["id"], ""), case["expect"]
    assert len(cases) == 49


@pytest.mark.parametrize(
    ("form", "name", "content_type"),
    [
        ("PNG", "plums.png", "image/png"),
        ("JPEG", "plums.jpg", "image/jpeg"),
        ("JPEG", "plums.jpeg", "image/jpeg"),
        ("GIF", "plums.gif", "image/gif"),
        ("WEBP", "plums.webp", "image/webp"),
        ("AVIF", "plums.avif", "image/avif"),
    ],
)
def test_pictures_keep_their_bytes(form: str, name: str, content_type: str) -> None:
    data = picture(form)
    assert upload(name, data) == CheckedUpload(name, data, "image", content_type, 30, 20)


def test_name_follows_the_content() -> None:
    assert upload("Plums.PNG", picture("JPEG")).name == "Plums.jpg"


def test_refused_kinds_say_what_to_do() -> None:
    assert refusal("harbour.tiff", b"II*\0") == (
        "harbour.tiff is not a kind the site shows. Save it as JPEG or PNG and add it again."
    )
    assert "Give its name the ending" in refusal("README", b"x")
    assert "Save it as PDF" in refusal("menu.pages", b"PK\x03\x04")


def test_size_is_told_in_megabytes() -> None:
    with pytest.raises(InvalidUpload, match=r"market-day.jpg is 24 MB; the limit is 10 MB\.") as refused:
        check_upload("market-day.jpg", bytes(24 * 1024 * 1024), limit=LIMIT)
    assert refused.value.code == "upload-size"


def test_name_is_checked_before_size() -> None:
    assert "not a kind" in refusal("a.exe", bytes(LIMIT + 1))


def test_content_must_fit_the_name() -> None:
    assert refusal("menu.pdf", picture()).startswith("menu.pdf is not what its name says (PDF).")
    assert refusal("a.png", b"%PDF-1.7").startswith("a.png is not what its name says (PNG).")


def test_accept_narrows_the_kinds() -> None:
    assert upload("a.png", picture(), accept="image/*").kind == "image"
    assert upload("a.pdf", b"%PDF-1.7", accept=".pdf, image/png").kind == "document"
    assert refusal("a.pdf", b"%PDF-1.7", accept="image/*") == (
        "a.pdf does not fit here: only image/* is taken. Choose another file."
    )
    assert "only image/jpeg is taken" in refusal("a.jpg", picture("PNG"), accept="image/jpeg")


def test_accept_never_widens_the_kinds() -> None:
    assert "not a kind" in refusal("a.html", b"<p>", accept=".html, text/html, */*")


def test_operator_may_list_more() -> None:
    data = b"PK\x03\x04rest"
    assert check_upload("a.zip", data, limit=LIMIT, allowed={"zip"}).content_type == "application/zip"
    with pytest.raises(InvalidUpload):
        check_upload("a.exe", data, limit=LIMIT, allowed={"exe"})


def test_huge_pictures_are_never_decoded() -> None:
    data = picture("PNG", (8000, 7000), "1")
    assert "more than 50 megapixels" in refusal("plan.png", data)
    assert upload("plan.png", picture("PNG", (7000, 7000), "1")).width == 7000


def test_endless_animations_are_refused() -> None:
    frames = [Image.new("RGB", (2, 2), (number % 256, number // 256, 0)) for number in range(MAX_FRAMES + 1)]
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=20)
    assert f"more than {MAX_FRAMES} frames" in refusal("a.gif", out.getvalue())
    out = BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:20], duration=20)
    assert upload("a.gif", out.getvalue()).data == out.getvalue()


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "AVIF"])
def test_cut_pictures_are_refused(form: str) -> None:
    data = picture(form, (64, 64))
    assert "damaged" in refusal(f"a.{form.lower()}", data[: len(data) // 2])


def test_position_is_blanked_in_photographs() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Camera maker"
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 31.0, 12.5), 3: "E", 4: (13.0, 24.0, 1.25)})
    data = picture("JPEG", exif=exif.tobytes())
    stored = upload("plums.jpg", data).data
    assert len(stored) == len(data)
    with Image.open(BytesIO(stored)) as after, Image.open(BytesIO(data)) as before:
        assert dict(before.getexif().get_ifd(0x8825))
        assert not dict(after.getexif().get_ifd(0x8825))
        assert after.getexif()[0x010F] == "Camera maker"
        assert after.tobytes() == before.tobytes()
    assert check_upload("plums.jpg", data, limit=LIMIT, keep_position=True).data == data


def test_position_is_blanked_in_xmp() -> None:
    xmp = b'<x:xmpmeta><rdf:Description exif:GPSLatitude="52,31.2N" dc:title="Plums"/></x:xmpmeta>'
    data = picture("JPEG", xmp=xmp)
    stored = upload("plums.jpg", data).data
    assert b"52,31.2N" in data and b"52,31.2N" not in stored and b'dc:title="Plums"' in stored


@given(st.binary(max_size=60), st.sampled_from(["png", "jpg", "gif", "webp", "avif", "svg"]))
def test_any_bytes_are_judged(data: bytes, extension: str) -> None:
    starts = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff", "gif": b"GIF89a", "webp": b"RIFF\0\0\0\0WEBP"}
    starts |= {"avif": b"\0\0\0\x18ftypavif", "svg": b"<svg xmlns='http://www.w3.org/2000/svg'>"}
    with pytest.raises(InvalidUpload):
        upload(f"a.{extension}", starts[extension] + data)


@given(st.text(max_size=30))
def test_any_name_is_clean_or_refused(name: str) -> None:
    try:
        stored = upload(name + ".png", picture()).name
    except InvalidUpload:
        return
    assert str(clean_path(stored)) == stored
    assert stored.count(".") == 1 and "/" not in stored


@pytest.mark.parametrize(
    ("name", "content_type", "inline"),
    [
        ("a/b/plums.JPG", "image/jpeg", True),
        ("talk.mp3", "audio/mpeg", True),
        ("drawing.svg", "image/svg+xml", False),
        ("menu.pdf", "application/pdf", False),
        ("old.zip", "application/zip", False),
    ],
)
def test_files_are_served_by_kind(name: str, content_type: str, inline: bool) -> None:
    found = content_type_of(name)
    assert found is not None
    assert (found.content_type, found.inline) == (content_type, inline)


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.xml", "config.yml", "post.md", "README", ".png", ".git/config"])
def test_other_files_are_not_served(name: str) -> None:
    assert content_type_of(name) is None


def test_false_content_is_served_without_type() -> None:
    found = content_type_of("a.png", b"<script>")
    assert found is not None
    assert (found.content_type, found.inline) == ("application/octet-stream", False)
    assert content_type_of("a.png", picture()) == content_type_of("a.png")
