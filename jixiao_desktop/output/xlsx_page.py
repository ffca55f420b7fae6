"""How a sheet is printed on A4: orientation, scale, and where a very wide table is cut."""

from __future__ import annotations

from math import ceil

from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.output.table_layout import MM, fit_table, text_width
from jixiao_desktop.output.xlsx_styles import BODY_SIZE
from jixiao_desktop.values import dataclass

A4 = 9
"""The number of the paper in a workbook."""
MARGIN_INCHES = 0.6
POINTS_PER_INCH = 72
LONG_SIDE, SHORT_SIDE = 297 * MM, 210 * MM
HEAD_AND_FOOT = 1.4 * POINTS_PER_INCH
LEAST_SCALE = 0.68
"""A table that has to be made smaller than this to stand on one page goes over several."""
PADDING = 1.4
SLACK = 0.88
"""Programs differ in how wide they make a column; a page is planned a little narrower than it is."""


@dataclass(frozen=True, slots=True)
class Page:
    """The print set-up of a sheet; ``breaks`` are the columns that begin a new page."""

    landscape: bool
    margin: float
    scale: int
    keys: int
    """Columns on the left that name the rows: frozen, and repeated on every page."""
    breaks: tuple[int, ...]
    width: float
    """Of the table, in points at full size."""

    def one_high(self, height: float) -> bool:
        """Whether the table can still be read when it is made to fit one page."""
        by_width = (LONG_SIDE if self.landscape else SHORT_SIDE) - 2 * self.margin * POINTS_PER_INCH
        by_height = (SHORT_SIDE if self.landscape else LONG_SIDE) - HEAD_AND_FOOT
        return by_height / height >= min(LEAST_SCALE, by_width / self.width)


def page_for(grid: Grid, widths: list[float]) -> Page:
    """Set up the page for a grid with these column widths (in characters of the body size)."""
    fitted = fit_table(grid)
    keys = fitted.keys
    breaks = tuple(part.columns[keys] for part in fitted.parts[1:])
    widest = max(sum(widths[column] for column in part.columns) for part in fitted.parts) * BODY_SIZE
    room = (LONG_SIDE if fitted.landscape else SHORT_SIDE) - 2 * MARGIN_INCHES * POINTS_PER_INCH
    return Page(
        landscape=fitted.landscape,
        margin=MARGIN_INCHES,
        scale=min(100, int(100 * SLACK * room / widest)),
        keys=keys,
        breaks=breaks,
        width=sum(widths) * BODY_SIZE,
    )


def lines_needed(text: str, room: float) -> int:
    """How many lines a text takes in a width of so many characters."""
    usable = max(1.0, room - PADDING)
    return sum(max(1, ceil(text_width(line) / usable)) for line in text.split("\n"))
