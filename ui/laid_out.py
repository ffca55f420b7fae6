"""Texts laid out once: a table or a list draws the same ones again and again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QStaticText, QTextOption, QTransform

KEPT = 4_000


class LaidOut:
    """Texts with their width and height in pixels, kept by text, width and weight until the font changes."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, int, bool, bool], tuple[QStaticText, int, int]] = {}
        self._wrapped = QTextOption()
        self._wrapped.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)

    def forget(self) -> None:
        """The font is another one."""
        self._kept.clear()

    def one_line(self, text: str, width: int, font: QFont) -> tuple[QStaticText, int, int]:
        """A text on one line, shortened where it is wider than ``width``."""
        return self._laid_out(text, width, font, wrap=False)

    def lines(self, text: str, width: int, font: QFont) -> tuple[QStaticText, int, int]:
        """A text on as many lines as it needs."""
        return self._laid_out(text, width, font, wrap=True)

    def _laid_out(self, text: str, width: int, font: QFont, *, wrap: bool) -> tuple[QStaticText, int, int]:
        key = (text, width, font.bold(), wrap)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= KEPT:
                self._kept.clear()
            found = self._kept[key] = self._made(text, width, font, wrap=wrap)
        return found

    def _made(self, text: str, width: int, font: QFont, *, wrap: bool) -> tuple[QStaticText, int, int]:
        if not wrap:
            text = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, width)
        shown = QStaticText(text)
        shown.setTextFormat(Qt.TextFormat.PlainText)
        if wrap:
            shown.setTextOption(self._wrapped)
            shown.setTextWidth(width)
        shown.prepare(QTransform(), font)
        size = shown.size().toSize()
        return shown, size.width(), size.height()
