"""What the tables of official workbooks say, as data of the packs (``imports/*.yaml``).

Every cell of a table stands for a selection of facts: what its table, its row and its column say
taken together. A layout that a county changes is a change of these files.
"""

from __future__ import annotations

from collections.abc import Mapping as Map
from dataclasses import replace
from typing import Any, Literal

from jixiao_desktop.intake.cells import squash
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping, Node, PackError, Sequence, Text
from jixiao_desktop.values import dataclass

RowKind = Literal["科目", "项目", "经济科目", "名目"]
Values = tuple[str, ...]

LISTS: Map[str, tuple[Values, Values]] = {
    "收入": (("科目", "来源"), ("金额", "其中教育收费")),
    "支出": (("科目", "资金", "性质"), ("金额",)),
    "经济分类": (("经济科目", "资金", "性质", "科目", "项目"), ("金额",)),
    "结转结余": (("资金", "科目", "性质"), ("年初", "年末")),
    "预算": (("资金", "科目"), ("全年预算", "年初预算")),
    "三公经费": (("三公", "资金"), ("年初预算", "预算", "决算")),
}
"""The lists that tables fill: the dimensions of a line and its measures (栏)."""

_TABLE_KEYS = ("表", "题", "行", "次序", "列", "名目", "类名", "定", "略", "余需", "经济列", "项目行")
_ATTRIBUTES = ("填", "栏", "定", "余", "申报", "选", "值", "计数", "只核", "不计")


@dataclass(frozen=True, slots=True)
class Part:
    """What a row, a column or a table says about its cells."""

    fills: str | None = None
    """填: the list whose lines the cells are."""
    measure: str | None = None
    """栏: which amount of the line."""
    fixed: tuple[tuple[str, Values], ...] = ()
    """定: dimensions and the values that they may have; several values make the cell a sum."""
    rest: tuple[tuple[str, str], ...] = ()
    """余: what is left of a sum, when all that is known otherwise is taken off, belongs here."""
    stated: str | None = None
    """申报: the 口径 that the cell of the total row states."""
    selection: str | None = None
    """选: what the 口径 under 申报 is selected to."""
    path: str | None = None
    """值: the single fact that the cell gives, as ``其他收支.结余分配``."""
    count: bool = False
    """计数: the single fact is a number of things and no amount."""
    checked: bool = False
    """只核: the cell states a total or is compared; no line is taken from it."""
    ignored: bool = False
    """不计: known, but nothing that we take or check."""

    def joined(self, other: Part) -> Part:
        """Both together; what ``other`` says counts where both say something."""
        return Part(
            fills=other.fills or self.fills,
            measure=other.measure or self.measure,
            fixed=tuple({**dict(self.fixed), **dict(other.fixed)}.items()),
            rest=other.rest or self.rest,
            stated=other.stated or self.stated,
            selection=other.selection or self.selection,
            path=other.path or self.path,
            count=other.count or self.count,
            checked=other.checked or self.checked,
            ignored=self.ignored or other.ignored,
        )

    @property
    def label(self) -> str | None:
        """The 口径 that the cell states, with its selection."""
        return f"{self.stated}[{self.selection}]" if self.stated and self.selection else self.stated

    def in_its_list(self) -> Part:
        """Without the dimensions that lines of its list do not have."""
        known = LISTS[self.fills][0] if self.fills else ()
        if {dimension for dimension, _ in self.fixed} <= set(known):
            return self
        return replace(self, fixed=tuple((d, values) for d, values in self.fixed if d in known))


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column by its headers: one of ``heads``, each the set of all header texts over the column, or
    one of ``among``, each a set of texts that are among them.
    """

    heads: tuple[frozenset[str], ...]
    among: tuple[frozenset[str], ...]
    part: Part
    optional: bool

    def fits(self, texts: frozenset[str]) -> bool:
        """Whether a column with these header texts is meant."""
        return texts in self.heads or any(one <= texts for one in self.among)


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One kind of official table."""

    id: str
    titles: Values
    rows: RowKind
    order: int
    """次序: finer tables come first; a coarser one is then only checked against them."""
    part: Part
    columns: tuple[ColumnSpec, ...]
    labels: Map[str, Map[str, Part]]
    """名目: by side (收入, 支出, or empty), what rows with a label say."""
    class_lists: Map[str, str]
    """类名: the side whose labels may be names of 类 科目, and the list that they fill."""
    spanning: frozenset[str]
    """略: header texts that head several columns and say nothing about one."""
    needs: tuple[Values, ...]
    """余需: the tables without which a rest cannot be told; of each group one is enough."""
    economic_columns: bool
    """经济列: the columns are 经济科目, found by their names."""
    passes_projects: bool
    """项目行 不计: rows without a code are projects, whose amounts the row of their 科目 holds."""


