"""第三部分 名词解释."""

from __future__ import annotations

import pytest

from jixiao_desktop.report.blocks import GapRun
from jixiao_desktop.report.glossary import definitions, glossary_paragraphs
from jixiao_desktop.report.runs import text_of
from tests.report.support import CASES, evaluation_from, evaluation_of, expense, income

ALWAYS = [
    "财政拨款收入",
    "事业收入",
    "其他收入",
    "年初结转和结余",
    "年末结转和结余",
    "基本支出",
    "项目支出",
    "“三公”经费",
]


def terms(**keys: object) -> list[str]:
    return [definition.term for definition in definitions(evaluation_of(**keys))]  # type: ignore[arg-type]


def test_standard_terms_in_their_order() -> None:
    assert terms() == ALWAYS


def test_terms_of_items_that_occur() -> None:
    found = terms(
        收入=[income("1", "经营收入"), income("0", "上级补助收入")],
        支出=[expense("1", nature="经营支出", fund="非财政拨款")],
        其他收支={"使用非财政拨款结余": "1", "结余分配": "1"},
    )
    assert found == [
        "财政拨款收入", "事业收入", "经营收入", "其他收入", "使用非财政拨款结余", "年初结转和结余",
        "结余分配", "年末结转和结余", "教育支出（类）", "基本支出", "项目支出", "经营支出", "“三公”经费",
    ]  # fmt: skip


def test_the_lowest_codes_of_income_and_expense_are_explained() -> None:
    found = terms(收入=[income("1", code="205")], 支出=[expense("1", "2050202"), expense("1", "2080505")])
    assert found[5:7] == [
        "教育支出（类）普通教育（款）小学教育（项）",
        "社会保障和就业支出（类）行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
    ]


def test_operating_cost_is_for_bureaus() -> None:
    assert terms(单位={"名称": "甲局", "单位性质": "行政单位"})[-1] == "机关运行经费"


@pytest.mark.parametrize("key", ["教育支出（类）", "教育支出", "205", "教育支出(类)"])
def test_the_units_own_definition_comes_first(key: str) -> None:
    evaluation = evaluation_of(支出=[expense("1")], 名词解释={key: "用于本校教育的支出。"})
    assert "6.教育支出（类）：指用于本校教育的支出。" in [
        text_of(paragraph.runs) for paragraph in glossary_paragraphs(evaluation, "")
    ]


def test_a_term_without_definition_is_a_gap_with_its_place() -> None:
    evaluation = evaluation_of(支出=[expense("1", code="204")])
    runs = glossary_paragraphs(evaluation, "")[5].runs
    assert isinstance(runs[-1], GapRun)
    assert runs[-1].path == ("名词解释", "公共安全支出（类）")


def test_a_class_is_explained_where_only_classes_were_entered() -> None:
    evaluation = evaluation_of(支出=[expense("1", code=code) for code in ("205", "208", "210", "221")])
    lines = [text_of(p.runs) for p in glossary_paragraphs(evaluation, "")]
    assert lines[5].startswith("6.教育支出（类）：指用于教育事务的支出")
    assert not any("待填" in line for line in lines)


def test_further_terms_of_the_unit_come_last() -> None:
    evaluation = evaluation_of(名词解释={"课后服务": "指放学后的服务"})
    assert text_of(glossary_paragraphs(evaluation, "")[-1].runs) == "9.课后服务：指放学后的服务。"


def test_the_name_of_the_year() -> None:
    later = [definition.term for definition in definitions(evaluation_from(CASES / "full-2023.yaml"))]
    assert "使用非财政拨款结余（含专用结余）" in later
    assert "使用非财政拨款结余" not in later


def test_every_term_is_numbered_and_ends_with_a_stop() -> None:
    lines = [text_of(p.runs) for p in glossary_paragraphs(evaluation_from(CASES / "full-2021.yaml"), "")]
    for number, line in enumerate(lines, start=1):
        assert line.startswith(f"{number}.")
        assert line.endswith("。")


@pytest.mark.parametrize(
    ("year", "code", "words"),
    [
        ("2019", "2050304", "职业高中"),
        ("2020", "2089901", "失业保险"),
        ("2021", "2089999", "失业保险"),
        ("2021", "2082702", "工伤保险"),
        ("2022", "2070308", "群众体育"),
        ("2022", "2290402", "专项债券"),
        ("2023", "2100302", "乡镇卫生院"),
        ("2023", "2100408", "基本公共卫生"),
    ],
)
def test_what_schools_and_clinics_spend_on_is_explained(year: str, code: str, words: str) -> None:
    evaluation = evaluation_of(年度=year, 支出=[expense("1", code)])
    (text,) = [definition.text for definition in definitions(evaluation) if "（项）" in definition.term]
    assert text is not None
    assert words in text
