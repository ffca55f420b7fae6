"""``Session``: the open 账套 as the window and the command line see it.

The facts live in memory and change at once; a writer commits behind them, and 「已保存」 is said only
after the commit. A commit that fails takes its edits back and says so. A session works without a file
too (an example, an exchange file) and can be saved as one later.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, Operation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.store import journal
from jixiao_desktop.store.access import ReadOnly, opened_for_writing
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.book import Book, Job, create_book
from jixiao_desktop.store.carryover import next_year
from jixiao_desktop.store.events import (
    BackupFailed,
    Cause,
    Event,
    FactsChanged,
    Saved,
    SaveFailed,
    YearSwitched,
)
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.store.lock import Lock
from jixiao_desktop.store.notes import NOTES, StoredYear, YearNotes, applied
from jixiao_desktop.store.writer import BookWriter

Post = Callable[[Callable[[], None]], None]
LAST_YEAR = "上年"
NOTHING_LOST = "账套里已保存的内容都在。"


class ReadOnlyError(Problem):
    """The 账套 is open for reading only."""

    def __init__(self, reason: str) -> None:
        super().__init__(
            f"本账套以只读方式打开：{reason}。", "没有改动任何内容。", "需要修改时，请先「另存为」一份。"
        )


class FixedFigureError(Problem):
    """A 上年 figure taken from last year's report was to be changed without a reason."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"上年数「{name}」取自上年报告，不能直接修改。",
            "原来的数没有变。",
            "确需更正时，请用「更正上年数」并写明原因。",
        )


class Node(NamedTuple):
    """A stack of journal entries that shares what lies below."""

    seq: int
    below: Node | None


@dataclass(frozen=True, slots=True)
class State:
    """Where the session stands; taken back whole when a commit fails."""

    year: int
    years: Mapping[int, StoredYear | None]
    """The years that were read or changed so far; None for one that is there no more."""
    seq: int
    undo: Node | None
    redo: Node | None
    merge: str | None = None


@dataclass(frozen=True, slots=True)
class _InFlight:
    """What was sent to the writer, and where the session stood before it."""

    answer: Future[None]
    before: State
    grown: Entry | None
    """The entry as it was before it grew by this."""
    entry: Entry
    steps: tuple[Step, ...]
    cause: Cause


