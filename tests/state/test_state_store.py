"""Sessions, one-time links and save keys."""

from __future__ import annotations

import stat
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cms.errors import StoreError
from cms.state import Person, State, open_state, signing_key

ADA = Person("Ada", "ada@example.org")


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def state(tmp_path: Path, clock: Clock) -> Iterator[State]:
    opened = open_state(tmp_path / "quire", clock)
    yield opened
    opened.close()


def test_link_signs_in_once(state: State) -> None:
    token = state.new_link(ADA)
    assert state.use_link(token) == ADA
    assert state.use_link(token) is None


def test_link_expires_after_ten_minutes(state: State, clock: Clock) -> None:
    token = state.new_link(ADA)
    clock.now += timedelta(minutes=10, seconds=1)
    assert state.use_link(token) is None


def test_unknown_link_is_refused(state: State) -> None:
    state.new_link(ADA)
    assert state.use_link("x") is None
    assert state.use_link("\ud800") is None


def test_session_lives_while_used(state: State, clock: Clock) -> None:
    token = state.new_session(ADA)
    for _ in range(2):
        clock.now += timedelta(days=13)
        session = state.session(token)
        assert session is not None
        assert session.person == ADA
    clock.now += timedelta(days=5)
    assert state.session(token) is None, "30 days are the end even of a session in use"


def test_idle_session_ends(state: State, clock: Clock) -> None:
    token = state.new_session(ADA)
    clock.now += timedelta(days=15)
    assert state.session(token) is None


def test_signed_out_cookie_is_dead(state: State) -> None:
    token = state.new_session(ADA)
    state.end_session(token)
    assert state.session(token) is None


def test_tokens_are_not_stored(state: State, tmp_path: Path) -> None:
    token, link = state.new_session(ADA), state.new_link(ADA)
    stored = b"".join(path.read_bytes() for path in (tmp_path / "quire").iterdir())
    assert token.encode() not in stored
    assert link.encode() not in stored


def test_second_save_sees_the_first(state: State) -> None:
    with state.once("form-1") as once:
        assert once.outcome is None
        once.record("c0ffee")
    with state.once("form-1") as once:
        assert once.outcome == "c0ffee"
    with state.once("form-2") as once:
        assert once.outcome is None


def test_failed_save_may_run_again(state: State) -> None:
    with pytest.raises(RuntimeError), state.once("form-1"):
        raise RuntimeError("disk full")
    with state.once("form-1") as once:
        assert once.outcome is None


def test_double_click_saves_once(state: State) -> None:
    runs: list[int] = []
    barrier = threading.Barrier(8)

    def click(number: int) -> None:
        barrier.wait()
        with state.once("form-1") as once:
            if once.outcome is None:
                runs.append(number)
                once.record(str(number))

    threads = [threading.Thread(target=click, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(runs) == 1


def test_state_survives_reopening(state: State, tmp_path: Path, clock: Clock) -> None:
    token = state.new_session(ADA)
    again = open_state(tmp_path / "quire", clock)
    session = again.session(token)
    again.close()
    assert session is not None
    assert session.person == ADA


def test_instance_folder_is_private(state: State, tmp_path: Path) -> None:
    folder = tmp_path / "quire"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "state.sqlite").stat().st_mode) == 0o600


def test_damaged_state_is_kept(state: State, tmp_path: Path, clock: Clock) -> None:
    path = tmp_path / "quire" / "state.sqlite"
    state.close()
    for extra in path.parent.glob("state.sqlite-*"):
        extra.unlink()
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(StoreError, match="Move it aside"):
        open_state(path.parent, clock)
    assert path.read_bytes().startswith(b"not a database")


def test_signing_key_is_made_once(tmp_path: Path) -> None:
    key = signing_key(tmp_path / "quire")
    assert len(key) == 32
    assert signing_key(tmp_path / "quire") == key
    assert stat.S_IMODE((tmp_path / "quire" / "signing-key").stat().st_mode) == 0o600
