"""The two message boxes: something to be read, and a question before something large."""

from __future__ import annotations

from PySide6.QtWidgets import QMessageBox, QWidget


def tell(parent: QWidget, title: str, text: str) -> None:
    """Tell the clerk something that needs to be read."""
    box = _box(QMessageBox.Icon.Information, parent, title, text)
    box.addButton("知道了", QMessageBox.ButtonRole.AcceptRole)
    box.exec()
    box.deleteLater()


def asked(parent: QWidget, title: str, question: str, yes: str) -> bool:
    """Whether the clerk agrees; ``yes`` is the word on the button."""
    box = _box(QMessageBox.Icon.Question, parent, title, question)
    go = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
    box.addButton("不，返回", QMessageBox.ButtonRole.RejectRole)
    box.exec()
    agreed = box.clickedButton() is go
    box.deleteLater()
    return agreed


def _box(kind: QMessageBox.Icon, parent: QWidget, title: str, text: str) -> QMessageBox:
    return QMessageBox(kind, title, text, QMessageBox.StandardButton.NoButton, parent)
