"""A new year in the same file: what is taken over, and under which pack."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QDialog, QFormLayout, QSpinBox, QVBoxLayout, QWidget

from jixiao_desktop.engine.catalogue import label_of
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import FUNDS, INCOME_SOURCES, NATURES, THREE_PUBLIC_ITEMS
from ui.widgets import button, label, row, set_state
from ui.workspace import Workspace

SELECTIONS = {"来源": INCOME_SOURCES, "资金": FUNDS, "性质": NATURES, "三公": THREE_PUBLIC_ITEMS}
TAKEN = (
    "照搬单位信息、各段文字（标“去年文字，请核对”）、项目和指标。",
    "今年的决算数成为新一年的“上年数”，只读；要改须写明原因。",
    "收支、三公、完成情况等从空白开始。可以撤销。",
)


class NewYearDialog(QDialog):
    """Asks for year and pack."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("新建下一年度")
        self.setMinimumWidth(540)
        self._workspace = workspace
        self.year = QSpinBox()
        self.year.setRange(2000, 2099)
        self.year.setValue(workspace.facts.year + 1)
        self.year.setAccessibleName("年度")
        self.pack = QComboBox()
        self.pack.setAccessibleName("模板")
        self._said = label("", "small", wrap=True)
        self._said.hide()
        self.create = button("建立", self._make, role="primary")
        form = QFormLayout()
        form.addRow("年度", self.year)
        form.addRow("模板", self.pack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 20, 16)
        layout.setSpacing(10)
        for line in TAKEN:
            layout.addWidget(label(line, "soft", wrap=True))
        layout.addLayout(form)
        layout.addWidget(self._said)
        layout.addLayout(row(None, button("返回", self.reject), self.create))
        self.year.valueChanged.connect(lambda _year: self._list_packs())
        self._list_packs()

    def _list_packs(self) -> None:
        from jixiao_desktop.packs.loader import list_packs

        year, own = self.year.value(), self._workspace.facts.template
        packs = sorted(list_packs(), key=lambda pack: (not pack.serves(year), pack.id != own))
        region = self._workspace.evaluation.model.pack.region
        packs.sort(key=lambda pack: (not pack.serves(year), pack.region != region, pack.id != own))
        self.pack.clear()
        for pack in packs:
            note = "" if pack.serves(year) else f"（适用{pack.years_text}）"
            self.pack.addItem(f"{pack.name}{note}", pack.id)

    def _make(self) -> None:
        session, year = self._workspace.session, self.year.value()
        if session.facts_of(year) is not None:
            self._refuse(f"{year}年度已经有了，可以在“切换年度”里打开。")
            return
        try:
            session.new_year(year, str(self.pack.currentData()), figures_of(self._workspace.evaluation))
        except Problem as problem:
            self._refuse(str(problem))
        else:
            self.accept()

    def _refuse(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.show()
        set_state(self._said, "error")


def figures_of(evaluation: Evaluation) -> dict[str, Quantity]:
    """The known figures of a year by 口径名, each with its parts: next year's 上年 column."""
    found: dict[str, Quantity] = {}
    classes = sorted({line.subject[:3] for line in evaluation.facts.expenses or () if line.subject})
    for name, measure in evaluation.model.measures.items():
        if measure.unit != "金额":
            continue
        selections: list[str | None] = [None]
        for dimension in measure.dimensions:
            selections.extend(SELECTIONS.get(dimension, classes if dimension == "科目" else ()))
        for selection in selections:
            value = evaluation.figure(name, selection).value
            if isinstance(value, Quantity) and (selection is None or not value.is_zero):
                found[label_of(name, selection)] = value
    return found
