"""``BookFile``: the file under a desk as a whole. Opened, saved as another, copied, restored, frozen, closed.

What is done with single facts is the desk's; what is asked of both is the session's.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.store.access import ReadOnly, ReadOnlyError, opened_for_writing, refuse_held
from jixiao_desktop.store.backup import Backups, Why, spoken_name
from jixiao_desktop.store.book import Book, create_book
from jixiao_desktop.store.desk import Desk, now
from jixiao_desktop.store.events import Saved
from jixiao_desktop.store.health import Damage, DamagedError
from jixiao_desktop.store.journal import Entry
from jixiao_desktop.store.lock import Lock
from jixiao_desktop.store.notes import StoredYear
from jixiao_desktop.store.restore import first_job, restoring, years_in
from jixiao_desktop.store.state import State, stack
from jixiao_desktop.store.versions import Final, FrozenFinding
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class OpenedBook:
    """A file that was opened, with what a session needs of it to begin."""

    book: Book
    lock: Lock | None
    reason: ReadOnly | None
    """Why it is read-only, if it is."""
    years: tuple[int, ...]
    state: State


def open_file(
    path: Path, year: int | None, backups: Backups | None, *, read_only: bool, take_over: bool
) -> OpenedBook:
    """Open a file at ``year`` (else its latest), for writing where that is possible. Raises Problem."""
    book, lock, reason = opened_for_writing(path, backups, read_only=read_only, take_over=take_over)
    try:
        years = tuple(book.years())
        shown = year if year in years else max(years, default=None)
        stored = book.year(shown) if shown is not None else None
        if shown is None or stored is None:
            raise DamagedError(path, book.damage)
        undo, redo = book.stacks()
        state = State(shown, {shown: stored}, book.last_seq(), stack(undo), stack(redo))
    except (sqlite3.Error, OSError, Problem) as error:
        book.close()
        if lock:
            lock.release()
        if isinstance(error, Problem):
            raise
        raise problem_of(error, path, "打开", "文件没有被改动。") from error
    return OpenedBook(book, lock, reason, years, state)


class BookFile:
    """The file that a desk commits to, if there is one, and the lock on it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._lock: Lock | None = None
        self.damage: Damage | None = None
        """What is broken in the file."""
        self.lost: tuple[str, ...] = ()
        """What of a damaged file could not be read, named for the clerk."""

    def take(self, opened: OpenedBook) -> None:
        """Commit to this file from now on."""
        book = opened.book
        self.damage, self._lock = book.damage, opened.lock
        self.lost = book.salvaged.lost if book.salvaged else ()
        self._desk.attach(book, opened.reason, opened.years)

    def held(self) -> dict[int, StoredYear]:
        """All years as they stand. Raises Problem."""
        desk = self._desk
        return {year: stored for year in desk.years() if (stored := desk.stored(year)) is not None}

    # --- other files ---------------------------------------------------------------------------

    def save_as(self, path: Path) -> tuple[int, ...]:
        """Save under another name and go on there; the years that could not be taken along.

        Raises Problem; then nothing has changed.
        """
        desk = self._desk
        desk.flush()
        if desk.path is not None and path.resolve() == desk.path.resolve():
            return ()
        refuse_held(path)
        jobs = desk.jobs
        left: tuple[int, ...] = ()
        there = desk.run(lambda book: book.reachable, lambda: True)
        if self.damage:
            left = self._save_known_as(path, "读出损坏的账套")
        elif there:
            desk.run(lambda book: book.save_as(path), lambda: create_book(path, jobs))
        else:
            left = self._save_known_as(path, "原文件不见了，另存")
        book, lock, reason = opened_for_writing(path, desk.backups)
        self.close(back_up=bool(there))
        self.damage, self.lost, self._lock = book.damage, (), lock
        desk.attach(book, reason, (year for year in desk.years() if year not in left))
        desk.saved_at = datetime.now(UTC)
        desk.tell(Saved(desk.saved_at))
        return left

    def _save_known_as(self, path: Path, title: str) -> tuple[int, ...]:
        """A new file with what can be had of one that cannot be copied; its history begins here."""
        desk = self._desk
        held: dict[int, StoredYear] = {}
        left: list[int] = []
        for year in desk.years():
            try:
                stored = desk.stored(year)
            except Problem:
                left.append(year)
            else:
                held |= {} if stored is None else {year: stored}
        entry = Entry(1, now(), "base", None, title, str(desk.path), ())
        create_book(path, [first_job(held, desk.state.year, entry)])
        desk.state = replace(desk.state, seq=1, undo=None, redo=None, merge=None)
        return tuple(left)

    def export_copy(self, path: Path) -> None:
        """「导出副本」: a compact copy. Raises Problem."""
        jobs = self._desk.jobs
        self._desk.run(lambda book: book.copy_to(path), lambda: create_book(path, jobs))

    # --- backups and versions ------------------------------------------------------------------

    def restore(self, backup: Path) -> None:
        """Go back to what a backup held, in all years; one operation. Raises Problem."""
        then = years_in(backup)
        held = self.held()
        self.back_up("restore")
        self._desk.do("从备份恢复", spoken_name(backup), restoring(held, then, self._desk.state.year))

    def back_up(self, why: Why) -> None:
        """Make a backup, where backups are made. Raises Problem."""
        backups = self._desk.backups
        if backups:
            self._desk.run(lambda book: backups.make(book, why), doing="备份")

    def freeze(
        self,
        pack: str,
        program: str,
        figures: Mapping[str, Quantity],
        findings: tuple[FrozenFinding, ...],
        hashes: Mapping[str, str],
    ) -> Final:
        """Freeze the year that is shown as its next 定稿. Raises Problem, also while there is no file."""
        desk = self._desk
        desk.flush()
        if desk.read_only:
            raise ReadOnlyError(desk.read_only)
        facts = desk.shown.facts
        draft = Final(facts.year, 0, now(), pack, program, facts, figures, findings, hashes)
        made = desk.run(lambda book: book.freeze(draft), doing="定稿")
        if made is None:
            raise Problem("还没有账套文件，不能定稿。", "录入的内容都在。", "请先「保存」再定稿。")
        desk.state = replace(desk.state, seq=desk.state.seq + 1, merge=None)
        return made

    def close(self, *, back_up: bool = True) -> None:
        """Write everything, back the file up when it changed, close it."""
        self._desk.detach(back_up=back_up)
        if self._lock:
            self._lock.release()
            self._lock = None
