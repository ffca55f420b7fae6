"""The library of indicators in the window: searched, picked, with what the unit used before."""

from __future__ import annotations

from PySide6.QtWidgets import QTreeWidget

from jixiao_desktop.ledger.facts import Indicator
from ui.panels.library import LibraryDialog
from ui.shell.window import MainWindow


def names(tree: QTreeWidget) -> list[str]:
    """The third level of what is listed."""
    return [tree.topLevelItem(number).text(2) for number in range(tree.topLevelItemCount())]


def test_words_in_any_order_find_an_indicator_and_it_is_picked_with_its_sign(example: MainWindow) -> None:
    dialog = LibraryDialog(example.workspace, example)
    dialog.words.setText("满意度 家长")
    assert names(dialog.tree) == ["家长满意度"]
    dialog.words.setText("名师工作室个数")
    dialog.tree.topLevelItem(0).setSelected(True)
    dialog._take()
    (picked,) = dialog.picked
    assert (picked.third, picked.sign, picked.unit) == ("名师工作室个数", "=", "个")
    dialog.deleteLater()


def test_what_has_no_unit_gets_none(example: MainWindow) -> None:
    dialog = LibraryDialog(example.workspace, example)
    dialog.words.setText("教师专业能力提升情况")
    dialog.tree.topLevelItem(0).setSelected(True)
    dialog._take()
    assert dialog.picked[0].unit is None
    dialog.deleteLater()


def test_indicators_that_the_unit_used_itself_are_offered_first(example: MainWindow) -> None:
    draft = example.workspace.draft()
    own = Indicator(
        first="产出指标", second="数量指标", third="驻校研训次数", sign="≥", target="20", unit="次"
    )
    draft.insert(("项目", 0, "指标", 0), own)
    example.workspace.perform("加一条指标", draft)
    dialog = LibraryDialog(example.workspace, example)
    assert "驻校研训次数" in names(dialog.tree)[:10]
    dialog.words.setText("驻校研训")
    dialog.tree.topLevelItem(0).setSelected(True)
    dialog._take()
    assert (dialog.picked[0].sign, dialog.picked[0].target, dialog.picked[0].unit) == ("≥", "20", "次")
    dialog.deleteLater()
