"""Evaluation reports: the sections of the published sample, figures from the facts, gaps, other outlines."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import load_model, open_evaluation
from jixiao_desktop.ledger.amounts import ZERO
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import EvaluationReport, UnitYear
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.packs.source import PackError, read_yaml
from jixiao_desktop.performance.results import results_of
from jixiao_desktop.report.blocks import ChartBlock, FigureRun, GapRun, Heading, Paragraph, Report, TableBlock
from jixiao_desktop.report.evaluation_outline import outline_of, read_outline
from jixiao_desktop.report.evaluation_report import evaluation_reports
from jixiao_desktop.report.numbering import chinese_number
from jixiao_desktop.report.performance_charts import levels_chart, project_charts, rates_chart, totals_chart
from jixiao_desktop.report.runs import text_of

CASES = Path(__file__).parents[1] / "cases"
SAMPLE_HEADINGS = [
    "一、项目基本情况",
    "（一）项目基本情况简介",
    "（二）绩效目标设定及指标完成情况",
    "二、项目资金使用及管理情况",
    "三、项目组织实施情况",
    "四、项目绩效情况",
    "五、存在的问题",
    "六、其他需要说明的问题",
    "（一）后续工作计划",
    "（二）主要经验做法、改进措施和有关建议",
]
"""As in the published report."""


def headings(report: Report) -> list[str]:
    return [text_of(block.runs) for block in report.blocks if isinstance(block, Heading)]


def below(report: Report, heading: str) -> list[Paragraph]:
    """The paragraphs under a heading, down to the next."""
    found: list[Paragraph] = []
    inside = False
    for block in report.blocks:
        if isinstance(block, Heading):
            inside = text_of(block.runs) == heading
        elif inside and isinstance(block, Paragraph):
            found.append(block)
    return found


@pytest.fixture
def facts(chenggong_file: Path) -> UnitYear:
    return read_exchange(chenggong_file)


def report_of(facts: UnitYear, pack: str) -> Report:
    return evaluation_reports(open_evaluation(facts, pack), draft=True)[0]


def scored(facts: UnitYear) -> UnitYear:
    """The sample with weights 30, 20, 20, 20; the last indicator reached 95 of 100: 19 points."""
    project = facts.projects[0]  # type: ignore[index]
    rows = [
        replace(row, weight=Decimal(weight))
        for row, weight in zip(project.indicators or (), (30, 20, 20, 20), strict=True)
    ]
    rows[3] = replace(rows[3], actual="95", deviation="个别教师请假", measure="安排补训")
    return replace(facts, projects=(replace(project, indicators=tuple(rows)),))


def test_title_sections_and_file_name_as_published(facts: UnitYear) -> None:
    report = report_of(facts, "kunming-4-2")
    assert report.title == "昆明市呈贡区教育信息中心2021年教师培训经费项目支出绩效评价报告"
    assert report.file_stem == report.title
    assert report.annex == "附件4-2"
    assert headings(report) == SAMPLE_HEADINGS


def test_the_paragraph_of_funds_comes_from_the_facts(facts: UnitYear) -> None:
    generated, own = below(report_of(facts, "kunming-4-2"), "二、项目资金使用及管理情况")
    text = text_of(generated.runs)
    assert text.startswith(
        "2021年教师培训经费年初安排506万元，因疫情原因部分研训活动无法正常开展，预算调减72万元，"
        "全年预算434万元，支出430.15万元，执行率99.11%。资金使用明细为："
    )
    for amount in ("280万元；", "6.04万元；", "91.5万元；", "16万元；", "36.61万元。合计430.15万元。"):
        assert amount in text
    assert text.count("72万元") == 1
    figures = [run.text for run in generated.runs if isinstance(run, FigureRun)]
    assert figures[:5] == ["506万元", "72万元", "434万元", "430.15万元", "99.11%"]
    assert len(figures) == 11
    assert text_of(own.runs).startswith("2021年部门项目支出资金按预算批文及时到账")


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("招标节约资金", "，因招标节约资金，预算调减72万元，"),
        ("由于学生减少", "，由于学生减少，预算调减72万元，"),
        ("年中压减一般性支出", "，年中压减一般性支出，预算调减72万元，"),
    ],
)
def test_the_reason_of_an_adjustment_is_told_as_one(facts: UnitYear, reason: str, said: str) -> None:
    project = replace(facts.projects[0], adjustment_reason=reason)  # type: ignore[index]
    report = report_of(replace(facts, projects=(project,)), "kunming-4-2")
    assert said in text_of(below(report, "二、项目资金使用及管理情况")[0].runs)


def test_without_a_budget_there_is_no_rate(facts: UnitYear) -> None:
    fund = replace(facts.projects[0].funds[0], initial=ZERO, adjusted=ZERO, spent=ZERO)  # type: ignore[index]
    project = replace(facts.projects[0], funds=(fund,), usage=None)  # type: ignore[index]
    report = report_of(replace(facts, projects=(project,)), "kunming-4-2")
    text = text_of(below(report, "二、项目资金使用及管理情况")[0].runs)
    assert text == "2021年教师培训经费年初安排0万元，全年预算0万元，支出0万元。"


def test_a_target_in_words_is_told_as_a_state(facts: UnitYear) -> None:
    done = scored(facts).projects[0]  # type: ignore[index]
    row = replace(done.indicators[2], sign=None, target="持续改善", actual="明显改善", unit=None)  # type: ignore[index]
    project = replace(done, indicators=(*done.indicators[:2], row, *done.indicators[3:]))  # type: ignore[index]
    report = report_of(replace(facts, projects=(project,)), "yunnan-self")
    told = "".join(text_of(block.runs) for block in report.blocks if isinstance(block, Paragraph))
    assert f"{row.third}：年度指标值为持续改善，实际完成情况为明显改善" in told


def test_a_project_without_indicators_says_so_where_its_targets_would_stand(facts: UnitYear) -> None:
    project = replace(facts.projects[0], indicators=())  # type: ignore[index]
    report = report_of(replace(facts, projects=(project,)), "yunnan-self")
    (done,) = below(report, "2.完成的绩效目标")
    assert text_of(done.runs) == "【待填：绩效指标】。"


def test_what_was_not_written_is_a_gap_that_leads_to_its_place(facts: UnitYear) -> None:
    entry = EvaluationReport(project="教师培训经费", sections={"存在的问题": "  "})
    report = report_of(replace(facts, evaluations=(entry,)), "kunming-4-2")
    (gap,) = below(report, "五、存在的问题")[0].runs
    assert isinstance(gap, GapRun)
    assert (gap.text, gap.path) == ("【待填：存在的问题】", ("评价报告", 0, "存在的问题"))


def test_missing_funds_are_gaps_not_zeros(facts: UnitYear) -> None:
    project = replace(facts.projects[0], funds=None, usage=None)  # type: ignore[index]
    report = report_of(replace(facts, projects=(project,)), "kunming-4-2")
    runs = below(report, "二、项目资金使用及管理情况")[0].runs
    assert not any(isinstance(run, FigureRun) for run in runs)
    assert sum(isinstance(run, GapRun) for run in runs) == 4


def test_a_text_of_the_project_stands_in(facts: UnitYear) -> None:
    project = replace(facts.projects[0], problems="培训时间偏晚。")  # type: ignore[index]
    report = report_of(replace(facts, projects=(project,), evaluations=None), "kunming-4-2")
    assert text_of(below(report, "五、存在的问题")[0].runs) == "培训时间偏晚。"


def test_no_report_where_none_was_asked_for(facts: UnitYear, renhe_file: Path) -> None:
    none = evaluation_reports(open_evaluation(replace(facts, evaluations=()), "national"), draft=True)
    assert none == ()
    assert evaluation_reports(open_evaluation(read_exchange(renhe_file)), draft=True) == ()


def test_a_report_can_follow_another_pack_than_the_file(facts: UnitYear) -> None:
    entry = replace(facts.evaluations[0], template="kunming-4-2")  # type: ignore[index]
    report = report_of(replace(facts, evaluations=(entry,)), "sichuan-2021")
    assert headings(report) == SAMPLE_HEADINGS


def test_the_national_outline_with_its_scoring_table(facts: UnitYear) -> None:
    report = report_of(scored(facts), "national")
    assert [h for h in headings(report) if h[1] == "、"] == [
        "一、基本情况", "二、绩效评价工作开展情况", "三、综合评价情况及评价结论", "四、绩效评价指标分析",
        "五、主要经验及做法、存在的问题及原因分析", "六、有关建议", "七、其他需要说明的问题",
    ]  # fmt: skip
    tables = [block.grid.title for block in report.blocks if isinstance(block, TableBlock)]
    assert tables == ["项目支出绩效评价指标体系评分表", "项目支出绩效自评表（2021年度）"]
    conclusion = text_of(below(report, "三、综合评价情况及评价结论")[0].runs)
    # 9.91 + 30 + 20 + 20 + 19
    assert conclusion == "教师培训经费项目综合得分98.91分，等级为“优”。其中：预算执行率9.91分，产出指标89分。"


def test_the_yunnan_report_speaks_from_the_indicators(facts: UnitYear) -> None:
    report = report_of(scored(facts), "yunnan-self")
    assert text_of(below(report, "（一）自评得分")[0].runs).endswith("项目自评得分98.91分，自评结果为“优”。")
    done = [text_of(block.runs) for block in below(report, "2.完成的绩效目标")]
    assert done[:2] == ["（1）产出指标完成情况：分值90分，自评得分89分。", done[1]]
    assert done[1].startswith(
        "①数量指标：分值70分，自评得分70分。国培、省培参训人数：年度指标值=375人，实际完成375人，得30分。"
    )
    assert done[2] == "②质量指标：分值20分，自评得分19分。", "what was missed stands below"
    (missed,) = [text_of(block.runs) for block in below(report, "3.未完成的绩效目标")]
    assert missed == (
        "（1）学员参训率：年度指标值=100%，实际完成95%，得19分，扣1分。原因：个别教师请假；下一步：安排补训。"
    )


def test_nothing_unfinished_is_only_said_when_everything_can_be_judged(facts: UnitYear) -> None:
    def said(facts: UnitYear) -> str:
        return text_of(below(report_of(facts, "yunnan-self"), "3.未完成的绩效目标")[0].runs)

    assert said(facts) == "无。"
    project = facts.projects[0]  # type: ignore[index]
    rows = (replace(project.indicators[0], actual=None), *(project.indicators or ())[1:])  # type: ignore[index]
    unknown = replace(facts, projects=(replace(project, indicators=rows),))
    assert said(unknown) == "【待填：国培、省培参训人数的实际值】。"


def test_charts_of_rates_totals_and_levels(facts: UnitYear) -> None:
    evaluation = open_evaluation(scored(facts), "national")
    results = results_of(evaluation)
    rates, totals, levels = rates_chart(results), totals_chart(results), levels_chart(results[0])
    assert rates is not None
    assert rates.series[0].labels == ("99.11%",)
    assert totals is not None
    assert totals.series[0].labels == ("98.91",)
    assert levels is not None
    assert levels.categories == ("预算执行率", "产出指标")
    assert [series.labels for series in levels.series] == [("10", "90"), ("9.91", "89")]
    assert any(isinstance(block, ChartBlock) for block in report_of(scored(facts), "national").blocks)
    assert levels_chart(results_of(open_evaluation(facts, "national"))[0]) is None


@pytest.mark.parametrize("pack", ["kunming-4-2", "national", "yunnan-self"])
def test_every_text_of_an_outline_has_a_name_of_its_own(pack: str) -> None:
    outline = outline_of(load_pack(pack))
    assert outline is not None
    names = [content.name for _, content in outline.texts()]
    assert len(names) == len(set(names)) > 5


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("  - {题: 甲, 内容: [{生成: 没有}]}", "1.yaml:4: 没有「没有」"),
        ("  - {题: 甲, 内容: [{表: 没有}]}", "没有「没有」"),
        ("  - {题: 甲, 内容: [{图: 没有}]}", "可用：一级得分"),
        ("  - {题: 甲, 备用: 没有}", "可用：预期目标"),
        ("  - {题: 甲, 字数: 多}", "不是字数"),
        ("  - {题: 甲, 内容: [{提示: 乙}]}", "之一"),
    ],
)
def test_a_mistake_in_an_outline_names_file_and_line(tmp_path: Path, body: str, complaint: str) -> None:
    file = tmp_path / "1.yaml"
    file.write_text(f'名称: 试\n题名: "{{项目}}"\n节:\n{body}\n', encoding="utf-8")
    with pytest.raises(PackError, match=complaint):
        read_outline("试", read_yaml(file), load_pack("national"))


def test_numbers_of_headings() -> None:
    assert [chinese_number(n) for n in (1, 10, 11, 20, 25)] == ["一", "十", "十一", "二十", "二十五"]


def test_every_pack_with_reports_renders_without_any_facts() -> None:
    for pack in ("kunming-4-2", "national", "yunnan-self"):
        evaluation = Evaluation(load_model(pack), UnitYear(template=pack, year=2022))
        assert evaluation_reports(evaluation, draft=True) == ()


def test_charts_of_all_projects_go_on_in_a_second_one(facts: UnitYear) -> None:
    project = scored(facts).projects[0]  # type: ignore[index]
    many = tuple(replace(project, name=f"项目{number}") for number in range(1, 31))
    charts = project_charts(results_of(open_evaluation(replace(facts, projects=many), "national")))
    assert [(chart.number, chart.title, len(chart.categories)) for chart in charts] == [
        ("附图1", "各项目预算执行率", 25),
        ("附图2", "各项目预算执行率", 5),
        ("附图3", "各项目自评总分", 25),
        ("附图4", "各项目自评总分", 5),
    ]
    assert charts[1].categories[0] == "项目26"
    assert project_charts(results_of(open_evaluation(replace(facts, projects=many[:1]), "national"))) == ()


def test_the_charts_of_all_projects_follow_their_forms(facts: UnitYear) -> None:
    project = scored(facts).projects[0]  # type: ignore[index]
    two = replace(facts, projects=(project, replace(project, name="另一项目")))
    forms = evaluation_reports(open_evaluation(two, "kunming-4-2"), draft=True)[-1]
    assert [type(block) for block in forms.blocks] == [TableBlock, TableBlock, ChartBlock, ChartBlock]
    assert [block.caption for block in forms.blocks if isinstance(block, ChartBlock)] == [
        "（附图1：各项目预算执行率）（条形图）",
        "（附图2：各项目自评总分）（条形图）",
    ]


def test_the_unit_as_a_whole_has_its_report_where_it_was_evaluated() -> None:
    facts = replace(read_exchange(CASES / "full-2023.yaml"), template="yunnan-self")
    *_, report = evaluation_reports(open_evaluation(facts), draft=True)
    assert report.file_stem == "云岫县实验学校2023年度部门整体支出绩效自评情况"
    assert headings(report)[:2] == ["一、部门基本情况", "（一）部门概况"]
    assert headings(report)[-1] == "七、其他需说明的情况"
    assert text_of(below(report, "（一）部门概况")[0].runs) == "学校承担小学和初中教育，在校学生2046人。"
    gaps = [run for block in below(report, "五、绩效自评结果应用") for run in block.runs]
    assert [run.path for run in gaps if isinstance(run, GapRun)] == [("整体自评", "段落", "绩效自评结果应用")]
    assert isinstance(report.blocks[-1], TableBlock)
    without = evaluation_reports(open_evaluation(replace(facts, overall=None)), draft=True)
    assert len(without) == len(evaluation_reports(open_evaluation(facts), draft=True)) - 1
    assert not any("整体" in one.title for one in without)


def test_the_indicators_of_benefit_and_satisfaction_are_numbered_on(facts: UnitYear) -> None:
    project = (facts.projects or ())[0]
    kinds = ("效益指标", "效益指标", "满意度指标", "产出指标")
    indicators = tuple(
        replace(indicator, first=kind)
        for indicator, kind in zip(project.indicators or (), kinds, strict=True)
    )
    edited = replace(facts, projects=(replace(project, indicators=indicators),))
    lines = [text_of(p.runs) for p in below(report_of(edited, "national"), "（四）项目效益情况")]
    assert [line[:2] for line in lines if "年度指标值" in line] == ["1.", "2.", "3."]
