"""评价报告: the texts of an evaluated project by the headings of its outline, with the official hints."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import EvaluationReport
from jixiao_desktop.report.evaluation_outline import outline_of
from jixiao_desktop.report.evaluation_report import outline_for
from ui.fields.box import FieldBox
from ui.fields.editors import TextEditor
from ui.pages.base import PageView
from ui.pages.form import help_of
from ui.plan import Field, Page
from ui.widgets import button, card, clear, label, scrolled
from ui.workspace import Workspace

PLACE: Path = ("评价报告",)


class EvaluationsPage(PageView):
    """One report at a time; generated parts are read in the preview, not typed."""

    def __init__(self, page: Page, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(page, workspace, parent)
        self.choice = QComboBox()
        self.choice.setAccessibleName("哪一份评价报告")
        self.choice.currentIndexChanged.connect(lambda _index: self._build())
        self.add = button("新增评价报告", self.add_report, icon_name="plus")
        self._remove = button("删除", self._delete)
        for tool in (self.choice, self._remove, self.add):
            self.add_tool(tool)
        self._empty = label("", "soft", wrap=True)
        self._holder = QWidget()
        self._inside = QVBoxLayout(self._holder)
        self._inside.setContentsMargins(0, 0, 6, 0)
        self._inside.setSpacing(10)
        self._area = scrolled(self._holder)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._area, 10)
        self.body.addStretch(1)
        self.boxes: list[FieldBox] = []
        self._built: tuple[str, ...] = ()
        self.refresh()

    @property
    def _entries(self) -> tuple[EvaluationReport, ...]:
        return self.workspace.facts.evaluations or ()

    def refresh(self) -> None:
        """Show everything as it stands now."""
        names = tuple(entry.project or "（未选项目）" for entry in self._entries)
        self._empty.setVisible(not names)
        self._empty.setText(self._advice())
        self._area.setVisible(bool(names))
        self.choice.setVisible(len(names) > 1)
        self._remove.setVisible(bool(names))
        if names != self._built:
            self._built = names
            at = max(0, self.choice.currentIndex())
            self.choice.blockSignals(True)
            self.choice.clear()
            self.choice.addItems(list(names))
            self.choice.setCurrentIndex(min(at, len(names) - 1))
            self.choice.blockSignals(False)
            self._build()
        for box in self.boxes:
            box.refresh()

    def _advice(self) -> str:
        if not self.workspace.facts.projects:
            return "先在“项目自评”页填好项目，再回到这里写评价报告。"
        if outline_of(self.workspace.evaluation.model.pack) is None:
            return "本模板不要求单独的评价报告。上级另有要求时，点“新增评价报告”。"
        return "点“新增评价报告”，选好项目，就会列出提纲要求的各部分。"

    def _build(self) -> None:
        """Lay out the texts that the outline asks for."""
        clear(self._inside)
        self.boxes = []
        number = max(0, self.choice.currentIndex())
        if number >= len(self._entries):
            return
        entry = self._entries[number]
        fields = [
            Field((*PLACE, number, "项目"), "评价的项目", "与“项目自评”页的项目名称一致", wide=True),
            Field((*PLACE, number, "附件号"), "附件号", "如 4-2，印在首页"),
        ]
        self._inside.addWidget(self._group("报告", fields))
        outline = outline_for(self.workspace.evaluation, entry)
        titles = []
        texts = []
        for section, content in outline.texts() if outline else ():
            limit = f"{content.limit}字以内" if content.limit else ""
            hint = "，".join(part for part in (content.hint, limit) if part)
            titles.append(content.name)
            texts.append(
                Field(
                    (*PLACE, number, "段落", content.name),
                    section.title if section.title == content.name else f"{section.title}·{content.name}",
                    hint,
                    wide=True,
                )
            )
        texts += [
            Field((*PLACE, number, "段落", name), name, "提纲里没有这一部分，不会印出来", wide=True)
            for name in entry.sections or {}
            if name not in titles
        ]
        if outline is not None:
            self._inside.addWidget(self._group(outline.name, texts))
        elif not texts:
            self._inside.addWidget(label("这个模板没有评价报告的提纲。", "soft"))
        self._inside.addStretch(1)
        self.show_findings()

    def _group(self, title: str, fields: list[Field]) -> QWidget:
        layout = QVBoxLayout()
        layout.setSpacing(8)
        layout.addWidget(label(title, "group-title"))
        for field in fields:
            box = FieldBox(field, self.workspace, self._holder)
            box.focused.connect(lambda one: self.say_help(help_of(one)))
            self.boxes.append(box)
            layout.addWidget(box)
            if field.help and isinstance(box.editor, TextEditor):
                box.editor.setPlaceholderText(field.help)
        return card(layout)

    def show_findings(self) -> None:
        """Show what the audit says."""
        for box in self.boxes:
            box.show_findings()

    def add_report(self) -> None:
        """Begin a report about the first project that has none."""
        projects = [project.name for project in self.workspace.facts.projects or ()]
        taken = {entry.project for entry in self._entries}
        name = next(
            (project for project in projects if project not in taken), projects[0] if projects else ""
        )
        draft = self.workspace.draft()
        draft.insert((*PLACE, len(self._entries)), EvaluationReport(project=name))
        if self.workspace.perform(f"新增评价报告 {name}", draft):
            self.choice.setCurrentIndex(len(self._entries) - 1)
            self.begin()

    def _delete(self) -> None:
        number = max(0, self.choice.currentIndex())
        draft = self.workspace.draft()
        draft.delete((*PLACE, number))
        self.workspace.perform(f"删除评价报告 {self._entries[number].project}", draft)

    def begin(self) -> None:
        """Put the cursor into the first text, or on the button that begins a report."""
        if self.boxes:
            self.boxes[0].take_focus()
        else:
            self.add.setFocus()

    def go_to(self, path: Path) -> bool:
        """Put the cursor at a path."""
        number = path[1] if len(path) > 1 else 0
        if not isinstance(number, int) or number >= len(self._entries):
            return False
        if number != self.choice.currentIndex():
            self.choice.setCurrentIndex(number)
        box = next((box for box in self.boxes if box.path == path or path[: len(box.path)] == box.path), None)
        box = box or next((box for box in self.boxes if box.path[-1] == path[-1]), None)
        if box is None:
            return False
        box.take_focus()
        self._area.ensureWidgetVisible(box, 0, 40)
        return True

    def spot(self) -> Path | None:
        """The path under the cursor."""
        return next((box.path for box in self.boxes if box.editor.hasFocus()), None)

    def commit(self) -> None:
        """Take over what was typed."""
        for box in self.boxes:
            if box.editor.hasFocus():
                box.commit()
