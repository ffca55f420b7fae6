"""A field of a form: label, editor, and one line of what is to be said about it."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path, path_text
from jixiao_desktop.ledger.shape import Amount, Choice, Flag, Items, Kind, Text
from ui.fields.editors import ChoiceEditor, Editor, EnterIsNext, LineEditor, TextEditor
from ui.kinds import RefusedError, exact_text, exactness, is_numeric, kind_at, read, show
from ui.plan import Field
from ui.widgets import button, label, set_state
from ui.workspace import Workspace

LEVEL_STATES = {"错误": "error", "核实": "verify", "未填": "unfilled", "提示": "hint"}


def editor_for(kind: Kind, parent: QWidget, lines: tuple[int, int] | None = None) -> Editor:
    """The editor that suits a kind of value."""
    if isinstance(kind, Choice):
        return ChoiceEditor(kind.options, parent)
    if isinstance(kind, Flag):
        return ChoiceEditor(("是", "否"), parent)
    if isinstance(kind, Items):
        return TextEditor(parent, lines=lines or (2, 8))
    if isinstance(kind, Text) and kind.long:
        return TextEditor(parent, lines=lines or (3, 12))
    return LineEditor(parent, numeric=is_numeric(kind))


class FieldBox(QWidget):
    """One field on a page; it takes its value from the workspace and gives edits to it."""

    focused = Signal(object)
    """The cursor came here; carries the Field."""

    def __init__(
        self,
        field: Field,
        workspace: Workspace,
        parent: QWidget | None = None,
        *,
        lines: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(parent)
        self.field = field
        self._workspace = workspace
        self.kind = kind_at(field.path)
        self._refused = ""
        self.editor = editor_for(self.kind, self, lines)
        self._enter = EnterIsNext(self)
        self.editor.installEventFilter(self._enter)
        self._label = label(field.label)
        self._label.setBuddy(self.editor)
        self._tag = label("", "small")
        self._message = label("", "small", wrap=True)
        self._message.hide()
        self._confirm = button("仍然适用", self._confirm_carried, role="link", help_text="今年仍用这段文字")
        self._confirm.hide()
        self._lay_out()
        self._describe()
        self.editor.rested.connect(lambda: self.commit(final=False))
        self.editor.left.connect(self._on_left)
        if isinstance(self.editor, TextEditor):
            self.editor.counted.connect(self._tag.setText)
        watcher = _FocusWatcher(self)
        self.editor.installEventFilter(watcher)
        watcher.came.connect(self._on_focus)
        self.refresh()

    def _on_focus(self) -> None:
        if isinstance(self.kind, Amount) and not self._refused:
            self.editor.show_value(
                exact_text(self.kind, self._workspace.value(self.path), self._workspace.unit)
            )
        self.focused.emit(self.field)

    @property
    def path(self) -> Path:
        """Where the value stands in the facts."""
        return self.field.path

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._label)
        head.addStretch(1)
        head.addWidget(self._tag)
        foot = QHBoxLayout()
        foot.addWidget(self._message, 1)
        foot.addWidget(self._confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addLayout(head)
        layout.addWidget(self.editor)
        layout.addLayout(foot)
        layout.addStretch(1)

    def _describe(self) -> None:
        field = self.field
        parts = [field.help, f"数据见{field.source}" if field.source else ""]
        text = "。".join(part.rstrip("。") for part in parts if part)
        self.editor.setAccessibleName(field.label)
        self.editor.setAccessibleDescription(text or path_text(field.path))
        self.editor.setObjectName(path_text(field.path))
        if text:
            self.editor.setToolTip(text)

    def sizeHint(self) -> QSize:
        """Narrow by nature: the form gives it its width."""
        return QSize(160, super().sizeHint().height())

    def refresh(self) -> None:
        """Show the value as it now stands in the facts."""
        unit = self._workspace.unit
        value = self._workspace.value(self.path)
        if not self._refused and not (self.editor.hasFocus() and self._same_as_typed(value)):
            self.editor.show_value(
                exact_text(self.kind, value, unit) if self.editor.hasFocus() else show(self.kind, value, unit)
            )
        if not isinstance(self.editor, TextEditor):
            self._tag.setText(unit if isinstance(self.kind, Amount) else self.field.unit)
        if isinstance(self.kind, Amount) and self._workspace.unit:
            self.editor.setToolTip(
                "。".join(t for t in (self.editor.accessibleDescription(), exactness(value, unit)) if t)
            )

    def _same_as_typed(self, value: object) -> bool:
        try:
            return bool(read(self.kind, self.editor.value_text(), self._workspace.unit) == value)
        except RefusedError:
            return False

    def show_findings(self) -> None:
        """Show what the audit says about this place, in the same words as the list of findings."""
        findings = [f for f in self._workspace.findings_at(self.path) if f.level != "未填"]
        carried = self._workspace.session.is_carried(self.path) if isinstance(self.kind, Text) else False
        self._confirm.setVisible(carried)
        if self._refused:
            self._say("error", self._refused)
            set_state(self.editor, "refused")
        elif findings:
            self._say(LEVEL_STATES[findings[0].level], f"{findings[0].level}：{findings[0].message}")
        elif carried:
            self._say("verify", "去年文字，请核对")
        else:
            self._say("", "")

    def _say(self, state: str, text: str) -> None:
        self._message.setText(text)
        self._message.setVisible(bool(text))
        set_state(self._message, state)
        set_state(self.editor, "error" if state == "error" else "")

    def commit(self, *, final: bool = True) -> bool:
        """Give what was typed to the facts; ``final`` says why, where it is refused."""
        unit = self._workspace.unit
        before = self._workspace.value(self.path)
        typed = self.editor.value_text()
        if typed in (show(self.kind, before, unit), exact_text(self.kind, before, unit)):
            self._refused = ""
            return True
        try:
            value = read(self.kind, typed, unit)
        except RefusedError as refused:
            if final:
                self._refused = f"{refused}；原来的内容没有变"
                self.show_findings()
            return False
        self._refused = ""
        return self._workspace.set_value(
            self.path, value, f"修改 {self.field.label}", merge=path_text(self.path)
        )

    def _on_left(self) -> None:
        accepted = self.commit()
        self._workspace.left_field()
        if accepted:
            self.refresh()
            self.show_findings()

    def _confirm_carried(self) -> None:
        with self._workspace.told():
            self._workspace.session.confirm_carried(self.path)
        self.show_findings()

    def take_focus(self) -> None:
        """Put the cursor here."""
        self.editor.setFocus()
        if isinstance(self.editor, LineEditor):
            self.editor.selectAll()


class _FocusWatcher(QObject):
    """Notices that an editor gets the cursor."""

    came = Signal()

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Tell when the cursor comes."""
        if isinstance(event, QFocusEvent) and event.gotFocus():
            self.came.emit()
        return False
