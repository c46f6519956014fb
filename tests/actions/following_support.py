"""The index as a whole, for comparing; and a process that fills one until it is killed."""

from __future__ import annotations

import itertools
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

if __name__ in ("__main__", "__mp_main__"):
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cms.actions import following
from cms.actions.config_source import find_config
from cms.actions.following import Follower
from cms.actions.records import Plan
from cms.config import load_config
from cms.gitstore import Repository
from cms.index import Index
from cms.index.rows import unpacked

__all__ = ["Kills", "Tables", "brought_to", "contents", "differences", "from_scratch", "killing_ground", "plan_of"]

Tables = dict[str, list[Any]]
_ADDRESS = (
    "(SELECT hex(c.name) || '/' || hex(e.slug) FROM entries e JOIN collections c ON c.id = e.collection"
    " WHERE e.id = {})"
)
_ORDER = (
    "(SELECT c.name || '/' || o.kind || '/' || o.name FROM orders o JOIN collections c ON c.id = o.collection"
    " WHERE o.id = {})"
)
_TABLES = {
    "meta": "SELECT key, value FROM meta WHERE key != 'fingerprint'",
    "collections": "SELECT name, digest, entries FROM collections",
    "orders": f"SELECT {_ORDER.format('x.id')} FROM orders x",
    "entries": f"SELECT {_ADDRESS.format('x.id')}, path, oid, files_key, files, title, summary, date, sort_date, image,"
    " data, problems, moment, author FROM entries x",
    "places": f"SELECT path, {_ADDRESS.format('entry')} FROM places",
    "keys": f"SELECT {_ORDER.format('sort')}, rank, number, text, {_ADDRESS.format('entry')} FROM keys",
    "held": f"SELECT {_ORDER.format('field')}, value, {_ADDRESS.format('entry')} FROM held",
    "pointers": f"SELECT kind, key, value, {_ADDRESS.format('entry')} FROM pointers",
    "texts": f"SELECT {_ADDRESS.format('entry')}, packed FROM texts",
    "search": f"SELECT term, {_ADDRESS.format('doc')}, col, offset FROM temp.vocabulary",
    "media": "SELECT path, oid, size, kind, extension, sort FROM media",
    "media_folders": "SELECT path, parent, files, pictures FROM media_folders",
    "media_search": "SELECT term, (SELECT path FROM media WHERE id = doc), col, offset FROM temp.media_vocabulary",
    "commits": "SELECT oid, seconds, generation, moment, name, email, subject FROM commits",
    "touches": "SELECT path, (SELECT oid FROM commits WHERE id = change), old_path, deleted FROM touches",
}


def contents(path: Path) -> Tables:
    """Every table of an index in one order, with names for ids, and the words that the full-text index holds."""
    connection = sqlite3.connect(path, timeout=60)
    try:
        connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, instance)")
        connection.execute("CREATE VIRTUAL TABLE temp.media_vocabulary USING fts5vocab(main, media_search, instance)")
        found: Tables = {}
        for name, select in _TABLES.items():
            rows = connection.execute(select).fetchall()
            if name == "texts":
                rows = [(address, *unpacked(packed)) for address, packed in rows]
            found[name] = sorted(rows, key=repr)
        return found
    finally:
        connection.close()


def differences(one: Tables, other: Tables) -> str:
    """What two indexes do not have in common, in a few lines; "" when nothing."""
    said: list[str] = []
    for name in _TABLES:
        mine, theirs = map(set, (one[name], other[name]))
        said += [f"{name} has {row!r:.300}" for row in sorted(mine - theirs, key=repr)[:4]]
        said += [f"{name} lacks {row!r:.300}" for row in sorted(theirs - mine, key=repr)[:4]]
        if mine == theirs and len(one[name]) != len(other[name]):
            said.append(f"{name} has rows twice")
    return "\n".join(said)


def plan_of(repository: Repository) -> Plan:
    source = find_config(repository, "")
    loaded = load_config(source.data, source.path)
    assert loaded.site is not None
    return Plan(loaded.site)


def brought_to(repository: Repository, path: Path, plan: Plan, head: str) -> Tables:
    """What an index file holds after it was opened and brought to a commit."""
    index = Index.open(path, "1")
    try:
        Follower(repository, index).follow(head, plan, wait=True)
    finally:
        index.close()
    return contents(path)


def from_scratch(repository: Repository, path: Path, plan: Plan, head: str) -> Tables:
    """What an index says that was built at once."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    return brought_to(repository, path, plan, head)


# ---------------------------------------------------------------------- killing
_CONFIG = """\
backend: {name: git-gateway, branch: main}
media_folder: static/media
collections:
  - name: posts
    folder: posts
    view_groups: [{label: Tags, field: tags}]
    fields:
      - {name: title, label: Title}
      - {name: tags, label: Tags, widget: list, required: false}
      - {name: body, label: Body, widget: markdown, required: false}
