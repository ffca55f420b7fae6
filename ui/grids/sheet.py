"""What every table of facts has in common: cells with a place in the facts, edits as one operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QColor

from jixiao_desktop.audit.findings import Finding
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import Choice, Kind
from ui.kinds import RefusedError, exact_text, exactness, is_numeric, read, show
from ui.theme import Colours
from ui.workspace import Draft, Workspace

RIGHT = int(Qt.AlignmentFlag.AlignRight) | int(Qt.AlignmentFlag.AlignVCenter)
LEFT = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.AlignmentFlag.AlignVCenter)
CENTRED = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)
DISPLAY = int(Qt.ItemDataRole.DisplayRole)
EDIT = int(Qt.ItemDataRole.EditRole)
BACKGROUND = int(Qt.ItemDataRole.BackgroundRole)
ALIGNMENT = int(Qt.ItemDataRole.TextAlignmentRole)
TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
"""Plain numbers: a model is asked for them for every cell that is drawn."""
SHOWN = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
ENTERED = SHOWN | Qt.ItemFlag.ItemIsEditable

Ground = Literal["enter", "computed", "taken"]
Index = QModelIndex | QPersistentModelIndex
LEVEL_ORDER = ("错误", "核实", "未填", "提示")
MARKS = {"错误": "错", "核实": "核", "提示": "提", "未填": "填"}
MAX_REASONS = 3


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: where its value stands (None: nowhere), its kind, and its ground colour."""

    path: Path | None
    kind: Kind | None
    ground: Ground


@dataclass(frozen=True, slots=True)
class Look:
    """What is drawn in a cell."""

    text: str
    ground: Ground
    alignment: int
    level: str
    """The level of the mark in its corner; empty for none."""


@cache
def brush(name: str) -> QBrush:
    """A brush in a colour of the theme."""
    return QBrush(QColor(getattr(Colours(), name)))


GROUNDS = {"enter": "surface", "computed": "computed", "taken": "taken"}


