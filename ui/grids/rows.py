"""A list of the facts as a table: one row a line, an empty row at the end to go on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from jixiao_desktop.audit.findings import Finding
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import Choice, EconomicCode, Key, Rows, SubjectCode, Text, keys_of, normal
from ui import subjects
from ui.grids.sheet import MARKS, Cell, Look, Sheet
from ui.kinds import kind_at, read
from ui.plan import Column
from ui.workspace import Draft, Workspace

FEW_ROWS = 3
CODE_TABLES = {SubjectCode: "科目", EconomicCode: "经济科目"}


@dataclass(slots=True)
class _Drawn:
    """How one line of the list is drawn, as long as it is the same."""

    line: Any
    looks: dict[int, Look] = field(default_factory=dict)
    label: str = ""


class RowsSheet(Sheet):
    """The table of one list."""

    grows = True

    def __init__(
        self, path: Path, columns: tuple[Column, ...], workspace: Workspace, parent: Any = None
    ) -> None:
        super().__init__(workspace, parent)
        self.path = path
        self.root = path[:1]
        self.columns = columns
        rows = kind_at(path)
        assert isinstance(rows, Rows)
        self._record = rows.type
        self._kinds = [kind_at((*path, 0, *column.key)) if column.key else None for column in columns]
        self._keys = [_key(rows.type, column) for column in columns]
        self.codes: Mapping[int, str] = {
            number: CODE_TABLES[type(kind)]
            for number, kind in enumerate(self._kinds)
            if type(kind) in CODE_TABLES
        }
        self._name_sources = [_source(columns, column) for column in columns]
        self._drawn: dict[int, _Drawn] = {}
        self._own_names = workspace.facts.subject_names
        self._rows: tuple[Any, ...] = ()
        self._rows = self._current()

    def _current(self) -> tuple[Any, ...]:
        return self.workspace.value(self.path) or ()

    @property
    def lines(self) -> int:
        """How many rows were entered."""
        return len(self._rows)

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """The rows entered, and one to go on."""
        return 0 if parent.isValid() else len(self._rows) + 1

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """The columns that the pack describes."""
        return 0 if parent.isValid() else len(self.columns)

    def cell(self, row: int, column: int) -> Cell:
        """Names of codes are taken from the code tables, all else is entered."""
        spec = self.columns[column]
        if spec.name_of:
            return Cell(None, None, "taken")
        return Cell((*self.path, row, *spec.key), self._kinds[column], "enter")

    def text(self, row: int, column: int) -> str:
        """A cell as it is shown; the row past the end is empty."""
        if row >= len(self._rows):
            return ""
        return super().text(row, column)

    def edit_text(self, row: int, column: int) -> str:
        """A cell as it is offered for editing."""
        return "" if row >= len(self._rows) else super().edit_text(row, column)

    def said(self, row: int, column: int) -> str:
        """What there is to say about a cell."""
        return "" if row >= len(self._rows) else super().said(row, column)

    def shown(self, row: int, column: int) -> str | None:
        """The name of the code in another column."""
        source = self._name_sources[column]
        return self.name_at(row, source) if source is not None else None

    def name_at(self, row: int, column: int) -> str:
        """The name of the code in a cell."""
        code = self._code(row, column)
        if not code:
            return ""
        facts = self.workspace.facts
        return subjects.name_of(code, facts.year, facts.subject_names) or "（科目表里没有）"

    def _code(self, row: int, column: int) -> str:
        key = self._keys[column]
        return getattr(self._rows[row], key.attribute) or "" if key and row < len(self._rows) else ""

    def remark(self, row: int, column: int) -> str:
        """What is wrong with a code."""
        if column not in self.codes or row >= len(self._rows):
            return ""
        code = self._code(row, column)
        key = self._keys[column]
        if not code and key is not None and not key.required:
            return ""
        facts = self.workspace.facts
        return subjects.remark(self.codes[column], code, facts.year, facts.subject_names)

    def column_label(self, column: int) -> str:
        """The header of a column, amounts with their unit left to the page."""
        return self.columns[column].label

    def row_label(self, row: int) -> str:
        """The number of the row, and a mark where a finding points at it."""
        if row >= len(self._rows):
            return "＋"
        drawn = self._drawn_row(row)
        drawn.label = drawn.label or self._marked(row)
        return drawn.label

    def _marked(self, row: int) -> str:
        levels = [
            f.level for column in range(len(self.columns)) if (f := self.finding(row, column)) is not None
        ]
        whole = self._findings.get((*self.path, row))
        if whole is not None:
            levels.append(whole.level)
        mark = next((MARKS[level] for level in ("错误", "核实", "提示") if level in levels), "")
        if not mark and any(self.remark(row, column) for column in self.codes):
            mark = "核"
        return f"{row + 1} {mark}" if mark else str(row + 1)

    def widest_label(self) -> str:
        """The last number with a mark; no row is looked at."""
        return f"{max(100, len(self._rows))} {MARKS['核实']}"

    def row_title(self, row: int) -> str:
        """A row in the clerk's words: the names of its codes and its choices."""
        words = [
            name
            for column, kind in enumerate(self._kinds)
            if (
                name := self.name_at(row, column) if column in self.codes else self._choice(row, column, kind)
            )
        ]
        return " ".join(words) or f"第{row + 1}行"

    def _choice(self, row: int, column: int, kind: Any) -> str:
        if not isinstance(kind, Choice) or row >= len(self._rows):
            return ""
        return self.text(row, column) if len(self.columns[column].key) == 1 else ""

    def title(self, row: int, column: int) -> str:
        """A cell in the clerk's words: 教育支出 基本支出 金额."""
        if row >= len(self._rows):
            return f"新的一行 {self.columns[column].label}"
        return f"{self.row_title(row)} {self.columns[column].label}"

    def required(self, column: int) -> bool:
        """Whether every row needs this column."""
        key = self._keys[column]
        return key is not None and key.required

    def look(self, row: int, column: int) -> Look:
        """What is drawn in a cell; kept as long as its line is the same."""
        if row >= len(self._rows):
            return super().look(row, column)
        looks = self._drawn_row(row).looks
        found = looks.get(column)
        if found is None:
            found = looks[column] = super().look(row, column)
        return found

    def _drawn_row(self, row: int) -> _Drawn:
        line = self._rows[row]
        drawn = self._drawn.get(row)
        if drawn is None or drawn.line is not line:
            drawn = self._drawn[row] = _Drawn(line)
        return drawn

    def take_findings(self, findings: Iterable[Finding]) -> set[int]:
        """Keep the gravest open finding of each place here; the rows that look different now."""
        rows = super().take_findings(findings)
        for row in rows:
            self._drawn.pop(row, None)
        return rows

    def rows_of(self, paths: Iterable[Path]) -> set[int]:
        """The rows of some places of this list; a place of the whole list marks every row."""
        length, found = len(self.path), set()
        for path in paths:
            if path[:length] != self.path:
                continue
            step = path[length] if len(path) > length else None
            found |= {step} if isinstance(step, int) else set(range(self.rowCount()))
        return {row for row in found if row < self.rowCount()}

    def all_changed(self) -> None:
        """Every cell may look different."""
        self._drawn.clear()
        super().all_changed()

    # --- edits ---------------------------------------------------------------------------------

    def write(self, draft: Draft, row: int, column: int, value: Any) -> None:
        """Set a cell; a row past the end is begun with the defaults of the one above."""
        rows = _rows_of(draft, self.path)
        while row >= len(rows):
            draft.insert((*self.path, len(rows)), self.blank(rows))
            rows = _rows_of(draft, self.path)
        draft.set((*self.path, row, *self.columns[column].key), self._emptied(column, value))

    def _emptied(self, column: int, value: Any) -> Any:
        """A required code or text is emptied to an empty text, so that the row stays one."""
        if (
            value is None
            and self.required(column)
            and isinstance(self._kinds[column], SubjectCode | EconomicCode | Text)
        ):
            return ""
        return value

    def blank(self, rows: tuple[Any, ...]) -> Any:
        """A new line: choices as in the line above, else their defaults."""
        values: dict[str, Any] = {}
        for column, kind, key in zip(self.columns, self._kinds, self._keys, strict=True):
            if key is None or len(column.key) > 1:
                continue
            above = getattr(rows[-1], key.attribute) if rows else None
            if isinstance(kind, Choice) and (key.required or column.default):
                values[key.attribute] = above or column.default or kind.options[0]
            elif column.default and kind is not None:
                values[key.attribute] = read(kind, column.default, self.workspace.unit)
        for key in keys_of(self._record).values():
            if key.required and isinstance(key.kind, SubjectCode | EconomicCode | Text):
                values.setdefault(key.attribute, "")
            elif key.required and isinstance(key.kind, Choice):
                values.setdefault(key.attribute, key.kind.options[0])
        return self._record(**values)

    def insert_rows(self, at: int, count: int) -> bool:
        """Insert empty lines before one."""
        draft = self.workspace.draft()
        at = min(at, self.lines)
        for number in range(count):
            draft.insert((*self.path, at + number), self.blank(_rows_of(draft, self.path)[:at]))
        return self.workspace.perform(f"插入{count}行", draft)

    def delete_rows(self, rows: list[int]) -> bool:
        """Delete lines."""
        places = sorted({row for row in rows if row < self.lines}, reverse=True)
        if not places:
            return True
        draft = self.workspace.draft()
        for row in places:
            draft.delete((*self.path, row))
        title = f"删除 {self.row_title(places[0])}" if len(places) == 1 else f"删除{len(places)}行"
        return self.workspace.perform(title, draft)

    # --- following the facts -------------------------------------------------------------------

    def follow(self) -> None:
        """Tell the view which rows came, went or look different."""
        before, after = self._rows, self._current()
        if self._own_names is not self.workspace.facts.subject_names:
            self._own_names = self.workspace.facts.subject_names
            self.all_changed()
        if before is after:
            return
        head = 0
        while head < min(len(before), len(after)) and before[head] is after[head]:
            head += 1
        tail = 0
        while tail < min(len(before), len(after)) - head and before[-1 - tail] is after[-1 - tail]:
            tail += 1
        gone, come = len(before) - head - tail, len(after) - head - tail
        # At the end the empty row becomes the new line, and a new empty row follows it; so the cursor stays.
        past = 0 if tail else 1
        if come > gone:
            self.beginInsertRows(QModelIndex(), head + gone + past, head + come - 1 + past)
            self._rows = after
            self.endInsertRows()
        elif come < gone:
            self.beginRemoveRows(QModelIndex(), head + come + past, head + gone - 1 + past)
            self._rows = after
            self.endRemoveRows()
        self._rows = after
        self._tell_changed(head, max(come, 1))

    def _tell_changed(self, first: int, count: int) -> None:
        """Some rows look different; of a few, only the cells are told that are drawn otherwise."""
        if count > FEW_ROWS:
            last = self.index(first + count - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(first, 0), last)
            return
        for row in range(first, first + count):
            drawn = self._drawn.get(row)
            before = drawn.looks if drawn is not None else {}
            if drawn is not None and row < len(self._rows):
                self._keep_looks(row, drawn)
            for column in range(self.columnCount()):
                if before.get(column) != self.look(row, column):
                    cell = self.index(row, column)
                    self.dataChanged.emit(cell, cell)

    def _keep_looks(self, row: int, before: _Drawn) -> None:
        """A changed line is drawn as before where it says the same."""
        line, looks = self._rows[row], self._drawn_row(row).looks
        for column, look in before.looks.items():
            source = self._name_sources[column]
            key = self._keys[column if source is None else source]
            if key is not None and getattr(before.line, key.attribute) == getattr(line, key.attribute):
                looks[column] = look


def _rows_of(draft: Draft, path: Path) -> tuple[Any, ...]:
    from jixiao_desktop.ledger.edits import value_at

    return value_at(draft.facts, path) or ()


def _key(record: type[Any], column: Column) -> Key | None:
    return keys_of(record)[normal(str(column.key[0]))] if column.key else None


def _source(columns: tuple[Column, ...], column: Column) -> int | None:
    if not column.name_of:
        return None
    return next(number for number, other in enumerate(columns) if other.key == (column.name_of,))
