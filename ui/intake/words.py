"""What an import would do, in rows of words for the preview's lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from jixiao_desktop.intake.comparison import Difference
from jixiao_desktop.intake.door import Preview
from jixiao_desktop.intake.mapping import Part
from jixiao_desktop.intake.recognition import Table
from jixiao_desktop.intake.selection import CODES, lines_of
from jixiao_desktop.intake.workbook import CellPlace
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.edits import Path, value_at
from jixiao_desktop.ledger.facts import ThreePublicItem, UnitYear
from jixiao_desktop.ledger.shape import keys_of, normal
from ui.intake.reading import Outcome

_CODE = re.compile(r"(?<!\d)\d{3,7}(?!\d)")
MOST_SUMS, MOST_LINES = 2, 4
TOTAL_ROWS = ("合计", "总计", "本年合计")
DIFFERENCE_HEADERS = ("表", "行", "列", "工作簿（元）", "按明细（元）", "说明")
DIFFERENCE_WIDTHS = (210, 210, 150, 130, 130, 170)
OUTCOMES = ("不同", "新增", "相同")


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a list: its cells, how it is marked, and the workbook cell that it is about."""

    cells: tuple[str, ...]
    mark: str = ""
    """A state of the theme: error, verify, done …"""
    place: CellPlace | None = None
    note: str = ""
    """More about it, said when it is chosen."""
    part: Part | None = None
    """What the workbook cell stands for."""


def amount_text(amount: Quantity | int | None) -> str:
    """An amount in 元; one that is known in 万元 only says so. A number of things as it is."""
    if amount is None:
        return "—"
    if isinstance(amount, int):
        return str(amount)
    if amount.half:
        return f"{format_amount(amount, '万元', 2, grouped=True)} 万元"
    return format_amount(amount, "元", 2, grouped=True)


def named(text: str, names: Mapping[str, str]) -> str:
    """A text with the names of the 科目 beside their codes."""

    def with_name(match: re.Match[str]) -> str:
        name = names.get(match[0])
        return f"{match[0]} {name}" if name else match[0]

    return _CODE.sub(with_name, text)


def fact_lines(outcome: Outcome) -> dict[str, list[Line]]:
    """Every fact of the import by what becomes of it: 不同, 新增, 相同."""
    found: dict[str, list[Line]] = {name: [] for name in OUTCOMES}
    preview = outcome.preview
    for proposal in preview.proposals:
        gone = proposal.outcome == "不同" and proposal.new is None
        new = "删去" if gone else amount_text(proposal.new)
        note = "工作簿的同一部分里没有这一行，导入后删去。" if gone else ""
        cells = (
            proposal.outcome,
            named(proposal.what, outcome.names),
            amount_text(proposal.old),
            new,
            where(proposal.place, preview),
        )
        mark = {"不同": "verify", "新增": "done"}.get(proposal.outcome, "")
        found[proposal.outcome].append(Line(cells, mark, proposal.place, note))
    return found


def where(place: CellPlace | None, preview: Preview) -> str:
    """A place, without the file's name where there is one file only."""
    if place is None:
        return "—"
    return str(place) if len(preview.books) > 1 else f"{place.sheet} · {place.address}"


def _sheet(book: str, sheet: str, preview: Preview) -> str:
    return f"{book} · {sheet}" if len(preview.books) > 1 else sheet


def table_lines(preview: Preview) -> list[Line]:
    """Recognised tables with their totals, then the sheets that are not taken, with the reason."""
    taken = [
        Line(
            (
                "认出",
                table.spec.id,
                _sheet(table.book, table.sheet, preview),
                f"{len(table.cells)}格",
                _totals(table),
            ),
            "done",
            table.cells[0].place if table.cells else None,
        )
        for table in preview.tables
    ]
    skipped = [
        Line(
            ("没有取用", skip.table or "—", _sheet(skip.book, skip.sheet, preview), "—", skip.reason),
            "verify",
            CellPlace(skip.book, skip.sheet, 0, 0),
        )
        for skip in preview.skipped
    ]
    return skipped + taken


def _totals(table: Table) -> str:
    """The first figures of the total row, or of the last row of sums."""
    totals = [
        read for read in table.cells if (read.total or read.row in TOTAL_ROWS) and read.amount is not None
    ]
    shown = [read for read in totals if read.amount.fen][:MOST_SUMS] or totals[:1]
    return (
        "；".join(f"{_column(read.row, read.column)} {amount_text(read.amount)}" for read in shown) or "无数"
    )


def _column(row: str, column: str) -> str:
    return column if column and column not in ("金额", "决算数") else row


