"""Sections of a Word file: paper, margins, page numbers, and 草稿 on every page."""

from __future__ import annotations

from docx.document import Document

from jixiao_desktop.output.docx_xml import Element, element, field, paragraph, run, twips, w
from jixiao_desktop.output.table_layout import MM

DRAFT = "草稿"
A4 = (210 * MM, 297 * MM)
PORTRAIT_MARGINS = {"top": 37, "right": 26, "bottom": 35, "left": 28}
LANDSCAPE_MARGINS = {"top": 22, "right": 20, "bottom": 20, "left": 20}
FOOTER_MM = {False: 25, True: 13}
HEADER_MM = {False: 20, True: 11}


def section_properties(*, landscape: bool = False, first_page: int | None = None) -> str:
    """Paper and margins of a section that begins on a new page; ``first_page`` restarts the numbers."""
    short, long = twips(A4[0]), twips(A4[1])
    margins = LANDSCAPE_MARGINS if landscape else PORTRAIT_MARGINS
    size = w("pgSz", w=long, h=short, orient="landscape") if landscape else w("pgSz", w=short, h=long)
    return w(
        "sectPr",
        w("type", val="nextPage"),
        size,
        w(
            "pgMar",
            **{side: twips(mm * MM) for side, mm in margins.items()},
            header=twips(HEADER_MM[landscape] * MM),
            footer=twips(FOOTER_MM[landscape] * MM),
            gutter=0,
        ),
        w("pgNumType", start=first_page) if first_page is not None else None,
    )


def finish_sections(document: Document, numbered_from: int, *, draft: bool) -> None:
    """Give the first section its header and the first numbered one its footers; the rest link to them.

    Odd pages carry the number at the right, even pages at the left, one character from the edge.
    """
    sections = document.sections
    for header in (sections[0].header, sections[0].even_page_header):
        header.is_linked_to_previous = False
        _replace(header.part.element, _draft_paragraph() if draft else paragraph("Header"))
    if numbered_from:
        for footer in (sections[0].footer, sections[0].even_page_footer):
            footer.is_linked_to_previous = False
            _replace(footer.part.element, paragraph("Footer"))
    numbered = sections[numbered_from]
    for footer, side in ((numbered.footer, "right"), (numbered.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        number = paragraph(
            "Footer", run("　— "), *field(" PAGE ", "1"), run(" —　"), properties=(w("jc", val=side),)
        )
        _replace(footer.part.element, number)


def _replace(holder: Element, content: str) -> None:
    for child in list(holder):
        holder.remove(child)
    holder.append(element(content))


def _draft_paragraph() -> str:
    """草稿 in red at the top, and large, pale and slanting behind the text."""
    mark = (
        '<w:r xmlns:v="urn:schemas-microsoft-com:vml" '
        'xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
        'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/>'
        '<v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>'
        '<v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/>'
        '<v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
        '<v:shape id="PowerPlusWaterMarkObject1" o:spid="_x0000_s2049" type="#_x0000_t136" '
        'style="position:absolute;margin-left:0;margin-top:0;width:300pt;height:150pt;rotation:315;'
        "z-index:-251658752;mso-position-horizontal:center;mso-position-horizontal-relative:margin;"
        'mso-position-vertical:center;mso-position-vertical-relative:margin" '
        'fillcolor="#e4e4e4" stroked="f"><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" '
        f'string="{DRAFT}"/></v:shape></w:pict></w:r>'
    )
    return paragraph("Header", run(DRAFT), mark)
