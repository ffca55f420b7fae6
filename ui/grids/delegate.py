"""How cells are edited."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from jixiao_desktop.ledger.shape import Choice, Flag, Text
from ui import subjects
from ui.grids.editors import CellLine, CellText, Offer, PickLine
from ui.grids.sheet import Sheet
from ui.kinds import is_numeric

Index = QModelIndex | QPersistentModelIndex
CHOICE_WIDTH, SUBJECT_WIDTH = 230, 420


class CellDelegate(QStyledItemDelegate):
    """Edits a cell by its kind."""

    wrong = Signal(str)
    """What was typed can't stand in the cell; carries the reason."""
    open_editor: CellLine | CellText | None = None
    """The editor that is open."""
    leaving = Signal(int, int)
    """An edit is about to end with a key that goes on: rows and columns to go."""
    moved = Signal(int, int)
    """An edit ended with a key that goes on: rows and columns to go."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """The editor of a cell."""
        del option
        self.open_editor = None
        sheet, column = _sheet(index), index.column()
        kind = sheet.cell(index.row(), column).kind
        editor: CellLine | CellText
        if column in sheet.codes:
            table, year = sheet.codes[column], sheet.workspace.facts.year
            editor = PickLine(
                parent, lambda typed: _subject_offers(table, typed, year), numbered=False, width=SUBJECT_WIDTH
            )
        elif isinstance(kind, Choice | Flag):
            options = kind.options if isinstance(kind, Choice) else ("是", "否")
            editor = PickLine(
                parent, lambda typed: _choice_offers(options, typed), numbered=True, width=CHOICE_WIDTH
            )
        elif isinstance(kind, Text) and kind.long:
            editor = CellText(parent)
        else:
            editor = CellLine(parent)
            if kind is not None and is_numeric(kind):
                editor.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        editor.setAccessibleName(f"{sheet.column_label(column)} {sheet.row_label(index.row())}")
        self.open_editor = editor
        kept = QPersistentModelIndex(index)
        editor.rested.connect(lambda: self._on_rest(editor, kept))
        if isinstance(editor, PickLine):
            editor.picked.connect(lambda: self._finish(editor, 0, 1))
        elif isinstance(editor, CellLine):
            editor.textEdited.connect(lambda text: sheet.foresee(kept.row(), kept.column(), text))
        return editor

    def _on_rest(self, editor: QWidget, index: QPersistentModelIndex) -> None:
        """After a rest what was typed is taken over, if it can be; the editor stays open."""
        if index.isValid() and editor is self.open_editor and not isinstance(editor, PickLine):
            sheet = _sheet(index)
            if not sheet.problem(index.row(), index.column(), editor.value_text()):
                self.commitData.emit(editor)

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the value in once; what is being typed is never replaced."""
        if not editor.fresh:
            return
        editor.fresh = False
        text = _sheet(index).edit_text(index.row(), index.column())
        if isinstance(editor, CellText):
            editor.setPlainText(text)
            editor.selectAll()
        else:
            editor.setText(text)
            editor.selectAll()
        if isinstance(editor, PickLine):
            editor.open_list()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Take over what was typed."""
        model.setData(index, editor.value_text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """A long text is edited in a box larger than its cell."""
        del index
        rect = option.rect
        if isinstance(editor, CellText):
            rect.setWidth(max(rect.width(), 320))
            rect.setHeight(max(rect.height(), 110))
        editor.setGeometry(rect)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter goes down, Tab right; a text that can't stand keeps the editor open."""
        if event.type() == QEvent.Type.KeyPress and isinstance(watched, CellLine | CellText):
            assert isinstance(event, QKeyEvent)
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if isinstance(watched, CellText) and event.modifiers() & Qt.KeyboardModifier.AltModifier:
                    watched.insertPlainText("\n")
                    return True
                return self._finish(watched, -1 if back else 1, 0)
            if event.key() == Qt.Key.Key_Tab:
                return self._finish(watched, 0, 1)
            if event.key() == Qt.Key.Key_Backtab:
                return self._finish(watched, 0, -1)
        return super().eventFilter(watched, event)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """The editor is closed."""
        if editor is self.open_editor:
            self.open_editor = None
        super().destroyEditor(editor, index)

    def _finish(self, editor: CellLine | CellText, down: int, right: int) -> bool:
        view = self.parent()
        index = view.currentIndex()  # type: ignore[union-attr]
        problem = (
            _sheet(index).problem(index.row(), index.column(), editor.value_text()) if index.isValid() else ""
        )
        if problem and editor.value_text() != _sheet(index).text(index.row(), index.column()):
            self.wrong.emit(problem)
            editor.selectAll()
            return True
        self.leaving.emit(down, right)
        self.commitData.emit(editor)
        self.open_editor = None
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        self.moved.emit(down, right)
        return True


def _sheet(index: Index) -> Sheet:
    sheet = index.model()
    assert isinstance(sheet, Sheet)
    return sheet


def _subject_offers(kind: str, typed: str, year: int) -> list[Offer]:
    found = subjects.search(kind, typed, year)
    return [
        Offer(
            match.subject.code,
            f"{match.subject.code}　{match.full_name}{f'　{match.note}' if match.note else ''}",
        )
        for match in found
    ]


def _choice_offers(options: tuple[str, ...], typed: str) -> list[Offer]:
    fitting = [option for option in options if typed.strip() in option] or list(options)
    return [Offer(option, f"{options.index(option) + 1}　{option}") for option in fitting]
