"""Filling an empty workbook that a bureau issued: its figures only, its format untouched."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.intake.cells import is_nothing
from jixiao_desktop.intake.door import computed, recognise_books
from jixiao_desktop.intake.mapping import load_specs
from jixiao_desktop.intake.recognition import Skipped, Table
from jixiao_desktop.intake.selection import Selections, lines_of
from jixiao_desktop.intake.table_reader import COUNTED_AS, Read
from jixiao_desktop.intake.workbook import BookError, CellPlace, read_book
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.codes import load_codes
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.subjects import subject_names
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Filled:
    """A filled workbook, the cells that got a figure, and what found no place or no figure."""

    data: bytes
    written: tuple[CellPlace, ...]
    without_figure: tuple[CellPlace, ...]
    """Cells for figures that are still to be entered."""
    without_row: tuple[str, ...]
    """Facts for which a table has no row, and columns and rows for which there are no facts."""
    skipped: tuple[Skipped, ...]


def fill_workbook(path: Path, evaluation: Evaluation) -> Filled:
    """The workbook with the figures of these facts in its empty cells. Raises BookError."""
    if path.suffix.lower() != ".xlsx":
        raise BookError(f"「{path.name}」不是 .xlsx，请用表格软件另存为 .xlsx 后再填")
    book = read_book(path, to_be_filled=True)
    facts = evaluation.facts
    tables, skipped = recognise_books([book], load_specs(evaluation.model.pack), facts.year)
    selections = Selections(facts)
    values: dict[CellPlace, tuple[Quantity, str]] = {}
    without_figure = []
    for table in tables:
        for read in table.cells:
            if not is_nothing(read.text):
                continue
            value = _value(read, selections, evaluation)
            if value is None:
                without_figure.append(read.place)
            elif value.fen or read.total:
                values[read.place] = (value, COUNTED_AS if read.part.count else table.unit)
    data, written = _write(path, values)
    not_held = [
        f"《{table.spec.id}》的「{what}」没有数可填，请自行填写"
        for table in tables
        for what in table.not_held
    ]
    without = (*_without_row(tables, facts), *not_held)
    return Filled(data, written, tuple(without_figure), without, skipped)


def _value(read: Read, selections: Selections, evaluation: Evaluation) -> Quantity | None:
    """The official figure: stated where one is stated, else what the detail gives."""
    if read.part.label is not None:
        stated = evaluation.value(read.part.label)
        return stated if isinstance(stated, Quantity) else computed(evaluation, read.part.label)
    return selections.of(read.part)


def _write(path: Path, values: dict[CellPlace, tuple[Quantity, str]]) -> tuple[bytes, tuple[CellPlace, ...]]:
    import openpyxl
    from openpyxl.cell import MergedCell

    workbook = openpyxl.load_workbook(path)
    written = []
    for place, (value, unit) in values.items():
        cell = workbook[place.sheet].cell(place.row + 1, place.column + 1)
        if isinstance(cell, MergedCell) or cell.value not in (None, ""):
            continue
        cell.value = float(format_amount(value, unit))
        written.append(place)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue(), tuple(written)


def _without_row(tables: Iterable[Table], facts: UnitYear) -> Iterable[str]:
    names = subject_names(load_codes(), facts.year, facts.subject_names)
    for table in tables:
        fills = table.spec.part.fills
        if fills is None or table.spec.rows != "科目":
            continue
        fixed = {d: values for d, values in table.spec.part.fixed if d != "科目"}
        codes = {cell.code for cell in table.cells if cell.code}
        seen = set()
        for line in lines_of(facts, fills, "金额") or ():
            code = line.key("科目")
            inside = all(line.key(d) in values for d, values in fixed.items())
            if code and inside and code not in codes and code not in seen:
                seen.add(code)
                yield f"《{table.spec.id}》没有 {code} {names.get(code, '')} 这一行".replace("  ", " ")
