"""Maintenance keeps few files and loses nothing: not under saves, not when it is killed."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
from itertools import count
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import START, Git, count_up, edit

from cms.errors import StoreError
from cms.gitstore import Repository, maintenance
from cms.gitstore.door import Door
from cms.gitstore.writer import LooseWriter


def loose(repository: Repository) -> list[Path]:
    return [file for file in (repository.common_dir / "objects").glob("??/*") if len(file.name) == 38]


def packs(repository: Repository) -> list[Path]:
    return list((repository.common_dir / "objects/pack").glob("*.pack"))


def save_some(repository: Repository, times: int = 3, name: str = "some") -> None:
    for number in range(times):
        repository.save(edit(f"posts/{name}.md", f"{name} {number}".encode()))


def maintain(repository: Repository) -> bool:
    """Maintenance, after the git processes of a killed or stopped one are gone."""
    with (repository.common_dir / "quire/maintenance.flock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
    return repository.maintain()


def all_objects(git: Git) -> set[str]:
    return set(git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)").split("\n"))


def sampled() -> bytes:
    """A blob that is stored in the folder whose files are counted."""
    for number in count():
        data = b"%d" % number
        if hashlib.sha1(b"blob %d\0%s" % (len(data), data), usedforsecurity=False).hexdigest()[:2] == "17":
            return data
    raise AssertionError


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The git processes that are started from now on."""
    calls: list[tuple[str, ...]] = []
    start = Door._popen

    def watch(door: Door, args: tuple[str, ...], *, stderr: int) -> subprocess.Popen[bytes]:
        calls.append(args)
        return start(door, args, stderr=stderr)

    monkeypatch.setattr(Door, "_popen", watch)
    return calls


def test_everything_is_packed(repository: Repository, git: Git) -> None:
    save_some(repository)
    unreachable = git("hash-object", "-w", "--stdin", data=b"of use to nobody, yet")
    before = all_objects(git)
    assert repository.maintain()
    assert loose(repository) == [] and len(packs(repository)) <= 2
    assert all_objects(git) == before and unreachable in before
    assert git("commit-graph", "verify") == ""
    assert git("multi-pack-index", "verify") == ""
    repository.save(edit("a.md", b"x"))
    assert git.status() == ""


def test_packs_stay_few(repository: Repository, git: Git) -> None:
    for number in range(12):
        save_some(repository, 1, f"round-{number}")
        assert repository.maintain()
        assert len(packs(repository)) <= 6
    assert len(repository.log(limit=50)) == 13


def test_kept_packs_are_kept(repository: Repository, git: Git) -> None:
    git("repack", "-q", "-a", "-d")
    (kept,) = packs(repository)
    kept.with_suffix(".keep").touch()
    save_some(repository)
    assert repository.maintain()
    assert kept in packs(repository)


def test_need_is_seen(repository: Repository, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not repository.needs_maintenance()
    monkeypatch.setattr(maintenance, "LOOSE", 256)
    repository.save(edit("sampled.md", sampled()))
    assert repository.needs_maintenance()
    monkeypatch.setattr(maintenance, "LOOSE", 2048)
    assert not repository.needs_maintenance()
    monkeypatch.setattr(maintenance, "LOOSE_BYTES", 256)
    assert repository.needs_maintenance()
    repository.maintain()
    assert not repository.needs_maintenance()
    monkeypatch.setattr(maintenance, "PACKS", len(packs(repository)))
    assert not repository.needs_maintenance()
    save_some(repository, 1)
    git("repack", "-q", "-d")
    assert repository.needs_maintenance()


def test_warm_readers_go_on(repository: Repository, git: Git) -> None:
    oids = git("rev-list", "--objects", "--no-object-names", "HEAD").split("\n")
    blobs = [oid for oid in oids if git("cat-file", "-t", oid) == "blob"]
    assert len(list(repository.read_many(blobs))) == len(blobs)
    (child,) = repository._reader._idle
    stream = repository.read_many(blobs * 300)  # its child is in the middle of answering
    next(stream)
    for number in range(4):
        save_some(repository, 1, f"round-{number}")
        assert repository.maintain()
        assert len(list(repository.read_many(blobs))) == len(blobs)
    assert len(list(stream)) == 300 * len(blobs) - 1
    assert child in repository._reader._idle and child._process.poll() is None


def test_object_found_loose_is_packed_meanwhile(repository: Repository, git: Git) -> None:
    writer = LooseWriter(repository.common_dir)
    for name, data in START.items():
        assert writer.put(b"blob", data).hex() == git("rev-parse", f"HEAD:{name}")
    assert repository.maintain()
    writer.flush()
    assert loose(repository) == []
    assert repository.read_path(PurePosixPath("a.md")).data == START["a.md"]  # type: ignore[union-attr]


def test_new_folder_is_removed_at_once(repository: Repository, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir, removed = Path.mkdir, []

    def mkdir_in_vain(path: Path, *args: int, **more: bool) -> None:
        mkdir(path, *args, **more)
        if path.parent.name == "objects" and path not in removed:
            removed.append(path)
            path.rmdir()  # as `git prune-packed` does with an empty folder

    repository.maintain()
    monkeypatch.setattr(Path, "mkdir", mkdir_in_vain)
    save_some(repository)
    assert removed and git.status() == ""


def test_savers_of_two_processes_lose_nothing(site: Path, git: Git) -> None:
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=count_up, args=(str(site), name, 25)) for name in ("p", "q")]
    for worker in workers:
        worker.start()
    with Repository.open(site) as repository:
        while any(worker.is_alive() for worker in workers):
            assert repository.maintain()
    for worker in workers:
        worker.join(60)
    assert [worker.exitcode for worker in workers] == [0, 0]
    assert sorted(git("show", "main:shared.md").split("\n")) == sorted(f"{w} {n}" for w in "pq" for n in range(25))
    assert git("rev-list", "--count", "main") == str(1 + 2 * 2 * 25)
    assert git.status() == ""


