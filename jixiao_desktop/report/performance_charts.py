"""Charts of 绩效: execution rate and score by project, scores by 一级指标."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.values import Ratio
from jixiao_desktop.performance.form_content import percent_text
from jixiao_desktop.performance.results import ProjectResult, results_of
from jixiao_desktop.performance.targets import number_text
from jixiao_desktop.report.blocks import ChartBlock, ChartData, ChartSeries

PROJECTS_A_CHART = 25
"""So many bars fill a page; more projects go on in a second chart."""


def project_charts(results: Sequence[ProjectResult]) -> tuple[ChartData, ...]:
    """执行率 and 总分 of all projects, numbered 附图1 …; none where there are not two."""
    if len(results) < 2:
        return ()
    pages = [results[at : at + PROJECTS_A_CHART] for at in range(0, len(results), PROJECTS_A_CHART)]
    charts = [chart(page) for chart in (rates_chart, totals_chart) for page in pages]
    there = (chart for chart in charts if chart is not None)
    return tuple(replace(chart, number=f"附图{at}") for at, chart in enumerate(there, start=1))


def project_chart_blocks(evaluation: Evaluation, page: str) -> tuple[ChartBlock, ...]:
    """These charts as they are printed after the forms; ``page`` is the wizard's page that feeds them."""
    charts = project_charts(results_of(evaluation))
    return tuple(ChartBlock(chart, f"（{chart.number}：{chart.title}）（条形图）", page) for chart in charts)


def rates_chart(results: Iterable[ProjectResult], number: str = "") -> ChartData | None:
    """Execution rate by project; projects without a rate are left out. None where there is none."""
    rated = [(r.project.name, r.rate.rate.value) for r in results if isinstance(r.rate.rate, Ratio)]
    series = ChartSeries(
        "执行率", tuple(rate * 100 for _, rate in rated), tuple(percent_text(rate) for _, rate in rated)
    )
    return _chart(number, "各项目预算执行率", [name for name, _ in rated], (series,), "%")


def totals_chart(results: Iterable[ProjectResult], number: str = "") -> ChartData | None:
    """Total score by project; projects whose total is not known are left out."""
    scored = [(r.project.name, r.total.value) for r in results if isinstance(r.total.value, Decimal)]
    series = ChartSeries(
        "总分",
        tuple(Fraction(total) for _, total in scored),
        tuple(number_text(total) for _, total in scored),
    )
    return _chart(number, "各项目自评总分", [name for name, _ in scored], (series,), "分")


def levels_chart(result: ProjectResult, number: str = "") -> ChartData | None:
    """Weight and score of each 一级指标 of a project, the execution rate first."""
    rows: list[tuple[str, object, object]] = [("预算执行率", result.rate.weight, result.rate.score.value)]
    rows += [(level.name, level.weight.value, level.score.value) for level in result.levels]
    known = [(n, w, s) for n, w, s in rows if isinstance(w, Decimal) and isinstance(s, Decimal)]
    if not result.scored or len(known) < len(rows):
        return None
    names = [name for name, _, _ in known]
    weights, scores = [weight for _, weight, _ in known], [score for _, _, score in known]
    series = (_points("分值", weights), _points("得分", scores))
    return _chart(number, "各级指标得分", names, series, "分")


def _points(name: str, values: list[Decimal]) -> ChartSeries:
    return ChartSeries(name, tuple(map(Fraction, values)), tuple(map(number_text, values)))


def _chart(
    number: str, title: str, names: list[str], series: tuple[ChartSeries, ...], unit: str
) -> ChartData | None:
    return ChartData(number, title, "hbar", tuple(names), series, unit) if names else None
