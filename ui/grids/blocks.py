"""What is done with whole blocks of cells: copy, paste, fill down, rows in and out, find."""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QPoint, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from ui.grids.painting import DrawnTable
from ui.grids.sheet import Sheet

SELECT = QItemSelectionModel.SelectionFlag
MAX_COPIED_ROWS = 20_000


class BlockTable(DrawnTable):
    """A table over a Sheet with a menu of what can be done with its cells."""

    def __init__(self, sheet: Sheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sheet = sheet
        self.setModel(sheet)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)

    def put(self, row: int, column: int) -> None:
        """Put the cursor on one cell and select only that, whichever keys are held."""
        self.selectionModel().setCurrentIndex(self.sheet.index(row, column), SELECT.ClearAndSelect)

    def selected_cells(self) -> list[tuple[int, int]]:
        """The selected cells, or the one under the cursor."""
        cells = sorted({(index.row(), index.column()) for index in self.selectedIndexes()})
        now = self.currentIndex()
        return cells or ([(now.row(), now.column())] if now.isValid() else [])

    def copy(self) -> None:
        """Copy the selected block out as text, for Excel and WPS."""
        cells = self.selected_cells()
        if not cells:
            return
        rows = sorted({row for row, _ in cells})[:MAX_COPIED_ROWS]
        columns = range(min(c for _, c in cells), max(c for _, c in cells) + 1)
        chosen = set(cells)
        lines = [
            "\t".join(self.sheet.text(r, c).replace("\n", " ") if (r, c) in chosen else "" for c in columns)
            for r in rows
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def paste(self) -> None:
        """Take over a block from Excel or WPS at the cursor; one value fills a whole selection."""
        text = QGuiApplication.clipboard().text()
        texts = [line.split("\t") for line in text.replace("\r\n", "\n").removesuffix("\n").split("\n")]
        cells = self.selected_cells()
        if not text or not cells:
            return
        top, left = cells[0]
        if len(texts) == 1 and len(texts[0]) == 1 and len(cells) > 1:
            bottom, right = max(r for r, _ in cells), max(c for _, c in cells)
            texts = [texts[0] * (right - left + 1) for _ in range(bottom - top + 1)]
        if self.sheet.write_block(top, left, texts, "粘贴"):
            self._select(top, left, len(texts), max(len(line) for line in texts))

    def fill_down(self) -> None:
        """Fill the first selected row into those below; with one cell, the cell above into it."""
        cells = self.selected_cells()
        if not cells:
            return
        top, bottom = cells[0][0], max(row for row, _ in cells)
        left, right = min(c for _, c in cells), max(c for _, c in cells)
        source = top if bottom > top else top - 1
        if source < 0:
            return
        line = [self.sheet.edit_text(source, column) for column in range(left, right + 1)]
        first = source + 1
        self.sheet.write_block(first, left, [line] * (bottom - source), "向下填充")

    def clear_selected(self) -> None:
        """Empty the selected cells; whole rows are deleted by Ctrl and minus."""
        self.sheet.clear(self.selected_cells())

    def insert_rows(self) -> None:
        """Insert as many rows as are selected, above them."""
        if self.sheet.grows:
            rows = sorted({row for row, _ in self.selected_cells()})
            column = max(0, self.currentIndex().column())
            at = rows[0] if rows else 0
            if self.sheet.insert_rows(at, max(1, len(rows))):  # type: ignore[attr-defined]
                self.put(at, column)

    def delete_rows(self) -> None:
        """Delete the selected rows."""
        if self.sheet.grows:
            self.sheet.delete_rows(sorted({row for row, _ in self.selected_cells()}))  # type: ignore[attr-defined]

    def find_next(self, wanted: str, *, backwards: bool = False) -> bool:
        """Put the cursor on the next cell that holds a text."""
        rows, columns = self.sheet.rowCount(), self.sheet.columnCount()
        now = self.currentIndex()
        start = now.row() * columns + now.column() if now.isValid() else -1
        step = -1 if backwards else 1
        for distance in range(1, rows * columns + 1):
            row, column = divmod((start + step * distance) % (rows * columns), columns)
            if wanted in self.sheet.text(row, column) or wanted in self.sheet.text(row, column).replace(
                ",", ""
            ):
                self.put(row, column)
                self.scrollTo(self.currentIndex())
                return True
        return False

    def _select(self, top: int, left: int, height: int, width: int) -> None:
        bottom = min(top + height, self.sheet.rowCount()) - 1
        right = min(left + width, self.sheet.columnCount()) - 1
        block = QItemSelection(self.sheet.index(top, left), self.sheet.index(bottom, right))
        self.selectionModel().select(block, SELECT.ClearAndSelect)

    def _menu(self, at: QPoint) -> None:
        menu = QMenu(self)
        for text, keys, action, shown in (
            ("复制", "Ctrl+C", self.copy, True),
            ("粘贴", "Ctrl+V", self.paste, True),
            ("向下填充", "Ctrl+D", self.fill_down, True),
            ("清除内容", "Del", self.clear_selected, True),
            ("插入行", "Ctrl++", self.insert_rows, self.sheet.grows),
            ("删除行", "Ctrl+-", self.delete_rows, self.sheet.grows),
        ):
            if shown:
                entry = QAction(f"{text}\t{keys}", menu)
                entry.triggered.connect(lambda _checked=False, do=action: do())
                menu.addAction(entry)
        menu.exec(self.viewport().mapToGlobal(at))
        menu.deleteLater()
