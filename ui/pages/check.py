"""校验: the verdict, every finding, and the 说明 of a 核实 written in place."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from jixiao_desktop.audit.acknowledge import MIN_LENGTH, acknowledgement_of, place_of
from jixiao_desktop.audit.findings import Finding, Level
from jixiao_desktop.ledger.edits import Path
from ui.fields.editors import TextEditor
from ui.icons import icon
from ui.pages.base import PageView
from ui.panels.findings import FindingsList
from ui.plan import Page
from ui.widgets import button, card, label, row, set_state
from ui.workspace import Workspace


class CheckPage(PageView):
    """The list of findings above, the chosen one below with what can be done about it."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.hide_help()
        self._icon = label("")
        self._verdict = label("", "group-title")
        self._counts = label("", "small")
        self.list = FindingsList(workspace, self)
        self.list.click_jumps = False
        self.list.itemDoubleClicked.connect(lambda item, _column: self._jump(self.list.finding_of(item)))
        self._finding: Finding | None = None
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setProperty("role", "loose")
        splitter.setHandleWidth(8)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.list)
        splitter.addWidget(self._detail())
        splitter.setStretchFactor(0, 1)
        self.body.addLayout(row(self._icon, self._verdict, self._counts, None))
        self.body.addWidget(splitter, 1)
        self.list.chosen.connect(self._show)
        self.show_findings()

    def _detail(self) -> QWidget:
        self._level = label("", "group-title")
        self._message = label("", "label", wrap=True)
        self._causes = label("", "soft", wrap=True)
        self._values = label("", "small", wrap=True)
        self._jump_button = button(
            "到要改的地方", lambda: self._jump(self._finding), role="primary", icon_name=""
        )
        self._reason = TextEditor(self, lines=(2, 3))
        self._reason.setPlaceholderText(
            f"核实无误的，在这里写明原因（至少{MIN_LENGTH}个字），写好后这一条就算说明"
        )
        self._reason.setAccessibleName("核实说明")
        self._reason.left.connect(self._commit_reason)
        self._reason.rested.connect(lambda: self._commit_reason(final=False))
        self._said = label("", "small", wrap=True)
        self._next = button("下一条", lambda: self._step(1))
        layout = QVBoxLayout()
        layout.setSpacing(6)
        for part in (self._level, self._message, self._values, self._causes, self._reason, self._said):
            layout.addWidget(part)
        layout.addLayout(row(self._jump_button, self._next, None))
        layout.addStretch(1)
        return card(layout)

    def begin(self) -> None:
        """The cursor stands on the first finding."""
        self.list.setFocus()
        if self.list.finding_of(self.list.currentItem()) is None:
            top = self.list.topLevelItem(0)
            if top is not None:
                self.list.setCurrentItem(top.child(0) or top)

    def show_findings(self) -> None:
        """Show the verdict and the list as they are now."""
        verdict = self.workspace.verdict
        self._icon.setPixmap(
            icon("error" if verdict.errors else "done" if verdict.final else "unfilled").pixmap(20, 20)
        )
        self._verdict.setText(verdict.text)
        parts = [f"错误 {verdict.errors}", f"待说明的核实 {verdict.unexplained}", f"未填 {verdict.unfilled}"]
        advice = "可以导出定稿了。" if verdict.final else "　·　现在也可以导出，每页会印“草稿”。"
        self._counts.setText("　".join(parts) + advice if not verdict.final else advice)
        self.list.refresh()
        self._show(self.list.finding_of(self.list.currentItem()))

    def refresh(self) -> None:
        """Show everything as it is now."""
        self.show_findings()

    def _show(self, finding: Finding | None) -> None:
        if finding is not None and self._finding is not None and finding == self._finding:
            return
        self._finding = finding
        self._jump_button.setEnabled(finding is not None and bool(finding.where))
        explainable = finding is not None and finding.level == Level.VERIFY
        self._reason.setVisible(explainable)
        self._said.setVisible(explainable)
        if finding is None:
            self._level.setText("选中上面一条，这里说明问题和可能的原因")
            for part in (self._message, self._causes, self._values):
                part.setText("")
            return
        self._level.setText(f"{finding.level}　{finding.id}")
        self._message.setText(finding.message)
        self._causes.setText("\n".join(f"可能：{cause.text}" for cause in finding.causes))
        self._causes.setVisible(bool(finding.causes))
        values = "　".join(f"{name}：{value}" for name, value in finding.values.items())
        self._values.setText(
            "　".join(part for part in (values, f"依据：{finding.source}" if finding.source else "") if part)
        )
        if explainable:
            self._reason.show_value(self._stored(finding) or "")
            self._say_state()

    def _number(self, finding: Finding) -> int | None:
        """The 说明 that was written for a finding."""
        for number, given in enumerate(self.workspace.facts.acknowledgements or ()):
            if given.rule == finding.id and (given.place or "") == place_of(finding):
                return number
        return None

    def _stored(self, finding: Finding) -> str | None:
        number = self._number(finding)
        return None if number is None else (self.workspace.facts.acknowledgements or ())[number].reason

    def _commit_reason(self, *, final: bool = True) -> None:
        finding = self._finding
        if finding is None or finding.level != Level.VERIFY:
            return
        text = self._reason.value_text().strip()
        if text == (self._stored(finding) or "") and (finding.closed or not text):
            return
        if len(text) < MIN_LENGTH and text:
            if final:
                self._said.setText(f"还差 {MIN_LENGTH - len(text)} 个字，说明至少要{MIN_LENGTH}个字，没有存")
                set_state(self._said, "verify")
            return
        draft, number = self.workspace.draft(), self._number(finding)
        given = acknowledgement_of(finding, text)
        if not text and number is not None:
            draft.delete(("核实", number))
        elif text and number is None:
            draft.insert(("核实", len(self.workspace.facts.acknowledgements or ())), given)
        elif text:
            draft.set(("核实", number), given)
        self.workspace.perform(f"说明 {finding.id}", draft, merge=f"核实 {finding.id} {place_of(finding)}")
        self._say_state()

    def _say_state(self) -> None:
        finding = self._finding
        stored = self._stored(finding) if finding is not None else None
        now = next(
            (
                f
                for f in self.workspace.findings
                if finding and f.id == finding.id and f.where == finding.where
            ),
            None,
        )
        if stored and now is not None and not now.closed:
            self._said.setText("数字变了，原来的说明要重新核对")
            set_state(self._said, "verify")
        else:
            self._said.setText("已写明原因" if stored else "")
            set_state(self._said, "done")

    def _jump(self, finding: Finding | None) -> None:
        if finding is not None and finding.where:
            self.workspace.jump(finding.where[0])

    def _step(self, step: int) -> None:
        item = self.list.currentItem()
        below = self.list.itemBelow(item) if item is not None and step > 0 else self.list.topLevelItem(0)
        if below is not None and self.list.finding_of(below) is None:
            below = self.list.itemBelow(below)
        if below is not None:
            self.list.setCurrentItem(below)

    def go_to(self, path: Path) -> bool:
        """Findings have no field of their own here."""
        del path
        return False

    def commit(self) -> None:
        """Take over the 说明 that is being written."""
        if self._reason.hasFocus():
            self._commit_reason()
