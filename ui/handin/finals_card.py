"""定稿: the button, the versions so far, and what changed from one to the next."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.store.versions import Final
from ui.handin.background import Background
from ui.handin.changes import changed_amounts
from ui.handin.freezing import Frozen, freezing
from ui.handin.strip import ProgressStrip
from ui.icons import icon
from ui.widgets import button, label, row, tree
from ui.workspace import Workspace

ROWS_SHOWN = 4
NOTHING = "—"


class FinalsCard(QFrame):
    """Freezes the year that is shown, and lists its versions."""

    frozen = Signal()

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._workspace = workspace
        self.finals: tuple[Final, ...] = ()
        self._icon = label("")
        self._icon.setFixedWidth(24)
        self._state = label("", "label", wrap=True)
        self.go = button("定稿", self.freeze, role="primary")
        self.check = button("去处理", self._to_check)
        self.work = Background(self)
        self.work.done.connect(self._made)
        self.work.ended.connect(self._ended)
        self.strip = ProgressStrip(self.work, "做完手上这个文件就停…", self)
        self.list = _tree(
            ["版次", "定稿时间", "模板", "程序", "已说明的核实", "文件"],
            "定稿版本",
            (70, 150, 300, 80, 110, 80),
            wide=2,
        )
        self.list.currentItemChanged.connect(lambda _now, _before: self._choose())
        self._none = label(
            "还没有定过稿。定稿会把现在的数据、审核结果和每个文件的校验码一起存进账套，以后改了也查得到。",
            "soft",
            wrap=True,
        )
        self.compare = button("与上一版比较", self.show_changes)
        self.said = label("", "soft", wrap=True)
        self.changes = _tree(
            ["变了的数", "上一版（元）", "这一版（元）", "增减（元）"],
            "与上一版不同的数",
            (300, 160, 160, 160),
            wide=0,
        )
        self.changes.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        state = row(self._icon, self._state, self.check, self.go, spacing=8)
        state.setStretch(1, 1)
        compare = row(self.compare, self.said, spacing=10)
        compare.setStretch(1, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 14)
        layout.setSpacing(8)
        layout.addWidget(label("定稿", "group-title"))
        layout.addLayout(state)
        for part in (self.strip, self._none, self.list):
            layout.addWidget(part)
        layout.addLayout(compare)
        layout.addWidget(self.changes)

    # --- state ---------------------------------------------------------------------------------

    def reload(self) -> None:
        """Read the versions from the file."""
        with self._workspace.told():
            self.finals = tuple(self._workspace.session.finals())
        self.list.clear()
        for final in self.finals:
            self.list.addTopLevelItem(_line(final))
        _fit(self.list)
        there = bool(self.finals)
        self._none.setVisible(not there)
        self.list.setVisible(there)
        self.compare.setVisible(there)
        self.said.setVisible(there)
        self.changes.hide()
        if there:
            self.list.setCurrentItem(self.list.topLevelItem(0))
        self.show_state()

    def show_state(self) -> None:
        """Say whether it can be frozen now, and if not, why."""
        text, ready = self._why()
        verdict = self._workspace.verdict
        self._icon.setPixmap(
            icon("error" if verdict.errors else "done" if verdict.final else "unfilled").pixmap(20, 20)
        )
        self._state.setText(text)
        self.go.setEnabled(ready and not self.work.busy)
        self.go.setAccessibleDescription(text)
        self.check.setVisible(not verdict.final)

    def _why(self) -> tuple[str, bool]:
        session, verdict = self._workspace.session, self._workspace.verdict
        if not verdict.final:
            lacks = missing(verdict.errors, verdict.unfilled, verdict.unexplained)
            return (
                f"还不能定稿：{lacks}。现在打印、报送的都是草稿。",
                False,
            )
        if session.read_only is not None:
            return f"账套是只读打开的（{session.read_only.reason}），不能定稿。", False
        if session.path is None:
            return "审核已通过。还没有存成账套文件，先在左上角菜单里「另存为」，再定稿。", False
        if self.is_frozen:
            return f"现在的数据就是第{self.finals[0].number}版定稿，没有改动。", False
        if self.finals:
            return f"审核已通过。第{self.finals[0].number}版定稿以后数据改过，可以再定一版。", True
        return "审核已通过，可以定稿。", True

    @property
    def is_frozen(self) -> bool:
        """Whether the facts as they are now are the newest version."""
        return bool(self.finals) and self.finals[0].facts == self._workspace.facts

    def _to_check(self) -> None:
        page = next((page.id for page in self._workspace.plan.pages if page.special == "校验"), "")
        if page:
            self._workspace.jump_requested.emit(page, ())

    # --- freezing ------------------------------------------------------------------------------

    def freeze(self) -> None:
        """Make the files of the final version and freeze it."""
        if self.work.busy:
            return
        self.go.setEnabled(False)
        self.strip.begin("正在准备…")
        self.work.start(freezing(self._workspace.evaluation.fork(), self._workspace.findings))

    def _made(self, made: Frozen) -> None:
        from jixiao_desktop import __version__

        if made.facts != self._workspace.facts:
            self.strip.say("定稿的时候数据改过，这一次没有定。请再点一次「定稿」。", "verify")
            return
        with self._workspace.told() as outcome:
            final = self._workspace.session.freeze(
                made.pack, __version__, made.figures, made.findings, made.hashes
            )
        if outcome[0]:
            self.strip.say(f"已定稿，这是第{final.number}版。", "done")
            self.reload()
            self.frozen.emit()
        else:
            self.strip.say("没有定稿，数据没有改动。", "error")

    def _ended(self) -> None:
        self.reload()
        if self.isVisible():
            (self.go if self.go.isEnabled() else self.list).setFocus()

    # --- comparing -----------------------------------------------------------------------------

    def _chosen(self) -> int:
        return self.list.indexOfTopLevelItem(self.list.currentItem()) if self.list.currentItem() else -1

    def _choose(self) -> None:
        older = 0 <= self._chosen() < len(self.finals) - 1
        self.compare.setEnabled(older)
        self.said.setText("" if older else "这是第一版，前面没有可以比较的。")
        self.changes.hide()

    def show_changes(self) -> None:
        """List the figures that differ from the version before the chosen one."""
        at = self._chosen()
        new, old = self.finals[at], self.finals[at + 1]
        changed = changed_amounts(old, new)
        self.changes.clear()
        for item in changed:
            self.changes.addTopLevelItem(_amounts(item.name, item.old, item.new))
        _fit(self.changes, 8)
        self.changes.setVisible(bool(changed))
        pair = f"第{new.number}版与第{old.number}版"
        self.said.setText(
            f"{pair}有 {len(changed)} 个数不同。" if changed else f"{pair}的数全部相同，改的是文字或说明。"
        )
        if changed:
            self.changes.setFocus()


def missing(errors: int, unfilled: int, unexplained: int) -> str:
    """What stands between the facts and a 定稿."""
    parts = ((errors, "处错误要改"), (unfilled, "项没有填"), (unexplained, "条核实没有写说明"))
    return "、".join(f"{count} {words}" for count, words in parts if count)


def _line(final: Final) -> QTreeWidgetItem:
    at = datetime.fromisoformat(final.at).astimezone()
    explained = sum(item.explained is not None for item in final.findings)
    line = QTreeWidgetItem(
        [
            f"第{final.number}版",
            f"{at:%Y-%m-%d %H:%M}",
            final.pack,
            final.program,
            str(explained),
            f"{len(final.hashes)} 个",
        ]
    )
    line.setToolTip(2, final.pack)
    line.setToolTip(4, "\n".join(f"{item.id} {item.explained}" for item in final.findings if item.explained))
    line.setToolTip(5, "\n".join(f"{name}　SHA-256 {digest}" for name, digest in final.hashes.items()))
    return line


def _amounts(name: str, old: Quantity | None, new: Quantity | None) -> QTreeWidgetItem:
    change = new - old if old is not None and new is not None else None
    line = QTreeWidgetItem([name, *(_yuan(value) for value in (old, new, change))])
    for column in (1, 2, 3):
        line.setTextAlignment(column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return line


def _yuan(value: Quantity | None) -> str:
    return NOTHING if value is None else format_amount(value, "元", 2, grouped=True)


def _tree(headings: list[str], name: str, widths: tuple[int, ...], *, wide: int) -> QTreeWidget:
    made = QTreeWidget()
    tree(made, headings, name, widths, wide=wide)
    return made


def _fit(tree: QTreeWidget, most: int = ROWS_SHOWN) -> None:
    """As high as its rows, up to some."""
    rows = max(1, min(tree.topLevelItemCount(), most))
    height = tree.sizeHintForRow(0) if tree.topLevelItemCount() else 28
    tree.setFixedHeight(tree.header().sizeHint().height() + rows * height + 6)
