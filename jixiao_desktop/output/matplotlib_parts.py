"""What charts are drawn with, without the manual that matplotlib would write of itself.

As it is imported, matplotlib looks through each of its classes for the properties that its help texts
are to list, which takes a quarter of the time of importing it. Nobody reads them here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from matplotlib import artist as artists
from matplotlib import rc_context


@contextmanager
def _no_manual() -> Iterator[None]:
    described = artists.kwdoc
    artists.kwdoc = lambda _: ""  # type: ignore[assignment]
    try:
        yield
    finally:
        artists.kwdoc = described


with _no_manual():
    from matplotlib.axes import Axes
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.font_manager import FontProperties

__all__ = ["Axes", "Figure", "FigureCanvasSVG", "FontProperties", "rc_context"]
