"""``Book``: one .jixiao file, one unit, all its years. One operation is one transaction."""

from __future__ import annotations

import errno
import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from jixiao_desktop.errors import problem_of
from jixiao_desktop.store import journal, rows, schema, versions
from jixiao_desktop.store.connection import connect, played_back, replacing, transaction
from jixiao_desktop.store.health import UNREADABLE, Damage, check, header_damage, is_damage
from jixiao_desktop.store.journal import Entry
from jixiao_desktop.store.notes import StoredYear
from jixiao_desktop.store.salvage import Salvaged, salvage
from jixiao_desktop.store.sums import Sums
from jixiao_desktop.store.versions import Final
from jixiao_desktop.values import dataclass

_UNTOUCHED = "文件没有被改动。"


@dataclass(frozen=True, slots=True)
class Job:
    """What one commit writes: an entry, and each of its steps' year as it stands after that step.

    ``steps`` are the changes that are new to the file; they differ from the entry's own where the
    entry grew by a keystroke.
    """

    entry: Entry
    steps: tuple[journal.Step, ...]
    after: tuple[StoredYear | None, ...]


class Book:
    """An open 账套. All calls must come from one thread at a time."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, *, read_only: bool, damage: Damage | None
    ) -> None:
        self.path = path
        self.read_only = read_only
        self.damage = damage
        self._connection = connection
        self._identity = _identity(path)

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection, for the other modules of the store."""
        return self._connection

    @cached_property
    def id(self) -> str:
        """The id that a file and its backups share; empty where a damaged file has lost it."""
        try:
            return schema.get_meta(self._connection, "id") or ""
        except UNREADABLE:
            if self.damage:
                return ""
            raise

    @cached_property
    def salvaged(self) -> Salvaged | None:
        """What could be read of a damaged file; None for a whole one."""
        return salvage(self._connection) if self.damage else None

    def years(self) -> list[int]:
        """The years in the file, the earliest first."""
        return sorted(self.salvaged.years) if self.salvaged else rows.years(self._connection)

    def year(self, year: int) -> StoredYear | None:
        """One year; None when the file has no such year."""
        return self.salvaged.years.get(year) if self.salvaged else rows.read_year(self._connection, year)

    def entry(self, seq: int) -> Entry:
        """One journal entry. Raises LookupError."""
        return journal.get(self._connection, seq)

    def history(self) -> list[Entry]:
        """修改记录: every entry, the newest first; none where a damaged file has lost them."""
        return [] if self.damage else list(journal.history(self._connection))

    def last_seq(self) -> int:
        """The number of the last journal entry."""
        return 0 if self.damage else journal.last_seq(self._connection)

    def stacks(self) -> tuple[list[int], list[int]]:
        """The numbers of the entries that can be undone and redone, the next one last."""
        return ([], []) if self.damage else journal.stacks(self._connection)

    def commit(self, job: Job) -> None:
        """Write one operation: facts, journal entry and check sums, or nothing.

        Raises sqlite3.Error, and OSError when the file is not where it was.
        """
        if _identity(self.path) != self._identity:
            raise FileNotFoundError(errno.ENOENT, "the file was removed or replaced", str(self.path))
        with transaction(self._connection) as sums:
            _write(self._connection, sums, job)

    def freeze(self, draft: Final) -> Final:
        """Keep a 定稿 under the next number of its year, with an entry in the journal."""
        final = replace(draft, number=versions.next_number(self._connection, draft.year))
        title = f"{final.year}年度定稿第{final.number}版"
        entry = Entry(self.last_seq() + 1, final.at, "note", None, title, "定稿", ())
        with transaction(self._connection) as sums:
            versions.put(self._connection, sums, final)
            journal.put(self._connection, sums, entry)
        return final

    def finals(self, year: int) -> list[Final]:
        """The frozen versions of a year, the newest first; none where a damaged file has lost them."""
        return [] if self.damage else versions.finals(self._connection, year)

    @property
    def reachable(self) -> bool:
        """Whether the file is where it was and still answers."""
        try:
            self._connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            return _identity(self.path) == self._identity
        except (OSError, sqlite3.Error):
            return False

    def reconnect(self) -> None:
        """Open the file again after an error (the USB stick is back). Raises sqlite3.Error, OSError."""
        self._connection.close()
        self._identity = _identity(self.path)
        self._connection = connect(self.path, mode="rw")

    def copy_to(self, target: Path) -> None:
        """「导出副本」: a compact copy, complete or not there at all. Raises Problem."""
        with replacing(target, "导出副本") as partial:
            self._connection.execute("VACUUM INTO ?", (str(partial),))

    def save_as(self, target: Path) -> None:
        """A copy that goes its own way, under an id of its own. Raises Problem."""
        with replacing(target, "另存为") as partial:
            self._connection.execute("VACUUM INTO ?", (str(partial),))
            copy = connect(partial, mode="rw")
            try:
                with transaction(copy) as sums:
                    schema.put_meta(copy, sums, "id", uuid.uuid4().hex)
            finally:
                copy.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


def create_book(target: Path, jobs: Sequence[Job], *, book_id: str | None = None) -> None:
    """Make a new file from a first entry and what followed; it is whole or not there. Raises Problem."""
    with replacing(target, "新建账套") as partial:
        connection = connect(partial, mode="rwc")
        try:
            schema.migrate(connection)
            with transaction(connection) as sums:
                schema.put_meta(connection, sums, "id", book_id or uuid.uuid4().hex)
                for job in jobs:
                    _write(connection, sums, job)
        finally:
            connection.close()


def open_book(path: Path, *, read_only: bool = False) -> Book:
    """Open a file and check that it is whole; a damaged one opens read-only with ``damage`` set.

    Raises NotABookError, NewerFileError, Problem. A file of an older schema must be migrated first
    (see :func:`needs_migration`), unless it is only read.
    """
    damage = _header_damage(path)
    if damage and not read_only and played_back(path):
        damage = _header_damage(path)
    connection, unreadable = _opened(path, mode="ro" if read_only or damage else "rw")
    damage = damage or unreadable or check(connection)
    if damage and not read_only:
        connection.close()
        connection, _ = _opened(path, mode="ro")
    return Book(path, connection, read_only=read_only or damage is not None, damage=damage)


def _identity(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_dev, found.st_ino


def _write(connection: sqlite3.Connection, sums: Sums, job: Job) -> None:
    writer = rows.FactWriter(connection, sums)
    for step, after in zip(job.steps, job.after, strict=True):
        writer.write(step.year, step.change, after)
    journal.put(connection, sums, job.entry)


def _header_damage(path: Path) -> Damage | None:
    try:
        return header_damage(path)
    except OSError as error:
        raise problem_of(error, path, "打开", _UNTOUCHED) from error


def _opened(path: Path, *, mode: str) -> tuple[sqlite3.Connection, Damage | None]:
    """A connection, read-only with the damage where the file is too broken for more. Raises Problem."""
    try:
        return connect(path, mode=mode), None
    except UNREADABLE as error:
        if isinstance(error, UnicodeDecodeError) or is_damage(error):
            return connect(path, mode="ro"), Damage(("数据库结构已损坏",))
        raise problem_of(error, path, "打开", _UNTOUCHED) from error


def needs_migration(book: Book) -> bool:
    """Whether the file has an older schema than the program."""
    return schema.version_of(book.connection) < schema.current()
