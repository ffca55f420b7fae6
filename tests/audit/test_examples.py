"""What the audit says of the two published reports, and of their mended copies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from jixiao_desktop.audit.engine import audit
from jixiao_desktop.audit.findings import Finding, Level
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.edits import path_text
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.resources import resource_path
from tests.audit.changing import changed


def example(name: str) -> UnitYear:
    return read_exchange(resource_path("examples", name))


def findings_of(facts: UnitYear) -> tuple[Finding, ...]:
    return audit(open_evaluation(facts))


def only(findings: tuple[Finding, ...], rule_id: str) -> Finding:
    found = [finding for finding in findings if finding.id == rule_id]
    assert len(found) == 1, rule_id
    return found[0]


@pytest.fixture(scope="module")
def renhe() -> tuple[Finding, ...]:
    return findings_of(example("renhe-2021.yaml"))


@pytest.fixture(scope="module")
def chenggong() -> tuple[Finding, ...]:
    return findings_of(example("chenggong-2021.yaml"))


def test_staff_costs_lack_the_pension_item(renhe: tuple[Finding, ...]) -> None:
    """126.97 + … + 17.23 = 393.24; stated 373.71; the difference is 抚恤金 19.53."""
    finding = only(renhe, "A26")
    assert finding.level is Level.ERROR
    assert all(figure in finding.message for figure in ("373.71", "393.24", "19.53"))
    assert "抚恤金 19.53" in finding.causes[0].text
    assert finding.causes[0].where == ("经济分类", 9)


def test_a_rounding_tail_is_a_hint(renhe: tuple[Finding, ...]) -> None:
    """373.71 + 16.89 = 390.60 against 390.61: each known to ± 50 元."""
    finding = only(renhe, "B13")
    assert finding.level is Level.HINT
    assert "390.61" in finding.message
    assert "390.60" in finding.message


@pytest.mark.parametrize(
    ("rule_id", "level", "words"),
    [
        ("M-03", Level.ERROR, ("21.32", "4.58", "465.5%")),
        ("C56", Level.ERROR, ("21.32", "9.90")),
        ("I-11", Level.ERROR, ("4.58", "21.32")),
        ("I-10", Level.ERROR, ("≥95%", "完成")),
        ("T-01", Level.HINT, ("预期目标",)),
        ("I-02", Level.HINT, ("对外援助干部人才补助经费",)),
    ],
)
def test_the_faults_of_the_project_form_are_named(
    renhe: tuple[Finding, ...], rule_id: str, level: Level, words: tuple[str, ...]
) -> None:
    finding = only(renhe, rule_id)
    assert finding.level is level
    assert all(word in finding.message for word in words)


def test_subjects_that_stop_at_the_first_level_are_hints(renhe: tuple[Finding, ...]) -> None:
    found = [finding for finding in renhe if finding.id == "D11"]
    assert [path_text(finding.where[0]) for finding in found] == ["支出[0]", "支出[2]", "支出[3]", "支出[4]"]
    assert {finding.level for finding in found} == {Level.HINT}


def test_an_evaluation_report_without_a_score_and_repeated_sentences_are_hints(
    chenggong: tuple[Finding, ...],
) -> None:
    assert only(chenggong, "R-01").level is Level.HINT
    repeated = only(chenggong, "T-02")
    assert repeated.level is Level.HINT
    assert "（2次）" in repeated.message
    assert not [finding for finding in chenggong if finding.level is Level.ERROR]


@pytest.mark.parametrize(
    ("text", "rule_id", "quoted"),
    [
        ("拨西南联大研究院附属学校名校长基地培训经费16万元元", "D05", "元元"),
        ("支出教师培训费用430.15万元，合计430.15元。", "D08", "430.15元"),
        ("预算调减72万，年末使用430.15万元。", "D08", "72万"),
    ],
)
def test_a_slip_in_a_typed_text_is_named(text: str, rule_id: str, quoted: str) -> None:
    facts = changed(example("chenggong-2021.yaml"), {"评价报告[0].段落.资金管理情况": text})
    finding = only(findings_of(facts), rule_id)
    assert finding.level is Level.ERROR
    assert quoted in finding.message


def test_an_amount_in_yuan_that_the_project_knows_in_ten_thousands_is_named() -> None:
    facts = changed(example("chenggong-2021.yaml"), {"评价报告[0].段落.资金管理情况": "合计430.15元。"})
    assert "430.15元" in only(findings_of(facts), "D08").message


RENHE_MENDED: Mapping[str, Any] = {
    "申报值": None,
    "经济分类[9]": "删",
    "经济分类[10].金额": "元 12600",
    "概况.重点工作": "组织全区教师培训，指导教育教学研究。",
    "项目[0].资金[0].全年预算": "元 45800",
    "项目[0].资金[0].执行": "元 45800",
    "项目[0].总体目标.实际": "选派两名教师到帮扶学校支教，开展示范课和讲座，帮扶学校教学质量有所提高。",
    "项目[0].指标[0].三级": "选派援助教师人数",
    "项目[0].指标[0].符号": "=",
    "项目[0].指标[0].指标值": "2",
    "项目[0].指标[0].计量单位": "人",
    "项目[0].指标[0].实际值": "2",
    "项目[0].指标[5].实际值": "96",
}


def test_a_mended_copy_has_none_of_these_faults(renhe: tuple[Finding, ...]) -> None:
    mended = findings_of(changed(example("renhe-2021.yaml"), RENHE_MENDED))
    assert not [finding for finding in mended if finding.level is Level.ERROR]
    named = {"A26", "B13", "M-03", "C56", "I-11", "I-10", "T-01", "I-02"}
    assert named <= {finding.id for finding in renhe}
    assert not named & {finding.id for finding in mended}


def test_a_mended_evaluation_report_has_none_of_these_faults() -> None:
    mended = changed(
        example("chenggong-2021.yaml"),
        {
            "评价报告[0].段落.项目基本情况简介": "根据培训计划组织中小学幼儿园教师参加各级培训。",
            "评价报告[0].段落.绩效目标设定及指标完成情况": "全年组织教师参加国培、省培375人。",
            "评价报告[0].段落.存在的问题": "个别培训班报账不够及时。",
            "项目[0].主管部门": "昆明市呈贡区教育体育局",
            "项目[0].指标[0].权重": "数 25",
            "项目[0].指标[1].权重": "数 25",
            "项目[0].指标[2].权重": "数 20",
            "项目[0].指标[3].权重": "数 20",
        },
    )
    found = {finding.id for finding in findings_of(mended)}
    assert not found & {"R-01", "T-02", "R-08", "F-01", "D02-长文"}
