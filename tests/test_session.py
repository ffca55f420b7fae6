"""The session: edits at once, saved behind them, undone also tomorrow."""

from __future__ import annotations

import queue
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, delete_row, insert_row, set_value
from jixiao_desktop.ledger.exchange import parse_exchange, read_exchange
from jixiao_desktop.ledger.facts import ExpenseLine, Overview, Project, UnitInfo, UnitYear
from jixiao_desktop.ledger.writing import write_exchange
from jixiao_desktop.session import FixedFigureError, ReadOnlyError, Session
from jixiao_desktop.store.events import Event, FactsChanged, Saved, YearSwitched

START = UnitYear(template="sichuan-2021", year=2021, unit=UnitInfo(name="仁和小学"))


def expense(fen: int) -> ExpenseLine:
    return ExpenseLine(subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(fen))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "仁和小学.jixiao"


def test_an_edit_is_seen_at_once_and_found_again_after_closing(path: Path) -> None:
    session = Session.create(path, START)
    session.perform(Operation("添加支出", (insert_row(session.facts, ("支出", 0), expense(100)),)))
    session.perform(Operation("添加支出", (insert_row(session.facts, ("支出", 0), expense(200)),)))
    session.perform(Operation("修改金额", (set_value(session.facts, ("支出", 1, "金额"), Quantity(5, 2)),)))
    seen = session.facts
    assert seen.expenses == (
        expense(200),
        ExpenseLine(subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(5, 2)),
    )
    session.close()
    again = Session.open(path)
    assert again.read_only is None
    assert again.facts == seen
    again.close()


def test_undo_and_redo_go_on_after_a_restart(path: Path) -> None:
    session = Session.create(path, START)
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "办学"),)))
    session.perform(Operation("添加支出", (insert_row(session.facts, ("支出", 0), expense(100)),)))
    session.undo()
    session.close()
    again = Session.open(path)
    assert (again.undo_title, again.redo_title) == ("填写概况", "添加支出")
    again.redo()
    assert again.facts.expenses == (expense(100),)
    again.undo()
    again.undo()
    assert again.facts == START
    assert again.undo_title is None
    again.close()
    last = Session.open(path)
    assert last.facts == START
    last.close()


def test_keystrokes_in_one_field_are_one_entry(path: Path) -> None:
    session = Session.create(path, START)
    for text in ("办", "办学", "办学治校"):
        change = set_value(session.facts, ("概况", "职能简介"), text)
        session.perform(Operation("填写职能简介", (change,)), merge="概况.职能简介")
    assert session.facts.overview == Overview(duties="办学治校")
    assert [entry.title for entry in session.history()] == ["填写职能简介", "新建账套"]
    session.undo()
    assert session.facts == START
    session.close()


def test_leaving_the_field_ends_the_entry(path: Path) -> None:
    session = Session.create(path, START)
    for text in ("办", "办学"):
        change = set_value(session.facts, ("概况", "职能简介"), text)
        session.perform(Operation("填写职能简介", (change,)), merge="概况.职能简介")
        session.end_merge()
    session.undo()
    assert session.facts.overview == Overview(duties="办")
    session.close()


def test_saved_is_told_after_the_commit_only(path: Path) -> None:
    session = Session.create(path, START)
    events: list[Event] = []
    session.subscribe(events.append)
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "办学"),)))
    assert [type(event) for event in events] == [FactsChanged]
    session.flush()
    assert [type(event) for event in events] == [FactsChanged, Saved]
    assert session.saved
    session.close()


def test_a_new_year_takes_over_and_is_one_operation(path: Path) -> None:
    session = Session.create(path, START)
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "办学"),)))
    project = Project(name="免费午餐", process="已发放")
    session.perform(Operation("添加项目", (insert_row(session.facts, ("项目", 0), project),)))
    events: list[Event] = []
    session.subscribe(events.append)
    session.new_year(2022, "sichuan-2022", {"收入总计": Quantity(700)})
    assert YearSwitched(2022) in events
    assert session.facts.unit == START.unit
    assert session.facts.projects == (Project(name="免费午餐"),)
    assert session.facts.last_year == {"收入总计": Quantity(700)}
    assert session.is_carried(("概况", "职能简介"))
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "新"),)))
    assert not session.is_carried(("概况", "职能简介"))
    session.undo()
    assert session.is_carried(("概况", "职能简介"))
    session.confirm_carried(("概况", "职能简介"))
    assert not session.is_carried(("概况", "职能简介"))
    session.close()
    again = Session.open(path)
    assert again.years == (2021, 2022)
    assert again.year == 2022
    again.undo()
    again.undo()
    assert list(again.years) == [2021]
    assert again.year == 2021
    again.redo()
    assert list(again.years) == [2021, 2022]
    assert again.facts.projects == (Project(name="免费午餐"),)
    again.close()


