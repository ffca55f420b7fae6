"""Word file of a report in the look of official documents, with a contents field already filled."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from docx import Document
from docx.document import Document as DocumentObject
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Mm
from docx.text.paragraph import Paragraph as WordParagraph

from jixiao_desktop.output.atomic import write_atomically
from jixiao_desktop.output.chart_size import WIDTH_MM, alternative_text
from jixiao_desktop.output.charts import chart_png
from jixiao_desktop.output.docx_sections import finish_sections, section_properties
from jixiao_desktop.output.docx_styles import TABLE_HEADING, apply_styles, heading_style
from jixiao_desktop.output.docx_table import table_element
from jixiao_desktop.output.docx_xml import (
    GAP_COLOUR,
    Element,
    bookmarked,
    element,
    field,
    field_mark,
    instruction_text,
    look,
    paragraph,
    run,
    twips,
    w,
)
from jixiao_desktop.output.fonts import HEI
from jixiao_desktop.output.outline import Entry, Outline, has_title, outline
from jixiao_desktop.output.table_layout import LANDSCAPE_WIDTH, PORTRAIT_WIDTH, FittedTable
from jixiao_desktop.output.text import printable
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    GapRun,
    Heading,
    PageBreak,
    Paragraph,
    Report,
    Run,
    TableBlock,
)

STYLES = {
    "body": "BodyText",
    "center": "Center",
    "right": "Right",
    "caption": "Caption",
    "note": "Note",
    "sign": "Signature",
}
EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(report: Report, path: Path, page_numbers: Mapping[int, int] | None = None) -> None:
    """Write the Word file; ``page_numbers`` gives the page of each contents entry by its block.

    Raises FileBusyError and other TargetErrors of the atomic module.
    """
    write_atomically(path, docx_bytes(report, page_numbers), check=check_docx)


def check_docx(path: Path) -> None:
    """Open a written file again; raises where it is not whole."""
    Document(str(path))


def docx_bytes(
    report: Report, page_numbers: Mapping[int, int] | None = None, layout: Outline | None = None
) -> bytes:
    """The Word file, the same bytes for the same report; ``layout`` is its outline, if known."""
    document = Document()
    apply_styles(document)
    pages = {} if page_numbers is None else page_numbers  # asking how many there are would wait for them
    _Writer(document, report, layout or outline(report), pages).write()
    properties = document.core_properties
    properties.title, properties.author = printable(report.title), printable(report.author)
    properties.last_modified_by, properties.comments, properties.language = "", "", "zh-CN"
    _without_times(document)
    _without_thumbnail(document)
    saved = BytesIO()
    document.save(saved)
    return _with_fixed_times(saved)


class _Writer:
    """Appends the blocks of one report to one document."""

    def __init__(
        self, document: DocumentObject, report: Report, layout: Outline, pages: Mapping[int, int]
    ) -> None:
        self._document = document
        self._body: Element = document.element.body
        self._report = report
        self._layout = layout
        self._pages = pages
        self._marks = {entry.block: number for number, entry in enumerate(layout.entries, start=1)}
        self._break_before = False

    def write(self) -> None:
        report, sections = self._report, self._layout.sections
        self._last_section = self._body.find(qn("w:sectPr"))
        self._body.remove(self._last_section)
        front = bool(report.cover) or report.contents
        if report.cover:
            self._cover()
        place = len(self._body)
        if front and not report.contents:
            self._end_section(section_properties())
        for number, section in enumerate(sections):
            if number == 0 and not report.contents:
                self._plain_title()
            for at, block in section.blocks:
                self._block(at, block)
            properties = section_properties(
                landscape=section.landscape, first_page=1 if number == 0 else None
            )
            if number + 1 < len(sections):
                self._end_section(properties)
            else:
                self._append(properties)
        if not sections:
            self._append(section_properties())
        if report.contents:
            self._put_contents(place)
        finish_sections(self._document, numbered_from=1 if front else 0, draft=report.draft)

    def _put_contents(self, place: int) -> None:
        """The contents, made last: their page numbers may still be waited for."""
        last = len(self._body)
        self._break_before = False
        self._contents()
        self._end_section(section_properties())
        for offset, made in enumerate(self._body[last:]):
            self._body.insert(place + offset, made)

    def _append(self, text: str) -> Element:
        made = element(text)
        self._body.append(made)
        return made

    def _paragraph(self, style: str, *children: str, properties: tuple[str, ...] = ()) -> Element:
        """A paragraph, on a new page if a break is pending."""
        if self._break_before:
            properties = (w("pageBreakBefore"), *properties)
            self._break_before = False
        return self._append(paragraph(style, *children, properties=properties))

    def _end_section(self, properties: str) -> None:
        """Close a section in its last paragraph, or in a tiny one after a table."""
        last = self._body[-1] if len(self._body) else None
        if last is None or last.tag != qn("w:p"):
            last = self._append(_tiny_paragraph())
        last.get_or_add_pPr().append(element(properties))

    def _cover(self) -> None:
        for number, line in enumerate(self._report.cover):
            first = number == 0
            properties = (w("spacing", before=twips(130), after=twips(22)),) if first else ()
            larger = look(size=30.0) if first else ()
            self._paragraph("CoverTitle", run(line, *larger), properties=properties)
        for line in self._report.cover_foot:
            frame = w("framePr", w=twips(PORTRAIT_WIDTH), wrap="around", vAnchor="margin", hAnchor="margin",
                      xAlign="center", yAlign="bottom")  # fmt: skip
            self._paragraph("Subtitle", run(line), properties=(frame,))
        # A frame hangs on the paragraph that follows it, which must stand on the cover too.
        self._append(_tiny_paragraph())

    def _plain_title(self) -> None:
        """The title above the first page."""
        if not has_title(self._report):
            return
        if self._report.annex:
            self._paragraph("Note", run(self._report.annex, *look(HEI, 16.0)))
        self._paragraph("Title", run(self._report.title))
        for line in self._report.cover_foot:
            self._paragraph("Subtitle", run(line))

    def _contents(self) -> None:
        """The TOC field, filled. Word keeps it as it is until the user refreshes it."""
        if self._report.cover:
            self._break_before = True
        else:
            self._plain_title()
        self._paragraph("Title", run("目　录"))
        entries = self._layout.entries
        deepest = max((entry.level for entry in entries), default=1)
        begin = (
            field_mark("begin"),
            w("r", instruction_text(f' TOC \\o "1-{deepest}" \\h \\z \\t "表题,2" ')),
            field_mark("separate"),
        )
        if not entries:
            self._paragraph("TOC1", *begin, field_mark("end"))
        for number, entry in enumerate(entries):
            before = begin if number == 0 else ()
            after = (field_mark("end"),) if number == len(entries) - 1 else ()
            self._paragraph(f"TOC{min(entry.level, 3)}", *before, self._contents_link(entry), *after)

    def _contents_link(self, entry: Entry) -> str:
        name = self._mark_name(entry.block)
        page = str(self._pages.get(entry.block, ""))
        number = field(f" PAGEREF {name} \\h ", page)
        return w("hyperlink", run(entry.text), run("\t"), *number, anchor=name, history="1")

    def _mark_name(self, at: int) -> str:
        return f"_Toc{self._marks[at]:08d}"

    def _marked(self, at: int, runs: tuple[str, ...]) -> tuple[str, ...]:
        return bookmarked(self._mark_name(at), self._marks[at], *runs) if at in self._marks else runs

    def _block(self, at: int, block: Block) -> None:
        match block:
            case Heading():
                style = heading_style(block.level, in_contents=block.in_contents)
                self._paragraph(style, *self._marked(at, tuple(_runs(block.runs))))
            case Paragraph():
                self._paragraph(STYLES[block.style], *_runs(block.runs))
            case ChartBlock():
                self._chart(block)
            case TableBlock():
                self._table(at, block, self._layout.tables[at])
            case PageBreak():
                self._break_before = True

    def _chart(self, block: ChartBlock) -> None:
        holder = self._paragraph("Picture")
        picture = BytesIO(chart_png(block.chart))
        WordParagraph(holder, self._document).add_run().add_picture(picture, width=Mm(WIDTH_MM))
        (properties,) = holder.xpath(".//wp:docPr")
        properties.set("descr", printable(alternative_text(block.chart)))
        properties.set("name", printable(f"{block.chart.number} {block.chart.title}".strip()))
        self._paragraph("Caption", run(block.caption))

    def _table(self, at: int, block: TableBlock, fitted: FittedTable) -> None:
        grid = block.grid
        if block.heading:
            self._paragraph(TABLE_HEADING, *self._marked(at, (run(block.heading),)))
        if grid.title not in block.heading:
            self._paragraph("TableTitle", run(grid.title))
        for number, part in enumerate(fitted.parts):
            if number:
                self._break_before = True
                self._paragraph("TableTitle", run(f"{block.heading or grid.title}（续表）"))
            if not grid.is_form:
                self._official_lines(block, fitted)
            elif self._break_before:
                self._paragraph("TableLine")
            if part.above:
                self._append(table_element(replace(part, header=(), body=part.above), fitted))
                self._append(_tiny_paragraph())
            self._append(table_element(part, fitted))
        for note in grid.notes:
            self._paragraph("TableNote", run(note))
        if not grid.notes:
            self._append(_tiny_paragraph())

    def _official_lines(self, block: TableBlock, fitted: FittedTable) -> None:
        grid = block.grid
        width = LANDSCAPE_WIDTH if fitted.landscape else PORTRAIT_WIDTH
        self._paragraph("TableLine", run(grid.number), properties=(w("jc", val="right"),))
        stops = {"center": width / 2, "right": width}
        tabs = w("tabs", *(w("tab", val=side, pos=twips(place)) for side, place in stops.items()))
        line = f"编制单位：{grid.unit_name}\t{grid.year}\t{grid.money_unit}"
        self._paragraph("TableLine", run(line), properties=(tabs,))


def _runs(runs: tuple[Run, ...]) -> Iterator[str]:
    for part in runs:
        yield run(part.text, *(look(highlight=GAP_COLOUR) if isinstance(part, GapRun) else ()))


def _tiny_paragraph() -> str:
    """Word needs a paragraph after a table: one that takes no room."""
    return paragraph("TableText", properties=(w("spacing", before=0, after=0, line=20, lineRule="exact"),))


def _without_times(document: DocumentObject) -> None:
    properties: Element = document.part.package.part_related_by(RELATIONSHIP_TYPE.CORE_PROPERTIES).element
    for name in ("dcterms:created", "dcterms:modified"):
        for time in properties.findall(qn(name)):
            properties.remove(time)


def _without_thumbnail(document: DocumentObject) -> None:
    """The template's little picture of its first page is none of this report."""
    relations = document.part.package.rels
    for key in [key for key, item in relations.items() if item.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[key]


def _with_fixed_times(saved: BytesIO) -> bytes:
    """The same package with one fixed time on every member, so that equal reports give equal files."""
    fixed = BytesIO()
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target:
        for member in source.infolist():
            info = zipfile.ZipInfo(member.filename, EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(member))
    return fixed.getvalue()
