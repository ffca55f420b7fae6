"""What must agree by construction: the official tables with one another, to the fen.

Every expected figure is added up from the entered lines in this test, not taken from the engine.
The numbers in the comments are those of the official check formulas.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop.engine.grid import Cell
from jixiao_desktop.ledger.facts import FISCAL_FUNDS, INCOME_SOURCES, NATURES
from tests.packs.sums import (
    FISCAL_SOURCES,
    GENERAL,
    carried,
    economic,
    fiscal_whole,
    income,
    spent,
)
from tests.packs.test_tables import FULL, PACKS, evaluation, money, row, table

Line = tuple[Cell | None, ...]
RUNS = [(case, pack) for case in FULL for pack in PACKS]
every_table = pytest.mark.parametrize(("case", "pack"), RUNS, ids=[f"{c.stem}.{p}" for c, p in RUNS])
BASIC, PROJECT = "基本支出", "项目支出"


@every_table
def test_rows_of_the_tables_are_sums_of_the_entered_lines(case: Path, pack: str) -> None:
    """A08–A12, A14, A15, A24, A25, B04, B05, B12, B19, B20: every row and column."""
    facts = evaluation(case, pack).facts
    sources = ([*FISCAL_SOURCES], *([source] for source in INCOME_SOURCES[3:]))
    for line in table(case, pack, "收入决算表").body:
        code = _code(line)
        by_source = [sum(income(facts, source, code) for source in group) for group in sources]
        assert [money(line[at]).fen for at in (3, 4, 5, 7, 8, 9)] == by_source
        assert money(line[2]).fen == sum(by_source)
    for line in table(case, pack, "支出决算表").body:
        by_nature = [spent(facts, _code(line), nature=nature) for nature in NATURES]
        assert [money(cell).fen for cell in line[3:8]] == by_nature
        assert money(line[2]).fen == sum(by_nature)
    for line in table(case, pack, "一般公共预算财政拨款支出决算表").body:
        of_general = [spent(facts, _code(line), [GENERAL], nature) for nature in (BASIC, PROJECT)]
        assert [money(line[at]).fen for at in (3, 4)] == of_general
        assert money(line[2]).fen == sum(of_general)
        for at, nature in ((3, BASIC), (4, PROJECT)):
            assert money(line[at]).fen <= spent(facts, _code(line), nature=nature)


def _code(line: Line) -> str:
    """The 科目 of a row; empty for the row of totals."""
    text = line[0].text if line[0] is not None else ""
    return text if text.isdecimal() else ""


@every_table
def test_the_fiscal_table_adds_up_by_funds(case: Path, pack: str) -> None:
    """A16–A23, B02, B06, B07, B09, B10."""
    facts = evaluation(case, pack).facts
    fiscal = table(case, pack, "财政拨款收入支出决算总表")
    assert [money(line[2]).fen for line in fiscal.body[:3]] == [income(facts, s) for s in FISCAL_SOURCES]
    spending, left, both = (
        [money(cell).fen for cell in row(fiscal, title, 3)[5:9]]
        for title in ("本年支出合计", "年末财政拨款结转和结余", "总计")
    )
    by_fund = [spent(facts, funds=[fund]) for fund in FISCAL_FUNDS]
    closing = [carried(facts, "年末", [fund]) for fund in FISCAL_FUNDS]
    assert spending == [sum(by_fund), *by_fund]
    assert left == [sum(closing), *closing]
    assert both == [a + b for a, b in zip(spending, left, strict=True)]
    assert both[0] == fiscal_whole(facts)
    assert sum(by_fund) <= spent(facts)


@every_table
def test_the_tables_of_funds_and_state_capital_add_up(case: Path, pack: str) -> None:
    """A33, A34, A36, B21–B24."""
    facts = evaluation(case, pack).facts
    fund = row(table(case, pack, "政府性基金预算财政拨款收入支出决算表"), "合计")
    opening, received, used, basic, project, closing = (money(cell).fen for cell in fund[2:8])
    assert received == income(facts, FISCAL_SOURCES[1])
    assert opening == carried(facts, "年初", FISCAL_FUNDS[1:2])
    assert closing == carried(facts, "年末", FISCAL_FUNDS[1:2])
    assert used == basic + project == spent(facts, funds=FISCAL_FUNDS[1:2])
    assert opening + received - used == closing
    capital = row(table(case, pack, "国有资本经营预算财政拨款支出决算表"), "合计")
    total, *parts = (money(cell).fen for cell in capital[2:5])
    assert total == sum(parts) == spent(facts, funds=FISCAL_FUNDS[2:3])


@pytest.mark.parametrize("case", FULL, ids=lambda path: path.stem)
@pytest.mark.parametrize("pack", ["sichuan-2021", "sichuan-2022"])
def test_the_detail_by_economic_subject_agrees_with_functions(case: Path, pack: str) -> None:
    """A29–A32, B14–B18: 明细表 against the lines of 支出 and of 经济分类."""
    facts = evaluation(case, pack).facts
    crossed = table(case, pack, "一般公共预算财政拨款支出决算明细表")
    for line in crossed.body:
        assert money(line[2]).fen == spent(facts, _code(line), [GENERAL])
    by_economic = table(case, pack, "财政拨款支出决算明细表")
    assert money(row(by_economic, "合计")[2]).fen == spent(facts, funds=FISCAL_FUNDS)
    assert economic(facts, ("3",), FISCAL_FUNDS) == spent(facts, funds=FISCAL_FUNDS)
    projects = table(case, pack, "一般公共预算财政拨款项目支出决算表")
    lines = [money(line[2]).fen for line in projects.body if _code(line) and len(_code(line)) == 7]
    assert sum(lines) == money(row(projects, "合计")[2]).fen == spent(facts, funds=[GENERAL], nature=PROJECT)
