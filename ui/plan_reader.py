"""Read the wizard's pages from a pack (pages.yaml).

``分区`` lists the sections with the pages in them, ``页面`` describes each page. A pack's own file
replaces the list of sections and any page that it describes again, or with ``改内容`` only some parts
of it; all else is its parents'.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from jixiao_desktop.ledger.edits import Path, PathError
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping as Map
from jixiao_desktop.packs.source import Node, PackError, Sequence, Text
from ui.kinds import kind_at
from ui.plan import (
    SPECIAL_PAGES,
    Charts,
    Column,
    Content,
    Field,
    Fields,
    Grid,
    Matrix,
    MatrixRow,
    Names,
    Page,
    Plan,
    Reason,
    Reasons,
    Section,
)  # fmt: skip


def plan_of(pack: Pack) -> Plan:
    """The wizard of a pack. Raises PackError that names file and line."""
    sections: Sequence | None = None
    pages: dict[str, Node] = {}
    for layer in pack.layers("pages"):
        document = as_mapping(layer)
        check_keys(document, ("分区", "页面"))
        sections = document.get("分区", sections)
        for page_id, node in as_mapping(document.get("页面", Map())).items():
            pages[page_id] = _mended(pages.get(page_id), as_mapping(node))
    if sections is None:
        raise PackError(pack.settings.place, "这个模板没有 pages.yaml，不知道有哪些录入页")
    return Plan(tuple(_section(as_mapping(node), pages) for node in sections))


def _mended(before: Node | None, node: Map) -> Map:
    """A page described anew; with 改内容 only the parts of the same 标题 are replaced, or added."""
    if "改内容" not in node or before is None:
        return node
    page = as_mapping(before)
    mended = Map({**page, **{key: value for key, value in node.items() if key != "改内容"}})
    mended.place, mended.key_places = node.place, {**page.key_places, **node.key_places}
    parts = Sequence(_items(page.get("内容")))
    parts.place = node.place
    for part in _items(node["改内容"]):
        title = _word(as_mapping(part), "标题")
        same = [number for number, other in enumerate(parts) if _word(as_mapping(other), "标题") == title]
        if same:
            parts[same[0]] = part
        else:
            parts.append(part)
    mended["内容"] = parts
    return mended


def _section(node: Map, pages: Mapping[str, Node]) -> Section:
    check_keys(node, ("名称", "图标", "页面"))
    found = []
    for name in _items(required(node, "页面")):
        page_id = as_text(name)
        if page_id not in pages:
            raise PackError(page_id.place, f"没有说明「{page_id}」这一页")
        found.append(_page(str(page_id), as_mapping(pages[page_id])))
    return Section(str(as_text(required(node, "名称"))), _word(node, "图标"), tuple(found))


def _page(page_id: str, node: Map) -> Page:
    check_keys(node, ("提示", "内容", "专页", "条目", "预览"))
    special = _word(node, "专页")
    if special and special not in SPECIAL_PAGES:
        raise PackError(node.place_of("专页"), f"没有「{special}」这种专页，可用：{'、'.join(SPECIAL_PAGES)}")
    return Page(
        page_id,
        _word(node, "提示"),
        tuple(_content(as_mapping(part)) for part in _items(node.get("内容"))),
        special,
        tuple(str(as_text(item)) for item in _items(node.get("条目"))),
        tuple(str(as_text(item)) for item in _items(node.get("预览"))),
    )


def _content(node: Map) -> Content:
    for key, build in _BUILDERS.items():
        if key in node:
            return replace(build(node), tab=_word(node, "页签"))
    raise PackError(node.place, f"看不出这是什么内容，应有其中一项：{'、'.join(_BUILDERS)}")


def _fields(node: Map) -> Fields:
    check_keys(node, ("字段", "标题", "无此项", "页签"))
    fields = tuple(_field(as_mapping(item)) for item in _items(node["字段"]))
    return Fields(_word(node, "标题"), fields, _word(node, "无此项"))


def _field(node: Map) -> Field:
    check_keys(node, ("路径", "名称", "提示", "单位", "出处", "宽"))
    path = _path(as_text(required(node, "路径")))
    label = _word(node, "名称") or str(path[-1])
    return Field(
        path, label, _word(node, "提示"), _word(node, "单位"), _word(node, "出处"), _word(node, "宽") == "整"
    )


def _grid(node: Map) -> Grid:
    check_keys(node, ("网格", "标题", "列", "无此项", "汇总", "汇总列", "页签"))
    path = _path(as_text(node["网格"]))
    columns = tuple(_column(as_mapping(item), (*path, 0)) for item in _items(required(node, "列")))
    tree = as_mapping(node.get("汇总列", Map()))
    return Grid(
        path,
        _word(node, "标题"),
        columns,
        _word(node, "无此项"),
        tuple((title, str(as_text(figure))) for title, figure in tree.items()),
        _word(node, "汇总"),
    )


def _column(node: Map, below: Path | None) -> Column:
    check_keys(node, ("键", "名称", "宽", "提示", "默认", "科目名", "合计", "算得"))
    name_of, computed = _word(node, "科目名"), _word(node, "算得")
    key: Path = ()
    if not name_of and not computed:
        written = as_text(required(node, "键"))
        key = _path(written, below)
    return Column(
        key,
        _word(node, "名称") or (str(key[-1]) if key else computed),
        int(_word(node, "宽") or 90),
        _word(node, "提示"),
        _word(node, "默认"),
        name_of,
        _word(node, "合计"),
        computed,
    )


def _matrix(node: Map) -> Matrix:
    check_keys(node, ("矩阵", "标题", "列", "无此项", "页签"))
    rows = tuple(_matrix_row(as_mapping(item)) for item in _items(node["矩阵"]))
    below = next((row.path for row in rows if row.path), None)
    columns = tuple(_column(as_mapping(item), below) for item in _items(required(node, "列")))
    return Matrix(_word(node, "标题"), rows, columns, _word(node, "无此项"))


def _matrix_row(node: Map) -> MatrixRow:
    check_keys(node, ("名称", "路径", "口径"))
    figures = {key: str(as_text(value)) for key, value in as_mapping(node.get("口径", Map())).items()}
    path = _path(as_text(node["路径"])) if "路径" in node else None
    return MatrixRow(str(as_text(required(node, "名称"))), path, figures)


def _names(node: Map) -> Names:
    check_keys(node, ("名表", "标题", "名称列", "值列", "常用", "算得", "可增", "上年", "页签"))
    return Names(
        _path(as_text(node["名表"])),
        _word(node, "标题"),
        tuple(str(as_text(item)) for item in _items(node.get("常用"))),
        _word(node, "名称列") or "名称",
        _word(node, "值列") or "内容",
        _word(node, "算得") == "是",
        _word(node, "可增") != "否",
        _word(node, "上年") == "是",
    )


def _charts(node: Map) -> Charts:
    check_keys(node, ("图表", "标题", "页签"))
    return Charts(_path(as_text(node["图表"])), _word(node, "标题"))


def _reasons(node: Map) -> Reasons:
    check_keys(node, ("原因", "标题", "逐科目", "页签"))
    return Reasons(
        _word(node, "标题"),
        tuple(_reason(as_mapping(item)) for item in _items(node["原因"])),
        _word(node, "逐科目") == "是",
    )


def _reason(node: Map) -> Reason:
    check_keys(node, ("事项", "名称", "口径", "对比"))
    key = str(as_text(required(node, "事项")))
    return Reason(key, _word(node, "名称") or key, _word(node, "口径"), _word(node, "对比"))


_BUILDERS: dict[str, Callable[[Map], Content]] = {
    "字段": _fields,
    "网格": _grid,
    "矩阵": _matrix,
    "名表": _names,
    "原因": _reasons,
    "图表": _charts,
}

_STEP = re.compile(r"[^.\[\]]+")


def _path(text: Text, below: Path | None = None) -> Path:
    """A path as written (``单位.人员.在职``), checked against the facts."""
    path: Path = tuple(
        int(step) if step.isascii() and step.isdigit() else step for step in _STEP.findall(text)
    )
    try:
        kind_at((*below, *path) if below else path)
    except PathError as error:
        raise PackError(text.place, f"「{text}」在填报内容里没有：{error}") from error
    return path


def _items(node: Node | None) -> list[Node]:
    if node is None:
        return []
    if not isinstance(node, Sequence):
        raise PackError(node.place, "这里应当是一个列表")
    return list(node)


def _word(node: Map, key: str) -> str:
    return str(as_text(node[key])) if key in node else ""
