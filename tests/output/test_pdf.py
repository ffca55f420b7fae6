"""The PDF of a report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pypdfium2
import pytest
from pypdfium2.raw import FPDFText_GetFontSize

from jixiao_desktop.output import fonts
from jixiao_desktop.output.docx_styles import BODY_SIZE, PITCH
from jixiao_desktop.output.outline import contents_entries, plain
from jixiao_desktop.output.pdf import Typeset, TypesettingError, typeset
from jixiao_desktop.report.blocks import Block, Heading, PageBreak, Paragraph, Report, TextRun
from tests.output.sample import UNIT, heading, paragraph, sample_report

FRONT_PAGES = 2
"""Cover and contents of the sample, which carry no page number."""


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report(draft=True, rows=200)


@pytest.fixture(scope="module")
def made(report: Report) -> Typeset:
    return typeset(report)


@pytest.fixture(scope="module")
def document(made: Typeset) -> Iterator[pypdfium2.PdfDocument]:
    opened = pypdfium2.PdfDocument(made.pdf)
    yield opened
    opened.close()


def squeezed(text: str) -> str:
    """Without anything that only lays out: spaces, breaks, invisible break points."""
    return re.sub(r"[\s\u200b\ufffe]", "", text)


def page_texts(document: pypdfium2.PdfDocument) -> list[str]:
    return [squeezed(page.get_textpage().get_text_range()) for page in document]


def test_every_paragraph_and_heading_stands_in_the_pdf_in_order(
    report: Report, document: pypdfium2.PdfDocument
) -> None:
    # A paragraph may run over a page's foot, so the running marks are taken out first.
    pages = [re.sub(r"^草稿|草稿$|—\d+—", "", text) for text in page_texts(document)[FRONT_PAGES:]]
    whole = re.sub(r"草稿|—\d+—", "", "".join(pages))
    at = 0
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            text = squeezed(plain(block.runs))
            found = whole.find(text, at)
            assert found >= 0, text
            at = found + len(text)


def test_contents_pages_are_where_the_headings_stand(
    report: Report, made: Typeset, document: pypdfium2.PdfDocument
) -> None:
    pages = page_texts(document)
    entries = contents_entries(report)
    assert set(made.pages) == {entry.block for entry in entries}
    for entry in entries:
        text = squeezed(entry.text)
        assert text in pages[FRONT_PAGES + made.pages[entry.block] - 1]
        assert text in pages[1]


def test_draft_is_said_on_every_page_and_a_final_version_never_says_it(
    report: Report, document: pypdfium2.PdfDocument
) -> None:
    assert all("草稿" in text for text in page_texts(document))
    final = pypdfium2.PdfDocument(typeset(replace(report, draft=False)).pdf)
    assert not any("草稿" in text for text in page_texts(final))


def test_only_bundled_fonts_are_used_and_embedded(made: Typeset) -> None:
    names = set(re.findall(rb"/BaseFont\s*/([A-Z]{6}\+)?([\w-]+)", made.pdf))
    assert names
    assert all(prefix for prefix, _ in names), names
    known = (b"FandolFang", b"FandolKai", b"FandolSong", b"NotoSans")
    assert all(name.startswith(known) for _, name in names), names


def test_title_author_and_bookmarks_are_set(report: Report, document: pypdfium2.PdfDocument) -> None:
    assert document.get_metadata_value("Title") == report.title
    assert document.get_metadata_value("Author") == UNIT
    bookmarks = [item.get_title() for item in document.get_toc()]
    assert bookmarks == [entry.text for entry in contents_entries(report)]


def test_wide_tables_lie_on_their_side_with_repeated_headers(
    made: Typeset, report: Report, document: pypdfium2.PdfDocument
) -> None:
    sizes = [page.get_size() for page in document]
    landscape = [at for at, (width, height) in enumerate(sizes) if width > height]
    texts = page_texts(document)
    long_pages = [at for at in landscape if "上缴上级支出" in texts[at]]
    assert len(long_pages) > 5
    assert landscape == list(range(landscape[0], landscape[-1] + 1))


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    lines = [paragraph("短行。") for _ in range(21)]
    report = replace(
        sample_report(draft=False), blocks=(*lines, heading(2, "一、末行的标题"), paragraph("标题下的文字。"))
    )
    pages = page_texts(pypdfium2.PdfDocument(typeset(report).pdf))[FRONT_PAGES:]
    assert "一、末行的标题" not in pages[0]
    assert "一、末行的标题标题下的文字。" in pages[1]


def test_headings_are_as_large_as_in_the_word_file() -> None:
    texts = ("一、二级标题", "（一）三级标题", "1.四级标题", "正文的一行。")
    blocks: tuple[Block, ...] = (
        *(heading(level, text) for level, text in enumerate(texts[:3], start=2)),
        paragraph(texts[3]),
    )
    report = replace(sample_report(draft=False), cover=(), contents=False, blocks=blocks)
    page = pypdfium2.PdfDocument(typeset(report).pdf)[0]
    lines = page.get_textpage()
    found = [lines.search(text).get_next() for text in texts]
    assert [FPDFText_GetFontSize(lines, at + 2) for at, _ in found] == [BODY_SIZE] * len(texts)
    feet = [lines.get_charbox(at + 2)[1] for at, _ in found]
    assert all(abs(above - below - PITCH) < 5 for above, below in pairwise(feet)), feet


def test_the_same_report_gives_the_same_bytes(report: Report, made: Typeset) -> None:
    assert typeset(report) == made


def test_a_report_without_cover_and_contents_begins_with_its_title(document: pypdfium2.PdfDocument) -> None:
    bare = replace(
        sample_report(draft=False), cover=(), cover_foot=(), contents=False,
        blocks=(PageBreak(), paragraph("正文。"), PageBreak()),
    )  # fmt: skip
    pages = page_texts(pypdfium2.PdfDocument(typeset(bare).pdf))
    assert len(pages) == 1
    assert pages[0].startswith(squeezed(bare.title) + "正文。")


def test_user_text_is_never_markup() -> None:
    text = '#panic("x") $x$ *a* _b_ `c` <d> @e \\f // g /* h */ [i] \u0007'
    report = replace(sample_report(draft=False), blocks=(Paragraph((TextRun(text),)),))
    pages = page_texts(pypdfium2.PdfDocument(typeset(report).pdf))
    assert squeezed(text.replace("\u0007", "")) in pages[FRONT_PAGES]


def test_a_missing_font_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "BODY", replace(fonts.BODY, typst="没有的字体"))
    with pytest.raises(TypesettingError, match="font"):
        typeset(sample_report(rows=1))


def test_an_archival_file_says_so() -> None:
    report = replace(sample_report(draft=False), blocks=(paragraph("正文。"),))
    assert b"pdfaid" in typeset(report, archival_date=date(2022, 9, 15)).pdf
