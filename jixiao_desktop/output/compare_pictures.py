"""Comparing the charts of a Word file with those that the facts give.

A picture is drawn again and compared point by point. Only points that differ strongly count, so that
another machine's rounding of edges is no difference, and a changed digit of a label is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from PIL import Image, ImageChops, UnidentifiedImageError

from jixiao_desktop.output.charts import chart_png
from jixiao_desktop.output.differences import Difference, Kind
from jixiao_desktop.report.blocks import ChartData

STRONG = 64
"""From this many of 255 levels on, a point differs."""
MOST_POINTS = 30
"""More differing points than this are a difference; a digit of a label has some hundred."""
MAX_POINTS = 40_000_000


def compare_pictures(
    file: str, charts: Sequence[ChartData], pictures: Sequence[bytes]
) -> Iterator[Difference]:
    """The differences between the charts and the pictures of a file, in order."""
    if len(charts) != len(pictures):
        yield Difference(file, Kind.TEXT, "图", f"{len(charts)}幅图", f"{len(pictures)}幅图")
        return
    for chart, picture in zip(charts, pictures, strict=True):
        drawn = chart_png(chart)
        if drawn != picture and not _alike(drawn, picture):
            place = f"{chart.number}（{chart.title}）"
            yield Difference(file, Kind.TEXT, place, "按数据画的图", "另一幅图")


def _alike(drawn: bytes, picture: bytes) -> bool:
    try:
        with Image.open(BytesIO(drawn)) as one, Image.open(BytesIO(picture)) as other:
            if one.size != other.size or other.width * other.height > MAX_POINTS:
                return False
            gap = ImageChops.difference(one.convert("L"), other.convert("L"))
    except (UnidentifiedImageError, OSError, ValueError):
        return False
    return sum(gap.histogram()[STRONG:]) <= MOST_POINTS
