"""What was computed and what it read, so that a change reaches all that depends on it and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import Any, TypeVar

from jixiao_desktop.ledger.edits import Path, fact_at

T = TypeVar("T")
Dependency = tuple[Any, ...]
"""What of the facts is read: a kind, and which one of it."""
_Graph = dict[Any, set[Hashable]]
_NOTHING = object()


_Read = tuple[set[Dependency], set[Hashable]]
"""What is read by what is computed: facts, and other results."""


class CircularError(LookupError):
    """A computation needs its own result; carries its key."""


class Memory:
    """Results by their keys.

    Who read what is only ever added to: a reader too many costs one computation, one too few would
    leave a stale figure.
    """

    def __init__(self) -> None:
        self._results: dict[Hashable, Any] = {}
        self._of_facts: _Graph = {}
        self._of_results: _Graph = {}
        self._read: dict[Hashable, _Read] = {}
        self._frames: list[_Read] = []
        self._running: set[Hashable] = set()

    def remembered(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result of ``compute``, kept under ``key``. Raises CircularError."""
        found: Any = self._results.get(key, _NOTHING)
        if found is _NOTHING:
            found = self._computed(key, compute)
        if self._frames:
            self._frames[-1][1].add(key)
        result: T = found
        return result

    def _computed(self, key: Hashable, compute: Callable[[], T]) -> T:
        if key in self._running:
            raise CircularError(key)
        read: _Read = (set(), set())
        self._running.add(key)
        self._frames.append(read)
        try:
            result = compute()
        finally:
            self._frames.pop()
            self._running.discard(key)
        if read != self._read.get(key):  # else all of it is noted
            self._read[key] = read
            self._note(key, read)
        self._results[key] = result
        return result

    def _note(self, key: Hashable, read: _Read) -> None:
        facts, results = read
        for item in facts:
            self._of_facts.setdefault(item, set()).add(key)
        for other in results:
            self._of_results.setdefault(other, set()).add(key)

    def reads(self, dependency: Dependency) -> bool:
        """Note that what is being computed reads this; False where nothing is."""
        if not self._frames:
            return False
        self._frames[-1][0].add(dependency)
        return True

    def without(self, changed: Iterable[Dependency]) -> Memory:
        """The results that don't follow from what changed."""
        made = Memory()
        made._results = dict(self._results)
        made._of_facts, made._of_results, made._read = self._of_facts, self._of_results, self._read
        stale = [key for dependency in changed for key in self._of_facts.get(dependency, ())]
        while stale:
            key = stale.pop()
            if made._results.pop(key, _NOTHING) is not _NOTHING:
                stale.extend(self._of_results.get(key, ()))
        return made

    def copy(self) -> Memory:
        """The same results for another thread."""
        made = Memory()
        made._results = dict(self._results)
        made._of_facts = {item: set(readers) for item, readers in self._of_facts.items()}
        made._of_results = {item: set(readers) for item, readers in self._of_results.items()}
        made._read = dict(self._read)
        return made


class Places:
    """Places of the facts that were read; after an edit only these are compared."""

    __slots__ = ("below", "path")

    def __init__(self) -> None:
        self.below: dict[str | int, Places] = {}
        self.path: Path | None = None

    def add(self, path: Path) -> None:
        """A place was read."""
        place = self
        for step in path:
            below = place.below.get(step)
            if below is None:
                below = place.below[step] = Places()
            place = below
        place.path = path

    def changed(self, before: Any, after: Any) -> Iterator[Path]:
        """The places that hold something else now; what lies in an untouched record is not looked at."""
        if before is after:
            return
        if self.path is not None and before != after:
            yield self.path
        for step, place in self.below.items():
            yield from place.changed(fact_at(before, (step,)), fact_at(after, (step,)))

    def copy(self) -> Places:
        """The same places for another thread."""
        made = Places()
        made.path = self.path
        made.below = {step: place.copy() for step, place in self.below.items()}
        return made
