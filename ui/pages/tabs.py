"""The parts of a page under tabs, about one record."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.pages.form import FieldsPart
from ui.pages.parts import Part, part_for
from ui.plan import Charts, Content, Fields, Grid
from ui.widgets import scrolled
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView


def make_part(content: Content, workspace: Workspace, page: PageView) -> Part:
    """The part that shows one content; grids of indicators show their scores."""
    if isinstance(content, Fields):
        return FieldsPart(content, workspace, page)
    if isinstance(content, Grid) and any(column.computed for column in content.columns):
        from ui.pages.indicators import IndicatorPart

        return IndicatorPart(content, workspace, page)
    return part_for(content, workspace, page)


class TabbedParts(QTabWidget):
    """Parts by tab; a tab is made when it is first shown."""

    def __init__(self, contents: tuple[Content, ...], workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace, self._page = workspace, page
        self._contents: dict[str, list[Content]] = {}
        self._parts: dict[int, list[Part]] = {}
        self.setDocumentMode(True)
        self.tabBar().setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.show_contents(contents)
        self.currentChanged.connect(self._build)

    def show_contents(self, contents: tuple[Content, ...]) -> None:
        """Show other parts under the same tabs."""
        at = max(0, self.currentIndex())
        self.blockSignals(True)
        while self.count():
            gone = self.widget(0)
            self.removeTab(0)
            gone.deleteLater()
        self._contents, self._parts = {}, {}
        for content in contents:
            self._contents.setdefault(content.tab or content.title, []).append(content)
        for title in self._contents:
            self.addTab(QWidget(), title)
        self.setCurrentIndex(min(at, self.count() - 1))
        self.blockSignals(False)
        self._build(self.currentIndex())

    def _build(self, index: int) -> None:
        if index < 0:
            return
        if index in self._parts:
            self._refresh(index)
            return
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 8, 6, 0)
        inside.setSpacing(10)
        parts = [
            make_part(content, self._workspace, self._page) for content in self._contents[self.tabText(index)]
        ]
        alone = len(parts) == 1 and getattr(parts[0], "tall", False)
        for part in parts:
            inside.addWidget(part, 1 if alone else 0)  # type: ignore[call-overload]
        if not alone:
            inside.addStretch(1)
        page = self.widget(index)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolled(holder))
        self._parts[index] = parts
        for part in parts:
            part.show_findings()

    def _refresh(self, index: int) -> None:
        for part in self._parts[index]:
            part.refresh()
            part.show_findings()

    def refresh(self) -> None:
        """Show the values of the tab on top as they stand now."""
        for part in self._parts.get(self.currentIndex(), ()):
            part.refresh()

    def show_findings(self) -> None:
        """Show what the audit says on the tab on top."""
        for part in self._parts.get(self.currentIndex(), ()):
            part.show_findings()

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        for parts in self._parts.values():
            for part in parts:
                part.unit_changed()

    def go_to(self, path: Path) -> bool:
        """Put the cursor at a path, on whichever tab it is."""
        best: tuple[int, int] | None = None
        for index, title in enumerate(self._contents):
            for content in self._contents[title]:
                near = max((_shared(place, path) for place in _places(content)), default=0)
                if best is None or near > best[0]:
                    best = near, index
        if best is None:
            return False
        self.setCurrentIndex(best[1])
        self._build(best[1])
        return any(part.go_to(path) is not None for part in self._parts[best[1]])

    def begin(self) -> None:
        """Put the cursor into the first part."""
        for part in self._parts.get(self.currentIndex(), ()):
            if isinstance(part, FieldsPart) and part.boxes:
                part.boxes[0].take_focus()
                return
            if part.go_to(()) is not None:
                return

    def spot(self) -> Path | None:
        """The path under the cursor."""
        parts = self._parts.get(self.currentIndex(), ())
        return next((spot for part in parts if (spot := part.spot()) is not None), None)

    def commit(self) -> None:
        """Take over what was typed."""
        for part in self._parts.get(self.currentIndex(), ()):
            part.commit()


def _places(content: Content) -> list[Path]:
    if isinstance(content, Fields):
        return [field.path for field in content.fields]
    path = None if isinstance(content, Charts) else getattr(content, "path", None)
    return [path] if path else []


def _shared(place: Path, path: Path) -> int:
    count = 0
    for one, other in zip(place, path, strict=False):
        if one != other:
            break
        count += 1
    return 2 * count + (count == len(place))
