"""Many writers at once: threads, processes, other programs. Nothing is lost and nothing is made twice."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from gitstore_support import START, Git, append_line, blob_oid, count_up, edit

from cms.errors import InvalidPath, QuireError
from cms.gitstore import Repository, Saved, StaleBase

THREADS, TIMES = 8, 4


def outcome(call: Callable[[], Saved]) -> Saved | QuireError:
    try:
        return call()
    except QuireError as error:
        return error


def test_threads_lose_nothing(repository: Repository, git: Git) -> None:
    def work(name: int) -> None:
        for number in range(TIMES):
            repository.save(edit(f"own/{name}.md", b"%d" % number))
            append_line(repository, "shared.md", b"%d %d\n" % (name, number))

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(work, range(THREADS)))
    shared = repository.read(str(blob_oid(repository, "shared.md"))).split(b"\n")
    assert sorted(shared) == sorted([b"", *(b"%d %d" % (name, n) for name in range(THREADS) for n in range(TIMES))])
    assert git("rev-list", "--count", "main") == str(1 + 2 * THREADS * TIMES)
    assert git("rev-list", "--count", "--merges", "main") == "0"
    assert git.status() == ""


def test_one_refusal_spares_its_neighbours(bare: Repository) -> None:
    base = blob_oid(bare, "a.md")
    changes = [edit(f"g/{n}.md", b"%d" % n) for n in range(20)]
    changes += [edit("a.md", b"%d" % n, base=base) for n in range(3)]
    changes += [edit("con.md", b"x"), edit("posts", b"x")]
    with ThreadPoolExecutor(len(changes)) as pool:
        results = list(pool.map(lambda change: outcome(lambda: bare.save(change)), changes))
    assert all(isinstance(result, Saved) for result in results[:20])
    assert [type(result) for result in results[20:23]].count(StaleBase) == 2
    assert [type(result) for result in results[23:]] == [InvalidPath, InvalidPath]
    commits = [result.commit for result in results if isinstance(result, Saved)]
    assert len(set(commits)) == 21
    assert Git(bare.git_dir)("rev-list", "--count", "main") == "22"


def test_same_key_at_once_is_one_save(bare: Repository) -> None:
    changes = [edit("a.md", b"x", key="double click")] * 6
    with ThreadPoolExecutor(6) as pool:
        results = set(pool.map(bare.save, changes))
    assert len(results) == 1
    assert Git(bare.git_dir)("rev-list", "--count", "main") == "2"


def test_processes_lose_nothing(site: Path, git: Git) -> None:
    names = ["p", "q", "r"]
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=count_up, args=(str(site), name, 8)) for name in names]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    lines = git("show", "main:shared.md").split("\n")
    assert sorted(lines) == sorted(f"{name} {n}" for name in names for n in range(8))
    assert git("rev-list", "--count", "main") == str(1 + 2 * 3 * 8)
    assert git.status() == ""


def test_outside_pushes_are_replayed(bare: Repository) -> None:
    git, stop, pushed = Git(bare.git_dir), threading.Event(), []

    def push() -> None:
        while not stop.is_set():
            old = git("rev-parse", "main")
            new = git("commit-tree", f"{old}^{{tree}}", "-p", old, "-m", "outside")
            if git("update-ref", "refs/heads/main", new, old, check=False) == "" and git("rev-parse", "main") == new:
                pushed.append(new)

    pusher = threading.Thread(target=push)
    pusher.start()
    saved = [bare.save(edit("a.md", b"%d" % number)).commit for number in range(25)]
    stop.set()
    pusher.join()
    history = git("rev-list", "main").split("\n")
    assert set(saved) <= set(history) and set(pushed) <= set(history)
    assert git("show", "main:a.md") == "24"


def test_push_to_same_file_is_stale(bare: Repository, tmp_path: Path) -> None:
    base = blob_oid(bare, "a.md")
    Git(tmp_path)("clone", "-q", str(bare.git_dir), "clone")
    clone = Git(tmp_path / "clone")
    clone.commit("theirs", a=b"theirs\n")
    clone("push", "-q", "origin", "main")
    assert bare.read_path(PurePosixPath("a.md")).data == b"theirs\n"  # type: ignore[union-attr]
    assert isinstance(outcome(lambda: bare.save(edit("a.md", b"mine\n", base=base))), StaleBase)
    bare.save(edit("posts/first.md", b"mine\n", base=blob_oid(bare, "posts/first.md")))
    clone("pull", "-q", "--ff-only")
    assert (tmp_path / "clone/a.md").read_bytes() == b"theirs\n"
    assert (tmp_path / "clone/posts/first.md").read_bytes() == b"mine\n" != START["posts/first.md"]


def test_repacking_under_readers_and_writers(bare: Repository) -> None:
    git, stop = Git(bare.git_dir), threading.Event()

    def repack() -> None:
        while not stop.is_set():
            git("repack", "-a", "-d", "-q")

    packer = threading.Thread(target=repack)
    packer.start()
    for number in range(25):
        bare.save(edit("a.md", b"%d" % number))
        assert len(list(bare.read_many(entry.oid for entry in bare.list_files()))) == len(START)
    stop.set()
    packer.join()


def test_opening_while_git_cleans_up(site: Path, git: Git) -> None:
    done = threading.Event()

    def clean_up() -> None:
        for number in range(6):
            for part in range(20):
                git("hash-object", "-w", "--stdin", data=f"{number} {part}".encode())
            git("gc", "--quiet", "--prune=now")
        done.set()

    collector = threading.Thread(target=clean_up)
    collector.start()
    opened = 0
    while not done.is_set() or not opened:
        with Repository.open(site) as repository:
            assert repository.read_path(PurePosixPath("a.md")) is not None
        opened += 1
    collector.join()
