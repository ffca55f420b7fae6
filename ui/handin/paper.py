"""An open PDF: its pages as pictures, the places of a text in it, which pages are 附表.

Pages are numbered from 0. Sizes and places are in points (1/72 inch) from the upper left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PySide6.QtCore import QRectF, QSizeF
from PySide6.QtGui import QImage
from pypdfium2 import raw

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
            drawn = self._document[page].render(scale=scale, prefer_bgrx=True)
            image = QImage(
                bytes(drawn.buffer), drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32
            )
            return image.copy()

    def find(self, text: str) -> tuple[Mark, ...]:
        """Every place of a text, also where it runs over the end of a line."""
        wanted = _plain(text)
        found = []
        for page in range(len(self.sizes)) if wanted else ():
            with PDFIUM:
                found.extend(self._marks(page, wanted))
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
            textpage = self._document[page].get_textpage()
            letters = [
                (_plain(chr(raw.FPDFText_GetUnicode(textpage, number))), number)
                for number in range(textpage.count_chars())
            ]
            single = [(letter, number) for letter, number in letters if len(letter) == 1]
            self._texts[page] = "".join(letter for letter, _ in single), tuple(n for _, n in single)
        return self._texts[page]

    def _places(self, page: int, first: int, last: int) -> tuple[QRectF, ...]:
        textpage = self._document[page].get_textpage()
        height = self.sizes[page].height()
        count = textpage.count_rects(first, last - first + 1)
        sides = (textpage.get_rect(number) for number in range(count))
        return tuple(QRectF(x, height - top, right - x, top - bottom) for x, bottom, right, top in sides)

    def close(self) -> None:
        """Let go of the document."""
        with PDFIUM:
            self._document.close()


def _plain(text: str) -> str:
    """Without blanks and invisible letters, in small letters."""
    return "".join(letter for letter in text.lower() if letter.isprintable() and not letter.isspace())
