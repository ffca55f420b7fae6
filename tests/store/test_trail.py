"""修改记录: who changed what from what to what."""

from __future__ import annotations

import csv
from datetime import UTC, date
from pathlib import Path

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, delete_row, insert_row, set_value
from jixiao_desktop.ledger.facts import ExpenseLine, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store.trail import HEADINGS, export_trail, matching, trail


def a_session() -> Session:
    session = Session.in_memory(UnitYear(template="sichuan-2021", year=2021, expenses=()))
    line = ExpenseLine(subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(123456))
    session.perform(Operation("添加支出", (insert_row(session.facts, ("支出", 0), line),), "粘贴"))
    session.perform(Operation("修改金额", (set_value(session.facts, ("支出", 0, "金额"), Quantity(200)),)))
    session.perform(Operation("填写概况", (set_value(session.facts, ("概况", "职能简介"), "=1+1"),)))
    session.perform(Operation("删除支出", (delete_row(session.facts, ("支出", 0)),)))
    session.undo()
    return session


def test_each_changed_fact_is_a_line() -> None:
    lines = [line.cells()[2:] for line in trail(a_session().history(), UTC)]
    assert lines[0] == ("撤销：删除支出", "", "", "", "撤销")
    assert lines[3] == ("修改金额", "支出第1行·金额", "1,234.56元", "2.00元", "手工录入")
    inserted = "科目：2050202；资金：一般公共预算；性质：基本支出；金额：1,234.56元"
    assert lines[4] == ("添加支出", "支出第1行（新增一行）", "（未填）", inserted, "粘贴")


def test_lines_are_found_by_text_year_and_day() -> None:
    lines = list(trail(a_session().history(), UTC))
    assert [line.title for line in matching(lines, text="1,234.56")] == ["修改金额", "添加支出"]
    assert len(list(matching(lines, year=2020))) == 1
    assert list(matching(lines, since=date(2999, 1, 1))) == []


def test_the_export_opens_as_a_table_and_runs_no_formula(tmp_path: Path) -> None:
    target = tmp_path / "修改记录.csv"
    session = a_session()
    session.perform(Operation("改写", (set_value(session.facts, ("概况", "职能简介"), "=2"),)))
    export_trail(trail(session.history(), UTC), target)
    rows = list(csv.reader(target.read_text(encoding="utf-8-sig").splitlines()))
    assert tuple(rows[0]) == HEADINGS
    assert rows[1][2:] == ["改写", "概况·职能简介", "'=1+1", "'=2", "手工录入"]
    assert [path.name for path in tmp_path.iterdir()] == ["修改记录.csv"]
