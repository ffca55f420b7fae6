"""Whatever the figures are, the sentences stay sentences."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao_desktop.ledger.facts import INCOME_SOURCES, NATURES, THREE_PUBLIC_ITEMS
from jixiao_desktop.report.narrative import narrative_of
from tests.report.support import DOUBLED, balanced, budget, evaluation_of, expense, income, paragraphs

AMOUNTS = st.one_of(
    st.just("0"),
    st.integers(1, 10**9).map(lambda fen: str(Decimal(fen) / 100)),
    st.sampled_from(["0.01", "0.1", "100", "99999999.99"]),
)
COUNTS = st.integers(0, 30).map(str)
REASONS = st.sampled_from(
    ["人员经费减少", "人员减少。", "主要原因是追加；", "是。", "", "一是甲；\n二是乙。"]
)
CODES = st.sampled_from(["205", "2050202", "2080505", "210", "2210201"])
MATTERS = (
    "收支总计变动",
    "财政拨款收支总计变动",
    "一般公共预算财政拨款支出变动",
    "预算差异",
    "三公经费预算差异",
)
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def optional(keys: dict[str, st.SearchStrategy[Any]]) -> st.SearchStrategy[dict[str, Any]]:
    """A map with some of these keys."""
    return st.fixed_dictionaries({}, optional=keys)


ITEM = optional(
    {
        **dict.fromkeys(("预算", "决算", "上年决算"), AMOUNTS),
        **dict.fromkeys(("团组数", "人数", "批次", "人次"), COUNTS),
        **dict.fromkeys(("用途", "内容"), REASONS),
        "保有": optional({"轿车": COUNTS, "越野车": COUNTS}),
        "其中政府性基金": optional({"决算": AMOUNTS}),
    }
)
UNITS = optional(
    {
        "收入": st.lists(st.builds(income, AMOUNTS, st.sampled_from(INCOME_SOURCES), CODES), max_size=5),
        "支出": st.lists(st.builds(expense, AMOUNTS, CODES, st.sampled_from(NATURES)), max_size=5),
        "预算": st.lists(st.builds(budget, AMOUNTS, CODES), max_size=4),
        "结转结余": st.just([]),
        "其他收支": optional({"使用非财政拨款结余": AMOUNTS, "结余分配": AMOUNTS}),
        "上年": optional(
            dict.fromkeys(("收入总计", "财政拨款收入总计", "一般公共预算财政拨款支出"), AMOUNTS)
        ),
        "说明": optional(dict.fromkeys(MATTERS, REASONS)),
        "三公经费": st.dictionaries(st.sampled_from(THREE_PUBLIC_ITEMS), ITEM, max_size=7),
        "其他事项": optional(
            {
                "政府采购": optional(
                    dict.fromkeys(("货物", "工程", "服务", "授予中小企业", "授予小微企业"), AMOUNTS)
                ),
                "国有资产": optional({"车辆": optional({"机要通信用车": COUNTS, "其他用车": COUNTS})}),
            }
        ),
        "选项": optional(
            {"列示零值项": st.sampled_from(["是", "否"]), "百分比小数位": st.sampled_from(["0", "1", "2"])}
        ),
    }
)


@SLOW
@given(st.sampled_from(["sichuan-2021", "sichuan-2022"]), UNITS)
def test_no_figures_spoil_a_sentence(pack: str, keys: dict[str, Any]) -> None:
    text = narrative_of(evaluation_of(pack, **keys))
    for wrong in (*DOUBLED, "\ue000", "是是", "-0", "增加0万元", "减少0万元", "增长0%", "下降0%"):
        assert wrong not in text
    for line in text.splitlines():
        assert not re.search(r"[，、；：]$", line) or line.endswith(("其中：", "具体情况如下："))
        assert not re.match(r"[，、；。）]", line)


def percent(part: Decimal, whole: Decimal, decimals: int = 1) -> str:
    """A share as the report prints it, computed with decimals."""
    rounded = (part * 100 / whole).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP)
    return f"{rounded.normalize():f}%"


@SLOW
@given(st.dictionaries(st.sampled_from(INCOME_SOURCES), AMOUNTS, min_size=1))
def test_shares_are_of_the_unrounded_total(amounts: dict[str, str]) -> None:
    text = paragraphs(
        evaluation_of(收入=[income(amount, source) for source, amount in amounts.items()]), "收入"
    )[0]
    whole = sum((Decimal(amount) for amount in amounts.values()), Decimal(0))
    shares = [
        percent(Decimal(amounts[source]), whole)
        for source in INCOME_SOURCES
        if Decimal(amounts.get(source, "0"))
    ]
    assert re.findall(r"占(\d[\d.]*%)", text) == shares


@SLOW
@given(AMOUNTS, AMOUNTS)
def test_change_goes_with_its_sign(now: str, before: str) -> None:
    text = paragraphs(balanced(now, before, 说明={"收支总计变动": "甲"}), "收支总体")[0]
    difference = Decimal(now) - Decimal(before)
    assert ("持平" in text) == (difference == 0)
    assert ("增加" in text) == (difference > 0)
    assert ("减少" in text) == (difference < 0)
    if Decimal(before) == 0:
        assert "%" not in text
    elif difference:
        share = percent(abs(difference), Decimal(before))
        assert share in text or (share == "0%" and "%" not in text)
