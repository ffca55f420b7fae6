"""Every rule fires where it should and is silent where it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from jixiao_desktop.audit.engine import audit, rules_of
from jixiao_desktop.audit.rules import Rule
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Bindings
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.engine.operators import truth
from jixiao_desktop.engine.values import Truth
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import read_exchange
from tests.audit.changing import CASES, changed, edits_in

FIRING = edits_in("firing.yaml")
HOLDING = edits_in("holding.yaml")
SPECIAL = {"B36", "B28-基本", "M-13"}
"""Rules with a test of their own below."""


@pytest.fixture(scope="module")
def full() -> Evaluation:
    evaluation = open_evaluation(read_exchange(CASES / "full-2023.yaml"))
    audit(evaluation)
    return evaluation


def test_no_rule_is_without_a_case(full: Evaluation) -> None:
    assert {rule.id for rule in rules_of(full)} == set(FIRING) | SPECIAL


@pytest.mark.parametrize("case", ["full-2023.yaml", "full-2021.yaml"])
def test_a_sound_year_has_no_finding(case: str) -> None:
    assert audit(open_evaluation(read_exchange(CASES / case))) == ()


@pytest.mark.parametrize(("rule_id", "edits"), FIRING.items(), ids=list(FIRING))
def test_a_rule_fires_on_its_fault(full: Evaluation, rule_id: str, edits: Mapping[str, Any]) -> None:
    findings = [f for f in audit(full.updated(changed(full.facts, edits))) if f.id == rule_id]
    assert findings
    assert all(f.message and f.where for f in findings)
    assert not any("{" in f.message or "Missing" in f.message for f in findings)


def test_a_rule_is_silent_because_it_holds_and_not_because_it_was_never_asked(full: Evaluation) -> None:
    other = open_evaluation(read_exchange(CASES / "full-2021.yaml"))
    undecided = {
        rule.id
        for rule in rules_of(full)
        if not (_holds_somewhere(full, rule) or _holds_somewhere(other, rule))
    }
    assert undecided <= set(HOLDING) | SPECIAL


@pytest.mark.parametrize(("rule_id", "edits"), HOLDING.items(), ids=list(HOLDING))
def test_a_rule_that_asks_only_sometimes_is_silent_where_it_holds(
    full: Evaluation, rule_id: str, edits: Mapping[str, Any]
) -> None:
    evaluation = full.updated(changed(full.facts, edits))
    rule = next(rule for rule in rules_of(full) if rule.id == rule_id)
    assert _holds_somewhere(evaluation, rule)


def _holds_somewhere(evaluation: Evaluation, rule: Rule) -> bool:
    """A rule whose last set lists faults (要求: 假) holds where it looked and found none."""
    if rule.requirement.text == "假":
        looked = replace(rule, over=rule.over[:-1])
        return any(
            not _rows(evaluation, rule, at, len(looked.over)) for at in _rows(evaluation, looked, {}, 0)
        )
    return any(_holds(evaluation, rule, bindings) for bindings in _rows(evaluation, rule, {}, 0))


def _rows(evaluation: Evaluation, rule: Rule, bindings: Bindings, depth: int) -> list[Bindings]:
    if depth == len(rule.over):
        return [bindings]
    variable, source = rule.over[depth]
    rows = source.evaluate(evaluation, bindings)
    assert isinstance(rows, tuple)
    return [
        found for row in rows for found in _rows(evaluation, rule, {**bindings, variable: row}, depth + 1)
    ]


def _holds(evaluation: Evaluation, rule: Rule, bindings: Bindings) -> bool:
    scope = dict(bindings)
    for name, expression in rule.let.items():
        scope[name] = expression.evaluate(evaluation, scope)
    if rule.when is not None and truth(rule.when.evaluate(evaluation, scope)) < Truth.TAIL:
        return False
    return truth(rule.requirement.evaluate(evaluation, scope)) is Truth.TRUE


def test_last_years_report_is_compared_with_what_was_given(full: Evaluation) -> None:
    last = replace(full.facts, year=2022, stated={"收入总计": Quantity(100)}, last_year=None)
    previous = open_evaluation(last)
    findings = audit(open_evaluation(full.facts, previous=previous))
    assert "B36" in {finding.id for finding in findings}
    same = replace(last, stated=dict(full.facts.last_year or {}))
    again = audit(open_evaluation(full.facts, previous=open_evaluation(same)))
    assert "B36" not in {finding.id for finding in again}


def test_three_public_items_are_at_least_their_part_of_the_basic_expenses(full: Evaluation) -> None:
    basic = tuple(line for line in full.facts.economics or () if line.nature == "基本支出")
    only_basic = replace(full.facts, economics=basic)
    assert "B28-基本" not in {finding.id for finding in audit(open_evaluation(only_basic))}
    less = changed(only_basic, {"三公经费.公务用车运行维护费.决算": "元 1"})
    assert "B28-基本" in {finding.id for finding in audit(open_evaluation(less))}


def test_a_carryover_is_what_the_same_project_left_last_year(full: Evaluation) -> None:
    """校舍维修及功能室改造 carried 86,420.35 in; last year it had 100,000 and spent 13,579.65."""
    budget = {"项目[1].申报": None, "项目[1].资金[1].全年预算": "元 0", "项目[1].资金[1].执行": "元 0"}
    left = {"项目[1].资金[0].全年预算": "元 100000", "项目[1].资金[0].执行": "元 13579.65"}
    last = changed(replace(full.facts, year=2022), {**budget, **left})
    carried = replace(full.facts, projects=(full.facts.projects or ())[1:2])
    assert "M-13" not in _ids(Evaluation(full.model, carried, open_evaluation(last)))
    other = changed(last, {"项目[1].资金[0].执行": "元 13579.64"})
    assert "M-13" in _ids(Evaluation(full.model, carried, open_evaluation(other)))


def _ids(evaluation: Evaluation) -> set[str]:
    return {finding.id for finding in audit(evaluation)}
