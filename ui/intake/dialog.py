"""导入部门决算工作簿: what was recognised, what would change, what disagrees; then one operation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QProgressBar,
    QRadioButton,
    QSplitter,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from ui.intake.lists import LinesView, SheetView
from ui.intake.reading import Outcome, Reader, Source
from ui.intake.words import (
    DIFFERENCE_HEADERS,
    DIFFERENCE_WIDTHS,
    OUTCOMES,
    Line,
    difference_lines,
    fact_lines,
    headline,
    lacking_lines,
    last_year_lines,
    table_lines,
)
from ui.widgets import button, clear, column, frame, label, row, set_state

SIZE = (1120, 660)
ALL = "全部"
NOTHING = (
    "没有认出任何一张决算表，没有取用任何数据。\n"
    "请用部门决算软件导出的 Excel 文件，或按公开模板填好的 01–09 表；不要删去表名、表头和金额单位。\n"
    "各工作表没有取用的原因在“决算表”里。"
)


class ImportDialog(QDialog):
    """Reads in the background, shows what an import would do, and hands it over when it is wanted."""

    def __init__(
        self, source: Source, apply: Callable[[Outcome], bool], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("导入部门决算工作簿")
        self.resize(*SIZE)
        self._source, self._apply = source, apply
        self._reader: Reader | None = None
        self.outcome: Outcome | None = None
        self._facts: dict[str, list[Line]] = {}
        self.go = button("导入", self._take, role="primary")
        self.back = button("取消", self.reject)
        self.stack = QStackedWidget()
        for page in (self._waiting_page(), self._preview_page()):
            self.stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 16)
        layout.setSpacing(10)
        layout.addWidget(self.stack, 1)
        self.said = label("", "small", wrap=True)
        foot = row(self.said, self.back, self.go)
        foot.setStretch(0, 1)
        layout.addLayout(foot)
        self._read(source)

    # --- pages ---------------------------------------------------------------------------------

    def _waiting_page(self) -> QWidget:
        self.doing = label("", "soft", wrap=True)
        self.doing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        page = QWidget()
        page.setLayout(column(None, self.doing, self.bar, None, spacing=14))
        return page

    def _preview_page(self) -> QWidget:
        self.headline = label("", "group-title", wrap=True)
        self.questions = QVBoxLayout()
        self.questions.setSpacing(4)
        self.question_box = frame("card", self.questions, (12, 8, 12, 8))
        self.sure = QCheckBox("已经核实，仍然导入")
        self.sure.toggled.connect(lambda _on: self._refresh_go())
        self.sheet = SheetView()
        self.facts = LinesView(
            "数据", ("情况", "数据", "原来（元）", "导入后（元）", "出处"), (64, 330, 140, 140, 290), 1, self
        )
        self.tables = LinesView(
            "决算表",
            ("情况", "表", "工作表", "读出", "合计，或没有取用的原因"),
            (80, 270, 260, 60, 300),
            4,
            self,
        )
        self.differences = LinesView(
            "核对",
            DIFFERENCE_HEADERS,
            DIFFERENCE_WIDTHS,
            5,
            self,
        )
        self.lacking = LinesView("还缺", ("情况", "说明"), (90, 600), 1, self)
        self.tabs = QTabWidget()
        self.empties: list[QLabel] = []
        self.tabs.addTab(self._facts_tab(), "数据")
        for view, title in ((self.tables, "决算表"), (self.differences, "核对"), (self.lacking, "还缺")):
            self.tabs.addTab(self._with_empty(view), title)
        for view in (self.facts, self.tables, self.differences, self.lacking):
            view.chosen.connect(self.sheet.show_line)
        self.tabs.currentChanged.connect(lambda _number: self._enter_tab())
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.tabs)
        halves.addWidget(self.sheet)
        halves.setSizes([330, 190])
        page = QWidget()
        layout = column(self.headline, spacing=8)
        layout.addLayout(self._choices())
        layout.addWidget(self.question_box)
        layout.addWidget(halves, 1)
        page.setLayout(layout)
        return page

    def _choices(self) -> QVBoxLayout:
        self.this_year, self.last_year = QRadioButton(), QRadioButton()
        self.this_year.setChecked(not self._source.last_year)
        self.last_year.setChecked(self._source.last_year)
        self.last_year.toggled.connect(lambda on: self._read_again(last_year=on))
        self.pack = QComboBox()
        self.pack.setAccessibleName("模板")
        self.pack.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.pack.activated.connect(lambda _at: self._read_again())
        self._pack_label = label("模板", "label")
        self._for_new = row(self._pack_label, self.pack, None)
        for part in (self._pack_label, self.pack):
            part.setVisible(self._source.base is None)
        for choice in (self.this_year, self.last_year):
            choice.setVisible(self._source.base is not None)
        both = QVBoxLayout()
        both.addLayout(row(self.this_year, 12, self.last_year, None))
        both.addLayout(self._for_new)
        return both

    def _facts_tab(self) -> QWidget:
        self.filters = {}
        for name in (ALL, *OUTCOMES):
            made = button(name, lambda n=name: self._filter(n), role="segment")
            made.setCheckable(True)
            self.filters[name] = made
        page = self._with_empty(self.facts)
        layout = page.layout()
        assert isinstance(layout, QVBoxLayout)
        layout.insertLayout(0, row(*self.filters.values(), None, spacing=0))
        return page

    def _with_empty(self, view: LinesView) -> QWidget:
        """A list, or what to say where it is empty."""
        empty = label("", "soft", wrap=True)
        empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empties.append(empty)
        page = QWidget()
        page.setLayout(column(view, empty, spacing=6))
        page.layout().setContentsMargins(0, 6, 0, 0)
        return page

    # --- reading -------------------------------------------------------------------------------

    def _read(self, source: Source) -> None:
        self._source = source
        self._reader = Reader(source)
        self._reader.told.connect(lambda what: self._wait(f"正在读 {what}"))
        self._reader.done.connect(self._show)
        self._reader.refused.connect(self._refuse)
        self._reader.finished.connect(self._finished)
        self.stack.setCurrentIndex(0)
        self.bar.show()
        self.go.setEnabled(False)
        self.said.setText("")
        set_state(self.doing, "")
        self._wait("正在读工作簿…")
        self._reader.start()

    def _read_again(self, *, last_year: bool | None = None) -> None:
        if self._reader is not None or self.outcome is None:
            return
        base = self._source.base
        if base is None and self.pack.currentData():
            base = replace(self.outcome.base, template=str(self.pack.currentData()))
        last = self._source.last_year if last_year is None else last_year
        self._read(replace(self._source, base=base, last_year=last, books=self.outcome.books))

    def _wait(self, text: str) -> None:
        self.doing.setText(text)

    def _refuse(self, sentence: str) -> None:
        self.bar.hide()
        self.doing.setText(sentence)
        set_state(self.doing, "error")
        self.back.setText("关闭")
        self.back.setFocus()

    def _finished(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.deleteLater()

    # --- showing -------------------------------------------------------------------------------

    def _show(self, outcome: Outcome) -> None:
        self.outcome = outcome
        preview, year = outcome.preview, outcome.base.year
        self.this_year.setText(f"作为{year}年度的数据")
        self.last_year.setText(f"作为上年（{year - 1}年度）决算数")
        self._list_packs(outcome)
        last = self._source.last_year
        self._facts = last_year_lines(outcome) if last else fact_lines(outcome)
        self.headline.setText(headline(outcome, self._facts))
        lists = (
            (self.tables, table_lines(preview), "决算表", ""),
            (self.differences, difference_lines(outcome), "核对", self._agreed()),
            (self.lacking, lacking_lines(preview), "还缺", "没有缺的，也没有自相矛盾的。"),
        )
        self.sheet.begin(outcome.books)
        for number, (view, lines, title, empty) in enumerate(lists, start=1):
            view.lines.show_lines(lines)
            self._set_empty(number, view, empty)
            self.tabs.setTabText(number, f"{title} {len(lines)}")
        self.tabs.setTabText(0, f"数据 {sum(map(len, self._facts.values()))}")
        self._filter(ALL)
        self._ask(preview.questions)
        self.stack.setCurrentIndex(1)
        self.tabs.setCurrentIndex(0 if preview.tables else 1)
        self._refresh_go()
        self._enter_tab()
        (self.go if self.go.isEnabled() else self.tabs).setFocus()

    def _agreed(self) -> str:
        assert self.outcome is not None
        if not self.outcome.preview.tables:
            return "没有认出决算表，没有可以核对的。"
        if self.outcome.preview.partial:
            apart = "、".join(sorted(self.outcome.preview.partial))
            return f"核对过的格都一致。{apart}的合计还分不开（见“还缺”），没有核对。"
        return "逐格核对过了：工作簿的每一格都与导入后的数据一致。"

    def _list_packs(self, outcome: Outcome) -> None:
        if self.pack.count() or self.pack.isHidden():
            return
        from jixiao_desktop.intake.door import packs_for

        for pack in packs_for(outcome.base.year):
            self.pack.addItem(pack.name, pack.id)
        self.pack.setCurrentIndex(max(0, self.pack.findData(outcome.base.template)))

    def _set_empty(self, number: int, view: LinesView, text: str) -> None:
        empty = not view.lines.rowCount()
        view.setVisible(not empty)
        self.empties[number].setText(text)
        self.empties[number].setVisible(empty)

    def _filter(self, chosen: str) -> None:
        for name, made in self.filters.items():
            made.setChecked(name == chosen)
            count = sum(map(len, self._facts.values())) if name == ALL else len(self._facts.get(name, ()))
            made.setText(f"{name} {count}")
        wanted = OUTCOMES if chosen == ALL else (chosen,)
        self.facts.lines.show_lines([line for name in wanted for line in self._facts.get(name, ())])
        none = NOTHING if self.outcome and not self.outcome.preview.tables else f"没有“{chosen}”的数据。"
        self._set_empty(0, self.facts, none)
        self.facts.begin()

    def _ask(self, questions: tuple[str, ...]) -> None:
        self.sure.setParent(None)
        clear(self.questions)
        for question in questions:
            said = label(question, "label", wrap=True)
            set_state(said, "verify")
            self.questions.addWidget(said)
        self.questions.addWidget(self.sure)
        self.sure.setChecked(False)
        self.sure.show()
        self.question_box.setVisible(bool(questions))

    def _refresh_go(self) -> None:
        outcome = self.outcome
        if outcome is None:
            return
        changes = sum(len(self._facts.get(name, ())) for name in ("新增", "不同"))
        asked = bool(outcome.preview.questions) and not self.sure.isChecked()
        self.go.setText(f"导入 {changes} 项" if changes else "导入")
        self.go.setEnabled(bool(outcome.operation.changes) and not asked)
        if not outcome.preview.tables:
            said = ""
        elif not outcome.operation.changes:
            said = "工作簿与已录入的完全一致，没有要导入的。"
        elif asked:
            said = "请先核实上面的问题，勾选后才能导入；不对就取消，什么都不会变。"
        elif outcome.differences:
            said = "作为一步操作导入，可以一次撤销。导入后留下一张核对单，可以逐条到填写的地方。"
        else:
            said = "作为一步操作导入，可以一次撤销。更精确的已录入数不会被万元数覆盖。"
        self.said.setText(said)

    def _enter_tab(self) -> None:
        view = (self.facts, self.tables, self.differences, self.lacking)[self.tabs.currentIndex()]
        self.sheet.show_line(Line(()))
        self.sheet.setVisible(view is not self.lacking and bool(view.lines.rowCount()))
        index = view.currentIndex()
        if index.isValid():
            self.sheet.show_line(view.lines.lines[index.row()])
        else:
            view.begin()

    # --- ending --------------------------------------------------------------------------------

    def _take(self) -> None:
        if self.outcome is not None and self._apply(self.outcome):
            self.accept()

    def reject(self) -> None:
        """While reading, stop; else close. Nothing is taken."""
        if self._reader is not None:
            self._reader.stop()
            self._wait("正在停止…")
            return
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The thread ends before the window goes."""
        if self._reader is not None:
            self._reader.stop()
            self._reader.wait()
        super().closeEvent(event)
