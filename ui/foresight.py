"""What the facts would give that are still being typed, worked out between two keys.

When the clerk then leaves the cell, figures, findings and sentences are there already; only what
differs from what was foreseen is computed anew.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from jixiao_desktop.ledger.facts import UnitYear

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

AFTER = 8
"""Milliseconds after a key: what was typed is painted first."""


class Foresight(QObject):
    """Works one step ahead of an evaluation."""

    worked_out = Signal(object)
    """Carries the evaluation of what is being typed: what is shown of it may be prepared."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._from: Evaluation | None = None
        self._facts: UnitYear | None = None
        self._found: Evaluation | None = None
        self._rest = QTimer(self, singleShot=True, interval=AFTER)
        self._rest.timeout.connect(self._work_out)

    @property
    def working(self) -> bool:
        """Whether something is still to be worked out."""
        return self._rest.isActive()

    def ask(self, evaluation: Evaluation, facts: UnitYear) -> None:
        """These facts may come next; what was asked for before need not be worked out any more."""
        if evaluation is not self._from:
            self._found = None
        self._from, self._facts = evaluation, facts
        self._rest.start()

    def forget(self) -> None:
        """Nothing is being typed any more."""
        self._rest.stop()
        self._from = self._facts = self._found = None

    def take(self, evaluation: Evaluation) -> Evaluation:
        """The evaluation to go on from: what was foreseen, where it began at this one."""
        found = self._found if self._from is evaluation else None
        self.forget()
        return evaluation if found is None else found

    def _work_out(self) -> None:
        from jixiao_desktop.review import review

        if self._from is not None and self._facts is not None:
            self._found = self._from.updated(self._facts)
            review(self._found, diagnose=False)
            self.worked_out.emit(self._found)
