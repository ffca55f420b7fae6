"""修改记录 as the clerk reads it: one line per changed fact, filtered and exported."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime, tzinfo
from pathlib import Path as FilePath
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity, format_amount, shorten
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import Amount, Flag, Items, Kind, Record, Rows, Table, keys_of
from jixiao_desktop.store.codec import kind_at
from jixiao_desktop.store.connection import replacing
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.values import dataclass

HEADINGS = ("时间", "年度", "事项", "位置", "原值", "新值", "来源")
EMPTY = "（未填）"
_LONGEST = 200
_WORDS = {"set": "", "insert": "（新增一行）", "delete": "（删除一行）"}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One changed fact, or an entry that changes none of its own (撤销, 定稿)."""

    seq: int
    at: datetime
    year: int | None
    title: str
    place: str
    old: str
    new: str
    origin: str

    def cells(self) -> tuple[str, ...]:
        """The line under HEADINGS."""
        year = "" if self.year is None else str(self.year)
        return f"{self.at:%Y-%m-%d %H:%M:%S}", year, self.title, self.place, self.old, self.new, self.origin


def trail(entries: Iterable[Entry], zone: tzinfo | None = None) -> Iterator[TrailLine]:
    """The lines of these entries, in local time or that of ``zone``."""
    for entry in entries:
        at = datetime.fromisoformat(entry.at).astimezone(zone)
        if not entry.steps:
            yield TrailLine(entry.seq, at, None, entry.title, "", "", "", entry.origin)
        for step in entry.steps:
            yield _line(entry, step, at)


def matching(
    lines: Iterable[TrailLine], *, text: str = "", year: int | None = None, since: date | None = None
) -> Iterator[TrailLine]:
    """The lines of a year and since a day that have ``text`` in any of their cells."""
    for line in lines:
        if year is not None and line.year not in {None, year}:
            continue
        if since is not None and line.at.date() < since:
            continue
        if not text or any(text in cell for cell in line.cells()):
            yield line


def export_trail(lines: Iterable[TrailLine], target: FilePath) -> None:
    """Write the lines as CSV that Excel and WPS open. Raises Problem."""
    with (
        replacing(target, "导出修改记录") as partial,
        partial.open("w", encoding="utf-8-sig", newline="") as file,
    ):
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows([_harmless(cell) for cell in line.cells()] for line in lines)


def place_text(path: Path) -> str:
    """A path as a clerk counts: ``支出第4行·金额``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"第{step + 1}行"
        else:
            text += f"·{step}" if text else step
    return text


def shown(kind: Kind, value: Any) -> str:
    """A value in a few words; money in 元."""
    if value is None:
        return EMPTY
    if isinstance(value, Quantity) or isinstance(kind, Amount):
        return f"{format_amount(value, '元', grouped=True)}元"
    if isinstance(kind, Flag):
        return "是" if value else "否"
    if isinstance(kind, Items) and not isinstance(value, str):
        return "、".join(value)
    if isinstance(kind, Record):
        parts = (
            f"{item.name}：{shown(item.kind, below)}"
            for item in keys_of(kind.type).values()
            if (below := getattr(value, item.attribute)) is not None
        )
        return shorten("；".join(parts), _LONGEST)
    if isinstance(kind, Rows):
        return f"{len(value)}行"
    if isinstance(kind, Table):
        return shorten(
            "；".join(f"{name}：{shown(kind.of, below)}" for name, below in value.items()), _LONGEST
        )
    return shorten(str(value), _LONGEST)


def _line(entry: Entry, step: Step, at: datetime) -> TrailLine:
    change = step.change
    kind = kind_at(change.path)
    place = (place_text(change.path) or "全部内容") + _WORDS[change.action]
    return TrailLine(
        entry.seq,
        at,
        step.year,
        entry.title,
        place,
        shown(kind, change.old),
        shown(kind, change.new),
        entry.origin,
    )


def _harmless(cell: str) -> str:
    """A cell that a table program does not take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@")) else cell
