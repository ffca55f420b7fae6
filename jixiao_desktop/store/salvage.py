"""Reading a damaged file as far as it can be read."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from jixiao_desktop.store.health import UNREADABLE
from jixiao_desktop.store.notes import StoredYear
from jixiao_desktop.store.rows import Row, assembled
from jixiao_desktop.values import dataclass

_SCAN = "SELECT id, year, parent, list, position, value FROM fact ORDER BY id "


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The years that could be read, and what of them could not, named for the clerk."""

    years: dict[int, StoredYear]
    lost: tuple[str, ...]


def salvage(connection: sqlite3.Connection) -> Salvaged:
    """Read what can be read. Never raises for what the file holds."""
    rows = {row[0]: row for direction in ("ASC", "DESC") for row in _readable(connection, direction)}
    by_year: dict[int, list[Row]] = defaultdict(list)
    for row in sorted(rows.values(), key=lambda row: (row[4], row[0])):
        by_year[row[1]].append(row)
    years = {}
    lost: list[str] = []
    for year, found in sorted(by_year.items()):
        missing: list[str] = []
        stored = assembled(found, missing)
        lost += [f"{year}年度 {name}" for name in missing]
        if stored is not None and 1900 <= year <= 2999:
            facts = replace(stored.facts, year=year, template=stored.facts.template or "")
            years[year] = replace(stored, facts=facts)
    return Salvaged(years, tuple(lost))


def _readable(connection: sqlite3.Connection, direction: str) -> Iterator[Row]:
    """The rows up to the first one that cannot be read, from one end or the other."""
    try:
        for row in connection.execute(_SCAN + direction):
            if _is_row(row):
                yield row
    except (*UNREADABLE, OverflowError):
        return


def _is_row(row: tuple[Any, ...]) -> bool:
    number, year, parent, name, position, value = row
    numbers = (number, year, position, 0 if parent is None else parent)
    return all(isinstance(item, int) for item in numbers) and isinstance(name, str) and isinstance(value, str)
