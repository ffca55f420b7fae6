"""The facts in the table ``fact``: one row per top-level key and per row of a list.

A row of a list keeps its id for life and its place by ``position``, numbers with gaps, so that a row
put into the middle of a list writes one row. Lists below a record hang on it by ``parent`` and ``list``.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from typing import Any

from jixiao_desktop.ledger.edits import Change, Path, PathError, value_at
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Items, Kind, Record, Rows, keys_of, normal
from jixiao_desktop.store.codec import Names, RowList, decode, dump, encode, kind_at, kind_below
from jixiao_desktop.store.notes import NOTES, StoredYear, YearNotes
from jixiao_desktop.store.sums import Sums

TABLE = "fact"
GAP = 1 << 20
_SELECT = "SELECT id, year, parent, list, position, value FROM fact "

Row = tuple[int, int, int | None, str, int, str]


def years(connection: sqlite3.Connection) -> list[int]:
    """The years that have facts, the earliest first."""
    return [row[0] for row in connection.execute("SELECT DISTINCT year FROM fact ORDER BY year")]


def read_year(connection: sqlite3.Connection, year: int) -> StoredYear | None:
    """One year as it was stored; None when there is none."""
    return assembled(connection.execute(_SELECT + "WHERE year = ? ORDER BY position", (year,)).fetchall())


def assembled(rows: list[Row], lost: list[str] | None = None) -> StoredYear | None:
    """The year that these rows (in the order of their positions) make up; None when there are none.

    What cannot be read is put into ``lost``, named for the clerk; without that list it is an error.
    """
    below: dict[tuple[int | None, str], list[Row]] = defaultdict(list)
    for row in rows:
        below[row[2], row[3]].append(row)

    def read(kind: Kind, row: Row, name: str) -> Any:
        try:
            return decode(kind, json.loads(row[5]), lambda at, type_: children(row[0], at, type_, name))
        except (ValueError, LookupError, TypeError, ArithmeticError, AttributeError):
            if lost is None:
                raise
            lost.append(name)
            return None

    def children(owner: int, at: Names, type_: type[Any], name: str) -> tuple[Any, ...]:
        whole = ".".join((name, *at))
        found = [
            read(Record(type_), row, f"{whole}第{number}行")
            for number, row in enumerate(below[owner, "/".join(at)], start=1)
        ]
        return tuple(value for value in found if value is not None)

    found = {
        item.attribute: read(item.kind, row, item.name)
        for item in keys_of(UnitYear).values()
        for row in below[None, item.name]
    }
    if not found:
        return None
    notes = [read(Record(YearNotes), row, NOTES) for row in below[None, NOTES]]
    return StoredYear(UnitYear(**found), notes[0] if notes else None)


class FactWriter:
    """Writes changes of facts within the transaction of its connection."""

    def __init__(self, connection: sqlite3.Connection, sums: Sums) -> None:
        self._connection = connection
        self._sums = sums

    def write(self, year: int, change: Change, after: StoredYear | None) -> None:
        """Store one change of a year; ``after`` is the whole year as it stands after it."""
        path = change.path
        if not path:
            self._replace_year(year, after)
            return
        if after is None:
            raise LookupError(f"no year {year}")
        root = after.notes if path[0] == NOTES else after.facts
        if isinstance(path[-1], int) and isinstance(kind_at(path[:-1]), Rows):
            self._write_row(year, change, root)
        else:
            self._write_below(year, path, root)

    def _replace_year(self, year: int, after: StoredYear | None) -> None:
        kept = () if after is None else (NOTES,)
        roots = self._connection.execute(_SELECT + "WHERE year = ? AND parent IS NULL", (year,)).fetchall()
        for row in roots:
            if row[3] not in kept:
                self._delete(row)
        if after is not None:
            for item in keys_of(UnitYear).values():
                value = getattr(after.facts, item.attribute)
                if value is not None:
                    self._insert(year, None, item.name, 0, item.kind, value)

    def _write_row(self, year: int, change: Change, root: Any) -> None:
        """Insert, delete or replace one row of a list of records."""
        holder, inner = _holder(change.path[:-1])
        owner = self._find(year, holder)
        at = int(change.path[-1])
        kind = kind_at(change.path)
        if owner is None or (change.action == "insert" and not self._length(owner, inner)):
            self._write_below(year, change.path[:-1], root)
            return
        if change.action == "insert":
            position = self._position(owner[0], inner, at)
            self._insert(year, owner[0], "/".join(inner), position, kind, change.new)
            return
        row = self._child(owner[0], inner, at)
        if row is None:
            raise PathError(f"没有第{at}行")
        self._delete(row)
        if change.action == "set":
            self._insert(year, owner[0], row[3], row[4], kind, change.new)

    def _write_below(self, year: int, path: Path, root: Any) -> None:
        """Store again what holds ``path``, and the lists at or below it."""
        holder, inner = _holder(path)
        value = value_at(root, holder[1:] if holder[0] == NOTES else holder)
        row = self._find(year, holder)
        if row is None or value is None:
            if row is not None:
                self._delete(row)
            if value is not None:
                self._insert(year, None, _top_name(holder), 0, kind_at(holder), value)
            return
        lists: list[RowList] = []
        self._update(row, dump(encode(kind_at(holder), value, lists)))
        for child in self._children(row[0]):
            if _names(child[3])[: len(inner)] == inner:
                self._delete(child)
        for rows in lists:
            if rows.at[: len(inner)] == inner:
                self._insert_list(year, row[0], rows)

    def _insert(  # noqa: PLR0917  (the columns of the table)
        self, year: int, parent: int | None, name: str, position: int, kind: Kind, value: Any
    ) -> None:
        lists: list[RowList] = []
        stored = (year, parent, name, position, dump(encode(kind, value, lists)))
        cursor = self._connection.execute(
            "INSERT INTO fact (year, parent, list, position, value) VALUES (?, ?, ?, ?, ?)", stored
        )
        made = int(cursor.lastrowid or 0)
        self._sums.added(TABLE, made)
        for rows in lists:
            self._insert_list(year, made, rows)

    def _insert_list(self, year: int, parent: int, rows: RowList) -> None:
        for number, row in enumerate(rows.rows):
            self._insert(year, parent, "/".join(rows.at), number * GAP, Record(rows.type), row)

    def _update(self, row: Row, value: str) -> None:
        self._sums.removing(TABLE, row[0])
        self._connection.execute("UPDATE fact SET value = ? WHERE id = ?", (value, row[0]))
        self._sums.added(TABLE, row[0])

    def _delete(self, row: Row) -> None:
        for child in self._children(row[0]):
            self._delete(child)
        self._sums.removing(TABLE, row[0])
        self._connection.execute("DELETE FROM fact WHERE id = ?", (row[0],))

    def _children(self, parent: int) -> list[Row]:
        return self._connection.execute(_SELECT + "WHERE parent = ?", (parent,)).fetchall()

    def _child(self, parent: int, inner: Names, at: int) -> Row | None:
        found: Row | None = self._connection.execute(
            _SELECT + "WHERE parent = ? AND list = ? ORDER BY position LIMIT 1 OFFSET ?",
            (parent, "/".join(inner), at),
        ).fetchone()
        return found

    def _find(self, year: int, holder: Path) -> Row | None:
        """The row that stores a top-level key or a row of a list."""
        row: Row | None = self._connection.execute(
            _SELECT + "WHERE year = ? AND parent IS NULL AND list = ?",
            (year, _top_name(holder)),
        ).fetchone()
        inner: list[str] = []
        for step in holder[1:]:
            if row is None:
                return None
            if isinstance(step, int):
                row = self._child(row[0], tuple(inner), step)
                inner.clear()
            else:
                inner.append(step)
        return row

    def _length(self, owner: Row, inner: Names) -> int:
        return int(
            self._connection.execute(
                "SELECT count(*) FROM fact WHERE parent = ? AND list = ?", (owner[0], "/".join(inner))
            ).fetchone()[0]
        )

    def _position(self, parent: int, inner: Names, at: int) -> int:
        """A free position before row ``at`` of a list, making room where there is none."""
        before = self._child(parent, inner, at - 1) if at > 0 else None
        behind = self._child(parent, inner, at)
        if before is None:
            return behind[4] - GAP if behind else 0
        if behind is None:
            return before[4] + GAP
        if behind[4] - before[4] > 1:
            return (before[4] + behind[4]) // 2
        self._spread(parent, inner)
        return self._position(parent, inner, at)

    def _spread(self, parent: int, inner: Names) -> None:
        rows = self._connection.execute(
            _SELECT + "WHERE parent = ? AND list = ? ORDER BY position",
            (parent, "/".join(inner)),
        ).fetchall()
        for number, row in enumerate(rows):
            self._sums.removing(TABLE, row[0])
            self._connection.execute("UPDATE fact SET position = ? WHERE id = ?", (number * GAP, row[0]))
            self._sums.added(TABLE, row[0])


def _top_name(path: Path) -> str:
    """The declared name of the top-level key that a path starts with."""
    if path[0] == NOTES:
        return NOTES
    found = keys_of(UnitYear).get(normal(str(path[0])))
    if found is None:
        raise PathError(f"没有「{path[0]}」这一项")
    return found.name


def _holder(path: Path) -> tuple[Path, Names]:
    """Which stored row holds a path, and the declared names that lead on from there."""
    kind: Kind = kind_at(path[:1])
    holder: Path = path[:1]
    inner: list[str] = []
    for number, step in enumerate(path[1:], start=2):
        below = kind_below(kind, step)
        if isinstance(kind, Rows):
            holder = path[:number]
            inner.clear()
        elif isinstance(kind, Items):
            break
        else:
            inner.append(_declared(kind, str(step)))
        kind = below
    return holder, tuple(inner)


def _declared(kind: Kind, step: str) -> str:
    return keys_of(kind.type)[normal(step)].name if isinstance(kind, Record) else step


def _names(written: str) -> Names:
    return tuple(written.split("/")) if written else ()
