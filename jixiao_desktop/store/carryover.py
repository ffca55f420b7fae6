"""A new year from the year before: what is taken over, what starts empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, Path
from jixiao_desktop.ledger.facts import Indicator, OverallEvaluation, Project, UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, Text, keys_of
from jixiao_desktop.store.notes import NOTES, StoredYear, YearNotes

LAST_YEAR = "上年"


class FixedFigureError(Problem):
    """A 上年 figure taken from last year's report was to be changed without a reason."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"上年数「{name}」取自上年报告，不能直接修改。",
            "原来的数没有变。",
            "确需更正时，请用「更正上年数」并写明原因。",
        )


def next_year(before: UnitYear, year: int, template: str, figures: Mapping[str, Quantity]) -> StoredYear:
    """The facts that a new year starts with.

    The unit, the texts, the projects and their indicators are taken over without results; ``figures``,
    last year's by 口径名, become the 上年 column. Every long text taken over is noted as 去年文字.
    """
    facts = UnitYear(
        template=template,
        year=year,
        unit=replace(before.unit, published=None, staff=None) if before.unit else None,
        overview=before.overview,
        last_year=dict(figures) or None,
        definitions=before.definitions,
        subject_names=before.subject_names,
        options=before.options,
        projects=tuple(_next_project(project) for project in before.projects) if before.projects else None,
        overall=_next_overall(before.overall) if before.overall else None,
    )
    carried = tuple(dict.fromkeys(text for _, text in long_texts(facts)))
    return StoredYear(facts, YearNotes(carried=carried, taken=dict(figures)))


def long_texts(facts: UnitYear) -> Iterator[tuple[Path, str]]:
    """Every text of more than a line, with its path."""
    yield from _texts(Record(UnitYear), facts, ())


def refuse_fixed_figure(notes: YearNotes, change: Change) -> None:
    """A 上年 figure from last year's report is changed by a correction only. Raises FixedFigureError."""
    if len(change.path) != 2 or change.path[0] != LAST_YEAR:
        return
    name = str(change.path[1])
    taken = notes.taken or {}
    if name in taken and name not in (notes.corrected or {}) and change.new != taken[name]:
        raise FixedFigureError(name)


def correction(notes: YearNotes, name: str, reason: str) -> Change:
    """The change that notes why a 上年 figure is another."""
    if notes.corrected is None:
        return Change("set", (NOTES, "上年更正"), None, {name: reason})
    return Change("set", (NOTES, "上年更正", name), notes.corrected.get(name), reason)


def confirmation(notes: YearNotes, text: str | None) -> Change:
    """The change that says that a text taken over holds for this year too."""
    carried = notes.carried or ()
    return Change("set", (NOTES, "去年文字"), carried, tuple(other for other in carried if other != text))


def _texts(kind: Kind, value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if value is None:
        return
    if isinstance(kind, Text):
        if kind.long:
            yield path, value
    elif isinstance(kind, Record):
        for item in keys_of(kind.type).values():
            yield from _texts(item.kind, getattr(value, item.attribute), (*path, item.name))
    elif isinstance(kind, Rows):
        for number, row in enumerate(value):
            yield from _texts(Record(kind.type), row, (*path, number))
    elif isinstance(kind, Table):
        for name, below in value.items():
            yield from _texts(kind.of, below, (*path, name))


def _next_project(project: Project) -> Project:
    """A project with its goal and indicators, without money and results."""
    return Project(
        name=project.name,
        code=project.code,
        kind=project.kind,
        superior=project.superior,
        superior_code=project.superior_code,
        implementer=project.implementer,
        form=project.form,
        goal=replace(project.goal, actual=None) if project.goal else None,
        head=project.head,
        finance_head=project.finance_head,
        indicators=_next_indicators(project.indicators),
    )


def _next_overall(overall: OverallEvaluation) -> OverallEvaluation:
    return OverallEvaluation(
        sections=overall.sections,
        goal=replace(overall.goal, actual=None) if overall.goal else None,
        indicators=_next_indicators(overall.indicators),
    )


def _next_indicators(indicators: tuple[Indicator, ...] | None) -> tuple[Indicator, ...] | None:
    if indicators is None:
        return None
    return tuple(
        Indicator(
            first=item.first,
            second=item.second,
            third=item.third,
            sign=item.sign,
            target=item.target,
            unit=item.unit,
            weight=item.weight,
            deduction=item.deduction,
        )
        for item in indicators
    )
