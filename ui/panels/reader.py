"""A text of the report on the screen: figures lead to where they come from, gaps to where they are filled."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, QTimer, QUrl
from PySide6.QtGui import (
    QColor,
    QImage,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextBrowser, QWidget

from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    FigureRun,
    GapRun,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    TableBlock,
)
from ui.panels.blocks_html import FIGURE, GAP, Links, as_laid_out, html_of, line_pieces
from ui.panels.charting import ChartPainter
from ui.theme import FONT_SIZES, Colours, Theme
from ui.widgets import paint_ground
from ui.workspace import Workspace

CHART_REST_MS, WIDTH_REST_MS = 350, 100


class Reader(QTextBrowser):
    """Shows blocks."""

    def __init__(self, workspace: Workspace, painter: ChartPainter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace, self._painter = workspace, painter
        self._blocks: tuple[Block, ...] = ()
        self._html = ""
        self._links = Links()
        self._ground = QColor(Colours().surface)
        self.setOpenLinks(False)
        self.anchorClicked.connect(self._follow)
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(CHART_REST_MS)
        self._rest.timeout.connect(self._put_pictures)
        painter.drawn.connect(self._rest.start)
        self._laid_out_for = 0
        self._widened = QTimer(self)
        self._widened.setSingleShot(True)
        self._widened.setInterval(WIDTH_REST_MS)
        self._widened.timeout.connect(self._fit_charts)
        self.document().setDocumentMargin(14)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def show_blocks(self, blocks: Iterable[Block]) -> None:
        """Show other blocks; the place that is read stays."""
        shown = tuple(blocks)
        if shown == self._blocks and self._html:
            return
        before, self._blocks = self._blocks, shown
        theme = Theme(FONT_SIZES[self._workspace.settings.font_size])
        if self._html and self._mend(before, shown, theme):
            return
        self._links, self._laid_out_for = Links(), self._width()
        html = html_of(shown, theme, self._links, picture_width=self._laid_out_for)
        if html == self._html:
            return
        self._html = html
        at = self.verticalScrollBar().value()
        self.setHtml(html)
        self.verticalScrollBar().setValue(at)
        if self._links.charts:
            self._rest.start()

    def _mend(self, before: tuple[Block, ...], after: tuple[Block, ...], theme: Theme) -> bool:
        """Replace only the lines that changed; False where more than words changed.

        After most edits one or two lines differ: setting the whole text anew would cost ten times as much.
        """
        if [type(block) for block in before] != [type(block) for block in after]:
            return False
        if any(isinstance(block, TableBlock | PageBreak) for block in after):
            return False
        number = charts = 0
        for old, new in zip(before, after, strict=True):
            if isinstance(new, ChartBlock):
                if isinstance(old, ChartBlock) and old.chart != new.chart:
                    self._links.charts[charts] = new.chart
                    self._rest.start()
                charts, number = charts + 1, number + 2
                continue
            changed = old != new and isinstance(new, Heading | Paragraph)
            if changed and not self._mend_words(number, old, new):
                self._replace_line(number, line_pieces(new, theme, self._links))
            number += 1
        return True

    def _mend_words(self, number: int, before: Block, after: Heading | Paragraph) -> bool:
        """Replace only the words and figures of a line that changed; False where its runs are others."""
        assert isinstance(before, Heading | Paragraph)
        if len(before.runs) != len(after.runs):
            return False
        at, others = 0, []
        for was, run in zip(before.runs, after.runs, strict=True):
            long = len(as_laid_out(was))
            if was != run:
                if _look_of(was) != _look_of(run):
                    return False
                others.append((at, long, as_laid_out(run)))
            at += long
        line = self.document().findBlockByNumber(number)
        if line.length() != at + 1:
            return False
        cursor = QTextCursor(line)
        cursor.beginEditBlock()
        for start, long, word in reversed(others):  # from the end, so that no place moves before its turn
            cursor.setPosition(line.position() + start)
            cursor.setPosition(line.position() + start + long, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(word, cursor.charFormat())
        cursor.endEditBlock()
        return True

    def _replace_line(self, number: int, pieces: Iterable[tuple[str, QTextCharFormat]]) -> None:
        cursor = QTextCursor(self.document().findBlockByNumber(number))
        cursor.beginEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        for text, look in pieces:
            cursor.insertText(text, look)
        cursor.endEditBlock()

    def show_again(self) -> None:
        """The look changed: lay the same blocks out anew."""
        blocks, self._blocks, self._html = self._blocks, (), ""
        self.show_blocks(blocks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Charts are as wide as the text, also in another width."""
        super().resizeEvent(event)
        if self._links.charts and self._width() != self._laid_out_for:
            self._widened.start()

    def _fit_charts(self) -> None:
        if self._width() != self._laid_out_for:
            self.show_again()
            self._put_pictures()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw on a ground of its own."""
        paint_ground(self.viewport(), event, self._ground)
        super().paintEvent(event)

    def _width(self) -> int:
        return max(240, self.viewport().width() - 40)

    def _put_pictures(self) -> None:
        """Put in the pictures that are drawn; ask for the others."""
        changed = False
        for number, chart in enumerate(self._links.charts):
            picture = self._painter.picture(chart)
            if picture is not None:
                address = QUrl(f"chart:{number}")
                self.document().addResource(
                    QTextDocument.ResourceType.ImageResource, address, self._fitted(picture)
                )
                changed = True
        if changed:
            at = self.verticalScrollBar().value()
            self.document().markContentsDirty(0, self.document().characterCount())
            self.setLineWrapColumnOrWidth(self.lineWrapColumnOrWidth())
            self.verticalScrollBar().setValue(at)
            self.viewport().update()

    def _fitted(self, picture: QImage) -> QImage:
        """A picture in the size in which it is shown, smoothly scaled once."""
        ratio = self.devicePixelRatioF()
        fitted = picture.scaledToWidth(
            round(self._width() * ratio), Qt.TransformationMode.SmoothTransformation
        )
        fitted.setDevicePixelRatio(ratio)
        return fitted

    def loadResource(self, kind: int, name: QUrl) -> object:
        """A blank picture stands for a chart until it is drawn."""
        if name.scheme() == "chart":
            blank = QImage(40, 20, QImage.Format.Format_ARGB32)
            blank.fill(0)
            return blank
        return super().loadResource(kind, name)

    def _follow(self, url: QUrl) -> None:
        address = url.toString(QUrl.ComponentFormattingOption.FullyDecoded)
        if address.startswith(FIGURE):
            self._workspace.explain_requested.emit(address.removeprefix(FIGURE))
        elif address.startswith(GAP):
            self._workspace.jump(self._links.paths[int(address.removeprefix(GAP))])


def _look_of(run: Run) -> tuple[object, ...]:
    """What makes a run look and lead as it does, without its words."""
    if isinstance(run, GapRun):
        return GapRun, run.text, run.path
    return FigureRun, run.figure if isinstance(run, FigureRun) else ""
