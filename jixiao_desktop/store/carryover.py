"""A new year from the year before: what is taken over, what starts empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import Indicator, OverallEvaluation, Project, UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, Text, keys_of
from jixiao_desktop.store.notes import StoredYear, YearNotes


def next_year(
    before: UnitYear, year: int, template: str, figures: Mapping[str, Quantity]
) -> StoredYear:
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