def difference_lines(outcome: Outcome) -> list[Line]:
    """Every cell of the workbooks that the facts do not give, with what the facts give.

    Errors of the workbook itself come first: they often are the cause of the others.
    """
    return [
        Line(
            (
                difference.table,
                difference.row,
                difference.column,
                amount_text(difference.imported),
                amount_text(difference.ours),
                "工作簿自己的合计不对" if difference.own_error else "与录入的明细不符",
            ),
            "error" if difference.own_error else "verify",
            difference.place,
            _our_place(difference, outcome),
            difference.part,
        )
        for difference in sorted(outcome.differences, key=lambda one: not one.own_error)
    ]


def entered_at(line: Line, facts: UnitYear) -> Path | None:
    """Where the first fact that a line is about is entered; its list where there is none."""
    part = line.part
    if part is None or (part.fills is None and part.path is None):
        return None
    if part.path is not None:
        return tuple(part.path.split("."))
    assert part.fills is not None
    if part.fills == "三公经费":
        known = [name for name in dict(part.fixed).get("三公", ()) if name in (facts.three_public or {})]
        return ("三公经费", *known[:1])
    for number, entered in enumerate(value_at(facts, (part.fills,)) or ()):
        keys = keys_of(type(entered))
        if all(_inside(d, getattr(entered, keys[normal(d)].attribute), v) for d, v in part.fixed):
            return (part.fills, number)
    return (part.fills,)


def _our_place(difference: Difference, outcome: Outcome) -> str:
    """Which facts stand against a cell of a workbook."""
    preview = outcome.preview
    ours = amount_text(difference.ours)
    part = difference.part
    printed = f"（{difference.own_place}）" if difference.own_place else ""
    if part.label is not None or part.fills is None:
        return f"我们这边：{part.label or part.path}，按明细算得 {ours}{printed}"
    measure = part.measure or "金额"
    lines = [
        line
        for line in lines_of(preview.merged.facts, part.fills, measure) or ()
        if all(_inside(dimension, line.key(dimension), values) for dimension, values in part.fixed)
    ]
    if not lines:
        return f"我们这边：{part.fills}里没有相应的行，算得 {ours}{printed}"
    said = "；".join(
        f"{named(' '.join(value for _, value in line.keys), outcome.names)} {amount_text(line.amount)}"
        for line in lines[:MOST_LINES]
    )
    more = f" 等{len(lines)}行" if len(lines) > MOST_LINES else ""
    return f"我们这边：{part.fills} {said}{more}，共 {ours}{printed}"


def _inside(dimension: str, value: str | None, wanted: Iterable[str]) -> bool:
    if value is None:
        return False
    return any(value.startswith(one) if dimension in CODES else value == one for one in wanted)


def lacking_lines(preview: Preview) -> list[Line]:
    """What could not be told, and what contradicts itself."""
    return [Line(("自相矛盾", text), "error") for text in preview.wrong] + [
        Line(("还缺", text), "unfilled") for text in preview.missing
    ]


def headline(outcome: Outcome, facts: Mapping[str, list[Line]]) -> str:
    """The import in one sentence."""
    preview = outcome.preview
    skipped = f"，没有取用 {len(preview.skipped)} 张工作表" if preview.skipped else ""
    if not preview.tables:
        return f"没有认出决算表{skipped}。"
    said = "、".join(f"{name} {len(facts[name])} 项" for name in ("新增", "不同", "相同"))
    return (
        f"认出 {len(preview.tables)} 张决算表{skipped}。读到数据 {sum(map(len, facts.values()))} 项：{said}。"
    )


def last_year_lines(outcome: Outcome) -> dict[str, list[Line]]:
    """The 上年 figures that an import gives, by what becomes of each."""
    found: dict[str, list[Line]] = {name: [] for name in OUTCOMES}
    for change in outcome.operation.changes:
        old = change.old or {}
        for name, new in change.new.items():
            before, after = _last_year(old.get(name)), _last_year(new)
            if after is None or (name in old and old[name] is new):
                continue
            result = "新增" if before is None else "相同" if before == after else "不同"
            what = f"上年 {name}" if change.path == ("上年",) else f"三公经费 {name} 上年决算"
            said = ("申报值", name) if change.path == ("上年",) else ("三公经费", name, "决算")
            place = outcome.preview.merged.sources.get(said)
            shown = where(place, outcome.preview) if place else "按导入的数算得"
            mark = {"不同": "verify", "新增": "done"}.get(result, "")
            cells = (result, what, amount_text(before), amount_text(after), shown)
            found[result].append(Line(cells, mark, place))
    return found


def _last_year(value: Quantity | ThreePublicItem | None) -> Quantity | None:
    return value.last_year if isinstance(value, ThreePublicItem) else value
