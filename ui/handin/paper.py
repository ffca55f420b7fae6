"""An open PDF: its pages as pictures, the places of a text in it, which pages are 附表.

Pages are numbered from 0. Sizes and places are in points (1/72 inch) from the upper left corner.
"""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from pypdfium2 import raw
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage

PDFIUM = Lock()
"""pdfium serves one thread at a time, whatever the document."""
TABLES = "附表"


@dataclass(frozen=True, slots=True)
class Mark:
    """A place where a text was found; one rectangle for each line that it runs over."""

    page: int
    places: tuple[QRectF, ...]


class Paper:
    """A PDF in memory; may be asked from any thread."""

    def __init__(self, content: bytes, stem: str) -> None:
        self.content = content
        self.stem = stem
        """Name of the file without its ending."""
        with PDFIUM:
            self._document = pypdfium2.PdfDocument(content)
            count = len(self._document)
            self.sizes = tuple(QSizeF(*self._document.get_page_size(page)) for page in range(count))
            self.tables = self._table_pages(count)
            """The pages of the official tables (附表); empty where there are none."""
        self._open = True
        self._texts: dict[int, tuple[str, tuple[int, ...]]] = {}

    def __len__(self) -> int:
        return len(self.sizes)

    def _table_pages(self, count: int) -> range:
        """The pages of the chapter of official tables; empty where there is none."""
        chapters = [item for item in self._document.get_toc() if item.level == 0]
        starts = [(item.get_title(), item.get_dest().get_index()) for item in chapters if item.get_dest()]
        for number, (title, first) in enumerate(starts):
            if title.endswith(TABLES):
                return range(first, starts[number + 1][1] if number + 1 < len(starts) else count)
        return range(0)

    def picture(self, page: int, scale: float) -> QImage:
        """A page drawn at ``scale`` pixels a point."""
        with PDFIUM:
            return self._drawn(page, scale) if self._open else QImage()

    def _drawn(self, page: int, scale: float) -> QImage:
        with closing(self._document[page]) as opened:
            drawn = opened.render(scale=scale, prefer_bgrx=True)
            with closing(drawn):
                pixels = bytes(drawn.buffer)
            return QImage(pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32).copy()

    def find(self, text: str) -> tuple[Mark, ...]:
        """Every place of a text, also where it runs over the end of a line."""
        wanted = _plain(text)
        found = []
        for page in range(len(self.sizes)) if wanted else ():
            with PDFIUM:
                found.extend(self._marks(page, wanted) if self._open else ())
        return tuple(found)

    def _marks(self, page: int, wanted: str) -> list[Mark]:
        text, numbers = self._text(page)
        found, at = [], text.find(wanted)
        while at >= 0:
            end = at + len(wanted)
            found.append(Mark(page, self._places(page, numbers[at], numbers[end - 1])))
            at = text.find(wanted, end)
        return found

    def _text(self, page: int) -> tuple[str, tuple[int, ...]]:
        """The text of a page without blanks, and for each letter its number on the page."""
        if page not in self._texts:
            with closing(self._document[page]) as opened, closing(opened.get_textpage()) as letters:
                count = letters.count_chars()
                plain = [_plain(chr(raw.FPDFText_GetUnicode(letters, number))) for number in range(count)]
            single = [(letter, number) for number, letter in enumerate(plain) if len(letter) == 1]
            self._texts[page] = "".join(letter for letter, _ in single), tuple(number for _, number in single)
        return self._texts[page]

    def _places(self, page: int, first: int, last: int) -> tuple[QRectF, ...]:
        height = self.sizes[page].height()
        with closing(self._document[page]) as opened, closing(opened.get_textpage()) as letters:
            count = letters.count_rects(first, last - first + 1)
            sides = [letters.get_rect(number) for number in range(count)]
        return tuple(QRectF(x, height - top, right - x, top - bottom) for x, bottom, right, top in sides)

    def close(self) -> None:
        """Let go of the document; from now on its pages are empty."""
        with PDFIUM:
            self._open = False
            self._document.close()


def _plain(text: str) -> str:
    """Without blanks and invisible letters, in small letters."""
    return "".join(letter for letter in text.lower() if letter.isprintable() and not letter.isspace())
