"""Importing workbooks, from files to a preview that can be applied as one operation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path as FilePath
from typing import Any

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import PackModel, load_model
from jixiao_desktop.intake.comparison import Difference, compare
from jixiao_desktop.intake.mapping import TableSpec, load_specs
from jixiao_desktop.intake.merging import Merged, merge
from jixiao_desktop.intake.names import Names
from jixiao_desktop.intake.own_tables import own_cells
from jixiao_desktop.intake.proposals import Proposal
from jixiao_desktop.intake.recognition import Skipped, Table, joined, recognise
from jixiao_desktop.intake.taking import take
from jixiao_desktop.intake.workbook import Book, BookError, read_book
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.codes import load_codes
from jixiao_desktop.ledger.edits import Change, Operation, value_at
from jixiao_desktop.ledger.exchange import LAST_YEAR
from jixiao_desktop.ledger.facts import UnitInfo, UnitYear
from jixiao_desktop.ledger.origins import Origin, fact_key, noted
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.ledger.subjects import subject_names
from jixiao_desktop.packs.loader import list_packs, load_pack
from jixiao_desktop.packs.model import Pack
from jixiao_desktop.values import dataclass

Told = Callable[[str], None]
"""Is told what is being read; may raise to stop it."""


def untold(_what: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do; nothing is changed until its operation is performed."""

    books: tuple[Book, ...]
    tables: tuple[Table, ...]
    skipped: tuple[Skipped, ...]
    questions: tuple[str, ...]
    """What to ask before taking anything: another unit's or another year's workbook."""
    missing: tuple[str, ...]
    wrong: tuple[str, ...]
    base: UnitYear
    merged: Merged
    partial: frozenset[str] = frozenset()
    """Lists of which the workbooks do not tell every part."""

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """The facts that the workbooks give, beside what is there."""
        return self.merged.proposals

    def operation(self) -> Operation:
        """The import as one operation, undone as one."""
        changes = []
        for key in keys_of(UnitYear).values():
            old, new = getattr(self.base, key.attribute), getattr(self.merged.facts, key.attribute)
            if old != new:
                changes.append(Change("set", (key.name,), old, new))
        names = "、".join(book.name for book in self.books)
        return Operation(f"导入{len(self.books)}个工作簿", tuple(changes), f"导入 {names}")

    def origins(self) -> dict[str, Origin]:
        """Where each amount of the import comes from, by what it is."""
        digests = {book.name: book.digest for book in self.books}
        facts = self.merged.facts
        return {
            fact_key(facts, path): Origin(str(place), digests[place.book], amount)
            for path, place in self.merged.sources.items()
            if (amount := noted(value_at(facts, path))) is not None
        }

    def differences(self) -> tuple[Difference, ...]:
        """The imported tables against those that the facts give after the import, cell by cell.

        A list that was begun by this import and is not told wholly is compared with nothing.
        """
        attributes = {name: keys_of(UnitYear)[normal(name)].attribute for name in self.partial}
        begun: dict[str, Any] = {at: None for at in attributes.values() if not getattr(self.base, at)}
        facts = replace(self.merged.facts, stated=None, **begun)
        evaluation = Evaluation(model_of(facts.template), facts)
        names = Names(subject_names(load_codes(), facts.year))
        wanted = frozenset(table.spec.id for table in self.tables)
        own = own_cells(evaluation, _specs_of(facts.template), names, wanted)
        return compare(self.tables, facts, lambda label: computed(evaluation, label), own)


def read_books(paths: Sequence[FilePath], told: Told = untold) -> tuple[Book, ...]:
    """Read workbooks. Raises BookError for one that cannot be read or is given twice."""
    books = []
    for path in paths:
        told(path.name)
        books.append(read_book(path))
    seen: dict[str, str] = {}
    for book in books:
        if book.digest in seen:
            raise BookError(f"「{book.name}」和「{seen[book.digest]}」是同一个文件，请只选一个")
        seen[book.digest] = book.name
    return tuple(books)


def recognise_books(
    books: Sequence[Book], specs: Sequence[TableSpec], year: int, told: Told = untold
) -> tuple[tuple[Table, ...], tuple[Skipped, ...]]:
    """The tables in workbooks, and the sheets that are none; a table that stands twice is taken once."""
    names = Names(subject_names(load_codes(), year))
    tables: list[Table] = []
    skipped: list[Skipped] = []
    for sheet in (sheet for book in books for sheet in book.sheets):
        told(f"{sheet.book} · {sheet.name}")
        found = recognise(sheet, specs, names)
        if isinstance(found, Skipped):
            skipped.append(found)
        elif (other := next((t for t in tables if t.spec.id == found.spec.id), None)) is None:
            tables.append(found)
        elif _same_cells(found, other):
            skipped.append(
                Skipped(found.book, found.sheet, f"与「{other.book} · {other.sheet}」相同，只取一张")
            )
        elif not _keys(found) & _keys(other):
            tables[tables.index(other)] = joined(other, found)
        else:
            reason = f"与「{other.book} · {other.sheet}」是同一张表而数字不同，没有取用；请只保留正确的一张"
            skipped.append(Skipped(found.book, found.sheet, reason))
    return _without_halves(tables, skipped)


