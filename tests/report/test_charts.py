"""图1–图7 as data."""

from __future__ import annotations

from fractions import Fraction

import pytest

from jixiao_desktop.report.blocks import ChartBlock
from jixiao_desktop.report.builder import build_reports
from jixiao_desktop.report.charts import charts_of
from tests.report.support import CASES, EXAMPLES, evaluation_from, evaluation_of, expense, income

TITLES = [
    "（图1：收、支决算总计变动情况图）（柱状图）",
    "（图2：收入决算结构图）（饼状图）",
    "（图3：支出决算结构图）（饼状图）",
    "（图4：财政拨款收、支决算总计变动情况）（柱状图）",
    "（图5：一般公共预算财政拨款支出决算变动情况）（柱状图）",
    "（图6：一般公共预算财政拨款支出决算结构）（饼状图）",
    "（图7：“三公”经费财政拨款支出结构）（饼状图）",
]


def captions(path: str) -> list[str]:
    folder = EXAMPLES if path.startswith("renhe") else CASES
    report = build_reports(evaluation_from(folder / path))[0]
    return [block.caption for block in report.blocks if isinstance(block, ChartBlock)]


def test_all_seven_in_their_places() -> None:
    assert captions("full-2021.yaml")[:7] == TITLES


def test_those_of_the_projects_come_last() -> None:
    assert captions("full-2021.yaml")[7:] == ["（附图1：各项目预算执行率）（条形图）"]


def test_without_any_three_public_spending_the_last_is_omitted() -> None:
    assert captions("renhe-2021.yaml") == TITLES[:6]


def test_two_years_side_by_side() -> None:
    block = charts_of(evaluation_from(EXAMPLES / "renhe-2021.yaml"))["图1"]
    assert block is not None
    chart = block.chart
    assert chart.categories == ("收入总计", "支出总计")
    assert [series.name for series in chart.series] == ["2020年", "2021年"]
    assert chart.series[0].values == (Fraction("418.35"), Fraction("418.35"))
    assert chart.series[1].labels == ("400.51", "400.51")
    assert (chart.kind, chart.unit) == ("bar", "万元")


def test_parts_are_labelled_as_in_the_text() -> None:
    block = charts_of(evaluation_from(EXAMPLES / "renhe-2021.yaml"))["图6"]
    assert block is not None
    assert block.chart.categories == ("教育支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出")
    assert block.chart.series[0].labels[2] == "24.02万元，占6%"


def test_empty_charts_leave_no_hole_in_the_numbers() -> None:
    charts = charts_of(evaluation_of(收入=[], 支出=[expense("1")], 结转结余=[]))
    assert charts["图2"] is None
    assert charts["图3"] is not None
    assert charts["图3"].caption == "（图2：支出决算结构图）（饼状图）"


def test_a_chart_that_waits_for_figures_keeps_its_number() -> None:
    charts = charts_of(evaluation_of(收入=[income("1")], 支出=[expense("1")], 结转结余=[]))
    assert charts["图1"] is None
    assert charts["图2"] is not None
    assert charts["图2"].caption == TITLES[1]


def test_a_pie_whose_parts_are_not_known_yet_keeps_its_number() -> None:
    """Without 支出 five figures wait, and the last is still the seventh."""
    guests = {"国内公务接待费": {"预算": "1", "决算": "1", "批次": "3", "人次": "20"}}
    charts = charts_of(evaluation_of(三公经费=guests))
    assert charts["图6"] is None
    assert charts["图7"] is not None
    assert charts["图7"].caption == TITLES[6]


def test_stated_parts_that_are_the_whole_are_drawn() -> None:
    stated = {"本年支出合计": "100", "基本支出": "60", "项目支出": "40"}
    block = charts_of(evaluation_of(申报值=stated))["图3"]
    assert block is not None
    assert block.chart.categories == ("基本支出", "项目支出")
    less = charts_of(evaluation_of(申报值={**stated, "项目支出": "30"}))["图3"]
    assert less is None, "what the rest was spent on is not known"


@pytest.mark.parametrize("number", [f"图{n}" for n in range(1, 8)])
def test_shares_add_up_to_the_whole(number: str) -> None:
    block = charts_of(evaluation_from(CASES / "full-2021.yaml"))[number]
    assert block is not None
    assert all(value > 0 for series in block.chart.series for value in series.values)
