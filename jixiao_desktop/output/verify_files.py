"""Comparing one file of a package, as it is now, with what the facts make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.output.compare_tables import ExpectedTable, compare_tables
from jixiao_desktop.output.compare_text import Expected, compare_texts
from jixiao_desktop.output.contents import BookSource, ExchangeSource, Item, ReportSource
from jixiao_desktop.output.differences import Difference, Kind
from jixiao_desktop.output.expected import expected_paragraphs, expected_tables
from jixiao_desktop.output.readback import read_docx, read_xlsx, squeezed
from jixiao_desktop.output.safe_archive import RefusedError
from jixiao_desktop.report.blocks import ChartBlock, Report

_BLOCKS = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "tr", "th", "td", "caption", "figcaption", "div"}
    | {"section", "header", "nav", "main", "title", "body"}
)


def compare_item(item: Item, content: bytes) -> Iterator[Difference]:
    """The differences of one file; a file that cannot be opened is one difference that says why."""
    try:
        yield from _compare(item, content)
    except RefusedError as error:
        yield Difference(item.name, Kind.TEXT, "整个文件", found=str(error))


def _compare(item: Item, content: bytes) -> Iterator[Difference]:
    match item.source:
        case ReportSource(report=report):
            if item.kind == "pdf":
                yield from _pdf(item.name, report, content)
            elif item.kind == "html":
                yield from _html(item.name, report, content)
            else:
                yield from _docx(item.name, report, content)
        case BookSource(grids=grids):
            yield from _xlsx(item, content, grids)
        case ExchangeSource():
            pass


def _docx(file: str, report: Report, content: bytes) -> Iterator[Difference]:
    found = read_docx(content)
    yield from compare_texts(file, expected_paragraphs(report), found.paragraphs)
    yield from compare_tables(file, expected_tables(report), found.tables)
    charts = [block.chart for block in report.blocks if isinstance(block, ChartBlock)]
    if charts or found.pictures:
        from jixiao_desktop.output.compare_pictures import compare_pictures

        yield from compare_pictures(file, charts, found.pictures)


def _xlsx(item: Item, content: bytes, grids: tuple[Grid, ...]) -> Iterator[Difference]:
    """Sheet by sheet; the workbook that the facts make gives the layout, the tables the 口径."""
    wanted = read_xlsx(item.make())
    found = {sheet.name: sheet.rows for sheet in read_xlsx(content)}
    for sheet, grid in zip(wanted, grids, strict=True):
        place = f"工作表「{sheet.name}」"
        if sheet.name not in found:
            yield Difference(item.name, Kind.REMOVED, place, expected="整张工作表")
            continue
        top = len(sheet.rows) - len(grid.notes) - len(grid.body)
        figures = {
            (top + row, column): cell.figure
            for row, cells in enumerate(grid.body)
            for column, cell in enumerate(cells)
            if cell is not None and cell.figure
        }
        table = ExpectedTable(place, sheet.rows, figures)
        yield from compare_tables(item.name, (table,), (found[sheet.name],))
    for name in found.keys() - {sheet.name for sheet in wanted}:
        yield Difference(item.name, Kind.ADDED, f"工作表「{name}」", found="整张工作表")


def _pdf(file: str, report: Report, content: bytes) -> Iterator[Difference]:
    from jixiao_desktop.output.pdf import typeset

    made = typeset(report, pictures=False).pdf
    yield from compare_texts(file, _lines_as_expected(_pdf_lines(made)), _pdf_lines(content))


def _html(file: str, report: Report, content: bytes) -> Iterator[Difference]:
    from jixiao_desktop.output.html import html_page

    made = _html_lines(html_page(report, pictures=False))
    try:
        found = _html_lines(content.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise RefusedError("不是 UTF-8 编码的网页") from error
    yield from compare_texts(file, _lines_as_expected(made), found)


def _lines_as_expected(lines: list[str]) -> list[Expected]:
    return [Expected(squeezed(line), f"第{number}行") for number, line in enumerate(lines, start=1)]


def _pdf_lines(content: bytes) -> list[str]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        raise RefusedError("不是 PDF 文件，或者已经损坏") from error
    lines = [
        line
        for page in document
        for line in page.get_textpage().get_text_range().replace("\ufffe", "").splitlines()
    ]
    document.close()
    return [line for line in lines if squeezed(line)]


def _html_lines(text: str) -> list[str]:
    reader = _TextLines()
    reader.feed(text)
    reader.close()
    return [line for line in "".join(reader.parts).split("\n") if squeezed(line)]


class _TextLines(HTMLParser):
    """The visible words of a page, a line a block, and the words that stand for pictures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in {"style", "script"}
        if tag in _BLOCKS:
            self.parts.append("\n")
        if tag in {"img", "script", "iframe", "object"}:
            self.parts.append(f"\n{dict(attrs).get('alt') or f'<{tag}>'}\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in {"style", "script"} and self._silent > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.parts.append(re.sub(r"\s+", " ", data))
