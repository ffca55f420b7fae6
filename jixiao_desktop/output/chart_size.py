"""What is known of a chart before it is drawn: kind, size, and how it is said in words."""

from __future__ import annotations

from jixiao_desktop.report.blocks import ChartData

WIDTH_MM = 145.0
MIN_HEIGHT_MM = 58.0


def blank_svg(chart: ChartData) -> str:
    """An empty SVG of the chart's size, to find out where pages end."""
    size = f'width="{WIDTH_MM}mm" height="{chart_height_mm(chart)}mm"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 1 1"/>'


def chart_height_mm(chart: ChartData) -> float:
    """The height that goes with :data:`WIDTH_MM`."""
    count = len(chart.categories)
    if kind_of(chart) == "hbar":
        return max(MIN_HEIGHT_MM, 22.0 + 7.5 * count * max(len(chart.series), 1))
    return max(MIN_HEIGHT_MM, 10.0 + 11.0 * count) if kind_of(chart) == "pie" else MIN_HEIGHT_MM


def alternative_text(chart: ChartData) -> str:
    """The chart in words, for those who cannot see it."""
    parts = []
    for series in chart.series:
        pairs = "，".join(f"{c} {label}" for c, label in zip(chart.categories, series.labels, strict=False))
        parts.append(f"{series.name}：{pairs}" if series.name else pairs)
    return f"{chart.number} {chart.title}（{chart.unit}）。" + "；".join(parts)


def kind_of(chart: ChartData) -> str:
    """What it is drawn as: a pie can show neither a negative part nor a whole of nothing: then bars."""
    if chart.kind != "pie":
        return chart.kind
    values = chart.series[0].values if chart.series else ()
    return "pie" if sum(values) > 0 and min(values) >= 0 else "hbar"
