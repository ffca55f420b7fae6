"""The language of official tables: columns, rows, totals, notes, and mistakes that name their line."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layout_columns import chinese_number
from jixiao_desktop.engine.layout_loader import load_layout
from jixiao_desktop.engine.layouts import UnknownTableError, compute_table, find_table, official_table
from jixiao_desktop.engine.model import PackModel, load_model
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.exchange import parse_exchange
from jixiao_desktop.packs.source import PackError, read_yaml

FACTS = """
格式: jixiao/1
模板: sichuan-2021
年度: 2021
金额单位: 元
单位: {名称: 云岫小学, 报告主体: 单位}
支出:
  - {科目: "2050202", 资金: 一般公共预算, 性质: 基本支出, 金额: 1234567.89}
  - {科目: "2050203", 资金: 一般公共预算, 性质: 基本支出, 金额: 10000}
  - {科目: "2080505", 资金: 一般公共预算, 性质: 项目支出, 金额: 500}
"""


@cache
def model() -> PackModel:
    return load_model("sichuan-2021")


def grid(tmp_path: Path, layout: str, facts: str = FACTS) -> Grid:
    path = tmp_path / "表.yaml"
    path.write_text(layout, encoding="utf-8")
    loaded = load_layout(read_yaml(path), model().catalogue, "一", "公开01表")
    return compute_table(loaded, Evaluation(model(), parse_exchange(facts, "例")))


def texts(rows: tuple[tuple[object, ...], ...]) -> list[list[str]]:
    return [["·" if cell is None else getattr(cell, "text", "") for cell in row] for row in rows]


TREE = """
表: 支出
题: 支出表
列:
  - 题: 项目
    分:
      - {列: 编码, 种类: 编码, 值: 科目, 栏次: 类 款 项}
      - {列: 名称, 种类: 名称, 值: 科目 + "号", 栏次: 栏次}
  - {列: 小计, 值: '本年支出合计[科目]', 总: 本年支出合计, 合计: [基本支出, 项目支出]}
  - {列: 基本支出, 值: '基本支出[科目]', 总: 基本支出}
  - {列: 项目支出, 值: '项目支出[科目]', 总: 项目支出}
行:
  - {题: 合计, 占: 2, 总: 是, 合计: 科目, 粗: 是}
  - {逐: 科目, 于: '科目树("支出")', 树: 是, 属: 科目}