class Session:
    """One open 账套, or facts without a file. Made by ``open``, ``create`` and ``in_memory``."""

    def __init__(
        self,
        state: State,
        *,
        book: Book | None,
        lock: Lock | None = None,
        read_only: ReadOnly | None = None,
        post: Post | None = None,
        backups: Backups | None = None,
        base: tuple[Job, ...] = (),
    ) -> None:
        self.path = book.path if book else None
        self.damage = book.damage if book else None
        self.read_only = read_only
        self.saved_at: datetime | None = None
        self.backups = backups
        self._state = state
        self._writer = BookWriter(book) if book else None
        self._lock_file = lock
        self._post = post
        self._jobs = list(base)
        self._entries: dict[int, Entry] = {}
        """Entries that were made or looked up, by number."""
        self._listeners: list[Callable[[Event], None]] = []
        self._flying: deque[_InFlight] = deque()
        self._answers: deque[Callable[[], None]] = deque()
        self._taken_back: tuple[_InFlight, ...] = ()
        self._guard = threading.RLock()

    # --- opening -------------------------------------------------------------------------------

    @classmethod
    def in_memory(cls, facts: UnitYear, *, title: str = "新建账套", post: Post | None = None) -> Session:
        """A session without a file; ``save_as`` gives it one."""
        year = StoredYear(facts)
        entry = Entry(1, _now(), "base", None, title, "", (Step(facts.year, Change("set", (), None, facts)),))
        state = State(facts.year, {facts.year: year}, 1, None, None)
        return cls(state, book=None, post=post, base=(Job(entry, entry.steps, (year,)),))

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
        another machine. Raises Problem, of which NotABookError and NewerFileError are kinds.
        """
        book, lock, reason = opened_for_writing(path, backups, read_only=read_only, take_over=take_over)
        years = book.years()
        shown = year if year in years else max(years, default=None)
        stored = book.year(shown) if shown is not None else None
        if shown is None or stored is None:
            book.close()
            if lock:
                lock.release()
            raise Problem(f"「{path.name}」里没有可以读出的年度。", "文件没有被改动。", "请从备份恢复。")
        undo, redo = book.stacks()
        state = State(shown, {shown: stored}, book.last_seq(), _stack(undo), _stack(redo))
        return cls(state, book=book, lock=lock, read_only=reason, post=post, backups=backups)

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
        stored = self._writer.call(lambda book: book.years()) if self._writer else []
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
        return self._writer is not None and not self._flying

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
        if self._writer:
            return self._writer.call(lambda book: list(journal.history(book.connection)))
        return [job.entry for job in reversed(self._jobs)]

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
            self._refuse_fixed_figure(change)
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
        """Do again what a failed commit took back. Raises what ``perform`` raises."""
        taken, self._taken_back = self._taken_back, ()
        for item in taken:
            if item.cause == "do":
                self._do(item.entry.title, item.entry.origin, item.steps, None)
            else:
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
        text = edits.value_at(self.facts, path)
        carried = self.notes.carried or ()
        kept = tuple(other for other in carried if other != text)
        change = Change("set", (NOTES, "去年文字"), carried, kept)
        self._do("确认去年文字仍然适用", "手工录入", (Step(self.year, change),), None)

    def correct_last_year(self, name: str, amount: Quantity | None, reason: str) -> None:
        """Set a 上年 figure that was taken over, with the reason for it."""
        corrected = (self.notes.corrected or {}).get(name)
        operation = Operation(f"更正上年数 {name}", (edits.set_value(self.facts, (LAST_YEAR, name), amount),))
        note = Change("set", (NOTES, "上年更正", name), corrected, reason)
        steps = (*journal.steps_of(self.year, operation), Step(self.year, note))
        self._do(operation.title, operation.origin, steps, None)

    # --- the file ------------------------------------------------------------------------------

    def save_as(self, path: Path) -> None:
        """Save under another name and go on there. Raises Problem; then nothing has changed."""
        self.flush()
        if self._writer is None:
            create_book(path, self._jobs)
        else:
            self._writer.call(lambda book: book.save_as(path))
        book, lock, reason = opened_for_writing(path, self.backups)
        self.close()
        self._writer, self._lock_file, self.read_only = BookWriter(book), lock, reason
        self.path, self.damage = path, book.damage
        self._jobs.clear()
        self.saved_at = datetime.now(UTC)
        self._tell(Saved(self.saved_at))

    def export_copy(self, path: Path) -> None:
        """「导出副本」: a compact copy. Raises Problem."""
        if self._writer is None:
            create_book(path, self._jobs)
        else:
            self._writer.call(lambda book: book.copy_to(path))

    def flush(self) -> None:
        """Wait until everything is written; a failure is told to the listeners."""
        if self._writer:
            self._writer.flush()
        self._drain()

    def close(self) -> None:
        """Write everything, back the file up when it changed, close it."""
        if self._writer is None:
            return
        self.flush()
        if self.backups and not self.read_only:
            self._writer.later(self.backups.on_close, self._backup_done)
        self._writer.close()
        self._writer = None
        self._drain()
        if self._lock_file:
            self._lock_file.release()
            self._lock_file = None

    # --- inside --------------------------------------------------------------------------------

    def _do(self, title: str, origin: str, steps: tuple[Step, ...], merge: str | None) -> None:
        with self._writing():
            if steps:
                self._do_now(title, origin, steps, merge)

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Nothing the writer answers is taken in while the facts change. Raises ReadOnlyError."""
        self._drain()
        with self._guard:
            if self.read_only:
                raise ReadOnlyError(self.read_only.reason)
            yield

    def _do_now(self, title: str, origin: str, steps: tuple[Step, ...], merge: str | None) -> None:
        before = self._state
        years, after = self._applied(before, steps)
        grows = merge is not None and before.merge == merge
        if grows:
            old = self._entry(before.seq)
            entry = replace(old, at=_now(), title=title, steps=journal.folded(old.steps + steps))
            state = replace(before, years=years)
        else:
            entry = Entry(before.seq + 1, _now(), "do", None, title, origin, journal.folded(steps))
            undo = Node(entry.seq, before.undo)
            state = replace(before, years=years, seq=entry.seq, undo=undo, redo=None, merge=merge)
        self._advance(state, Job(entry, steps, after), "do", typing=merge is not None)

    def _step_over(self, kind: Cause) -> None:
        with self._writing():
            self._step_over_now(kind)

    def _step_over_now(self, kind: Cause) -> None:
        before = self._state
        node = before.undo if kind == "undo" else before.redo
        if node is None:
            return
        done = self._entry(node.seq)
        steps = journal.inverse(done.steps) if kind == "undo" else done.steps
        years, after = self._applied(before, steps)
        seq = before.seq + 1
        if kind == "undo":
            entry = Entry(seq, _now(), "undo", done.seq, f"撤销：{done.title}", "撤销", ())
            moved = replace(before, undo=node.below, redo=Node(done.seq, before.redo))
        else:
            entry = Entry(seq, _now(), "redo", done.seq, f"重做：{done.title}", "重做", ())
            moved = replace(before, undo=Node(done.seq, before.undo), redo=node.below)
        self._advance(replace(moved, years=years, seq=seq, merge=None), Job(entry, steps, after), kind)

    def _applied(
        self, state: State, steps: tuple[Step, ...]
    ) -> tuple[dict[int, StoredYear | None], tuple[StoredYear | None, ...]]:
        """The years after some steps, and each step's year right after it."""
        years = dict(state.years)
        after = []
        for step in steps:
            if step.year not in years:
                years[step.year] = self._stored(step.year)
            changed = applied(years[step.year], step.change)
            if changed is not None and changed.facts.year != step.year:
                raise ValueError("年度不能直接修改，请新建年度")
            years[step.year] = changed
            after.append(changed)
        return years, tuple(after)

    def _advance(self, state: State, job: Job, cause: Cause, *, typing: bool = False) -> None:
        """Take a new state, send its job to the writer and tell the listeners."""
        before = self._state
        touched = job.steps[-1].year
        remaining = touched if state.years[touched] is not None else self._latest_but(touched)
        self._state = replace(state, year=remaining)
        if self._writer is None:
            self._keep(job)
        else:
            self._send(before, job, cause, typing=typing)
        if remaining != before.year:
            self._tell(YearSwitched(remaining))
        changes = tuple(step.change for step in job.steps if step.year == remaining)
        self._tell(FactsChanged(remaining, changes, job.entry.title, cause))

    def _send(self, before: State, job: Job, cause: Cause, *, typing: bool) -> None:
        seq = job.entry.seq
        grown = self._entries.get(seq) if seq <= before.seq else None
        self._entries[seq] = job.entry
        if self._writer is None:
            return
        answer = self._writer.submit(job, typing=typing)
        last = self._flying[-1] if self._flying else None
        if last is not None and last.answer is answer:
            self._flying[-1] = replace(last, entry=job.entry, steps=last.steps + job.steps)
            return
        self._flying.append(_InFlight(answer, before, grown, job.entry, job.steps, cause))
        answer.add_done_callback(self._answered)

    def _keep(self, job: Job) -> None:
        """Remember an operation of a session that has no file yet."""
        self._entries[job.entry.seq] = job.entry
        if self._jobs and self._jobs[-1].entry.seq == job.entry.seq:
            last = self._jobs.pop()
            job = Job(job.entry, last.steps + job.steps, last.after + job.after)
        self._jobs.append(job)

    def _answered(self, answer: Future[None]) -> None:
        self._hand_over(lambda: self._take_in(answer))

    def _hand_over(self, action: Callable[[], None]) -> None:
        """Called on the writer's thread: what it answers is taken in on the session's own."""
        self._answers.append(action)
        if self._post:
            self._post(self._drain)

    def _drain(self) -> None:
        """Take in what the writer answered, on the session's own thread."""
        if not self._guard.acquire(blocking=False):
            return
        try:
            while self._answers:
                self._answers.popleft()()
        finally:
            self._guard.release()

    def _take_in(self, answer: Future[None]) -> None:
        if not self._flying or self._flying[0].answer is not answer:
            return  # behind a failure: already taken back
        error = answer.exception()
        if error is None:
            self._flying.popleft()
            self.saved_at = datetime.now(UTC)
            if self.backups:
                self.backups.changed()
                if self.backups.due and self._writer:
                    self._writer.later(self.backups.on_close, self._backup_done)
            if not self._flying:
                self._tell(Saved(self.saved_at))
            return
        self._take_back()
        if not isinstance(error, OSError | sqlite3.Error) or self.path is None:
            raise error
        problem = problem_of(error, self.path, "保存", "刚才的修改已撤回，" + NOTHING_LOST)
        self._tell(SaveFailed(problem, tuple(item.entry.title for item in self._taken_back)))

    def _take_back(self) -> None:
        """Return to what the file holds, after a commit failed."""
        self._taken_back = tuple(self._flying)
        first = self._flying[0]
        self._flying.clear()
        for seq in [seq for seq in self._entries if seq > first.before.seq]:
            del self._entries[seq]
        if first.grown is not None:
            self._entries[first.grown.seq] = first.grown
        shown = self.year if first.before.years.get(self.year) is not None else first.before.year
        switched = shown != self.year
        self._state = replace(first.before, year=shown, merge=None)
        if self._writer:
            self._writer.resume()
        if switched:
            self._tell(YearSwitched(shown))
        self._tell(FactsChanged(shown, (), first.entry.title, "taken back"))

    def _backup_done(self, answer: Future[None]) -> None:
        self._hand_over(lambda: self._take_in_backup(answer))

    def _take_in_backup(self, answer: Future[None]) -> None:
        error = answer.exception()
        if isinstance(error, Problem):
            self._tell(BackupFailed(error))
        elif error is not None:
            raise error

    def _tell(self, event: Event) -> None:
        for listener in tuple(self._listeners):
            listener(event)

    @property
    def _shown(self) -> StoredYear:
        shown = self._state.years[self._state.year]
        if shown is None:
            raise LookupError(f"no year {self._state.year}")
        return shown

    def _stored(self, year: int) -> StoredYear | None:
        """A year from memory or from the file; one that was read is remembered."""
        if year not in self._state.years:
            found = self._writer.call(lambda book: book.year(year)) if self._writer else None
            self._state = replace(self._state, years={**self._state.years, year: found})
        return self._state.years[year]

    def _latest_but(self, gone: int) -> int:
        return max(year for year in self.years if year != gone)

    def _entry(self, seq: int) -> Entry:
        if seq not in self._entries:
            if self._writer is None:
                raise LookupError(f"no journal entry {seq}")
            self._entries[seq] = self._writer.call(lambda book: book.entry(seq))
        return self._entries[seq]

    def _refuse_fixed_figure(self, change: Change) -> None:
        """上年 figures from last year's report are changed by ``correct_last_year`` only."""
        if len(change.path) != 2 or change.path[0] != LAST_YEAR:
            return
        name = str(change.path[1])
        taken = self.notes.taken or {}
        if name in taken and name not in (self.notes.corrected or {}) and change.new != taken[name]:
            raise FixedFigureError(name)


def _stack(seqs: list[int]) -> Node | None:
    node = None
    for seq in seqs:
        node = Node(seq, node)
    return node


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
