"""The official tables (附表) of a report: which there are, and each one as a computed grid.

A pack lists them under 附表 in its order; an entry may give a title of its own to a table that
another pack lays out. A table is computed when it is asked for and kept until a fact that it reads
changes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layout_cells import Body, Style
from jixiao_desktop.engine.layout_columns import chinese_number, columns_of, header_of, holds, leaves_of
from jixiao_desktop.engine.layout_loader import load_layout
from jixiao_desktop.engine.layout_model import Bindings, Layout
from jixiao_desktop.engine.layout_rows import lines_of, padded
from jixiao_desktop.engine.layout_sets import option
from jixiao_desktop.engine.values import Gap
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping, PackError, Sequence, Text

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation
    from jixiao_desktop.engine.model import PackModel

MAX_GAPS = 8


class UnknownTableError(LookupError):
    """No official table goes by this name; the message lists those that there are."""


def table_ids(pack: Pack) -> tuple[str, ...]:
    """The ids of the pack's official tables, in its order. Raises PackError."""
    return tuple(str(_entry(item)[0]) for item in _listed(pack))


def load_layouts(model: PackModel) -> tuple[Layout, ...]:
    """Every table of the pack, each name in it proved. Raises PackError."""
    return tuple(_load(model, table_id) for table_id in table_ids(model.pack))


def official_tables(evaluation: Evaluation) -> tuple[Grid, ...]:
    """All official tables in the pack's order."""
    return tuple(official_table(evaluation, table_id) for table_id in table_ids(evaluation.model.pack))


def official_table(evaluation: Evaluation, table_id: str) -> Grid:
    """One official table by its id, computed when it is first asked for."""
    return evaluation.remembered(
        ("附表", table_id), lambda: compute_table(_layout(evaluation, table_id), evaluation)
    )


def find_table(evaluation: Evaluation, name: str) -> Grid:
    """A table by its title, its 公开NN表, or its number (5 or 五). Raises UnknownTableError."""
    wanted = normal(name).strip("《》 ")
    layouts = [_layout(evaluation, table_id) for table_id in table_ids(evaluation.model.pack)]
    bindings = _bindings(evaluation)
    for number, layout in enumerate(layouts, start=1):
        title = layout.title.render(evaluation, bindings)
        if wanted in (normal(w) for w in (layout.id, title, layout.number, layout.ordinal, str(number))):
            return official_table(evaluation, layout.id)
    known = "\n".join(
        f"{layout.ordinal}、{layout.title.render(evaluation, bindings)}（{layout.number}）"
        for layout in layouts
    )
    raise UnknownTableError(f"没有「{name}」这张表，可用：\n{known}")


def compute_table(layout: Layout, evaluation: Evaluation) -> Grid:
    """The grid of a layout for these facts."""
    bindings = _bindings(evaluation)
    leaves = leaves_of(layout, evaluation, bindings)
    groups = padded([lines_of(group, evaluation, bindings) for group in layout.groups])
    style = _style(evaluation)
    body = Body(evaluation, style, leaves, groups)
    rows = body.rows()
    return Grid(
        id=layout.id,
        number=layout.number,
        title=layout.title.render(evaluation, bindings),
        ordinal=layout.ordinal,
        unit_name=str(bindings["单位"]),
        year=f"{bindings['年度']}年度",
        money_unit=f"金额单位：{style.unit}",
        columns=columns_of(leaves),
        header=header_of(leaves, lanes=layout.lanes),
        body=rows,
        notes=_notes(layout, evaluation, bindings, body),
        landscape=layout.landscape,
    )


def _notes(layout: Layout, evaluation: Evaluation, bindings: Bindings, body: Body) -> tuple[str, ...]:
    notes = [
        note.text.render(evaluation, bindings)
        for note in layout.notes
        if holds(note.condition, evaluation, bindings)
    ]
    if body.gaps:
        notes.append(_gap_note(tuple(body.gaps)))
    elif not body.has_figures:
        notes.append(layout.empty.render(evaluation, bindings))
    return tuple(notes)


def _gap_note(gaps: tuple[Gap, ...]) -> str:
    whats = tuple(dict.fromkeys(gap.what for gap in gaps))
    rest = f"等{len(whats)}项" if len(whats) > MAX_GAPS else ""
    return f"【待填：{'、'.join(whats[:MAX_GAPS])}{rest}】"


def _bindings(evaluation: Evaluation) -> Bindings:
    return {
        "单位": evaluation.read(("单位", "名称")) or "【待填：单位名称】",
        "主体": evaluation.read(("单位", "报告主体")) or "单位",
        "年度": str(evaluation.facts.year),
    }


def _style(evaluation: Evaluation) -> Style:
    unit = str(option(evaluation, "附表金额单位"))
    return Style(
        unit=unit if unit in FEN_PER_UNIT else Style().unit,
        blank_zero=option(evaluation, "附表零值") != "列示",
    )


def _layout(evaluation: Evaluation, table_id: str) -> Layout:
    return evaluation.model.made_once(("附表版式", table_id), lambda: _load(evaluation.model, table_id))


def _load(model: PackModel, table_id: str) -> Layout:
    for number, item in enumerate(_listed(model.pack), start=1):
        listed, title = _entry(item)
        if listed != table_id:
            continue
        found = model.pack.document("tables", listed)
        if found is None:
            raise PackError(listed.place, f"没有这张表的版式：tables/{listed}.yaml")
        document = as_mapping(found)
        if title is not None:
            document = _retitled(document, title)
        return load_layout(document, model.catalogue, chinese_number(number), f"公开{number:02}表")
    raise PackError(model.pack.settings.place, f"「附表」里没有「{table_id}」")


def _listed(pack: Pack) -> list[Text | Mapping]:
    node = pack.settings.get("附表", Sequence())
    if not isinstance(node, Sequence):
        raise PackError(pack.settings.place_of("附表"), "「附表」应当是一列表名")
    return list(node)


def _entry(item: Text | Mapping) -> tuple[Text, Text | None]:
    if not isinstance(item, Mapping):
        return as_text(item), None
    check_keys(item, ("表", "题"))
    return as_text(required(item, "表")), as_text(item["题"]) if "题" in item else None


def _retitled(document: Mapping, title: Text) -> Mapping:
    copy = Mapping(document)
    copy.place = document.place
    copy.key_places = {**document.key_places, "题": title.place}
    copy["题"] = title
    return copy
