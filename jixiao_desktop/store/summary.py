"""What a file holds at a glance, to compare a backup or a damaged file with another."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

from jixiao_desktop.errors import problem_of
from jixiao_desktop.ledger.amounts import Quantity, format_amount, total
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, keys_of
from jixiao_desktop.ledger.spending import expense_lines
from jixiao_desktop.store.book import open_book
from jixiao_desktop.store.health import UNREADABLE
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class YearSummary:
    """One year: how many fields are filled, and the sums of its lists (None where 未填)."""

    filled: int
    income: Quantity | None
    expense: Quantity | None
    projects: int

    def __str__(self) -> str:
        sums = (("收入合计", self.income), ("支出合计", self.expense))
        known = [f"{name}{format_amount(sum_, '万元')}万元" for name, sum_ in sums if sum_ is not None]
        return "，".join((f"已填{self.filled}项", *known, f"项目{self.projects}个"))


@dataclass(frozen=True, slots=True)
class Summary:
    """A file: the unit, when it was changed last (UTC, ISO 8601), its years, what is broken."""

    unit: str | None
    changed_at: str | None
    years: Mapping[int, YearSummary]
    damage: str | None = None

    def lines(self, zone: tzinfo | None = None) -> list[str]:
        """The same for the clerk, in local time or that of ``zone``."""
        when = "（时间读不出）"
        if self.changed_at:
            when = f"{datetime.fromisoformat(self.changed_at).astimezone(zone):%Y-%m-%d %H:%M}"
        head = f"{self.unit or '（单位名称读不出）'}，最后修改 {when}"
        return [head, *(f"{year}年度：{item}" for year, item in self.years.items())]


def summary_of_file(path: Path) -> Summary:
    """Look into a file without changing it. Raises Problem when it cannot be read at all."""
    book = open_book(path, read_only=True)
    try:
        years = {year: stored.facts for year in book.years() if (stored := book.year(year)) is not None}
        unit = next((facts.unit.name for facts in reversed(years.values()) if facts.unit), None)
        damage = str(book.damage) if book.damage else None
        return Summary(
            unit, _changed_at(book.connection), {year: summary_of(f) for year, f in years.items()}, damage
        )
    except (sqlite3.Error, OSError) as error:
        raise problem_of(error, path, "读取", "文件没有被改动。") from error
    finally:
        book.close()


def summary_of(facts: UnitYear) -> YearSummary:
    """One year at a glance."""
    return YearSummary(
        filled=filled(Record(UnitYear), facts),
        income=_sum(facts.incomes),
        expense=_sum(expense_lines(facts)),
        projects=len(facts.projects or ()),
    )


def filled(kind: Kind, value: Any) -> int:
    """How many fields have something in them."""
    if value is None:
        return 0
    if isinstance(kind, Record):
        return sum(filled(item.kind, getattr(value, item.attribute)) for item in keys_of(kind.type).values())
    if isinstance(kind, Rows):
        return sum(filled(Record(kind.type), row) for row in value)
    if isinstance(kind, Table):
        return sum(filled(kind.of, below) for below in value.values())
    return 1


def _sum(lines: tuple[Any, ...] | None) -> Quantity | None:
    return None if lines is None else total(line.amount for line in lines if line.amount is not None)


def _changed_at(connection: sqlite3.Connection) -> str | None:
    try:
        row = connection.execute("SELECT at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    except UNREADABLE:
        return None
    try:
        return datetime.fromisoformat(row[0]).isoformat() if row else None
    except (ValueError, TypeError):
        return None
