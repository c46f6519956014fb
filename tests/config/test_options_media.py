"""What the options of media say becomes of an upload, where it goes, what a field stores. Cases name their option."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from config_support import Load, LoadField
from PIL import Image
from support import Files, FixedClock

from cms.actions import Site, Upload, list_media, open_site, upload_media
from cms.entries import MediaRules, PictureRule, media_rules
from cms.errors import InvalidUpload
from cms.fields import FieldContext, build_controls, takes_several
from cms.state import Person
from cms.web.present.frame import media_in_navigation

NOOR = Person("Noor Bakshi", "noor@example.org")
POSTS = "collections: [{name: posts, label: Posts, folder: posts, %s fields: [{name: title}, {name: a, %s}]}]\n"
WEBP = PictureRule(format="webp", quality=85, strip=True)
ALL = ("jpeg", "png", "gif", "webp", "avif")


def jpeg(size: tuple[int, int] = (200, 100)) -> bytes:
    out = BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def rules_of(load: Load) -> Callable[..., MediaRules]:
    """The rules of field `a` of a site with these options at its top, of its collection and of the field."""

    def rules_of(top: str = "", collection: str = "", field: str = "widget: image") -> MediaRules:
        site = load(top + "\n" + POSTS % (collection, field)).site
        assert site is not None
        return media_rules(site, site.collections[0], None, site.collections[0].fields[1])

    return rules_of


@pytest.mark.parametrize(
    ("option", "top", "collection", "field"),
    [
        ("media_library.max_file_size", "media_library: {max_file_size: 100}", "", "widget: image"),
        ("media_library.config", "media_library: {config: {max_file_size: 100}}", "", "widget: image"),
        ("media_libraries.all", "media_libraries: {all: {max_file_size: 100}}", "", "widget: image"),
        ("media_libraries.default", "media_libraries: {default: {config: {max_file_size: 100}}}", "", "widget: file"),
        ("collection.media_library", "", "media_library: {max_file_size: 100},", "widget: image"),
        ("widget.file.media_library", "", "", "widget: file, media_library: {max_file_size: 100}"),
        ("widget.image.media_library", "", "", "widget: image, media_library: {config: {max_file_size: 100}}"),
        ("widget.markdown.media_library", "", "", "widget: markdown, media_library: {max_file_size: 100}"),
        ("widget.file.media_libraries", "", "", "widget: file, media_libraries: {all: {max_file_size: 100}}"),
        (
            "widget.image.media_libraries",
            "media_library: {max_file_size: 5}",
            "",
            "widget: image, media_libraries: {default: {config: {max_file_size: 100}}}",
        ),
    ],
)
def test_sizes_are_limited(
    rules_of: Callable[..., MediaRules], option: str, top: str, collection: str, field: str
) -> None:
    assert rules_of(top, collection, field).limit == 100, option


def test_files_of_a_collection_have_their_media_library(load: Load) -> None:
    file = "{name: home, label: Home, file: h.yml, media_library: {max_file_size: 100}, fields: [{name: a}]}"
    site = load(f"collections: [{{name: site, label: Site, files: [{file}]}}]\n").site
    assert site is not None
    collection = site.collections[0]
    assert media_rules(site, collection, collection.files[0]).limit == 100


def test_nearer_levels_replace_single_settings(rules_of: Callable[..., MediaRules]) -> None:
    top = "media_libraries: {all: {max_file_size: 1}, default: {config: {max_file_size: 5, slugify_filename: false}}}"
    rules = rules_of(top, "", "widget: image, media_libraries: {all: {max_file_size: 9}, default: {config: {}}}")
    assert (rules.limit, rules.slugify) == (5, False)


@pytest.mark.parametrize("wrong", ["'5'", "true", "0", "-1", ".nan", "[5]"])
def test_sizes_of_another_kind_are_passed_over(rules_of: Callable[..., MediaRules], wrong: str) -> None:
    assert rules_of(f"media_libraries: {{default: {{config: {{max_file_size: {wrong}}}}}}}").limit is None


@pytest.mark.parametrize(
    ("option", "text", "expected"),
    [
        ("transformations", "{raster_image: {width: 9}}", dict.fromkeys(ALL, PictureRule("webp", 85, 9, strip=True))),
        ("raster_image", "{raster_image: {}}", dict.fromkeys(ALL, WEBP)),
        ("jpeg", "{jpeg: {quality: 5}}", {"jpeg": PictureRule("webp", 5, strip=True)}),
        ("png", "{png: {}}", {"png": WEBP}),
        ("gif", "{gif: {}}", {"gif": WEBP}),
        ("webp", "{webp: {}}", {"webp": WEBP}),
        ("avif", "{avif: {height: 7}}", {"avif": PictureRule("webp", 85, height=7, strip=True)}),
        (
            "a kind's own rule counts",
            "{raster_image: {width: 9}, png: {height: 8}}",
            dict.fromkeys(ALL, PictureRule("webp", 85, 9, strip=True))
            | {"png": PictureRule("webp", 85, None, 8, strip=True)},
        ),
        ("raster_image.format", "{jpeg: {format: webp}}", {"jpeg": WEBP}),
        ("raster_image.quality", "{jpeg: {quality: 100}}", {"jpeg": PictureRule("webp", 100, strip=True)}),
        ("raster_image.width", "{jpeg: {width: 70}}", {"jpeg": PictureRule("webp", 85, 70, strip=True)}),
        ("raster_image.height", "{jpeg: {height: 70}}", {"jpeg": PictureRule("webp", 85, None, 70, strip=True)}),
        ("nothing", "{svg: {optimize: true}}", {}),
    ],
)
def test_transformations_are_rules(
    rules_of: Callable[..., MediaRules], option: str, text: str, expected: dict[str, PictureRule]
) -> None:
    assert rules_of(f"media_libraries: {{default: {{config: {{transformations: {text}}}}}}}").pictures == expected, (
        option
    )


def test_svg_pictures_are_made_smaller(rules_of: Callable[..., MediaRules]) -> None:
    assert rules_of("media_library: {config: {transformations: {svg: {optimize: true}}}}").optimise_svg
    assert not rules_of("").optimise_svg


@pytest.mark.parametrize(
    ("option", "text", "rule"),
    [
        ("enabled", "{enabled: false, width: 10}", None),
        ("nothing asked for", "{enabled: true}", None),
        ("format", "{enabled: true, format: {enabled: true, default: webp}}", PictureRule("webp")),
        ("format.default", "{enabled: true, format: {enabled: true, default: jpeg}}", PictureRule("jpeg")),
        (
            "format.enabled",
            "{enabled: true, quality: 5, format: {enabled: false, default: webp}}",
            PictureRule(quality=5),
        ),
        ("quality", "{enabled: true, quality: 80}", PictureRule(quality=80)),
        ("strip_metadata", "{enabled: true, strip_metadata: true}", PictureRule(strip=True)),
        ("width", "{enabled: true, width: 1600}", PictureRule(width=1600)),
        ("height", "{enabled: true, height: 1200}", PictureRule(height=1200)),
        ("aspect_ratio", "{enabled: true, aspect_ratio: '16:9'}", PictureRule(ratio=16 / 9)),
        ("aspect_ratio", "{enabled: true, aspect_ratio: 4_3}", PictureRule(ratio=4 / 3)),
        ("aspect_ratio", "{enabled: true, aspect_ratio: 1x2}", PictureRule(ratio=0.5)),
        ("aspect_ratio", "{enabled: true, aspect_ratio: 1.5}", PictureRule(ratio=1.5)),
        ("aspect_ratio", "{enabled: true, width: 9, aspect_ratio: '0:3'}", PictureRule(width=9)),
        ("aspect_ratio", "{enabled: true, width: 9, aspect_ratio: wide}", PictureRule(width=9)),
    ],
)
def test_media_processing_is_a_rule(
    rules_of: Callable[..., MediaRules], option: str, text: str, rule: PictureRule | None
) -> None:
    expected = {} if rule is None else dict.fromkeys(("jpeg", "png", "webp"), rule)
    assert rules_of(f"media_processing: {text}").pictures == expected, option


@pytest.mark.parametrize("widget", ["file", "image"])
def test_media_processing_of_a_field_replaces_the_sites(rules_of: Callable[..., MediaRules], widget: str) -> None:
    top = "media_processing: {enabled: true, width: 10}"
    own = rules_of(top, "", f"widget: {widget}, media_processing: {{enabled: true, height: 5}}")
    assert own.pictures["jpeg"] == PictureRule(height=5)
    assert rules_of(top, "", f"widget: {widget}, media_processing: false").pictures == {}
    assert rules_of(top, "", f"widget: {widget}").pictures["png"] == PictureRule(width=10)


@pytest.mark.parametrize(("dialect", "rule"), [("decap", PictureRule(width=10)), ("sveltia", WEBP)])
def test_dialect_decides_between_two_rules(
    rules_of: Callable[..., MediaRules], dialect: str, rule: PictureRule
) -> None:
    both = "media_processing: {enabled: true, width: 10}\nmedia_library: {config: {transformations: {jpeg: {}}}}"
    assert rules_of(f"{both}\nquire: {{dialect: {dialect}}}").pictures["jpeg"] == rule


@pytest.mark.parametrize(
    ("option", "text", "several"),
    [
        ("multiple", "multiple: true", True),
        ("multiple", "", False),
        ("media_library.config.multiple", "media_library: {config: {multiple: true}}", True),
        ("media_libraries", "media_libraries: {default: {config: {multiple: true}}}", True),
        ("allow_multiple", "multiple: true, allow_multiple: false", False),
        ("allow_multiple", "allow_multiple: true", False),
        ("media_library.allow_multiple", "media_library: {allow_multiple: false, config: {multiple: true}}", False),
    ],
)
@pytest.mark.parametrize("widget", ["file", "image"])
def test_fields_take_several(load_field: LoadField, widget: str, option: str, text: str, several: bool) -> None:
    field, _ = load_field(f"{{name: a, widget: {widget}{', ' if text else ''}{text}}}")
    assert takes_several(field) is several, option


# ---------------------------------------------------------------------- uploads, places and values
CONFIG = """\
backend: {name: git-gateway}
media_folder: static/media
public_folder: /media
collections:
  - name: posts
    label: Posts
    folder: posts
    fields:
      - {name: title, label: Title}
      - {name: cover, label: Cover, widget: image, required: false}
      - {name: paper, label: Paper, widget: file, accept: .pdf, required: false}
      - {name: album, label: Album, widget: file, select_folder: true, required: false}
