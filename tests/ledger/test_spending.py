"""支出 from 经济分类: what was spent, and that an edit leaves the other lines what they are."""

from __future__ import annotations

from dataclasses import replace

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import EconomicLine, UnitYear
from jixiao_desktop.ledger.spending import expense_lines


def wages(fen: int, subject: str | None = "2050202") -> EconomicLine:
    return EconomicLine(
        economic="30101", fund="一般公共预算", nature="基本支出", amount=Quantity(fen), subject=subject
    )


def year(*lines: EconomicLine) -> UnitYear:
    return UnitYear(year=2021, template="sichuan-2021", economics=lines)


def test_each_line_of_economics_is_a_line_of_spending() -> None:
    lines = expense_lines(year(wages(100), wages(250)))
    assert lines is not None
    assert [(line.subject, line.nature, line.amount) for line in lines] == [
        ("2050202", "基本支出", Quantity(100)),
        ("2050202", "基本支出", Quantity(250)),
    ]


def test_one_line_without_subject_says_nothing_of_spending() -> None:
    assert expense_lines(year(wages(100), wages(250, None))) is None


def test_spending_that_was_entered_stands() -> None:
    assert expense_lines(replace(year(wages(100)), expenses=())) == ()


def test_an_edit_leaves_the_other_lines_the_same_objects() -> None:
    before = expense_lines(year(wages(100), wages(250)))
    after = expense_lines(year(wages(100), wages(300)))
    assert before is not None
    assert after is not None
    assert after[0] is before[0]
    assert after[1].amount == Quantity(300)
