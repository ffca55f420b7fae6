"""The ordered writer: commits operations behind the edits, one after the other, on a thread of its own."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import TypeVar

from jixiao_desktop.store.book import Book, Job
from jixiao_desktop.store.events import Cause
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.store.state import State
from jixiao_desktop.values import dataclass

REST = 0.4
"""Seconds of rest after a keystroke before it is committed."""
LONGEST_WAIT = 3.0
"""Seconds after which typing is committed even without a rest."""

Result = TypeVar("Result")


class SupersededError(Exception):
    """This job was not written because one before it failed."""


@dataclass(frozen=True, slots=True)
class Sent:
    """An operation on its way: what it was, and where the session stood before it."""

    before: State
    grown: Entry | None
    """The entry as it was before it grew by this."""
    entry: Entry
    steps: tuple[Step, ...]
    cause: Cause


@dataclass(frozen=True, slots=True)
class Committed:
    """An operation is in the file; ``all`` says that none is on its way any more."""

    all: bool


@dataclass(frozen=True, slots=True)
class Failed:
    """A commit failed; ``sent`` are that operation and all behind it, none of which is in the file."""

    error: BaseException
    sent: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A task behind the edits (a backup) ended, with an error or without."""

    error: BaseException | None


Outcome = Committed | Failed | Finished


class _Slot:
    """A job on its way; keystrokes in one field join it until it is taken."""

    def __init__(self, job: Job, generation: int, rest: float) -> None:
        self.generation = generation
        self.seq = job.entry.seq
        self._job = job
        self._lock = threading.Lock()
        self._urgent = threading.Event()
        self._taken = False
        self._latest = time.monotonic() + LONGEST_WAIT
        self._due = time.monotonic() + rest

    def join(self, job: Job) -> bool:
        """Add what was typed on; False when the slot is already being written."""
        with self._lock:
            if self._taken:
                return False
            self._job = Job(job.entry, self._job.steps + job.steps, self._job.after + job.after)
            self._due = min(time.monotonic() + REST, self._latest)
            return True

    def hurry(self) -> None:
        """Commit without waiting for a rest."""
        self._urgent.set()

    def take(self) -> Job:
        """The job, after the rest; nothing joins any more."""
        while not self._urgent.is_set() and (wait := self._due - time.monotonic()) > 0:
            self._urgent.wait(wait)
        with self._lock:
            self._taken = True
            return self._job


class BookWriter:
    """Writes to a file behind the session.

    When a commit fails, the jobs behind it are not written either: they were made on facts that never
    reached the file. Everything but the commits themselves runs on the session's thread; ``wake`` is
    called on the writer's when an outcome can be taken.
    """

    def __init__(self, book: Book, wake: Callable[[], None]) -> None:
        self._book = book
        self._wake = wake
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jixiao-writer")
        self._failures = 0
        self._seen_failures = 0
        self._suspect = False
        self._slot: _Slot | None = None
        self._flying: deque[tuple[Future[None], Sent]] = deque()
        self._answers: deque[Future[None]] = deque()

    @property
    def idle(self) -> bool:
        """Whether nothing is on its way."""
        return not self._flying

    def send(self, job: Job, sent: Sent, *, typing: bool) -> None:
        """Write a job; what is typed on in one field joins the job before, where it still can."""
        if self._slot is not None and self._flying:
            if typing and self._slot.seq == job.entry.seq and self._slot.join(job):
                answer, first = self._flying.pop()
                grown = replace(first, entry=sent.entry, steps=first.steps + sent.steps)
                self._flying.append((answer, grown))
                return
            self._slot.hurry()
        self._slot = _Slot(job, self._seen_failures, REST if typing else 0.0)
        answer = self._threads.submit(self._commit, self._slot)
        self._flying.append((answer, sent))
        answer.add_done_callback(self._answered)

    def later(self, action: Callable[[Book], None]) -> None:
        """Run something on the open file behind the edits, without waiting for it."""
        self._threads.submit(self._do, action).add_done_callback(self._answered)

    def call(self, action: Callable[[Book], Result]) -> Result:
        """Run something on the open file after all that was sent, and wait for it."""
        self.hurry()
        return self._threads.submit(self._do, action).result()

    def flush(self) -> None:
        """Wait until all that was sent is written or has failed."""
        self.call(lambda _: None)

    def hurry(self) -> None:
        """Do not wait for a rest."""
        if self._slot is not None:
            self._slot.hurry()

    def take(self) -> Outcome | None:
        """The next outcome; None when there is none yet."""
        while self._answers:
            answer = self._answers.popleft()
            error = answer.exception()
            if isinstance(error, SupersededError):
                continue
            if not self._flying or self._flying[0][0] is not answer:
                return Finished(error)
            if error is not None:
                sent = tuple(item for _, item in self._flying)
                self._flying.clear()
                self._seen_failures = self._failures
                return Failed(error, sent)
            self._flying.popleft()
            return Committed(self.idle)
        return None

    def close(self) -> None:
        """Write all that was sent and close the file; outcomes can still be taken."""
        self.hurry()
        self._threads.shutdown(wait=True)
        self._book.close()

    def _answered(self, answer: Future[None]) -> None:
        self._answers.append(answer)
        self._wake()

    def _do(self, action: Callable[[Book], Result]) -> Result:
        """Do it on an open file; where that cannot be opened again after an error, the action tells."""
        if self._suspect:
            with contextlib.suppress(sqlite3.Error, OSError):
                self._book.reconnect()
                self._suspect = False
        return action(self._book)

    def _commit(self, slot: _Slot) -> None:
        job = slot.take()
        if slot.generation != self._failures:
            raise SupersededError
        written = False
        try:
            if self._suspect:
                self._book.reconnect()
                self._suspect = False
            self._book.commit(job)
            written = True
        except (sqlite3.Error, OSError):
            self._suspect = True
            written = self._arrived(job)
            if not written:
                raise
        finally:
            if not written:
                self._failures += 1

    def _arrived(self, job: Job) -> bool:
        """Whether a commit that reported an error is in the file all the same."""
        try:
            self._book.reconnect()
            return self._book.last_seq() == job.entry.seq and self._book.entry(job.entry.seq) == job.entry
        except (sqlite3.Error, OSError):
            return False
