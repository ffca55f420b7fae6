"""The forms: every cell of the published sample, the layouts of other regions, mistakes in a layout."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Cell, Grid
from jixiao_desktop.engine.model import load_model, open_evaluation
from jixiao_desktop.ledger.amounts import Quantity, parse_amount
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import (
    FUND_SOURCES,
    Goal,
    Indicator,
    KeyTask,
    OverallEvaluation,
    Project,
    ProjectFund,
    ScoreOverride,
    UnitInfo,
    UnitYear,
)
from jixiao_desktop.packs.source import PackError, read_yaml
from jixiao_desktop.performance.form_content import Subject
from jixiao_desktop.performance.form_grid import fill_form
from jixiao_desktop.performance.form_layout import BlockLayout, RowLayout, read_form
from jixiao_desktop.performance.forms import (
    UnknownFormError,
    all_forms,
    find_form,
    find_project,
    forms_of,
    overall_form,
    project_form,
)

GOAL = "为帮扶学校注入先进教育理念，提升教育教学质量，促进教育均衡发展。"
BENEFIT = "提升帮扶学校教育教学质量，促进教育均衡发展。"
RENHE_FORM = [
    ["主管部门及代码", "攀枝花市仁和区教育和体育局127001", "实施单位", "攀枝花市仁和区教师进修学校"],
    ["项目预算执行情况（万元）", "预算数：", "4.58", "执行数：", "21.32"],
    ["其中：财政拨款", "4.58", "其中：财政拨款", "21.32"],
    ["其他资金", "", "其他资金", ""],
    ["年度总体目标完成情况", "预期目标", "目标实际完成情况"],
    [GOAL, GOAL],
    ["年度绩效指标完成情况", "一级指标", "二级指标", "三级指标", "预期指标值", "实际完成指标值"],
    ["完成指标", "数量指标", "对外援助干部人才补助经费", "对外援助干部人才补助经费", "完成"],
    ["质量指标", "援助学校教育教学质量提高", GOAL, "完成"],
    ["时效指标", "2021年12月前完成", "2021年12月前完成", "完成"],
    ["成本指标", "对外援助干部人才补助经费", "经费4.58万元", "完成"],
    ["效益指标", "社会效益指标", "全面推进凉山州脱贫攻坚综合帮扶工作", BENEFIT, "完成"],
    ["满意度指标", "满意度指标", "对外援助干部和社会满意度", "≥95%", "完成"],
]  # fmt: skip
"""附件1 of the published report, cell by cell; 社会效益 stands under 效益指标, where it belongs."""

PROJECT_FORMS = (
    "全国项目自评表", "全国项目自评表-成本一级", "四川2021项目自评表", "四川项目自评表", "云南项目自评表",
)  # fmt: skip


def texts(grid: Grid) -> list[list[str]]:
    return [[cell.text for cell in row if cell is not None] for row in grid.body]


def cell(grid: Grid, text: str) -> Cell:
    return next(c for row in grid.body for c in row if c is not None and c.text == text)


def row_of(grid: Grid, label: str) -> list[str]:
    return next(row for row in texts(grid) if label in row)


def wan(text: str) -> Quantity:
    return parse_amount(text, "万元")


def sample(template: str = "national") -> Evaluation:
    """50 → 45, 30 → 30, 10 → 8.89 and the rate 9.5: 93.39."""
    funds = (
        ProjectFund(source="当年财政拨款", initial=wan("100"), adjusted=wan("90"), spent=wan("85.5")),
        ProjectFund(source="上年结转资金", initial=wan("0"), adjusted=wan("5"), spent=wan("5")),
        ProjectFund(source="单位资金", initial=wan("5"), adjusted=wan("5"), spent=wan("4.5")),
    )
    indicators = (
        Indicator(first="满意度指标", second="服务对象满意度指标", third="学员满意度", sign="≥", target="90",
                  unit="%", actual="80", weight=Decimal(10), deviation="样本少", measure="扩大样本"),
        Indicator(first="产出指标", second="质量指标", third="合格率", sign="≥", target="100", unit="%",
                  actual="90", weight=Decimal(50)),
        Indicator(first="效益指标", second="社会效益指标", third="学生人数", sign="=", target="375",
                  unit="人", actual="375", weight=Decimal(30),
                  override=ScoreOverride(score=Decimal(29), reason="佐证不足")),
    )  # fmt: skip
    project = Project(
        name="教师培训", code="51000021R000000019951", superior="某县教育体育局", implementer="某校",
        funds=funds,
        goal=Goal(expected="培训375人", actual="培训375人次"), indicators=indicators, conclusion="结论",
        problems="问题", measures="措施", process="过程", head="张三", finance_head="李四",
        rate_reason="尾款未付", adjustment_reason="年中调减",
    )  # fmt: skip
    task = KeyTask(task="任务一", content="内容一", approved=wan("10"), spent=wan("8"), reason="质保金")
    overall = OverallEvaluation(
        goal=Goal(expected="预期", actual="实际"),
        tasks=(task,),
        indicators=indicators,
    )
    facts = UnitYear(
        template=template, year=2022, unit=UnitInfo(name="某校"), projects=(project,), overall=overall
    )
    return Evaluation(load_model(template), facts)


def test_sichuan_2021_reproduces_every_cell_of_the_published_form(renhe_file: Path) -> None:
    grid = project_form(open_evaluation(read_exchange(renhe_file)), 0)
    assert grid.title == "对外援助干部人才补助项目绩效目标自评"
    assert texts(grid) == RENHE_FORM


def test_equal_levels_are_merged_downwards(renhe_file: Path) -> None:
    grid = project_form(open_evaluation(read_exchange(renhe_file)), 0)
    assert cell(grid, "完成指标").rows == 4
    assert cell(grid, "效益指标").rows == 1
    assert cell(grid, "年度绩效指标完成情况").rows == 7
    assert cell(grid, "项目预算执行情况（万元）").rows == 3


@pytest.mark.parametrize("form", PROJECT_FORMS)
def test_every_form_takes_any_project_and_loses_nothing(form: str) -> None:
    grid = project_form(sample(), 0, form)
    flat = [text for row in texts(grid) for text in row]
    for needed in ("学员满意度", "合格率", "学生人数", "100.00", "培训375人"):
        assert any(needed in text for text in flat), needed
    assert grid.is_form
    assert grid.project == "教师培训"
    assert grid.head_rows[1] > grid.head_rows[0]
    for row in grid.body:
        assert len(row) == len(grid.columns)


@pytest.mark.parametrize("form", PROJECT_FORMS)
def test_every_form_has_a_place_for_every_source_of_money(form: str) -> None:
    layout = forms_of(sample())[form]

    def cells(rows: tuple[RowLayout | BlockLayout, ...]) -> list[tuple[str, ...]]:
        found = []
        for row in rows:
            if isinstance(row, BlockLayout):
                found += cells(row.rows)
            else:
                found += [c.sources for c in row.cells if c.sources is not None and c.field == "全年预算"]
        return found

    named = [source for sources in cells(layout.rows) for source in sources]
    assert sorted(named) == sorted(FUND_SOURCES), "each source once"


def test_national_form() -> None:
    grid = project_form(sample(), 0, "全国项目自评表")
    assert grid.title == "项目支出绩效自评表（2022年度）"
    # 95 ÷ 100 = 95 %, 10 × 0.95 = 9.5
    assert row_of(grid, "年度资金总额")[1:] == ["105.00", "100.00", "95.00", "10", "95.00%", "9.5"]
    assert row_of(grid, "上年结转资金") == ["上年结转资金", "0.00", "5.00", "5.00", "—", "", "—"]
    assert row_of(grid, "其他资金") == ["其他资金", "5.00", "5.00", "4.50", "—", "", "—"]
    rows = texts(grid)
    start = next(n for n, row in enumerate(rows) if "一级指标" in row)
    assert rows[start + 1 : start + 5] == [
        ["产出指标", "质量指标", "合格率", "≥100%", "90%", "50", "45", ""],
        ["效益指标", "社会效益指标", "学生人数", "=375人", "375人", "30", "29", "（改分原因：佐证不足）"],
        ["满意度指标", "服务对象满意度指标", "学员满意度", "≥90%", "80%", "10", "8.89", "样本少。扩大样本。"],
        ["总分", "100", "92.39", "优"],
    ]


def test_cost_as_first_level() -> None:
    evaluation = sample()
    project = evaluation.facts.projects[0]  # type: ignore[index]
    cost = Indicator(first="产出指标", second="成本指标", third="总成本", sign="≤", target="100", actual="95")
    project = replace(project, indicators=(*(project.indicators or ()), cost))
    changed = evaluation.updated(replace(evaluation.facts, projects=(project,)))
    own = texts(project_form(changed, 0, "全国项目自评表-成本一级"))
    found = next(row for row in own if "总成本" in row)
    assert found[:3] == ["成本指标", "经济成本指标", "总成本"]
    usual = texts(project_form(changed, 0, "全国项目自评表"))
    assert "成本指标" in next(row for row in usual if "总成本" in row)


def test_sichuan_form_from_2022() -> None:
    grid = project_form(sample(), 0, "四川项目自评表")
    assert grid.title == "部门预算项目支出绩效自评表（2022年度）"
    assert grid.landscape
    assert row_of(grid, "项目名称")[1] == "51000021R000000019951-教师培训"
    assert row_of(grid, "总额") == [
        "总额", "105.00", "100.00", "95.00", "95.00%", "10", "9.5", "尾款未付。年中调减。",
    ]  # fmt: skip
    # 90.5 ÷ 95 = 95.263… %
    assert row_of(grid, "其中：财政资金")[1:6] == ["100.00", "95.00", "90.50", "95.26%", "/"]
    assert row_of(grid, "合格率") == ["产出指标", "质量指标", "合格率", "≥", "100", "%", "90", "50", "45", ""]
    assert texts(grid)[-4:] == [
        ["评价结论", "结论"],
        ["存在问题", "问题"],
        ["改进措施", "措施"],
        ["项目负责人：张三", "财务负责人：李四"],
    ]
    assert not any("字以内" in text for row in texts(grid) for text in row), "提示不印"


def test_sichuan_writes_out_that_an_indicator_is_qualitative_and_yunnan_leaves_it_open() -> None:
    full = open_evaluation(read_exchange(Path(__file__).parent.parent / "cases" / "full-2023.yaml"))
    row = [
        "社会效益指标",
        "学生营养状况",
        "定性",
        "明显改善",
        "",
        "体检营养不良检出率比上年下降",
        "10",
        "10",
        "",
    ]
    assert row_of(project_form(full, 0, "四川项目自评表"), "学生营养状况")[-9:] == row
    assert "定性" not in row_of(project_form(full, 0, "云南项目自评表"), "学生营养状况")


@pytest.mark.parametrize(
    ("title", "own", "form"),
    [
        ("部门预算项目支出绩效自评表", "", "四川项目自评表"),
        ("部门预算项目支出绩效自评表（2023年度）", "云南项目自评表", "四川项目自评表"),
        ("项目支出绩效自评表", "云南项目自评表", "云南项目自评表"),
        ("项目支出绩效自评表（2022年度）", "全国项目自评表", "全国项目自评表"),
        ("教师培训项目绩效目标自评", "", "四川2021项目自评表"),
    ],
)
def test_a_form_is_found_by_its_title(title: str, own: str, form: str) -> None:
    assert find_form(forms_of(sample()), title, own).id == form


def test_yunnan_form() -> None:
    grid = project_form(sample(), 0, "云南项目自评表")
    assert row_of(grid, "学员满意度")[:2] == ["满意度指标", "服务对象满意度指标"]
    assert row_of(grid, "学员满意度")[3:] == ["≥", "90", "%", "80", "10", "8.89", "样本少。扩大样本。"]
    assert texts(grid)[-1] == ["总分", "总分值", "100", "总得分", "92.39", "自评等级", "优"]
    assert row_of(grid, "其他需要说明事项")[1] == "尾款未付。年中调减。"
    assert len(grid.notes) == 6


def test_overall_form_of_yunnan() -> None:
    grid = overall_form(sample())
    assert grid is not None
    assert row_of(grid, "任务一") == ["任务一", "内容一", "10.00", "8.00", "80.00%", "质保金"]
    assert row_of(grid, "合格率")[:3] == ["产出指标", "质量指标", "合格率"]
    assert [form.id for form in all_forms(sample())] == ["全国项目自评表", "云南整体自评表"]


def test_nothing_entered_gives_blank_cells_and_no_invented_scores() -> None:
    facts = UnitYear(template="national", year=2022, projects=(Project(name="空项目"),))
    grid = project_form(Evaluation(load_model("national"), facts), 0)
    assert row_of(grid, "年度资金总额") == ["年度资金总额", "", "", "", "10", "", ""]
    assert texts(grid)[-1] == ["总分", "", "", ""]


def test_scoring_table_of_the_evaluation_framework() -> None:
    grid = project_form(sample(), 0, "评价指标体系评分表")
    weights = [int(row[-2]) for row in texts(grid)[1:-1]]
    assert sum(weights) == 100
    assert (sum(weights[:6]), sum(weights[6:11]), sum(weights[11:15]), sum(weights[15:])) == (15, 25, 30, 30)
    assert cell(grid, "决策15").rows == 6


def test_forms_and_projects_are_found_by_name_and_listed_when_unknown() -> None:
    evaluation = sample()
    assert find_form(forms_of(evaluation), "项目支出绩效自评表（云南）").id == "云南项目自评表"
    with pytest.raises(UnknownFormError, match=r"可用：.*云南项目自评表"):
        find_form(forms_of(evaluation), "没有")
    assert find_project(evaluation.facts, None) == 0
    with pytest.raises(UnknownFormError, match="教师培训"):
        find_project(evaluation.facts, "没有")


def test_a_project_is_put_out_in_its_own_form() -> None:
    evaluation = sample()
    project = replace(evaluation.facts.projects[0], form="云南项目自评表")  # type: ignore[index]
    changed = evaluation.updated(replace(evaluation.facts, projects=(project,)))
    assert project_form(changed, 0).id == "云南项目自评表"


def test_an_edit_changes_the_form() -> None:
    evaluation = sample()
    assert row_of(project_form(evaluation, 0), "项目名称")[1] == "教师培训"
    project = replace(evaluation.facts.projects[0], name="新名")  # type: ignore[index]
    changed = evaluation.updated(replace(evaluation.facts, projects=(project,)))
    assert row_of(project_form(changed, 0), "项目名称")[1] == "新名"


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("  - [{值: 项目名字}, 乙]", "1.yaml:5: 没有「项目名字」这一项，可用：.*项目名称"),
        ("  - ['{没有}', 乙]", "没有「没有」"),
        ("  - 逐: 指标\n    格: [{值: 三级}, {值: 任务}]", "没有「任务」"),
        ("  - 逐: 科目\n    格: [甲, 乙]", "不认识「科目」，可用：指标"),
        ("  - [{值: 执行, 来源: [彩票]}, 乙]", "没有资金来源「彩票」"),
        ("  - [{字: 甲, 宽: 2}]", "不认识「宽」"),
        ("  - [{字: 甲, 跨: 两}, 乙]", "正整数"),
        ("  - [{字: 甲, 值: 执行}]", "只写其中一个"),
    ],
)
def test_a_mistake_in_a_layout_names_file_and_line(tmp_path: Path, rows: str, complaint: str) -> None:
    file = tmp_path / "1.yaml"
    file.write_text(f"名称: 试\n标题: 试\n列: [5, 5]\n行:\n{rows}\n", encoding="utf-8")
    with pytest.raises(PackError, match=complaint):
        read_form("试", read_yaml(file))


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("  - [甲]", "没有占满2列"),
        ("  - [甲, 乙, 丙]", "超出了2列"),
        ("  - [{字: 甲, 下: 2}, 乙]", "向下超出"),
    ],
)
def test_rows_must_fill_their_columns(tmp_path: Path, rows: str, complaint: str) -> None:
    file = tmp_path / "1.yaml"
    file.write_text(f"名称: 试\n标题: 试\n列: [5, 5]\n行:\n{rows}\n", encoding="utf-8")
    layout = read_form("试", read_yaml(file))
    with pytest.raises(PackError, match=complaint):
        fill_form(layout, Subject(UnitYear(template="national", year=2022), "万元"))
