"""Filling a form's layout: rows in the form's order, equal 一级 and 二级 merged, as one Grid."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from jixiao_desktop.engine.grid import Cell, Column, Grid
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Indicator
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.performance.form_content import Content, Subject
from jixiao_desktop.performance.form_fields import FIELDS
from jixiao_desktop.performance.form_layout import (
    Align,
    BlockLayout,
    CellLayout,
    FormLayout,
    Regrading,
    RowLayout,
)
from jixiao_desktop.performance.scoring import Score
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class _Line:
    """One row before it is placed: its cells from left to right, without those that are spanned."""

    cells: tuple[Cell, ...]
    layout: RowLayout


@dataclass(frozen=True, slots=True)
class _Item:
    indicator: Indicator
    score: Score | None
    at: Path


def fill_form(layout: FormLayout, subject: Subject) -> Grid:
    """The form as a grid. Raises PackError where the cells of a row do not fill the columns."""
    items = _items(layout, subject)
    lines = [line for row in layout.rows for line in _lines(row, subject, items, layout)]
    head = [number for number, line in enumerate(lines) if line.layout.head]
    unit = subject.facts.unit
    return Grid(
        id=layout.id,
        number="",
        title=_text(layout.title, subject),
        ordinal="",
        unit_name=(unit.name if unit else None) or "",
        year="",
        money_unit="",
        columns=tuple(Column(width) for width in layout.widths),
        header=(),
        body=_placed(lines, len(layout.widths)),
        notes=tuple(_text(note, subject) for note in layout.notes),
        landscape=layout.landscape,
        is_form=True,
        project=subject.project.name if subject.project else None,
        head_rows=(head[0], head[-1] + 1) if head else (0, 0),
    )


def regraded(indicator: Indicator, regradings: tuple[Regrading, ...]) -> Indicator:
    """The indicator under the names of levels that a form uses; each rule sees what the last one left."""
    for rule in regradings:
        first_fits = rule.first is None or rule.first == indicator.first
        if first_fits and (rule.second is None or rule.second == indicator.second):
            indicator = replace(
                indicator,
                first=rule.new_first or indicator.first,
                second=rule.new_second or indicator.second,
            )
    return indicator


def _items(layout: FormLayout, subject: Subject) -> list[_Item]:
    """The indicators in the form's order; those of unknown levels keep theirs, at the end."""
    result = subject.result
    if result is not None:
        indicators, scores = result.project.indicators or (), result.scores
    else:
        indicators = (subject.overall.indicators if subject.overall else None) or ()
        scores = ()
    items = [
        _Item(
            regraded(indicator, layout.regradings),
            scores[number] if scores else None,
            (*subject.at, "指标", number),
        )
        for number, indicator in enumerate(indicators)
    ]
    firsts = _ranks(layout.first_order, [item.indicator.first for item in items])
    seconds = _ranks(layout.second_order, [item.indicator.second for item in items])
    return sorted(items, key=lambda item: (firsts[item.indicator.first], seconds[item.indicator.second]))


def _ranks(order: tuple[str, ...], names: list[str | None]) -> dict[str | None, int]:
    """Each name's rank: the form's order first, then as they come."""
    return {name: rank for rank, name in enumerate(dict.fromkeys((*order, *names)))}


def _lines(
    row: RowLayout | BlockLayout, subject: Subject, items: list[_Item], layout: FormLayout
) -> list[_Line]:
    if isinstance(row, BlockLayout):
        below = [line for inner in row.rows for line in _lines(inner, subject, items, layout)]
        label = replace(_filled(row.label, subject), rows=len(below))
        first = below[0]
        return [_Line((label, *first.cells), first.layout), *below[1:]]
    if row.over is None:
        return [_Line(tuple(_filled(cell, subject) for cell in row.cells), row)]
    subjects = _subjects(row.over, subject, items, layout)
    bodies = [[_filled(cell, one) for cell in row.cells] for one in subjects]
    kept = _merged(bodies, [cell.merge for cell in row.cells])
    return [_Line(cells, row) for cells in kept]


