"""The charts of the narrative as data, from charts.yaml of a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Literal

from jixiao_desktop.engine.catalogue import LabelError
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Expression, compile_expression
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.engine.values import Missing, Value
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, Quantity, total
from jixiao_desktop.packs.model import as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import PackError, Sequence, Text
from jixiao_desktop.report.blocks import ChartBlock, ChartData, ChartSeries
from jixiao_desktop.report.style import Style, options_of, style_of
from jixiao_desktop.values import dataclass

_KEYS = ("图", "题", "型", "口径", "各项")
_KINDS: Mapping[str, Literal["bar", "pie", "hbar"]] = {"柱状图": "bar", "饼状图": "pie", "条形图": "hbar"}


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """One chart of charts.yaml: two years of some 口径, or the parts of one."""

    number: str
    title: str
    kind: str
    measures: tuple[str, ...]
    parts: Expression | None


@dataclass(frozen=True, slots=True)
class ChartFigures:
    """What a chart shows; ``values`` by series and category, Missing where still to be entered."""

    categories: tuple[str, ...]
    series: tuple[tuple[str, tuple[Value, ...]], ...]
    whole: Value = None

    @property
    def missing(self) -> bool:
        """Something that the chart shows is still to be entered."""
        shown = (value for _, values in self.series for value in values)
        return any(isinstance(value, Missing) for value in (self.whole, *shown))

    @property
    def empty(self) -> bool:
        """There is nothing to show: all that is known is zero, and nothing is missing."""
        shown = [value for _, values in self.series for value in values]
        return not self.missing and all(isinstance(v, Quantity) and v.is_zero for v in shown)


def chart_specs(model: PackModel) -> tuple[ChartSpec, ...]:
    """The charts of a pack in order; a later layer's entry replaces an earlier one of the same number."""
    found: dict[str, ChartSpec] = {}
    for layer in model.pack.layers("charts"):
        if not isinstance(layer, Sequence):
            raise PackError(layer.place, "charts.yaml 应当是一列「- 图: …」")
        for node in layer:
            entry = as_mapping(node)
            check_keys(entry, _KEYS)
            number = str(as_text(required(entry, "图")))
            kind = as_text(required(entry, "型"))
            if kind not in _KINDS:
                raise PackError(kind.place, f"没有「{kind}」，可用：{'、'.join(_KINDS)}")
            parts = as_text(entry["各项"]) if "各项" in entry else None
            found[number] = ChartSpec(
                number=number,
                title=str(as_text(required(entry, "题"))),
                kind=str(kind),
                measures=_measures(model, required(entry, "口径")),
                parts=compile_expression(parts, model.catalogue, parts.place) if parts is not None else None,
            )
    return tuple(found.values())


def _measures(model: PackModel, node: object) -> tuple[str, ...]:
    names = [as_text(item) for item in node] if isinstance(node, Sequence) else [node]
    for name in names:
        if not isinstance(name, Text):
            raise TypeError(name)
        try:
            model.catalogue.check_label(name)
        except LabelError as error:
            raise PackError(name.place, str(error)) from error
    return tuple(map(str, names))


def charts_of(evaluation: Evaluation) -> Mapping[str, ChartBlock | None]:
    """The charts by their numbers in the pack, numbered anew without the empty ones (None).

    A chart that waits for figures keeps its number and is left out until they are there.
    """
    return evaluation.remembered(("图",), lambda: _charts(evaluation))


def _charts(evaluation: Evaluation) -> dict[str, ChartBlock | None]:
    specs = evaluation.model.made_once("图", lambda: chart_specs(evaluation.model))
    result: dict[str, ChartBlock | None] = {}
    number = 0
    for spec in specs:
        drawn = evaluation.remembered(("图", spec.number), partial(_drawn, evaluation, spec))
        number += not drawn.empty
        result[spec.number] = _numbered(spec, drawn.chart, f"图{number}") if drawn.chart else None
    return result


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A chart without its number; none while it is empty or waits for figures."""

    empty: bool
    chart: ChartData | None


def _drawn(evaluation: Evaluation, spec: ChartSpec) -> _Drawn:
    figures = _figures(evaluation, spec)
    shown = not figures.empty and not figures.missing
    return _Drawn(figures.empty, _chart(spec, figures, style_of(options_of(evaluation))) if shown else None)


def _numbered(spec: ChartSpec, chart: ChartData, number: str) -> ChartBlock:
    return ChartBlock(replace(chart, number=number), f"（{number}：{spec.title}）（{spec.kind}）")


def _figures(evaluation: Evaluation, spec: ChartSpec) -> ChartFigures:
    if spec.parts is not None:
        name = spec.measures[0]
        parts = spec.parts.evaluate(evaluation)
        values = {str(part): evaluation.figure(name, str(part)).value for part in parts}
        whole = evaluation.figure(name).value
        shown = _parts_there_are(values, whole)
        names = tuple(evaluation.names.get(part, part) for part in shown)
        return ChartFigures(names, (("", tuple(shown.values())),), whole)
    year = evaluation.read(("年度",))
    labels = [evaluation.model.catalogue.check_label(measure) for measure in spec.measures]
    before = tuple(evaluation.last_year(*label) for label in labels)
    now = tuple(evaluation.figure(*label).value for label in labels)
    return ChartFigures(spec.measures, ((f"{year - 1}年", before), (f"{year}年", now)))


def _parts_there_are(values: Mapping[str, Value], whole: Value) -> Mapping[str, Value]:
    """The parts without those that are zero, as every other is where the known ones are the whole."""
    known = {part: value for part, value in values.items() if isinstance(value, Quantity)}
    if isinstance(whole, Quantity) and total(known.values()).fen == whole.fen:
        values = known
    return {part: value for part, value in values.items() if not _is_zero(value)}


def _is_zero(value: Value) -> bool:
    return isinstance(value, Quantity) and value.is_zero


def _chart(spec: ChartSpec, figures: ChartFigures, style: Style) -> ChartData:
    unit = style.money_unit
    series = tuple(
        ChartSeries(
            name,
            tuple(Fraction(value.fen, FEN_PER_UNIT[unit]) for value in values),
            tuple(_label(value, figures.whole, style) for value in values),
        )
        for name, values in figures.series
    )
    return ChartData("", spec.title, _KINDS[spec.kind], figures.categories, series, unit)


def _label(value: Quantity, whole: Value, style: Style) -> str:
    """As in the text: the amount, and its share where the chart shows the parts of a whole."""
    amount = style.money(value)
    if isinstance(whole, Quantity) and not whole.is_zero:
        return f"{amount}，占{style.percent(Fraction(value.fen, whole.fen))}"
    return amount.removesuffix(style.money_unit)