"""
FILES: Files = {
    "posts/plums.md": "---\ntitle: Plums\n---\n",
    "static/media/rye.jpg": jpeg(),
    "static/media/albums/one/a.jpg": jpeg(),
    "static/media/price.pdf": "%PDF-1.7\n",
    "static/papers/2026/thesis.pdf": "%PDF-1.7\n",
}


@pytest.fixture
def site_with(repository_of: Callable[[Files], Path], clock: FixedClock) -> Iterator[Callable[[str], Site]]:
    opened: list[Site] = []

    def site_with(more: str = "") -> Site:
        opened.append(open_site(repository_of({**FILES, "static/admin/config.yml": CONFIG + more}), clock=clock))
        return opened[-1]

    yield site_with
    for site in opened:
        site.close()


@pytest.mark.parametrize(
    ("more", "name"),
    [
        ("", "hello-world-1-.jpg"),
        ("media_library: {config: {slugify_filename: true}}", "hello-world-1-.jpg"),
        ("media_library: {config: {slugify_filename: false}}", "Hello World (1).jpg"),
        ("quire: {dialect: sveltia}", "Hello World (1).jpg"),
        ("quire: {dialect: sveltia}\nmedia_library: {config: {slugify_filename: true}}", "hello-world-1.jpg"),
    ],
)
def test_slugify_filename_renames(site_with: Callable[[str], Site], more: str, name: str) -> None:
    item = upload_media(site_with(more), Upload("Hello World (1).JPG", jpeg()), person=NOOR)
    assert (item.path.name, item.value) == (name, f"/media/{name}")


def test_pictures_are_changed_before_they_are_stored(site_with: Callable[[str], Site]) -> None:
    site = site_with("media_libraries: {all: {transformations: {jpeg: {width: 50}}, max_file_size: 4000}}\n")
    old = site.repository.head()
    item = upload_media(site, Upload("big.jpg", jpeg()), person=NOOR)
    assert (item.name, item.width, item.height, item.value) == ("big.webp", 50, 25, "/media/big.webp")
    assert item.change is not None and item.change.pixels == (200, 100)
    changed = [str(change.path) for change in site.repository.changed(old, site.head())]
    assert changed == ["static/media/big.webp"]  # and nothing that was there
    with pytest.raises(InvalidUpload, match="the limit is"):
        upload_media(site, Upload("notes.pdf", b"%PDF-1.7" + b" " * 4000), person=NOOR)


ASSETS = """\
asset_collections:
  - {name: papers, label: Papers, icon: article, media_folder: static/papers, public_folder: /texts}
  - {name: plain, media_folder: /static/plain/}
