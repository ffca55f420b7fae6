"""``Session``: the open 账套 as the window and the command line see it.

The facts live in memory and change at once; a writer commits behind them, and 「已保存」 is said only
after the commit. A commit that fails takes its edits back and says so. A session works without a file
too (an example, an exchange file) and can be saved as one later.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, Operation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.origins import Origin, origin_at
from jixiao_desktop.store import journal
from jixiao_desktop.store.access import ReadOnly, ReadOnlyError, opened_for_writing, refuse_held
from jixiao_desktop.store.backup import Backups, Why, spoken_name
from jixiao_desktop.store.book import Job, create_book
from jixiao_desktop.store.carryover import (
    LAST_YEAR,
    FixedFigureError,
    confirmation,
    correction,
    next_year,
    refuse_fixed_figure,
)
from jixiao_desktop.store.desk import Desk, Post, now
from jixiao_desktop.store.events import Event, Saved, YearSwitched
from jixiao_desktop.store.health import Damage, DamagedError
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.store.lock import Lock
from jixiao_desktop.store.notes import NOTES, StoredYear, YearNotes
from jixiao_desktop.store.restore import first_job, restoring, years_in
from jixiao_desktop.store.state import State, stack
from jixiao_desktop.store.versions import Final, FrozenFinding

__all__ = ["FixedFigureError", "ReadOnlyError", "Session"]


class Session:
    """One open 账套, or facts without a file. Made by ``open``, ``create`` and ``in_memory``.

    All calls come from one thread. ``post`` hands a function over to that thread (a queued signal in the
    window); without it, what the writer answers is taken in at the next call.
    """

    def __init__(
        self,
        state: State,
        *,
        post: Post | None = None,
        backups: Backups | None = None,
        jobs: tuple[Job, ...] = (),
    ) -> None:
        self.damage: Damage | None = None
        """What is broken in the file; it is read-only then, with what could be read."""
        self.lost: tuple[str, ...] = ()
        """What of a damaged file could not be read, named for the clerk."""
        self._desk = Desk(state, post=post, backups=backups, jobs=jobs)
        self._lock: Lock | None = None

    @property
    def path(self) -> Path | None:
        """The file; None while there is none."""
        return self._desk.path

    @property
    def read_only(self) -> ReadOnly | None:
        """Why nothing can be changed; None where it can."""
        return self._desk.read_only

    @property
    def saved_at(self) -> datetime | None:
        """When the last commit was made in this session."""
        return self._desk.saved_at

    # --- opening -------------------------------------------------------------------------------

    @classmethod
    def in_memory(
        cls,
        facts: UnitYear,
        *,
        earlier: tuple[UnitYear, ...] = (),
        title: str = "新建账套",
        post: Post | None = None,
        backups: Backups | None = None,
    ) -> Session:
        """A session without a file, with other years too where ``earlier`` has some.

        ``save_as`` gives it a file.
        """
        begun = (*earlier, facts)
        steps = tuple(Step(one.year, Change("set", (), None, one)) for one in begun)
        stored = tuple(StoredYear(one) for one in begun)
        entry = Entry(1, now(), "base", None, title, "", steps)
        state = State(facts.year, {one.facts.year: one for one in stored}, 1, None, None)
        return cls(state, post=post, backups=backups, jobs=(Job(entry, steps, stored),))

    @classmethod
    def create(
        cls, path: Path, facts: UnitYear, *, post: Post | None = None, backups: Backups | None = None
    ) -> Session:
        """A new 账套 with its first year. An existing file is replaced. Raises Problem."""
        session = cls.in_memory(facts, post=post, backups=backups)
        session.save_as(path)
        return session

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        year: int | None = None,
        post: Post | None = None,
        backups: Backups | None = None,
        read_only: bool = False,
        take_over: bool = False,
    ) -> Session:
        """Open a 账套 at ``year`` (else its latest), for writing where that is possible.

        ``read_only`` and ``damage`` say why not, and what is broken. ``take_over`` takes a silent lock of
        another machine. Raises Problem, of which NotABookError, NewerFileError and DamagedError (nothing
        can be read any more) are kinds.
        """
        book, lock, reason = opened_for_writing(path, backups, read_only=read_only, take_over=take_over)
        try:
            years = book.years()
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
        session = cls(state, post=post, backups=backups)
        session.damage = book.damage
        session.lost = book.salvaged.lost if book.salvaged else ()
        session._lock = lock
        session._desk.attach(book, reason, years)
        return session

    # --- reading -------------------------------------------------------------------------------

    @property
    def facts(self) -> UnitYear:
        """The facts of the year that is shown."""
        return self._desk.shown.facts

    @property
    def notes(self) -> YearNotes:
        """What was taken over from the year before."""
        return self._desk.shown.notes or YearNotes()

    @property
    def year(self) -> int:
        """The year that is shown."""
        return self._desk.state.year

    @property
    def years(self) -> tuple[int, ...]:
        """All years of the 账套, the earliest first."""
        return self._desk.years()

    def facts_of(self, year: int) -> UnitYear | None:
        """The facts of any year of the 账套; None when it has no such year."""
        stored = self._desk.stored(year)
        return stored.facts if stored else None

    @property
    def saved(self) -> bool:
        """Whether everything that was entered is in the file."""
        return self._desk.saved

    @property
    def unsaved(self) -> tuple[str, ...]:
        """What was entered but could not be saved; ``retry`` does it again."""
        return self._desk.unsaved

    @property
    def backups(self) -> Backups | None:
        """Where the backups of this file lie; None where none are made."""
        return self._desk.backups

    @property
    def book_id(self) -> str:
        """The id that the file and its backups share; empty while there is no file."""
        return self._desk.book_id

    def held(self) -> dict[int, StoredYear]:
        """All years as they stand, to be compared with a backup. Raises Problem."""
        return {year: stored for year in self.years if (stored := self._desk.stored(year)) is not None}

    @property
    def undo_title(self) -> str | None:
        """What would be undone; None when there is nothing."""
        node = self._desk.state.undo
        return self._desk.entry(node.seq).title if node and not self.read_only else None

    @property
    def redo_title(self) -> str | None:
        """What would be redone; None when there is nothing."""
        node = self._desk.state.redo
        return self._desk.entry(node.seq).title if node and not self.read_only else None

    def history(self) -> list[Entry]:
        """修改记录: every entry, the newest first."""
        unsaved = [job.entry for job in reversed(self._desk.jobs)]
        return self._desk.run(lambda book: book.history(), lambda: unsaved) or []

    def recent_titles(self) -> list[str]:
        """What was done in this session, the last thing last; asks no file, so it works in any trouble."""
        return self._desk.recent_titles()

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call ``listener`` with every event from now on; the answer ends that."""
        self._desk.listeners.append(listener)
        return lambda: self._desk.listeners.remove(listener)

    # --- editing -------------------------------------------------------------------------------

    def perform(
        self, operation: Operation, merge: str | None = None, *, origins: Mapping[str, Origin] | None = None
    ) -> None:
        """Do an operation on the year that is shown.

        Operations in a row with the same ``merge`` (keystrokes in one field) are undone as one.
        ``origins`` says where imported amounts come from, by their ``fact_key``; it is noted, and undone,
        with the operation.
        Raises ReadOnlyError, FixedFigureError, and PathError when a path leads nowhere.
        """
        for change in operation.changes:
            refuse_fixed_figure(self.notes, change)
        steps = journal.steps_of(self.year, operation)
        if steps and origins:
            known = self.notes.origins
            noted = Change("set", (NOTES, "来处"), known, {**(known or {}), **origins})
            steps = (*steps, Step(self.year, noted))
        self._desk.do(operation.title, operation.origin, steps, merge)

    def origin_of(self, path: edits.Path) -> Origin | None:
        """The workbook cell that the amount at a path was taken from; None where it was typed."""
        return origin_at(self.facts, self.notes.origins or {}, path)

    def undo(self) -> None:
        """Take the last operation back, also one of an earlier day; nothing when there is none."""
        self._desk.step_over("undo")

    def redo(self) -> None:
        """Do again what was undone last; nothing when there is none."""
        self._desk.step_over("redo")

    def end_merge(self) -> None:
        """The field was left: what is typed next is an operation of its own, and this is committed now."""
        self._desk.state = replace(self._desk.state, merge=None)
        self._desk.hurry()

    def replace_facts(self, facts: UnitYear, title: str, origin: str) -> None:
        """Put other facts in place of the year that is shown (an import), as one operation."""
        change = Change("set", (), self.facts, replace(facts, year=self.year))
        self._desk.do(title, origin, (Step(self.year, change),))

    def retry(self) -> None:
        """Do again what failed commits took back, as long as nothing was saved since.

        Raises what ``perform`` raises.
        """
        self._desk.retry()

    # --- years ---------------------------------------------------------------------------------

    def switch_year(self, year: int) -> None:
        """Show another year of the 账套. Raises LookupError when it has none."""
        if self._desk.stored(year) is None:
            raise LookupError(f"no year {year}")
        if year != self.year:
            self._desk.state = replace(self._desk.state, year=year, merge=None)
            self._desk.tell(YearSwitched(year))

    def import_year(
        self, facts: UnitYear, origin: str, *, origins: Mapping[str, Origin] | None = None
    ) -> None:
        """Take a whole year, in place of the same year or beside the others, and show it; one operation.

        ``origins`` as for ``perform``.
        """
        stored = self._desk.stored(facts.year)
        steps = [Step(facts.year, Change("set", (), None if stored is None else stored.facts, facts))]
        if origins:
            known = None if stored is None or stored.notes is None else stored.notes.origins
            noted = Change("set", (NOTES, "来处"), known, {**(known or {}), **origins})
            steps.append(Step(facts.year, noted))
        self._desk.do(f"导入{facts.year}年度", origin, tuple(steps))

    def new_year(self, year: int, template: str, figures: Mapping[str, Quantity]) -> None:
        """Begin a year from the one that is shown and show it; one operation.

        ``figures`` are this year's by 口径名; they become the new year's 上年 column. Raises
        ReadOnlyError, and ValueError when the year is there already.
        """
        if self.facts_of(year) is not None:
            raise ValueError(f"{year}年度已经有了")
        begun = next_year(self.facts, year, template, figures)
        steps = (
            Step(year, Change("set", (), None, begun.facts)),
            Step(year, Change("set", (NOTES,), None, begun.notes)),
        )
        self._desk.do(f"新建{year}年度", f"沿用{self.year}年度", steps)

    def is_carried(self, path: edits.Path) -> bool:
        """Whether the text at a path is still last year's (「去年文字，请核对」)."""
        text = edits.value_at(self.facts, path)
        return isinstance(text, str) and text in (self.notes.carried or ())

    def confirm_carried(self, path: edits.Path) -> None:
        """The text at a path is right for this year as it stands."""
        change = confirmation(self.notes, edits.value_at(self.facts, path))
        self._desk.do("确认去年文字仍然适用", "手工录入", (Step(self.year, change),))

    def correct_last_year(self, name: str, amount: Quantity | None, reason: str) -> None:
        """Set a 上年 figure that was taken over, with the reason for it."""
        figure = edits.set_value(self.facts, (LAST_YEAR, name), amount)
        steps = tuple(Step(self.year, change) for change in (figure, correction(self.notes, name, reason)))
        self._desk.do(f"更正上年数 {name}", "手工录入", steps)

    # --- the file ------------------------------------------------------------------------------

    def save_as(self, path: Path) -> tuple[int, ...]:
        """Save under another name and go on there. Raises Problem; then nothing has changed.

        Answers with the years that could not be taken along, where the old file is gone (a pulled stick)
        and they were not looked at before.
        """
        self.flush()
        if self.path is not None and path.resolve() == self.path.resolve():
            return ()
        refuse_held(path)
        jobs = self._desk.jobs
        left: tuple[int, ...] = ()
        there = self._desk.run(lambda book: book.reachable, lambda: True)
        if self.damage:
            left = self._save_known_as(path, "读出损坏的账套")
        elif there:
            self._desk.run(lambda book: book.save_as(path), lambda: create_book(path, jobs))
        else:
            left = self._save_known_as(path, "原文件不见了，另存")
        book, lock, reason = opened_for_writing(path, self._desk.backups)
        self._close(back_up=bool(there))
        self.damage, self.lost, self._lock = book.damage, (), lock
        self._desk.attach(book, reason, (year for year in self.years if year not in left))
        self._desk.saved_at = datetime.now(UTC)
        self._desk.tell(Saved(self._desk.saved_at))
        return left

    def _save_known_as(self, path: Path, title: str) -> tuple[int, ...]:
        """A new file with what can be had of one that cannot be copied; its history begins here."""
        held: dict[int, StoredYear] = {}
        left: list[int] = []
        for year in self.years:
            try:
                stored = self._desk.stored(year)
            except Problem:
                left.append(year)
            else:
                held |= {} if stored is None else {year: stored}
        entry = Entry(1, now(), "base", None, title, str(self.path), ())
        create_book(path, [first_job(held, self.year, entry)])
        self._desk.state = replace(self._desk.state, seq=1, undo=None, redo=None, merge=None)
        return tuple(left)

    def export_copy(self, path: Path) -> None:
        """「导出副本」: a compact copy. Raises Problem."""
        jobs = self._desk.jobs
        self._desk.run(lambda book: book.copy_to(path), lambda: create_book(path, jobs))

    def restore(self, backup: Path) -> None:
        """Go back to what a backup held, in all years; one operation. Raises Problem."""
        then = years_in(backup)
        held = self.held()
        self._back_up("restore")
        self._desk.do("从备份恢复", spoken_name(backup), restoring(held, then, self.year))

    def back_up(self) -> None:
        """Make a backup now; ``backups.missed`` says whether it reached the second place. Raises Problem."""
        self.flush()
        self._back_up("asked")

    def _back_up(self, why: Why) -> None:
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
        self.flush()
        if self.read_only:
            raise ReadOnlyError(self.read_only)
        facts = self.facts
        draft = Final(facts.year, 0, now(), pack, program, facts, figures, findings, hashes)
        made = self._desk.run(lambda book: book.freeze(draft), doing="定稿")
        if made is None:
            raise Problem("还没有账套文件，不能定稿。", "录入的内容都在。", "请先「保存」再定稿。")
        state = self._desk.state
        self._desk.state = replace(state, seq=state.seq + 1, merge=None)
        return made

    def finals(self, year: int | None = None) -> list[Final]:
        """The frozen versions of a year, the newest first."""
        chosen = self.year if year is None else year
        return self._desk.run(lambda book: book.finals(chosen)) or []

    def flush(self) -> bool:
        """Wait until everything is written; False when something was taken back, which was told."""
        return self._desk.flush()

    def close(self) -> None:
        """Write everything, back the file up when it changed, close it."""
        self._close(back_up=True)

    def _close(self, *, back_up: bool) -> None:
        self._desk.detach(back_up=back_up)
        if self._lock:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
