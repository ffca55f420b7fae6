"""What a Word file or workbook says now, read back as plain items and rows.

The readers take files as they are, also after WPS or LibreOffice saved them again, and look only at
what a reader of the document sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from jixiao_desktop.output.safe_archive import RefusedError, read_inner_archive

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENTS_PAGE = re.compile(r"\t\d*$")
_SPACE = re.compile(r"\s+")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The paragraphs outside tables and the tables of a Word file, each in order."""

    paragraphs: tuple[str, ...]
    tables: tuple[Rows, ...]


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """A sheet: its name and its rows, as wide as the widest; numbers in their plain form."""

    name: str
    rows: Rows


def squeezed(text: str) -> str:
    """Text without white space, which layout alone decides."""
    return _SPACE.sub("", text)


def read_docx(content: bytes) -> ReadDocument:
    """Read a Word file. Raises RefusedError where it is not one or not safe to open."""
    document = read_inner_archive(content, "word/document.xml")
    body = document.find(f"{_W}body")
    if body is None:
        return ReadDocument((), ())
    paragraphs = []
    for element in _outside_tables(body):
        text = _CONTENTS_PAGE.sub("", _paragraph_text(element))
        if squeezed(text):
            paragraphs.append(text)
    tables = tuple(_table(table) for table in _visible(body, f"{_W}tbl"))
    return ReadDocument(tuple(paragraphs), tables)


def read_xlsx(content: bytes) -> tuple[ReadSheet, ...]:
    """Read a workbook's values. Raises RefusedError where it is not one or not safe to open."""
    from python_calamine import CalamineError, CalamineWorkbook

    read_inner_archive(content, "xl/workbook.xml")
    try:
        book = CalamineWorkbook.from_object(BytesIO(content))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except CalamineError as error:
        raise RefusedError("内容已经损坏") from error
    return tuple(ReadSheet(name, tuple(tuple(map(_shown, row)) for row in rows)) for name, rows in sheets)


def plain_number(text: str) -> str:
    """A number without thousands separators and trailing zeros; any other text without white space."""
    text = squeezed(text)
    bare = text.replace(",", "")
    if not re.fullmatch(r"-?\d+(\.\d+)?", bare) or (bare == text and "." not in bare):
        return text
    bare = bare.rstrip("0").rstrip(".") if "." in bare else bare
    return "0" if bare == "-0" else bare


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        return plain_number(f"{value:.6f}")
    return plain_number(str(value))


def _visible(element: Any, tag: str) -> Iterator[Any]:
    """Descendants of a kind, in order, without the copies that are kept for old programs."""
    for child in element:
        if child.tag == _FALLBACK:
            continue
        if child.tag == tag:
            yield child
        yield from _visible(child, tag)


def _outside_tables(element: Any) -> Iterator[Any]:
    for child in element:
        if child.tag in {f"{_W}tbl", _FALLBACK}:
            continue
        if child.tag == f"{_W}p":
            yield child
        yield from _outside_tables(child)


def _paragraph_text(paragraph: Any) -> str:
    """The words of a paragraph, without those of paragraphs in frames within it."""
    parts: list[str] = []

    def collect(element: Any) -> None:
        for child in element:
            if child.tag in {f"{_W}p", _FALLBACK}:
                continue
            if child.tag == f"{_W}t":
                parts.append(child.text or "")
            elif child.tag == f"{_W}tab" and element.tag == f"{_W}r":
                parts.append("\t")
            elif child.tag in {f"{_W}br", f"{_W}cr"}:
                parts.append("\n")
            elif child.tag == f"{_W}noBreakHyphen":
                parts.append("-")
            else:
                collect(child)

    collect(paragraph)
    return "".join(parts)


def _table(table: Any) -> Rows:
    rows = []
    for row in _visible(table, f"{_W}tr"):
        cells = [cell for cell in _visible(row, f"{_W}tc") if not _continues(cell)]
        rows.append(tuple(_cell_text(cell) for cell in cells))
    return tuple(rows)


def _continues(cell: Any) -> bool:
    """Whether a cell is the lower part of a taller one."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _cell_text(cell: Any) -> str:
    return "\n".join(_paragraph_text(paragraph) for paragraph in _visible(cell, f"{_W}p"))
