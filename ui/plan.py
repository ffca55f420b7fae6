"""The wizard's pages as a pack describes them (pages.yaml): sections, pages, fields, grids.

``分区`` lists the sections with the pages in them, ``页面`` describes each page. A pack's own file
replaces the list of sections and any page that it describes again, or with ``改内容`` only some parts
of it; all else is its parents'.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jixiao_desktop.ledger.edits import Path, PathError
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping as Map
from jixiao_desktop.packs.source import Node, PackError, Sequence, Text
from ui.kinds import kind_at

SPECIAL_PAGES = ("准备", "项目", "整体自评", "评价报告", "校验", "通读", "导出")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: a place in the facts and what the clerk reads beside it."""

    path: Path
    label: str
    help: str = ""
    unit: str = ""
    source: str = ""
    """Where the figure stands in the official tables."""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A titled group of fields; ``none`` is the label of the button that says there is nothing."""

    title: str
    fields: tuple[Field, ...]
    none: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid. With ``name_of`` it shows the name of the code in that other column."""

    key: Path
    label: str
    width: int
    help: str = ""
    default: str = ""
    name_of: str = ""
    total: str = ""
    """The 口径 that the footer shows under this column."""
    computed: str = ""
    """What the program computes into this column, such as 得分."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A list of the facts as a grid; ``tree`` names the set of figures that is summed by 类款项."""

    path: Path
    title: str
    columns: tuple[Column, ...]
    none: str = ""
    tree: tuple[tuple[str, str], ...] = ()
    """Columns of the tree of sums: title and 口径."""
    tree_set: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a matrix: a record of the facts, or a computed figure for each column."""

    label: str
    path: Path | None
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Fixed rows and columns: each cell is a place in the facts."""

    title: str
    rows: tuple[MatrixRow, ...]
    columns: tuple[Column, ...]
    none: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """A map of the facts as rows of name and value; ``offered`` are the usual names."""

    path: Path
    title: str
    offered: tuple[str, ...]
    name_label: str
    value_label: str
    computed: bool = False
    free: bool = True
    previous: bool = False
    """The map holds last year's figures, which a year in the same 账套 gives by itself."""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A question why something changed: the key in 说明, and the figures that it is about."""

    key: str
    label: str
    figure: str = ""
    against: str = ""
    """The figure to compare with; empty: last year's."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Questions with suggestions; ``each`` asks one more for every subject off its budget."""

    title: str
    reasons: tuple[Reason, ...]
    each: bool = False
    tab: str = ""


Content = Fields | Grid | Matrix | Names | Reasons
"""One part of a page; ``tab`` is the tab (页签) under which it stands on a page that has tabs."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the task list."""

    id: str
    hint: str
    content: tuple[Content, ...]
    special: str = ""
    items: tuple[str, ...] = ()
    """Lines of a special page, such as what to have at hand."""
    preview: tuple[str, ...] = ()
    """The parts of the report that it feeds, where they are not called like the page."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the task list."""

    name: str
    icon: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole wizard of a pack."""

    sections: tuple[Section, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page in order."""
        return tuple(page for section in self.sections for page in section.pages)

    def page(self, page_id: str) -> Page | None:
        """The page with this name."""
        return next((page for page in self.pages if page.id == page_id), None)

    def home_of(self, path: Path) -> Page | None:
        """The page on which a path is entered: the one with the nearest place at or above it."""
        best: tuple[int, Page] | None = None
        for page in self.pages:
            for place in places_of(page):
                near = _nearness(place, path)
                if near and (best is None or near > best[0]):
                    best = near, page
        return best[1] if best else None


def _nearness(place: Path, path: Path) -> int:
    """How much of the path a place covers; a place below the path counts for what they share."""
    shared = 0
    for one, other in zip(place, path, strict=False):
        if one != other:
            break
        shared += 1
    if shared == len(place):
        return 2 * shared + 1
    return 2 * shared if shared == len(path) else 0


def places_of(page: Page) -> Iterator[Path]:
    """The places in the facts that a page enters."""
    if page.special in _SPECIAL_PLACES:
        yield _SPECIAL_PLACES[page.special]
        return
    for content in page.content:
        if isinstance(content, Fields):
            yield from (field.path for field in content.fields)
        elif isinstance(content, Grid | Names):
            yield content.path
        elif isinstance(content, Matrix):
            yield from (row.path for row in content.rows if row.path)
        else:
            yield from (("说明", reason.key) for reason in content.reasons)
            if content.each:
                yield ("说明",)


def rebased(content: Content, old: Path, new: Path) -> Content:
    """The same part about another record: its paths below ``old`` lie below ``new``."""

    def moved(path: Path) -> Path:
        return (*new, *path[len(old) :]) if path[: len(old)] == old else path

    if isinstance(content, Fields):
        return replace(content, fields=tuple(replace(field, path=moved(field.path)) for field in content.fields))
    if isinstance(content, Grid | Names):
        return replace(content, path=moved(content.path))
    if isinstance(content, Matrix):
        rows = tuple(replace(row, path=moved(row.path) if row.path else None) for row in content.rows)
        return replace(content, rows=rows)
    return content


_SPECIAL_PLACES: dict[str, Path] = {
    "项目": ("项目",),
    "整体自评": ("整体自评",),
    "评价报告": ("评价报告",),
    "校验": ("核实",),
}


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
    return Field(path, label, _word(node, "提示"), _word(node, "单位"), _word(node, "出处"), _word(node, "宽") == "整")


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


_BUILDERS = {
    "字段": _fields,
    "网格": _grid,
    "矩阵": _matrix,
    "名表": _names,
    "原因": _reasons,
}

_STEP = re.compile(r"[^.\[\]]+")


def _path(text: Text, below: Path | None = None) -> Path:
    """A path as written (``单位.人员.在职``), checked against the facts."""
    path: Path = tuple(int(step) if step.isascii() and step.isdigit() else step for step in _STEP.findall(text))
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
