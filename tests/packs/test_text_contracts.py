"""What the text must say by construction: its figures, shares, words and numbering.

Every expected figure is added up from the entered lines in this test, not taken from the engine.
The numbers in the comments are those of the official check formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Cell
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import FISCAL_FUNDS, INCOME_SOURCES, NATURES, UnitYear
from jixiao_desktop.performance.forms import all_forms
from jixiao_desktop.report.blocks import Paragraph, Report, TableBlock
from jixiao_desktop.report.builder import build_reports
from jixiao_desktop.report.narrative import narrative_of
from jixiao_desktop.report.runs import text_of
from tests.packs.sums import (
    GENERAL,
    carried,
    economic,
    fen,
    fiscal_whole,
    income,
    percent,
    spent,
    ten_thousands,
    whole,
)
from tests.packs.test_tables import FULL, evaluation

Line = tuple[Cell | None, ...]
NARRATIVE = ["sichuan-2021", "sichuan-2022"]
TEXTS = [(case, pack) for case in FULL for pack in NARRATIVE]
every_text = pytest.mark.parametrize(("case", "pack"), TEXTS, ids=[f"{c.stem}.{p}" for c, p in TEXTS])
BASIC, PROJECT = "基本支出", "项目支出"
THREE = ("因公出国（境）费", "公务用车购置及运行维护费", "公务接待费")
PARTS = {
    "公务用车购置及运行维护费": ("公务用车购置费", "公务用车运行维护费"),
    "公务接待费": ("国内公务接待费", "外事接待费"),
}


@cache
def sections(case: Path, pack: str) -> dict[str, str]:
    """The narrative's ten sections by their number (一 to 十)."""
    text = narrative_of(evaluation(case, pack))
    body = text[text.index("一、收入支出决算总体情况说明") : text.index("第三部分 名词解释")]
    return {
        part[0]: part for part in re.split(r"^(?=[一二三四五六七八九十]、)", body, flags=re.MULTILINE) if part
    }


def figures(pattern: str, text: str) -> list[Decimal]:
    """The numbers that one sentence of a known shape names."""
    match = re.search(pattern, text)
    assert match is not None, pattern
    return [Decimal(group) for group in match.groups()]


def items(text: str) -> dict[str, tuple[Decimal, Decimal]]:
    """``甲12万元，占3%；乙…`` as amounts and shares by name."""
    found = re.findall(r"([^，。；、：\n]+?)(?:支出决算)?(\d[\d.]*)万元，占(\d[\d.]*)%", text)
    return {name: (Decimal(amount), Decimal(share)) for name, amount, share in found}


def three_public(facts: UnitYear, name: str, column: str) -> int:
    entered = facts.three_public or {}
    own = [getattr(entered[part], column) for part in PARTS.get(name, (name,)) if part in entered]
    return fen(own)


@every_text
def test_the_totals_of_both_years(case: Path, pack: str) -> None:
    """C01–C03, C13–C17, C19–C21, D06, J-05: sections 一, 四 and 五（一）."""
    facts, text = evaluation(case, pack).facts, sections(case, pack)
    for section, name, total in (
        ("一", "收入总计", whole(facts)),
        ("四", "财政拨款收入总计", fiscal_whole(facts)),
        ("五", "一般公共预算财政拨款支出", spent(facts, funds=[GENERAL])),
    ):
        shape = (
            r"(?:总计(?:均为)?|支出)(\d[\d.]*)万元.*?各?(?:增加|减少)(\d[\d.]*)万元，(?:增长|下降)(\d[\d.]*)%"
        )
        said, change, rate = figures(shape, text[section])
        before = (facts.last_year or {})[name].fen
        assert said == ten_thousands(total)
        assert change == ten_thousands(abs(total - before))
        assert rate == percent(abs(total - before), before)
        assert ("增加" if total > before else "减少") in text[section].split("。")[1]
    (printed,) = figures(r"占本年支出合计的(\d[\d.]*)%", text["五"])
    assert printed == percent(spent(facts, funds=[GENERAL]), spent(facts))
    used, given = (facts.other_flows.surplus_used, facts.other_flows.surplus_distributed)  # type: ignore[union-attr]
    assert whole(facts) - income(facts) == fen([used]) + carried(facts, "年初")
    assert whole(facts) - spent(facts) == fen([given]) + carried(facts, "年末")
    assert fiscal_whole(facts) <= whole(facts)


