"""A map of the facts as a table: names and values, with what the detail or last year's report gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from jixiao_desktop.engine.catalogue import LabelError
from jixiao_desktop.engine.reading import option_problem
from jixiao_desktop.engine.values import Missing
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import Amount, Count, Text, normal
from ui.grids.sheet import RIGHT, Cell, Sheet
from ui.kinds import kind_at, show_amount
from ui.plan import Names
from ui.workspace import Draft, Workspace

Index = QModelIndex | QPersistentModelIndex
NAME, VALUE, BESIDE = 0, 1, 2
OPTIONS: Path = ("选项",)


class NamesSheet(Sheet):
    """The usual names, those entered beside them, and an empty row where more may be added."""

    grows = True

    def __init__(
        self, names: Names, workspace: Workspace, ask_reason: Callable[[str], str | None], parent: Any = None
    ) -> None:
        super().__init__(workspace, parent)
        self.spec = names
        self.root = names.path[:1]
        self._ask_reason = ask_reason
        self._kind = kind_at((*names.path, "—"))
        self._names: list[str] = []
        self._names = self._current()

    @property
    def figures(self) -> bool:
        """Whether the names are 口径."""
        return isinstance(self._kind, Amount)

    def _current(self) -> list[str]:
        entered = self.workspace.value(self.spec.path) or {}
        offered = list(self.spec.offered)
        if self.spec.path == OPTIONS:
            offered = [*offered, *(str(name) for name in self.workspace.evaluation.model.pack.options)]
        known = {normal(name) for name in offered}
        return [*offered, *(name for name in entered if normal(name) not in known)]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """The names, and one row to add another."""
        return 0 if parent.isValid() else len(self._names) + self.spec.free

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Name, value, and what stands beside for comparison."""
        return 0 if parent.isValid() else 2 + bool(self.beside_label)

    @property
    def beside_label(self) -> str:
        """The title of the third column; empty where there is none."""
        if self.spec.computed:
            return "按明细合计"
        if self.spec.previous:
            return "取自上年报告"
        return "模板的写法" if self.spec.path == OPTIONS else ""

    def cell(self, row: int, column: int) -> Cell:
        """The usual names are fixed, others and values are entered."""
        if column == BESIDE:
            return Cell(None, None, "computed" if self.spec.computed else "taken")
        fixed = row < len(self._fixed)
        if column == NAME:
            return Cell(None, Text(), "taken" if fixed else "enter")
        if row >= len(self._names):
            return Cell(None, self._kind, "enter")
        return Cell((*self.spec.path, self._stored(row)), self._kind, "enter")

    @property
    def _fixed(self) -> tuple[str, ...]:
        if self.spec.path == OPTIONS:
            return tuple(
                self._names[: len(self.spec.offered) + len(self.workspace.evaluation.model.pack.options)]
            )
        return self.spec.offered

    def _stored(self, row: int) -> str:
        """The name as the facts have it, which may be written in other forms of the same letters."""
        entered = self.workspace.value(self.spec.path) or {}
        name = self._names[row]
        return name if name in entered else next((n for n in entered if normal(n) == normal(name)), name)

    def text(self, row: int, column: int) -> str:
        """A cell as it is shown."""
        if column == NAME:
            return self._names[row] if row < len(self._names) else ""
        if row >= len(self._names):
            return ""
        return self._beside(self._names[row]) if column == BESIDE else super().text(row, column)

    def edit_text(self, row: int, column: int) -> str:
        """A cell as it is offered for editing."""
        return self.text(row, NAME) if column == NAME else super().edit_text(row, column)

    def _beside(self, name: str) -> str:
        if self.spec.path == OPTIONS:
            return str(self.workspace.evaluation.model.pack.options.get(name, ""))
        if self.spec.previous:
            taken = (self.workspace.session.notes.taken or {}).get(name)
            return show_amount(taken, self.workspace.unit) if taken is not None else ""
        evaluation = self.workspace.evaluation
        try:
            value = evaluation.computed(*evaluation.model.catalogue.check_label(name))
        except LabelError as error:
            return str(error)
        if isinstance(value, Quantity):
            return show_amount(value, self.workspace.unit)
        return "明细未填" if isinstance(value, Missing) else "—"

    def alignment(self, row: int, column: int) -> int:
        """Figures beside are flush right too."""
        if column == BESIDE and self.figures:
            return RIGHT
        return super().alignment(row, column)

    def column_label(self, column: int) -> str:
        """The header of a column."""
        return (self.spec.name_label, self.spec.value_label, self.beside_label)[column]

    def row_label(self, row: int) -> str:
        """The number of the row."""
        return str(row + 1) if row < len(self._names) else "＋"

    def title(self, row: int, column: int) -> str:
        """A cell in the clerk's words."""
        name = self._names[row] if row < len(self._names) else "新的一项"
        return f"{self.spec.title} {name}" if column else f"{self.spec.title} 名称"

    def column_help(self, column: int) -> str:
        """What belongs into a column."""
        if column == NAME:
            return "写名称；名称后可以用方括号写明范围，如 本年支出合计[208]" if self.figures else "写名称"
        if column == BESIDE:
            return "由程序给出，用来对照"
        return "照官方表或去年报告上的数填写" if self.figures else "写内容"

    def problem(self, row: int, column: int, text: str) -> str:
        """Names of 口径 must be known; a value needs a name."""
        if column == NAME:
            return self._name_problem(text.strip())
        if row >= len(self._names):
            return f"先在左边写{self.spec.name_label}"
        return super().problem(row, column, text) or self._option_problem(self._names[row], text)

    def _option_problem(self, name: str, value: str = "") -> str:
        if self.spec.path != OPTIONS:
            return ""
        return option_problem(self.workspace.evaluation.model.pack, name, value)

    def _name_problem(self, name: str) -> str:
        if name and self.spec.path == OPTIONS:
            return self._option_problem(name)
        if not name or not self.figures:
            return ""
        try:
            self.workspace.evaluation.model.catalogue.check_label(name)
        except LabelError as error:
            return str(error)
        return ""

    def _write(self, draft: Draft, row: int, column: int, text: str) -> str:
        if column == NAME:
            return self._rename(draft, row, text.strip())
        return super()._write(draft, row, column, text)

    def foresee(self, row: int, column: int, text: str) -> None:
        """Nothing is worked out ahead: a name begins a line, and a figure may need a reason first."""

    def _rename(self, draft: Draft, row: int, name: str) -> str:
        problem = self._name_problem(name)
        if problem or not name:
            return problem
        if normal(name) in {normal(known) for known in self._names}:
            return f"「{name}」已经有了"
        value: Any = None
        if row < len(self._names):
            value = self.workspace.value((*self.spec.path, self._stored(row)))
            draft.set((*self.spec.path, self._stored(row)), None)
        if value is None and isinstance(self._kind, Text):
            value = ""
        if value is None:
            self._names.append(name)
            self.layoutChanged.emit()
            return ""
        draft.set((*self.spec.path, name), value)
        return ""

    def write(self, draft: Draft, row: int, column: int, value: Any) -> None:
        """Set a value; a figure taken from last year's report needs a reason."""
        del column
        path = (*self.spec.path, self._stored(row))
        taken = self.workspace.session.notes.taken or {}
        if self.spec.previous and self._names[row] in taken and value != self.workspace.value(path):
            reason = self._ask_reason(self._names[row])
            if reason:
                with self.workspace.told():
                    self.workspace.session.correct_last_year(self._stored(row), value, reason)
            return
        if value is None and isinstance(self._kind, Count | Amount | Text):
            draft.set(path, None)
        else:
            draft.set(path, value)

    def insert_rows(self, at: int, count: int) -> bool:
        """Rows are added at the end only."""
        del at, count
        self.refused.emit("在最后一行写上名称，就会增加一项")
        return False

    def delete_rows(self, rows: list[int]) -> bool:
        """Take entries out."""
        draft = self.workspace.draft()
        names = [self._stored(row) for row in rows if row < len(self._names)]
        for name in names:
            draft.set((*self.spec.path, name), None)
        return self.workspace.perform(f"删除 {self.spec.title} {'、'.join(names[:3])}", draft)

    def follow(self) -> None:
        """The facts changed: names may have come or gone."""
        current = self._current()
        pending = [
            n for n in self._names if n not in current and self.workspace.value((*self.spec.path, n)) is None
        ]
        kept = pending if self.figures else []
        if [*current, *kept] != self._names:
            self.beginResetModel()
            self._names = [*current, *kept]
            self.endResetModel()
        else:
            self.all_changed()
