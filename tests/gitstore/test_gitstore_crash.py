"""What a crash, a full disk or a foreign lock leave behind, and that the next start puts it right."""

from __future__ import annotations

import errno
import os
import random
import resource
import signal
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest
from gitstore_support import START, Clock, Git, blob_oid, edit

from cms.errors import StoreBusy, StoreError
from cms.gitstore import Repository
from cms.gitstore.locks import Machine

EDITOR = """
import sys
from gitstore_support import edit
from cms.gitstore import Repository
repository = Repository.open(sys.argv[1])
for number in range(1000):
    saved = repository.save(edit(f"posts/{number % 7}.md", f"{sys.argv[2]} {number}".encode()))
    print(saved.commit, flush=True)
"""
WRITES = ("os.rename", "os.link", "os.remove", "os.rmdir", "os.mkdir", "subprocess.Popen")


class Uptime:
    """A machine whose seconds pass when a test says so."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def machine(self, boot: str = "boot-1") -> Machine:
        return Machine(boot, lambda: self.seconds)


def test_killed_editor_loses_nothing(site: Path, git: Git) -> None:
    acknowledged: list[str] = []
    for round_number in range(5):
        args = [sys.executable, "-c", EDITOR, str(site), str(round_number)]
        path = os.pathsep.join([str(Path(__file__).parent), *sys.path])
        child = subprocess.Popen(args, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": path}, text=True)
        assert child.stdout is not None
        for _ in range(3 + round_number):
            acknowledged.append(child.stdout.readline().strip())
        child.send_signal(signal.SIGKILL)
        acknowledged += child.stdout.read().split()
        child.stdout.close()
        child.wait()
        with Repository.open(site) as repository:
            repository.save(edit("a.md", b"%d" % round_number))
    assert set(acknowledged) <= set(git("rev-list", "main").split("\n"))
    assert git.status() == ""


def save_and_die(site: Path, number: int, step: int) -> bool:
    """A save in a forked process that is killed before its `step`th change of the file system. Whether it survived."""
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    seen = 0

    def die(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        if event in WRITES or (event == "open" and isinstance(args[2], int) and args[2] & (os.O_WRONLY | os.O_CREAT)):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    repository = Repository.open(site)
    sys.addaudithook(die)
    repository.save(edit("posts/first.md", b"%d" % number))
    os._exit(0)


def test_killed_before_each_write(site: Path, git: Git) -> None:
    before = git("show", "main:posts/first.md")
    for step in range(1, 60):
        survived = save_and_die(site, step, step)
        with Repository.open(site) as repository:
            now = git("show", "main:posts/first.md")
            assert now in (before, str(step))
            repository.save(edit("a.md", b"%d" % step, base=blob_oid(repository, "a.md")))
        assert git.status() == ""
        before = now
        if survived:
            assert now == str(step) and step > 12
            return
    pytest.fail("the save never came to its end")


def test_fresh_foreign_lock_is_respected(site: Path) -> None:
    lock, uptime = site / ".git/refs/heads/main.lock", Uptime()
    with Repository.open(site, machine=uptime.machine(), patience=0.0) as repository:
        lock.write_bytes(b"")
        os.utime(lock, (1, 1))  # however old it says it is
        for _ in range(2):
            with pytest.raises(StoreBusy, match=r"main\.lock"):
                repository.save(edit("a.md", b"x"))
            uptime.seconds += 14
        assert lock.exists()
        assert repository.read_path(PurePosixPath("a.md")).data == START["a.md"]  # type: ignore[union-attr]
        uptime.seconds += 14
        repository.save(edit("a.md", b"x"))
        assert not lock.exists()


def test_another_lock_starts_anew(site: Path) -> None:
    lock, uptime = site / ".git/refs/heads/main.lock", Uptime()
    with Repository.open(site, machine=uptime.machine(), patience=0.0) as repository:
        for _ in range(3):
            lock.unlink(missing_ok=True)
            (site / f".git/{uptime.seconds}").write_bytes(b"")  # so that the file number is not used again
            lock.write_bytes(b"")
            with pytest.raises(StoreBusy):
                repository.save(edit("a.md", b"x"))
            uptime.seconds += 29
        lock.unlink()


def test_lock_from_before_the_boot(site: Path) -> None:
    uptime = Uptime()
    (site / ".git/refs/heads/main.lock").write_bytes(b"")
    Repository.open(site, machine=uptime.machine("boot-1")).close()
    uptime.seconds = 1.0
    with Repository.open(site, machine=uptime.machine("boot-2"), patience=0.0) as repository:
        repository.save(edit("a.md", b"x"))


def test_lock_of_dead_writer_goes_at_once(site: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD")
    new = git("commit-tree", "HEAD^{tree}", "-p", "HEAD", "-m", "never acknowledged")
    (site / ".git/quire").mkdir()
    (site / ".git/quire/main.saving").write_text(f"{head} {new}\n")
    (site / ".git/refs/heads/main.lock").write_text(f"{new}\n")
    with Repository.open(site, patience=0.0) as repository:
        assert repository.head() == head
        repository.save(edit("a.md", b"x"))
    assert git.status() == ""


def test_empty_lock_of_dead_writer_goes_soon(site: Path, git: Git) -> None:
    head, uptime = git("rev-parse", "HEAD"), Uptime()
    (site / ".git/quire").mkdir()
    (site / ".git/quire/main.saving").write_text(f"{head} {'1' * 40}\n")
    (site / ".git/refs/heads/main.lock").write_bytes(b"")
    with Repository.open(site, machine=uptime.machine(), patience=0.0) as repository:
        with pytest.raises(StoreBusy):
            repository.save(edit("a.md", b"x"))
        uptime.seconds += 1.5
        repository.save(edit("a.md", b"x"))
    assert git.status() == ""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="needs /proc to name open files")
def test_objects_are_durable_before_the_ref(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    events: list[tuple[str, str]] = []
    sync, rename = os.fsync, os.rename

    def watched_sync(fd: int) -> None:
        events.append(("sync", Path(f"/proc/self/fd/{fd}").readlink().relative_to(site / ".git").as_posix()))
        sync(fd)

    def watched_rename(old: Path, new: Path) -> None:
        events.append(("rename", new.relative_to(site / ".git").as_posix()))
        rename(old, new)

    monkeypatch.setattr(os, "fsync", watched_sync)
    monkeypatch.setattr(os, "rename", watched_rename)
    with Repository.open(site) as repository:
        repository.save(edit("posts/first.md", b"x"))
    moved = events.index(("rename", "refs/heads/main"))
    objects = [index for index, (event, path) in enumerate(events) if event == "rename" and "objects" in path]
    folders = {Path(events[index][1]).parent.as_posix() for index in objects}
    synced = [path for event, path in events[: objects[0]] if event == "sync"]
    assert len(objects) == 4 == len([path for path in synced if "tmp_obj" in path])
    assert {("sync", folder) for folder in folders} <= set(events[objects[-1] : moved])
    assert ("sync", "refs/heads/main.lock") in events[:moved]
    assert ("sync", "refs/heads") in events[moved:]


@pytest.mark.parametrize("damage", [b"", b"\0" * 41, b"garbage\n"], ids=["empty", "zeros", "text"])
def test_damaged_ref_is_restored(site: Path, git: Git, damage: bytes) -> None:
    with Repository.open(site) as repository:
        saved = repository.save(edit("a.md", b"precious"))
        (site / ".git/refs/heads/main").write_bytes(damage)
        with pytest.raises(StoreError, match="damaged"):
            repository.head()
    with Repository.open(site) as repository:
        assert repository.head() == saved.commit
    assert git.status() == ""


def test_restored_commit_is_whole(site: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD")
    with Repository.open(site) as repository:
        saved = repository.save(edit("a.md", b"its blob is lost"))
        blob = str(blob_oid(repository, "a.md"))
    lost, aside = site / ".git/objects" / blob[:2] / blob[2:], site / ".git/aside"
    lost.rename(aside)
    (site / ".git/refs/heads/main").write_bytes(b"")
    with Repository.open(site) as repository:
        assert repository.head() == head == saved.parent
    aside.rename(lost)


def test_lost_ref_is_said(site: Path, git: Git) -> None:
    head = git("rev-parse", "HEAD")
    (site / ".git/logs/refs/heads/main").unlink()
    (site / ".git/refs/heads/main").write_bytes(b"")
    with pytest.raises(StoreError, match="no whole commit"):
        Repository.open(site)
    (site / ".git/refs/heads/main").write_text(f"{head}\n")


def test_old_leftovers_are_removed(site: Path, clock: Clock) -> None:
    names = ("objects/00/tmp_obj_old", "quire/staged-1-0", "quire/.quire-1-0", "quire/index-1.sqlite")
    old = [site / ".git" / name for name in names]
    fresh = site / ".git/objects/00/tmp_obj_fresh"
    for file, age in (*((file, 90_000) for file in old), (fresh, 3_000)):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(b"x")
        os.utime(file, (clock.now.timestamp() - age,) * 2)
    Repository.open(site, clock=clock).close()
    assert fresh.exists()
    assert [file.exists() for file in old] == [False, False, False, True]


def test_full_disk_changes_nothing(site: Path, git: Git) -> None:
    noise, limits = random.Random(1).randbytes(200_000), resource.getrlimit(resource.RLIMIT_FSIZE)
    with Repository.open(site) as repository:
        head = repository.head()
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
        try:
            with pytest.raises(StoreError, match="no room") as caught:
                repository.save(edit("a.md", noise))
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        assert caught.value.code == "full" and repository.head() == head
        assert list((site / ".git/objects").glob("??/tmp_obj_*")) == []
        repository.save(edit("a.md", noise))
    assert git.status() == ""


def test_disk_fault_stops_all_saves(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(fd: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with Repository.open(site) as repository:
        head = repository.head()
        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", fail)
            with pytest.raises(StoreError, match="fsck"):
                repository.save(edit("a.md", b"x"))
        with pytest.raises(StoreError, match="restart"):
            repository.save(edit("a.md", b"x"))
        assert repository.head() == head
    with Repository.open(site) as repository:
        repository.save(edit("a.md", b"x"))