注: 注：本表反映{主体}{年度}年度支出。
空表: 说明：{单位}没有支出。
"""


def test_nested_headings_span_and_lanes_are_counted(tmp_path: Path) -> None:
    made = grid(tmp_path, TREE)
    assert texts(made.header) == [
        ["项目", "·", "小计", "基本支出", "项目支出"],
        ["编码", "名称", "·", "·", "·"],
        ["类 款 项", "栏次", "1", "2", "3"],
    ]
    first = made.header[0]
    assert [(c.rows, c.columns) for c in first if c is not None] == [(1, 2), (2, 1), (2, 1), (2, 1)]


def test_a_tree_of_codes_sums_from_the_lowest_up(tmp_path: Path) -> None:
    made = grid(tmp_path, TREE)
    assert texts(made.body) == [
        ["合计", "·", "124.51", "124.46", "0.05"],
        ["205", "205号", "124.46", "124.46", ""],
        ["20502", "20502号", "124.46", "124.46", ""],
        ["2050202", "2050202号", "123.46", "123.46", ""],
        ["2050203", "2050203号", "1.00", "1.00", ""],
        ["208", "208号", "0.05", "", "0.05"],
        ["20805", "20805号", "0.05", "", "0.05"],
        ["2080505", "2080505号", "0.05", "", "0.05"],
    ]
    total, class_row, lowest = made.body[0][2], made.body[1][2], made.body[3][2]
    assert total is not None
    assert total.sum_of == ((1, 2), (5, 2))
    assert class_row is not None
    assert class_row.sum_of == ((2, 2),)
    assert lowest is not None
    assert lowest.sum_of == ((3, 3), (3, 4))
    assert [row[1].indent for row in made.body[1:4] if row[1] is not None] == [0, 1, 2]
    assert made.notes == ("注：本表反映单位2021年度支出。",)


def test_a_cell_knows_its_figure_and_its_exact_value(tmp_path: Path) -> None:
    cell = grid(tmp_path, TREE).body[3][2]
    assert cell is not None
    assert cell.figure == "本年支出合计[2050202]"
    assert cell.value == Quantity(123456789)


def test_a_sum_over_a_list_knows_the_list(tmp_path: Path) -> None:
    layout = TREE.replace("值: '基本支出[科目]'", "值: '支出(科目=科目, 性质=\"基本支出\")'")
    lowest = grid(tmp_path, layout).body[3][3]
    assert lowest is not None
    assert (lowest.figure, lowest.source) == (None, ("支出",))


def test_a_stated_total_is_shown_and_marked_where_its_parts_give_another(tmp_path: Path) -> None:
    cell = grid(tmp_path, TREE, FACTS + "申报值: {本年支出合计: 1245068, 基本支出: 1244567.89}\n").body[0][
        2:4
    ]
    (whole, basic) = (c for c in cell if c is not None)
    assert (whole.text, whole.stated, whole.sum_of) == ("124.51", True, ())
    assert (basic.stated, len(basic.sum_of)) == (False, 2)


SIDES = """
表: 两侧
题: 两侧
并排:
  - 题: 左
    列:
      - {列: 项目, 种类: 名称, 栏次: 栏次}
      - {列: 行次, 种类: 行次, 栏次: ""}
      - {列: 左数, 题: 决算数}
    行:
      - {题: 一、甲, 值: 基本支出, 属: 甲}
      - {空行: 填满}
      - {题: 总计, 值: 基本支出, 合计: 甲, 粗: 是}
  - 题: 右
    列:
      - {列: 项目, 种类: 名称, 栏次: 栏次}
      - {列: 行次, 种类: 行次, 栏次: ""}
      - {列: 右数, 题: 决算数}
    行:
      - {逐: 类, 于: ["205", "206", "208"], 当: 类 != "206", 题: "{序}、{类}", 值: '本年支出合计[类]', 属: 类}
      - {空行: 1}
      - {题: 总计, 值: 本年支出合计, 合计: 类}
