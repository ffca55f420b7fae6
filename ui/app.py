"""The wizard's entry: a window quickly, everything heavy after it is shown."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from ui.settings import Settings
from ui.shell.reports import report_errors
from ui.shell.window import PROGRAM, MainWindow
from ui.theme import FONT_SIZES, Theme, apply_theme


def main(argv: Sequence[str] | None = None) -> int:
    """Open the wizard, on a file where one is named; the exit code."""
    arguments = list(sys.argv if argv is None else argv)
    app = application(arguments)
    settings = Settings()
    apply_theme(app, Theme(FONT_SIZES[settings.font_size]))
    window = MainWindow(settings)
    report_errors(window)
    window.show()
    window.warm_up()
    files = [argument for argument in arguments[1:] if not argument.startswith("-")]
    if files:
        window.opening.take(Path(files[0]))
    return app.exec()


def application(arguments: Sequence[str]) -> QApplication:
    """The Qt application with Chinese texts of Qt's own dialogs."""
    app = QApplication(list(arguments))
    app.setApplicationName("jixiao-desktop")
    app.setApplicationDisplayName(PROGRAM)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    translator = QTranslator(app)
    if translator.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(translator)
    return app


if __name__ == "__main__":
    sys.exit(main())
