"""Content repositories of any size, the same bytes every time."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import accumulate
from pathlib import Path, PurePosixPath
from typing import Literal

__all__ = ["CONFIG", "POSTS", "Entry", "Folders", "Site", "check_out", "entry", "git", "make_repository", "rare_word"]

Folders = Literal["one", "many"]

POSTS = PurePosixPath("content/posts")
RARE = 50  # every so many entries, a body holds a word of its own
COVERS = 100
START = datetime(2012, 1, 1, tzinfo=UTC)
MINUTES = 14 * 365 * 24 * 60
FIRST_COMMIT = 1_700_000_000

CONFIG = """\
media_folder: static/images
public_folder: /images
collections:
  - name: posts
    label: Posts
    label_singular: Post
    folder: content/posts
    create: true
    slug: "{{year}}-{{month}}-{{day}}-{{slug}}"
    summary: "{{title}} - {{author}}"
    fields:
      - {label: Title, name: title, widget: string}
      - {label: Date, name: date, widget: datetime}
      - {label: Draft, name: draft, widget: boolean, default: false, required: false}
      - {label: Author, name: author, widget: string}
      - {label: Tags, name: tags, widget: list}
      - {label: Description, name: description, widget: text}
      - {label: Cover, name: cover, widget: image, required: false}
      - {label: Body, name: body, widget: markdown}
"""
BACKEND = "backend: {name: git-gateway, branch: main}\n"

AUTHORS = (
    "Ana Sousa",
    "José García",
    "Léa Dubois",
    "Tom O'Neill",
    "Priya Raman",
    "Zoë Krüger",
    "Li Wei",
    "Nora Åkesson",
)
TAGS = ("news", "events", "guide", "release", "community", "research", "climate", "travel", "food", "culture", "design")
COMMON_WORDS = """\
the of and to in is that for it with as was on be at by this have from or had not are but what all were when we there
can an your which their said if do will each about how up out them then she many some so these would other into has
more her two like him see time could no make than first been its who now people my made over did down only way find
use may water long little very after words called just where most know content editor branch commit release garden
river mountain market council budget report season teacher museum harbour railway bridge library archive festival
kitchen recipe summer winter
"""
ONSETS = ("b", "br", "d", "f", "g", "h", "k", "l", "m", "n", "p", "pl", "r", "s", "st", "t", "tr", "v", "w")
RIMES = ("a", "an", "ar", "e", "el", "en", "er", "i", "in", "is", "o", "on", "or", "u", "um")
RARER_WORDS = 4000


@dataclass(frozen=True, slots=True)
class Site:
    """One generated repository: how many entries, and whether they stand in one folder or in one for each month."""

    entries: int
    folders: Folders = "one"

    def __str__(self) -> str:
        return f"{self.folders}/{self.entries}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A generated entry. Its title ends in its number, six digits, by which any page that shows it can be read."""

    number: int
    path: PurePosixPath
    title: str
    data: bytes

    @property
    def mark(self) -> str:
        """What no other entry's title holds."""
        return f"{self.number:06}"


def make_repository(cache_folder: Path, site: Site) -> Path:
    """The bare repository of a site, packed as after a clone; made once, then taken from the cache."""
    target = cache_folder / f"{site.folders}-{site.entries}.git"
    if target.exists():
        return target
    unfinished = target.with_suffix(".new")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.parent.mkdir(parents=True, exist_ok=True)
    git(None, "init", "--quiet", "--bare", "--initial-branch=main", str(unfinished))
    with _started(unfinished, "fast-import", "--quiet") as importing:
        assert importing.stdin is not None
        for piece in _history(site):
            importing.stdin.write(piece)
        importing.stdin.close()
    if importing.returncode != 0:
        raise RuntimeError(f"git fast-import ended with {importing.returncode} while making {site}")
    git(unfinished, "repack", "-adfq")  # fast-import's own pack is many times slower to read
    return unfinished.rename(target)


def check_out(repository: Path, target: Path) -> Path:
    """A working copy of its own, by Noor, to be written to; one that is there is replaced."""
    shutil.rmtree(target, ignore_errors=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    git(None, "clone", "--quiet", "--local", str(repository), str(target))
    for name, value in (("user.name", "Noor Bakshi"), ("user.email", "noor@alder-and-rye.example"), ("gc.auto", "0")):
        git(target, "config", name, value)
    return target


def git(repository: Path | None, *arguments: str, data: bytes | None = None) -> bytes:
    """What git prints. Raises CalledProcessError when it fails."""
    command = ["git", *(["-C", str(repository)] if repository is not None else []), *arguments]
    return subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True, env=_environment()).stdout


