"""Draws the charts of the preview off the window's thread, as they will print."""

from __future__ import annotations

from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from jixiao_desktop.report.blocks import ChartData

KEPT = 40


class ChartPainter(QObject):
    """Keeps the pictures of charts and draws those that are not there yet, one after the other."""

    drawn = Signal()
    _made = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pictures: OrderedDict[ChartData, QImage] = OrderedDict()
        self._asked: set[ChartData] = set()
        # not a QThreadPool: one that is destroyed waits for its thread, which waits for Python
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="charts")
        self._stopped = False
        self._made.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether a picture is still being drawn."""
        return bool(self._asked)

    def picture(self, chart: ChartData) -> QImage | None:
        """The picture of a chart, or None while it is being drawn."""
        found = self._pictures.get(chart)
        if found is None and chart not in self._asked and not self._stopped:
            self._asked.add(chart)
            drawing = self._worker.submit(_draw, chart)
            drawing.add_done_callback(partial(self._tell, chart))
        return found

    def _tell(self, chart: ChartData, drawing: Future[QImage]) -> None:
        """On the worker's thread."""
        if not drawing.cancelled() and not self._stopped:
            self._made.emit(chart, drawing.result())

    def _take(self, chart: ChartData, picture: QImage) -> None:
        self._asked.discard(chart)
        self._pictures[chart] = picture
        while len(self._pictures) > KEPT:
            self._pictures.popitem(last=False)
        self.drawn.emit()

    def stop(self) -> None:
        """Wait for what is being drawn; nothing is drawn after it."""
        self._stopped = True
        self._worker.shutdown(wait=True, cancel_futures=True)


def _draw(chart: ChartData) -> QImage:
    """Loads the drawing library when it is first needed."""
    from jixiao_desktop.output.charts import chart_png

    return QImage.fromData(chart_png(chart), "PNG")