def _without_halves(
    tables: Sequence[Table], skipped: Sequence[Skipped]
) -> tuple[tuple[Table, ...], tuple[Skipped, ...]]:
    """Leave out tables of which another sheet was refused: what is a sum there cannot be told."""
    refused = {skip.table for skip in skipped}
    halves = [
        Skipped(table.book, table.sheet, "同一张表在另一张工作表上的部分没有读出，这一部分也没有取用")
        for table in tables
        if table.spec.id in refused
    ]
    kept = tuple(table for table in tables if table.spec.id not in refused)
    return kept, (*skipped, *halves)


def _same_cells(one: Table, other: Table) -> bool:
    return [(c.row, c.column, c.amount) for c in one.cells] == [
        (c.row, c.column, c.amount) for c in other.cells
    ]


def _keys(table: Table) -> set[tuple[str, str]]:
    return {(cell.row, cell.column) for cell in table.cells if cell.amount is not None}


@cache
def _specs_of(template: str) -> tuple[TableSpec, ...]:
    """The tables that a pack can read; a pack does not change while the program runs."""
    return load_specs(load_pack(template))


@cache
def model_of(template: str) -> PackModel:
    """The 口径 of a pack; a pack does not change while the program runs."""
    return load_model(template)


def preview_import(books: Sequence[Book], base: UnitYear, told: Told = untold) -> Preview:
    """What importing workbooks into these facts would do."""
    tables, skipped = recognise_books(books, _specs_of(base.template), base.year, told)
    taken = take(tables)
    merged = merge(base, taken)
    return Preview(
        books=tuple(books),
        tables=tables,
        skipped=skipped,
        questions=_questions(tables, base),
        missing=tuple(taken.missing),
        wrong=tuple(taken.wrong),
        base=base,
        merged=replace(merged, facts=_with_unit_name(merged.facts, tables)),
        partial=frozenset(taken.partial),
    )


def _questions(tables: Sequence[Table], base: UnitYear) -> tuple[str, ...]:
    """One question for each other year and each other unit, whatever the number of tables."""
    years: dict[int, list[Table]] = {}
    units: dict[str, list[Table]] = {}
    name = base.unit.name if base.unit else None
    for table in tables:
        if table.year is not None and table.year != base.year:
            years.setdefault(table.year, []).append(table)
        if table.unit_name and name and table.unit_name != name:
            units.setdefault(table.unit_name, []).append(table)
    return (
        *(
            f"{_these(found)}是{year}年度的，当前是{base.year}年度，确定要导入吗？"
            for year, found in years.items()
        ),
        *(f"{_these(found)}的编制单位是{unit}，不是{name}，确定要导入吗？" for unit, found in units.items()),
    )


def _these(tables: Sequence[Table]) -> str:
    more = f"等{len(tables)}张表" if len(tables) > 1 else ""
    return f"「{tables[0].book} · {tables[0].sheet}」{more}"


def _with_unit_name(facts: UnitYear, tables: Sequence[Table]) -> UnitYear:
    name = next((table.unit_name for table in tables if table.unit_name), "")
    unit = facts.unit or UnitInfo()
    return facts if unit.name or not name else replace(facts, unit=replace(unit, name=name))


def year_of(books: Sequence[Book], specs: Sequence[TableSpec]) -> int | None:
    """The year that most tables of workbooks name; None when none does."""
    tables, _ = recognise_books(books, specs, LAST_YEAR)
    years = [table.year for table in tables if table.year is not None]
    return max(set(years), key=years.count) if years else None


def computed(evaluation: Evaluation, label: str) -> Quantity | None:
    """What the detail gives for a 口径, whatever is stated for it; None where it says nothing."""
    name, _, selection = label.rstrip("]").partition("[")
    value = evaluation.computed(name, selection or None)
    return value if isinstance(value, Quantity) else None


def year_named(books: Sequence[Book]) -> int | None:
    """The year that workbooks name, whichever pack's tables they hold; None when they name none."""
    years = (year_of(books, load_specs(pack)) for pack in list_packs())
    return next((year for year in years if year is not None), None)


def packs_for(year: int) -> tuple[Pack, ...]:
    """The packs that make a report of a year."""
    return tuple(pack for pack in list_packs() if pack.serves(year) and "报告" in pack.settings)


__all__ = [
    "Preview",
    "Told",
    "model_of",
    "packs_for",
    "preview_import",
    "read_books",
    "untold",
    "year_named",
    "year_of",
]
