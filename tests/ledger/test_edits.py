"""Edits: what is done can be undone, whatever was there before."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import (
    Change,
    Operation,
    Path,
    PathError,
    apply,
    delete_row,
    insert_row,
    path_text,
    set_value,
    value_at,
)
from jixiao_desktop.ledger.facts import IncomeLine, Procurement, ThreePublicItem, UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, keys_of
from tests.ledger.strategies import records, unit_years, values

BASE = UnitYear(template="sichuan-2021", year=2021)
SLOW = settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
LINE = IncomeLine(subject="205", source="事业收入", amount=Quantity(100))


def operation(*changes: Change) -> Operation:
    return Operation("录入", changes)


@st.composite
def edits(draw: st.DrawFn, facts: UnitYear) -> Change:
    """A change at any place of the shape, also below what was not entered yet."""
    path: Path = ()
    kind: Any = Record(UnitYear)
    node: Any = facts
    while True:
        path, kind, node, action = draw(_step(path, kind, node))
        if action == "insert":
            return insert_row(facts, path, draw(records(kind.type)))
        if action == "delete":
            return delete_row(facts, path)
        if action == "set":
            return set_value(facts, path, draw(values(kind)))


@st.composite
def _step(draw: st.DrawFn, path: Path, kind: Any, node: Any) -> tuple[Path, Any, Any, str]:
    if isinstance(kind, Record):
        keys = list(keys_of(kind.type).values())
        key = draw(st.sampled_from([key for key in keys if not key.required] or keys))
        below = None if node is None else getattr(node, key.attribute)
        return (*path, key.name), key.kind, below, _go_on(draw, key.kind)
    if isinstance(kind, Table):
        name = draw(st.sampled_from(kind.keys or ("收入总计", "公用经费", "备注")))
        below = None if node is None else node.get(name)
        return (*path, name), kind.of, below, _go_on(draw, kind.of)
    rows = node or ()
    action = draw(st.sampled_from(["insert", "delete", "down"] if rows else ["insert"]))
    at = draw(st.integers(0, len(rows) - (action != "insert")))
    if action == "down":
        return (*path, at), Record(kind.type), rows[at], "down"
    return (*path, at), kind, None, action


def _go_on(draw: st.DrawFn, kind: Kind) -> str:
    return "down" if isinstance(kind, Record | Rows | Table) and draw(st.booleans()) else "set"


@SLOW
@given(st.data(), unit_years)
def test_an_edit_is_undone_by_its_inverse(data: st.DataObject, facts: UnitYear) -> None:
    done = operation(data.draw(edits(facts)))
    after = apply(facts, done)
    assert apply(after, done.inverse()) == facts
    assert done.inverse().inverse() == done


@SLOW
@given(st.data(), unit_years)
def test_a_chain_of_edits_is_undone_as_one(data: st.DataObject, facts: UnitYear) -> None:
    now, changes = facts, []
    for _ in range(data.draw(st.integers(1, 5))):
        changes.append(data.draw(edits(now)))
        now = apply(now, operation(changes[-1]))
    done = operation(*changes)
    assert apply(facts, done) == now
    assert apply(now, done.inverse()) == facts


def test_a_value_below_nothing_brings_what_is_above_and_takes_it_away_again() -> None:
    change = set_value(BASE, ("其他事项", "政府采购", "货物"), Quantity(100))
    assert change.path == ("其他事项",)
    after = apply(BASE, operation(change))
    assert value_at(after, ("其他事项", "政府采购")) == Procurement(goods=Quantity(100))
    assert apply(after, operation(change).inverse()) == BASE


def test_the_first_row_makes_the_list() -> None:
    change = insert_row(BASE, ("收入", 0), LINE)
    assert apply(BASE, operation(change)).incomes == (LINE,)
    assert apply(apply(BASE, operation(change)), operation(change).inverse()).incomes is None


def test_rows_are_inserted_before_and_deleted_at_their_number() -> None:
    two = replace(BASE, incomes=(LINE, replace(LINE, subject="208")))
    three = apply(two, operation(insert_row(two, ("收入", 1), replace(LINE, subject="206"))))
    assert [row.subject for row in three.incomes or ()] == ["205", "206", "208"]
    assert [row.subject for row in apply(three, operation(delete_row(three, ("收入", 0)))).incomes or ()] == [
        "206",
        "208",
    ]


def test_setting_nothing_takes_a_name_out_of_a_table() -> None:
    facts = replace(BASE, three_public={"公务接待费": ThreePublicItem(actual=Quantity(1))})
    assert apply(facts, operation(set_value(facts, ("三公经费", "公务接待费"), None))).three_public == {}


def test_names_are_met_in_their_plain_form() -> None:
    facts = apply(BASE, operation(set_value(BASE, ("其他收支", "结余分配"), Quantity(5))))
    assert value_at(facts, ("其他收支", "结余分配")) == Quantity(5)


@pytest.mark.parametrize("path", [("没有",), ("收入", 0), ("单位", "没有"), ("收入", 0, "金额")])
def test_a_path_that_leads_nowhere_is_an_error(path: Path) -> None:
    facts = replace(BASE, incomes=())
    with pytest.raises(PathError):
        apply(facts, operation(Change("set", path, None, "x")))


def test_reading_below_nothing_gives_nothing() -> None:
    assert value_at(BASE, ("收入", 3, "金额")) is None
    with pytest.raises(PathError, match="没有第3行"):
        value_at(replace(BASE, incomes=()), ("收入", 3, "金额"))


def test_a_path_as_it_is_shown() -> None:
    assert path_text(("支出", 3, "性质")) == "支出[3].性质"
    assert path_text(("项目", 0, "资金")) == "项目[0].资金"
    assert path_text(()) == ""
