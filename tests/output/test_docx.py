"""The Word file of a report."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from jixiao_desktop.output.docx import docx_bytes, write_docx
from jixiao_desktop.output.docx_xml import element, run, w
from jixiao_desktop.output.docx_xml import paragraph as w_paragraph
from jixiao_desktop.output.outline import contents_entries, plain
from jixiao_desktop.report.blocks import Heading, Paragraph, Report, TextRun
from tests.output.sample import UNIT, main_table, paragraph, sample_report

PAGES = 7


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report(rows=200)


@pytest.fixture(scope="module")
def content(report: Report) -> bytes:
    return docx_bytes(report, {entry.block: PAGES + entry.block for entry in contents_entries(report)})


@pytest.fixture(scope="module")
def document(content: bytes) -> Any:
    return Document(BytesIO(content))


def texts(document: Any) -> list[str]:
    return [p.text for p in document.paragraphs]


def test_every_paragraph_and_heading_reads_back_in_order(report: Report, document: Any) -> None:
    found = iter(texts(document))
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            assert plain(block.runs) in found


def test_headings_are_real_headings_with_their_levels(report: Report, document: Any) -> None:
    styles = {p.text: p.style for p in document.paragraphs}
    assert styles["第一部分 单位概况"].name == "Heading 1"
    assert styles["一、职能简介"].name == "Heading 2"
    plain_heading = styles["（一）树立科学质量观，强化教学主业意识"]
    assert plain_heading.name == "标题 3（不入目录）"
    assert plain_heading.element.pPr.find(qn("w:outlineLvl")).get(qn("w:val")) == "2"
    assert styles["三、支出决算表"].name == "表题"
    assert styles["三、支出决算表"].paragraph_format.first_line_indent == 0


def test_the_official_look(document: Any) -> None:
    body = document.styles["Body Text"].element.pPr.find(qn("w:ind"))
    assert body.get(qn("w:firstLineChars")) == "200"
    normal = document.styles["Normal"].paragraph_format
    assert 28 <= normal.line_spacing.pt <= 30
    for section in document.sections:
        if section.orientation == 0:
            margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
            for margin, wanted in zip(margins, (37, 35, 28, 26), strict=True):
                assert abs(margin - Mm(wanted)) < Mm(0.1)


def test_fonts_are_named_for_chinese_text_and_none_comes_from_a_theme(content: bytes) -> None:
    with zipfile.ZipFile(BytesIO(content)) as package:
        parts = {
            name: package.read(name).decode("utf-8") for name in package.namelist() if name.endswith("xml")
        }
    assert not any("heme=" in text or "Theme=" in text for text in parts.values())
    assert not any("theme" in name for name in parts)
    assert 'w:eastAsia="仿宋_GB2312"' in parts["word/styles.xml"]
    assert 'w:altName w:val="仿宋,' in parts["word/fontTable.xml"]
    assert "updateFields" not in parts["word/settings.xml"]


def test_the_contents_field_is_filled_with_the_given_pages(report: Report, document: Any) -> None:
    lines = [p for p in document.paragraphs if p.style.name.startswith("toc")]
    shown = ["".join(t.text for t in p._p.iter(qn("w:t"))) for p in lines]
    assert shown == [f"{entry.text}{PAGES + entry.block}" for entry in contents_entries(report)]
    marks = {m.get(qn("w:name")) for m in document.element.body.iter(qn("w:bookmarkStart"))}
    links = [h.get(qn("w:anchor")) for h in document.element.body.iter(qn("w:hyperlink"))]
    assert len(links) == len(set(links))
    assert set(links) == marks
    kinds = [f.get(qn("w:fldCharType")) for f in document.element.body.iter(qn("w:fldChar"))]
    assert kinds.count("begin") == kinds.count("end") == len(links) + 1


def test_a_table_reads_back_cell_by_cell(document: Any) -> None:
    source = main_table()
    table = document.tables[1]
    for row, cells in zip(table.rows, (*source.header, *source.body), strict=True):
        shown = row.cells
        for at, cell in enumerate(cells):
            if cell is not None:
                assert shown[at].text == cell.text


def test_header_rows_repeat_and_rows_stay_whole(document: Any) -> None:
    rows = document.tables[2].rows
    assert len(rows) == 202
    repeated = [row._tr.trPr is not None and row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows]
    assert repeated == [True, True] + [False] * 200
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)


def test_cells_merge_across_and_down(document: Any) -> None:
    first, second = (row.cells for row in list(document.tables[2].rows)[:2])
    assert first[0]._tc is first[1]._tc
    assert second[2]._tc is first[2]._tc


def test_charts_carry_their_figures_as_alternative_text(document: Any) -> None:
    described = [d.get("descr") for d in document.element.body.iter(qn("wp:docPr"))]
    assert len(described) == 2
    assert "收入总计 400.51" in described[0]


def test_gaps_are_highlighted(document: Any) -> None:
    marked = [r.text for p in document.paragraphs for r in p.runs if r.font.highlight_color is not None]
    assert marked == ["【待填：主要变动原因】"]


def test_page_numbers_start_after_the_contents_and_run_through_landscape(document: Any) -> None:
    sections = list(document.sections)
    assert "PAGE" not in sections[0].footer.part.element.xml
    for footer in (sections[1].footer, sections[1].even_page_footer):
        assert "PAGE" in footer.part.element.xml
        assert footer.paragraphs[0].text.strip("　") == "— 1 —"
    assert all(section.footer.is_linked_to_previous for section in sections[2:])
    starts = [s._sectPr.find(qn("w:pgNumType")) is not None for s in sections]
    assert starts == [False, True, False, False]
    assert [s.orientation for s in sections] == [0, 0, 1, 0]


def test_draft_is_said_on_every_page_and_a_final_version_never_says_it(report: Report, document: Any) -> None:
    first = document.sections[0]
    for header in (first.header, first.even_page_header):
        assert header.paragraphs[0].text == "草稿"
    assert all(section.header.is_linked_to_previous for section in list(document.sections)[1:])
    final = Document(BytesIO(docx_bytes(sample_report(draft=False, rows=1))))
    assert "草稿" not in final.sections[0].header.part.element.xml


def test_properties_name_the_report_and_no_other_program(document: Any) -> None:
    properties = document.core_properties
    assert (properties.title, properties.author) == (f"{UNIT}2021年度单位决算", UNIT)
    assert "python" not in (properties.comments + properties.last_modified_by).lower()


def test_the_same_report_gives_the_same_bytes() -> None:
    assert docx_bytes(sample_report(rows=3)) == docx_bytes(sample_report(rows=3))


def test_text_that_xml_cannot_hold_does_not_spoil_the_file() -> None:
    report = replace(sample_report(rows=1), blocks=(Paragraph((TextRun("甲\x00乙\x0b丙\ufffe\n丁\t戊"),)),))
    assert texts(Document(BytesIO(docx_bytes(report))))[-1] == "甲乙丙\n丁\t戊"


def test_a_report_without_cover_and_contents_has_one_section(tmp_path: Path) -> None:
    bare = replace(sample_report(), cover=(), contents=False, blocks=(paragraph("正文。"),))
    write_docx(bare, tmp_path / "报告.docx")
    document = Document(str(tmp_path / "报告.docx"))
    assert len(document.sections) == 1
    assert texts(document) == [bare.title, "公开时间：2022年9月15日", "正文。"]


def test_an_empty_report_can_be_written() -> None:
    empty = replace(sample_report(), cover=(), cover_foot=(), blocks=())
    assert texts(Document(BytesIO(docx_bytes(empty))))[:2] == [empty.title, "目　录"]


def test_a_long_table_goes_into_the_document_about_as_fast_as_it_is_read() -> None:
    cells = "".join(w("tc", w("tcPr"), w_paragraph("X", run("一格"))) for _ in range(5))
    before = process_time()
    table = element(w("tbl", w("tr", cells) * 2000))
    read = process_time()
    Document().element.body.append(table)
    assert process_time() - read < 10 * (read - before)
