"""Charts as pictures."""

from __future__ import annotations

from fractions import Fraction
from io import BytesIO

import pytest
from matplotlib import artist
from matplotlib.lines import Line2D
from PIL import Image

from jixiao_desktop.output.chart_size import alternative_text, chart_height_mm
from jixiao_desktop.output.charts import chart_png, chart_svg
from jixiao_desktop.report.blocks import ChartData, ChartSeries
from tests.output.sample import chart, pie

AWKWARD = {
    "negative": chart(series=(ChartSeries("", (Fraction(-5), Fraction(3)), ("-5", "3")),)),
    "all zero": chart("pie", series=(ChartSeries("", (Fraction(0), Fraction(0)), ("0", "0")),)),
    "nothing": chart(categories=(), series=()),
    "dollar": chart(categories=("$a$", "$"), title="$\\alpha$"),
    "negative pie": chart("pie", series=(ChartSeries("", (Fraction(-1), Fraction(3)), ("-1", "3")),)),
    "many": chart(
        "hbar",
        categories=tuple(f"名称很长的第{n}个支出科目" for n in range(20)),
        series=(ChartSeries("", tuple(map(Fraction, range(20))), tuple(map(str, range(20)))),),
    ),
}


@pytest.mark.parametrize("data", [chart(), pie(), *AWKWARD.values()], ids=["bars", "pie", *AWKWARD])
def test_a_chart_gives_the_same_picture_twice(data: ChartData) -> None:
    assert chart_png(data) == chart_png(data)
    assert chart_svg(data) == chart_svg(data)


def test_letters_of_the_vector_picture_are_outlines() -> None:
    drawn = chart_svg(pie())
    assert "<text" not in drawn
    assert "<path" in drawn


def test_more_entries_make_a_taller_picture() -> None:
    assert chart_height_mm(AWKWARD["many"]) > chart_height_mm(chart())
    with Image.open(BytesIO(chart_png(AWKWARD["many"]))) as picture:
        assert picture.height > picture.width


def test_bars_stay_apart_in_black_and_white() -> None:
    """The two series differ in lightness by far more than a printer blurs."""
    with Image.open(BytesIO(chart_png(chart()))) as picture:
        grey = picture.convert("L")
        counts = grey.histogram()
    shades = sorted(sorted(range(256), key=lambda shade: -counts[shade])[:3])
    assert shades[0] < 100 < shades[1] - 40


def test_the_alternative_text_says_the_figures() -> None:
    assert alternative_text(pie()).startswith(
        "图5 一般公共预算财政拨款支出决算结构（万元）。教育支出 281.58万元，占70.1%"
    )
    assert "2020年：收入总计 418.35，支出总计 418.35；2021年：收入总计 400.51" in alternative_text(chart())


def test_drawing_leaves_the_help_texts_of_matplotlib_to_who_asks_for_them() -> None:
    chart_svg(pie())
    assert "linewidth" in artist.kwdoc(Line2D)
