"""A page made of the parts that a pack describes: groups of fields, grids, matrices, name lists, reasons."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.fields.box import FieldBox
from ui.pages.base import PageView
from ui.pages.form_values import nothing_of
from ui.pages.parts import Part, part_for
from ui.plan import Field, Fields, Page
from ui.widgets import button, card, label, scrolled
from ui.workspace import Workspace

COLUMNS = 2


class FieldsPart(QWidget):
    """A group of fields in two columns; a wide one takes both."""

    def __init__(self, fields: Fields, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace = workspace
        self._fields = fields
        self.boxes = [FieldBox(field, workspace, self) for field in fields.fields]
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        self._place(grid)
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addLayout(self._head(fields))
        layout.addLayout(grid)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card(layout))
        for box in self.boxes:
            box.focused.connect(lambda field: page.say_help(help_of(field)))

    def _head(self, fields: Fields) -> QHBoxLayout:
        head = QHBoxLayout()
        head.addWidget(label(fields.title, "group-title"))
        head.addStretch(1)
        if fields.none:
            head.addWidget(
                button(fields.none, self._say_none, role="quiet", help_text="一次填好 0，可以撤销")
            )
        return head

    def _place(self, grid: QGridLayout) -> None:
        row = column = 0
        for box in self.boxes:
            if box.field.wide and column:
                row, column = row + 1, 0
            grid.addWidget(box, row, column, 1, COLUMNS if box.field.wide else 1)
            column += COLUMNS if box.field.wide else 1
            if column >= COLUMNS:
                row, column = row + 1, 0

    def _say_none(self) -> None:
        draft = self._workspace.draft()
        for field in self._fields.fields:
            value = nothing_of(field.path)
            if value is not None:
                draft.set(field.path, value)
        self._workspace.perform(f"{self._fields.title}：{self._fields.none}", draft)

    def refresh(self) -> None:
        """Show the values as they stand now."""
        for box in self.boxes:
            box.refresh()

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.refresh()

    def show_findings(self) -> None:
        """Show what the audit says at each field."""
        for box in self.boxes:
            box.show_findings()

    def go_to(self, path: Path) -> QWidget | None:
        """Put the cursor at a path if it is here."""
        for box in self.boxes:
            if (
                box.path == path
                or (path and box.path[: len(path)] == path)
                or path[: len(box.path)] == box.path
            ):
                box.take_focus()
                return box
        return None

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return next((box.path for box in self.boxes if box.editor.hasFocus()), None)

    def commit(self) -> None:
        """Take over what was typed."""
        for box in self.boxes:
            if box.editor.hasFocus():
                box.commit()


def help_of(field: Field) -> str:
    """What the help line says about a field."""
    source = f"数据见{field.source}。" if field.source else ""
    text = f"{field.help.rstrip('。')}。" if field.help else ""
    return f"{field.label}：{text}{source}" if text or source else f"{field.label}。"


class FormPage(PageView):
    """A page of parts; a page of one grid gives it all the height, other pages scroll."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.parts: list[Part] = []
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(0, 0, 6, 0)
        inside.setSpacing(10)
        for content in page.content:
            part = (
                FieldsPart(content, workspace, self)
                if isinstance(content, Fields)
                else part_for(content, workspace, self)
            )
            self.parts.append(part)
            inside.addWidget(part, 1 if getattr(part, "tall", False) else 0)
        if any(getattr(part, "tall", False) for part in self.parts):
            inside.setContentsMargins(0, 0, 0, 0)
        else:
            inside.addStretch(1)
        self._area = scrolled(holder)
        self.body.addWidget(self._area, 1)
        self.show_findings()

    def refresh(self) -> None:
        """Show everything as it stands now."""
        for part in self.parts:
            part.refresh()

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        for part in self.parts:
            part.unit_changed()

    def show_findings(self) -> None:
        """Show what the audit says."""
        for part in self.parts:
            part.show_findings()

    def go_to(self, path: Path) -> bool:
        """Put the cursor at a path."""
        for part in self.parts:
            place = part.go_to(path)
            if place is not None:
                self._area.ensureWidgetVisible(place, 0, 40)
                return True
        return False

    def begin(self) -> None:
        """Put the cursor into the first field that is still empty, else the first."""
        for part in self.parts:
            if isinstance(part, FieldsPart):
                boxes = part.boxes
                empty = next(
                    (box for box in boxes if self.workspace.value(box.path) is None),
                    boxes[0] if boxes else None,
                )
                if empty is not None:
                    empty.take_focus()
                    self._area.ensureWidgetVisible(empty, 0, 40)
                    return
            elif part.go_to(()) is not None:
                return

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return next((spot for part in self.parts if (spot := part.spot()) is not None), None)

    def commit(self) -> None:
        """Take over what was typed."""
        for part in self.parts:
            part.commit()
