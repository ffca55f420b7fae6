"""Figures after an edit are the figures of a new evaluation; stated totals, last year, explanations."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao_desktop.engine.catalogue import LabelError
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.explain import Explanation, explain_label
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.engine.values import Missing
from jixiao_desktop.ledger.amounts import Quantity, total
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.resources import resource_path
from tests.audit.changing import CASES, changed, edits_in

EDITS = edits_in("firing.yaml")


@cache
def full() -> Evaluation:
    return open_evaluation(read_exchange(CASES / "full-2023.yaml"))


@cache
def renhe() -> Evaluation:
    return open_evaluation(read_exchange(resource_path("examples", "renhe-2021.yaml")))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4))
def test_figures_after_edits_are_those_of_a_new_evaluation(names: list[str]) -> None:
    live = full()
    for name in names:
        for measure in live.model.measures:
            live.figure(measure)
            live.last_year(measure)
        live = live.updated(changed(live.facts, EDITS[name]))
    anew = Evaluation(live.model, live.facts)
    for measure in live.model.measures:
        assert live.figure(measure) == anew.figure(measure), measure
        assert live.last_year(measure) == anew.last_year(measure), measure


def test_an_edit_keeps_what_it_does_not_touch() -> None:
    evaluation = full()
    evaluation.figure("本年收入合计")
    edited = evaluation.updated(changed(evaluation.facts, {"支出[0].金额": "元 1"}))
    computed: list[str] = []
    edited.remembered(("口径", "本年收入合计", None), lambda: computed.append("again"))
    assert computed == []


def test_a_stated_total_is_used_and_the_detail_is_kept() -> None:
    figure = renhe().figure("人员经费")
    assert figure.stated
    assert figure.value == Quantity(373_710_000, 5_000)
    assert renhe().computed("人员经费") == Quantity(393_240_000, 55_000)


@pytest.mark.parametrize(
    ("stated", "asked"),
    [
        ("基本支出", "本年支出合计[基本支出]"),
        ("本年支出合计[项目支出]", "项目支出"),
        ("财政拨款支出[一般公共预算]", "一般公共预算财政拨款支出"),
        ("基本支出[一般公共预算]", "一般公共预算基本支出"),
        ("公务接待费", "三公经费决算[公务接待费]"),
    ],
)
def test_a_total_is_stated_under_any_of_its_names(stated: str, asked: str) -> None:
    facts = replace(full().facts, stated={stated: Quantity(123456)})
    evaluation = Evaluation(full().model, facts)
    assert evaluation.value(asked) == Quantity(123456)
    assert explain_label(evaluation, asked).path == ("申报值", stated)
    assert evaluation.updated(replace(facts, stated={stated: Quantity(7)})).value(asked) == Quantity(7)
    assert evaluation.updated(replace(facts, stated={})).value(asked) == full().computed(
        *full().model.catalogue.check_label(asked)
    )


def test_each_of_last_years_two_totals_says_the_other() -> None:
    facts = replace(full().facts, last_year={"收入总计": Quantity(100), "公务接待费": Quantity(5)}, stated={})
    evaluation = Evaluation(full().model, facts)
    assert evaluation.last_year("支出总计") == Quantity(100)
    assert evaluation.value("支出总计") != Quantity(100)


def test_last_year_is_the_given_figure_then_last_years_report() -> None:
    facts = renhe().facts
    assert renhe().last_year("收入总计") == Quantity(418_350_000, 5_000)
    assert isinstance(renhe().last_year("基本支出"), Missing)
    next_year = open_evaluation(replace(facts, year=2022, last_year=None), previous=renhe())
    assert next_year.last_year("收入总计") == Quantity(400_510_000, 20_000)
    assert next_year.last_year("三公经费决算") == Quantity(0)


def test_a_label_that_makes_no_sense_is_refused_with_those_that_do() -> None:
    with pytest.raises(LabelError, match="本年支出合计"):
        renhe().value("本年支出合记")
    facts = replace(renhe().facts, stated={"本年支出合计[3]": Quantity(1)}, last_year={"甲": Quantity(1)})
    problems = renhe().model.label_problems(facts)
    assert [path for path, _ in problems] == [("申报值", "本年支出合计[3]"), ("上年", "甲")]


def leaves(node: Explanation) -> list[Explanation]:
    return [leaf for part in node.parts for leaf in leaves(part)] if node.parts else [node]


def test_an_explanation_ends_at_entered_lines_that_sum_up() -> None:
    tree = explain_label(renhe(), "本年支出合计[205]")
    assert [leaf.path for leaf in leaves(tree)] == [("支出", 0), ("支出", 1)]
    assert total(leaf.value for leaf in leaves(tree)) == tree.value


def test_a_stated_figure_explains_both_itself_and_its_detail() -> None:
    tree = explain_label(renhe(), "人员经费")
    assert (tree.how, tree.path) == ("申报值", ("申报值", "人员经费"))
    assert tree.parts[0].value == Quantity(393_240_000, 55_000)
    assert "抚恤金" in {leaf.item for leaf in leaves(tree)}


@pytest.mark.parametrize("case", ["full-2021.yaml", "full-2023.yaml"])
def test_every_figure_of_a_full_year_explains_itself(case: str) -> None:
    evaluation = open_evaluation(read_exchange(CASES / case))
    for name in evaluation.model.measures:
        tree = explain_label(evaluation, name)
        assert tree.value == evaluation.figure(name).value


def only_economics(case: Evaluation) -> Evaluation:
    """The case with 经济分类 by 科目 and no 支出 of its own."""
    lines = tuple(line for line in case.facts.economics or () if line.subject is not None)
    facts = replace(case.facts, expenses=None, economics=lines, stated=None)
    return Evaluation(case.model, facts)


def test_spending_follows_from_the_economic_lines_where_only_they_were_entered() -> None:
    evaluation = only_economics(full())
    for nature in ("基本支出", "项目支出"):
        expected = total(
            line.amount for line in evaluation.facts.economics or () if line.nature == nature and line.amount
        )
        assert evaluation.figure("本年支出合计", nature).value == expected
    node = explain_label(evaluation, "项目支出")
    assert {leaf.path[0] for leaf in leaves(node) if leaf.path} == {"经济分类"}


def test_spending_stops_following_when_a_line_loses_its_subject() -> None:
    evaluation = only_economics(full())
    assert isinstance(evaluation.figure("本年支出合计").value, Quantity)
    first, *others = evaluation.facts.economics or ()
    unknown = replace(evaluation.facts, economics=(replace(first, subject=None), *others))
    live = evaluation.updated(unknown)
    assert isinstance(live.figure("本年支出合计").value, Missing)
    again = live.updated(evaluation.facts)
    assert again.figure("本年支出合计").value == evaluation.figure("本年支出合计").value
