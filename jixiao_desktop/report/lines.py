"""The line language of a section's wording: headings, paragraphs, charts and directives.

========================  =======================================================================
``= 题`` … ``==== 题``     a heading of level 1 to 4
``![图1]``                 a chart of charts.yaml
``@页 支出 上年``           the wizard's pages that feed the paragraphs and charts that follow
``@居中 字``               a centred paragraph; also ``@居右``, ``@注``, ``@落款``
``@分页``                  what follows starts on a new page
``@附表`` and the like      what the builder puts in: see ``proof.PLACEHOLDERS``
an indented line          goes on with the line before it
========================  =======================================================================

Every other line that is not blank is a paragraph. A line that is one long text of the user becomes
headings below the enclosing one, and paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from jixiao_desktop.report.blocks import Block, Heading, PageBreak, Paragraph, TextRun
from jixiao_desktop.report.runs import LongText, Recorder
from jixiao_desktop.report.usertext import parts_of
from jixiao_desktop.values import dataclass

Style = Literal["body", "center", "right", "caption", "note", "sign"]
LOWEST_HEADING = 4
STYLES: dict[str, Style] = {"居中": "center", "居右": "right", "注": "note", "落款": "sign"}
PAGES, BREAK, CHART = "页", "分页", "图"
DIRECTIVES = (*STYLES, PAGES, BREAK)

_HEADING = re.compile(r"(={1,4}) +(.*)")
_CHART = re.compile(r"!\[([^\]]+)\]")
_DIRECTIVE = re.compile(r"@(\S+)\s*(.*)")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """Where the builder puts something in: a chart (``图``), the tables, the glossary."""

    name: str
    argument: str
    page: str
    level: int
    """Level of the enclosing heading."""


Item = Block | Placeholder


def parse_lines(text: str, recorder: Recorder) -> tuple[Item, ...]:
    """The blocks of a rendered section."""
    return tuple(_Parser(recorder).items(text))


def logical_lines(text: str) -> list[str]:
    """Lines without blank ones, each with the indented lines that go on with it."""
    lines: list[str] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        if line[0] in " \t" and lines:
            lines[-1] += line.strip()
        else:
            lines.append(line.strip())
    return lines


class _Parser:
    """Knows the page and the heading that hold where it reads."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.page = ""
        self.level = 1

    def items(self, text: str) -> Iterator[Item]:
        for line in logical_lines(text):
            heading, directive, chart = (p.fullmatch(line) for p in (_HEADING, _DIRECTIVE, _CHART))
            if heading:
                self.level = len(heading[1])
                yield Heading(self.level, self.recorder.runs(heading[2]), in_contents=True)
            elif chart:
                yield Placeholder(CHART, chart[1], self.page, self.level)
            elif directive:
                yield from self._directive(directive[1], directive[2].strip())
            else:
                yield from self._paragraph(line, "body")

    def _directive(self, name: str, rest: str) -> Iterator[Item]:
        if name == PAGES:
            self.page = " ".join(rest.split())
        elif name == BREAK:
            yield PageBreak()
        elif name in STYLES:
            yield from self._paragraph(rest, STYLES[name])
        else:
            yield Placeholder(name, rest, self.page, self.level)

    def _paragraph(self, line: str, style: Style) -> Iterator[Block]:
        long_text = self.recorder.long_text(line)
        if long_text is not None:
            yield from long_blocks(long_text, self.level, self.page)
            return
        runs = self.recorder.runs(line)
        if runs:
            yield Paragraph(runs, style, self.page)


def long_blocks(text: LongText, level: int, page: str) -> Iterator[Block]:
    """A user's text below a heading of this level."""
    for part in parts_of(text.text):
        depth = level + part.depth
        if part.depth and depth <= LOWEST_HEADING:
            yield Heading(depth, (TextRun(part.text),), in_contents=False)
        else:
            yield Paragraph((TextRun(part.text),), page=page)