"""


def killing_ground(folder: Path, way: str, entries: int = 3000) -> Path:
    """A bare repository: for "build" many small entries in 30 commits, for "follow" 200 and 40 commits."""
    chance = random.Random(1)
    steps = [entries // 30] * 30 if way == "build" else [200, *(chance.randint(1, 12) for _ in range(40))]
    stream = [f"blob\nmark :1\ndata {len(_CONFIG)}\n{_CONFIG}"]
    for number, files in enumerate(steps):
        stream.append(f"commit refs/heads/main\ncommitter Ada <ada@example.org> {1_700_000_000 + number // 3} +0000\n")
        stream.append("data 4\nStep\n")
        if number == 0:
            stream.append("M 100644 :1 admin/config.yml\n")
        for place in range(files):
            name = f"posts/e{number * files + place if way == 'build' else chance.randrange(260):04}.md"
            if number and way == "follow" and chance.random() < 0.2:
                stream.append(f"D {name}\n")
                continue
            words = f"Words {'of it ' * 5}{chance.random()}"
            text = f"---\ntitle: Entry {number} {place}\ntags: [a, t{place % 5}]\n---\n{words}\n"
            stream.append(f"M 100644 inline {name}\ndata {len(text)}\n{text}\n")
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", str(folder)], check=True)
    command = ["git", "-C", str(folder), "fast-import", "--quiet"]
    subprocess.run(command, input="".join(stream), check=True, text=True)
    return folder


@dataclass
class Kills:
    """Rounds in which a process that fills an index is killed, and what the index said after it.

    `way` "build": it builds the index from nothing, again and again; "follow": it moves it along the branch's commits,
    forward and back.
    """

    repository: Path
    index: Path
    way: str
    rounds: int = 0
    unfinished: int = 0  # killed between two transactions of a build or of a history
    resumed: int = 0  # of them, those that had entries already
    longest: float = 1.0  # seconds
    wrong: list[str] = field(default_factory=list)

    def run(self, rounds: int, seed: int, report: Callable[[str], None] = lambda text: None) -> None:
        chance = random.Random(seed)
        with Repository.open(self.repository) as repository:
            plan, head = plan_of(repository), repository.head() or ""
            began = time.monotonic()
            expected = from_scratch(repository, self.index.with_name("expected.sqlite"), plan, head)
            self.longest = max(0.5, 1.5 * (time.monotonic() - began)) if self.way == "build" else 1.0
            for _ in range(rounds):
                self._round(chance.uniform(0, self.longest))
                left = self._left()
                if said := differences(brought_to(repository, self.index, plan, head), expected):
                    self.wrong.append(f"round {self.rounds} ({left}): {said}")
                self.rounds += 1
                report(f"{self.way} {self.rounds}: {left}{', WRONG' if said else ''}")

    def _round(self, delay: float) -> None:
        command = [sys.executable, str(Path(__file__).resolve()), self.way, str(self.repository), str(self.index)]
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}  # helpers that lose their parent complain
        with subprocess.Popen(command, **pipes, start_new_session=True) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            time.sleep(delay)
            assert child.poll() is None, "the process ended by itself"
            child.send_signal(signal.SIGKILL)
            child.wait()
        for _ in range(300):
            if not (alive := list(_of_session(child.pid))):
                return
            time.sleep(0.1)
        self.wrong.append(f"round {self.rounds}: processes {alive} are still there")

    def _left(self) -> str:
        """What the killed process left."""
        index = Index.open(self.index, "1")
        state, entries = index.state(), sum(index.counts().values())
        index.close()
        if state.head and state.history and not state.part:
            return "whole"
        self.unfinished += 1
        self.resumed += entries > 0
        return f"{entries} entries, head {state.head[:7]}, history {state.history[:7]}, part {state.part[:7]}"


def _of_session(session: int) -> Iterator[int]:
    """The processes that a killed one left, by Linux's /proc."""
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session and fields[0] != "Z":
            yield int(path.parent.name)


def _fill(way: str, repository: Repository, index: Index) -> None:
    """Fill an index until killed, in many small transactions."""
    plan, head = plan_of(repository), repository.head() or ""
    follower = Follower(repository, index)
    following.BATCH, following.COMMITS = 200, 5
    print("ready", flush=True)
    if way == "build":
        while True:
            follower.rebuild(head, plan)
    following.AT_ONCE = 8
    heads = [commit.oid for commit in repository.log(limit=1000)]
    for step in itertools.cycle([*heads, *reversed(heads[::3])]):
        follower.follow(step, plan, wait=True)


if __name__ == "__main__":
    with Repository.open(Path(sys.argv[2]), recover=False) as opened:
        _fill(sys.argv[1], opened, Index.open(Path(sys.argv[3]), "1"))
