"""After an edit the audit gives what a full run gives; a 说明 closes a 核实 until its figures change."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from jixiao_desktop.audit.acknowledge import acknowledgement_of
from jixiao_desktop.audit.engine import audit
from jixiao_desktop.audit.findings import Level, verdict
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.edits import PathError
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.review import review
from tests.audit.changing import CASES, changed, edits_in

EDITS = edits_in("firing.yaml")


@cache
def full() -> Evaluation:
    evaluation = open_evaluation(read_exchange(CASES / "full-2023.yaml"))
    audit(evaluation)
    return evaluation


@settings(max_examples=12, deadline=None)
@given(st.lists(st.sampled_from(sorted(EDITS)), min_size=1, max_size=4, unique=True))
def test_the_result_after_edits_is_that_of_a_full_run(names: list[str]) -> None:
    live = full()
    for name in names:
        with suppress(PathError):  # another edit took its line away
            live = live.updated(changed(live.facts, EDITS[name]))
        review(live)
    anew = Evaluation(live.model, live.facts)
    assert audit(live) == audit(anew)
    assert review(live) == review(anew)


def test_going_back_leaves_no_finding() -> None:
    broken = full().updated(changed(full().facts, EDITS["A05"]))
    assert audit(broken)
    assert audit(broken.updated(full().facts)) == ()


def test_an_explained_query_is_closed_until_its_figures_change() -> None:
    facts = changed(full().facts, EDITS["J-20"])
    query = next(f for f in audit(full().updated(facts)) if f.id == "J-20")
    assert query.level is Level.VERIFY
    assert not query.closed
    told = acknowledgement_of(query, "本年新增校舍维修项目，支出比上年大幅增加")
    explained = replace(facts, acknowledgements=(told,))
    closed = next(f for f in audit(full().updated(explained)) if f.id == "J-20")
    assert closed.explained == "本年新增校舍维修项目，支出比上年大幅增加"
    again = changed(explained, {"上年.本年支出合计": "元 2000000"})
    assert not next(f for f in audit(full().updated(again)) if f.id == "J-20").closed


def test_a_reason_of_fewer_than_ten_characters_closes_nothing() -> None:
    facts = changed(full().facts, EDITS["J-20"])
    query = next(f for f in audit(full().updated(facts)) if f.id == "J-20")
    short = replace(facts, acknowledgements=(acknowledgement_of(query, "已核对 无误 的"),))
    assert not next(f for f in audit(full().updated(short)) if f.id == "J-20").closed


def test_the_verdict_says_what_is_missing() -> None:
    assert verdict(audit(full())).text == "可以定稿"
    wrong = audit(full().updated(changed(full().facts, EDITS["A05"])))
    assert verdict(wrong).text == f"{sum(f.level is Level.ERROR for f in wrong)} 处错误"
    queried = audit(full().updated(changed(full().facts, EDITS["J-20"])))
    assert verdict(queried).text == "还差 1 项"
