"""定稿: what was handed in stays as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Operation, set_value
from jixiao_desktop.ledger.facts import Overview, UnitYear
from jixiao_desktop.session import Session
from jixiao_desktop.store.versions import ChangedFigure, FrozenFinding, changed_figures

START = UnitYear(template="sichuan-2021", year=2021, overview=Overview(duties="旧"))
FINDING = FrozenFinding("A05", "核实", "收支不平", "尾差")


def test_later_edits_leave_a_final_version_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "仁和小学.jixiao"
    hashes = {"决算公开.docx": "ab" * 32}
    with Session.create(path, START) as session:
        first = session.freeze(
            "sichuan-2021 1.0", "0.1.0", {"收入总计": Quantity(100), "三公": Quantity(7)}, (FINDING,), hashes
        )
        assert first.number == 1
        session.perform(Operation("修改", (set_value(session.facts, ("概况", "职能简介"), "新"),)))
        figures = {"收入总计": Quantity(120), "人员经费": Quantity(5)}
        assert session.freeze("sichuan-2021 1.1", "0.1.0", figures, (), {}).number == 2
        session.undo()
        assert session.facts == START
    with Session.open(path) as session:
        assert session.damage is None
        newer, older = session.finals()
        assert older == first
        assert older.facts == START
        assert older.findings == (FINDING,)
        assert newer.facts.overview == Overview(duties="新")
        assert changed_figures(older, newer) == [
            ChangedFigure("收入总计", Quantity(100), Quantity(120)),
            ChangedFigure("人员经费", None, Quantity(5)),
            ChangedFigure("三公", Quantity(7), None),
        ]
        assert [entry.title for entry in session.history()] == [
            "撤销：修改", "2021年度定稿第2版", "修改", "2021年度定稿第1版", "新建账套",
        ]  # fmt: skip
        session.redo()
        assert session.facts.overview == Overview(duties="新")


def test_without_a_file_nothing_can_be_final() -> None:
    with pytest.raises(Problem, match="先「保存」再定稿"):
        Session.in_memory(START).freeze("p", "v", {}, (), {})
