"""Connections to a 账套, transactions, and files that take their place whole."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from jixiao_desktop.errors import problem_of
from jixiao_desktop.files import partial_beside, put_in_place, sync_file
from jixiao_desktop.store.health import UNREADABLE, is_damage
from jixiao_desktop.store.sums import Sums

BUSY_SECONDS = 5.0


def connect(path: Path, *, mode: str) -> sqlite3.Connection:
    """A connection with the settings of a 账套; ``mode`` as in SQLite's URIs. Raises sqlite3.Error."""
    connection = sqlite3.connect(
        f"{path.resolve().as_uri()}?mode={mode}",
        uri=True, isolation_level=None, timeout=BUSY_SECONDS, check_same_thread=False,
    )  # fmt: skip
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        if mode != "ro":
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("PRAGMA synchronous = EXTRA")
            connection.execute("PRAGMA foreign_keys = ON")
    except BaseException:
        connection.close()
        raise
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[Sums]:
    """One transaction with its check sums; rolled back whole on any error."""
    sums = Sums(connection)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield sums
        sums.store()
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextlib.contextmanager
def replacing(target: Path, doing: str) -> Iterator[Path]:
    """A path to write to beside ``target``; on success it takes the target's place, else it goes away.

    Raises Problem when the system or SQLite refuses.
    """
    partial = partial_beside(target)
    try:
        yield partial
        sync_file(partial)
        _settle_journal(target)
        put_in_place(partial, target)
    except (OSError, sqlite3.Error) as error:
        raise problem_of(error, target, doing, "原有文件没有被改动。") from error
    finally:
        with contextlib.suppress(OSError):
            partial.unlink(missing_ok=True)
            _journal_of(partial).unlink(missing_ok=True)


def _journal_of(path: Path) -> Path:
    return path.with_name(path.name + "-journal")


def played_back(path: Path) -> bool:
    """Let SQLite play a journal that a crash left back into its file; False where that is not possible.

    Raises Problem when the system refuses.
    """
    if not path.exists() or not _journal_of(path).exists():
        return False
    try:
        with contextlib.closing(connect(path, mode="rw")) as connection:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except UNREADABLE as error:
        if isinstance(error, UnicodeDecodeError) or is_damage(error):
            return False
        raise problem_of(error, path, "打开", "文件没有被改动。") from error
    return True


def _settle_journal(target: Path) -> None:
    """Left alone, the journal of a file would be played into the one that takes its place."""
    left = _journal_of(target)
    if left.exists() and not played_back(target):
        left.replace(left.with_name(left.name + ".bak"))
