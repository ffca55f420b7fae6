"""Styles, fonts and settings of a Word file in the look of official documents (GB/T 9704)."""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part

from jixiao_desktop.output.docx_xml import element, elements, indent, look, twips, w
from jixiao_desktop.output.fonts import BODY, FACES, HEI, KAI, SONG, TITLE, Face
from jixiao_desktop.output.table_layout import LINE, NOTE_PITCH, NOTE_SIZE, PORTRAIT_WIDTH, SIZES

BODY_SIZE = 16.0
"""三号."""
PITCH = 28.9
"""22 lines on a page."""
TABLE_HEADING = "TableHeading"
LEVELS = 4


def apply_styles(document: Document) -> None:
    """Replace whatever the template brings by our own styles, font table and settings."""
    styles = document.styles.element
    del styles[:]
    styles.extend(elements("".join((_defaults(), *_styles()))))
    _drop_relations(
        document, ("stylesWithEffects", "customXml", "theme", "webSettings", "numbering", "fontTable")
    )
    _add_font_table(document)
    _fill_settings(document)


def heading_style(level: int, *, in_contents: bool) -> str:
    """The id of a heading's style; those that stay out of the contents look the same."""
    return f"Heading{level}" if in_contents else f"PlainHeading{level}"


def table_style(size: float) -> str:
    """The id of the style of text in a table of this type size."""
    return f"TableText{round(size * 10)}"


def _defaults() -> str:
    language = w("lang", val="en-US", eastAsia="zh-CN", bidi="ar-SA")
    return w(
        "docDefaults",
        w("rPrDefault", w("rPr", *look(BODY, BODY_SIZE), language)),
        w("pPrDefault", w("pPr")),
    )


def _exact(points: float, before: float = 0, after: float = 0) -> str:
    return w("spacing", before=twips(before), after=twips(after), line=twips(points), lineRule="exact")


def _auto(before: float = 0, after: float = 0) -> str:
    return w("spacing", before=twips(before), after=twips(after), line=264, lineRule="auto")


def _style(
    style_id: str, name: str, paragraph: tuple[str, ...], text: tuple[str, ...] = (),
    *, based_on: str | None = "Normal", default: bool = False, following: str | None = None,
) -> str:  # fmt: skip
    return w(
        "style",
        w("name", val=name),
        w("basedOn", val=based_on) if based_on else None,
        w("next", val=following) if following else None,
        w("qFormat"),
        w("pPr", *paragraph),
        w("rPr", *text),
        type="paragraph",
        styleId=style_id,
        **({"default": "1"} if default else {}),
    )


