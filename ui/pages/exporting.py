"""The export in a thread of its own: progress, cancelling, what was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QThread, Signal

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.output.deliver import Existing


class Exporter(QThread):
    """Writes the deliverables of one evaluation."""

    progressed = Signal(int, int, str)
    written = Signal(object)
    """Every file was written: a list of paths."""
    stopped = Signal(str)
    """It ended early: the sentence for the clerk."""
    taken = Signal(object)
    """Files are in the way (TakenError); nothing was written."""

    def __init__(
        self,
        evaluation: Evaluation,
        folder: Path,
        formats: Sequence[str],
        *,
        final: bool,
        existing: Existing = Existing.REFUSE,
    ) -> None:
        super().__init__()
        self._evaluation, self._folder, self._formats, self._final = (
            evaluation.fork(),
            folder,
            tuple(formats),
            final,
        )
        self._existing = existing
        self._cancelled = False

    def cancel(self) -> None:
        """Stop after the file that is being written."""
        self._cancelled = True

    def run(self) -> None:
        """Write on the thread."""
        from jixiao_desktop.output.atomic import TargetError
        from jixiao_desktop.output.deliver import CancelledError, TakenError, deliver
        from jixiao_desktop.packs.source import PackError

        try:
            made = deliver(
                self._evaluation,
                self._folder,
                self._formats,
                final=self._final,
                progress=self.progressed.emit,
                cancelled=lambda: self._cancelled,
                existing=self._existing,
            )
        except TakenError as problem:
            self.taken.emit(problem)
        except (TargetError, CancelledError) as problem:
            self.stopped.emit(str(problem))
        except PackError as error:
            self.stopped.emit(f"模板有误，没有写完：{error}")
        else:
            self.written.emit([item.path for item in made])
