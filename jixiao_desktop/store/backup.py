"""Backups by themselves: made, thinned, compared, and never from a damaged file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from jixiao_desktop.errors import Problem
from jixiao_desktop.store.book import Book
from jixiao_desktop.store.connection import connect, replacing
from jixiao_desktop.store.health import SUFFIX, check

Why = Literal["migration", "close", "work", "restore"]
_NAMES: dict[Why, str] = {"migration": "升级前", "close": "关闭时", "work": "定时", "restore": "恢复前"}
_STAMP = "%Y%m%dT%H%M%SZ"
WORK_INTERVAL = timedelta(minutes=30)
KEEP_ALL = timedelta(days=2)
KEEP_DAILY = timedelta(days=14)
KEEP_WEEKLY = timedelta(days=60)
KEEP_MONTHLY = timedelta(days=366)


@dataclass(frozen=True, slots=True, order=True)
class Backup:
    """One backup file: when it was made (UTC) and why."""

    at: datetime
    why: str
    path: Path


def default_folder() -> Path:
    """Where the program keeps backups on this machine."""
    from platformdirs import user_data_path

    return user_data_path("jixiao-desktop", appauthor=False) / "备份"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Backups:
    """The backups of all books, in ``folder`` and, if wished, in a second place."""

    def __init__(
        self, folder: Path, second: Path | None = None, now: Callable[[], datetime] = _utc_now
    ) -> None:
        self._folder = folder
        self._second = second
        self._now = now
        self._last = now()
        self._changed = False

    def changed(self) -> None:
        """An operation was committed."""
        self._changed = True

    @property
    def due(self) -> bool:
        """Whether half an hour of work has passed since the last backup."""
        return self._changed and self._now() - self._last >= WORK_INTERVAL

    def on_close(self, book: Book) -> None:
        """Back up a file that was changed since the last backup. Raises Problem."""
        if self._changed:
            self.make(book, "close")

    def on_work(self, book: Book) -> None:
        """Back up after half an hour of work. Raises Problem."""
        if self.due:
            self.make(book, "work")

    def make(self, book: Book, why: Why) -> Backup:
        """Back up an open file in every place. Raises Problem, also when the file is damaged."""
        if check(book.connection) is not None:
            raise Problem(
                f"「{book.path.name}」没有备份：文件内容已损坏。",
                "原有的备份都在。",
                "请重新打开该文件，从备份恢复。",
            )
        at = self._now()
        self._last, self._changed = at, False
        name = f"{at.strftime(_STAMP)}-{_NAMES[why]}{SUFFIX}"
        made = self._place(self._folder, book) / name
        _copy(book, made)
        self._thin(made.parent)
        if self._second:
            beside = self._place(self._second, book) / name
            _copy(book, beside)
            self._thin(beside.parent)
        return Backup(at.replace(microsecond=0), _NAMES[why], made)

    def of(self, book: Path, book_id: str = "") -> list[Backup]:
        """The backups of a file, the newest first; found by its id, and by its name where that is lost."""
        found = []
        for folder in filter(None, (self._folder, self._second)):
            if not folder.is_dir():
                continue
            for place in folder.iterdir():
                stem, _, number = place.name.rpartition("-")
                if (book_id and number == book_id[:12]) or stem == book.stem:
                    found += _listed(place)
        unique = {(item.at, item.why, item.path.parent.name): item for item in reversed(found)}
        return sorted(unique.values(), reverse=True)

    def _place(self, folder: Path, book: Book) -> Path:
        place = folder / f"{book.path.stem}-{book.id[:12]}"
        try:
            place.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Problem(
                f"备份文件夹「{folder}」不能使用：{error.strerror or error}。",
                "账套本身已保存。",
                "请在设置里换一个备份位置。",
            ) from error
        return place

    def _thin(self, place: Path) -> None:
        backups = _listed(place)
        for item in to_drop(backups, self._now()):
            with contextlib.suppress(OSError):
                item.path.unlink()


def to_drop(backups: Iterable[Backup], now: datetime) -> list[Backup]:
    """Which backups to drop: 2 days keep all, then the last of each day, week and month up to a year.

    The newest is always kept.
    """
    newest_first = sorted(backups, reverse=True)
    kept: set[tuple[str, int, int]] = set()
    dropped = []
    for item in newest_first[1:]:
        age = now - item.at
        if age <= KEEP_ALL:
            continue
        slot = _slot(item.at, age)
        if slot is None or slot in kept:
            dropped.append(item)
        else:
            kept.add(slot)
    return dropped


def _slot(at: datetime, age: timedelta) -> tuple[str, int, int] | None:
    if age <= KEEP_DAILY:
        return "day", at.year, at.timetuple().tm_yday
    if age <= KEEP_WEEKLY:
        return "week", *at.isocalendar()[:2]
    if age <= KEEP_MONTHLY:
        return "month", at.year, at.month
    return None


def _listed(place: Path) -> list[Backup]:
    found = []
    for path in place.glob(f"*{SUFFIX}"):
        stamp, _, why = path.stem.partition("-")
        with contextlib.suppress(ValueError):
            at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
            found.append(Backup(at, why, path))
    return found


def _copy(book: Book, target: Path) -> None:
    """A page-by-page copy that is proved whole before it takes its name. Raises Problem."""
    with replacing(target, "备份") as partial:
        copy = connect(partial, mode="rwc")
        try:
            book.connection.backup(copy)
            if check(copy) is not None:
                raise sqlite3.DatabaseError("the copy does not read back")
        finally:
            copy.close()
