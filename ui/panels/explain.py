"""「这个数怎么来的」: how a figure came about, down to what was entered; a line leads there."""

from __future__ import annotations

import re

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from jixiao_desktop.engine.catalogue import LabelError
from jixiao_desktop.engine.explain import Explanation, explain_label
from jixiao_desktop.engine.values import Missing, Ratio
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path
from ui.kinds import show_amount
from ui.widgets import button, label, row
from ui.workspace import Workspace

WIDTH, HEIGHT = 680, 440
PATH_ROLE = Qt.ItemDataRole.UserRole
MOST_PARTS = 200
_QUERY = re.compile(r"\w+\([^()]*\)")


class ExplainPanel(QFrame):
    """A sheet over the window; Esc closes it and gives the cursor back."""

    def __init__(self, workspace: Workspace, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "popover")
        self._workspace = workspace
        self._back: QWidget | None = None
        self._title = label("", "group-title")
        self._source = label("", "small", wrap=True)
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["项目", "数额", "怎么来的"])
        self.tree.setAccessibleName("这个数怎么来的")
        self.tree.setColumnCount(3)
        header = self.tree.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 230)
        header.resizeSection(1, 120)
        self.tree.itemActivated.connect(lambda item, _column: self._go(item))
        self.tree.itemSelectionChanged.connect(self._selected)
        self._jump = button(
            "到填写处", lambda: self._go(self.tree.currentItem()), role="primary", help_text="回车也可以"
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        layout.addLayout(
            row(
                label("这个数怎么来的", "small"),
                None,
                button("关闭", self.close_panel, role="quiet", icon_name="close"),
            )
        )
        layout.addWidget(self._title)
        layout.addWidget(self._source)
        layout.addWidget(self.tree, 1)
        layout.addLayout(row(label("选一行，按回车到填写的地方", "small"), None, self._jump))
        self.tree.installEventFilter(self)
        self.hide()
        workspace.explain_requested.connect(self.show_figure)
        workspace.closed.connect(self.hide)

    def show_figure(self, figure: str) -> None:
        """Show how a figure came about."""
        try:
            explanation = explain_label(self._workspace.evaluation, figure)
        except LabelError as error:
            self._workspace.failed.emit(str(error))
            return
        if not self.isVisible():
            self._back = self.window().focusWidget()
        self._title.setText(f"{explanation.label}　{self._value(explanation.value)}")
        self._source.setText(f"依据：{explanation.source}" if explanation.source else "")
        self.tree.clear()
        item = self._item(explanation)
        self.tree.addTopLevelItem(item)
        item.setExpanded(True)
        for number in range(item.childCount()):
            item.child(number).setExpanded(item.child(number).childCount() <= 12)
        self.tree.setCurrentItem(item)
        self.place()
        self.show()
        self.raise_()
        self.tree.setFocus()

    def _item(self, explanation: Explanation) -> QTreeWidgetItem:
        name = explanation.item or explanation.label
        item = QTreeWidgetItem([name, self._value(explanation.value), self._how(explanation)])
        item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setData(0, PATH_ROLE, explanation.path)
        item.setToolTip(2, explanation.how)
        for part in explanation.parts[:MOST_PARTS]:
            item.addChild(self._item(part))
        return item

    def _how(self, explanation: Explanation) -> str:
        """How it came about; an imported amount ends at the cell of its workbook."""
        path = explanation.path
        origin = self._workspace.session.origin_of(path) if path else None
        if origin is None:
            return spoken(explanation)
        return origin.place if explanation.how == "填报" else f"{explanation.how} · {origin.place}"

    def _value(self, value: object) -> str:
        if isinstance(value, Quantity):
            return f"{show_amount(value, self._workspace.unit)} {self._workspace.unit}"
        if isinstance(value, Missing):
            return "未填"
        if isinstance(value, Ratio):
            return f"{float(value.value * 100):.2f}%"
        return "" if value is None else str(value)

    def _selected(self) -> None:
        item = self.tree.currentItem()
        self._jump.setEnabled(item is not None and self._path(item) is not None)

    def _path(self, item: QTreeWidgetItem) -> Path | None:
        """The place of an entered fact, of the line itself or the only one below it."""
        path = item.data(0, PATH_ROLE)
        if path:
            return tuple(path)
        return self._path(item.child(0)) if item.childCount() == 1 else None

    def _go(self, item: QTreeWidgetItem | None) -> None:
        path = self._path(item) if item is not None else None
        if path is None:
            return
        self.hide()
        self._workspace.jump(path)

    def close_panel(self) -> None:
        """Close and give the cursor back."""
        self.hide()
        if self._back is not None and self._back.isVisible():
            self._back.setFocus()

    def place(self) -> None:
        """Lie at the right of the window."""
        window = self.parentWidget()
        width, height = min(WIDTH, window.width() - 40), min(HEIGHT, window.height() - 120)
        self.setGeometry(window.width() - width - 24, 64, width, height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes the sheet."""
        pressed = isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
        if watched is self.tree and pressed and event.key() == Qt.Key.Key_Escape:
            self.close_panel()
            return True
        return super().eventFilter(watched, event)


def spoken(explanation: Explanation) -> str:
    """How a figure came about, as a clerk says it: a query of entered lines is their sum, not a formula."""
    entered = [part.how == "填报" for part in explanation.parts]
    if not entered or not all(entered) or not _QUERY.fullmatch(explanation.how):
        return explanation.how
    return "填报" if len(entered) == 1 else f"下面{len(entered)}笔填报的合计"
