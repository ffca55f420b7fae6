"""Questions why something changed: the change, the answer, and what the data suggest for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from ui.fields.box import FieldBox
from ui.kinds import show_amount
from ui.plan import Field, Reason, Reasons
from ui.suggestions import change_of, off_budget, parts_of
from ui.widgets import button, card, clear, label, row
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView


class ReasonBox(QWidget):
    """One question."""

    def __init__(self, reason: Reason, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self.reason, self._workspace = reason, workspace
        help_text = "用自己的话写主要原因，不用写“主要原因是”"
        field = Field(("说明", reason.key), reason.label, help_text, wide=True)
        self.box = FieldBox(field, workspace, self, lines=(2, 5))
        self.box.focused.connect(lambda field: page.say_help(f"{field.label}：{field.help}。"))
        self._change = button("", self._explain, role="link", help_text="看看这个数怎么来的")
        self._offers = QVBoxLayout()
        self._offers.setSpacing(0)
        self._offered: list[str] = []
        layout = QVBoxLayout()
        layout.setSpacing(4)
        layout.addWidget(self.box)
        layout.addWidget(self._change)
        layout.addLayout(self._offers)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card(layout))
        self.refresh()

    def _explain(self) -> None:
        if self.reason.figure:
            self._workspace.explain_requested.emit(self.reason.figure)

    def refresh(self) -> None:
        """Show the answer, the change and its parts as they are now."""
        self.box.refresh()
        self._change.setVisible(bool(self.reason.figure))
        self._change.setText(self._sentence())
        parts = (
            [part.text for part in parts_of(self._workspace.evaluation, self.reason)]
            if self.reason.figure
            else []
        )
        if parts != self._offered:
            self._offered = parts
            clear(self._offers)
            for start in range(0, len(parts), 2):
                made = [self._offer(text) for text in parts[start : start + 2]]
                self._offers.addLayout(row(*made, None))

    def _offer(self, text: str) -> QWidget:
        made = button(
            f"可参考：{text}",
            lambda: self._put_in(text),
            role="link",
            help_text="点一下写进原因里，再改成自己的话",
        )
        made.setAccessibleName(f"写入 {text}")
        return made

    def _sentence(self) -> str:
        change = change_of(self._workspace.evaluation, self.reason)
        unit = self._workspace.unit
        if change.now is None:
            return "本年数还没有填"
        now = f"本年 {show_amount(change.now, unit)}"
        if change.before is None or change.difference is None:
            return f"{now}，还没有{change.against}数，填好后这里会列出变动"
        if change.difference.is_zero:
            return f"{now}，与{change.against}数相同，可以不写"
        word = "增加" if change.difference.fen > 0 else "减少"
        before, amount = show_amount(change.before, unit), show_amount(abs(change.difference), unit)
        return f"{now}，{change.against} {before}，{word} {amount} {unit}"

    def _put_in(self, text: str) -> None:
        path = self.box.path
        before = str(self._workspace.value(path) or "").rstrip("。；，")
        whole = f"{before}，{text}" if before else text
        self._workspace.set_value(path, whole, f"写入原因 {self.reason.label}")
        self.box.refresh()
        self.box.take_focus()


class ReasonsPart(QWidget):
    """The questions of a page."""

    def __init__(self, reasons: Reasons, workspace: Workspace, page: PageView) -> None:
        super().__init__(page)
        self._workspace, self._page, self._spec = workspace, page, reasons
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(label(reasons.title, "group-title"))
        self.boxes = [ReasonBox(reason, workspace, page) for reason in reasons.reasons]
        for box in self.boxes:
            self._layout.addWidget(box)
        self._more: dict[str, ReasonBox] = {}
        self._more_layout = QVBoxLayout()
        self._more_layout.setSpacing(8)
        self._layout.addLayout(self._more_layout)
        self.refresh()

    def _everything(self) -> list[ReasonBox]:
        return [*self.boxes, *self._more.values()]

    def refresh(self) -> None:
        """Show the questions as they stand now; those of subjects come and go with their difference."""
        if self._spec.each:
            self._ask_each()
        for box in self._everything():
            box.refresh()

    def _ask_each(self) -> None:
        asked = {reason.key: reason for reason in off_budget(self._workspace.evaluation)}
        for key in self._workspace.facts.reasons or {}:
            if key.startswith("预算差异[") and key not in asked:
                asked[key] = Reason(
                    key, f"{key.removeprefix('预算差异[').removesuffix(']')} 为什么与预算不同"
                )
        if list(asked) == list(self._more):
            return
        for key in [key for key in self._more if key not in asked]:
            box = self._more.pop(key)
            self._more_layout.removeWidget(box)
            box.hide()
            box.deleteLater()
        for key, reason in asked.items():
            if key not in self._more:
                self._more[key] = ReasonBox(reason, self._workspace, self._page)
                self._more_layout.addWidget(self._more[key])

    def show_findings(self) -> None:
        """Show what the audit says at each answer."""
        for box in self._everything():
            box.box.show_findings()

    def unit_changed(self) -> None:
        """Amounts are shown in another unit."""
        self.refresh()

    def go_to(self, path: Path) -> QWidget | None:
        """Put the cursor into an answer."""
        boxes = self._everything()
        if not path and boxes:
            boxes[0].box.take_focus()
            return boxes[0]
        for box in boxes:
            if box.box.path == path:
                box.box.take_focus()
                return box
        return None

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return next((box.box.path for box in self._everything() if box.box.editor.hasFocus()), None)

    def commit(self) -> None:
        """Take over what was typed."""
        for box in self._everything():
            if box.box.editor.hasFocus():
                box.box.commit()
