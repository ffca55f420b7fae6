"""Reading backups behind the window: each at a glance, and the chosen one compared."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from PySide6.QtCore import QObject, Signal

from jixiao_desktop.errors import Problem
from jixiao_desktop.store.backup import Backup
from jixiao_desktop.store.compare import compared
from jixiao_desktop.store.notes import StoredYear
from jixiao_desktop.store.restore import years_in
from jixiao_desktop.store.summary import summary_of_file
from ui.handin.background import Background, Job


class BackupReader(QObject):
    """Reads one backup after the other; the one that is asked for comes first."""

    glanced = Signal(object, object)
    """A backup and its Summary, or the sentence why it cannot be read."""
    compared = Signal(object, object)
    """A backup and its YearPairs, or the sentence why it cannot be read."""

    def __init__(self, held: Mapping[int, StoredYear], parent: QObject) -> None:
        super().__init__(parent)
        self._held = held
        self._queue: deque[Backup] = deque()
        self._wanted: Backup | None = None
        self._work = Background(self)
        self._work.done.connect(lambda told: told[0].emit(*told[1:]))
        self._work.ended.connect(self._next)

    def glance_at(self, backups: Iterable[Backup]) -> None:
        """Read these, the first one first."""
        self._queue = deque(backups)
        self._next()

    def compare(self, backup: Backup) -> None:
        """Compare this one as soon as may be."""
        self._wanted = backup
        self._next()

    @property
    def busy(self) -> bool:
        """Whether something is still to be read."""
        return self._work.busy

    def stop(self) -> None:
        """No signal comes any more."""
        self._queue.clear()
        self._wanted = None
        self._work.stop()

    def _next(self) -> None:
        if self._work.busy:
            return
        if self._wanted is not None:
            backup, self._wanted = self._wanted, None
            self._work.start(self._comparing(backup))
        elif self._queue:
            self._work.start(self._glancing(self._queue.popleft()))

    def _comparing(self, backup: Backup) -> Job:
        def compare(_: Background) -> tuple[object, ...]:
            try:
                return self.compared, backup, compared(self._held, years_in(backup.path))
            except Problem as problem:
                return self.compared, backup, str(problem)

        return compare

    def _glancing(self, backup: Backup) -> Job:
        def glance(_: Background) -> tuple[object, ...]:
            try:
                return self.glanced, backup, summary_of_file(backup.path)
            except Problem as problem:
                return self.glanced, backup, str(problem)

        return glance
