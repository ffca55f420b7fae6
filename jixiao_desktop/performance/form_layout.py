"""The layout of a 绩效 form as pack data (forms/*.yaml), read with every name proved.

A form is a list of rows (行). A row is a list of cells, or a map:

- ``竖标`` with ``行``: rows with a label on their left that spans them all;
- ``逐`` with ``格``: one row for each 指标 or 任务; cells with ``并`` merge with equal ones above;
- ``格`` alone: one row; with ``表头`` it is repeated on following pages.

A cell is a text, in which ``{名称}`` puts in a field, or a map with ``字`` (text) or ``值`` (field)
and ``跨`` (columns), ``下`` (rows), ``来源`` (only these 资金 sources), ``齐``, ``粗``, ``并``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping as Map
from dataclasses import field
from decimal import Decimal
from typing import Any, Literal

from jixiao_desktop.engine.catalogue import suggestion
from jixiao_desktop.ledger.facts import FUND_SOURCES
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping, Node, PackError, Place, Sequence, Text
from jixiao_desktop.performance.form_content import FrameworkRow
from jixiao_desktop.performance.form_fields import SETS, known_names
from jixiao_desktop.values import dataclass

Align = Literal["left", "center", "right"]
_ALIGNS: Map[str, Align] = {"左": "left", "中": "center", "右": "right"}
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_FORM_KEYS = (
    "名称", "对象", "标题", "横向", "列", "改级", "一级序", "二级序", "行", "注", "填表提示", "框架",
)  # fmt: skip
_CELL_KEYS = ("字", "值", "跨", "下", "来源", "齐", "粗", "并")


@dataclass(frozen=True, slots=True)
class CellLayout:
    """One cell: literal text and field names in turn, or one field."""

    parts: tuple[str, ...]
    """Literal, field, literal, field, literal …: odd ones are field names."""
    columns: int = 1
    rows: int = 1
    sources: tuple[str, ...] | None = None
    align: Align | None = None
    bold: bool = False
    merge: bool = False

    @property
    def field(self) -> str | None:
        """The field, where the cell is nothing but one."""
        return self.parts[1] if len(self.parts) == 3 and not self.parts[0] and not self.parts[2] else None


@dataclass(frozen=True, slots=True)
class RowLayout:
    """One row, or one for each item of a set (``over``)."""

    cells: tuple[CellLayout, ...]
    place: Place
    over: str | None = None
    head: bool = False


@dataclass(frozen=True, slots=True)
class BlockLayout:
    """Rows with a label on their left that spans them all (竖标)."""

    label: CellLayout
    rows: tuple[RowLayout | BlockLayout, ...]


@dataclass(frozen=True, slots=True)
class Regrading:
    """改级: indicators of these levels stand under others in this form; None matches or keeps any."""

    first: str | None
    second: str | None
    new_first: str | None
    new_second: str | None


@dataclass(frozen=True, slots=True)
class FormLayout:
    """A form with everything but the figures."""

    id: str
    name: str
    subject: str
    """项目 or 整体."""
    title: CellLayout
    landscape: bool
    widths: tuple[float, ...]
    regradings: tuple[Regrading, ...]
    first_order: tuple[str, ...]
    second_order: tuple[str, ...]
    rows: tuple[RowLayout | BlockLayout, ...]
    notes: tuple[CellLayout, ...]
    framework: tuple[FrameworkRow, ...] = ()
    """框架: the rows of an evaluation framework, for 逐: 框架."""
    hints: Map[str, str] = field(default_factory=dict)
    """What the bureau asks for in a field, with its limit of words: shown in the wizard, never printed."""


def load_forms(pack: Pack) -> dict[str, FormLayout]:
    """Every form of a pack by its id (the file's stem). Raises PackError."""
    return {name: read_form(name, node) for name, node in pack.documents("forms").items()}


def read_form(name: str, node: Node) -> FormLayout:
    """One form. Raises PackError with file and line when it is badly written."""
    form = as_mapping(node)
    check_keys(form, _FORM_KEYS)
    subject = as_text(form["对象"]) if "对象" in form else "项目"
    if subject not in {"项目", "整体"}:
        raise PackError(form.place_of("对象"), "「对象」只能是 项目、整体")
    return FormLayout(
        id=name,
        name=str(as_text(required(form, "名称"))),
        subject=str(subject),
        title=_cell(required(form, "标题"), None),
        landscape=_flag(form, "横向"),
        widths=tuple(float(_number(width)) for width in _items(required(form, "列"))),
        regradings=tuple(_regrading(as_mapping(row)) for row in _items(form.get("改级", Sequence()))),
        first_order=tuple(str(as_text(row)) for row in _items(form.get("一级序", Sequence()))),
        second_order=tuple(str(as_text(row)) for row in _items(form.get("二级序", Sequence()))),
        rows=_rows(required(form, "行")),
        notes=tuple(_cell(note, None) for note in _items(form.get("注", Sequence()))),
        framework=tuple(_framework(as_mapping(row)) for row in _items(form.get("框架", Sequence()))),
        hints=_hints(form),
    )


def _framework(row: Mapping) -> FrameworkRow:
    check_keys(row, ("一级", "二级", "三级", "看什么", "算法", "分值"))

    def word(key: str) -> str:
        return str(as_text(required(row, key)))

    weight = Decimal(_number(required(row, "分值")))
    return FrameworkRow(word("一级"), word("二级"), word("三级"), word("看什么"), word("算法"), weight)


def _hints(form: Mapping) -> dict[str, str]:
    hints = as_mapping(form["填表提示"]) if "填表提示" in form else Mapping()
    for key in hints:
        _check_name(key, hints.place_of(key), "指标")
    return {key: str(as_text(value)) for key, value in hints.items()}


def _rows(node: Node) -> tuple[RowLayout | BlockLayout, ...]:
    return tuple(_row(row) for row in _items(node))


def _row(node: Node) -> RowLayout | BlockLayout:
    if isinstance(node, Sequence):
        return RowLayout(tuple(_cell(cell, None) for cell in node), node.place)
    mapping = as_mapping(node)
    if "竖标" in mapping:
        check_keys(mapping, ("竖标", "跨", "行"))
        label = _cell(mapping["竖标"], None)
        columns = _whole(mapping, "跨")
        return BlockLayout(CellLayout(label.parts, columns, align="center"), _rows(required(mapping, "行")))
    check_keys(mapping, ("逐", "格", "表头"))
    over = None
    if "逐" in mapping:
        over = str(as_text(mapping["逐"]))
        if over not in SETS:
            raise PackError(mapping.place_of("逐"), f"不认识「{over}」，可用：{'、'.join(SETS)}")
    cells = tuple(_cell(cell, over) for cell in _items(required(mapping, "格")))
    return RowLayout(cells, mapping.place, over, _flag(mapping, "表头"))


def _cell(node: Node, over: str | None) -> CellLayout:
    if isinstance(node, Text):
        return CellLayout(_parts(node, over))
    mapping = as_mapping(node)
    check_keys(mapping, _CELL_KEYS)
    if ("字" in mapping) == ("值" in mapping):
        raise PackError(mapping.place, "一格要写「字」或「值」，只写其中一个")
    if "值" in mapping:
        name = as_text(mapping["值"])
        _check_name(name, name.place, over)
        parts: tuple[str, ...] = ("", str(name), "")
    else:
        parts = _parts(as_text(mapping["字"]), over)
    return CellLayout(
        parts=parts,
        columns=_whole(mapping, "跨"),
        rows=_whole(mapping, "下"),
        sources=_sources(mapping),
        align=_align(mapping),
        bold=_flag(mapping, "粗"),
        merge=_flag(mapping, "并"),
    )


def _parts(text: Text, over: str | None) -> tuple[str, ...]:
    parts = _PLACEHOLDER.split(text)
    for name in parts[1::2]:
        _check_name(name, text.place, over)
    return tuple(str(part) for part in parts)


def _check_name(name: str, place: Place, over: str | None) -> None:
    known = known_names(over)
    if name not in known:
        raise PackError(place, f"没有「{name}」这一项{suggestion(name, known)}")


def _sources(mapping: Mapping) -> tuple[str, ...] | None:
    if "来源" not in mapping:
        return None
    sources = tuple(as_text(source) for source in _items(mapping["来源"]))
    for source in sources:
        if source not in FUND_SOURCES:
            raise PackError(source.place, f"没有资金来源「{source}」，可用：{'、'.join(FUND_SOURCES)}")
    return tuple(str(source) for source in sources)


def _regrading(mapping: Mapping) -> Regrading:
    check_keys(mapping, ("一级", "二级", "改为"))
    new = as_mapping(required(mapping, "改为"))
    check_keys(new, ("一级", "二级"))

    def word(node: Mapping, key: str) -> str | None:
        return str(as_text(node[key])) if key in node else None

    return Regrading(word(mapping, "一级"), word(mapping, "二级"), word(new, "一级"), word(new, "二级"))


def _align(mapping: Mapping) -> Align | None:
    if "齐" not in mapping:
        return None
    word = as_text(mapping["齐"])
    if word not in _ALIGNS:
        raise PackError(word.place, "「齐」只能是 左、中、右")
    return _ALIGNS[word]


def _flag(mapping: Mapping, key: str) -> bool:
    if key not in mapping:
        return False
    word = as_text(mapping[key])
    if word not in {"是", "否"}:
        raise PackError(word.place, f"「{key}」只能是 是、否")
    return word == "是"


def _whole(mapping: Mapping, key: str) -> int:
    if key not in mapping:
        return 1
    text = as_text(mapping[key])
    if not text.isdecimal() or int(text) < 1:
        raise PackError(text.place, f"「{key}」应当是一个正整数")
    return int(text)


def _number(node: Any) -> Text:
    text: Text = as_text(node)
    if not re.fullmatch(r"\d+(\.\d+)?", text):
        raise PackError(text.place, f"「{text}」不是数字")
    return text


def _items(node: Node) -> Sequence:
    if not isinstance(node, Sequence):
        raise PackError(node.place, "这里应当是一个列表")
    return node
