"""Charts about a project and about all projects, as they will print; their figures are said in words too."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.output.chart_size import WIDTH_MM, alternative_text, chart_height_mm
from jixiao_desktop.performance.results import result_of, results_of
from jixiao_desktop.report.blocks import ChartData
from jixiao_desktop.report.performance_charts import levels_chart, project_charts
from ui.pages.base import PageView
from ui.panels.charting import ChartPainter
from ui.plan import Charts
from ui.widgets import card, clear, label
from ui.workspace import Workspace

REST_MS = 350
"""Charts are drawn when the clerk has not typed for so long."""
LEAST_WIDTH = 240
PRINTED_WIDTH = 560
"""About the width on paper, so that letters are as large as there."""
NONE_YET = (
    "指标的分值和完成值填齐、得分算出来以后，这里画出各级指标的得分；"
    "有两个以上项目的，再画各项目的执行率和总分。"
)


class ChartPicture(QLabel):
    """One chart, fitted to the width of the page; blank until it is drawn."""

    def __init__(self, chart: ChartData, painter: ChartPainter) -> None:
        super().__init__()
        self.chart, self._painter = chart, painter
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(alternative_text(chart).strip())
        self.setToolTip(alternative_text(chart).strip())
        self.setMinimumWidth(LEAST_WIDTH)
        self.setMaximumWidth(PRINTED_WIDTH)
        self.setText("正在画图…")
        painter.drawn.connect(self.show_picture)

    def show_picture(self) -> None:
        """Show the chart in the width that there is; ask for it where it is not drawn yet."""
        width = max(self.width(), self.minimumWidth())
        self.setFixedHeight(round(width * chart_height_mm(self.chart) / WIDTH_MM))
        picture = self._painter.picture(self.chart)
        if picture is not None:
            ratio = self.devicePixelRatioF()
            fitted = picture.scaledToWidth(round(width * ratio), Qt.TransformationMode.SmoothTransformation)
            fitted.setDevicePixelRatio(ratio)
            self.setPixmap(QPixmap.fromImage(fitted))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture to another width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.show_picture()


class ChartsPart(QWidget):
    """Scores of the project by 一级指标, then 执行率 and 总分 of all projects."""

    def __init__(self, content: Charts, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace, self._painter = workspace, page.painter
        self._number = int(content.path[1])
        self._charts: tuple[ChartData, ...] | None = None
        self.pictures: list[ChartPicture] = []
        self._inside = QVBoxLayout(self)
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(10)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._show)
        self._show()

    def refresh(self) -> None:
        """Draw anew what changed, once the clerk rests."""
        self._rest.start()

    def _found(self) -> tuple[ChartData, ...]:
        evaluation = self._workspace.evaluation
        if self._number >= len(self._workspace.facts.projects or ()):
            return ()
        levels = levels_chart(result_of(evaluation, self._number))
        return (*(() if levels is None else (levels,)), *project_charts(results_of(evaluation)))

    def _show(self) -> None:
        if not self._workspace.is_open or (charts := self._found()) == self._charts:
            return
        self._charts = charts
        for picture in self.pictures:
            self._painter.drawn.disconnect(picture.show_picture)
        clear(self._inside)
        self.pictures = [ChartPicture(chart, self._painter) for chart in charts]
        for picture in self.pictures:
            layout = QVBoxLayout()
            layout.addWidget(label(picture.chart.title, "group-title"))
            layout.addWidget(picture)
            self._inside.addWidget(card(layout))
        if not charts:
            self._inside.addWidget(label(NONE_YET, "soft", wrap=True))

    def show_findings(self) -> None:
        """Findings are shown where the figures are entered."""

    def unit_changed(self) -> None:
        """Rates and scores have no unit of money."""

    def go_to(self, path: Path) -> QWidget | None:
        """The first chart, where no place is asked for; nothing is entered here."""
        if path or not self.pictures:
            return None
        self.pictures[0].setFocus()
        return self.pictures[0]

    def spot(self) -> Path | None:
        """No place."""
        return None

    def commit(self) -> None:
        """Nothing is typed here."""
