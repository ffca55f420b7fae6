"""The ordered writer: commits operations behind the edits, one after the other, on a thread of its own."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from jixiao_desktop.store.book import Book, Job

REST = 0.4
"""Seconds of rest after a keystroke before it is committed."""
LONGEST_WAIT = 3.0
"""Seconds after which typing is committed even without a rest."""

Result = TypeVar("Result")


class SupersededError(Exception):
    """This job was not written because one before it failed."""


class Slot:
    """A job on its way; keystrokes in one field join it until it is taken."""

    def __init__(self, job: Job, generation: int, rest: float) -> None:
        self.generation = generation
        self._job = job
        self._lock = threading.Lock()
        self._urgent = threading.Event()
        self._taken = False
        self._latest = time.monotonic() + LONGEST_WAIT
        self._due = time.monotonic() + rest
        self._rest = rest

    @property
    def seq(self) -> int:
        """The number of the journal entry."""
        return self._job.entry.seq

    def join(self, job: Job) -> bool:
        """Add what was typed on; False when the slot is already being written."""
        with self._lock:
            if self._taken:
                return False
            self._job = Job(job.entry, self._job.steps + job.steps, self._job.after + job.after)
            self._due = min(time.monotonic() + self._rest, self._latest)
            return True

    def hurry(self) -> None:
        """Commit without waiting for a rest."""
        self._urgent.set()

    def take(self) -> Job:
        """The job, after the rest; nothing joins any more."""
        while True:
            wait = self._due - time.monotonic()
            if wait <= 0 or self._urgent.wait(wait):
                break
        with self._lock:
            self._taken = True
            return self._job


class BookWriter:
    """Writes to a file.

    When a commit fails, the jobs behind it are not written either (:class:`SupersededError`): they
    were made on facts that never reached the file. ``resume`` takes new jobs again.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._threads = ThreadPoolExecutor(max_workers=1, thread_name_prefix="jixiao-writer")
        self._generation = 0
        self._suspect = False
        self._accepted = 0
        self._last: Slot | None = None
        self._answer: Future[None] | None = None

    def submit(self, job: Job, *, typing: bool) -> Future[None]:
        """Write a job; the answer is that of the job before where it could still join it."""
        if self._last is not None and self._answer is not None:
            if typing and self._last.seq == job.entry.seq and self._last.join(job):
                return self._answer
            self._last.hurry()
        self._last = Slot(job, self._accepted, REST if typing else 0.0)
        self._answer = self._threads.submit(self._commit, self._last)
        return self._answer

    def hurry(self) -> None:
        """Do not wait for a rest."""
        if self._last is not None:
            self._last.hurry()

    def resume(self) -> None:
        """Take new jobs after a failure: the facts are again what the file holds."""
        self._accepted = self._generation

    def call(self, action: Callable[[Book], Result]) -> Result:
        """Run something on the open file after all that was submitted, and wait for it."""
        self.hurry()
        return self._threads.submit(action, self._book).result()

    def later(self, action: Callable[[Book], None], done: Callable[[Future[None]], None]) -> None:
        """Run something on the open file behind the edits, without waiting for it."""
        self._threads.submit(action, self._book).add_done_callback(done)

    def flush(self) -> None:
        """Wait until all that was submitted is written or has failed."""
        self.call(lambda _: None)

    def close(self) -> None:
        """Write all and close the file."""
        self.flush()
        self._threads.shutdown(wait=True)
        self._book.close()

    def _commit(self, slot: Slot) -> None:
        job = slot.take()
        if slot.generation != self._generation:
            raise SupersededError
        try:
            if self._suspect:
                self._book.reconnect()
            self._book.commit(job)
        except (sqlite3.Error, OSError):
            if not self._arrived(job):
                self._generation += 1
                raise
        self._suspect = False

    def _arrived(self, job: Job) -> bool:
        """Whether a commit that reported an error is in the file all the same."""
        self._suspect = True
        try:
            self._book.reconnect()
            return self._book.last_seq() == job.entry.seq and self._book.entry(job.entry.seq) == job.entry
        except (sqlite3.Error, OSError):
            return False
