"""``Session``: the open 账套 as the window and the command line see it.

The facts live in memory and change at once; a writer commits behind them, and 「已保存」 is said only
after the commit. A commit that fails takes its edits back and says so. A session works without a file
too (an example, an exchange file) and can be saved as one later.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, Self, TypeVar

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, Operation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.store import journal
from jixiao_desktop.store.access import ReadOnly, ReadOnlyError, opened_for_writing
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.book import Book, Job, create_book
from jixiao_desktop.store.carryover import (
    LAST_YEAR,
    FixedFigureError,
    confirmation,
    correction,
    next_year,
    refuse_fixed_figure,
)
from jixiao_desktop.store.events import (
    BackupFailed,
    Cause,
    Event,
    FactsChanged,
    Saved,
    SaveFailed,
    YearSwitched,
)
from jixiao_desktop.store.health import Damage, DamagedError
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.store.lock import Lock
from jixiao_desktop.store.notes import NOTES, StoredYear, YearNotes
from jixiao_desktop.store.restore import restoring, years_in
from jixiao_desktop.store.state import Node, State, stack, stepped
from jixiao_desktop.store.writer import BookWriter, Failed, Finished, Outcome, Sent

__all__ = ["FixedFigureError", "ReadOnlyError", "Session"]

Result = TypeVar("Result")
Post = Callable[[Callable[[], None]], None]


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
        self.path: Path | None = None
        self.damage: Damage | None = None
        self.read_only: ReadOnly | None = None
        self.saved_at: datetime | None = None
        self.backups = backups
        self._state = state
        self._post = post
        self._jobs = list(jobs)
        self._writer: BookWriter | None = None
        self._lock: Lock | None = None
        self._entries: dict[int, Entry] = {}
        self._listeners: list[Callable[[Event], None]] = []
        self._taken_back: tuple[Sent, ...] = ()
        self._guard = threading.RLock()

    # --- opening -------------------------------------------------------------------------------

    @classmethod
    def in_memory(cls, facts: UnitYear, *, title: str = "新建账套", post: Post | None = None) -> Session:
        """A session without a file; ``save_as`` gives it one."""
        year = StoredYear(facts)
        entry = Entry(1, _now(), "base", None, title, "", (Step(facts.year, Change("set", (), None, facts)),))
        state = State(facts.year, {facts.year: year}, 1, None, None)
        return cls(state, post=post, jobs=(Job(entry, entry.steps, (year,)),))

    @classmethod
    def create(
        cls, path: Path, facts: UnitYear, *, post: Post | None = None, backups: Backups | None = None
    ) -> Session:
        """A new 账套 with its first year. An existing file is replaced. Raises Problem."""
        session = cls.in_memory(facts, post=post)
        session.backups = backups
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
        years = book.years()
        shown = year if year in years else max(years, default=None)
        stored = book.year(shown) if shown is not None else None
        if shown is None or stored is None:
            book.close()
            if lock:
                lock.release()
            raise DamagedError(path, book.damage)
        undo, redo = book.stacks()
        state = State(shown, {shown: stored}, book.last_seq(), stack(undo), stack(redo))
        session = cls(state, post=post, backups=backups)
        session._attach(book, lock, reason)
        return session

    # --- reading -------------------------------------------------------------------------------

    @property
    def facts(self) -> UnitYear:
        """The facts of the year that is shown."""
        return self._shown.facts

    @property
    def notes(self) -> YearNotes:
        """What was taken over from the year before."""
        return self._shown.notes or YearNotes()

    @property
    def year(self) -> int:
        """The year that is shown."""
        return self._state.year

    @property
    def years(self) -> tuple[int, ...]:
        """All years of the 账套, the earliest first."""
        known = self._state.years
        stored = self._run(lambda book: book.years()) or []
        gone = {year for year, facts in known.items() if facts is None}
        return tuple(sorted({*stored, *known} - gone))

    def facts_of(self, year: int) -> UnitYear | None:
        """The facts of any year of the 账套; None when it has no such year."""
        stored = self._stored(year)
        return stored.facts if stored else None

    @property
    def saved(self) -> bool:
        """Whether everything that was entered is in the file."""
        self._drain()
        return self._writer is not None and self._writer.idle

    @property
    def undo_title(self) -> str | None:
        """What would be undone; None when there is nothing."""
        return self._entry(self._state.undo.seq).title if self._state.undo and not self.read_only else None

    @property
    def redo_title(self) -> str | None:
        """What would be redone; None when there is nothing."""
        return self._entry(self._state.redo.seq).title if self._state.redo and not self.read_only else None

    def history(self) -> list[Entry]:
        """修改记录: every entry, the newest first."""
        return (
            self._run(lambda book: book.history(), lambda: [job.entry for job in reversed(self._jobs)]) or []
        )

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call ``listener`` with every event from now on; the answer ends that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    # --- editing -------------------------------------------------------------------------------

    def perform(self, operation: Operation, merge: str | None = None) -> None:
        """Do an operation on the year that is shown.

        Operations in a row with the same ``merge`` (keystrokes in one field) are undone as one.
        Raises ReadOnlyError, FixedFigureError, and PathError when a path leads nowhere.
        """
        self._drain()
        for change in operation.changes:
            refuse_fixed_figure(self.notes, change)
        self._do(operation.title, operation.origin, journal.steps_of(self.year, operation), merge)

    def undo(self) -> None:
        """Take the last operation back, also one of an earlier day; nothing when there is none."""
        self._step_over("undo")

    def redo(self) -> None:
        """Do again what was undone last; nothing when there is none."""
        self._step_over("redo")

    def end_merge(self) -> None:
        """The field was left: what is typed next is an operation of its own, and this is committed now."""
        self._state = replace(self._state, merge=None)
        if self._writer:
            self._writer.hurry()

    def replace_facts(self, facts: UnitYear, title: str, origin: str) -> None:
        """Put other facts in place of the year that is shown (an import), as one operation."""
        change = Change("set", (), self.facts, replace(facts, year=self.year))
        self._do(title, origin, (Step(self.year, change),), None)

    def retry(self) -> None:
        """Do again what failed commits took back, as long as nothing was saved since.

        Raises what ``perform`` raises.
        """
        taken, self._taken_back = self._taken_back, ()
        for item in taken:
            if item.cause == "do":
                self._do(item.entry.title, item.entry.origin, item.steps, None)
            elif item.cause in {"undo", "redo"}:
                self._step_over(item.cause)

    # --- years ---------------------------------------------------------------------------------

    def switch_year(self, year: int) -> None:
        """Show another year of the 账套. Raises LookupError when it has none."""
        self._drain()
        stored = self._stored(year)
        if stored is None:
            raise LookupError(f"no year {year}")
        if year != self.year:
            years = {**self._state.years, year: stored}
            self._state = replace(self._state, year=year, years=years, merge=None)
            self._tell(YearSwitched(year))

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
        self._do(f"新建{year}年度", f"沿用{self.year}年度", steps, None)

    def is_carried(self, path: edits.Path) -> bool:
        """Whether the text at a path is still last year's (「去年文字，请核对」)."""
        text = edits.value_at(self.facts, path)
        return isinstance(text, str) and text in (self.notes.carried or ())

    def confirm_carried(self, path: edits.Path) -> None:
        """The text at a path is right for this year as it stands."""
        change = confirmation(self.notes, edits.value_at(self.facts, path))
        self._do("确认去年文字仍然适用", "手工录入", (Step(self.year, change),), None)

    def correct_last_year(self, name: str, amount: Quantity | None, reason: str) -> None:
        """Set a 上年 figure that was taken over, with the reason for it."""
        figure = edits.set_value(self.facts, (LAST_YEAR, name), amount)
        steps = tuple(Step(self.year, change) for change in (figure, correction(self.notes, name, reason)))
        self._do(f"更正上年数 {name}", "手工录入", steps, None)

    # --- the file ------------------------------------------------------------------------------

    def save_as(self, path: Path) -> None:
        """Save under another name and go on there. Raises Problem; then nothing has changed."""
        self.flush()
        self._run(lambda book: book.save_as(path), lambda: create_book(path, self._jobs))
        book, lock, reason = opened_for_writing(path, self.backups)
        self.close()
        self._attach(book, lock, reason)
        self._jobs.clear()
        self.saved_at = datetime.now(UTC)
        self._tell(Saved(self.saved_at))

    def restore(self, backup: Path) -> None:
        """Go back to what a backup held, in all years; one operation. Raises Problem."""
        then = years_in(backup)
        now = {year: stored for year in self.years if (stored := self._stored(year)) is not None}
        backups = self.backups
        if backups:
            self._run(lambda book: backups.make(book, "restore"))
        self._do("从备份恢复", backup.stem, restoring(now, then, self.year), None)

    def export_copy(self, path: Path) -> None:
        """「导出副本」: a compact copy. Raises Problem."""
        self._run(lambda book: book.copy_to(path), lambda: create_book(path, self._jobs))

    def flush(self) -> None:
        """Wait until everything is written; a failure is told to the listeners."""
        self._run(lambda _: None)
        self._drain()

    def close(self) -> None:
        """Write everything, back the file up when it changed, close it."""
        if self._writer is None:
            return
        self.flush()
        if self.backups and not self.read_only:
            self._writer.later(self.backups.on_close)
        self._writer.close()
        self._drain()
        self._writer = None
        if self._lock:
            self._lock.release()
            self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- inside --------------------------------------------------------------------------------

    def _attach(self, book: Book, lock: Lock | None, reason: ReadOnly | None) -> None:
        self.path, self.damage, self.read_only = book.path, book.damage, reason
        self._writer, self._lock = BookWriter(book, self._wake), lock

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Nothing the writer answers is taken in while the facts change. Raises ReadOnlyError."""
        self._drain()
        with self._guard:
            if self.read_only:
                raise ReadOnlyError(self.read_only)
            yield

    def _do(self, title: str, origin: str, steps: tuple[Step, ...], merge: str | None) -> None:
        with self._writing():
            if not steps:
                return
            before = self._state
            grown = self._entry(before.seq) if merge is not None and before.merge == merge else None
            if grown:
                whole = journal.folded(grown.steps + steps)
                entry = replace(grown, at=_now(), title=title, steps=whole)
                state = before
            else:
                entry = Entry(before.seq + 1, _now(), "do", None, title, origin, journal.folded(steps))
                undo = Node(entry.seq, before.undo)
                state = replace(before, seq=entry.seq, undo=undo, redo=None, merge=merge)
            self._advance(state, entry, steps, "do", grown)

    def _step_over(self, kind: Literal["undo", "redo"]) -> None:
        with self._writing():
            before = self._state
            node = before.undo if kind == "undo" else before.redo
            if node is None:
                return
            done = self._entry(node.seq)
            word = "撤销" if kind == "undo" else "重做"
            entry = Entry(before.seq + 1, _now(), kind, done.seq, f"{word}：{done.title}", word, ())
            if kind == "undo":
                state = replace(before, undo=node.below, redo=Node(done.seq, before.redo))
                steps = journal.inverse(done.steps)
            else:
                state = replace(before, undo=Node(done.seq, before.undo), redo=node.below)
                steps = done.steps
            self._advance(replace(state, seq=entry.seq, merge=None), entry, steps, kind)

    def _advance(
        self, state: State, entry: Entry, steps: tuple[Step, ...], cause: Cause, grown: Entry | None = None
    ) -> None:
        """Make the steps, take the new state, send it to the writer, tell the listeners."""
        before = self._state
        years, after = stepped({year: self._stored(year) for year in self._needed(steps)}, steps)
        touched = steps[-1].year
        shown = touched if years[touched] is not None else max(year for year in self.years if year != touched)
        self._state = replace(state, year=shown, years=years)
        self._entries[entry.seq] = entry
        job = Job(entry, steps, after)
        if self._writer is None:
            self._keep(job)
        else:
            sent = Sent(before, grown, entry, steps, cause)
            self._writer.send(job, sent, typing=state.merge is not None)
        if shown != before.year:
            self._tell(YearSwitched(shown))
        changes = tuple(step.change for step in steps if step.year == shown)
        self._tell(FactsChanged(shown, changes, entry.title, cause))

    def _needed(self, steps: tuple[Step, ...]) -> set[int]:
        return {*self._state.years, *(step.year for step in steps)}

    def _keep(self, job: Job) -> None:
        """Remember an operation of a session that has no file yet."""
        if self._jobs and self._jobs[-1].entry.seq == job.entry.seq:
            last = self._jobs.pop()
            job = Job(job.entry, last.steps + job.steps, last.after + job.after)
        self._jobs.append(job)

    def _wake(self) -> None:
        """Called on the writer's thread."""
        if self._post:
            self._post(self._drain)

    def _drain(self) -> None:
        """Take in what the writer answered."""
        if not self._guard.acquire(blocking=False):
            return
        try:
            while self._writer and (outcome := self._writer.take()):
                self._take_in(outcome)
        finally:
            self._guard.release()

    def _take_in(self, outcome: Outcome) -> None:
        if isinstance(outcome, Failed):
            self._take_back(outcome)
        elif isinstance(outcome, Finished):
            if isinstance(outcome.error, Problem):
                self._tell(BackupFailed(outcome.error))
            elif outcome.error is not None:
                raise outcome.error
        else:
            self.saved_at = datetime.now(UTC)
            self._taken_back = ()
            if self.backups:
                self.backups.changed()
                if self.backups.due and self._writer:
                    self._writer.later(self.backups.on_work)
            if outcome.all:
                self._tell(Saved(self.saved_at))

    def _take_back(self, failed: Failed) -> None:
        """Return to what the file holds, and say so."""
        self._taken_back += failed.sent
        first = failed.sent[0]
        for seq in [seq for seq in self._entries if seq > first.before.seq]:
            del self._entries[seq]
        if first.grown is not None:
            self._entries[first.grown.seq] = first.grown
        shown = self.year if first.before.years.get(self.year) is not None else first.before.year
        switched = shown != self.year
        self._state = replace(first.before, year=shown, merge=None)
        if switched:
            self._tell(YearSwitched(shown))
        self._tell(FactsChanged(shown, (), first.entry.title, "taken back"))
        if not isinstance(failed.error, OSError | sqlite3.Error) or self.path is None:
            raise failed.error
        problem = problem_of(failed.error, self.path, "保存", "刚才的修改已撤回，此前保存的内容都在。")
        self._tell(SaveFailed(problem, tuple(sent.entry.title for sent in failed.sent)))

    def _tell(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    def _run(
        self, action: Callable[[Book], Result], without_file: Callable[[], Result | None] = lambda: None
    ) -> Result | None:
        """Do something with the file, behind all edits, or what stands for it where there is none."""
        if self._writer is None or self.path is None:
            return without_file()
        try:
            return self._writer.call(action)
        except (OSError, sqlite3.Error) as error:
            raise problem_of(error, self.path, "读取", "已保存的内容没有被改动。") from error

    @property
    def _shown(self) -> StoredYear:
        shown = self._state.years[self._state.year]
        if shown is None:
            raise LookupError(f"no year {self._state.year}")
        return shown

    def _stored(self, year: int) -> StoredYear | None:
        """A year from memory or from the file; one that was read is remembered."""
        if year not in self._state.years:
            found = self._run(lambda book: book.year(year))
            self._state = replace(self._state, years={**self._state.years, year: found})
        return self._state.years[year]

    def _entry(self, seq: int) -> Entry:
        if seq not in self._entries:
            found = self._run(lambda book: book.entry(seq))
            if found is None:
                raise LookupError(f"no journal entry {seq}")
            self._entries[seq] = found
        return self._entries[seq]


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
