"""Which characters the bundled fonts can draw, read from their character maps (OpenType ``cmap``)."""

from __future__ import annotations

import struct
from bisect import bisect_right
from functools import cache
from pathlib import Path

from jixiao_desktop.resources import resource_path

_SEGMENTS = 4
"""The format of a map in segments of characters that follow each other."""


def characters_without_glyph(text: str) -> str:
    """The characters, in order and once each, that no bundled font can draw in a PDF or on paper."""
    missing = {c for c in set(text) if not _covered(ord(c)) and c.isprintable() and not c.isspace()}
    return "".join(dict.fromkeys(c for c in text if c in missing)) if missing else ""


def _covered(code: int) -> bool:
    """Whether some font has the character: it lies in the last range that begins at or before it."""
    for firsts, lasts in _maps():
        at = bisect_right(firsts, code) - 1
        if at >= 0 and code <= lasts[at]:
            return True
    return False


@cache
def _maps() -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """For each bundled font the beginnings and the ends of its ranges of characters, ascending."""
    return tuple(_ranges(path) for path in sorted(resource_path("fonts").glob("*.otf")))


def _ranges(path: Path) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The ranges of characters of one font file; every bundled one has a map in segments."""
    with path.open("rb") as file:
        (tables,) = struct.unpack(">4xH6x", file.read(12))
        directory = [struct.unpack(">4s4xII", file.read(16)) for _ in range(tables)]
        offset, length = next((start, size) for tag, start, size in directory if tag == b"cmap")
        file.seek(offset)
        data = file.read(length)
    (maps,) = struct.unpack_from(">2xH", data)
    for at in range(maps):
        (start,) = struct.unpack_from(">4xI", data, 4 + 8 * at)
        kind, doubled = struct.unpack_from(">H4xH", data, start)
        if kind == _SEGMENTS:
            lasts = struct.unpack_from(f">{doubled // 2}H", data, start + 14)
            firsts = struct.unpack_from(f">{doubled // 2}H", data, start + 16 + doubled)
            return firsts, lasts
    return (), ()
