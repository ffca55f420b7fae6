"""The real cases: Word and PDF say what ``text`` prints, in the same order."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from docx.oxml.ns import qn

from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.docx import docx_bytes
from jixiao_desktop.output.outline import contents_entries, has_title
from jixiao_desktop.output.pdf import typeset
from jixiao_desktop.report.blocks import Report
from jixiao_desktop.report.builder import build_reports
from jixiao_desktop.report.narrative import narrative_text
from jixiao_desktop.resources import resource_path

AMOUNT = r"-?\d[\d,]*\.\d\d(?!\d)"
OWN = Path(__file__).parent.parent / "cases"
CASES = (
    resource_path("examples", "renhe-2021.yaml"),
    resource_path("examples", "chenggong-2021.yaml"),
    OWN / "full-2023.yaml",
    OWN / "nothing-2021.yaml",
)


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u200b\ufffe]", "", text)


def said(report: Report) -> list[str]:
    """The lines of ``text``; forms alone have no title above them in print."""
    lines = narrative_text(report).splitlines()
    return lines if report.cover or has_title(report) else lines[1:]


def assert_in_order(lines: list[str], whole: str) -> None:
    at = 0
    for line in lines:
        wanted = squeezed(line)
        found = whole.find(wanted, at)
        assert found >= 0, line
        at = found + len(wanted)


@pytest.fixture(scope="module", params=CASES, ids=lambda path: path.stem)
def reports(request: pytest.FixtureRequest) -> tuple[Report, ...]:
    return build_reports(open_evaluation(read_exchange(request.param)))


def test_the_word_file_says_what_text_prints(reports: tuple[Report, ...]) -> None:
    for report in reports:
        pages = {entry.block: 1 for entry in contents_entries(report)}
        document = Document(BytesIO(docx_bytes(report, pages)))
        whole = "".join(squeezed(paragraph.text) for paragraph in document.paragraphs)
        assert_in_order(said(report), whole)


def test_the_pdf_says_what_text_prints(reports: tuple[Report, ...]) -> None:
    for report in reports:
        made = typeset(report, pictures=False)
        document = pypdfium2.PdfDocument(made.pdf)
        texts = [squeezed(page.get_textpage().get_text_range()) for page in document]
        document.close()
        whole = re.sub(r"草稿|—\d+—", "", "".join(texts))
        lines = [re.sub("草稿", "", line) for line in said(report)]
        assert_in_order(lines, whole)
        last = max(made.pages.values(), default=0)
        assert last <= len(texts)


def test_word_and_pdf_have_the_same_amounts_in_the_same_order(reports: tuple[Report, ...]) -> None:
    """In sentences and tables; amounts have two decimals, which the numbers of a table's head have not."""
    for report in reports:
        body = Document(BytesIO(docx_bytes(report))).element.body
        paragraphs = ("".join(part.text for part in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
        document = pypdfium2.PdfDocument(typeset(report, pictures=False).pdf)
        pages = (page.get_textpage().get_text_range().replace("\ufffe", "") for page in document)
        assert re.findall(AMOUNT, "\n".join(pages)) == re.findall(AMOUNT, "\n".join(paragraphs))
        document.close()


def test_contents_name_the_page_where_each_heading_stands(reports: tuple[Report, ...]) -> None:
    for report in reports:
        made = typeset(report, pictures=False)
        document = pypdfium2.PdfDocument(made.pdf)
        texts = [squeezed(page.get_textpage().get_text_range()) for page in document]
        numbers = [int(found[-1]) if (found := re.findall(r"—(\d+)—", text)) else 0 for text in texts]
        document.close()
        for entry in contents_entries(report):
            assert squeezed(entry.text) in texts[numbers.index(made.pages[entry.block])]