class Sheet(QAbstractTableModel):
    """A table over the facts. Subclasses say what each cell is."""

    refused = Signal(str)
    """A text was not taken; carries the sentence."""

    def __init__(self, workspace: Workspace, parent: Any = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self._findings: dict[Path, Finding] = {}

    # --- what subclasses say -------------------------------------------------------------------

    def cell(self, row: int, column: int) -> Cell:
        """What a cell is."""
        raise NotImplementedError

    def title(self, row: int, column: int) -> str:
        """A cell in the clerk's words, for the name of an operation."""
        raise NotImplementedError

    def column_label(self, column: int) -> str:
        """The header of a column."""
        raise NotImplementedError

    def row_label(self, row: int) -> str:
        """The header of a row."""
        return str(row + 1)

    def widest_label(self) -> str:
        """The longest header of a row."""
        return max((self.row_label(row) for row in range(self.rowCount())), key=len, default="")

    def shown(self, row: int, column: int) -> str | None:
        """The text of a cell that has no value of its own, such as a name or a sum."""
        del row, column
        return None

    def remark(self, row: int, column: int) -> str:
        """What is wrong with a cell beyond the findings, such as a code out of use."""
        del row, column
        return ""

    def write(self, draft: Draft, row: int, column: int, value: Any) -> None:
        """Set a cell in a draft; a row past the end begins a new one."""
        del column
        path = self.cell(row, 0).path
        raise NotImplementedError(path)

    root: Path = ()
    """The first step of every path here."""
    grows = False
    """Whether rows can be inserted and deleted."""
    codes: Mapping[int, str] = {}
    """The columns that hold codes, with their table: 科目 or 经济科目."""

    # --- Qt's side -----------------------------------------------------------------------------

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        """Everything that the view asks about a cell."""
        row, column = index.row(), index.column()
        if role == DISPLAY:
            return self.text(row, column)
        if role == BACKGROUND:
            return self.ground(row, column)
        if role == ALIGNMENT:
            return self.alignment(row, column)
        if role == EDIT:
            return self.edit_text(row, column)
        if role == TOOL_TIP:
            return self.said(row, column) or None
        if role == ACCESSIBLE:
            text = self.text(row, column) or "空"
            return f"{self.column_label(column)} {text} {self.said(row, column)}".strip()
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Cells without a place in the facts can be selected and copied, not edited."""
        return ENTERED if self.cell(index.row(), index.column()).ground == "enter" else SHOWN

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = DISPLAY) -> Any:
        """Column titles, and row numbers with a mark where a finding points at the row."""
        if role == DISPLAY:
            return (
                self.column_label(section)
                if orientation == Qt.Orientation.Horizontal
                else self.row_label(section)
            )
        if role == ALIGNMENT and orientation == Qt.Orientation.Horizontal:
            return CENTRED
        return None

    def ground(self, row: int, column: int) -> QBrush:
        """The ground of a cell."""
        return brush(GROUNDS[self.cell(row, column).ground])

    def look(self, row: int, column: int) -> Look:
        """What is drawn in a cell."""
        finding = self.finding(row, column) if self._findings else None
        level = str(finding.level) if finding else ("核实" if self.remark(row, column) else "")
        text = self.text(row, column).replace("\n", " ")
        return Look(
            text, self.cell(row, column).ground, self.alignment(row, column), "" if level == "未填" else level
        )

    def alignment(self, row: int, column: int) -> int:
        """How the text of a cell is set."""
        kind = self.cell(row, column).kind
        return RIGHT if kind is not None and is_numeric(kind) else LEFT

    # --- texts ---------------------------------------------------------------------------------

    def text(self, row: int, column: int) -> str:
        """A cell as it is shown and copied."""
        cell = self.cell(row, column)
        if cell.path is None or cell.kind is None:
            return self.shown(row, column) or ""
        return show(cell.kind, self.workspace.value(cell.path), self.workspace.unit)

    def edit_text(self, row: int, column: int) -> str:
        """A cell as it is offered for editing."""
        cell = self.cell(row, column)
        if cell.path is None or cell.kind is None:
            return ""
        return exact_text(cell.kind, self.workspace.value(cell.path), self.workspace.unit)

    def said(self, row: int, column: int) -> str:
        """What there is to say about a cell: a finding, a remark, its exactness."""
        finding = self.finding(row, column)
        if finding is not None:
            return f"{finding.level}：{finding.message}"
        remark = self.remark(row, column)
        if remark:
            return remark
        cell = self.cell(row, column)
        return exactness(self.workspace.value(cell.path), self.workspace.unit) if cell.path else ""

    # --- findings ------------------------------------------------------------------------------

    def take_findings(self, findings: Iterable[Finding]) -> set[int]:
        """Keep the gravest open finding of each place here; the rows that look different now."""
        found: dict[Path, Finding] = {}
        for finding in findings:
            if finding.closed:
                continue
            for path in finding.where:
                if path[:1] != self.root:
                    continue
                known = found.get(path)
                if known is None or LEVEL_ORDER.index(finding.level) < LEVEL_ORDER.index(known.level):
                    found[path] = finding
        before, self._findings = self._findings, found
        was, now = _levels(before), _levels(found)
        rows = self.rows_of(path for path in {*was, *now} if was.get(path) != now.get(path))
        if rows:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, min(rows), max(rows))
        return rows

    def rows_of(self, paths: Iterable[Path]) -> set[int]:
        """The rows on which some places stand."""
        return set(range(self.rowCount())) if any(True for _ in paths) else set()

    def finding(self, row: int, column: int) -> Finding | None:
        """The finding that points at a cell."""
        path = self.cell(row, column).path
        return self._findings.get(path) if path else None

    # --- edits ---------------------------------------------------------------------------------

    def problem(self, row: int, column: int, text: str) -> str:
        """Why a text can't stand in a cell; empty when it can."""
        try:
            self._read(row, column, text)
        except RefusedError as refused:
            return str(refused)
        return ""

    def _read(self, row: int, column: int, text: str) -> Any:
        """The value that a text means in a cell. Raises RefusedError."""
        cell = self.cell(row, column)
        if cell.kind is None or cell.ground != "enter":
            raise RefusedError("这一格由程序填写，不能修改")
        value = read(cell.kind, text, self.workspace.unit)
        if value is None and isinstance(cell.kind, Choice) and self.required(column):
            options = "、".join(cell.kind.options)
            raise RefusedError(f"{self.column_label(column)}不能留空，可用：{options}")
        return value

    def required(self, column: int) -> bool:
        """Whether a row can't be without a value in this column."""
        del column
        return False

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        """Take over one cell."""
        if role != EDIT:
            return False
        return self.write_block(index.row(), index.column(), [[str(value)]])

    def write_block(self, top: int, left: int, texts: list[list[str]], verb: str = "修改") -> bool:
        """Take over a block of texts as one operation, or refuse it whole with the reasons."""
        draft = self.workspace.draft()
        problems = []
        for down, line in enumerate(texts):
            for right, text in enumerate(line):
                row, column = top + down, left + right
                if column >= self.columnCount() or (row >= self.rowCount() and not self.grows):
                    continue
                if self.cell(row, column).ground != "enter":
                    continue
                problem = self._write(draft, row, column, text)
                if problem:
                    problems.append(f"第{row + 1}行“{self.column_label(column)}”：{problem}")
        if problems:
            more = f"；还有{len(problems) - MAX_REASONS}处" if len(problems) > MAX_REASONS else ""
            self.refused.emit("；".join(problems[:MAX_REASONS]) + more + "。原来的内容没有变。")
            return False
        size = sum(len(line) for line in texts)
        title = f"{verb} {self.title(top, left)}" if size == 1 else f"{verb} {len(texts)}行{len(texts[0])}列"
        return self.workspace.perform(title, draft)

    def _write(self, draft: Draft, row: int, column: int, text: str) -> str:
        if text in (self.text(row, column), self.edit_text(row, column)):
            return ""
        problem = self.problem(row, column, text)
        if problem:
            return problem
        self.write(draft, row, column, self._read(row, column, text))
        return ""

    def foresee(self, row: int, column: int, text: str) -> None:
        """A text is being typed into a cell: work out ahead what it would give, if it can stand there."""
        draft = self.workspace.draft()
        if not self._write(draft, row, column, text):
            self.workspace.foresee(draft)

    def clear(self, cells: Iterable[tuple[int, int]]) -> bool:
        """Empty some cells as one operation."""
        places = [(row, column) for row, column in cells if self.text(row, column)]
        draft = self.workspace.draft()
        for row, column in places:
            if self.cell(row, column).ground == "enter" and not self.problem(row, column, ""):
                self.write(draft, row, column, None)
        if not places:
            return True
        what = self.title(*places[0]) if len(places) == 1 else f"{len(places)}格"
        return self.workspace.perform(f"清除 {what}", draft)

    # --- following the facts -------------------------------------------------------------------

    def follow(self) -> None:
        """The facts changed: tell the view what looks different."""
        self.all_changed()

    def all_changed(self) -> None:
        """Every cell may look different."""
        if self.rowCount() and self.columnCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))


def _levels(findings: Mapping[Path, Finding]) -> dict[Path, str]:
    """What of the findings is drawn: their levels, not their words."""
    return {path: finding.level for path, finding in findings.items()}
