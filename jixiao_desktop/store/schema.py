"""The schema of the 账套 file and its migrations, numbered from 1."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING

from jixiao_desktop.store.sums import Sums

if TYPE_CHECKING:
    from sqlite_utils import Database

APPLICATION_ID = 0x4A584958
"""「JXIX」 in the header of every 账套, so that it is known from any other SQLite file."""

Migration = Callable[["Database", Sums], None]
SCHEMA_KEY = "schema"


def _first(db: Database, _: Sums) -> None:
    """Facts, journal, final versions, and the check sums over them."""
    db.table("meta").create({"key": str, "value": str}, pk="key", not_null={"value"})
    db.table("checksum").create({"part": str, "value": int}, pk="part", not_null={"value"})
    db.table("fact").create(
        {"id": int, "year": int, "parent": int, "list": str, "position": int, "value": str},
        pk="id",
        not_null={"year", "list", "position", "value"},
        foreign_keys=[("parent", "fact", "id")],
    )
    db.table("fact").create_index(["parent", "list", "position"])
    db.table("fact").create_index(["year", "list"])
    db.table("journal").create(
        {"seq": int, "at": str, "kind": str, "ref": int, "title": str, "origin": str, "steps": str},
        pk="seq",
        not_null={"at", "kind", "title", "origin", "steps"},
        foreign_keys=[("ref", "journal", "seq")],
    )
    db.table("final").create(
        {
            "id": int, "year": int, "number": int, "at": str, "pack": str, "program": str,
            "facts": str, "figures": str, "findings": str, "hashes": str,
        },
        pk="id",
        not_null={"year", "number", "at", "pack", "program", "facts", "figures", "findings", "hashes"},
    )  # fmt: skip
    db.table("final").create_index(["year", "number"], unique=True)


MIGRATIONS: tuple[Migration, ...] = (_first,)


def current() -> int:
    """The newest schema version."""
    return len(MIGRATIONS)


def version_of(connection: sqlite3.Connection) -> int:
    """The schema version of a file; 0 for a new one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest schema, each step in a transaction of its own."""
    from sqlite_utils import Database

    db = Database(connection)
    for number in range(version_of(connection) + 1, current() + 1):
        with db.atomic():
            sums = Sums(connection)
            MIGRATIONS[number - 1](db, sums)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {number}")
            put_meta(connection, sums, SCHEMA_KEY, str(number))
            sums.store()
            sums.store_schema()


def put_meta(connection: sqlite3.Connection, sums: Sums, key: str, value: str) -> None:
    """Set one entry of the table ``meta`` (id of the book, schema version)."""
    sums.removing("meta", key)
    connection.execute("INSERT OR REPLACE INTO meta (key, value) VALUES (?, ?)", (key, value))
    sums.added("meta", key)


def get_meta(connection: sqlite3.Connection, key: str) -> str | None:
    """One entry of the table ``meta``."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])
