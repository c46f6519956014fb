"""A process that fills an index, killed again and again: after each time the index must come out whole.

Run it in the checkout: `python -m bench.kills --rounds 200`. It uses what the tests do six rounds of.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path
from typing import Any

SUPPORT = Path(__file__).resolve().parents[1] / "tests" / "actions" / "following_support.py"


def main() -> int:
    """Kill a builder and a follower so many times each; 1 when an index was wrong after it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="kills of each kind")
    parser.add_argument("--way", choices=("build", "follow"), action="append", help="by default both")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet", action="store_true", help="only the summary")
    options = parser.parse_args()
    support = _support()
    wrong = 0
    for way in options.way or ("build", "follow"):
        with tempfile.TemporaryDirectory() as folder:
            ground = support.killing_ground(Path(folder) / "site", way)
            kills = support.Kills(ground, Path(folder) / "index.sqlite", way)
            kills.run(options.rounds, options.seed, _nothing if options.quiet else _say)
        print(
            f"{way}: {kills.rounds} kills, {kills.unfinished} of them in the middle, {kills.resumed} resumed with rows"
            f" that were there, {len(kills.wrong)} wrong"
        )
        print(*kills.wrong, sep="\n")
        wrong += len(kills.wrong)
    return 1 if wrong else 0


def _say(text: str) -> None:
    print(text, flush=True)


def _nothing(text: str) -> None:
    """Say nothing."""


def _support() -> Any:
    """The tests' own module."""
    spec = importlib.util.spec_from_file_location("following_support", SUPPORT)
    if spec is None or spec.loader is None:
        raise RuntimeError(f"{SUPPORT} is not there: this runs in the checkout.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    sys.exit(main())
