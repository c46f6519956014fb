"""The kitchen sink in a real browser: every option of the family, in two sites, opened, edited and added to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from browser.conftest import Served, serve
from kitchen_support import SITES, site_files
from playwright.sync_api import Browser, Page, expect
from support import git, make_repository

pytestmark = pytest.mark.browser

Lines = tuple[str, str]


@dataclass(frozen=True)
class Kitchen:
    """A served site and a page of it that has signed in; `wrong` is what the browser complained of."""

    served: Served
    page: Page
    wrong: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(f"{self.served.root}{path}")

    def set(self, name: str, text: str) -> None:
        self.page.locator(f"[name='f.{name}']").first.fill(text)

    def publish(self, said: str | re.Pattern[str]) -> None:
        self.page.get_by_role("button", name="Publish").first.click()
        expect(self.page.get_by_text(said).first).to_be_visible()

    @property
    def head(self) -> str:
        return git(self.served.repo, "rev-parse", "main")


def kitchen(browser: Browser, folder: Path, site: str) -> Iterator[Kitchen]:
    repo = make_repository(folder / site, site_files(site))
    process, link = serve(repo)
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", timezone_id="UTC")
    made = Kitchen(Served(repo, link), context.new_page())
    watch(made.page, made.wrong)
    made.page.goto(link)
    made.page.wait_for_url("**/contents/**")
    yield made
    context.close()
    process.terminate()
    process.wait(timeout=20)
    if process.stdout is not None:
        process.stdout.close()


def watch(page: Page, wrong: list[str]) -> None:
    page.on("console", lambda told: wrong.append(told.text) if told.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("response", lambda answer: wrong.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None)


@pytest.fixture(scope="module")
def decap(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    yield from kitchen(browser, tmp_path_factory.mktemp("kitchen"), "decap")


@pytest.fixture(scope="module")
def sveltia(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kitchen]:
    yield from kitchen(browser, tmp_path_factory.mktemp("kitchen"), "sveltia")


@pytest.fixture(params=["decap", "sveltia"])
def either(request: pytest.FixtureRequest) -> Kitchen:
    found = request.getfixturevalue(request.param)
    assert isinstance(found, Kitchen)
    return found


def test_every_collection_opens_and_saves_without_a_commit(either: Kitchen) -> None:
    start = either.head
    for collection in collections(either):
        for path in shown(either, collection):
            either.open(path)
            for language in languages(either.page):
                either.open(f"{path}?locale={language}")
            either.publish("Nothing had changed, so nothing was published.")
    assert (either.head, either.wrong) == (start, [])


def collections(site: Kitchen) -> list[str]:
    """The addresses in the navigation: collections, and single files, which lead to their entry."""
    site.open("/")
    found = (link.get_attribute("href") or "" for link in site.page.locator("nav a[href^='/contents/']").all())
    return list(dict.fromkeys(path for path in found if "?" not in path))


def shown(site: Kitchen, collection: str) -> list[str]:
    """The first entry of a list, all files of a file collection."""
    if "/entries/" in collection:
        return [collection]
    site.open(collection)
    found = (link.get_attribute("href") or "" for link in site.page.locator("main a[href*='/entries/']").all())
    paths = list(dict.fromkeys(path for path in found if not path.endswith("/history")))
    return paths if collection.endswith(("/site", "/boards")) else paths[:1]


def languages(page: Page) -> list[str]:
    """The other languages of the open entry."""
    found = (link.get_attribute("href") or "" for link in page.locator("a[href*='locale=']").all())
    return sorted({language for path in found for language in re.findall(r"locale=([\w-]+)", path)} - {"en"})


# What is typed into each field of the entry with all widgets, and the one line that may differ then.
SHELF = {
    "name": ("The upper rye shelf", "name: The rye shelf", "name: The upper rye shelf"),
    "link": ("oats", "link: https://rye.example", "link: https://oats.example"),
    "notice": ("Keep it dry.\nKeep it closed.\n", "  Keep it shut.", "  Keep it closed."),
    "open": ("no", "open: true", "open: false"),
    "sacks": ("13", "sacks: 12", "sacks: 13"),
    "weight": ("38.5", "weight: 37.5", "weight: 38.5"),
    "price": ("95", "price: 90", "price: 95"),
    "filled": ("2026-03-02T08:15", "filled: 02.03.2026T07:15", "filled: 02.03.2026T08:15"),
    "checked": ("2026-03-05", "checked: 2026/03/03", "checked: 2026/03/05"),
    "cleaned": ("2026-03-06", "cleaned: 2026-03-01", "cleaned: 2026-03-06"),
    "date": ("2026-03-04T16:00", "date: 2026-03-04T15:30:00.000+01:00", "date: 2026-03-04T16:00:00.000+01:00"),
    "grain!other": ("rice", "grain: rye", "grain: rice"),
    "uses": ("cake", "uses: [bread, soup]", "uses: [bread, soup, cake]"),
    "keeper": ("Jonas Weil", "keeper: Ines Marchetti, Miller", "keeper: Jonas Weil, Baker"),
    "menu": ("/shop · Navigation", "menu: /journal", "menu: /shop"),
    "smells.0": ("dusty", "smells: [dry, sweet]", "smells: [dusty, sweet]"),
    "jars.1": ("dill", "  - fennel", "  - dill"),
    "boxes.1.grams": ("950", "    grams: 900", "    grams: 950"),
    "parts.1.holds": ("4", "    holds: 3", "    holds: 4"),
    "nook.depth.cm": ("45", "    cm: 40", "    cm: 45"),
    "recipe.page": ("p. 13", "recipe: {page: p. 12}", "recipe: {page: p. 13}"),
    "pictures.0": ("/media/logo.svg", "  - /media/eggs.jpg", "  - /media/logo.svg"),
    "sheet": ("/media/eggs.jpg", "sheet: /media/papers/rye.pdf", "sheet: /media/eggs.jpg"),
    "story": ("It was a **gate**.", "story: The shelf was a **door** once.", "story: It was a **gate**."),
    "script": ("sacks -= 2\n", "    sacks -= 1", "    sacks -= 2"),
    "script!lang": ("ruby", "  tongue: python", "  tongue: ruby"),
    "snippet": ("ls -a shelf", "snippet: ls -l shelf", "snippet: ls -a shelf"),
    "paint": ("#8a4a1d", "paint: '#7a4a1d'", "paint: '#8a4a1d'"),
    "place!lat": (
        "59.92",
        """place: '{"type":"Point","coordinates":[10.75,59.91]}'""",
        """place: '{"type":"Point","coordinates":[10.75,59.92]}'""",
    ),
    "words.1!value": ("corn", "  korn: grain", "  korn: corn"),
    "stars!raw": ("5", "stars: 4", "stars: 5"),
    "key": ("in the jar", "key: under the mat", "key: in the jar"),
    "fee": ("two rolls", "fee: none", "fee: two rolls"),
}
TOOL = {
    "title": ("Mill pick", "title: Mill bill", "title: Mill pick"),
    "page": ("mill.example/pick", "page: https://mill.example/bill/", "page: https://mill.example/pick/"),
    "mail": ("picks@mill.example", "mail: stones@mill.example", "mail: picks@mill.example"),
    "use": ("Picks at the stone.", "use: Cuts the furrows of the stone.", "use: Picks at the stone."),
    "sharp": ("no", "sharp: true", "sharp: false"),
    "teeth": ("1", "teeth: 0", "teeth: 1"),
    "length": ("32.5", "length: '31.5'", "length: '32.5'"),
    "count": ("3", "count: '2'", "count: '3'"),
    "bought": ("2019-05-05", "bought: 2019-05-04", "bought: 2019-05-05"),
    "oiled": ("08:30", "oiled: '07:30'", "oiled: '08:30'"),
    "used": ("2026-03-04T15:30", "used: 2026-03-04T14:30:00Z", "used: 2026-03-04T15:30:00Z"),
    "kind": ("water", "kind: hand", "kind: water"),
    "marks.1": ("new", "marks: [PL, old]", "marks: [PL, new]"),
    "parts.0.what": ("Point", "    what: Tip", "    what: Point"),
    "parts.1.wood": ("oak", "    wood: ash", "    wood: oak"),
    "home_of.hook": ("5", "  hook: 4", "  hook: 5"),
    "box.tree": ("birch", "  tree: beech", "  tree: birch"),
    "manual": ("pond.jpg", "manual: bill.pdf", "manual: pond.jpg"),
    "drawings": ("/papers", "drawings: /papers/deeds", "drawings: /papers"),
    "body": ("Always **oil** it.", "body: Never **drop** it.", "body: Always **oil** it."),
    "paint": ("#33669966", "paint: '#33669980'", "paint: '#33669966'"),
    "place!lng": (
        "10.7",
        """place: '{"type":"Point","coordinates":[10.75,59.91]}'""",
        """place: '{"type":"Point","coordinates":[10.7,59.91]}'""",
    ),
    "id": ("MZXW6YTBOJ======", "id: MZXW6YTBOI======", "id: MZXW6YTBOJ======"),
    "sizes.0!value": ("21 cm", "  small: 20 cm", "  small: 21 cm"),
}


def test_one_field_of_each_widget_is_one_line(decap: Kitchen) -> None:
    decap.open("/contents/pantry/entries/the-rye-shelf")
    type_all(decap.page, SHELF)
    decap.publish(re.compile("^Published"))
    assert changed(decap) == lines_of(SHELF)
    assert decap.wrong == []


def test_one_field_of_each_of_sveltias_widgets_is_one_line(sveltia: Kitchen) -> None:
    sveltia.open("/contents/tools/entries/mill-bill-5f0c2f6e-1b7a-4f77-9d0e-2f6f3f1c9a11")
    type_all(sveltia.page, TOOL)
    sveltia.publish(re.compile("^Published"))
    assert changed(sveltia) == lines_of(TOOL)
    assert sveltia.wrong == []


def type_all(page: Page, edits: dict[str, tuple[str, str, str]]) -> None:
    page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true })")
    for name, (text, _, _) in edits.items():
        control = page.locator(f"[name='f.{name}']")
        kind = control.first.evaluate("control => control.type")
        if kind == "select-one":
            control.select_option(label=text)
        elif kind in ("checkbox", "radio") and text == "no":
            control.uncheck()
        elif kind in ("checkbox", "radio"):
            page.locator(f"[name='f.{name}'][value='{text}']").check()
        else:
            control.fill(text)


def changed(site: Kitchen) -> tuple[list[str], list[str]]:
    """The lines that the last commit took away, and those it put there."""
    diff = git(site.served.repo, "show", "--format=", "-U0").splitlines()
    lines = [line for line in diff if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return [line[1:] for line in lines if line[0] == "-"], [line[1:] for line in lines if line[0] == "+"]


def lines_of(edits: dict[str, tuple[str, str, str]]) -> tuple[list[str], list[str]]:
    return [old for _, old, _ in edits.values()], [new for _, _, new in edits.values()]


SOME_ID = "[0-9a-f]{8}"
# Where a new entry is begun, what is typed, and each file that must come of it: its path as a pattern, and its text.
NEW_BY_DECAPS_RULES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "date in path and slug": (
        "journal/new",
        {"title": "Buns, twice", "date": "2026-05-06", "kind": "baking", "tags!add": "bun; salt", "body": "By nine."},
        {
            "content/journal/2026/05/06-buns-twice.md": "---\n# Read aloud\n# before it is published.\n"
            "title: Buns, twice\ndate: 2026-05-06\nkind: baking\ntags:\n  - bun\n  - salt\n"
            "draft: false\n---\nBy nine.\n"
        },
    ),
    "JSON": (
        "people/new",
        {"name": "Tomas Okafor", "role": "Carter"},
        {"content/people/tomas-okafor.json": '{\n  "name": "Tomas Okafor",\n  "role": "Carter"\n}\n'},
    ),
    "TOML": (
        "prices/new",
        {"title": "Bun", "euros": "1.2"},
        {"content/prices/bun.toml": 'title = "Bun"\neuros = 1.2\n'},
    ),
    "YAML in quotes": (
        "rules/new",
        {"title": "Close the lid", "because": "Mice."},
        {"content/rules/close-the-lid.yml": 'title: "Close the lid"\nbecause: "Mice."\n'},
    ),
    "identifier and time in the slug, TOML front matter": (
        "labels/new",
        {"title": "Rye Bran", "date": "2026-05-06T07:08", "body": "Sweep."},
        {
            f"content/labels/{SOME_ID}-050800-rye-bran.md": "+++\n"
            'title = "Rye Bran"\ndate = 2026-05-06T07:08:00.000+02:00\n+++\nSweep.\n'
        },
    ),
    "JSON front matter": (
        "crates/new",
        {"title": "The red one", "body": "It squeaks."},
        {r"content/crates/\d{6}-the-red-one.md": '{\n  "title": "The red one"\n}\n\nIt squeaks.\n'},
    ),
    "own delimiters": (
        "signs/new",
        {"title": "Mind the step", "hangs!add": "door, gate", "body": "Twice."},
        {"content/signs/mind-the-step.md": "~~~\ntitle: Mind the step\nhangs:\n  - door\n  - gate\n~~~\nTwice.\n"},
    ),
    "a folder of its own in a tree": (
        "handbook/new?path=oven",
        {"title": "The rake", "body": "Long."},
        {"content/handbook/oven/the-rake/index.md": "---\ntitle: The rake\n---\nLong.\n"},
    ),
    "a file in a tree": (
        "leaflets/new?path=doors",
        {"title": "Closing", "body": "Softly."},
        {"content/leaflets/doors/closing.md": "---\ntitle: Closing\n---\nSoftly.\n"},
    ),
    "multiple_files": (
        "events/new",
        {"title": "Bread Tasting", "start": "2026-05-06T10:00", "room": "loft"},
        {
            "content/events/2026-bread-tasting.en.md": "---\ntitle: Bread Tasting\n"
            "start: 2026-05-06T10:00:00+02:00\nroom: loft\n---\n",
            "content/events/2026-bread-tasting.nb.md": "---\nstart: 2026-05-06T10:00:00+02:00\n---\n",
        },
    ),
    "multiple_folders": (
        "places/new",
        {"title": "Loft", "seats": "12"},
        {
            "content/places/en/loft.md": "---\ntitle: Loft\nseats: 12\n---\n",
            "content/places/nb/loft.md": "---\nseats: 12\n---\n",
        },
    ),
    "single_file": (
        "goods/new",
        {"title": "Rolls", "price": "0.8"},
        {
            "content/goods/rolls.json": '{\n  "en": {\n    "title": "Rolls",\n    "price": 0.8\n  },\n'
            '  "nb": {\n    "price": 0.8\n  }\n}\n'
        },
    ),
}
NEW_BY_SVELTIAS_RULES: dict[str, tuple[str, dict[str, str], dict[str, str]]] = {
    "a field in the path": (
        "grains/new",
        {"title": "Naked barley", "kind": "malt", "kilos": "3", "date": "2026-04-02"},
        {
            "content/grains/malt/naked-barley-[0-9a-f]{12}.md": '---\ntitle: "Naked barley"\nkind: "malt"\n'
            "kilos: 3\ndate: 2026-04-02\nold: false\n---\n"
        },
    ),
    "identifiers in the path": (
        "seeds/new",
        {"title": "Blue flax", "_slug": "my-flax", "grams": "7", "date": "2026-05-06T07:08"},
        {
            f"content/seeds/2026/0506-070800-blue-flax-{SOME_ID}-[0-9a-f-]+.yaml": 'title: "Blue flax"\n'
            "grams: 7\ndate: 2026-05-06T07:08:00\n"
        },
    ),
    "a page in a tree": (
        "manual/new?path=stones",
        {"title": "Dressing", "body": "Slowly."},
        {"content/manual/stones/dressing.md": '---\ntitle: "Dressing"\n---\nSlowly.\n'},
    ),
    "multiple_root_folders without the first language": (
        "rounds/new",
        {"title": "Tail race", "steps": "40"},
        {
            "content/rounds/tail-race.md": '---\ntitle: "Tail race"\nsteps: 40\ntranslation: "tail-race"\n---\n',
            "de/content/rounds/tail-race.md": '---\nsteps: 40\ntranslation: "tail-race"\n---\n',
        },
    ),
    "multiple_folders_i18n_root, the first language alone, the body in the front matter": (
        "trails/new",
        {"title": "Weir", "words": "Loud."},
        {"en/content/trails/weir.md": '---\ntitle: "Weir"\nwords: "Loud."\ntranslationKey: "weir"\n---\n'},
    ),
    "single_file_default_root": (
        "tariffs/new",
        {"title": "Bolting", "price": "2"},
        {"content/tariffs/bolting.yml": 'title: "Bolting"\nprice: 2\nde:\n  price: 2\n'},
    ),
    "multiple_files without the first language": (
        "notices/new",
        {"title": "Open late"},
        {"content/notices/open-late.md": '---\ntitle: "Open late"\n---\n'},
    ),
    "the language in the folder": (
        "leaflets/new",
        {"title": "Closing", "body": "At six."},
        {"content/en/leaflets/closing.md": '---\ntitle: "Closing"\n---\nAt six.\n'},
    ),
}


def test_uploads_stand_where_the_templates_say(decap: Kitchen) -> None:
    picture = (SITES / "decap/static/media/eggs.jpg").read_bytes()
    decap.open("/contents/journal/entries/2026/03/09-eleven-loaves")
    upload = {"name": "Blå Egg.JPG", "mimeType": "image/jpeg", "buffer": picture}
    decap.page.locator("[name='f.cover!upload']").set_input_files(upload)
    decap.publish(re.compile("^Published"))
    assert changed(decap) == ([], ["cover: /media/journal/2026/bla-egg.webp"])
    assert git(decap.served.repo, "cat-file", "-t", "main:static/media/journal/2026/bla-egg.webp") == "blob"
    assert decap.wrong == []


def test_new_entries_stand_where_the_templates_say(decap: Kitchen) -> None:
    for kind, (address, typed, files) in NEW_BY_DECAPS_RULES.items():
        begin(decap, address, typed)
        expect_files(decap, kind, files)
    assert decap.wrong == []


def test_new_entries_stand_where_sveltias_templates_say(sveltia: Kitchen) -> None:
    for kind, (address, typed, files) in NEW_BY_SVELTIAS_RULES.items():
        begin(sveltia, address, typed)
        expect_files(sveltia, kind, files)
    assert sveltia.wrong == []


def begin(site: Kitchen, address: str, typed: dict[str, str]) -> None:
    site.open(f"/contents/{address}")
    type_all(site.page, {name: (text, "", "") for name, text in typed.items()})
    site.publish(re.compile("^(Published|Created)"))


def expect_files(site: Kitchen, kind: str, files: dict[str, str]) -> None:
    """The last commit added these files, and did nothing else."""
    repo = site.served.repo
    done = [line.split("\t") for line in git(repo, "show", "--format=", "--name-status").splitlines()]
    assert [sign for sign, _ in done] == ["A"] * len(files), kind
    for (_, path), (pattern, text) in zip(sorted(done, key=str), sorted(files.items()), strict=True):
        assert re.fullmatch(pattern, path), f"{kind}: {path}"
        assert git(repo, "show", f"main:{path}") == text.rstrip("\n"), kind
