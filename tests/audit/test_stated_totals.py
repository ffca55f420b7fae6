"""A report of which only the stated totals are known: what it states must still add up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from jixiao_desktop.audit.engine import audit
from tests.report.support import evaluation_of, expense, income

SHARES = {"C11-分项", "C11-缺项", "C13-总计", "A22-总计", "J-15"}


def found(stated: Mapping[str, str], **more: Any) -> list[tuple[str, str, str]]:
    evaluation = evaluation_of(申报值=dict(stated), **more)
    return [(f.id, f.level.value, f.message) for f in audit(evaluation) if f.id in SHARES]


def test_a_part_with_a_lost_digit_does_not_fill_the_total() -> None:
    """111.33 was published as 11.33: 768.88 + 11.33 = 780.21, 880.20 - 780.21 = 99.99."""
    stated = {"本年支出合计": "880.20", "基本支出": "768.88", "项目支出": "11.33"}
    ((rule, level, message),) = found(stated)
    assert (rule, level) == ("C11-缺项", "核实")
    assert "880.20万元" in message
    assert "780.21万元" in message
    assert "99.99万元" in message


def test_nothing_is_left_over_where_every_part_is_stated() -> None:
    parts = {"基本支出": "768.88", "项目支出": "11.33", "上缴上级支出": "0", "经营支出": "0"}
    stated = {"本年支出合计": "880.20", **parts, "对附属单位补助支出": "0"}
    assert [item[:2] for item in found(stated)] == [("C11-分项", "错误")]


def test_the_tail_of_rounded_parts_is_a_hint() -> None:
    """768.88 + 111.33 = 880.21, a hundredth more than 880.20."""
    stated = {"本年支出合计": "880.20", "基本支出": "768.88", "项目支出": "111.33"}
    assert [item[:2] for item in found(stated)] == [("C11-分项", "提示")]


@pytest.mark.parametrize(
    ("stated", "rule"),
    [
        ({"本年收入合计": "100", "本年收入合计[事业收入]": "60", "本年收入合计[其他收入]": "50"}, "C11-分项"),
        ({"本年收入合计": "100", "本年收入合计[事业收入]": "60"}, "C11-缺项"),
        ({"一般公共预算财政拨款支出": "100", "一般公共预算财政拨款支出[205]": "60"}, "C11-分项"),
        ({"财政拨款支出": "20", "一般公共预算财政拨款支出": "15", "政府性基金支出": "6"}, "C11-分项"),
        ({"收入总计": "90", "本年收入合计": "100"}, "C13-总计"),
        ({"财政拨款收入总计": "20", "财政拨款支出总计": "21"}, "A22-总计"),
        ({"项目支出": "10", "一般公共预算项目支出": "20"}, "J-15"),
    ],
)
def test_stated_figures_that_cannot_stand_together(stated: Mapping[str, str], rule: str) -> None:
    assert [item[0] for item in found(stated)] == [rule]


@pytest.mark.parametrize(
    "stated",
    [
        {"本年支出合计": "880.20"},
        {"本年支出合计": "100", "基本支出": "60", "项目支出": "40"},
        {"财政拨款支出": "15", "一般公共预算财政拨款支出": "10", "政府性基金支出": "5"},
        {"收入总计": "120", "本年收入合计": "100"},
    ],
)
def test_stated_figures_that_agree_are_not_asked_about(stated: Mapping[str, str]) -> None:
    assert found(stated) == []


def test_a_total_with_its_detail_is_compared_with_the_detail_alone() -> None:
    stated = {"本年支出合计": "90", "基本支出": "90"}
    assert found(stated, 收入=[income("90")], 支出=[expense("80")]) == []
