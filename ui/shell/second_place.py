"""The second place for backups: a folder that the clerk chooses, a stick most often."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout, QWidget

from jixiao_desktop.store.backup import Backups
from ui.settings import Settings
from ui.widgets import button, label, row, set_state

PURPOSE = "第二处备份"


def second_place(settings: Settings) -> Path | None:
    """The folder that was chosen; None while there is none."""
    chosen = settings.folder(PURPOSE)
    return Path(chosen) if chosen else None


class SecondPlace(QFrame):
    """Says where backups go, and lets the clerk choose a second place."""

    changed = Signal()

    def __init__(self, backups: Backups, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._backups, self._settings = backups, settings
        self._first = label(f"备份放在本机：{backups.folder}", "small", wrap=True)
        self._second = label("", "small", wrap=True)
        self.choose = button(
            "选择第二处…", self._choose, help_text="再存一份到U盘、移动硬盘或网络文件夹，本机坏了也不怕"
        )
        self.forget = button("不再存第二处", self._forget, help_text="已经存在那里的备份不会删除")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(4)
        layout.addWidget(self._first)
        line = row(self._second, self.choose, self.forget)
        line.setStretch(0, 1)
        layout.addLayout(line)
        self.refresh()

    def refresh(self) -> None:
        """Say how it stands now."""
        second, missed = self._backups.second, self._backups.missed
        self.forget.setVisible(second is not None)
        state = ""
        if second is None:
            text = "第二处备份：没有设。可以选U盘、移动硬盘或网络文件夹，每次备份会多存一份到那里。"
        elif missed is not None:
            text, state = str(missed), "verify"
        elif not second.is_dir():
            text, state = (
                f"第二处备份：{second}（现在找不到，U盘可能没有插上；录入和本机备份照常）",
                "verify",
            )
        else:
            text = f"第二处备份：{second}"
        self._second.setText(text)
        set_state(self._second, state)

    def _choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(
            self, "第二处备份放在哪个文件夹", self._settings.folder(PURPOSE)
        )
        if chosen:
            self._set(Path(chosen))

    def _forget(self) -> None:
        self._set(None)
        self.choose.setFocus()

    def _set(self, second: Path | None) -> None:
        self._backups.second, self._backups.missed = second, None
        self._settings.remember_folder(PURPOSE, str(second or ""))
        self.refresh()
        self.changed.emit()
