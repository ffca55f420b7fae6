"""Opening a 账套 for writing where that is possible, else for reading with the reason."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path
from typing import Literal

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.store import schema
from jixiao_desktop.store.backup import Backups, default_folder
from jixiao_desktop.store.book import Book, needs_migration, open_book
from jixiao_desktop.store.connection import connect
from jixiao_desktop.store.lock import HeldError, Holder, Lock, take
from jixiao_desktop.values import dataclass

ReadOnlyKind = Literal["asked", "held", "media", "damaged"]


@dataclass(frozen=True, slots=True)
class ReadOnly:
    """Why a 账套 is open for reading only; ``reason`` is a clause for the clerk."""

    kind: ReadOnlyKind
    reason: str
    holder: Holder | None = None


class ReadOnlyError(Problem):
    """The 账套 is open for reading only and was to be changed."""

    def __init__(self, why: ReadOnly) -> None:
        super().__init__(
            f"本账套以只读方式打开：{why.reason}。", "没有改动任何内容。", "需要修改时，请先「另存为」一份。"
        )


def opened_for_writing(
    path: Path, backups: Backups | None = None, *, read_only: bool = False, take_over: bool = False
) -> tuple[Book, Lock | None, ReadOnly | None]:
    """The open file, the lock that is held on it, and why it is read-only if it is.

    An older file is backed up and migrated. Raises Problem.
    """
    lock, reason = (None, ReadOnly("asked", "按您的选择")) if read_only else _lock(path, take_over=take_over)
    try:
        book = open_book(path, read_only=lock is None)
        if book.damage:
            reason = ReadOnly("damaged", str(book.damage))
        elif needs_migration(book):
            book = _migrated(book, backups)
        _ = book.id  # read while an error can still be told
    except BaseException as error:
        if lock:
            lock.release()
        if isinstance(error, sqlite3.Error):
            raise problem_of(error, path, "打开", "文件没有被改动。") from error
        raise
    if reason and lock:
        lock.release()
        lock = None
    return book, lock, reason


def refuse_held(path: Path) -> None:
    """Raises Problem when a file that is to be replaced is open elsewhere."""
    if not path.exists():
        return
    try:
        take(path).release()
    except HeldError as held:
        raise Problem(
            f"「{path.name}」{held}，不能覆盖。", "原有文件没有被改动。", "请换一个文件名。"
        ) from held
    except OSError as error:
        raise problem_of(error, path, "保存", "原有文件没有被改动。") from error


def _lock(path: Path, *, take_over: bool) -> tuple[Lock | None, ReadOnly | None]:
    if path.exists() and not os.access(path, os.W_OK):
        return None, ReadOnly("media", "文件是只读的，或您没有写入权限")
    try:
        return take(path, by_force=take_over), None
    except HeldError as held:
        return None, ReadOnly("held", str(held), held.holder)
    except OSError:
        return None, ReadOnly("media", "所在的磁盘或文件夹不能写入")


def _migrated(book: Book, backups: Backups | None) -> Book:
    """The file in the newest schema; one that is only read is migrated in memory."""
    if book.read_only:
        copy = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        book.connection.backup(copy)
        book.close()
        schema.migrate(copy)
        return Book(book.path, copy, read_only=True, damage=None)
    try:
        (backups or Backups(default_folder())).make(book, "migration")
        schema.migrate(book.connection)
    except (sqlite3.Error, OSError) as error:
        raise problem_of(error, book.path, "升级", "账套保持升级前的样子，没有丢失内容。") from error
    finally:
        book.close()
    return Book(book.path, connect(book.path, mode="rw"), read_only=False, damage=None)