@every_text
def test_income_and_spending_by_kind_with_shares(case: Path, pack: str) -> None:
    """C04–C12, C22–C24, J-04: no kind is left out, and the shares come to 100 but for rounding."""
    facts, text = evaluation(case, pack).facts, sections(case, pack)
    codes = sorted({line.subject[:3] for line in facts.expenses or () if line.fund == GENERAL})
    names = evaluation(case, pack).names
    for part, total, kinds in (
        (text["二"], income(facts), {source: income(facts, source) for source in INCOME_SOURCES}),
        (text["三"], spent(facts), {nature: spent(facts, nature=nature) for nature in NATURES}),
        (
            text["五"][text["五"].index("（二）") : text["五"].index("（三）")],
            spent(facts, funds=[GENERAL]),
            {names[code]: spent(facts, code, [GENERAL]) for code in codes},
        ),
    ):
        expected = {name: (ten_thousands(a), percent(a, total)) for name, a in kinds.items() if a}
        assert items(part) == expected
        assert figures(r"(?:合计|支出)(\d[\d.]*)万元", part) == [ten_thousands(total)]
        assert sum(kinds.values()) == total
        shares = [share for _, share in expected.values()]
        assert abs(sum(shares, Decimal(0)) - 100) <= Decimal("0.005") * len(shares)


@every_text
def test_every_item_of_the_general_budget_is_told_once(case: Path, pack: str) -> None:
    """C25–C30, D17, D04: 五（三） has every 项 once, numbered on, with the word that its rate asks for."""
    facts = evaluation(case, pack).facts
    part = sections(case, pack)["五"].split("（三）", 1)[1]
    codes = sorted({line.subject for line in facts.expenses or () if line.fund == GENERAL})
    told = re.findall(r"^(\d+)\.(\S+?)：支出决算为([\d.]+)万元，完成预算([\d.]+)%，(.*)$", part, re.MULTILINE)
    assert [int(number) for number, *_ in told] == list(range(1, len(codes) + 1))
    for code, (_, name, amount, rate, words) in zip(codes, told, strict=True):
        actual = spent(facts, code, [GENERAL])
        budget = fen(b.adjusted for b in facts.budgets or () if b.fund == GENERAL and b.subject == code)
        assert evaluation(case, pack).names[code] in name
        assert Decimal(amount) == ten_thousands(actual)
        assert Decimal(rate) == percent(actual, budget)
        assert words.startswith(
            "决算数小于预算数的主要原因是" if actual < budget else ("决算数等于", "决算数与预算数持平")
        )
    assert figures(r"决算数为([\d.]+)万元", part) == [ten_thousands(spent(facts, funds=[GENERAL]))]


@every_text
def test_basic_spending_names_every_economic_subject(case: Path, pack: str) -> None:
    """B13, C31–C35."""
    facts, part = evaluation(case, pack).facts, sections(case, pack)["六"]
    names = evaluation(case, pack).names
    basic, staff, office = figures(
        r"基本支出([\d.]+)万元[\s\S]*?人员经费([\d.]+)万元[\s\S]*?公用经费([\d.]+)万元", part
    )
    amounts = [
        economic(facts, codes, [GENERAL], BASIC)
        for codes in (("301", "303"), ("302", "307", "309", "31", "399"))
    ]
    assert [staff, office] == [ten_thousands(amount) for amount in amounts]
    assert basic == ten_thousands(sum(amounts)) == ten_thousands(spent(facts, funds=[GENERAL], nature=BASIC))
    told = {n: Decimal(a) for n, a in re.findall(r"[：、]([^：、\d\n]+?)([\d.]+)万元", part)}
    codes = {line.economic for line in facts.economics or () if (line.fund, line.nature) == (GENERAL, BASIC)}
    entered = {names[code]: economic(facts, (code,), [GENERAL], BASIC) for code in codes}
    assert told == {name: ten_thousands(amount) for name, amount in entered.items() if amount}


