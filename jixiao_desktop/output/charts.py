"""Charts of the report as pictures: SVG for the PDF, and the same as PNG for Word and web pages.

Drawn with the bundled font on a bare matplotlib Figure (no pyplot, no window system). Colours differ
in lightness and every second one is hatched, so that a black-and-white print stays legible; every
value is labelled directly with the text that the report prints. Floats here are drawing coordinates.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from typing import Any

import typst

from jixiao_desktop.output.chart_size import WIDTH_MM, chart_height_mm, kind_of
from jixiao_desktop.output.fonts import HEI, font_file
from jixiao_desktop.output.matplotlib_parts import (
    Axes,
    Figure,
    FigureCanvasSVG,
    FontProperties,
    rc_context,
)
from jixiao_desktop.report.blocks import ChartData

PNG_DPI = 200.0
PIXELS = """
#set page(width: {width}mm, height: {height}mm, margin: 0pt)
#image(bytes(sys.inputs.chart), format: "svg", width: 100%, height: 100%)
"""
COLOURS = ("#1f4e79", "#a9c6e3", "#6b8f71", "#d9cfa8", "#7a7a7a", "#e6e6e6", "#8a5a44", "#c9a9a6")
HATCHES = ("", "////", "", "\\\\\\\\", "", "....", "", "xxxx")
INK = "#222222"
NOTHING = "无数据"
_STYLE: dict[Any, Any] = {
    "svg.hashsalt": "chart",
    "svg.fonttype": "path",
    "hatch.linewidth": 0.6,
    "hatch.color": "#555555",
    "axes.unicode_minus": False,
}


@lru_cache(maxsize=64)
def chart_png(chart: ChartData) -> bytes:
    """The chart as a PNG, the same bytes for the same chart; kept for the web page after Word.

    It is the SVG in pixels, so that a chart is drawn once and looks the same in Word and PDF.
    """
    made = typst.compile(
        PIXELS.format(width=WIDTH_MM, height=chart_height_mm(chart)).encode(),
        format="png",
        ppi=PNG_DPI,
        ignore_system_fonts=True,
        sys_inputs={"chart": chart_svg(chart)},
    )
    if not isinstance(made, bytes):
        raise TypeError(f"a chart of one page was made into {type(made).__name__}")
    return made


@lru_cache(maxsize=64)
def chart_svg(chart: ChartData) -> str:
    """The chart as SVG with its letters as outlines, the same text for the same chart; kept for previews."""
    with rc_context(_STYLE):
        figure = _figure(chart)
        FigureCanvasSVG(figure)
        picture = BytesIO()
        figure.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
    return picture.getvalue().decode("utf-8")


def _figure(chart: ChartData) -> Figure:
    figure = Figure(figsize=(WIDTH_MM / 25.4, chart_height_mm(chart) / 25.4), facecolor="white")
    draw = {"bar": _bars, "hbar": _lying_bars, "pie": _pie}[kind_of(chart)]
    if chart.series and chart.categories:
        draw(figure, chart)
    else:
        figure.text(0.5, 0.5, NOTHING, ha="center", va="center", **_font(10))
    return figure


def _font(size: float) -> dict[str, Any]:
    font = FontProperties(fname=str(font_file(HEI)), size=size)
    return {"fontproperties": font, "color": INK, "parse_math": False}


def _look(series: int) -> dict[str, Any]:
    at = series % len(COLOURS)
    return {"facecolor": COLOURS[at], "hatch": HATCHES[at], "edgecolor": "#444444", "linewidth": 0.6}


def _bare(axes: Axes) -> None:
    for spine in axes.spines.values():
        spine.set_visible(False)
    axes.set_xticks([])
    axes.set_yticks([])


def _legend(figure: Figure, handles: list[Any], names: list[str]) -> None:
    if not any(names):
        return
    legend = figure.legend(
        handles,
        names,
        loc="upper right",
        bbox_to_anchor=(0.985, 0.99),
        ncols=min(len(names), 4),
        frameon=False,
        prop=_font(9)["fontproperties"],
        labelcolor=INK,
        handlelength=1.6,
        columnspacing=1.2,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def _unit(figure: Figure, chart: ChartData) -> None:
    if chart.unit:
        figure.text(0.02, 0.955, f"单位：{chart.unit}", ha="left", va="center", **_font(9))


def _bars(figure: Figure, chart: ChartData) -> None:
    axes = figure.add_axes((0.04, 0.13, 0.92, 0.74))
    _bare(axes)
    count = len(chart.series)
    width = min(0.8 / count, 0.32)
    values = [float(v) for series in chart.series for v in series.values]
    low, high = _range(values)
    room = high - low
    handles = []
    small = 9.0 if len(chart.categories) * count <= 10 else 7.5
    for at, series in enumerate(chart.series):
        places = [c + (at - (count - 1) / 2) * width * 1.08 for c in range(len(series.values))]
        heights = [float(v) for v in series.values]
        handles.append(axes.bar(places, heights, width, **_look(at)))
        for place, height, label in zip(places, heights, series.labels, strict=False):
            above = height >= 0
            axes.text(
                place, height + (0.02 if above else -0.02) * room, label, ha="center",
                va="bottom" if above else "top", **_font(small),
            )  # fmt: skip
    axes.axhline(0, color="#555555", linewidth=0.8)
    per_line = max(4, int(38 / max(len(chart.categories), 1)))
    under = low - (0.14 if low < 0 else 0.04) * room
    for at, category in enumerate(chart.categories):
        axes.text(at, under, _wrapped(category, per_line), ha="center", va="top", clip_on=False, **_font(9))
    middle, reach = (len(chart.categories) - 1) / 2, max(len(chart.categories) / 2 + 0.1, 1.1)
    axes.set_xlim(middle - reach, middle + reach)
    axes.set_ylim(low - (0.12 if low < 0 else 0.0) * room, high + 0.12 * room)
    _unit(figure, chart)
    _legend(figure, handles, [series.name for series in chart.series])


def _lying_bars(figure: Figure, chart: ChartData) -> None:
    names = [_wrapped(category, 11) for category in chart.categories]
    longest = max(len(line) for name in names for line in name.split("\n"))
    left = min(0.36, 0.04 + 0.0225 * longest)
    axes = figure.add_axes((left, 0.04, 0.94 - left, 0.85))
    _bare(axes)
    count = len(chart.series)
    width = 0.72 / count
    values = [float(v) for series in chart.series for v in series.values]
    low, high = _range(values)
    room = high - low
    handles = []
    for at, series in enumerate(chart.series):
        places = [c + (at - (count - 1) / 2) * width for c in range(len(series.values))]
        lengths = [float(v) for v in series.values]
        handles.append(axes.barh(places, lengths, width * 0.9, **_look(at)))
        for place, length, label in zip(places, lengths, series.labels, strict=False):
            right = length >= 0
            axes.text(
                length + (0.012 if right else -0.012) * room, place, label, va="center",
                ha="left" if right else "right", **_font(9),
            )  # fmt: skip
    axes.axvline(0, color="#555555", linewidth=0.8)
    axes.set_ylim(len(names) - 0.5, -0.5)
    longest_label = max((len(label) for series in chart.series for label in series.labels), default=0)
    beside = min(0.5, 0.017 * longest_label / (0.94 - left))
    room /= 1 - beside
    axes.set_xlim(low - (beside * room if low < 0 else 0.0), high + beside * room)
    for at, name in enumerate(names):
        axes.text(
            -0.015, at, name, ha="right", va="center", transform=axes.get_yaxis_transform(), linespacing=1.05,
            **_font(9),
        )  # fmt: skip
    _unit(figure, chart)
    _legend(figure, handles, [series.name for series in chart.series])


def _pie(figure: Figure, chart: ChartData) -> None:
    """The pie, and beside it one line a slice: its pattern, name and label, so nothing can overlap."""
    axes = figure.add_axes((0.03, 0.04, 0.42, 0.86))
    series = chart.series[0]
    shown = [
        (float(value), f"{_wrapped(category, 15)}\n{label}" if label else _wrapped(category, 15))
        for category, value, label in zip(chart.categories, series.values, series.labels, strict=False)
        if value > 0
    ]
    wedges, *_ = axes.pie([value for value, _ in shown], startangle=90, counterclock=False)
    for at, wedge in enumerate(wedges):
        wedge.set(**_look(at))
    legend = figure.legend(
        wedges, [text for _, text in shown], loc="center left", bbox_to_anchor=(0.47, 0.48), frameon=False,
        prop=_font(9.5)["fontproperties"], labelcolor=INK, handlelength=1.8, handleheight=1.4,
        labelspacing=0.7,
    )  # fmt: skip
    for text in legend.get_texts():
        text.set_parse_math(False)
        text.set_linespacing(1.15)
    axes.set_aspect("equal")
    _unit(figure, chart)


def _range(values: list[float]) -> tuple[float, float]:
    """From the least to the greatest value, with zero in it, never empty."""
    low, high = min(0.0, *values), max(0.0, *values)
    return low, high if high > low else low + 1.0


def _wrapped(text: str, per_line: int) -> str:
    """A name broken into lines of about equal length."""
    if len(text) <= per_line:
        return text
    lines = -(-len(text) // per_line)
    length = -(-len(text) // lines)
    return "\n".join(text[i : i + length] for i in range(0, len(text), length))
