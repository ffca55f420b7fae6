"""Backups by themselves: made, thinned, compared, and never from a damaged file."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from jixiao_desktop.errors import Problem
from jixiao_desktop.store.book import Book
from jixiao_desktop.store.connection import connect, replacing
from jixiao_desktop.store.health import SUFFIX, check
from jixiao_desktop.values import dataclass

Why = Literal["migration", "close", "work", "restore", "asked"]
_NAMES: dict[Why, str] = {
    "migration": "升级前", "close": "关闭时", "work": "定时", "restore": "恢复前", "asked": "手动",
}  # fmt: skip
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
        self.folder = folder
        self.second = second
        """The second place, which the clerk chose; it may be a stick that is not there."""
        self.missed: Problem | None = None
        """Why the last backup did not reach the second place."""
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
        """Back up a file that was changed since the last backup, or has none in the second place.

        Raises Problem, also when the second place alone was missed.
        """
        if self._changed or self._second_lacks(book):
            self.make(book, "close")
            self._raise_missed()

    def on_work(self, book: Book) -> None:
        """Back up after half an hour of work. Raises Problem, also when the second place was missed."""
        if self.due:
            self.make(book, "work")
            self._raise_missed()

    def make(self, book: Book, why: Why) -> Backup:
        """Back up an open file in every place. Raises Problem, also when the file is damaged.

        A second place that cannot be used stops nothing: ``missed`` says why.
        """
        if not book.reachable:
            raise Problem(
                f"「{book.path.name}」现在找不到，没有备份。",
                "此前保存的内容都在原来的位置。",
                "请插上U盘或连接网络盘后再打开一次。",
            )
        if check(book.connection) is not None:
            raise Problem(
                f"「{book.path.name}」没有备份：文件内容已损坏。",
                "原有的备份都在。",
                "请重新打开该文件，从备份恢复。",
            )
        at = self._now()
        self._last = at
        name = f"{at.strftime(_STAMP)}-{_NAMES[why]}{SUFFIX}"
        self.missed = self._copy_to_second(book, name)
        made = _place(self.folder, book) / name
        _copy(book, made)
        self._changed = False
        self._thin(made.parent)
        return Backup(at.replace(microsecond=0), _NAMES[why], made)

    def _copy_to_second(self, book: Book, name: str) -> Problem | None:
        """Why the copy in the second place, if there is one, could not be made."""
        if self.second is None:
            return None
        if not self.second.is_dir():
            return Problem(
                f"第二处备份位置「{self.second}」找不到，U盘可能没有插上。",
                "账套和本机的备份都在，可以继续工作。",
                "插上以后，关闭账套时会补上。",
            )
        try:
            place = _place(self.second, book)
            _copy(book, place / name)
        except Problem as problem:
            return Problem(
                f"第二处备份没有写成。{problem.happened}",
                "账套和本机的备份都在，可以继续工作。",
                "请检查U盘，或在「备份」里换一个位置。",
            )
        self._thin(place)
        return None

    def _raise_missed(self) -> None:
        if self.missed is not None:
            raise self.missed

    def _second_lacks(self, book: Book) -> bool:
        """Whether the newest backup is not in the second place, which can be used again."""
        if self.second is None or not self.second.is_dir():
            return False
        kept = _listed(_named(self.folder, book))
        beside = {item.path.name for item in _listed(_named(self.second, book))}
        return bool(kept) and max(kept).path.name not in beside

    def of(self, book: Path, book_id: str = "") -> list[Backup]:
        """The backups of a file, the newest first; found by its id, and by its name where that is lost."""
        found = []
        for folder in filter(None, (self.folder, self.second)):
            if not folder.is_dir():
                continue
            for place in folder.iterdir():
                stem, _, number = place.name.rpartition("-")
                if (book_id and number == book_id[:12]) or stem == book.stem:
                    found += _listed(place)
        unique = {(item.at, item.why, item.path.parent.name): item for item in reversed(found)}
        return sorted(unique.values(), reverse=True)

    def _thin(self, place: Path) -> None:
        backups = _listed(place)
        for item in to_drop(backups, self._now()):
            with contextlib.suppress(OSError):
                item.path.unlink()


def spoken_name(path: Path) -> str:
    """A backup as the clerk knows it, in local time: ``2022-03-01 17:00的备份（关闭时）``."""
    found = _read_name(path)
    return f"{found.at.astimezone():%Y-%m-%d %H:%M}的备份（{found.why}）" if found else path.name


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


def _named(folder: Path, book: Book) -> Path:
    return folder / f"{book.path.stem}-{book.id[:12]}"


def _place(folder: Path, book: Book) -> Path:
    """The folder of a file's backups. Raises Problem."""
    place = _named(folder, book)
    try:
        place.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Problem(
            f"备份文件夹「{folder}」不能使用：{error.strerror or error}。",
            "账套本身已保存。",
            "请检查这个文件夹的权限和磁盘空间，或设一个第二处备份。",
        ) from error
    return place


def _listed(place: Path) -> list[Backup]:
    return [found for path in place.glob(f"*{SUFFIX}") if (found := _read_name(path)) is not None]


def _read_name(path: Path) -> Backup | None:
    stamp, _, why = path.stem.partition("-")
    try:
        return Backup(datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC), why, path)
    except ValueError:
        return None


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
