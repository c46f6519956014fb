"""What a durable save costs, as a ratio to its floor: the bare writes and syncs of the very objects that it made.

    python bench/save.py [--entries 1000] [--saves 60] [--json]

Each round saves an edit of one line through `Repository.save`, then writes the same loose objects, already compressed,
into a folder beside it, and moves a ref file, with the same syncs. Both take turns, so that a slow disk slows both.
Machines differ and drift: compare ratios, not milliseconds.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath

from cms.gitstore import Change, Identity, Repository

NOOR = Identity("Noor Bakshi", "noor@alder-and-rye.example")
WORDS = ("rye", "field", "mill", "stone", "water", "oven", "salt", "seed", "bread", "harbour", "flour", "starter")


def main() -> None:
    options = parse_options()
    with tempfile.TemporaryDirectory(prefix="quire-bench-", dir=options.folder) as name:
        folder = Path(name)
        git_dir = make_repository(folder / "site.git", options.entries)
        saves, floors = measure(git_dir, folder / "floor", options.entries, options.saves)
    result = {"entries": options.entries, "save": summary(saves), "floor": summary(floors)}
    result["ratio"] = round(statistics.median(saves) / statistics.median(floors), 2)
    print(json.dumps(result) if options.json else table(result))


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--entries", type=int, default=1000, help="files in the folder that is edited")
    parser.add_argument("--saves", type=int, default=60, help="rounds to measure")
    parser.add_argument("--folder", type=Path, default=Path.cwd(), help="where to work: the disk that is measured")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def measure(git_dir: Path, floor: Path, entries: int, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each save and of its floor, after five rounds that do not count."""
    repository = Repository.open(git_dir)
    saves, floors = [], []
    try:
        known = set(loose_objects(git_dir))
        for number in range(-5, rounds):
            edited = number * 7 % entries
            path = PurePosixPath(f"content/posts/entry-{edited:05}.md")
            change = Change({path: entry(edited, title=f"Edit {number}")}, author=NOOR, message=f"Update {path.stem}")
            saved = timed(partial(repository.save, change))
            new = set(loose_objects(git_dir)) - known
            known |= new
            objects = {file.relative_to(git_dir): file.read_bytes() for file in new}
            written = timed(partial(write_durably, floor, objects))
            if number >= 0:
                saves.append(saved)
                floors.append(written)
    finally:
        repository.close()
    return saves, floors


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def write_durably(folder: Path, objects: dict[Path, bytes]) -> None:
    """The least a durable commit can do: write, sync and name each object, sync the folders, move the ref."""
    folders = set()
    for path, data in objects.items():
        final = folder / path
        final.parent.mkdir(parents=True, exist_ok=True)
        write_synced(final.with_name("tmp_obj"), final, data)
        folders.add(final.parent)
    for parent in sorted(folders):
        sync_folder(parent)
    write_synced(folder / "main.lock", folder / "main", b"0" * 40 + b"\n")
    sync_folder(folder)


def write_synced(temporary: Path, final: Path, data: bytes) -> None:
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.rename(final)


def sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def loose_objects(git_dir: Path) -> Iterator[Path]:
    return (file for file in (git_dir / "objects").glob("??/*") if not file.name.startswith("tmp"))


def make_repository(git_dir: Path, entries: int) -> Path:
    """A bare repository with `entries` posts of some 3 KB in one folder, packed, as after a clone."""
    git("init", "--quiet", "--bare", "--initial-branch=main", str(git_dir))
    commands = [
        b"commit refs/heads/main\ncommitter Noor <noor@alder-and-rye.example> 1795000000 +0100\ndata 5\nStart\n"
    ]
    for number in range(entries):
        data = entry(number)
        commands.append(b"M 100644 inline content/posts/entry-%05d.md\ndata %d\n%s\n" % (number, len(data), data))
    git("-C", str(git_dir), "fast-import", "--quiet", data=b"".join(commands))
    return git_dir


def entry(seed: int, title: str = "As it was") -> bytes:
    chance = random.Random(seed)
    body = "\n\n".join(" ".join(chance.choices(WORDS, k=80)) for _ in range(6))
    return f"---\ntitle: {title}\ndate: 2026-11-20T07:30:00+01:00\ntags: [Rye, Bread]\n---\n\n{body}\n".encode()


def git(*arguments: str, data: bytes = b"") -> None:
    subprocess.run(["git", *arguments], input=data, check=True)


def summary(seconds: list[float]) -> dict[str, float]:
    milliseconds = [value * 1000 for value in seconds]
    return {
        "median_ms": round(statistics.median(milliseconds), 2),
        "min_ms": round(min(milliseconds), 2),
        "max_ms": round(max(milliseconds), 2),
    }


def table(result: dict[str, object]) -> str:
    lines = [f"{result['entries']} entries in one folder, milliseconds: median (least to most)"]
    for name in ("save", "floor"):
        row = result[name]
        assert isinstance(row, dict)
        lines.append(f"  {name:<6} {row['median_ms']:>8.2f} ({row['min_ms']:.2f} to {row['max_ms']:.2f})")
    return "\n".join([*lines, f"  ratio  {result['ratio']:>8.2f}"])


if __name__ == "__main__":
    main()
