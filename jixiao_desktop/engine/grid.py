"""An official table or form, laid out and computed: what writers, the preview and checks read."""

from __future__ import annotations

from typing import Literal

from jixiao_desktop.engine.values import Value
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.values import dataclass

CellKind = Literal["label", "code", "amount", "count", "percent", "text", "line_number"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; cells that it spans are None in the grid.

    ``text`` is what is printed. ``value`` is the exact value behind it (a Quantity for an amount).
    ``sum_of`` names the body cells (row, column from 0) whose sum it is: a writer may make a live
    formula of it. With ``stated`` the value is a 申报值 that its parts do not give: a marked constant.
    """

    text: str
    kind: CellKind = "text"
    value: Value = None
    rows: int = 1
    columns: int = 1
    bold: bool = False
    align: Literal["left", "center", "right"] = "left"
    indent: int = 0
    sum_of: tuple[tuple[int, int], ...] = ()
    stated: bool = False
    figure: str | None = None
    """The 口径 that it shows, for explanations and jumps: ``本年支出合计[208]``."""
    source: Path | None = None
    """The place of the fact that it shows, where it shows one directly."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its width in characters of the body size."""

    width: float


@dataclass(frozen=True, slots=True)
class Grid:
    """One official table or 绩效 form with everything that is printed with it."""

    id: str
    """Stable name of the layout, such as ``收入决算表``."""
    number: str
    """公开02表; empty for a form that has none."""
    title: str
    """The official title, without its ordinal."""
    ordinal: str
    """一, 二 … in the list of the report's tables; empty for a form."""
    unit_name: str
    year: str
    """2021年度"""
    money_unit: str
    """金额单位：万元"""
    columns: tuple[Column, ...]
    header: tuple[tuple[Cell | None, ...], ...]
    body: tuple[tuple[Cell | None, ...], ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False
    is_form: bool = False
    """A 绩效 form: printed without 公开NN表, 编制单位 and 金额单位 unless its layout has them."""
    project: str | None = None
    """The project that a form is about."""
    head_rows: tuple[int, int] = (0, 0)
    """Rows of the body, from and to (not included), that head what follows them, such as 一级指标,
    二级指标 … in the middle of a form: repeated on the pages after, where the format can."""
