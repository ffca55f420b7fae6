"""「这个数怎么来的」: the tree of a figure down to what was entered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import field
from typing import Any, TypeVar

from jixiao_desktop.engine.catalogue import LabelError, label_of
from jixiao_desktop.engine.cube import CellKey, CubeCell
from jixiao_desktop.engine.cubes import CUBES
from jixiao_desktop.engine.evaluation import Evaluation, Figure
from jixiao_desktop.engine.slices import LISTS
from jixiao_desktop.engine.values import Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path, PathError, value_at
from jixiao_desktop.values import dataclass

T = TypeVar("T")
_STEP = re.compile(r"[^.\[\]]+")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One node: what it is called, its value, how it came about, and the nodes that it is made of."""

    label: str
    value: Value
    how: str
    """The formula, 「申报值」 or 「填报」."""
    source: str = ""
    """依据 of a 口径."""
    path: Path | None = None
    """The place of a fact that was entered."""
    parts: tuple[Explanation, ...] = ()
    item: str = ""
    """The bare name of an entered line: 抚恤金."""


def explain(evaluation: Evaluation, name: str, selection: str | None = None) -> Explanation:
    """How a 口径 came about, down to the facts. Raises LabelError."""
    return _Tracer(evaluation, evaluation.fork(_Listener)).figure_node(evaluation.figure(name, selection))


def explain_label(evaluation: Evaluation, label: str) -> Explanation:
    """The same for a 口径 written as a label: ``本年支出合计[208]``; or for a fact by its place:
    ``三公经费.国内公务接待费.批次``. Raises LabelError.
    """
    try:
        return explain(evaluation, *evaluation.model.catalogue.check_label(label))
    except LabelError:
        entered = _entered(evaluation, label)
        if entered is None:
            raise
        return entered


def _entered(evaluation: Evaluation, place: str) -> Explanation | None:
    """The leaf for what a sentence shows by its place: that place, or the nearest one above it where
    something was entered; None where there is no such place.
    """
    path: Path = tuple(int(step) if step.isdecimal() else step for step in _STEP.findall(place))
    while path:
        try:
            value = value_at(evaluation.facts, path)
        except PathError:
            return None
        if value is not None:
            shown = value if isinstance(value, int | str | Quantity) else None
            return Explanation(place, shown, "填报", path=path, item=str(path[-1]))
        path = path[:-1]
    return None


@dataclass(slots=True)
class _Tracer:
    """Computes a figure once more and notes what it asks for."""

    evaluation: Evaluation
    listener: _Listener
    known: dict[str, Explanation] = field(default_factory=dict)

    def figure_node(self, figure: Figure) -> Explanation:
        if figure.label in self.known:
            return self.known[figure.label]
        measure = self.evaluation.model.measures[figure.name]
        detail = self._parts(figure.name, figure.selection)
        if figure.stated:
            written = self.evaluation.written_as("申报值", figure.label) or figure.label
            path: Path = ("申报值", written)
            detail_value = self.evaluation.computed(figure.name, figure.selection)
            below = Explanation(
                f"{figure.label}（按明细）", detail_value, measure.expression.text, parts=detail
            )
            node = Explanation(figure.label, figure.value, "申报值", measure.source, path, (below,))
        else:
            node = Explanation(
                figure.label, figure.value, measure.expression.text, measure.source, parts=detail
            )
        self.known[figure.label] = node
        return node

    def _parts(self, name: str, selection: str | None) -> tuple[Explanation, ...]:
        asked = self.listener.listen()
        measure = self.evaluation.model.measures[name]
        measure.expression.evaluate(self.listener, self.evaluation.bindings(name, selection))
        nodes: dict[Any, Explanation] = {}
        for kind, what in asked:
            for node in self._nodes(kind, what):
                nodes.setdefault((node.label, node.path), node)
        return tuple(nodes.values())

    def _nodes(self, kind: str, what: Any) -> Iterator[Explanation]:
        if kind == "figure":
            yield self.figure_node(what)
        elif kind == "last_year":
            label, value = what
            written = self.evaluation.written_as("上年", label) or label
            yield Explanation(f"上年{label}", value, "上年数", path=("上年", written))
        elif kind == "fact":
            path, value = what
            if not isinstance(value, tuple | dict) and value is not None:
                yield Explanation("、".join(str(step) for step in path), value, "填报", path=path)
        else:
            yield from _lines(self.evaluation, kind, what)


def _lines(evaluation: Evaluation, cube: str, key: CellKey) -> Iterator[Explanation]:
    """The lines that a cell sums, as they were entered."""
    spec = CUBES[cube]
    # What was spent can follow line by line from 经济分类.
    entered_in = "经济分类" if cube == "支出" and evaluation.facts.expenses is None else LISTS[cube]
    for index, row in enumerate(spec.rows(evaluation.facts)):
        alternatives = spec.split(row)
        amount = spec.amount(row)
        if all(wanted in options for wanted, options in zip(key, alternatives, strict=True)) and amount:
            words = [str(options[-1]).rstrip("=") for options in alternatives]
            yield Explanation(
                " ".join(_named(evaluation, word) for word in words if word not in ("None", "*")),
                amount,
                "填报",
                path=(entered_in, index),
                item=_named(evaluation, words[0]).partition(" ")[2] or words[0],
            )


def _named(evaluation: Evaluation, word: str) -> str:
    name = evaluation.names.get(word)
    return f"{word} {name}" if name else word


class _Listener(Evaluation):
    """An evaluation that notes which figures, cells and facts an expression asks for."""

    def listen(self) -> list[tuple[str, Any]]:
        """Start anew; what is asked for from now on goes into the list."""
        self._asked: list[tuple[str, Any]] = []
        self._depth = 0
        return self._asked

    @contextmanager
    def _noting(self, kind: str, what: Callable[[T], Any]) -> Iterator[Callable[[T], T]]:
        """Note the answer of a question, but not the questions that it asks in turn."""

        def note(answer: T) -> T:
            if self._depth == 1:
                self._asked.append((kind, what(answer)))
            return answer

        self._depth += 1
        try:
            yield note
        finally:
            self._depth -= 1

    def figure(self, name: str, selection: str | None = None) -> Figure:
        with self._noting("figure", lambda answer: answer) as note:
            figure: Figure = note(super().figure(name, selection))
            return figure

    def cell(self, cube: str, key: CellKey) -> CubeCell:
        with self._noting(cube, lambda _answer: key) as note:
            return note(super().cell(cube, key))

    def read(self, path: Path) -> Any:
        with self._noting("fact", lambda answer: (path, answer)) as note:
            return note(super().read(path))

    def last_year(self, name: str, selection: str | None = None) -> Value:
        with self._noting("last_year", lambda answer: (label_of(name, selection), answer)) as note:
            return note(super().last_year(name, selection))
