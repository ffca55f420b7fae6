"""Workbooks as plain cells: .xlsx, .xls, .ods and .et, every cell as text, merged cells known.

Nothing is executed or recalculated; a workbook that cannot be read as it is gets a sentence.
"""

from __future__ import annotations

import hashlib
import io
import lzma
import os
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

from jixiao_desktop.values import dataclass

MAX_BYTES = 100_000_000
MAX_UNPACKED = 400_000_000
MAX_ROWS, MAX_COLUMNS = 20_000, 400
MAX_AREA = MAX_ROWS * MAX_COLUMNS
"""Cells from A1 to the last one with something in it: the reader takes room for all of them."""
SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".et")


class BookError(Exception):
    """A workbook cannot be read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where a cell stands: the file, the sheet, row and column from 0."""

    book: str
    sheet: str
    row: int
    column: int

    @property
    def address(self) -> str:
        """``F12``."""
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return f"{letters}{self.row + 1}"

    def __str__(self) -> str:
        return f"{self.book} · {self.sheet} · {self.address}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its cells as text from A1 on, and merged ranges as (row, column) pairs."""

    book: str
    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    hidden: bool = False

    def place(self, row: int, column: int) -> CellPlace:
        """The place of a cell of this sheet."""
        return CellPlace(self.book, self.name, row, column)


@dataclass(frozen=True, slots=True)
class Book:
    """A workbook: its file name, the SHA-256 of the file, its sheets."""

    name: str
    digest: str
    sheets: tuple[Sheet, ...]


def read_book(path: Path, *, to_be_filled: bool = False) -> Book:
    """Read a workbook; one that is ``to_be_filled`` may have formulas without results.

    Raises BookError.
    """
    import python_calamine as calamine

    data = _read_bytes(path)
    _refuse_unreadable(data, path.name, formulas=to_be_filled)
    try:
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            sheets = tuple(
                _sheet(
                    workbook.get_sheet_by_name(one.name),
                    path.name,
                    hidden=one.visible != calamine.SheetVisibleEnum.Visible,
                )
                for one in workbook.sheets_metadata
                if one.typ == calamine.SheetTypeEnum.WorkSheet
            )
    except calamine.PasswordError as error:
        raise BookError(f"「{path.name}」有打开密码，请在表格软件里取消密码后另存，再导入") from error
    except BaseException as error:
        # On some broken files the reader panics, which is no Exception in Python.
        panicked = type(error).__name__ == "PanicException"
        if not panicked and not isinstance(error, calamine.CalamineError | OSError | ValueError):
            raise
        raise BookError(
            f"「{path.name}」读不出来，可能已损坏，请用表格软件打开后另存为 .xlsx 再导入"
        ) from error
    return Book(path.name, hashlib.sha256(data).hexdigest(), sheets)


def _read_bytes(path: Path) -> bytes:
    if path.suffix.lower() not in SUFFIXES:
        raise BookError(f"「{path.name}」不是表格文件，可以导入：{'、'.join(SUFFIXES)}")
    try:
        with path.open("rb") as file:
            large = os.fstat(file.fileno()).st_size > MAX_BYTES
            data = b"" if large else file.read()
    except FileNotFoundError as error:
        raise BookError(f"没有「{path.name}」这个文件") from error
    except OSError as error:
        raise BookError(f"「{path.name}」打不开，可能没有权限或正被占用，请关闭后重试") from error
    if large:
        raise BookError(f"「{path.name}」超过{MAX_BYTES // 1_000_000}MB，请只保留决算表后再导入")
    return data


_FORMULA_CELL = re.compile(rb"<c\b([^<>]*)>\s*<f\b[^<>]*(?:/>|>[^<]*</f>)\s*(<v\b[^<>]*>[^<])?")
_FILLED_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'][^<>]*(?<!/)>")
_BROKEN_ZIP = (
    zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error, lzma.LZMAError, EOFError, ValueError,
    OSError,
)  # fmt: skip


def _refuse_unreadable(data: bytes, name: str, *, formulas: bool) -> None:
    """Refuse what the reader would misread in silence, or die of.

    That are formulas that were never calculated, bytes that fail their check sum, and a cell so far away
    that the reader takes more room than there is.
    """
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and b"E\0n\0c\0r\0y\0p\0t\0" in data:
        raise BookError(f"「{name}」有打开密码，请在表格软件里取消密码后另存，再导入")
    if data[:2] != b"PK":
        return
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(item.file_size for item in archive.infolist()) > MAX_UNPACKED:
                raise BookError(f"「{name}」解开后过大，不像是决算表")
            if archive.testzip() is not None:
                raise zipfile.BadZipFile("check sum")
            for item in archive.namelist():
                if item.startswith("xl/worksheets/") and item.endswith(".xml"):
                    _refuse_sheet(archive.read(item), name, formulas=formulas)
    except _BROKEN_ZIP as error:
        raise BookError(f"「{name}」已损坏，请用表格软件打开后另存为 .xlsx 再导入") from error


def _refuse_sheet(xml: bytes, name: str, *, formulas: bool) -> None:
    if not formulas and _uncalculated(xml):
        raise BookError(f"「{name}」里的公式还没有算出结果，请用表格软件打开、保存后再导入")
    row = column = 1
    for letters, digits in set(_FILLED_CELL.findall(xml)):
        row, column = max(row, int(digits)), max(column, _column(letters))
    if row * column > MAX_AREA:
        last = f"第{row}行、{CellPlace('', '', 0, column - 1).address[:-1]}列"
        raise BookError(f"「{name}」在离表很远的地方（到{last}）还有内容，请删去后另存，再导入")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _uncalculated(xml: bytes) -> bool:
    """Whether a formula has no result; an empty text is one."""
    return any(not found[2] and b't="str"' not in found[1] for found in _FORMULA_CELL.finditer(xml))


def _sheet(sheet: Any, book: str, *, hidden: bool) -> Sheet:
    if sheet.total_height > MAX_ROWS or sheet.total_width > MAX_COLUMNS:
        rows: tuple[tuple[str, ...], ...] = ()
    else:
        rows = tuple(tuple(_text(cell) for cell in row) for row in sheet.to_python(skip_empty_area=False))
    return Sheet(book, sheet.name, rows, tuple(sheet.merged_cell_ranges or ()), hidden)


def _text(cell: object) -> str:
    """A cell as text; a binary number as the shortest decimal that it stands for."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        text = f"{round(float(cell), 6):.6f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    return "" if cell is None else str(cell)
