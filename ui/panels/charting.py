"""Draws the charts of the preview off the window's thread, as they will print."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QObject, QRunnable, QThreadPool, Signal
from PySide6.QtGui import QImage

from jixiao_desktop.report.blocks import ChartData

KEPT = 40


class _Drawn(QObject):
    """Tells that a chart is drawn."""

    done = Signal(object, object)


class _Drawing(QRunnable):
    """Draws one chart; loads the drawing library when it is first needed."""

    def __init__(self, chart: ChartData, drawn: _Drawn) -> None:
        super().__init__()
        self._chart, self._drawn = chart, drawn

    def run(self) -> None:
        """Draw on the pool's thread."""
        from jixiao_desktop.output.charts import chart_png

        self._drawn.done.emit(self._chart, QImage.fromData(chart_png(self._chart), "PNG"))


class ChartPainter(QObject):
    """Keeps the pictures of charts and draws those that are not there yet, one after the other."""

    drawn = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[ChartData, QImage] = OrderedDict()
        self._asked: set[ChartData] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._drawn = _Drawn(self)
        self._drawn.done.connect(self._take)

    def picture(self, chart: ChartData) -> QImage | None:
        """The picture of a chart, or None while it is being drawn."""
        found = self._pictures.get(chart)
        if found is None and chart not in self._asked:
            self._asked.add(chart)
            self._pool.start(_Drawing(chart, self._drawn))
        return found

    def _take(self, chart: ChartData, picture: QImage) -> None:
        self._asked.discard(chart)
        self._pictures[chart] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.drawn.emit()

    def stop(self) -> None:
        """Wait for what is being drawn."""
        self._pool.clear()
        self._pool.waitForDone()
