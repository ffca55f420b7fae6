"""The outline of an evaluation report (评价报告提纲) as pack data: outlines/*.yaml.

A section (节) has a heading (题) and either sections below it or contents (内容), in order: a text
of the user (段), a paragraph made by the wording (生成), a form (表) or a chart (图). Where a section
says nothing, its content is the user's text under its own heading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping, Node, PackError, Sequence
from jixiao_desktop.values import dataclass

Part = Literal["段", "生成", "表", "图"]
OWN_TEXTS = ("预期目标", "实际完成情况", "实施内容及过程", "评价结论", "存在问题", "改进措施")
"""Texts of a 项目 that may stand in where the report has none of its own (备用)."""
CHARTS = ("一级得分",)
TITLE_WORDS = ("单位", "年度", "项目", "附件号")
_WORD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Content:
    """One part of a section. ``name``: the key of a text, a wording, a form or a chart."""

    part: Part
    name: str
    fallback: str | None = None
    """备用: the text of the project that stands in."""
    hint: str = ""
    """提示: what the bureau asks for; shown in the wizard."""
    limit: int | None = None
    """字数: at most so many characters."""


@dataclass(frozen=True, slots=True)
class Section:
    """One heading with what stands below it."""

    title: str
    contents: tuple[Content, ...]
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class ReportOutline:
    """One kind of evaluation report."""

    id: str
    name: str
    title: str
    """With {单位}, {年度}, {项目}."""
    annex: str
    """附件{附件号}, above the title; empty: none."""
    with_form: bool
    """The self-evaluation form follows the text."""
    sections: tuple[Section, ...]

    def texts(self) -> Iterator[tuple[Section, Content]]:
        """Every text that the clerk writes, in order, with its section: for the wizard."""
        pending = list(self.sections)
        while pending:
            section = pending.pop(0)
            pending = [*section.sections, *pending]
            yield from ((section, content) for content in section.contents if content.part == "段")


def outline_of(pack: Pack, setting: str = "评价报告") -> ReportOutline | None:
    """The outline that a pack names under a setting; None where it makes no such report. Raises PackError."""
    if setting not in pack.settings:
        return None
    name = as_text(pack.settings[setting])
    outlines = pack.documents("outlines")
    if name not in outlines:
        raise PackError(name.place, f"没有提纲「{name}」，可用：{'、'.join(outlines)}")
    return read_outline(str(name), outlines[name], pack)


def read_outline(outline_id: str, node: Node, pack: Pack) -> ReportOutline:
    """One outline, every name in it proved against the pack. Raises PackError."""
    from jixiao_desktop.performance.form_layout import load_forms  # most packs have no outline

    mapping = as_mapping(node)
    check_keys(mapping, ("名称", "题名", "附件号", "自评表", "节"))
    forms = frozenset(load_forms(pack))
    wordings = frozenset(pack.text_files("wording"))
    return ReportOutline(
        id=outline_id,
        name=str(as_text(required(mapping, "名称"))),
        title=_line(required(mapping, "题名")),
        annex=_line(mapping["附件号"]) if "附件号" in mapping else "",
        with_form="自评表" in mapping and as_text(mapping["自评表"]) == "附在文后",
        sections=_sections(required(mapping, "节"), {"生成": wordings, "表": forms}),
    )


def _line(node: Node) -> str:
    text = as_text(node)
    for word in _WORD.findall(text):
        if word not in TITLE_WORDS:
            raise PackError(text.place, f"没有「{word}」，可用：{'、'.join(TITLE_WORDS)}")
    return str(text)


def _sections(node: Node, known: dict[str, frozenset[str]]) -> tuple[Section, ...]:
    return tuple(_section(as_mapping(item), known) for item in _items(node))


def _section(mapping: Mapping, known: dict[str, frozenset[str]]) -> Section:
    check_keys(mapping, ("题", "节", "内容", "提示", "字数", "备用"))
    title = str(as_text(required(mapping, "题")))
    below = _sections(mapping["节"], known) if "节" in mapping else ()
    if "内容" in mapping:
        contents = tuple(_content(as_mapping(item), known) for item in _items(mapping["内容"]))
    elif below:
        contents = ()
    else:
        contents = (_text(title, mapping),)
    return Section(title, contents, below)


def _content(mapping: Mapping, known: dict[str, frozenset[str]]) -> Content:
    check_keys(mapping, ("段", "生成", "表", "图", "提示", "字数", "备用"))
    if "段" in mapping:
        return _text(str(as_text(mapping["段"])), mapping)
    parts: tuple[Part, ...] = ("生成", "表", "图")
    for part in parts:
        if part in mapping:
            name = as_text(mapping[part])
            allowed = known.get(part, frozenset(CHARTS))
            if name not in allowed:
                raise PackError(name.place, f"没有「{name}」，可用：{'、'.join(sorted(allowed))}")
            return Content(part, str(name))
    raise PackError(mapping.place, "内容要写 段、生成、表、图 之一")


def _text(name: str, mapping: Mapping) -> Content:
    fallback = None
    if "备用" in mapping:
        word = as_text(mapping["备用"])
        if word not in OWN_TEXTS:
            raise PackError(word.place, f"没有「{word}」，可用：{'、'.join(OWN_TEXTS)}")
        fallback = str(word)
    limit = None
    if "字数" in mapping:
        number = as_text(mapping["字数"])
        if not number.isdecimal():
            raise PackError(number.place, f"「{number}」不是字数")
        limit = int(number)
    hint = str(as_text(mapping["提示"])) if "提示" in mapping else ""
    return Content("段", name, fallback, hint, limit)


def _items(node: Node) -> Sequence:
    if not isinstance(node, Sequence):
        raise PackError(node.place, "这里应当是一个列表")
    return node
