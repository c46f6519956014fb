"""Pictures changed on upload: smaller, cut, another format, without notes; upright, moving, never larger."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from media.samples import LIMIT, picture
from PIL import Image

from cms.entries import PictureRule
from cms.errors import InvalidUpload
from cms.media import CheckedUpload, changing, check_upload

WEBP = PictureRule(format="webp", quality=85, strip=True)
ORIENTATION, ARTIST, GPS = 0x0112, 0x013B, 0x8825


def checked(data: bytes, rule: PictureRule, name: str = "plums.jpg", **options: Any) -> CheckedUpload:
    kinds = ("jpeg", "png", "gif", "webp", "avif")
    return check_upload(name, data, pictures=dict.fromkeys(kinds, rule), **options)


def opened(upload: CheckedUpload) -> Image.Image:
    shown = Image.open(BytesIO(upload.data))
    shown.load()
    return shown


def noisy(size: tuple[int, int] = (200, 100), form: str = "JPEG", mode: str = "RGB", **options: Any) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 90).convert(mode).save(out, form, **options)
    return out.getvalue()


def moving(form: str = "GIF", frames: int = 3, **options: Any) -> bytes:
    colours = ("red", "green", "blue")
    pictures = [Image.new("RGB", (60, 30), colours[number % 3]) for number in range(frames)]
    out = BytesIO()
    durations = [80, 120, 200] * (frames // 3)
    pictures[0].save(out, form, save_all=True, append_images=pictures[1:], duration=durations, **options)
    return out.getvalue()


def notes(**tags: Any) -> Image.Exif:
    exif = Image.Exif()
    for tag, value in tags.items():
        exif[int(tag.removeprefix("t"), 16)] = value
    return exif


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_pictures_become_webp(form: str) -> None:
    upload = checked(picture(form, (400, 300)), PictureRule(format="webp", width=100), name=f"plums.{form.lower()}")
    assert (upload.name, upload.width, upload.height) == ("plums.webp", 100, 75)
    assert upload.content_type == "image/webp"
    assert (opened(upload).format, opened(upload).size) == ("WEBP", (100, 75))


@pytest.mark.parametrize(
    ("rule", "size"),
    [
        (PictureRule(width=100), (100, 50)),
        (PictureRule(height=10), (20, 10)),
        (PictureRule(width=100, height=10), (20, 10)),
        (PictureRule(width=4000), None),
        (PictureRule(ratio=1.0), (100, 100)),
        (PictureRule(ratio=4.0), (200, 50)),
        (PictureRule(ratio=1.0, width=40), (40, 40)),
        (PictureRule(ratio=2.0), None),
    ],
)
def test_pictures_fit_and_are_cut(rule: PictureRule, size: tuple[int, int] | None) -> None:
    data = noisy((200, 100))
    upload = checked(data, rule)
    assert upload.name == "plums.jpg"
    if size is None:
        assert (upload.data, upload.change) == (data, None)
    else:
        assert opened(upload).size == size
        assert upload.change is not None and upload.change.new_pixels == size
        assert upload.change.cut is (rule.ratio is not None)


def test_the_middle_is_kept() -> None:
    source = Image.new("RGB", (300, 100), "white")
    source.paste("black", (100, 0, 200, 100))
    out = BytesIO()
    source.save(out, "PNG")
    shown = opened(checked(out.getvalue(), PictureRule(ratio=1.0), name="a.png"))
    assert (shown.size, shown.getextrema()) == ((100, 100), ((0, 0),) * 3)


def test_pictures_stand_upright() -> None:
    data = noisy((200, 100), exif=notes(t0112=6).tobytes())
    upload = checked(data, PictureRule(width=25))
    assert (upload.width, upload.height) == (25, 50)
    assert opened(upload).getexif().get(ORIENTATION, 1) == 1


def test_notes_stay_unless_they_are_to_go() -> None:
    exif = notes(t013b="Noor", t0112=1)
    exif.get_ifd(GPS)[1] = "N"
    data = noisy(exif=exif.tobytes(), comment=b"secret")
    kept, gone = checked(data, PictureRule(width=50)), checked(data, PictureRule(width=50, strip=True))
    assert opened(kept).getexif().get(ARTIST) == "Noor"
    assert GPS not in opened(kept).getexif()
    assert dict(opened(gone).getexif()) == {} and b"secret" not in gone.data and b"Noor" not in gone.data


def test_notes_go_without_a_new_drawing() -> None:
    data = noisy(exif=notes(t013b="Noor").tobytes(), quality=60)
    upload = checked(data, PictureRule(strip=True))
    assert opened(upload).tobytes() == Image.open(BytesIO(data)).tobytes()
    assert b"Noor" not in upload.data and len(upload.data) < len(data)


def test_colour_profiles_travel_along() -> None:
    profile = b"profile" * 20
    upload = checked(noisy(icc_profile=profile), WEBP)
    assert opened(upload).info["icc_profile"] == profile


def test_nothing_is_made_larger() -> None:
    data = noisy(quality=20)
    assert checked(data, PictureRule(quality=95)).data == data
    smaller = checked(noisy(quality=95), PictureRule(quality=20))
    assert smaller.change is not None and smaller.change.new_size < smaller.change.size


@pytest.mark.parametrize(
    ("form", "target"), [("GIF", "webp"), ("GIF", ""), ("WEBP", "webp"), ("PNG", "webp"), ("PNG", "")]
)
def test_animations_keep_moving(form: str, target: str) -> None:
    upload = checked(moving(form, loop=0), PictureRule(format=target, width=30), name=f"m.{form.lower()}")
    shown = opened(upload)
    assert (shown.format, shown.size, shown.n_frames) == (target.upper() or form, (30, 15), 3)  # type: ignore[attr-defined]
    durations = []
    for number in range(3):
        shown.seek(number)
        shown.load()
        durations.append(shown.info["duration"])
    assert durations == [80, 120, 200]


def test_animations_do_not_become_jpeg() -> None:
    upload = checked(moving("WEBP"), PictureRule(format="jpeg", width=30), name="m.webp")
    assert (upload.name, opened(upload).size) == ("m.webp", (30, 15))


def test_long_animations_stay_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changing, "MAX_DECODED", 60 * 30 * 2)
    data = moving()
    upload = checked(data, WEBP, name="m.gif")
    assert (upload.name, upload.data) == ("m.gif", data)
    assert upload.change is not None and "too long" in upload.change.left


def test_what_is_seen_through_is_white_in_jpeg() -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    out = BytesIO()
    clear.save(out, "PNG")
    upload = checked(out.getvalue(), PictureRule(format="jpeg"), name="a.png")
    assert upload.name == "a.jpg"
    assert opened(upload).getpixel((5, 5)) == (255, 255, 255)


def test_transparency_stays_in_webp() -> None:
    out = BytesIO()
    Image.new("RGBA", (20, 20), (10, 20, 30, 0)).save(out, "PNG")
    shown = opened(checked(out.getvalue(), WEBP, name="a.png"))
    pixel = shown.getpixel((5, 5))
    assert shown.mode == "RGBA" and isinstance(pixel, tuple) and pixel[3] == 0


@pytest.mark.parametrize("mode", ["I;16", "1", "P", "L", "LA"])
def test_odd_modes_are_taken(mode: str) -> None:
    out = BytesIO()
    Image.new("L", (40, 20), 77).convert(mode if mode != "I;16" else "I").convert(mode).save(out, "PNG")
    upload = checked(out.getvalue(), PictureRule(format="webp", width=20), name="a.png")
    if mode == "I;16":
        assert upload.change is not None and "8 bits" in upload.change.left
        assert upload.data == out.getvalue()
    else:
        assert opened(upload).size == (20, 10)


def test_what_a_format_cannot_hold_stays() -> None:
    data = picture("PNG", (17_000, 2), "L")
    upload = checked(data, PictureRule(format="webp"), name="wide.png")
    assert (upload.name, upload.data) == ("wide.png", data)
    assert upload.change is not None and upload.change.left


def test_limit_is_of_what_is_stored() -> None:
    data = noisy((800, 400), quality=95)
    rule = PictureRule(format="webp", width=40)
    assert len(checked(data, rule, limit=5_000).data) < 5_000 < len(data)
    with pytest.raises(InvalidUpload, match="the limit is"):
        checked(data, PictureRule(quality=95), limit=5_000)
    with pytest.raises(InvalidUpload, match="the limit is"):
        check_upload("plums.jpg", data, limit=5_000)


def test_bombs_are_refused_before() -> None:
    bomb = picture("PNG", (8000, 7000), "1")
    with pytest.raises(InvalidUpload, match="megapixels"):
        checked(bomb, PictureRule(width=10), name="bomb.png")
    with pytest.raises(InvalidUpload, match="limit"):
        checked(b"\0" * (LIMIT + 1), WEBP)


def test_drawings_are_made_smaller() -> None:
    text = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">\n  <!-- by hand -->\n'
        "  <title>A  mark</title>\n  <g>\n    <path d='M0 0h8v8z'/>\n  </g>\n"
        "  <text> a <tspan>b</tspan> c </text>\n</svg>\n"
    )
    plain = check_upload("m.svg", text.encode())
    small = check_upload("m.svg", text.encode(), optimise_svg=True)
    assert (plain.data, plain.change) == (text.encode(), None)
    assert len(small.data) < len(text) and b"by hand" not in small.data
    assert b"<title>A  mark</title><g><path" in small.data and b"<text> a <tspan>b</tspan> c </text>" in small.data
    assert small.change is not None and small.change.new_size == len(small.data)


def test_small_drawings_keep_their_bytes() -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8"/></svg>'
    upload = check_upload("m.svg", data, optimise_svg=True)
    assert (upload.data, upload.change) == (data, None)
