"""The code tables that come with the program (``resources/codes``), read once and handed on.

科目 codes are known by (code, year): the same code may carry another name in other years.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from jixiao_desktop.resources import resource_path
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Subject:
    """A 科目 with the years (inclusive, None: open) in which the code has this name."""

    code: str
    name: str
    level: str
    """类, 款 or 项."""
    first_year: int | None
    last_year: int | None
    budget: str
    """功能分类: the budget that the code belongs to; 经济分类: 人员经费, 公用经费, 基本建设 or 其他."""
    initials: str
    """The pinyin initials of the name, for searching."""

    def serves(self, year: int) -> bool:
        """Whether the code has this name in a year."""
        return (self.first_year or year) <= year <= (self.last_year or year)


@dataclass(frozen=True, slots=True)
class GovernmentSubject:
    """A 政府预算支出经济分类科目 and the 部门 codes that it gathers."""

    code: str
    name: str
    level: str
    applies_to: str
    members: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncomeItem:
    """A row of the 收入支出决算总表: its number, name and line in one variant of the form."""

    table: str
    variant: str
    side: str
    number: str
    name: str
    class_code: str
    line: int | None
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Codes:
    """All code tables; ``functions`` and ``economics`` are grouped by code, the newest last."""

    functions: Mapping[str, tuple[Subject, ...]]
    economics: Mapping[str, tuple[Subject, ...]]
    government: tuple[GovernmentSubject, ...]
    incomes: tuple[IncomeItem, ...]

    def subjects(self, code: str) -> tuple[Subject, ...]:
        """Every entry of a code, whatever the year; empty when the tables lack it."""
        return self.functions.get(code) or self.economics.get(code) or ()


@cache
def load_codes(folder: Path | None = None) -> Codes:
    """Read the tables of a folder, by default those that come with the program."""
    where = folder or resource_path("codes")
    return Codes(
        functions=_subjects(where / "function-subjects.csv", "budget"),
        economics=_subjects(where / "economic-subjects.csv", "group"),
        government=tuple(
            GovernmentSubject(
                row["code"], row["name"], row["level"], row["applies_to"], _split(row["dept_codes"])
            )
            for row in read_table(where / "gov-economic-subjects.csv")
        ),
        incomes=tuple(map(_income_item, read_table(where / "income-items.csv"))),
    )


def read_table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV table by column name."""
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _subjects(path: Path, budget_column: str) -> dict[str, tuple[Subject, ...]]:
    found: dict[str, list[Subject]] = {}
    for row in read_table(path):
        subject = Subject(
            code=row["code"],
            name=row["name"],
            level=row["level"],
            first_year=_year(row["first_year"]),
            last_year=_year(row["last_year"]),
            budget=row[budget_column],
            initials=row["initials"],
        )
        found.setdefault(subject.code, []).append(subject)
    return {code: tuple(sorted(same, key=lambda one: one.first_year or 0)) for code, same in found.items()}


def _income_item(row: dict[str, str]) -> IncomeItem:
    return IncomeItem(
        table=row["table"],
        variant=row["variant"],
        side=row["side"],
        number=row["number"],
        name=row["name"],
        class_code=row["class_code"],
        line=_year(row["line_no"]),
        first_year=_year(row["first_year"]),
        last_year=_year(row["last_year"]),
    )


def _year(text: str) -> int | None:
    return int(text) if text else None


def _split(text: str) -> tuple[str, ...]:
    return tuple(text.split(";")) if text else ()
