"""Pictures: in the site's folder, in a collection's, beside the entry; shown, listed and deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from actions.test_bad_input import PNG
from support import FixedClock, git

from cms.actions import (
    Site,
    Upload,
    create_entry,
    delete_media,
    list_media,
    media_url_path,
    open_entry,
    open_site,
    read_media,
    save_entry,
    undo,
    upload_media,
)
from cms.errors import NotFound
from cms.fields import FormData, field_at
from cms.state import Person

NOOR = Person("Noor Bakshi", "noor@example.org")
CONFIG = """\
backend: {name: git-gateway}
media_folder: static/media
public_folder: /media
collections:
  - name: bundles
    label: Bundles
    folder: content/bundles
    path: '{{slug}}/index'
    create: true
    fields:
      - {name: title, label: Title}
      - {name: cover, label: Cover, widget: image, required: false}
      - name: shared
        widget: image
        required: false
        media_folder: /static/shared
        public_folder: /shared
  - name: pages
    label: Pages
    folder: content/pages
    media_folder: /static/pages
    public_folder: /img/pages
    create: true
    fields:
      - {name: title, label: Title}
      - {name: cover, label: Cover, widget: image, required: false}
"""


@pytest.fixture
def bundles(repository_of: Callable[..., Path]) -> Path:
    entry = "---\ntitle: Plums\ncover: plums.png\n---\n"
    return repository_of(
        {
            "admin/config.yml": CONFIG,
            "content/bundles/plums/index.md": entry,
            "content/bundles/plums/plums.png": PNG,
            "static/media/rye.png": PNG,
        }
    )


@pytest.fixture
def opened(bundles: Path, clock: FixedClock) -> Iterator[Site]:
    site = open_site(bundles, clock=clock)
    yield site
    site.close()


def test_picture_goes_beside_a_new_entry(opened: Site, bundles: Path) -> None:
    form = FormData([("f.title", "Quinces")])
    uploads = {"cover": Upload("Quince.PNG", PNG)}
    outcome = create_entry(opened, "bundles", form, person=NOOR, key="k", uploads=uploads)
    assert outcome.slug == "quinces/index"
    names = git(bundles, "show", "--format=", "--name-only").splitlines()
    assert names == ["content/bundles/quinces/index.md", "content/bundles/quinces/quince.png"]
    assert open_entry(opened, "bundles", "quinces/index").values["cover"] == "quince.png"


def test_picture_goes_beside_a_present_entry(opened: Site, bundles: Path) -> None:
    entry = open_entry(opened, "bundles", "plums/index")
    uploads = {"cover": Upload("plums.png", PNG), "shared": Upload("plums.png", PNG)}
    save_entry(opened, "bundles", entry.slug, FormData([]), base=entry.base, person=NOOR, key="k", uploads=uploads)
    values = open_entry(opened, "bundles", "plums/index").values
    assert (values["cover"], values["shared"]) == ("plums-2.png", "/shared/plums.png")
    assert git(bundles, "cat-file", "-t", "main:content/bundles/plums/plums-2.png") == "blob"
    assert git(bundles, "cat-file", "-t", "main:static/shared/plums.png") == "blob"


def test_collection_has_its_own_folder(opened: Site, bundles: Path) -> None:
    item = upload_media(opened, Upload("door.png", PNG), person=NOOR, collection="pages", field="cover")
    assert (str(item.path), item.value) == ("static/pages/door.png", "/img/pages/door.png")
    assert git(bundles, "log", "-1", "--format=%an|%s") == "Noor Bakshi|Upload “static/pages/door.png”"


def test_library_of_a_field_is_its_folder(opened: Site) -> None:
    found = list_media(opened, collection="bundles", slug="plums/index", field="cover").items
    assert [(item.name, item.value, item.kind) for item in found] == [("plums.png", "plums.png", "image")]
    assert [item.value for item in list_media(opened).items] == ["/media/rye.png"]


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("plums.png", "content/bundles/plums/plums.png"),
        ("/media/rye.png", "static/media/rye.png"),
        ("https://example.org/x.png", None),
        ("../../../../../etc/passwd", None),
        ("", None),
    ],
)
def test_stored_value_names_a_file(opened: Site, value: str, path: str | None) -> None:
    entry = open_entry(opened, "bundles", "plums/index")
    found = media_url_path(opened, entry, field_at(entry.fields, "cover"), value)
    assert found == path


def test_deleted_picture_comes_back(opened: Site) -> None:
    outcome = delete_media(opened, "static/media/rye.png", person=NOOR)
    with pytest.raises(NotFound):
        read_media(opened, "static/media/rye.png")
    undo(opened, outcome.commit, person=NOOR)
    assert read_media(opened, "static/media/rye.png").data == PNG
