"""The reports of a unit-year as papers, set off the window's thread as often as the facts change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal

from jixiao_desktop.engine.evaluation import Evaluation
from ui.handin.background import Background, Job, JobStoppedError
from ui.handin.paper import Paper

SETTING, DRAWING = "正在排版…", "正在排版、画图表…"
REST_MS = 500
"""How long the facts must rest before the pages are set anew."""


@dataclass(frozen=True, slots=True)
class Made:
    """The titles of all reports, which of them was set, and its paper; None where there is no report."""

    titles: tuple[str, ...]
    chosen: int
    paper: Paper | None
    whole: bool = True
    """False while room is left for charts that are still to be drawn."""


class Papers(QObject):
    """Makes the paper of one of the reports; the very first time without its charts, which take long."""

    begun = Signal(str)
    """What is being done, in words."""
    made = Signal(object)
    failed = Signal(str)

    def __init__(self, source: Callable[[], tuple[Evaluation, bool]], parent: QObject) -> None:
        """``source`` gives the figures as they are now, and whether they are final."""
        super().__init__(parent)
        self._source = source
        self._chosen = 0
        self._again = False
        self._charts = False
        self._work = Background(self)
        self._work.done.connect(self._made)
        self._work.stopped.connect(self.failed)
        self._work.ended.connect(self._ended)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST_MS)
        self._rest.timeout.connect(self._start)

    @property
    def busy(self) -> bool:
        """Whether newer pages are on their way."""
        return self._work.busy or self._rest.isActive()

    def choose(self, number: int) -> None:
        """Make another report."""
        self._chosen = number
        self._start()

    def make_soon(self) -> None:
        """The facts changed: make the paper anew when they rest."""
        self._rest.start()

    def make_now(self) -> None:
        """Make the paper at once."""
        self._start()

    def _start(self) -> None:
        self._rest.stop()
        if self._work.busy:
            self._again = True
            return
        evaluation, final = self._source()
        self.begun.emit(DRAWING if self._charts else SETTING)
        self._work.start(_making(evaluation.fork(), self._chosen, final=final, charts=self._charts))

    def _made(self, made: Made) -> None:
        self._again |= not made.whole
        self._charts = True
        self.made.emit(made)

    def _ended(self) -> None:
        if self._again:
            self._again = False
            self._start()

    def stop(self) -> None:
        """Wait for what is being made; nothing comes after it."""
        self._rest.stop()
        self._work.stop()


def _making(evaluation: Evaluation, chosen: int, *, final: bool, charts: bool) -> Job:
    def job(_work: Background) -> Made:
        from jixiao_desktop.output.pdf import TypesettingError, typeset
        from jixiao_desktop.report.blocks import ChartBlock
        from jixiao_desktop.report.builder import build_reports

        reports = build_reports(evaluation, final=final)
        titles = tuple(report.title for report in reports)
        if not reports:
            return Made((), 0, None)
        number = min(chosen, len(reports) - 1)
        report = reports[number]
        try:
            content = typeset(report, pictures=charts).pdf
        except TypesettingError as error:
            raise JobStoppedError(str(error)) from error
        whole = charts or not any(isinstance(block, ChartBlock) for block in report.blocks)
        return Made(titles, number, Paper(content, report.file_stem), whole)

    return job
