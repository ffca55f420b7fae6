"""支出 as it follows from 经济分类 where only that was entered."""

from __future__ import annotations

from jixiao_desktop.ledger.facts import ExpenseLine, UnitYear


def expense_lines(facts: UnitYear) -> tuple[ExpenseLine, ...] | None:
    """The lines of 支出; where none was entered, one for each line of 经济分类, if all name their 科目.

    None while neither says what was spent.
    """
    economics = facts.economics
    if facts.expenses is not None or not economics:
        return facts.expenses
    lines = tuple(
        ExpenseLine(subject=line.subject, fund=line.fund, nature=line.nature, amount=line.amount)
        for line in economics
        if line.subject is not None
    )
    return lines if len(lines) == len(economics) else None
