"""The files of one report, drawn and typeset once for all of them."""

from __future__ import annotations

from threading import Event

import pytest

from jixiao_desktop.output import pdf
from jixiao_desktop.output.docx import docx_bytes
from jixiao_desktop.output.html import html_page
from jixiao_desktop.output.pdf import Source, Typeset, typeset
from jixiao_desktop.output.report_files import ReportFiles
from tests.output.sample import sample_report

PATIENCE = 60.0
"""Seconds."""


@pytest.mark.parametrize("kinds", [("docx", "pdf", "html"), ("docx",)], ids=["all", "Word alone"])
def test_they_are_what_each_writer_makes_by_itself(kinds: tuple[str, ...]) -> None:
    report = sample_report(rows=5)
    alone = typeset(report)
    files = ReportFiles(report, kinds)
    assert files.docx() == docx_bytes(report, alone.pages)
    assert files.html() == html_page(report).encode()
    if "pdf" in kinds:
        assert files.pdf() == alone.pdf


def test_the_wait_for_the_page_numbers_is_put_to_use(monkeypatch: pytest.MonkeyPatch) -> None:
    used = Event()
    at_once = pdf.set_source

    def after_that(source: Source) -> Typeset:
        assert used.wait(PATIENCE), "typst was waited for with other things to do"
        return at_once(source)

    monkeypatch.setattr(pdf, "set_source", after_that)
    report = sample_report(rows=5)
    assert ReportFiles(report, ("docx",), used.set).docx() == docx_bytes(report, typeset(report).pages)
