"""What is being typed is worked out ahead; whatever is done instead, every figure is that of the facts."""

from __future__ import annotations

import random

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.review import review
from tests.ui.keyboard import Keyboard
from tests.ui.test_grids import at, column, grid
from ui.shell.window import MainWindow

RETURN, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Escape


def settle(window: MainWindow, qtbot: QtBot) -> None:
    """Wait until what was typed is worked out."""
    qtbot.waitUntil(lambda: not window.workspace.foresight.working)


def fresh(window: MainWindow) -> Evaluation:
    """The facts evaluated from nothing."""
    return Evaluation(window.workspace.evaluation.model, window.workspace.facts)


def total(evaluation: Evaluation) -> Quantity:
    value = evaluation.value("本年收入合计")
    assert isinstance(value, Quantity)
    return value


def test_what_is_typed_is_worked_out_before_the_cell_is_left(
    example: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    foreseen: list[Evaluation] = []
    example.workspace.foresight.worked_out.connect(foreseen.append)
    view = grid(example, "收入决算")
    at(view, 0, column(view, "金额"))
    keyboard.type("281.59")
    settle(example, qtbot)
    assert total(foreseen[-1]).fen == 400_520_000
    assert total(example.workspace.evaluation).fen == 400_510_000
    keyboard.press(RETURN)
    assert total(example.workspace.evaluation).fen == 400_520_000
    assert example.workspace.evaluation.facts is example.workspace.facts


def test_what_is_typed_and_given_up_leaves_nothing(
    example: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    view = grid(example, "收入决算")
    at(view, 0, column(view, "金额"))
    keyboard.type("999")
    settle(example, qtbot)
    keyboard.press(ESCAPE)
    example.workspace.set_value(("收入", 1, "金额"), Quantity(52_960_000), "另一处")
    assert total(example.workspace.evaluation).fen == 400_520_000
    assert review(example.workspace.evaluation) == review(fresh(example))


def test_what_was_foreseen_of_one_year_is_not_taken_for_another(
    example: MainWindow, keyboard: Keyboard, qtbot: QtBot
) -> None:
    workspace = example.workspace
    view = grid(example, "收入决算")
    at(view, 0, column(view, "金额"))
    keyboard.type("999")
    settle(example, qtbot)
    keyboard.press(ESCAPE)
    workspace.session.new_year(2022, "sichuan-2022", {})
    draft = workspace.draft()
    draft.set(("收入",), ())
    workspace.foresee(draft)
    workspace.perform("本年没有收入", draft)
    assert workspace.evaluation.model.pack.id == "sichuan-2022"
    assert total(workspace.evaluation).fen == 0


@pytest.mark.parametrize("seed", [1, 2])
def test_figures_and_findings_are_always_those_of_the_facts(
    example: MainWindow, keyboard: Keyboard, qtbot: QtBot, seed: int
) -> None:
    chance = random.Random(seed)  # noqa: S311  (repeatable, not secret)
    view = grid(example, "收入决算")
    amount = column(view, "金额")
    for _ in range(12):
        at(view, chance.randrange(view.sheet.lines), amount)
        keyboard.type(str(chance.randrange(1, 500)))
        if chance.random() < 0.7:
            settle(example, qtbot)
        keyboard.press(chance.choice((RETURN, RETURN, ESCAPE)))
        if chance.random() < 0.3:
            example.workspace.undo()
    kept, told = example.workspace.evaluation, fresh(example)
    names = [name for name, measure in told.model.measures.items() if measure.unit == "金额"]
    assert [kept.value(name) for name in names] == [told.value(name) for name in names]
    assert review(kept, diagnose=False) == review(told, diagnose=False)
