"""支出 as it follows from 经济分类 where only that was entered."""

from __future__ import annotations

from functools import lru_cache

from jixiao_desktop.ledger.facts import EconomicLine, ExpenseLine, UnitYear


def expense_lines(facts: UnitYear) -> tuple[ExpenseLine, ...] | None:
    """The lines of 支出; where none was entered, one for each line of 经济分类, if all name their 科目.

    None while neither says what was spent.
    """
    economics = facts.economics
    if facts.expenses is not None or not economics:
        return facts.expenses
    lines = tuple(_as_expense(line, line.subject) for line in economics if line.subject is not None)
    return lines if len(lines) == len(economics) else None


@lru_cache(maxsize=8192)
def _as_expense(line: EconomicLine, subject: str) -> ExpenseLine:
    """The same object for the same line, so that after an edit only the others are summed anew."""
    return ExpenseLine(subject=subject, fund=line.fund, nature=line.nature, amount=line.amount)
