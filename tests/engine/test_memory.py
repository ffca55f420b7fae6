"""What is kept after a change is exactly what did not read it, however indirectly."""

from __future__ import annotations

from dataclasses import replace

import pytest

from jixiao_desktop.engine.memory import CircularError, Memory, Places
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import IncomeLine, UnitInfo, UnitYear

ONE, OTHER = ("path", ("单位", "名称")), ("path", ("年度",))


def reading(memory: Memory, *dependencies: tuple[object, ...]) -> str:
    for dependency in dependencies:
        memory.reads(dependency)
    return "made"


def kept(memory: Memory, key: str) -> bool:
    return memory.remembered(key, lambda: "anew") != "anew"


def test_a_change_takes_what_read_it_and_what_was_made_of_that() -> None:
    memory = Memory()
    memory.remembered("above", lambda: memory.remembered("below", lambda: reading(memory, ONE)))
    memory.remembered("apart", lambda: reading(memory, OTHER))
    after = memory.without([ONE])
    assert [kept(after, key) for key in ("below", "above", "apart")] == [False, False, True]
    assert kept(memory, "above"), "what was known before the change stays as it was"


def test_a_result_that_was_there_already_is_read_too() -> None:
    memory = Memory()
    memory.remembered("below", lambda: reading(memory, ONE))
    memory.remembered("above", lambda: memory.remembered("below", lambda: "anew"))
    assert not kept(memory.without([ONE]), "above")


def test_nothing_is_kept_of_a_computation_that_failed() -> None:
    memory = Memory()
    with pytest.raises(ZeroDivisionError):
        memory.remembered("number", lambda: 1 // 0)
    assert memory.remembered("number", lambda: 1) == 1


def test_none_is_a_result_like_others() -> None:
    memory = Memory()
    memory.remembered("nothing", lambda: None)
    assert kept(memory, "nothing")


def test_a_computation_that_needs_itself_is_refused() -> None:
    memory = Memory()

    def circular() -> str:
        return memory.remembered("round", circular)

    with pytest.raises(CircularError):
        memory.remembered("round", circular)


def test_a_copy_goes_its_own_way() -> None:
    memory = Memory()
    memory.remembered("first", lambda: reading(memory, ONE))
    copied = memory.copy()
    copied.remembered("second", lambda: reading(copied, ONE))
    assert kept(copied, "first")
    assert not kept(memory, "second")


def test_only_places_that_hold_something_else_are_told() -> None:
    codes = ("2050201", "2")
    lines = tuple(IncomeLine(subject=code, source="其他收入", amount=Quantity(7)) for code in codes)
    before = UnitYear(template="", year=2023, unit=UnitInfo(name="甲校"), incomes=lines)
    after = replace(before, incomes=(lines[0], replace(lines[1], amount=Quantity(8)), lines[0]))
    places = Places()
    read = [("收入",), ("收入", 0, "金额"), ("收入", 1, "金额"), ("收入", 1, "科目"), ("收入", 2, "金额")]
    for path in (*read, ("单位", "名称"), ("年度",)):
        places.add(path)
    told = [("收入",), ("收入", 1, "金额"), ("收入", 2, "金额")]
    assert sorted(places.changed(before, after), key=str) == sorted(told, key=str)
    assert sorted(places.changed(after, before), key=str) == sorted(told, key=str)
    assert list(places.changed(before, before)) == []
