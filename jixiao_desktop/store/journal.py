"""The journal: one entry per operation. It is undo and redo, and the audit trail (修改记录).

Entries are only ever added; an undo is an entry of its own that names the one it took back. The last
entry alone may still grow while the user types on in one field.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from jixiao_desktop.ledger.edits import Change, Operation
from jixiao_desktop.store.codec import decode_at, dump, encode_at
from jixiao_desktop.store.sums import Sums
from jixiao_desktop.values import dataclass

EntryKind = Literal["base", "do", "undo", "redo", "note"]
TABLE = "journal"
_SELECT = "SELECT seq, at, kind, ref, title, origin, steps FROM journal "


@dataclass(frozen=True, slots=True)
class Step:
    """One change and the year it was made in."""

    year: int
    change: Change


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: ``base`` (a new file), ``do``, ``undo``/``redo`` of ``ref``, or ``note`` (no change)."""

    seq: int
    at: str
    """UTC, ISO 8601."""
    kind: EntryKind
    ref: int | None
    title: str
    origin: str
    steps: tuple[Step, ...]


def steps_of(year: int, operation: Operation) -> tuple[Step, ...]:
    """The changes of an operation as steps in one year."""
    return tuple(Step(year, change) for change in operation.changes)


def inverse(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that take these back."""
    return tuple(Step(step.year, step.change.inverse()) for step in reversed(tuple(steps)))


def folded(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The same steps with keystrokes in one field made one: the first old value and the last new one."""
    kept: list[Step] = []
    for step in steps:
        last = kept[-1] if kept else None
        if (
            last is not None
            and last.year == step.year
            and last.change.action == step.change.action == "set"
            and last.change.path == step.change.path
        ):
            kept[-1] = Step(step.year, Change("set", step.change.path, last.change.old, step.change.new))
        else:
            kept.append(step)
    return tuple(kept)


def put(connection: sqlite3.Connection, sums: Sums, entry: Entry) -> None:
    """Add an entry, or replace the last one where it has the same number."""
    sums.removing(TABLE, entry.seq)
    row = (
        entry.seq, entry.at, entry.kind, entry.ref, _storable(entry.title), _storable(entry.origin),
        dump([_step_data(step) for step in entry.steps]),
    )  # fmt: skip
    connection.execute("INSERT OR REPLACE INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    sums.added(TABLE, entry.seq)


def get(connection: sqlite3.Connection, seq: int) -> Entry:
    """One entry by its number. Raises LookupError."""
    row = connection.execute(_SELECT + "WHERE seq = ?", (seq,)).fetchone()
    if row is None:
        raise LookupError(f"no journal entry {seq}")
    return _entry(row)


def last_seq(connection: sqlite3.Connection) -> int:
    """The number of the last entry, 0 when there is none."""
    return int(connection.execute("SELECT coalesce(max(seq), 0) FROM journal").fetchone()[0])


def history(connection: sqlite3.Connection) -> Iterator[Entry]:
    """All entries, the newest first."""
    for row in connection.execute(_SELECT + "ORDER BY seq DESC"):
        yield _entry(row)


def stacks(connection: sqlite3.Connection) -> tuple[list[int], list[int]]:
    """The numbers of the entries that can be undone and redone, the next one last."""
    undo: list[int] = []
    redo: list[int] = []
    for seq, kind, ref in connection.execute("SELECT seq, kind, ref FROM journal ORDER BY seq"):
        if kind == "do":
            undo.append(seq)
            redo.clear()
        elif kind == "undo":
            redo.append(undo.pop())
        elif kind == "redo":
            undo.append(redo.pop())
        if kind in {"undo", "redo"} and (redo if kind == "undo" else undo)[-1] != ref:
            raise LookupError(f"journal entry {seq} does not follow from the ones before it")
    return undo, redo


def _storable(text: str) -> str:
    """A text without what SQLite's own writing of it stops at (NUL) or UTF-8 cannot carry."""
    return text.replace("\0", "").encode("utf-8", "replace").decode("utf-8")


def _step_data(step: Step) -> list[Any]:
    change = step.change
    return [
        step.year, change.action, list(change.path),
        encode_at(change.path, change.old), encode_at(change.path, change.new),
    ]  # fmt: skip


def _entry(row: tuple[Any, ...]) -> Entry:
    seq, at, kind, ref, title, origin, steps = row
    return Entry(seq, at, kind, ref, title, origin, tuple(_step(data) for data in json.loads(steps)))


def _step(data: list[Any]) -> Step:
    year, action, path, old, new = data
    place = tuple(path)
    return Step(year, Change(action, place, decode_at(place, old), decode_at(place, new)))
