"""The files of one report, which is drawn and typeset once for all of them.

typst works beside Python: it makes the pixels of a chart while the next is drawn, and the pages while
Word's text is made, of which only the contents wait for the page numbers; and that wait is put to use.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from jixiao_desktop.report.blocks import ChartBlock, Report

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

    from jixiao_desktop.output.outline import Outline
    from jixiao_desktop.output.pdf import Typeset

WITH_PIXELS = frozenset({"docx", "html"})
"""The kinds of files that show a chart in pixels."""


class ReportFiles:
    """Makes the files of one report; ``kinds`` says which are wanted at all.

    ``meanwhile`` is called when there is nothing to do but wait for typst, maybe more than once.
    """

    def __init__(
        self, report: Report, kinds: Collection[str], meanwhile: Callable[[], object] | None = None
    ) -> None:
        self._report = report
        self._kinds = kinds
        self._meanwhile = meanwhile

    def docx(self) -> bytes:
        """The Word file, its contents with page numbers."""
        pages = _Pages(self._setting, self._meanwhile) if self._report.contents else None
        from jixiao_desktop.output.docx import docx_bytes  # brings matplotlib, while typst works

        return docx_bytes(self._report, pages, self._layout)

    def pdf(self) -> bytes:
        """The PDF. Raises TypesettingError."""
        return self._setting.result().pdf

    def html(self) -> bytes:
        """The web page."""
        from jixiao_desktop.output.html import html_page

        return html_page(self._report).encode()

    @cached_property
    def _layout(self) -> Outline:
        from jixiao_desktop.output.outline import outline

        return outline(self._report)

    @cached_property
    def _setting(self) -> Future[Typeset]:
        from concurrent.futures import ThreadPoolExecutor

        from jixiao_desktop.output.pdf import set_source, source_of

        worker = ThreadPoolExecutor(max_workers=1)
        if pictures := "pdf" in self._kinds:
            self._draw(worker)
        source = source_of(self._report, pictures=pictures, layout=self._layout)
        setting = worker.submit(set_source, source)
        if not pictures:
            self._draw(worker)
        worker.shutdown(wait=False)
        return setting

    def _draw(self, worker: Executor) -> None:
        """Draw the charts one by one, and let the worker make the pixels of those that are drawn."""
        if WITH_PIXELS.isdisjoint(self._kinds):
            return
        from jixiao_desktop.output.charts import chart_png, chart_svg

        for block in self._report.blocks:
            if isinstance(block, ChartBlock):
                chart_svg(block.chart)
                worker.submit(chart_png, block.chart)


class _Pages(Mapping[int, int]):
    """Page numbers that are waited for when the first is asked for. Raises TypesettingError then."""

    def __init__(self, setting: Future[Typeset], meanwhile: Callable[[], object] | None) -> None:
        self._setting = setting
        self._meanwhile = meanwhile

    def __getitem__(self, block: int) -> int:
        if self._meanwhile is not None and not self._setting.done():
            self._meanwhile()
        return self._setting.result().pages[block]

    def __iter__(self) -> Iterator[int]:
        return iter(self._setting.result().pages)

    def __len__(self) -> int:
        return len(self._setting.result().pages)