def maintain_and_die(site: Path, step: int) -> bool:
    """Maintenance in a forked process that is killed before its `step`th act, git left running. If it survived."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    seen = 0

    def die(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in ("subprocess.Popen", "os.remove", "os.truncate", "os.rename"):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    repository = Repository.open(site)
    sys.addaudithook(die)
    repository.maintain()
    os._exit(0)


def test_killed_before_each_step(site: Path, git: Git) -> None:
    for step in count(1):
        with Repository.open(site) as repository:
            save_some(repository, 2, f"round-{step}")
        before = all_objects(git)
        survived = maintain_and_die(site, step)
        with Repository.open(site) as repository:
            repository.save(edit("a.md", b"%d" % step))
            assert before <= all_objects(git)
            assert maintain(repository)
            assert loose(repository) == []
        if survived:
            assert step > 6
            return


@pytest.mark.parametrize("victim", range(7))
def test_git_killed_at_any_step(
    repository: Repository, git: Git, started: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, victim: int
) -> None:
    save_some(repository)
    before, start = all_objects(git), Door.start
    started.clear()

    def start_to_die(door: Door, *args: str) -> subprocess.Popen[bytes]:
        process = start(door, *args)
        if len(started) == victim + 1:
            os.killpg(process.pid, signal.SIGKILL)
        return process

    with monkeypatch.context() as patch:
        patch.setattr(Door, "start", start_to_die)
        with contextlib.suppress(StoreError):  # unless git was at its end before
            repository.maintain()
    assert len(started) > victim
    assert all_objects(git) == before
    assert maintain(repository) and loose(repository) == []


def test_locks_of_a_killed_run_go(repository: Repository, git: Git) -> None:
    save_some(repository)
    (repository.common_dir / "objects/info/commit-graphs").mkdir()
    locks = [repository.common_dir / "objects" / name for name in maintenance.LOCKS]
    for lock in locks:
        lock.touch()
    with pytest.raises(StoreError, match="multi-pack-index"):  # it may be another program's
        repository.maintain()
    assert repository.maintain()
    assert not any(lock.exists() for lock in locks)


def test_one_at_a_time(repository: Repository, git: Git) -> None:
    save_some(repository)
    with (repository.common_dir / "quire/maintenance.flock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not repository.maintain()
    assert loose(repository)
    assert repository.maintain()


def test_it_can_be_stopped(repository: Repository, started: list[tuple[str, ...]]) -> None:
    save_some(repository)
    assert not repository.maintain(lambda: True)
    assert started[-1][0] == "repack"
    assert maintain(repository)


def test_empty_repository(tmp_path: Path) -> None:
    Git(tmp_path)("init", "-q", "--bare", "empty.git")
    with Repository.open(tmp_path / "empty.git") as repository:
        assert repository.maintain()
        assert not repository.needs_maintenance()


def test_partial_clone_is_left_alone(repository: Repository, git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    git("repack", "-q", "-a", "-d")
    (pack,) = packs(repository)
    promisor = pack.with_suffix(".promisor")
    promisor.touch()
    save_some(repository)
    monkeypatch.setattr(maintenance, "LOOSE", 0)
    assert not repository.needs_maintenance() and not repository.maintain()
    assert loose(repository)
    promisor.unlink()
    assert repository.needs_maintenance()


def test_broken_loose_object_does_not_stop_it(repository: Repository, git: Git) -> None:
    empty = repository.common_dir / "objects/17" / ("0" * 38)
    empty.parent.mkdir(exist_ok=True)
    empty.touch()
    save_some(repository)
    assert repository.maintain()
    assert loose(repository) == [empty]
    empty.unlink()


def test_git_never_starts_its_own(repository: Repository, git: Git, started: list[tuple[str, ...]]) -> None:
    for setting in ("gc.auto=1", "maintenance.auto=true", "gc.autoDetach=false", "gc.autoPackLimit=1"):
        git("config", *setting.split("="))
    assert repository._door.run("config", "gc.auto").stdout == b"0\n"
    assert repository._door.run("config", "maintenance.auto").stdout == b"false\n"
    started.clear()
    before = len(loose(repository))
    save_some(repository, 4)
    assert not {args[0] for args in started} & {"gc", "maintenance", "repack", "prune-packed", "commit-graph"}
    assert len(loose(repository)) == before + 4 * 4