def _styles() -> Iterator[str]:
    unspaced = (w("autoSpaceDE", val="0"), w("autoSpaceDN", val="0"))
    normal = (*unspaced, _exact(PITCH), w("jc", val="both"))
    yield _style("Normal", "Normal", normal, based_on=None, default=True)
    yield _style("BodyText", "Body Text", (indent(2),))
    for level in range(1, LEVELS + 1):
        yield _heading(f"Heading{level}", f"heading {level}", level)
        yield _heading(f"PlainHeading{level}", f"标题 {level}（不入目录）", level)
    title = (w("keepNext"), w("keepLines"), _exact(26, 4, 6))
    middle = w("jc", val="center")
    heading = (*title, indent(0), middle, w("outlineLvl", val="1"))
    yield _style(TABLE_HEADING, "表题", heading, look(TITLE, 18.0), based_on="Heading2")
    yield _style("TableTitle", "表名", (*title, w("jc", val="center")), look(TITLE, 18.0))
    yield _style("Title", "Title", (_auto(0, 12), w("jc", val="center")), look(TITLE, 22.0))
    yield _style("Subtitle", "Subtitle", (_auto(0, 12), w("jc", val="center")), look(KAI, BODY_SIZE))
    yield _style("CoverTitle", "封面标题", (_auto(0, 22), w("jc", val="center")), look(TITLE, 26.0))
    yield _style("Center", "居中", (w("jc", val="center"),))
    yield _style("Right", "居右", (w("ind", rightChars=200, right=twips(32)), w("jc", val="right")))
    yield _style("Note", "说明文字", (_auto(),), look(BODY, 12.0))
    yield _style("Signature", "Signature", ())
    yield _style("Caption", "caption", (w("jc", val="center"),), look(BODY, 14.0))
    # a line of 1.1 would add a tenth of the picture's height below it
    single = w("spacing", before=twips(6), after=0, line=240, lineRule="auto")
    yield _style("Picture", "图片", (w("keepNext"), single, w("jc", val="center")))
    yield _style(
        "TableLine",
        "表前",
        (w("keepNext"), _exact(NOTE_PITCH, 0, 2), w("jc", val="left")),
        look(SONG, NOTE_SIZE),
    )
    yield _style("TableNote", "表注", (_exact(NOTE_PITCH, 3), w("jc", val="left")), look(SONG, NOTE_SIZE))
    yield _style("TableText", "表内文字", (w("jc", val="left"),), look(SONG, 10.5))
    for size in SIZES:
        name = f"表内文字 {size:g}磅"
        yield _style(table_style(size), name, (_exact(size * LINE),), look(size=size), based_on="TableText")
    for level in (1, 2, 3):
        tab = w("tab", val="right", leader="dot", pos=twips(PORTRAIT_WIDTH))
        yield _style(
            f"TOC{level}", f"toc {level}",
            (w("tabs", tab), _exact(24), w("ind", left=twips((level - 1) * 28)), w("jc", val="left")),
            look(HEI if level == 1 else BODY, 14.0),
        )  # fmt: skip
    yield _style("Header", "header", (_auto(), w("jc", val="right")), look(HEI, 16.0, color="C00000"))
    yield _style("Footer", "footer", (_auto(),), look(SONG, 14.0))
    for kind, style_id, name in (
        ("character", "DefaultParagraphFont", "Default Paragraph Font"),
        ("table", "TableNormal", "Normal Table"),
    ):
        yield w("style", w("name", val=name), type=kind, default="1", styleId=style_id)


def _heading(style_id: str, name: str, level: int) -> str:
    faces: dict[int, Face] = {1: TITLE, 2: HEI, 3: KAI, 4: BODY}
    outline = w("outlineLvl", val=level - 1)
    place = (_auto(6, 12), w("jc", val="center")) if level == 1 else (indent(2),)
    shape = (w("keepNext"), w("keepLines"), *place, outline)
    size = 22.0 if level == 1 else BODY_SIZE
    return _style(style_id, name, shape, look(faces[level], size), following="BodyText")


def _drop_relations(document: Document, kinds: tuple[str, ...]) -> None:
    for key, relation in list(document.part.rels.items()):
        if relation.reltype.rsplit("/", 1)[-1] in kinds:
            del document.part.rels[key]


def _add_font_table(document: Document) -> None:
    fonts = (
        w(
            "font",
            w("altName", val=",".join(face.word_alternatives)),
            w("charset", val="86"),
            w("family", val="auto"),
            name=face.word,
        )
        for face in FACES
    )
    content = serialize_part_xml(element(w("fonts", *fonts)))
    name = PackURI("/word/fontTable.xml")
    table = Part(name, CONTENT_TYPE.WML_FONT_TABLE, content, document.part.package)
    document.part.relate_to(table, RELATIONSHIP_TYPE.FONT_TABLE)


def _fill_settings(document: Document) -> None:
    settings = document.settings.element
    del settings[:]
    uri = "http://schemas.microsoft.com/office/word"
    settings.extend(
        elements(
            w("zoom", percent="100")
            + w("evenAndOddHeaders")
            + w("defaultTabStop", val="640")
            + w("characterSpacingControl", val="compressPunctuation")
            + w("compat", w("compatSetting", name="compatibilityMode", uri=uri, val="15"))
            + w("themeFontLang", val="en-US", eastAsia="zh-CN")
        )
    )