def _subjects(over: str, subject: Subject, items: list[_Item], layout: FormLayout) -> Iterator[Subject]:
    """One subject for each row; a single empty one where there is nothing."""
    if over == "指标":
        for item in items:
            yield replace(subject, indicator=item.indicator, score=item.score, row_at=item.at)
        if not items:
            yield subject
        return
    if over == "框架":
        own = {item.indicator.third: item for item in items}
        for row in layout.framework:
            own_item = own.get(row.third)
            if own_item is None:
                yield replace(subject, framework=row)
            else:
                yield replace(
                    subject,
                    framework=row,
                    indicator=own_item.indicator,
                    score=own_item.score,
                    row_at=own_item.at,
                )
        return
    tasks = (subject.overall.tasks if subject.overall else None) or ()
    for number, task in enumerate(tasks):
        yield replace(subject, task=task, row_at=(*subject.at, "重点工作任务", number))
    if not tasks:
        yield subject


def _merged(bodies: list[list[Cell]], merge: list[bool]) -> list[tuple[Cell, ...]]:
    """Rows without the cells that equal the one above, which spans them; 二级 merge within one 一级."""
    keep = [[True] * len(body) for body in bodies]
    for column, merging in enumerate(merge):
        if not merging:
            continue
        start = 0
        for row in range(1, len(bodies) + 1):
            same = row < len(bodies) and all(
                bodies[row][c].text == bodies[start][c].text for c in range(column + 1) if merge[c]
            )
            if same and bodies[row][column].text:
                keep[row][column] = False
                continue
            bodies[start][column] = replace(bodies[start][column], rows=row - start)
            start = row
    return [
        tuple(cell for cell, kept in zip(body, flags, strict=True) if kept)
        for body, flags in zip(bodies, keep, strict=True)
    ]


def _filled(layout: CellLayout, subject: Subject) -> Cell:
    content = _content(layout, subject)
    usual: Align = "left" if layout.field and content.kind == "text" else "center"
    return Cell(
        text=content.text,
        kind=content.kind if layout.field else "label",
        value=content.value,
        rows=layout.rows,
        columns=layout.columns,
        bold=layout.bold,
        align=layout.align or usual,
        stated=content.stated,
        source=content.source,
    )


def _content(layout: CellLayout, subject: Subject) -> Content:
    if layout.sources is not None:
        subject = replace(subject, sources=layout.sources)
    if layout.field is not None:
        return FIELDS[layout.field](subject)
    return Content(_text(layout, subject))


def _text(layout: CellLayout, subject: Subject) -> str:
    return "".join(
        FIELDS[part](subject).text if number % 2 else part for number, part in enumerate(layout.parts)
    )


def _placed(lines: list[_Line], width: int) -> tuple[tuple[Cell | None, ...], ...]:
    """Cells at their columns, as in HTML: each takes the next column that no cell above reaches into."""
    taken: set[tuple[int, int]] = set()
    rows: list[tuple[Cell | None, ...]] = []
    for at, line in enumerate(lines):
        row: list[Cell | None] = [None] * width
        column = 0
        for cell in line.cells:
            while (at, column) in taken:
                column += 1
            if column + cell.columns > width:
                raise PackError(line.layout.place, f"这一行的格子超出了{width}列")
            row[column] = cell
            taken |= {
                (at + down, column + right) for down in range(cell.rows) for right in range(cell.columns)
            }
            column += cell.columns
        if any((at, free) not in taken for free in range(width)):
            raise PackError(line.layout.place, f"这一行的格子没有占满{width}列")
        rows.append(tuple(row))
    if any(row >= len(lines) for row, _ in taken):
        raise PackError(lines[-1].layout.place, "有格子向下超出了最后一行")
    return tuple(rows)
