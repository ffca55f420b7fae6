"""What a file holds beside what its backup holds, year by year and fact by fact."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.store.compare import YearPair
from jixiao_desktop.store.summary import YearSummary
from ui.widgets import tree

MOST = 300
"""Facts that are listed of one year; more than anybody reads."""
DIFFERENT, SAME = "不同", "相同"
NO_YEAR = "没有这一年"


class ComparisonTree(QTreeWidget):
    """A line per year with its totals; below it every fact that differs."""

    def __init__(self, now: str, then: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        tree(self, ["内容", now, then, "差别"], "与备份比较", (300, 220, 220, 70), wide=0)
        self.setRootIsDecorated(True)
        self._then = then

    def show_pairs(self, pairs: Iterable[YearPair]) -> None:
        """Show these years; those that differ are opened."""
        self.clear()
        for pair in pairs:
            year = QTreeWidgetItem([f"{pair.year}年度", *self._heads(pair), SAME if pair.same else DIFFERENT])
            font = year.font(0)
            font.setBold(True)
            year.setFont(0, font)
            year.addChildren([_line(*words) for words in _totals(pair)])
            year.addChildren([_line(one.place, one.now, one.then) for one in pair.differences[:MOST]])
            if len(pair.differences) > MOST:
                year.addChild(QTreeWidgetItem([f"……还有{len(pair.differences) - MOST}处不同"]))
            self.addTopLevelItem(year)
            year.setExpanded(not pair.same)
        if self.topLevelItemCount():
            self.setCurrentItem(self.topLevelItem(0))

    @staticmethod
    def _heads(pair: YearPair) -> tuple[str, str]:
        return ("" if pair.now else NO_YEAR, "" if pair.then else NO_YEAR)


def difference_text(pairs: Iterable[YearPair]) -> str:
    """How far both are apart, in a sentence."""
    changed = [pair for pair in pairs if not pair.same]
    if not changed:
        return "备份和现在的内容完全相同。"
    parts = []
    for pair in changed:
        if pair.then is None:
            parts.append(f"{pair.year}年度备份里还没有")
        elif pair.now is None:
            parts.append(f"{pair.year}年度只有备份里有")
        else:
            parts.append(f"{pair.year}年度有{len(pair.differences)}处不同")
    return f"与现在相比：{'，'.join(parts)}。"


def _totals(pair: YearPair) -> list[tuple[str, str, str]]:
    now, then = _words(pair.now), _words(pair.then)
    return [(name, now[name], then[name]) for name in now]


def _words(year: YearSummary | None) -> dict[str, str]:
    names = ("已填", "收入合计", "支出合计", "项目")
    if year is None:
        return dict.fromkeys(names, "—")
    values = (f"{year.filled}项", wan(year.income), wan(year.expense), f"{year.projects}个")
    return dict(zip(names, values, strict=True))


def wan(amount: Quantity | None) -> str:
    """An amount in 万元; a dash where nothing was entered."""
    return "—" if amount is None else f"{format_amount(amount, '万元', 2, grouped=True)}万元"


def _line(name: str, now: str, then: str) -> QTreeWidgetItem:
    line = QTreeWidgetItem([name, now, then, SAME if now == then else DIFFERENT])
    for column, text in enumerate((name, now, then)):
        line.setToolTip(column, text)
    return line