空表: 无
"""


def test_groups_side_by_side_have_one_height_and_row_numbers_that_go_on(tmp_path: Path) -> None:
    made = grid(tmp_path, SIDES)
    assert texts(made.header)[0] == ["左", "·", "·", "右", "·", "·"]
    assert texts(made.header)[-1] == ["栏次", "", "1", "栏次", "", "2"]
    assert texts(made.body) == [
        ["一、甲", "1", "124.46", "一、205", "5", "124.46"],
        ["", "2", "", "二、208", "6", "0.05"],
        ["", "3", "", "", "7", ""],
        ["总计", "4", "124.46", "总计", "8", "124.51"],
    ]
    last = made.body[-1][5]
    assert last is not None
    assert last.sum_of == ((0, 5), (1, 5))


def test_a_table_without_any_figure_says_so(tmp_path: Path) -> None:
    empty = FACTS.partition("支出:")[0] + "支出: []\n"
    made = grid(tmp_path, TREE, empty)
    assert texts(made.body) == [["合计", "·", "0.00", "0.00", "0.00"]]
    assert made.notes[-1] == "说明：云岫小学没有支出。"


def test_a_list_that_was_never_begun_is_a_gap(tmp_path: Path) -> None:
    made = grid(tmp_path, TREE, FACTS.partition("支出:")[0])
    assert texts(made.body) == [["合计", "·", "【待填】", "【待填】", "【待填】"]]
    assert made.notes[-1] == "【待填：支出决算】"


@pytest.mark.parametrize(
    ("option", "total", "zero"),
    [("附表金额单位: 元", "1,245,067.89", ""), ("附表零值: 列示", "124.51", "0.00")],
)
def test_options_choose_the_unit_and_how_zeros_are_printed(
    tmp_path: Path, option: str, total: str, zero: str
) -> None:
    made = grid(tmp_path, TREE, FACTS + f"选项: {{{option}}}\n")
    assert texts(made.body)[0][2] == total
    assert texts(made.body)[1][4] == zero


def test_the_version_with_24_kinds_of_spending_renumbers_them() -> None:
    fewer = parse_exchange(FACTS + '选项: {附表支出类数: "24"}\n', "例")
    rows = texts(official_table(Evaluation(model(), fewer), "收入支出决算总表").body)
    assert [row[3] for row in rows][22:25] == [
        "二十三、其他支出",
        "二十四、抗疫特别国债安排的支出",
        "本年支出合计",
    ]
    assert [row[1] for row in rows][-1] == "29"


def test_the_report_of_a_bureau_says_部门(tmp_path: Path) -> None:
    made = grid(tmp_path, TREE, FACTS.replace("报告主体: 单位", "报告主体: 部门"))
    assert made.notes == ("注：本表反映部门2021年度支出。",)


@pytest.mark.parametrize(
    ("wrong", "right", "message"),
    [
        ("总: 本年支出合计,", "总: 本年支出合记,", "表.yaml:9: 「本年支出合记」：不认识「本年支出合记」"),
        ("总: 是,", "总计: 是,", "表.yaml:13: 不认识「总计」"),
        ("种类: 编码", "种类: 代码", "表.yaml:7: 没有「代码」这种栏，可用：编码、名称"),
        ("占: 2", "占: 二", "表.yaml:13: 「占」应当是整数，不是「二」"),
        ("树: 是", "树: 对", "表.yaml:14: 「树」写「是」或「否」，不是「对」"),
        ("{主体}", "{主题}", "表.yaml:15: 「主题」：不认识「主题」"),
        ('科目树("支出")', '科目数("支出")', '表.yaml:14: 「科目数("支出")」：没有函数「科目数」'),
        ("合计: 科目,", "合计: 科木,", "表.yaml:13: 没有属于它的行：「科木」，可用：科目"),
        ("合计: [基本支出,", "合计: [基本,", "表.yaml:9: 没有这一栏：「基本」，可用：名称"),
        ("行:\n  - {", "行:\n  - {格: {金额: 基本支出}, ", "表.yaml:13: 没有这一栏：「金额」"),
        (
            "总: 基本支出",
            "总: 支出(科目=科目)",
            "表.yaml:10: 「支出(科目=科目)」：这一行、这一栏没有「科目」",
        ),
        ("空表: 说明：{单位}没有支出。", "", "表.yaml:2: 缺少「空表」"),
    ],
)
def test_a_mistake_in_a_layout_names_its_line(tmp_path: Path, wrong: str, right: str, message: str) -> None:
    assert wrong in TREE
    with pytest.raises(PackError) as refused:
        grid(tmp_path, TREE.replace(wrong, right))
    assert message in str(refused.value)


@pytest.mark.parametrize("name", ["收入决算表", "公开02表", "2", "二", "《收入决算表》"])
def test_a_table_is_found_by_title_or_number(name: str) -> None:
    assert find_table(Evaluation(model(), parse_exchange(FACTS, "例")), name).id == "收入决算表"


def test_an_unknown_table_lists_those_that_there_are() -> None:
    with pytest.raises(UnknownTableError) as unknown:
        find_table(Evaluation(model(), parse_exchange(FACTS, "例")), "公开99表")
    assert "没有「公开99表」这张表" in str(unknown.value)
    assert "二、收入决算表（公开02表）" in str(unknown.value)


def test_an_edit_recomputes_only_the_tables_that_show_it() -> None:
    facts = parse_exchange(FACTS, "例")
    before = Evaluation(model(), facts)
    old = {name: official_table(before, name) for name in ("收入决算表", "支出决算表")}
    change = set_value(facts, ("支出", 1, "金额"), Quantity(2_000_000))
    after = before.updated(apply(facts, Operation("改", (change,))))
    assert official_table(after, "收入决算表") is old["收入决算表"]
    spending = official_table(after, "支出决算表")
    assert spending is not old["支出决算表"]
    assert texts(spending.body)[0][2] == "125.51"


@pytest.mark.parametrize(
    ("number", "words"), [(1, "一"), (10, "十"), (14, "十四"), (20, "二十"), (26, "二十六")]
)
def test_chinese_numbers(number: int, words: str) -> None:
    assert chinese_number(number) == words
