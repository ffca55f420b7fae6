"""What a Word file or workbook says now, read back as plain items and rows.

The readers take files as they are, also after WPS or LibreOffice saved them again, and look only at
what a reader of the document sees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import Any

from jixiao_desktop.output.safe_archive import RefusedError, inner_parts, parse_part
from jixiao_desktop.values import dataclass

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_P, _R, _T, _TAB, _HYPHEN = (f"{_W}{tag}" for tag in ("p", "r", "t", "tab", "noBreakHyphen"))
_TBL, _TR, _TC = (f"{_W}{tag}" for tag in ("tbl", "tr", "tc"))
_WORDS = (_T, _TAB, _HYPHEN, f"{_W}br", f"{_W}cr")
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_RELATIONS = "word/_rels/document.xml.rels"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_CONTENTS_PAGE = re.compile(r"\t\d*$")
_SPACE = re.compile(r"\s+")

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """The paragraphs outside tables, the tables and the pictures of a Word file, each in order."""

    paragraphs: tuple[str, ...]
    tables: tuple[Rows, ...]
    pictures: tuple[bytes, ...]


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
    parts = inner_parts(content)
    document = parse_part(parts.get("word/document.xml", b""))
    for copy in list(document.iter(_FALLBACK)):
        copy.getparent().remove(copy)
    tables = list(document.iter(_TBL))
    inside = {paragraph for table in tables for paragraph in table.iter(_P)}
    texts = (_paragraph_text(paragraph) for paragraph in document.iter(_P) if paragraph not in inside)
    lines = (_CONTENTS_PAGE.sub("", text) for text in texts)
    shown = tuple(line for line in lines if squeezed(line))
    return ReadDocument(shown, tuple(map(_table, tables)), tuple(_pictures(parts, document)))


def read_xlsx(content: bytes) -> tuple[ReadSheet, ...]:
    """Read a workbook's values. Raises RefusedError where it is not one or not safe to open."""
    from python_calamine import CalamineError, CalamineWorkbook

    parse_part(inner_parts(content).get("xl/workbook.xml", b""))
    try:
        book = CalamineWorkbook.from_object(BytesIO(content))
        sheets = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names
        ]
    except BaseException as error:
        # On some broken files the reader panics, which is no Exception in Python.
        if type(error).__name__ != "PanicException" and not isinstance(error, CalamineError):
            raise
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


def _paragraph_text(paragraph: Any) -> str:
    """The words of a paragraph, without those of paragraphs in frames within it."""
    inner = {e for p in paragraph.iterdescendants(_P) for e in p.iter(*_WORDS)}
    parts = []
    for element in paragraph.iter(*_WORDS):
        if element in inner:
            continue
        if element.tag == _T:
            parts.append(element.text or "")
        elif element.tag == _HYPHEN:
            parts.append("-")
        elif element.tag != _TAB:
            parts.append("\n")
        elif element.getparent().tag == _R:
            parts.append("\t")
    return "".join(parts)


def _table(table: Any) -> Rows:
    return tuple(
        tuple(_cell_text(cell) for cell in row.iter(_TC) if not _continues(cell)) for row in table.iter(_TR)
    )


def _pictures(parts: Mapping[str, bytes], document: Any) -> Iterator[bytes]:
    """The pictures as the document shows them; nothing for one that is linked from elsewhere."""
    relations = parse_part(parts.get(_RELATIONS, b"<none/>"))
    targets = {relation.get("Id"): str(relation.get("Target")) for relation in relations}
    for shown in document.iter(_BLIP):
        target = targets.get(shown.get(_EMBED), "")
        yield parts.get(target.removeprefix("/") if target.startswith("/") else f"word/{target}", b"")


def _continues(cell: Any) -> bool:
    """Whether a cell is the lower part of a taller one."""
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _cell_text(cell: Any) -> str:
    return "\n".join(_paragraph_text(paragraph) for paragraph in cell.iter(_P))
