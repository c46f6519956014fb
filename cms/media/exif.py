"""What a camera writes beside the picture: the place blanked, or all of it taken out, without touching the picture.

JPEG keeps it in an Exif segment (a TIFF directory, tag 0x8825; Exif 2.32 §4.6.6), often once more in XMP (`exif:GPS…`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

__all__ = ["without_notes", "without_position"]

_EXIF = b"Exif\0\0"
_XMP = b"http://ns.adobe.com/xap/1.0/\0"
_GPS_TAG = 0x8825
_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_XMP_GPS = re.compile(rb"(exif:GPS\w+\s*=\s*\")([^\"]*)(?=\")|(<exif:GPS\w+>)([^<]*)(?=<)")


def without_position(data: bytes) -> bytes:
    """The JPEG with its position blanked; the same bytes when it has none. Every other byte stays as it was."""
    blanked = bytearray(data)
    for start, end in _app1_segments(data):
        if data.startswith(_EXIF, start):
            _blank_exif(blanked, start + len(_EXIF), end)
        elif data.startswith(_XMP, start):
            blanked[start:end] = _XMP_GPS.sub(_spaces, data[start:end])
    return bytes(blanked)


def without_notes(data: bytes) -> bytes:
    """The JPEG without what is not needed to show it: notes, thumbnails, comments. Colour profiles stay."""
    kept, place = [data[:2]], 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        end = place + 2 + max(int.from_bytes(data[place + 2 : place + 4], "big"), 2)
        if _is_needed(data[place + 1], data[place + 4 : end]):
            kept.append(data[place:end])
        place = end
    return b"".join((*kept, data[place:]))


def _is_needed(marker: int, body: bytes) -> bool:
    """JFIF and Adobe say how colours are stored; APP2 holds profiles, and other things."""
    if marker == 0xE2:
        return body.startswith(b"ICC_PROFILE\0")
    return marker in (0xE0, 0xEE) or not (0xE0 <= marker <= 0xEF or marker == 0xFE)


def _spaces(match: re.Match[bytes]) -> bytes:
    return (match[1] or match[3]) + b" " * len(match[2] if match[1] else match[4])


def _app1_segments(data: bytes) -> Iterator[tuple[int, int]]:
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF and data[place + 1] != 0xDA:
        length = int.from_bytes(data[place + 2 : place + 4], "big")
        if data[place + 1] == 0xE1:
            yield place + 4, min(place + 2 + length, len(data))
        place += 2 + max(length, 2)


class _Tiff(Struct, frozen=True):
    data: bytearray
    start: int
    end: int
    order: Literal["little", "big"]

    def number(self, place: int, size: int) -> int:
        return int.from_bytes(self.data[self.start + place : self.start + place + size], self.order)

    def blank(self, place: int, size: int) -> None:
        first = min(self.start + place, self.end)
        last = min(first + size, self.end)
        self.data[first:last] = bytes(last - first)

    def entries(self, directory: int) -> Iterator[int]:
        """The places of a directory's entries, twelve bytes each."""
        for index in range(self.number(directory, 2)):
            place = directory + 2 + 12 * index
            if self.start + place + 12 > self.end:
                return
            yield place


def _blank_exif(data: bytearray, start: int, end: int) -> None:
    head = bytes(data[start : start + 2])
    if head not in (b"II", b"MM"):
        return
    tiff = _Tiff(data, start, end, "little" if head == b"II" else "big")
    for place in tiff.entries(tiff.number(4, 4)):
        if tiff.number(place, 2) == _GPS_TAG:
            _blank_directory(tiff, tiff.number(place + 8, 4))


def _blank_directory(tiff: _Tiff, directory: int) -> None:
    """Zero the values, the entries and their count: an empty directory stays, so no offset moves."""
    for place in list(tiff.entries(directory)):
        size = _SIZES.get(tiff.number(place + 2, 2), 1) * tiff.number(place + 4, 4)
        if size > 4:
            tiff.blank(tiff.number(place + 8, 4), size)
        tiff.blank(place, 12)
    tiff.blank(directory, 2)
