"""Comparing tables cell by cell: which figures differ, which rows were moved, removed or added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from jixiao_desktop.output.compare_text import unlike_positions
from jixiao_desktop.output.differences import Difference, Kind
from jixiao_desktop.output.readback import plain_number
from jixiao_desktop.values import dataclass

Labels = dict[tuple[int, int], str]
_BETWEEN = "\x1f"


@dataclass(frozen=True, slots=True)
class ExpectedTable:
    """A table as the facts give it: its place, its rows, and the 口径 of cells by (row, cell)."""

    place: str
    rows: tuple[tuple[str, ...], ...]
    figures: Labels


def compare_tables(
    file: str, expected: Sequence[ExpectedTable], found: Sequence[tuple[tuple[str, ...], ...]]
) -> Iterator[Difference]:
    """The differences between tables in order."""
    wanted = [_normal_rows(table.rows) for table in expected]
    actual = [_normal_rows(rows) for rows in found]
    if len(wanted) == len(actual):
        for table, rows, now in zip(expected, wanted, actual, strict=True):
            yield from _table(file, table, rows, now)
        return
    flat = [_BETWEEN.join(map(_BETWEEN.join, rows)) for rows in wanted]
    flat_now = [_BETWEEN.join(map(_BETWEEN.join, rows)) for rows in actual]
    for unlike in unlike_positions(flat, flat_now):
        place = expected[unlike.beside].place if expected else "表"
        if unlike.expected is None:
            yield Difference(file, Kind.ADDED, place, found="一张表")
        elif unlike.found is None:
            yield Difference(file, Kind.REMOVED, place, expected="整张表")
        else:
            yield from _table(file, expected[unlike.expected], wanted[unlike.expected], actual[unlike.found])


def _normal_rows(rows: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Rows in plain form, without empty ends."""
    plain = [tuple(plain_number(text) for text in row) for row in rows]
    trimmed = [_trimmed(row) for row in plain]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _trimmed(row: tuple[str, ...]) -> tuple[str, ...]:
    end = len(row)
    while end and not row[end - 1]:
        end -= 1
    return row[:end]


def _table(
    file: str, table: ExpectedTable, wanted: list[tuple[str, ...]], actual: list[tuple[str, ...]]
) -> Iterator[Difference]:
    if len(wanted) == len(actual):
        yield from _same_height(file, table, wanted, actual)
        return
    joined, joined_now = ([_BETWEEN.join(row) for row in rows] for rows in (wanted, actual))
    for unlike in unlike_positions(joined, joined_now):
        place = f"{table.place}第{unlike.beside + 1}行"
        if unlike.expected is None and unlike.found is not None:
            yield Difference(file, Kind.ADDED, place, found=_row_text(actual[unlike.found]))
        elif unlike.expected is not None and unlike.found is None:
            yield Difference(file, Kind.REMOVED, place, expected=_row_text(wanted[unlike.expected]))
        elif unlike.expected is not None and unlike.found is not None:
            yield from _row(file, table, unlike.expected, wanted[unlike.expected], actual[unlike.found])


def _same_height(
    file: str, table: ExpectedTable, wanted: list[tuple[str, ...]], actual: list[tuple[str, ...]]
) -> Iterator[Difference]:
    for at, (row, now) in enumerate(zip(wanted, actual, strict=True)):
        if row == now:
            continue
        origin = next((i for i, other in enumerate(wanted) if other == now and actual[i] != other), None)
        if origin is None:
            yield from _row(file, table, at, row, now)
        else:
            place = f"{table.place}第{at + 1}行"
            yield Difference(file, Kind.MOVED, place, _row_text(row), f"原第{origin + 1}行 {_row_text(now)}")


def _row(
    file: str, table: ExpectedTable, at: int, wanted: tuple[str, ...], now: tuple[str, ...]
) -> Iterator[Difference]:
    name = next((text for text in wanted if text), "")
    for column in range(max(len(wanted), len(now))):
        before = wanted[column] if column < len(wanted) else ""
        after = now[column] if column < len(now) else ""
        if before == after or (before == "" and after == "0" and (at, column) in table.figures):
            continue
        place = f"{table.place}第{at + 1}行第{column + 1}格（{name}）"
        number = any(c.isdigit() for c in before + after)
        kind = Kind.NUMBER if number else Kind.TEXT
        figure = table.figures.get((at, column))
        yield Difference(file, kind, place, before or "空", after or "空", figure)


def _row_text(row: Sequence[str]) -> str:
    return " ".join(text for text in row if text)[:60]
