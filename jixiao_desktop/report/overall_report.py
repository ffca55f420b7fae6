"""《部门整体支出绩效自评情况》: a pack's outline with the texts of the 整体自评, then its form."""

from __future__ import annotations

from collections.abc import Iterator

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.performance.forms import overall_form
from jixiao_desktop.report.blocks import Block, Heading, PageBreak, Paragraph, TableBlock, TextRun
from jixiao_desktop.report.evaluation_outline import Content, ReportOutline, Section, outline_of
from jixiao_desktop.report.lines import long_blocks
from jixiao_desktop.report.numbering import TOP_LEVEL, numbering
from jixiao_desktop.report.runs import LongText, gap

PAGE = "整体自评"
SETTING = "整体自评报告"


def overall_outline(evaluation: Evaluation) -> ReportOutline | None:
    """The outline that the pack names; None where it makes no such report. Raises PackError."""
    return evaluation.model.made_once(SETTING, lambda: outline_of(evaluation.model.pack, SETTING))


def overall_blocks(evaluation: Evaluation) -> tuple[Block, ...]:
    """The texts and the form; nothing where no 整体自评 was entered. Raises PackError."""
    outline = overall_outline(evaluation)
    form = overall_form(evaluation) if evaluation.read((PAGE,)) is not None else None
    if outline is None or form is None:
        return ()
    return (*_sections(evaluation, outline.sections, TOP_LEVEL), PageBreak(), TableBlock(form, ""))


def _sections(evaluation: Evaluation, sections: tuple[Section, ...], level: int) -> Iterator[Block]:
    for number, section in enumerate(sections, 1):
        yield Heading(level, (TextRun(f"{numbering(level, number)}{section.title}"),))
        for content in section.contents:
            yield from _text(evaluation, content, level)
        yield from _sections(evaluation, section.sections, level + 1)


def _text(evaluation: Evaluation, content: Content, level: int) -> Iterator[Block]:
    texts = evaluation.read((PAGE, "段落")) or {}
    wanted = normal(content.name)
    text = next((value for key, value in texts.items() if normal(key) == wanted), "")
    if text.strip():
        yield from long_blocks(LongText(text), level, PAGE)
    else:
        yield Paragraph((gap(content.name, (PAGE, "段落", content.name)),), page=PAGE)