@every_text
def test_the_three_public_expenses(case: Path, pack: str) -> None:
    """B25–B28, C36–C44."""
    facts, part = evaluation(case, pack).facts, sections(case, pack)["七"]
    actual = {name: three_public(facts, name, "actual") for name in THREE}
    budget = {name: three_public(facts, name, "budget") for name in THREE}
    before = {name: three_public(facts, name, "last_year") for name in THREE}
    total, last = sum(actual.values()), sum(before.values())
    said = figures(
        r"决算为([\d.]+)万元，完成预算([\d.]+)%，较上年(?:增加|减少)([\d.]+)万元，(?:增长|下降)([\d.]+)%",
        part,
    )
    assert said == [
        ten_thousands(total), percent(total, sum(budget.values())),
        ten_thousands(abs(total - last)), percent(abs(total - last), last),
    ]  # fmt: skip
    assert items(part[part.index("决算中，") :].split("具体情况")[0].replace("决算中，", "：")) == {
        name: (ten_thousands(amount), percent(amount, total)) for name, amount in actual.items()
    }
    for number, name in enumerate(THREE, 1):
        own = next(line for line in part.splitlines() if line.startswith(f"{number}."))
        assert figures(r"支出([\d.]+)万元，完成预算([\d.]+)%", own) == [
            ten_thousands(actual[name]), percent(actual[name], budget[name])
        ]  # fmt: skip
    for words, name in (
        ("公务用车购置支出", "公务用车购置费"), ("公务用车运行维护费支出", "公务用车运行维护费"),
        ("国内公务接待支出", "国内公务接待费"), ("外事接待支出", "外事接待费"),
    ):  # fmt: skip
        shown = figures(rf"(?m)^(?:其中：)?{words}([\d.]+)万元", part)
        assert shown == [ten_thousands(three_public(facts, name, "actual"))]
    for name, codes in (
        ("因公出国（境）费", ("30212",)), ("公务用车购置费", ("30913", "31013")),
        ("公务用车运行维护费", ("30231",)), ("公务接待费", ("30217",)),
    ):  # fmt: skip
        assert three_public(facts, name, "actual") == economic(facts, codes, FISCAL_FUNDS)


@every_text
def test_funds_state_capital_procurement_and_cars(case: Path, pack: str) -> None:
    """C47–C51, C53."""
    facts, text = evaluation(case, pack).facts, sections(case, pack)
    for section, fund in (("八", FISCAL_FUNDS[1:2]), ("九", FISCAL_FUNDS[2:3])):
        assert figures(r"支出([\d.]+)万元", text[section]) == [ten_thousands(spent(facts, funds=fund))]
    matters = facts.other_matters
    assert matters is not None
    assert matters.procurement is not None
    assert matters.assets is not None
    bought = matters.procurement
    parts = [fen([amount]) for amount in (bought.goods, bought.works, bought.services)]
    total = sum(parts)
    shape = (
        r"总额([\d.]+)万元，其中：政府采购货物支出([\d.]+)万元、政府采购工程支出([\d.]+)万元、"
        r"政府采购服务支出([\d.]+)万元"
    )
    assert figures(shape, text["十"]) == [ten_thousands(amount) for amount in (total, *parts)]
    small = fen([bought.to_smaller])
    assert figures(r"授予中小企业合同金额([\d.]+)万元，占政府采购支出总额的([\d.]+)%", text["十"]) == [
        ten_thousands(small), percent(small, total)
    ]  # fmt: skip
    cars = matters.assets.cars or {}
    assert figures(r"共有车辆(\d+)辆", text["十"]) == [sum(cars.values())]
    assert "无机关运行经费" in text["十"]


@every_text
def test_headings_are_numbered_on_and_titles_name_unit_and_year(case: Path, pack: str) -> None:
    """D03, D04, D14, F-02, F-04, T-09: the contents are made of these very headings."""
    own = evaluation(case, pack)
    assert list(sections(case, pack)) == list("一二三四五六七八九十")
    unit, year = own.facts.unit, str(own.facts.year)
    assert unit is not None
    for report in build_reports(own):
        assert str(unit.name) in report.title
        assert year in report.title
    for form in all_forms(own):
        printed = " ".join((form.title, form.year, form.money_unit, *form.notes, *_texts(form.body)))
        assert set(re.findall(r"(20\d\d)年度", printed)) <= {year}
        assert "元" in printed


def _texts(rows: Iterable[Line]) -> Iterator[str]:
    yield from (cell.text for line in rows for cell in line if cell is not None)


@pytest.mark.parametrize("pack", ["kunming-4-2", "national", "yunnan-self"])
def test_a_report_with_budget_and_spending_tells_its_execution_rate(pack: str) -> None:
    """R-04."""
    own = Evaluation(load_model(pack), read_exchange(next(case for case in FULL if case.stem == "full-2023")))
    entries = own.facts.evaluations or ()
    project = next(p for p in own.facts.projects or () if p.name == entries[0].project)
    spending = fen(fund.spent for fund in project.funds or ())
    rate = percent(spending, fen(fund.adjusted for fund in project.funds or ()))
    report = build_reports(own)[0]
    printed = re.findall(r"([\d.]+)%", _whole(report))
    assert any(Decimal(number) == rate for number in printed)


def _whole(report: Report) -> str:
    words = [text_of(block.runs) for block in report.blocks if isinstance(block, Paragraph)]
    grids = [block.grid for block in report.blocks if isinstance(block, TableBlock)]
    return "".join(words) + " ".join(text for grid in grids for text in _texts(grid.body))
