"""Check sums over the content of the 账套, kept up with every write in the same transaction.

The sum of a part is the sum of the hashes of its rows, so that one edit costs two hashes. A row that
changed on the disk by itself no longer fits the sum.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from typing import Any

_BITS = 63
_MODULUS = 1 << _BITS
SCHEMA_PART = "schema"
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_master"


def row_hash(row: Sequence[Any]) -> int:
    """The hash of one row of numbers, texts and NULLs; a number is not the same as its digits."""
    written = "\x1f".join([value if type(value) is str else f"\x1e{value}" for value in row])
    return int.from_bytes(blake2b(written.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "big")


def sum_of(rows: Iterable[Sequence[Any]]) -> int:
    """The check sum of a part."""
    return sum(map(row_hash, rows)) % _MODULUS


class Sums:
    """The changes of the check sums in one transaction; ``store`` writes them before the commit."""

    def __init__(self) -> None:
        self._changes: dict[str, int] = {}

    def add(self, part: str, row: Sequence[Any]) -> None:
        """A row came."""
        self._changes[part] = self._changes.get(part, 0) + row_hash(row)

    def remove(self, part: str, row: Sequence[Any]) -> None:
        """A row went."""
        self._changes[part] = self._changes.get(part, 0) - row_hash(row)

    def store(self, connection: sqlite3.Connection) -> None:
        """Write the sums that changed."""
        for part, change in self._changes.items():
            found = connection.execute("SELECT value FROM checksum WHERE part = ?", (part,)).fetchone()
            value = ((found[0] if found else 0) + change) % _MODULUS
            connection.execute("INSERT OR REPLACE INTO checksum (part, value) VALUES (?, ?)", (part, value))
        self._changes.clear()


def store_schema_sum(connection: sqlite3.Connection) -> None:
    """Write the check sum of the schema itself, after it was made or migrated."""
    value = sum_of(connection.execute(_SCHEMA))
    connection.execute("INSERT OR REPLACE INTO checksum (part, value) VALUES (?, ?)", (SCHEMA_PART, value))


def mismatches(connection: sqlite3.Connection) -> list[str]:
    """The parts whose content does not fit their check sum."""
    expected = dict(connection.execute("SELECT part, value FROM checksum"))
    found = {
        SCHEMA_PART: sum_of(connection.execute(_SCHEMA)),
        "journal": sum_of(connection.execute("SELECT seq, at, kind, ref, title, origin, steps FROM journal")),
        "meta": sum_of(connection.execute("SELECT key, value FROM meta")),
        "final": sum_of(connection.execute("SELECT * FROM final")),
    }
    for row in connection.execute("SELECT id, year, parent, list, position, value FROM fact"):
        part = fact_part(row[1])
        found[part] = (found.get(part, 0) + row_hash(row)) % _MODULUS
    parts = expected.keys() | found.keys()
    return sorted(part for part in parts if expected.get(part, 0) != found.get(part, 0))


def fact_part(year: int) -> str:
    """The part that holds the facts of one year."""
    return f"fact {year}"