"""


def test_asset_collections_are_places(site_with: Callable[[str], Site]) -> None:
    site = site_with(ASSETS)
    places = list_media(site).places
    assert [(item.name, item.label, item.icon) for item in places] == [
        ("", "All files", ""),
        ("papers", "Papers", "article"),
        ("plain", "plain", ""),
    ]
    papers = list_media(site, place="papers")
    assert [(item.name, item.value) for item in papers.items] == [("thesis.pdf", "/texts/2026/thesis.pdf")]
    assert places[2].place.public == "/static/plain"
    item = upload_media(site, Upload("more.pdf", b"%PDF-1.7"), person=NOOR, place="papers", folder="2027")
    assert (str(item.path), item.value) == ("static/papers/2027/more.pdf", "/texts/2027/more.pdf")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[{name: a}]", "missing-option"),
        ("[{media_folder: b}]", "missing-option"),
        ("[{name: a, media_folder: ../b}]", "unsafe-path"),
        ("[{name: a, media_folder: .git/b}]", "unsafe-path"),
        ("[papers]", "wrong-type"),
        ("[{name: a, media_folder: b}, {name: a, media_folder: c}]", "duplicate-name"),
    ],
)
def test_wrong_asset_collections_are_said(load: Load, text: str, code: str) -> None:
    loaded = load(f"asset_collections: {text}\ncollections: []\n")
    assert code in {item.code for item in loaded.errors}
    assert loaded.site is not None and len(loaded.site.asset_collections) == text.count("media_folder: c")


def test_accept_narrows_the_library(site_with: Callable[[str], Site]) -> None:
    site = site_with("")
    paper, cover = (list_media(site, collection="posts", slug="plums", field=name) for name in ("paper", "cover"))
    assert [item.name for item in paper.items] == ["price.pdf"]
    assert [item.name for item in cover.items] == ["a.jpg", "rye.jpg"]


def test_select_folder_offers_folders(site_with: Callable[[str], Site]) -> None:
    found = list_media(site_with(""), collection="posts", slug="plums", field="album")
    assert found.choose_folder and found.items == ()
    assert [(item.path, item.value, item.files) for item in found.folders] == [("albums", "/media/albums", 1)]
    inner = list_media(site_with(""), collection="posts", slug="plums", field="album", folder="albums")
    assert [item.value for item in inner.folders] == ["/media/albums/one"]


@pytest.mark.parametrize("text", ["choose_url: false", "media_library: {choose_url: false}"])
def test_choose_url_can_be_off(load_field: LoadField, text: str) -> None:
    off, on = (load_field(f"{{name: a, widget: image, {options}}}")[0] for options in (text, "choose_url: true"))
    context = FieldContext(datetime(2026, 11, 26, tzinfo=UTC), ZoneInfo("UTC"))
    assert [build_controls([field], {}, context)[0].choose_url for field in (off, on)] == [False, True]


@pytest.mark.parametrize(("more", "shown"), [("", True), ("media_library: {display_in_navigation: false}", False)])
def test_display_in_navigation(site_with: Callable[[str], Site], more: str, shown: bool) -> None:
    assert media_in_navigation(site_with(more).config) is shown