def entry(number: int, folders: Folders = "one") -> Entry:
    """The entry of that number: eight fields and some 3 KB of Markdown."""
    chance = random.Random(1_000_003 * number + 7)
    words = _sentence(chance, 3, 7)
    date = START + timedelta(minutes=chance.randrange(MINUTES))
    slug = f"{date:%Y-%m-%d}-{'-'.join(words.lower().split()[:3])}-{number:06}"
    folder = POSTS / f"{date:%Y/%m}" if folders == "many" else POSTS
    title = f"{words} {number:06}"
    head = (
        f"---\ntitle: {title}\ndate: {date:%Y-%m-%dT%H:%M:00Z}\n"
        f"draft: {'true' if chance.random() < 0.07 else 'false'}\nauthor: {chance.choice(AUTHORS)}\ntags:\n"
        + "".join(f"  - {tag}\n" for tag in chance.sample(TAGS, chance.randint(1, 4)))
        + f"description: {_sentence(chance, 12, 22)}\ncover: /images/cover-{number % COVERS:02}.png\n---\n\n"
    )
    rare = f"\nThe word {rare_word(number)} stands nowhere else.\n" if has_rare_word(number) else ""
    return Entry(number, folder / f"{slug}.md", title, (head + _body(chance) + rare).encode())


def has_rare_word(number: int) -> bool:
    return number % RARE == 3


def rare_word(number: int) -> str:
    """The word that only this entry's body holds; see `has_rare_word`."""
    return f"zyzzyva{number}"


def _history(site: Site) -> Iterator[bytes]:
    """The site for `git fast-import`: a commit for each hundred entries, at most 200."""
    commits = min(200, max(1, site.entries // 100))
    each = -(-site.entries // commits)
    for commit in range(commits):
        message = f"Add posts, part {commit + 1}".encode()
        yield b"commit refs/heads/main\ncommitter Noor Bakshi <noor@alder-and-rye.example> %d +0000\ndata %d\n%s\n" % (
            FIRST_COMMIT + commit * 3600,
            len(message),
            message,
        )
        if commit == 0:
            yield from _common_files(site)
        for number in range(commit * each, min(site.entries, (commit + 1) * each)):
            made = entry(number, site.folders)
            yield _file(str(made.path), made.data)
        yield b"\n"


def _common_files(site: Site) -> Iterator[bytes]:
    yield _file("static/admin/config.yml", configuration(site).encode())
    for number in range(COVERS):
        yield _file(f"static/images/cover-{number:02}.png", _picture(number))


def configuration(site: Site, backend: str = BACKEND) -> str:
    """The CMS configuration of a site."""
    if site.folders == "one":
        return backend + CONFIG
    return backend + CONFIG.replace("    create: true\n", '    create: true\n    path: "{{year}}/{{month}}/{{slug}}"\n')


def _file(path: str, data: bytes) -> bytes:
    return b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(data), data)


def _body(chance: random.Random) -> str:
    parts: list[str] = []
    while sum(map(len, parts)) < 2900:
        parts.append(_block(chance))
    return "\n\n".join(parts) + "\n"


def _block(chance: random.Random) -> str:
    kind = chance.random()
    if kind < 0.12:
        return "## " + _sentence(chance, 2, 6)
    if kind < 0.22:
        return "\n".join("- " + _sentence(chance, 4, 10) for _ in range(chance.randint(3, 6)))
    if kind < 0.27:
        return f"> {_sentence(chance, 10, 20)}."
    if kind < 0.31:
        return f"![{_sentence(chance, 2, 4)}](/images/cover-{chance.randrange(COVERS):02}.png)"
    sentences = " ".join(_sentence(chance, 8, 18) + "." for _ in range(chance.randint(3, 6)))
    link, strong = f"[the {chance.choice(TAGS)}](https://example.org/{chance.choice(TAGS)})", chance.choice(TAGS)
    return f"{sentences} See {link} and **{strong}**."


def _sentence(chance: random.Random, least: int, most: int) -> str:
    words, weights = _vocabulary()
    return " ".join(chance.choices(words, cum_weights=weights, k=chance.randint(least, most))).capitalize()


@cache
def _vocabulary() -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Words and how often each comes, summed up: few of them often, most of them seldom, as in any language."""
    chance = random.Random(1)
    made = {
        "".join(chance.choice(ONSETS) + chance.choice(RIMES) for _ in range(chance.randint(2, 4)))
        for _ in range(RARER_WORDS)
    }
    words = (*COMMON_WORDS.split(), *sorted(made, key=lambda word: zlib.crc32(word.encode())))
    return words, tuple(accumulate(1 / (rank + 10) for rank in range(len(words))))


def _picture(number: int) -> bytes:
    """A PNG of 64 × 48 points in one colour, its data stored and not compressed, so that no version of zlib matters."""
    colour = bytes((40 + number * 2, 220 - number, 90 + number))
    rows = b"".join(b"\0" + colour * 64 for _ in range(48))
    stored = b"\x78\x01\x01" + len(rows).to_bytes(2, "little") + (len(rows) ^ 0xFFFF).to_bytes(2, "little") + rows
    header = (64).to_bytes(4, "big") + (48).to_bytes(4, "big") + b"\x08\x02\0\0\0"
    chunks = (b"IHDR" + header, b"IDAT" + stored + zlib.adler32(rows).to_bytes(4, "big"), b"IEND")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (len(chunk) - 4).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") for chunk in chunks
    )


def _started(repository: Path, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(["git", "-C", str(repository), *arguments], stdin=subprocess.PIPE, env=_environment())


def _environment() -> dict[str, str]:
    """Git without anybody's own settings."""
    return {**os.environ, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
