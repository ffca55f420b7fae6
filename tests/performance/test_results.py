"""Totals, the execution rate, sub-totals, grades, and presets of weights."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import load_model
from jixiao_desktop.engine.values import Missing, Ratio
from jixiao_desktop.ledger.amounts import Quantity, parse_amount
from jixiao_desktop.ledger.edits import Operation, apply, set_value
from jixiao_desktop.ledger.facts import Indicator, Project, ProjectFund, StatedForm, UnitYear, UsageLine
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.performance.parameters import load_parameters
from jixiao_desktop.performance.results import result_of, score_project
from jixiao_desktop.performance.weights import divided, fit_preset, spread_preset

PARAMETERS = load_parameters(load_pack("common"))


def wan(text: str) -> Quantity:
    return parse_amount(text, "万元")


def fund(
    initial: str | None, adjusted: str | None, spent: str | None, source: str = "财政拨款"
) -> ProjectFund:
    def amount(text: str | None) -> Quantity | None:
        return None if text is None else wan(text)

    return ProjectFund(source=source, initial=amount(initial), adjusted=amount(adjusted), spent=amount(spent))


def funded(*funds: ProjectFund, **more: object) -> Project:
    return replace(Project(name="教师培训经费", funds=funds), **more)  # type: ignore[arg-type]


def test_rate_of_the_chenggong_report() -> None:
    # 430.15 ÷ 434 = 99.1129… %, 10 × 0.991129… = 9.91
    result = score_project(funded(fund("506", "434", "430.15")), PARAMETERS)
    assert isinstance(result.rate.rate, Ratio)
    assert result.rate.rate.value == Fraction(43015, 43400)
    assert result.rate.score.value == Decimal("9.91")
    assert result.rate.weight == 10


def test_spending_over_the_budget_gives_no_score_until_it_is_mended() -> None:
    # renhe: 21.32 ÷ 4.58 = 465.50 %
    result = score_project(funded(fund(None, "4.58", "21.32")), PARAMETERS)
    assert result.rate.over_budget
    assert isinstance(result.rate.score.value, Missing)
    assert "465.5%" in result.rate.steps[0]


def test_over_the_budget_by_a_rounding_tail_is_full_execution() -> None:
    # 434.00 and 434.01 万元 are both known to ± 50 元: the unrounded figures can be equal
    result = score_project(funded(fund("434", "434", "434.01")), PARAMETERS)
    assert not result.rate.over_budget
    assert result.rate.score.value == Decimal(10)


def test_a_budget_of_zero_has_no_rate() -> None:
    result = score_project(funded(fund("0", "0", "0")), PARAMETERS)
    assert result.rate.rate is None
    assert isinstance(result.rate.score.value, Missing)


def test_missing_is_not_zero_in_totals() -> None:
    both = funded(fund(None, "10", "5"), fund("1", "1", "1", "其他资金"))
    result = score_project(both, PARAMETERS, ("项目", 2))
    assert isinstance(result.funds.initial.value, Missing)
    assert result.funds.initial.value.gaps[0].path == ("项目", 2, "资金", 0, "年初预算")
    assert isinstance(result.funds.adjusted.value, Quantity)
    assert result.funds.adjusted.value.fen == 11_000_000
    assert isinstance(score_project(Project(name="甲"), PARAMETERS).funds.spent.value, Missing)
    assert score_project(Project(name="甲", funds=()), PARAMETERS).funds.spent.value == Quantity(0)


def test_stated_totals_are_used_and_kept_beside_the_detail() -> None:
    project = funded(fund("1", "10", "5"), stated=StatedForm(adjusted=wan("20"), rate_weight=Decimal(20)))
    result = score_project(project, PARAMETERS)
    assert (result.funds.adjusted.value, result.funds.adjusted.computed) == (wan("20"), wan("10"))
    assert result.rate.score.value == Decimal(5)  # 20 × 5 ÷ 20


def test_uses_add_up_as_in_the_chenggong_report() -> None:
    amounts = ["280", "6.04", "91.5", "16", "36.61"]
    project = funded(fund("506", "434", "430.15"), usage=tuple(UsageLine(amount=wan(a)) for a in amounts))
    used = score_project(project, PARAMETERS).usage.value
    assert isinstance(used, Quantity)
    assert used.fen == 430_150_000


def scored_project() -> Project:
    """Execution 99.11 % → 9.91; 50 → 45, 30 → 30, 10 → 10: 94.91, 优."""
    rows = [
        ("产出指标", "100", "90", "50"),
        ("效益指标", "10", "10", "30"),
        ("满意度指标", "90", "95", "10"),
    ]
    return funded(
        fund("506", "434", "430.15"),
        indicators=tuple(
            Indicator(first=first, second="二级", third=f"{first}一", sign="≥", target=target, actual=actual,
                      weight=Decimal(weight))
            for first, target, actual, weight in rows
        ),
    )  # fmt: skip


def test_levels_total_and_grade() -> None:
    result = score_project(scored_project(), PARAMETERS)
    assert [(level.name, level.weight.value, level.score.value) for level in result.levels] == [
        ("产出指标", Decimal(50), Decimal(45)),
        ("效益指标", Decimal(30), Decimal(30)),
        ("满意度指标", Decimal(10), Decimal(10)),
    ]
    assert result.weight.value == Decimal(100)
    assert result.total.value == Decimal("94.91")
    assert result.grade.value == "优"


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ("100", "优"),
        ("90", "优"),
        ("89.99", "良"),
        ("80", "良"),
        ("79.99", "中"),
        ("60", "中"),
        ("59.99", "差"),
        ("0", "差"),
    ],
)
def test_grades_include_their_lower_end(total: str, grade: str) -> None:
    assert PARAMETERS.grade(Fraction(total)) == grade


def test_a_total_waits_for_every_score() -> None:
    project = scored_project()
    indicators = (replace(project.indicators[0], actual=None), *(project.indicators or ())[1:])  # type: ignore[index]
    result = score_project(replace(project, indicators=indicators), PARAMETERS)
    assert isinstance(result.total.value, Missing)
    assert isinstance(result.grade.value, Missing)


def test_leaving_out_an_indicator_can_be_scaled_to_a_hundred() -> None:
    # without 效益 (30): (9.91 + 45 + 10) × 100 ÷ 70 = 92.728… → 92.73
    project = scored_project()
    rows = project.indicators or ()
    project = replace(project, indicators=(rows[0], replace(rows[1], not_applicable=True), rows[2]))
    assert score_project(project, PARAMETERS).total.value == Decimal("64.91")
    scaled = replace(PARAMETERS, excluded="折算")
    assert score_project(project, scaled).total.value == Decimal("92.73")


@pytest.mark.parametrize(
    ("points", "parts", "expected"),
    [
        (50, 4, ["12.5"] * 4),
        (90, 4, ["22.5"] * 4),
        (50, 3, ["17", "17", "16"]),
        (10, 1, ["10"]),
        (30, 7, ["5", "5", "4", "4", "4", "4", "4"]),
        (10, 30, ["0.4"] * 10 + ["0.3"] * 20),
    ],
)
def test_points_are_divided_without_loss(points: int, parts: int, expected: list[str]) -> None:
    found = divided(Fraction(points), parts)
    assert list(found) == [Decimal(text) for text in expected]
    assert sum(found) == points


def test_a_preset_is_spread_as_one_operation_that_can_be_taken_back() -> None:
    facts = UnitYear(template="national", year=2021, projects=(scored_project(),))
    operation = spread_preset(facts, 0, "云南样例", PARAMETERS)
    changed = apply(facts, operation)
    assert [i.weight for i in changed.projects[0].indicators] == [Decimal(40), Decimal(30), Decimal(20)]  # type: ignore[index,union-attr]
    assert len(operation.changes) == 2, "效益指标 has its 30 already"
    assert apply(changed, operation.inverse()) == facts


def test_a_preset_says_what_it_leaves_unspent() -> None:
    fit = fit_preset(scored_project(), "成本一级", PARAMETERS)
    assert fit.without_indicators == ("成本指标",)
    assert fit_preset(scored_project(), "无满意度", PARAMETERS).outside == ("满意度指标",)
    with pytest.raises(KeyError):
        fit_preset(scored_project(), "没有这个", PARAMETERS)


def test_every_preset_adds_up_to_a_hundred() -> None:
    assert {name: sum(points.values()) for name, points in PARAMETERS.presets.items()} == dict.fromkeys(
        PARAMETERS.presets, 100
    )


def test_an_edit_scores_only_its_own_project_again() -> None:
    projects = (scored_project(), replace(scored_project(), name="乙"))
    facts = UnitYear(template="national", year=2021, projects=projects)
    before = Evaluation(load_model("national"), facts)
    first, second = result_of(before, 0), result_of(before, 1)
    change = set_value(facts, ("项目", 1, "指标", 0, "实际值"), "80")
    after = before.updated(apply(facts, Operation("改", (change,))))
    assert result_of(after, 0) is first
    assert result_of(after, 1) is not second
    assert result_of(after, 1).total.value == Decimal("89.91")