def load_specs(pack: Pack) -> tuple[TableSpec, ...]:
    """The tables that a pack can read, finer ones first. Raises PackError."""
    specs = [_table(as_mapping(node)) for node in pack.documents("imports").values()]
    return tuple(sorted(specs, key=lambda spec: (spec.order, spec.id)))


def _table(node: Mapping) -> TableSpec:
    check_keys(node, _TABLE_KEYS)
    kind = as_text(required(node, "行"))
    if kind not in ("科目", "项目", "经济科目", "名目"):
        raise PackError(kind.place, f"「{kind}」不是行的种类，可用：科目、项目、经济科目、名目")
    return TableSpec(
        id=str(as_text(required(node, "表"))),
        titles=tuple(squash(title) for title in _texts(required(node, "题"))),
        rows=kind,  # type: ignore[arg-type]
        order=int(as_text(required(node, "次序"))),
        part=_part(as_mapping(node["定"]), ()) if "定" in node else Part(),
        columns=tuple(_column(as_mapping(one)) for one in _sequence(node.get("列", Sequence()))),
        labels={
            side: {squash(name): _part(as_mapping(part), ()) for name, part in as_mapping(names).items()}
            for side, names in as_mapping(node.get("名目", Mapping())).items()
        },
        class_lists={side: str(name) for side, name in as_mapping(node.get("类名", Mapping())).items()},
        spanning=frozenset(squash(text) for text in _texts(node.get("略", Sequence()))),
        needs=tuple(tuple(one.split("|")) for one in _texts(node.get("余需", Sequence()))),
        economic_columns=node.get("经济列") == "是",
        passes_projects=node.get("项目行") == "不计",
    )


def _column(node: Mapping) -> ColumnSpec:
    heads, among = _heads(node, "头"), _heads(node, "含")
    if not heads and not among:
        required(node, "头")
    return ColumnSpec(heads, among, _part(node, ("头", "含", "可缺")), node.get("可缺") == "是")


def _heads(node: Mapping, name: str) -> tuple[frozenset[str], ...]:
    """Alternatives, each a set of header texts written one above the other as ``本年支出/小计``."""
    return tuple(
        frozenset(squash(text) for text in head.split("/")) for head in _texts(node.get(name, Sequence()))
    )


def _part(node: Mapping, also: Values) -> Part:
    check_keys(node, (*_ATTRIBUTES, *also))
    fills = node.get("填")
    if fills is not None and fills not in LISTS:
        raise PackError(node.place_of("填"), f"「{fills}」不是可以填的表，可用：{'、'.join(LISTS)}")
    return Part(
        fills=_text(fills),
        measure=_text(node.get("栏")),
        fixed=tuple((dimension, _texts(values)) for dimension, values in _dimensions(node.get("定")).items()),
        rest=tuple(
            (dimension, str(as_text(value))) for dimension, value in _dimensions(node.get("余")).items()
        ),
        stated=_text(node.get("申报")),
        selection=_text(node.get("选")),
        path=_text(node.get("值")),
        count=node.get("计数") == "是",
        checked=node.get("只核") == "是",
        ignored=node.get("不计") == "是",
    )


def _dimensions(node: Node | None) -> Map[str, Any]:
    if node is None:
        return {}
    found = as_mapping(node)
    check_keys(found, ("科目", "来源", "资金", "性质", "经济科目", "项目", "三公"))
    return found


def _texts(node: Node) -> Values:
    if isinstance(node, Text):
        return (str(node),)
    return tuple(str(as_text(item)) for item in _sequence(node))


def _sequence(node: Node) -> Sequence:
    if isinstance(node, Sequence):
        return node
    raise PackError(node.place, "这里应当是一列")


def _text(node: Node | None) -> str | None:
    return None if node is None else str(as_text(node))
