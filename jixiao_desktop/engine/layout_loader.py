"""Read the YAML of an official table and prove every name in it.

A table is a list of columns (列, which may nest under headings and repeat with 逐) and of rows
(行, likewise), or several such groups side by side (并排). A cell is the row's expression for that
column where it has one, else the column's. Every mistake is a PackError with file and line.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping as Map
from dataclasses import replace

from jixiao_desktop.engine.catalogue import Catalogue
from jixiao_desktop.engine.expressions import Expression, compile_expression
from jixiao_desktop.engine.grid import CellKind
from jixiao_desktop.engine.layout_model import (
    ColumnNode,
    Formula,
    GroupNode,
    Layout,
    Note,
    RowNode,
    Template,
    list_summed,
    reference_in,
)
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.model import as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping, Node, PackError, Sequence, Text, make_text

KINDS: Map[str, CellKind] = {
    "编码": "code", "名称": "label", "文字": "text", "金额": "amount", "数量": "count",
    "百分比": "percent", "行次": "line_number",
}  # fmt: skip
WIDTHS: Map[CellKind, float] = {
    "code": 6, "label": 16, "text": 12, "amount": 8, "count": 5, "percent": 6, "line_number": 3,
}  # fmt: skip
TABLE_NAMES = frozenset({"单位", "主体", "年度", "序"})
"""Local names that every table has: 单位 (its name), 主体 (单位 or 部门), 年度, and 序 in a 逐."""

_TABLE_KEYS = ("表", "题", "编号", "横向", "栏次", "列", "行", "并排", "注", "空表")
_COLUMN_KEYS = (
    "列", "题", "种类", "宽", "值", "总", "合计", "属", "栏次", "令", "当", "逐", "于", "分",
)  # fmt: skip
_ROW_KEYS = (
    "题", "在", "占", "属", "合计", "值", "格", "总", "粗", "缩进", "树", "空行",
    "令", "当", "逐", "于", "下",
)  # fmt: skip
_BRACES = re.compile(r"\{([^{}]*)\}")


def load_layout(document: Node, catalogue: Catalogue, ordinal: str, number: str) -> Layout:
    """The layout that a document describes. Raises PackError."""
    table = as_mapping(document)
    check_keys(table, _TABLE_KEYS)
    return _Loader(catalogue, table).layout(ordinal, number)


class _Loader:
    """Reads one document; ``names`` are the local variables of all its rows and columns."""

    def __init__(self, catalogue: Catalogue, table: Mapping) -> None:
        self.catalogue = catalogue
        self.table = table
        self.names = TABLE_NAMES | _variables(table)

    def layout(self, ordinal: str, number: str) -> Layout:
        table = self.table
        groups = self._groups()
        return Layout(
            id=str(as_text(required(table, "表"))),
            title=self.template(required(table, "题")),
            number=str(as_text(table["编号"])) if "编号" in table else number,
            ordinal=ordinal,
            groups=groups,
            notes=tuple(self._note(item) for item in _items(table, "注")),
            empty=self.template(required(table, "空表")),
            landscape=_flag(table, "横向"),
            lanes=_flag(table, "栏次", absent=True),
        )

    def _groups(self) -> tuple[GroupNode, ...]:
        if "并排" not in self.table:
            return (self._group(self.table, None),)
        found = []
        for item in _items(self.table, "并排"):
            group = as_mapping(item)
            check_keys(group, ("题", "列", "行"))
            found.append(self._group(group, self.template(group["题"]) if "题" in group else None))
        return tuple(found)

    def _group(self, node: Mapping, title: Template | None) -> GroupNode:
        required(node, "列")
        required(node, "行")
        columns = tuple(self._column(item) for item in _items(node, "列"))
        rows = tuple(self._row(item) for item in _items(node, "行"))
        _check_references(node)
        return GroupNode(title, columns, rows)

    def _column(self, item: Node) -> ColumnNode:
        node = as_mapping(item)
        check_keys(node, _COLUMN_KEYS)
        name = node.get("列", node.get("题"))
        if name is None:
            raise PackError(node.place, "这一栏缺少「列」或「题」")
        below = tuple(self._column(child) for child in _items(node, "分"))
        kind = _kind(node)
        variable, over = self._loop(node)
        return ColumnNode(
            title=self.template(node.get("题", name)),
            name=self.template(name),
            tag=self.template(node["属"]) if "属" in node else None,
            kind=kind,
            width=float(_number(node, "宽")) if "宽" in node else WIDTHS[kind],
            value=self._content(node["值"], kind) if "值" in node else None,
            total=self._content(node["总"], kind) if "总" in node else None,
            parts=tuple(self.template(part) for part in _items(node, "合计")),
            lane=str(as_text(node["栏次"])) if "栏次" in node else None,
            bindings=self._bindings(node),
            condition=self._condition(node),
            variable=variable,
            over=over,
            below=below,
        )

    def _row(self, item: Node) -> RowNode:
        node = as_mapping(item)
        check_keys(node, _ROW_KEYS)
        variable, over = self._loop(node)
        row = RowNode(
            title=self.template(node["题"]) if "题" in node else None,
            column=str(as_text(node["在"])) if "在" in node else None,
            span=_number(node, "占", absent=1),
            tag=str(as_text(node["属"])) if "属" in node else None,
            parts=tuple(str(as_text(part)) for part in _items(node, "合计")),
            value=self.formula(as_text(node["值"])) if "值" in node else None,
            cells=self._cells(node),
            use_total=_flag(node, "总"),
            bold=_flag(node, "粗"),
            indent=_number(node, "缩进"),
            tree=_flag(node, "树"),
            bindings=self._bindings(node),
            condition=self._condition(node),
            variable=variable,
            over=over,
            below=tuple(self._row(child) for child in _items(node, "下")),
        )
        if "空行" not in node:
            return row
        if node["空行"] == "填满":
            return replace(row, fill=True)
        return replace(row, blank=_number(node, "空行"))

    def _cells(self, node: Mapping) -> dict[str, Formula | Template]:
        if "格" not in node:
            return {}
        cells = as_mapping(node["格"])
        return {normal(key): self.formula(as_text(value)) for key, value in cells.items()}

    def _content(self, node: Node, kind: CellKind) -> Formula | Template:
        text = as_text(node)
        if "{" in text and kind in ("label", "text"):
            return self.template(text)
        return self.formula(text)

    def formula(self, text: Text) -> Formula:
        reference = reference_in(text, self.names)
        if reference is not None and reference.name not in self.catalogue.dimensions:
            reference = None
        return Formula(self._expression(text, text), reference, list_summed(text))

    def template(self, node: Node) -> Template:
        text = as_text(node)
        parts: list[str | Expression] = []
        at = 0
        for match in _BRACES.finditer(text):
            parts.append(text[at : match.start()])
            parts.append(self._expression(match.group(1), text))
            at = match.end()
        parts.append(text[at:])
        return Template(tuple(part for part in parts if part))

    def _note(self, item: Node) -> Note:
        if isinstance(item, Text):
            return Note(self.template(item))
        node = as_mapping(item)
        check_keys(node, ("文", "当"))
        return Note(self.template(required(node, "文")), self._condition(node))

    def _loop(self, node: Mapping) -> tuple[str | None, Expression | None]:
        if "逐" not in node:
            return None, None
        over = required(node, "于")
        if isinstance(over, Sequence):
            written = "[" + ", ".join(json.dumps(str(item), ensure_ascii=False) for item in over) + "]"
            over = make_text(written, over.place)
        return normal(as_text(node["逐"])), self._expression(as_text(over), as_text(over))

    def _bindings(self, node: Mapping) -> dict[str, Expression]:
        if "令" not in node:
            return {}
        given = as_mapping(node["令"])
        return {normal(key): self._expression(as_text(value), as_text(value)) for key, value in given.items()}

    def _condition(self, node: Mapping) -> Expression | None:
        return self._expression(as_text(node["当"]), as_text(node["当"])) if "当" in node else None

    def _expression(self, text: str, at: Text) -> Expression:
        return compile_expression(text, self.catalogue, at.place, self.names)


def _check_references(group: Mapping) -> None:
    """Every column that a row or a sum names, and every row that a sum names, must be there."""
    columns = list(_nested(_items(group, "列"), "分"))
    names = {str(column.get("列", column.get("题"))) for column in columns}
    tags = {str(column["属"]) for column in columns if "属" in column}
    rows = list(_nested(_items(group, "行"), "下"))
    row_tags = {str(row["属"]) for row in rows if "属" in row}
    for column in columns:
        _check_known(_items(column, "合计"), names | tags, "这一栏")
    for row in rows:
        _check_known(_items(row, "合计"), row_tags, "属于它的行")
        _check_known(_items(row, "在"), names, "这一栏")
        if "格" in row:
            cells = as_mapping(row["格"])
            _check_known([make_text(name, cells.place_of(name)) for name in cells], names, "这一栏")


def _nested(items: list[Node], key: str) -> Iterator[Mapping]:
    for item in items:
        node = as_mapping(item)
        yield node
        yield from _nested(_items(node, key), key)


def _check_known(words: list[Node], known: set[str], what: str) -> None:
    for word in words:
        if as_text(word) not in known:
            raise PackError(
                word.place, f"没有{what}：「{word}」，可用：{'、'.join(sorted(known)) or '（无）'}"
            )


def _variables(node: Node) -> frozenset[str]:
    """Every local name that a row or column of the document introduces (逐, 令)."""
    found: set[str] = set()
    if isinstance(node, Mapping):
        if "逐" in node:
            found.add(normal(as_text(node["逐"])))
        if "令" in node:
            found.update(normal(key) for key in as_mapping(node["令"]))
        children = list(node.values())
    else:
        children = list(node) if isinstance(node, Sequence) else []
    for child in children:
        found |= _variables(child)
    return frozenset(found)


def _items(node: Mapping, key: str) -> list[Node]:
    """The list under a key; a single value counts as a list of one, nothing as an empty one."""
    if key not in node:
        return []
    value = node[key]
    return list(value) if isinstance(value, Sequence) else [value]


def _kind(node: Mapping) -> CellKind:
    if "种类" not in node:
        return "amount"
    text = as_text(node["种类"])
    if text not in KINDS:
        raise PackError(text.place, f"没有「{text}」这种栏，可用：{'、'.join(KINDS)}")
    return KINDS[text]


def _number(node: Mapping, key: str, absent: int = 0) -> int:
    if key not in node:
        return absent
    text = as_text(node[key])
    if not text.isdecimal():
        raise PackError(text.place, f"「{key}」应当是整数，不是「{text}」")
    return int(text)


def _flag(node: Mapping, key: str, *, absent: bool = False) -> bool:
    if key not in node:
        return absent
    text = as_text(node[key])
    if text not in ("是", "否"):
        raise PackError(text.place, f"「{key}」写「是」或「否」，不是「{text}」")
    return text == "是"
