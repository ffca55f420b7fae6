"""Check sums over the content of the 账套, kept up with every write in the same transaction.

The sum of a part is the sum of the CRCs of its rows, so that one edit costs two of them. A row that
changed on the disk by itself no longer fits the sum. SQLite writes each row out as text itself, which
makes checking a large file four times as fast as reading its columns.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from zlib import crc32

SCHEMA_PART = "schema"
_MODULUS = 1 << 63


def _rows_of(table: str, part: str, *columns: str) -> str:
    """SQL that gives each row of a table as the name of its part and its content."""
    content = " || ',' || ".join(f"quote({column})" for column in columns)
    return f"SELECT {part}, CAST({content} AS BLOB) FROM {table} "  # noqa: S608  (our own names)


_KEYS = {"fact": "id", "journal": "seq", "meta": "key", "final": "id"}
_ROWS = {
    "fact": _rows_of("fact", "'fact ' || year", "id", "year", "parent", "list", "position", "value"),
    "journal": _rows_of("journal", "'journal'", "seq", "at", "kind", "ref", "title", "origin", "steps"),
    "meta": _rows_of("meta", "'meta'", "key", "value"),
    "final": _rows_of(
        "final", "'final'",
        "id", "year", "number", "at", "pack", "program", "facts", "figures", "findings", "hashes",
    ),
}  # fmt: skip
_SCHEMA = _rows_of("sqlite_master", "'schema'", "type", "name", "tbl_name", "sql")


class Sums:
    """The changes of the check sums in one transaction; ``store`` writes them before the commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._changes: dict[str, int] = defaultdict(int)

    def added(self, table: str, key: int | str) -> None:
        """A row was written; call it after that."""
        self._count(table, key, 1)

    def removing(self, table: str, key: int | str) -> None:
        """A row goes or changes, if it is there; call it before that."""
        self._count(table, key, -1)

    def store(self) -> None:
        """Write the sums that changed."""
        for part, change in self._changes.items():
            found = self._connection.execute("SELECT value FROM checksum WHERE part = ?", (part,)).fetchone()
            _put(self._connection, part, ((found[0] if found else 0) + change) % _MODULUS)
        self._changes.clear()

    def store_schema(self) -> None:
        """Write the sum of the schema itself, after it was made or migrated."""
        _put(self._connection, SCHEMA_PART, _sums(self._connection, _SCHEMA)[SCHEMA_PART])

    def _count(self, table: str, key: int | str, sign: int) -> None:
        query = _ROWS[table] + "WHERE " + _KEYS[table] + " = ?"
        for part, content in self._connection.execute(query, (key,)):
            self._changes[part] += sign * crc32(content)


def mismatches(connection: sqlite3.Connection) -> list[str]:
    """The parts whose content does not fit their check sum."""
    expected = dict(connection.execute("SELECT part, value FROM checksum"))
    found: dict[str, int] = {}
    for query in (_SCHEMA, *_ROWS.values()):
        found.update(_sums(connection, query))
    parts = expected.keys() | found.keys()
    return sorted(str(part) for part in parts if expected.get(part, 0) != found.get(part, 0))


def _sums(connection: sqlite3.Connection, query: str) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for part, content in connection.execute(query):
        found[part] += crc32(content)
    return {part: value % _MODULUS for part, value in found.items()}


def _put(connection: sqlite3.Connection, part: str, value: int) -> None:
    connection.execute("INSERT OR REPLACE INTO checksum (part, value) VALUES (?, ?)", (part, value))
