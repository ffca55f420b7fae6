"""The letter that goes with a package: its text to copy, and a draft for the mail program."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from jixiao_desktop.output.package import Package
from ui.fields.editors import EnterIsNext
from ui.handin.targets import open_outside, write_asking
from ui.widgets import button, label, row, set_state
from ui.workspace import Workspace

RECIPIENT = "收件人"


class MailCard(QFrame):
    """Shown when a package was written."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._package: Package | None = None
        self.setProperty("role", "plain")
        self.recipient = QLineEdit(workspace.settings.word(RECIPIENT))
        self.recipient.setAccessibleName("收件人邮箱")
        self.recipient.setPlaceholderText("收件人邮箱，可以先空着，多个用逗号隔开")
        self._enter = EnterIsNext(self)
        self.recipient.installEventFilter(self._enter)
        self.folder = button("打开所在文件夹", self.open_folder)
        self.copy = button("复制邮件正文", self.copy_text)
        self.draft = button(
            "写邮件草稿",
            self.write_draft,
            help_text="生成带附件的邮件草稿，用电脑上的邮件程序打开，由您检查后发送",
        )
        self.said = label("", "soft", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.recipient)
        layout.addLayout(row(self.folder, self.copy, self.draft, None))
        layout.addWidget(self.said)
        self.hide()

    def show_package(self, package: Package) -> None:
        """Offer what can be done with a package."""
        self._package = package
        self._say("程序自己不发邮件，发送由您在邮件程序里完成。")
        self.show()

    def text(self) -> str:
        """The text of the letter."""
        from jixiao_desktop.output.mail import mail_text

        package = self._there()
        manifest = package.manifest
        return mail_text(
            manifest.unit, manifest.year, manifest.figures, package.path.name, final=manifest.final
        )

    def _there(self) -> Package:
        assert self._package is not None
        return self._package

    def open_folder(self) -> None:
        """Show the folder of the package."""
        if not open_outside(self._there().path.parent):
            self._say(f"没有打开文件夹，它在 {self._there().path.parent}", "error")

    def copy_text(self) -> None:
        """Put the text of the letter on the clipboard."""
        QGuiApplication.clipboard().setText(self.text())
        self._say("邮件正文已复制，到网页邮箱或其他邮件程序里粘贴，再把报送材料作为附件。", "done")

    def write_draft(self) -> None:
        """Write a draft beside the package and open it."""
        from jixiao_desktop.output.atomic import TargetError
        from jixiao_desktop.output.mail import AddressError, mail_draft, mail_subject

        package = self._there()
        recipient = self.recipient.text().strip()
        subject = mail_subject(package.manifest.unit, package.manifest.year)
        try:
            content = mail_draft(
                subject, self.text(), package.path.name, package.path.read_bytes(), recipient
            )
            path = write_asking(self, package.path.with_suffix(".eml"), content)
        except AddressError as problem:
            self._say(str(problem), "error")
            self.recipient.setFocus()
            return
        except TargetError as problem:
            self._say(str(problem), "error")
            return
        except OSError:
            self._say(f"「{package.path.name}」读不到了，可能已被移走或改名。请重新生成报送材料。", "error")
            return
        self._workspace.settings.remember_word(RECIPIENT, recipient)
        if path is None:
            self._say("没有写邮件草稿，原来的文件没有动。")
        elif open_outside(path):
            self._say(f"邮件草稿「{path.name}」已交给邮件程序，请检查后发送。", "done")
        else:
            self._say(
                f"邮件草稿在「{path.name}」，但电脑上没有能打开它的邮件程序；可以用「复制邮件正文」在网页邮箱里写。",
                "verify",
            )

    def _say(self, text: str, state: str = "") -> None:
        self.said.setText(text)
        set_state(self.said, state)
