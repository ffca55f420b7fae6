"""The ways in: the menu, the start screen, files dropped on the window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog

from ui.intake.reading import WORKBOOKS, Outcome, Source, workbooks_among

if TYPE_CHECKING:
    from ui.shell.window import MainWindow


class IntakeDoor(QObject):
    """Takes workbooks into the open year, or into a new 账套 where none is open."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def ask(self) -> None:
        """Choose workbooks to import."""
        settings = self._window.settings
        chosen, _ = QFileDialog.getOpenFileNames(
            self._window, "导入部门决算工作簿（可以选几个）", settings.folder("决算"), WORKBOOKS
        )
        if chosen:
            settings.remember_folder("决算", str(Path(chosen[0]).parent))
            self.take([Path(file) for file in chosen])

    def take(self, paths: list[Path]) -> None:
        """Show what importing these workbooks would do."""
        from ui.intake.dialog import ImportDialog

        dialog = ImportDialog(self.source(paths), self.apply, self._window)
        taken = dialog.exec() == QDialog.DialogCode.Accepted
        outcome = dialog.outcome
        dialog.deleteLater()
        if taken and outcome is not None and outcome.differences:
            self.keep(outcome)

    def keep(self, outcome: Outcome) -> None:
        """Leave what the workbook says otherwise open beside the work."""
        from ui.intake.kept import DifferencesWindow

        DifferencesWindow(outcome, self._window.workspace, self._window).show()

    def source(self, paths: list[Path]) -> Source:
        """What is to be read, for what is open."""
        workspace = self._window.workspace
        if not workspace.is_open:
            return Source(tuple(paths), None)
        self._window.work.commit()
        fixed = frozenset(workspace.session.notes.taken or ())
        return Source(tuple(paths), workspace.facts, fixed=fixed)

    def apply(self, outcome: Outcome) -> bool:
        """Do the import as one operation; False when it was refused."""
        window, workspace = self._window, self._window.workspace
        if not workspace.is_open:
            from jixiao_desktop.session import Session

            window.work.setEnabled(True)
            backups = window.safety.backups()
            workspace.open(Session.in_memory(outcome.base, post=workspace.post, backups=backups))
        with workspace.told() as went_well:
            workspace.session.perform(outcome.operation, origins=outcome.origins)
        if went_well[0]:
            window.work.verdict.say(
                f"{outcome.operation.title}，可以撤销。“这个数怎么来的”会说出每个数的出处。"
            )
        return went_well[0]

    def ask_fill(self) -> None:
        """Choose an empty workbook of the bureau to be filled."""
        settings = self._window.settings
        chosen, _ = QFileDialog.getOpenFileName(
            self._window, "填县里发的表", settings.folder("决算"), "空表 (*.xlsx)"
        )
        if chosen:
            settings.remember_folder("决算", str(Path(chosen).parent))
            self.fill(Path(chosen))

    def fill(self, path: Path) -> None:
        """Fill an empty workbook and show what found no figure."""
        from ui.intake.filling import FillDialog

        self._window.work.commit()
        dialog = FillDialog(self._window.workspace, path, self._window)
        dialog.exec()
        dialog.deleteLater()

    # --- files dropped on the window -----------------------------------------------------------

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files that are dropped on the window."""
        if isinstance(event, QDragEnterEvent) and event.type() == QEvent.Type.DragEnter:
            if files_of(event):
                event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            files = files_of(event)
            event.acceptProposedAction()
            QTimer.singleShot(0, self, lambda: self.dropped(files))
            return True
        return super().eventFilter(watched, event)

    def dropped(self, files: list[Path]) -> None:
        """Workbooks are imported; everything else is opened, the first file only."""
        if workbooks := workbooks_among(files):
            self.take(workbooks)
        elif files:
            self._window.opening.take(files[0])


def files_of(event: QDropEvent) -> list[Path]:
    """The local files that are dragged."""
    return [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
