"""Back to a backup: as one operation in a whole file, or in place of a damaged one."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.ledger.edits import Change
from jixiao_desktop.store.backup import Backup, Backups, spoken_name
from jixiao_desktop.store.book import Book, Job, open_book
from jixiao_desktop.store.connection import replacing
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.store.lock import HeldError, take
from jixiao_desktop.store.notes import NOTES, StoredYear
from jixiao_desktop.store.state import stepped
from jixiao_desktop.store.summary import Summary, summary_of_file

_KEPT = "现有文件没有被改动。"


def newest_good(backups: Backups, path: Path, book_id: str = "") -> tuple[Backup, Summary] | None:
    """The newest backup of a file that is whole, with what it holds, to be offered beside a damaged one."""
    for backup in backups.of(path, book_id):
        with contextlib.suppress(Problem):
            held = summary_of_file(backup.path)
            if held.damage is None and held.years:
                return backup, held
    return None


def years_in(path: Path) -> dict[int, StoredYear]:
    """All years of a backup. Raises Problem when it is damaged, cannot be read or is no 账套."""
    book = open_book(path, read_only=True)
    try:
        _refuse_damaged(book)
        return {year: stored for year in book.years() if (stored := book.year(year)) is not None}
    except (sqlite3.Error, OSError) as error:
        raise problem_of(error, path, "读取", _KEPT) from error
    finally:
        book.close()


def restoring(now: Mapping[int, StoredYear], then: Mapping[int, StoredYear], shown: int) -> tuple[Step, ...]:
    """The steps from what a file holds to what its backup held; the year that is shown comes last."""
    steps: list[Step] = []
    for year in sorted(now.keys() | then.keys(), key=lambda year: (year in then, year == shown, year)):
        old, new = now.get(year), then.get(year)
        if old == new:
            continue
        facts = Step(year, Change("set", (), old and old.facts, new and new.facts))
        notes = Step(year, Change("set", (NOTES,), old and old.notes, new and new.notes))
        if new is None:
            steps += [notes, facts]
        else:
            steps += [facts, notes]
    return tuple(steps)


def first_job(held: Mapping[int, StoredYear], shown: int, entry: Entry) -> Job:
    """The first entry of a new file that begins with these years; the year that is shown comes last."""
    steps = restoring({}, held, shown)
    _, after = stepped(dict.fromkeys(held), steps)
    return Job(replace(entry, steps=steps), steps, after)


def replace_damaged(path: Path, backup: Path, now: datetime) -> Path:
    """Put a backup in the place of a damaged file, which is kept beside it; returns where.

    Raises Problem; then the damaged file is where it was.
    """
    years_in(backup)
    aside = path.with_name(f"{path.stem}-损坏-{now:%Y%m%d-%H%M%S}{path.suffix}")
    try:
        lock = take(path)
    except HeldError as held:
        raise Problem(f"「{path.name}」{held}。", _KEPT, "请先关闭其他窗口。") from held
    except OSError as error:
        raise problem_of(error, path, "恢复", _KEPT) from error
    try:
        with replacing(path, "恢复") as partial:
            shutil.copyfile(backup, partial)
            shutil.copyfile(path, aside)
            _move_journal(path, aside)
    except BaseException:
        with contextlib.suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    finally:
        lock.release()
    return aside


def put_back(path: Path, backup: Path) -> None:
    """Make a file that is gone anew from a backup. Raises Problem."""
    years_in(backup)
    with replacing(path, "恢复") as partial:
        shutil.copyfile(backup, partial)


def _move_journal(path: Path, aside: Path) -> None:
    """A journal left by a crash belongs to the damaged file and must not be played into the backup."""
    journal = path.with_name(path.name + "-journal")
    if journal.exists():
        journal.replace(aside.with_name(aside.name + "-journal"))


def _refuse_damaged(book: Book) -> None:
    if book.damage:
        raise Problem(f"{spoken_name(book.path)}已损坏：{book.damage}。", _KEPT, "请选择另一个备份。")
