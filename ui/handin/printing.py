"""Printing a paper: each page in its own orientation, in one job."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter

from ui.handin.background import Background, Job, JobStoppedError
from ui.handin.paper import Paper

MAX_DPI = 300
"""Finer pictures take long and look the same on paper."""
POINTS = 72


def chosen_pages(printer: QPrinter, current: int, offered: Sequence[int]) -> list[int]:
    """Which of the offered pages the print dialog was told to print; pages count from 0."""
    kind = printer.printRange()
    if kind == QPrinter.PrintRange.CurrentPage:
        return [current]
    if kind == QPrinter.PrintRange.PageRange:
        ranges = printer.pageRanges()
        if not ranges.isEmpty():
            return [page for page in offered if ranges.contains(page + 1)]
        first, last = printer.fromPage(), printer.toPage()
        if first:
            return [page for page in offered if first <= page + 1 <= (last or first)]
    return list(offered)


def in_print_order(pages: Sequence[int], printer: QPrinter) -> list[int]:
    """The pages as often as they are to be drawn: what the printer's driver does is left to it."""
    ordered = list(pages)
    if printer.pageOrder() == QPrinter.PageOrder.LastPageFirst:
        ordered.reverse()
    copies = 1 if printer.supportsMultipleCopies() else max(1, printer.copyCount())
    if printer.collateCopies():
        return ordered * copies
    return [page for page in ordered for _ in range(copies)]


def printing(content: bytes, stem: str, printer: QPrinter, pages: Sequence[int]) -> Job:
    """The job that prints these pages of a PDF; its result is their number."""

    def job(work: Background) -> int:
        paper = Paper(content, stem)
        try:
            return _print(paper, printer, pages, work)
        finally:
            paper.close()

    return job


def _print(paper: Paper, printer: QPrinter, pages: Sequence[int], work: Background) -> int:
    printer.setFullPage(True)
    brush = QPainter()
    for done, page in enumerate(pages):
        _turn(printer, paper, page)
        begun = printer.newPage() if done else brush.begin(printer)
        if not begun:
            raise JobStoppedError(_refused(printer))
        work.progressed.emit(done, len(pages), f"正在打印第{page + 1}页（{done + 1}/{len(pages)}）")
        _draw(brush, printer, paper, page)
        if work.cancelled:
            printer.abort()
            brush.end()
            raise JobStoppedError(f"已取消打印，送出了 {done + 1} 页。")
    if not brush.end() or printer.printerState() == QPrinter.PrinterState.Error:
        raise JobStoppedError(_refused(printer))
    return len(pages)


def _turn(printer: QPrinter, paper: Paper, page: int) -> None:
    size = paper.sizes[page]
    wide = size.width() > size.height()
    orientation = QPageLayout.Orientation
    printer.setPageOrientation(orientation.Landscape if wide else orientation.Portrait)


def _draw(brush: QPainter, printer: QPrinter, paper: Paper, page: int) -> None:
    """Fill the sheet with the page; a sheet of another size gets it as large as it fits."""
    sheet = printer.pageLayout().fullRectPixels(printer.resolution())
    size = paper.sizes[page]
    fit = min(sheet.width() / size.width(), sheet.height() / size.height())
    picture = paper.picture(page, min(fit, MAX_DPI / POINTS))
    width, height = size.width() * fit, size.height() * fit
    place = QRectF((sheet.width() - width) / 2, (sheet.height() - height) / 2, width, height)
    brush.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
    brush.drawImage(place, picture, QRectF(picture.rect()))


def _refused(printer: QPrinter) -> str:
    name = printer.printerName() or printer.outputFileName() or "打印机"
    return (
        f"「{name}」没有接受打印任务，没有打印完。请看打印机是否接通、有没有纸，或者用系统阅读器打开后打印。"
    )
