"""git's commit objects as raw bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from cms.errors import InvalidInput
from cms.gitstore.model import CommitInfo, Identity

__all__ = ["encode_commit", "parse_commit", "parse_moment", "stamp"]

_PERSON = re.compile(r"(?P<name>.*?) ?<(?P<email>[^>]*)> ?(?P<time>-?[0-9]+)? ?(?P<zone>[+-][0-9]{4})?\Z")
_MOMENT = re.compile(r"(?P<time>-?[0-9]{1,20}) (?P<zone>[+-][0-9]{4})\Z")
_FORBIDDEN = re.compile(r"[<>\n\r\0]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def encode_commit(tree: str, parents: tuple[str, ...], author: str, committer: str, message: str) -> bytes:
    """A commit object's content; `author` and `committer` come from `stamp`. Raises InvalidInput for a bad message."""
    if "\0" in message or not message.strip():
        raise InvalidInput("The commit message is empty or holds a NUL character.", code="invalid-message")
    lines = [f"tree {tree}", *(f"parent {oid}" for oid in parents), f"author {author}", f"committer {committer}"]
    text = "\n".join(lines) + "\n\n" + message.rstrip("\n") + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InvalidInput("The commit message is not valid Unicode.", code="invalid-message") from None


def stamp(person: Identity, when: datetime) -> str:
    """A person and a time as they stand in a commit header. Raises InvalidInput for an identity that would break it."""
    if _FORBIDDEN.search(person.name + person.email) or not person.name.strip():
        raise InvalidInput(f"The name {person.name!r} cannot stand in git's history. Enter another name.")
    minutes = int((when.utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    zone = f"{sign}{abs(minutes) // 60:02d}{abs(minutes) % 60:02d}"
    return f"{person.name} <{person.email}> {max(0, int(when.timestamp()))} {zone}"


def parse_commit(oid: str, data: bytes) -> tuple[str, CommitInfo]:
    """The tree's id, and the commit. Never fails on text: other people's commits may hold anything."""
    head, _, body = data.partition(b"\n\n")
    fields: dict[str, list[bytes]] = {}
    for line in head.split(b"\n"):
        key, _, value = line.partition(b" ")
        fields.setdefault(key.decode("latin-1"), []).append(value)
    encoding = fields.get("encoding", [b"utf-8"])[0].decode("latin-1")
    author, authored = _person(_text(fields.get("author", [b""])[0], encoding))
    committer, committed = _person(_text(fields.get("committer", [b""])[0], encoding))
    parents = tuple(value.decode("latin-1") for value in fields.get("parent", []))
    message = _text(body, encoding).rstrip("\n")
    info = CommitInfo(oid, parents, author, authored, committer, committed, message)
    return fields["tree"][0].decode("latin-1"), info


def parse_moment(text: str) -> datetime:
    """`seconds zone` as git writes it. The epoch for what is no such date, or lies after the year 9999."""
    match = _MOMENT.match(text)
    return _EPOCH if match is None else _moment(match["time"], match["zone"])


def _person(text: str) -> tuple[Identity, datetime]:
    match = _PERSON.match(text)
    if match is None:
        return Identity(text, ""), _EPOCH
    return Identity(match["name"], match["email"]), _moment(match["time"] or "0", match["zone"] or "+0000")


def _moment(seconds: str, zone: str) -> datetime:
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:5])) * (-1 if zone[0] == "-" else 1)
    try:
        return (_EPOCH + timedelta(seconds=int(seconds))).astimezone(timezone(offset))
    except (OverflowError, ValueError):  # a year after 9999, or a zone of more than a day
        return _EPOCH


def _text(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding, "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
