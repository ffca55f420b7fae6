"""Writing facts and reading them back gives the same facts."""

import json
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import ExchangeError, parse_exchange, write_exchange
from jixiao_desktop.ledger.facts import (
    EconomicLine,
    ExpenseLine,
    IncomeLine,
    Overview,
    Staff,
    UnitInfo,
    UnitYear,
)
from jixiao_desktop.ledger.writing import quote
from jixiao_desktop.ledger.yaml_nodes import ScalarNode, parse_nodes
from tests.ledger.strategies import texts, unit_years

BASE = UnitYear(template="sichuan-2021", year=2021)
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


@SLOW
@given(unit_years)
def test_any_facts_read_back_the_same(facts: UnitYear) -> None:
    assert parse_exchange(write_exchange(facts), "x.yaml") == facts


@given(texts)
def test_any_text_is_quoted_so_that_it_reads_back(text: str) -> None:
    for line in (f"- {quote(text)}", f"[{quote(text)}, x]"):
        assert first_text(line) == text


def first_text(yaml: str) -> str:
    root = parse_nodes(yaml)
    assert root is not None
    assert not isinstance(root, ScalarNode)
    item = root.items[0] if hasattr(root, "items") else None
    assert isinstance(item, ScalarNode)
    return item.text


@given(st.lists(texts, min_size=1, max_size=3))
def test_long_texts_read_back_the_same(parts: list[str]) -> None:
    facts = replace(BASE, overview=Overview(duties="\n".join(parts), work="字" * 60))
    assert parse_exchange(write_exchange(facts), "x") == facts


def income(*amounts: Quantity) -> UnitYear:
    return replace(
        BASE, incomes=tuple(IncomeLine(subject="205", source="事业收入", amount=one) for one in amounts)
    )


@pytest.mark.parametrize(
    ("amounts", "unit", "written"),
    [
        ([Quantity(123450), Quantity(200)], "元", ["1234.50", "2"]),
        ([Quantity(400_510_000, 5000), Quantity(9_900_000, 5000)], "万元", ["400.51", "9.9"]),
        ([Quantity(400_510_000, 5000), Quantity(123450)], "万元", ["400.51", "0.123450"]),
        ([Quantity(12_345_000, 500)], "万元", ["12.345"]),
        ([Quantity(0), Quantity(10_000, 5000)], "万元", ["0", "0.01"]),
    ],
)
def test_the_unit_is_chosen_by_how_exact_the_amounts_are(
    amounts: list[Quantity], unit: str, written: list[str]
) -> None:
    text = write_exchange(income(*amounts))
    assert f"金额单位: {unit}\n" in text
    assert [
        line.partition("金额: ")[2].rstrip("}") for line in text.splitlines() if "科目" in line
    ] == written


def test_an_amount_that_nobody_can_have_entered_is_not_written() -> None:
    with pytest.raises(ValueError, match="cannot have been entered"):
        write_exchange(income(Quantity(123, 5000)))


def test_lines_that_are_not_finished_read_back_the_same() -> None:
    facts = replace(
        BASE,
        incomes=(
            IncomeLine(subject="", source="事业收入", amount=Quantity(150)),
            IncomeLine(subject="205", source="事业收入", amount=None),
        ),
        expenses=(ExpenseLine(subject="", fund="一般公共预算", nature="基本支出", amount=None),),
        economics=(EconomicLine(economic="", fund="一般公共预算", nature="基本支出", amount=Quantity(5)),),
    )
    text = write_exchange(facts)
    assert '  - {科目: "", 来源: 事业收入, 金额: 1.50}\n' in text
    assert '  - {科目: "205", 来源: 事业收入, 金额: ""}\n' in text
    assert parse_exchange(text, "x") == facts


def test_a_line_without_a_key_is_still_a_mistake() -> None:
    text = write_exchange(income(Quantity(150)))
    for gone in ('科目: "205", ', ", 金额: 1.50"):
        with pytest.raises(ExchangeError, match="缺少「"):
            parse_exchange(text.replace(gone, ""), "x")


def test_the_file_is_pleasant_to_read() -> None:
    facts = replace(
        BASE,
        unit=UnitInfo(name="某校", superior_code="0127", phone="0999-1"),
        overview=Overview(duties="一、教学\n（一）备课"),
        incomes=(
            IncomeLine(subject="205", source="事业收入", amount=Quantity(150), education_fees=Quantity(100)),
        ),
        projects=(),
    )
    assert write_exchange(facts) == (
        "# 绩效决算助手 数据交换文件：某校 2021年度\n"
        "# 金额以元为单位。可以用记事本修改，存成 UTF-8 后导入。\n"
        "格式: jixiao/1\n"
        "模板: sichuan-2021\n"
        "年度: 2021\n"
        "金额单位: 元\n"
        "\n"
        "单位:\n"
        "  名称: 某校\n"
        '  主管部门代码: "0127"\n'
        '  联系电话: "0999-1"\n'
        "\n"
        "概况:\n"
        "  职能简介: |\n"
        "    一、教学\n"
        "    （一）备课\n"
        "\n"
        "收入:\n"
        '  - {科目: "205", 来源: 事业收入, 金额: 1.50, 其中教育收费: 1}\n'
        "\n"
        "项目: []\n"
    )


def test_json_of_the_same_shape_is_read_too() -> None:
    data = {
        "格式": "jixiao/1",
        "模板": "sichuan-2021",
        "年度": 2021,
        "金额单位": "元",
        "单位": {"名称": "学校\U0001f600\\ud83d/", "简称": None, "人员": {"在职": 3}},
        "收入": [{"科目": "205", "来源": "事业收入", "金额": 12.5}],
    }
    expected = replace(
        income(Quantity(1250)), unit=UnitInfo(name="学校\U0001f600\\ud83d/", staff=Staff(serving=3))
    )
    for text in (
        json.dumps(data),
        json.dumps(data, ensure_ascii=False, indent=2),
        json.dumps(data, indent="\t"),
    ):
        assert parse_exchange(text, "x.json") == expected


def test_numbers_keep_every_digit() -> None:
    head = "格式: jixiao/1\n模板: a\n年度: 2021\n金额单位: 元\n"
    text = f"{head}项目: [{{名称: a, 指标: [{{权重: 10.50, 指标值: 010}}]}}]\n"
    facts = parse_exchange(text, "x")
    assert facts.projects
    assert facts.projects[0].indicators
    assert facts.projects[0].indicators[0].weight == Decimal("10.50")
    assert facts.projects[0].indicators[0].target == "010"
