"""``Desk``: the open years in memory, what can be undone, and the writer that commits behind the edits.

Everything runs on the session's own thread but the commits; what the writer answers is taken in at the
next call, or when ``post`` hands it over to that thread.
"""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, TypeVar

from jixiao_desktop.errors import Problem, problem_of
from jixiao_desktop.store import journal
from jixiao_desktop.store.access import ReadOnly, ReadOnlyError
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.book import Book, Job
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
from jixiao_desktop.store.notes import NOTES, StoredYear
from jixiao_desktop.store.state import Node, State, stepped
from jixiao_desktop.store.writer import BookWriter, Failed, Finished, Outcome, Sent

Post = Callable[[Callable[[], None]], None]
Result = TypeVar("Result")


class Desk:
    """The facts as they stand, and their way into the file, if there is one."""

    def __init__(
        self, state: State, *, post: Post | None, backups: Backups | None, jobs: tuple[Job, ...] = ()
    ) -> None:
        self.state = state
        self.backups = backups
        self.jobs = list(jobs)
        """What was done while there is no file yet."""
        self.path: Path | None = None
        self.read_only: ReadOnly | None = None
        self.saved_at: datetime | None = None
        self.book_id = ""
        """The id of the file; empty while there is none, or where a damaged one has lost it."""
        self.listeners: list[Callable[[Event], None]] = []
        self._post = post
        self._writer: BookWriter | None = None
        self._entries: dict[int, Entry] = {}
        self._in_file: tuple[int, ...] = ()
        self._taken_back: tuple[Sent, ...] = ()
        self._failures = 0
        self._guard = threading.RLock()

    # --- the file ------------------------------------------------------------------------------

    def attach(self, book: Book, reason: ReadOnly | None, years: Iterable[int]) -> None:
        """Commit to this file, which holds these years, from now on."""
        self.path, self.read_only = book.path, reason
        self.book_id, self._in_file = book.id, tuple(years)
        self._writer = BookWriter(book, self._wake)
        self.jobs.clear()

    def detach(self, *, back_up: bool = True) -> None:
        """Write everything, back the file up when it changed, close it."""
        if self._writer is None:
            return
        self.flush()
        if back_up and self.backups and not self.read_only:
            self._writer.later(self.backups.on_close)
        self._writer.close()
        self.drain()
        self._writer = None

    @property
    def saved(self) -> bool:
        """Whether everything that was entered is in the file."""
        self.drain()
        return self._writer is not None and self._writer.idle

    def hurry(self) -> None:
        """Commit what was typed without waiting for a rest."""
        if self._writer:
            self._writer.hurry()

    def flush(self) -> bool:
        """Wait until everything is written; False when something was taken back, which was told."""
        before = self._failures
        if self._writer:
            self._writer.flush()
        self.drain()
        return self._failures == before

    def run(
        self,
        action: Callable[[Book], Result],
        without_file: Callable[[], Result | None] = lambda: None,
        *,
        doing: str = "读取",
    ) -> Result | None:
        """Do something with the file, behind all edits, or what stands for it where there is none.

        Raises Problem, which says what was being done (``doing``).
        """
        if self._writer is None or self.path is None:
            return without_file()
        try:
            return self._writer.call(action)
        except (OSError, sqlite3.Error) as error:
            raise problem_of(error, self.path, doing, "已保存的内容没有被改动。") from error

    # --- reading -------------------------------------------------------------------------------

    @property
    def shown(self) -> StoredYear:
        """The year that is shown."""
        shown = self.state.years[self.state.year]
        if shown is None:
            raise LookupError(f"no year {self.state.year}")
        return shown

    def years(self) -> tuple[int, ...]:
        """All years, the earliest first; asks no file, so it works in any trouble."""
        known = self.state.years
        gone = {year for year, facts in known.items() if facts is None}
        return tuple(sorted({*self._in_file, *known} - gone))

    def stored(self, year: int) -> StoredYear | None:
        """A year from memory or from the file; one that was read is remembered."""
        if year not in self.state.years:
            found = self.run(lambda book: book.year(year))
            self.state = replace(self.state, years={**self.state.years, year: found})
        return self.state.years[year]

    def entry(self, seq: int) -> Entry:
        """One journal entry. Raises LookupError."""
        if seq not in self._entries:
            found = self.run(lambda book: book.entry(seq))
            if found is None:
                raise LookupError(f"no journal entry {seq}")
            self._entries[seq] = found
        return self._entries[seq]

    def recent_titles(self) -> list[str]:
        """The titles of the entries that are in memory, the last one last."""
        return [self._entries[seq].title for seq in sorted(self._entries)]

    # --- editing -------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Nothing the writer answers is taken in while the facts change. Raises ReadOnlyError."""
        self.drain()
        with self._guard:
            if self.read_only:
                raise ReadOnlyError(self.read_only)
            yield

    def do(self, title: str, origin: str, steps: tuple[Step, ...], merge: str | None = None) -> None:
        """Make some steps as one operation. Raises ReadOnlyError, PathError where a path leads nowhere."""
        with self._writing():
            if not steps:
                return
            before = self.state
            grown = self.entry(before.seq) if merge is not None and before.merge == merge else None
            if grown:
                whole = journal.folded(grown.steps + steps)
                entry = replace(grown, at=now(), title=title, steps=whole)
                state = before
            else:
                entry = Entry(before.seq + 1, now(), "do", None, title, origin, journal.folded(steps))
                undo = Node(entry.seq, before.undo)
                state = replace(before, seq=entry.seq, undo=undo, redo=None, merge=merge)
            self._advance(state, entry, steps, "do", grown)

    def step_over(self, kind: Literal["undo", "redo"]) -> None:
        """Undo or redo the next operation; nothing when there is none. Raises ReadOnlyError."""
        with self._writing():
            before = self.state
            node = before.undo if kind == "undo" else before.redo
            if node is None:
                return
            done = self.entry(node.seq)
            word = "撤销" if kind == "undo" else "重做"
            entry = Entry(before.seq + 1, now(), kind, done.seq, f"{word}：{done.title}", word, ())
            if kind == "undo":
                state = replace(before, undo=node.below, redo=Node(done.seq, before.redo))
                steps = journal.inverse(done.steps)
            else:
                state = replace(before, undo=Node(done.seq, before.undo), redo=node.below)
                steps = done.steps
            self._advance(replace(state, seq=entry.seq, merge=None), entry, steps, kind)

    @property
    def unsaved(self) -> tuple[str, ...]:
        """The titles of what failed commits took back and nothing did again, the first one first."""
        return tuple(dict.fromkeys(item.entry.title for item in self._taken_back))

    def retry(self) -> None:
        """Do again what failed commits took back, as long as nothing was saved since.

        Raises what ``perform`` raises.
        """
        taken, self._taken_back = self._taken_back, ()
        for item in taken:
            if item.cause == "do":
                self.do(item.entry.title, item.entry.origin, item.steps)
            elif item.cause in {"undo", "redo"}:
                self.step_over(item.cause)

    def _advance(
        self, state: State, entry: Entry, steps: tuple[Step, ...], cause: Cause, grown: Entry | None = None
    ) -> None:
        """Make the steps, take the new state, send it to the writer, tell the listeners."""
        before = self.state
        needed = {*before.years, *(step.year for step in steps)}
        years, after = stepped({year: self.stored(year) for year in needed}, steps)
        touched = steps[-1].year
        shown = (
            touched if years[touched] is not None else max(year for year in self.years() if year != touched)
        )
        self.state = replace(state, year=shown, years=years)
        self._entries[entry.seq] = entry
        job = Job(entry, steps, after)
        if self._writer is None:
            self._keep(job)
        else:
            sent = Sent(before, grown, entry, steps, cause)
            self._writer.send(job, sent, typing=state.merge is not None)
        if shown != before.year:
            self.tell(YearSwitched(shown))
        changes = tuple(
            step.change for step in steps if step.year == shown and step.change.path[:1] != (NOTES,)
        )
        self.tell(FactsChanged(shown, changes, entry.title, cause))

    def _keep(self, job: Job) -> None:
        """Remember an operation of a session that has no file yet."""
        if self.jobs and self.jobs[-1].entry.seq == job.entry.seq:
            last = self.jobs.pop()
            job = Job(job.entry, last.steps + job.steps, last.after + job.after)
        self.jobs.append(job)

    def _wake(self) -> None:
        """Called on the writer's thread."""
        if self._post:
            self._post(self.drain)

    def drain(self) -> None:
        """Take in what the writer answered, unless that is being done or an edit is."""
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
                self.tell(BackupFailed(outcome.error))
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
                self.tell(Saved(self.saved_at))

    def _take_back(self, failed: Failed) -> None:
        """Return to what the file holds, and say so. Raises what is no error of the environment."""
        self._failures += 1
        self._taken_back += failed.sent
        first = failed.sent[0]
        for seq in [seq for seq in self._entries if seq > first.before.seq]:
            del self._entries[seq]
        if first.grown is not None:
            self._entries[first.grown.seq] = first.grown
        shown = self.state.year if first.before.years.get(self.state.year) else first.before.year
        switched = shown != self.state.year
        self.state = replace(first.before, year=shown, merge=None)
        if switched:
            self.tell(YearSwitched(shown))
        self.tell(FactsChanged(shown, (), first.entry.title, "taken back"))
        if not isinstance(failed.error, OSError | sqlite3.Error) or self.path is None:
            raise failed.error
        problem = problem_of(failed.error, self.path, "保存", "刚才的修改已撤回，此前保存的内容都在。")
        self.tell(SaveFailed(problem, tuple(sent.entry.title for sent in failed.sent)))

    def tell(self, event: Event) -> None:
        """Tell the listeners."""
        for listener in tuple(self.listeners):
            listener(event)


def now() -> str:
    """The time of a journal entry."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
