"""Pages below each other, to be scrolled, zoomed and searched."""

from __future__ import annotations

from bisect import bisect_right
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.handin.painter import PagePainter
from ui.handin.paper import Mark, Paper
from ui.theme import Colours

GAP = 14
SCREEN = 96 / 72
"""Logical pixels a point at 100 %."""
STEPS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.25, 1.5, 2.0, 3.0)
WIDTH, WHOLE = "适合宽度", "整页"
Zoom = float | str
"""A factor, or WIDTH or WHOLE."""


class PagesView(QAbstractScrollArea):
    """Shows a paper. Ctrl with + − 0 zooms, arrows and PageUp/PageDown move, Home and End go to the ends."""

    page_changed = Signal(int)
    zoom_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("报告页面")
        self.painter = PagePainter(self)
        self.painter.drawn.connect(lambda _page: self.viewport().update())
        self._paper: Paper | None = None
        self._zoom: Zoom = 1.0
        self._tops: list[float] = [0.0]
        self._marks: tuple[Mark, ...] = ()
        self._at_mark = -1
        self._page = 0
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(lambda _value: self.viewport().update())

    # --- what is shown -------------------------------------------------------------------------

    def show_paper(self, paper: Paper | None) -> None:
        """Show a paper; the same page stays in view."""
        page, within = self._page, self._within()
        self._paper = paper
        self.set_marks(())
        self.painter.show_paper(paper)
        self._lay_out()
        if paper is not None:
            self._go(min(page, len(paper) - 1), within)
        self.viewport().update()

    @property
    def page(self) -> int:
        """The page in the middle of the view."""
        return self._page

    def show_page(self, page: int) -> None:
        """Bring the head of a page to the top."""
        if self._paper is not None:
            self._go(max(0, min(page, len(self._paper) - 1)), 0.0)

    # --- zoom ----------------------------------------------------------------------------------

    @property
    def zoom(self) -> Zoom:
        """The zoom that was chosen."""
        return self._zoom

    @property
    def percent(self) -> int:
        """How large the page in view is, 100 for its size on paper."""
        return round(self._factor(self._page) * 100)

    def set_zoom(self, zoom: Zoom) -> None:
        """Zoom; the same place stays in view."""
        page, within = self._page, self._within()
        self._zoom = zoom
        self._lay_out()
        self._go(page, within)
        self.viewport().update()
        self.zoom_changed.emit()

    def zoom_in(self) -> None:
        """One step larger."""
        now = self._factor(self._page)
        self.set_zoom(next((step for step in STEPS if step > now + 0.01), STEPS[-1]))

    def zoom_out(self) -> None:
        """One step smaller."""
        now = self._factor(self._page)
        self.set_zoom(next((step for step in reversed(STEPS) if step < now - 0.01), STEPS[0]))

    def _factor(self, page: int) -> float:
        if isinstance(self._zoom, float):
            return self._zoom
        if self._paper is None:
            return 1.0
        size = self._paper.sizes[page]
        wide = (self.viewport().width() - 2 * GAP) / (size.width() * SCREEN)
        high = (self.viewport().height() - 2 * GAP) / (size.height() * SCREEN)
        return max(STEPS[0], wide if self._zoom == WIDTH else min(wide, high))

    # --- search --------------------------------------------------------------------------------

    def set_marks(self, marks: tuple[Mark, ...]) -> None:
        """Mark what was found."""
        self._marks, self._at_mark = marks, -1
        self.viewport().update()

    def show_mark(self, number: int) -> None:
        """Bring one of the marks into view and set it apart."""
        self._at_mark = number
        mark = self._marks[number]
        place = mark.places[0] if mark.places else QRectF()
        scale = self._factor(mark.page) * SCREEN
        top = self._tops[mark.page] + place.top() * scale
        bar = self.verticalScrollBar()
        if not bar.value() + 20 <= top <= bar.value() + self.viewport().height() - 60:
            bar.setValue(round(top - self.viewport().height() / 3))
        side = self.horizontalScrollBar()
        left = GAP + place.left() * scale
        if not side.value() <= left <= side.value() + self.viewport().width() - 60:
            side.setValue(round(left - self.viewport().width() / 3))
        self.viewport().update()

    # --- places --------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        sizes = self._paper.sizes if self._paper else ()
        tops, widest = [float(GAP)], 0.0
        for page, size in enumerate(sizes):
            scale = self._factor(page) * SCREEN
            tops.append(tops[-1] + size.height() * scale + GAP)
            widest = max(widest, size.width() * scale)
        self._tops = tops
        view = self.viewport().size()
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        vertical.setRange(0, max(0, round(tops[-1]) - view.height()))
        vertical.setPageStep(max(1, view.height() - 40))
        vertical.setSingleStep(40)
        horizontal.setRange(0, max(0, round(widest + 2 * GAP) - view.width()))
        horizontal.setPageStep(max(1, view.width()))
        horizontal.setSingleStep(40)

    def _left(self, page: int) -> float:
        """Where a page begins in the view: in its middle, unless the page is wider."""
        spare = self.viewport().width() - self._width(page)
        return spare / 2 if spare >= 2 * GAP else float(GAP - self.horizontalScrollBar().value())

    def _width(self, page: int) -> float:
        return self._paper.sizes[page].width() * self._factor(page) * SCREEN if self._paper else 0.0

    @property
    def _is_narrow(self) -> bool:
        """Whether the page in view needs no scrolling to the side."""
        return self._width(self._page) + 2 * GAP <= self.viewport().width()

    def _rectangle(self, page: int) -> QRectF:
        assert self._paper is not None
        scale = self._factor(page) * SCREEN
        size = self._paper.sizes[page]
        top = self._tops[page] - self.verticalScrollBar().value()
        return QRectF(self._left(page), top, size.width() * scale, size.height() * scale)

    def _within(self) -> float:
        """How far the view's top is below the head of the page in view, as a share of its height."""
        if self._paper is None or self._page + 1 >= len(self._tops):
            return 0.0
        height = self._tops[self._page + 1] - self._tops[self._page]
        return (self.verticalScrollBar().value() - self._tops[self._page] + GAP) / height

    def _go(self, page: int, within: float) -> None:
        if page + 1 >= len(self._tops):
            return
        height = self._tops[page + 1] - self._tops[page]
        self.verticalScrollBar().setValue(round(self._tops[page] - GAP + within * height))
        self._scrolled()

    def _scrolled(self) -> None:
        if self._paper is None or not len(self._paper):
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() * 0.4
        page = max(0, min(bisect_right(self._tops, middle) - 1, len(self._paper) - 1))
        if page != self._page:
            self._page = page
            self.page_changed.emit(page)
        self.setAccessibleDescription(f"第{page + 1}页，共{len(self._paper)}页")
        self.viewport().update()

    def _visible(self) -> list[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        spans = enumerate(pairwise(self._tops))
        return [page for page, (start, end) in spans if end > top and start < bottom]

    # --- events --------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit anew; the same place stays in view."""
        super().resizeEvent(event)
        page, within = self._page, self._within()
        self._lay_out()
        self._go(page, within)
        self.zoom_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the pages in view; ask for those that are not drawn yet and for the next ones."""
        del event
        colours = Colours()
        brush = QPainter(self.viewport())
        brush.fillRect(self.viewport().rect(), QColor(colours.sunken))
        if self._paper is None:
            return
        visible, ratio = self._visible(), self.devicePixelRatioF()
        near = (
            [page for page in (visible[-1] + 1, visible[0] - 1) if 0 <= page < len(self._paper)]
            if visible
            else []
        )
        self.painter.want((page, self._factor(page) * SCREEN * ratio) for page in (*visible, *near))
        for page in visible:
            self._paint_page(brush, page, ratio, colours)
        if self.hasFocus():
            brush.setPen(QColor(colours.primary))
            brush.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))

    def _paint_page(self, brush: QPainter, page: int, ratio: float, colours: Colours) -> None:
        place = self._rectangle(page)
        scale = self._factor(page) * SCREEN
        picture = self.painter.picture(page, scale * ratio)
        brush.fillRect(place, QColor(colours.surface))
        if picture is not None:
            picture.setDevicePixelRatio(ratio)
            brush.drawImage(QPointF(round(place.left()), round(place.top())), picture)
        elif (other := self.painter.stand_in(page)) is not None:
            brush.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            brush.drawImage(place, other, QRectF(other.rect()))
        brush.setPen(QColor(colours.line_strong))
        brush.drawRect(place)
        for number, mark in enumerate(self._marks):
            if mark.page == page:
                colour = QColor(colours.focus if number == self._at_mark else colours.primary)
                colour.setAlpha(120 if number == self._at_mark else 60)
                for box in mark.places:
                    brush.fillRect(_scaled(box, scale).translated(place.topLeft()), colour)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and zoom by key."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        bar = self.verticalScrollBar()
        if control and key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self.zoom_in()
        elif control and key == Qt.Key.Key_Minus:
            self.zoom_out()
        elif control and key == Qt.Key.Key_0:
            self.set_zoom(WIDTH)
        elif key == Qt.Key.Key_Home:
            bar.setValue(0)
        elif key == Qt.Key.Key_End:
            bar.setValue(bar.maximum())
        elif key == Qt.Key.Key_Left and self._is_narrow:
            self.show_page(self._page - 1)
        elif key == Qt.Key.Key_Right and self._is_narrow:
            self.show_page(self._page + 1)
        elif key == Qt.Key.Key_Space:
            bar.setValue(bar.value() + bar.pageStep())
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl with the wheel zooms."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            elif event.angleDelta().y() < 0:
                self.zoom_out()
            return
        super().wheelEvent(event)


def _scaled(box: QRectF, scale: float) -> QRectF:
    return QRectF(box.left() * scale, box.top() * scale, box.width() * scale, box.height() * scale)
