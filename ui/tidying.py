"""When unused memory is looked for: while the clerk looks at what was opened, not between two keys."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

from ui.workspace import Workspace

AFTER = 1_500
"""Milliseconds after a 账套 was opened."""


class Tidying(QObject):
    """Looks through all that is held once, then leaves it out until the 账套 is closed.

    Else the search comes in the middle of typing and takes as long as ten edits.
    """

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._rest = QTimer(self, singleShot=True, interval=AFTER)
        self._rest.timeout.connect(self._tidy)
        workspace.opened.connect(self._rest.start)
        workspace.closed.connect(self._close)

    def _tidy(self) -> None:
        gc.unfreeze()
        gc.collect()
        gc.freeze()

    def _close(self) -> None:
        self._rest.stop()
        gc.unfreeze()