def test_last_years_figure_changes_only_with_a_reason() -> None:
    session = Session.in_memory(START)
    session.new_year(2022, "sichuan-2022", {"收入总计": Quantity(700)})
    change = set_value(session.facts, ("上年", "收入总计"), Quantity(800))
    with pytest.raises(FixedFigureError, match="收入总计"):
        session.perform(Operation("修改上年数", (change,)))
    session.correct_last_year("收入总计", Quantity(800), "上年报告有误")
    assert session.facts.last_year == {"收入总计": Quantity(800)}
    assert session.notes.corrected == {"收入总计": "上年报告有误"}
    session.undo()
    assert session.facts.last_year == {"收入总计": Quantity(700)}


def test_without_a_file_until_saved_as_one(path: Path) -> None:
    session = Session.in_memory(START)
    session.perform(Operation("添加支出", (insert_row(session.facts, ("支出", 0), expense(100)),)))
    assert not session.saved
    session.save_as(path)
    session.perform(Operation("删除支出", (delete_row(session.facts, ("支出", 0)),)))
    session.flush()
    assert session.saved
    session.undo()
    session.undo()
    assert session.facts == START
    session.close()


def test_a_second_window_reads_only_and_is_told_who_writes(path: Path) -> None:
    first = Session.create(path, START)
    second = Session.open(path)
    assert second.read_only is not None
    assert second.read_only.kind == "held"
    assert second.facts == START
    with pytest.raises(ReadOnlyError, match="正在使用"):
        second.perform(Operation("填写概况", (set_value(second.facts, ("概况", "职能简介"), "办学"),)))
    second.close()
    first.close()
    third = Session.open(path)
    assert third.read_only is None
    third.close()


def test_typing_is_saved_after_a_short_rest(path: Path) -> None:
    with Session.create(path, START) as session:
        change = set_value(session.facts, ("概况", "职能简介"), "办学")
        session.perform(Operation("填写职能简介", (change,)), merge="概况.职能简介")
        assert not session.saved
        deadline = time.monotonic() + 5
        while not session.saved and time.monotonic() < deadline:
            time.sleep(0.02)
        assert session.saved


def test_answers_of_the_writer_come_through_post(path: Path) -> None:
    posted: queue.Queue[Callable[[], None]] = queue.Queue()
    events: list[Event] = []
    session = Session.create(path, START, post=posted.put)
    session.subscribe(events.append)
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "办学"),)))
    action = posted.get(timeout=5)
    assert [type(event) for event in events] == [FactsChanged]
    action()
    assert [type(event) for event in events] == [FactsChanged, Saved]
    session.close()


def test_posting_straight_from_the_writers_thread_is_safe(path: Path) -> None:
    saved: list[Event] = []
    with Session.create(path, START, post=lambda action: action()) as session:
        session.subscribe(lambda event: saved.append(event) if isinstance(event, Saved) else None)
        for number in range(50):
            change = set_value(session.facts, ("概况", "职能简介"), str(number))
            session.perform(Operation("填写概况", (change,)))
        session.flush()
        assert session.saved
    assert saved
    with Session.open(path) as again:
        assert again.facts.overview == Overview(duties="49")


def test_a_listener_that_unsubscribed_hears_nothing() -> None:
    events: list[Event] = []
    session = Session.in_memory(START)
    session.subscribe(events.append)()
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "办学"),)))
    assert events == []


@pytest.mark.parametrize("example", ["renhe_file", "chenggong_file"])
def test_a_book_is_rebuilt_from_its_exchange_file(
    tmp_path: Path, example: str, request: pytest.FixtureRequest
) -> None:
    facts = read_exchange(request.getfixturevalue(example))
    with Session.create(tmp_path / "一.jixiao", facts) as session:
        written = write_exchange(session.facts)
    again = parse_exchange(written, "数据交换文件.yaml")
    with Session.create(tmp_path / "二.jixiao", again):
        pass
    with Session.open(tmp_path / "二.jixiao") as session:
        assert session.facts == facts


def test_an_imported_year_takes_its_place_among_the_others(path: Path) -> None:
    with Session.create(path, START) as session:
        session.import_year(replace(START, year=2020), "2020.yaml")
        assert session.years == (2020, 2021)
        assert session.year == 2020
        session.import_year(replace(START, unit=None), "2021.yaml")
        assert session.facts.unit is None
        session.undo()
        session.undo()
        assert [*session.years] == [2021]
        assert session.facts == START


def test_the_year_of_facts_cannot_become_another(path: Path) -> None:
    with Session.create(path, START) as session:
        with pytest.raises(ValueError, match="新建年度"):
            session.perform(Operation("改年度", (set_value(session.facts, ("年度",), 2022),)))
        assert session.facts == START
        assert session.undo_title is None


def test_opening_a_book_loads_no_heavy_library(path: Path) -> None:
    Session.create(path, START).close()
    script = (
        "import sys; from pathlib import Path; from jixiao_desktop.session import Session;"
        "Session.open(Path(sys.argv[1])).close();"
        "print([name for name in ('sqlite_utils', 'numpy', 'openpyxl', 'docx') if name in sys.modules])"
    )
    played = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True
    )
    assert played.stdout == "[]\n"
