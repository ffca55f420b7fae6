"""Which characters the bundled fonts can draw, read from their character maps (OpenType ``cmap``)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jixiao_desktop.resources import resource_path

_SEGMENTS = 4
"""The format of a map in segments of characters that follow each other."""


def characters_without_glyph(text: str) -> str:
    """The characters, in order and once each, that no bundled font can draw in a PDF or on paper."""
    missing = {c for c in set(text) if ord(c) not in _covered() and c.isprintable() and not c.isspace()}
    return "".join(dict.fromkeys(c for c in text if c in missing)) if missing else ""


@cache
def _covered() -> frozenset[int]:
    codes: set[int] = set()
    for path in resource_path("fonts").glob("*.otf"):
        for first, last in _ranges(path):
            codes.update(range(first, last + 1))
    return frozenset(codes)


def _ranges(path: Path) -> Iterator[tuple[int, int]]:
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
            yield from zip(firsts, lasts, strict=True)
            return
