"""``import``: facts from official workbooks into an exchange file or a 账套."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from jixiao_desktop.cli.opening import read_facts
from jixiao_desktop.cli.problems import InputError
from jixiao_desktop.intake.comparison import Difference
from jixiao_desktop.intake.door import Preview, packs_for, preview_import, read_books, year_named
from jixiao_desktop.intake.proposals import Proposal
from jixiao_desktop.intake.workbook import Book, BookError
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.exchange import write_exchange
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.output.atomic import write_atomically
from jixiao_desktop.packs.model import Pack
from jixiao_desktop.session import Session

NOTHING_TAKEN = "没有取用任何数据。"


def import_books(options: argparse.Namespace) -> int:
    """Take facts from workbooks; 1 when ``--compare`` finds differences.

    Raises:
        InputError: the workbooks cannot be used; nothing was taken.
        ExchangeError, PackError, Problem, TargetError: a file cannot be read or written.
    """
    try:
        books = read_books(options.books)
    except BookError as problem:
        raise InputError(f"{problem}\n{NOTHING_TAKEN}") from problem
    preview = preview_import(books, _base(options, books))
    if preview.questions:
        hint = "年度不对时请用 --year 或 --base 指明。"
        raise InputError("\n".join([*preview.questions, f"{NOTHING_TAKEN}{hint}"]))
    if not preview.tables:
        skipped = [f"{skip.book} · {skip.sheet}：{skip.reason}" for skip in preview.skipped]
        raise InputError("\n".join([*skipped, f"没有认出任何一张表。{NOTHING_TAKEN}"]))
    target = _write(preview, options.out, options.into)
    differences = preview.differences() if options.compare else ()
    if options.json:
        print(json.dumps(_as_json(preview, differences, target), ensure_ascii=False, indent=2))
    else:
        for line in (*_lines(preview), *map(_difference_text, differences), f"已写入 {target}"):
            print(line)
    return 1 if differences else 0


def _base(options: argparse.Namespace, books: tuple[Book, ...]) -> UnitYear:
    """The facts that the workbooks are merged into: given, in the 账套, or nothing yet."""
    if options.base is not None:
        return read_facts(options.base, options.year)[0]
    year = options.year or _year_in(books)
    if options.into is not None and options.into.is_file():
        session = Session.open(options.into, read_only=True)
        try:
            if (known := session.facts_of(year)) is not None:
                return known
            return UnitYear(template=options.pack or session.facts.template, year=year)
        finally:
            session.close()
    return UnitYear(template=options.pack or _usual_pack(year).id, year=year)


def _year_in(books: tuple[Book, ...]) -> int:
    """The year that the workbooks name. Raises InputError."""
    year = year_named(books)
    if year is not None:
        return year
    raise InputError(f"工作簿里没有写年度，请用 --year 指明。{NOTHING_TAKEN}")


def _usual_pack(year: int) -> Pack:
    """The first pack that makes a report of this year; says which one it took."""
    packs = packs_for(year)
    if not packs:
        raise InputError(f"没有适用于{year}年度的模板，请用 --pack 指明。{NOTHING_TAKEN}")
    print(f"注意：没有指明模板，按「{packs[0].name}」处理；可用 --pack 改用其他模板。", file=sys.stderr)
    return packs[0]


def _write(preview: Preview, out: Path | None, into: Path | None) -> Path:
    if out is not None:
        write_atomically(out, write_exchange(preview.merged.facts).encode())
        return out
    assert into is not None  # noqa: S101  (the parser asks for one of the two)
    session = Session.open(into) if into.exists() else Session.create(into, preview.base)
    try:
        operation, origins = preview.operation(), preview.origins()
        if session.facts_of(preview.base.year) == preview.base:
            session.switch_year(preview.base.year)
            session.perform(operation, origins=origins)
        else:
            session.import_year(preview.merged.facts, operation.origin, origins=origins)
    finally:
        session.close()
    return into


def _lines(preview: Preview) -> list[str]:
    outcomes = [proposal.outcome for proposal in preview.proposals]
    counted = "、".join(f"{name}{outcomes.count(name)}项" for name in ("新增", "不同", "相同"))
    return [
        *(f"认出 {table.book} · {table.sheet}：{table.spec.id}" for table in preview.tables),
        *(f"没有取用 {skip.book} · {skip.sheet}：{skip.reason}" for skip in preview.skipped),
        f"取得数据{len(outcomes)}项：{counted}",
        *(_proposal_text(proposal) for proposal in preview.proposals if proposal.outcome == "不同"),
        *(f"工作簿自相矛盾：{sentence}" for sentence in preview.wrong),
        *(f"还缺少：{sentence}" for sentence in preview.missing),
    ]


def _proposal_text(proposal: Proposal) -> str:
    where = f"（{proposal.place}）" if proposal.place else ""
    return f"{proposal.what}：原为{_amount(proposal.old)}，改为{_amount(proposal.new)}{where}"


def _difference_text(difference: Difference) -> str:
    blame = "，工作簿自己的合计不对" if difference.own_error else ""
    ours = f"（{difference.own_place}）" if difference.own_place else ""
    return (
        f"不一致：{difference.place}「{difference.row}」「{difference.column}」"
        f"是{_amount(difference.imported)}，按明细应为{_amount(difference.ours)}{ours}{blame}"
    )


def _amount(amount: Quantity | int | None) -> str:
    if amount is None:
        return "未填"
    if isinstance(amount, int):
        return str(amount)
    unit = "万元" if amount.half else "元"
    return format_amount(amount, unit, grouped=True) + unit


def _as_json(preview: Preview, differences: tuple[Difference, ...], target: Path) -> dict[str, Any]:
    return {
        "path": str(target),
        "year": preview.base.year,
        "tables": [
            {"book": table.book, "sheet": table.sheet, "table": table.spec.id} for table in preview.tables
        ],
        "skipped": [
            {"book": skip.book, "sheet": skip.sheet, "reason": skip.reason} for skip in preview.skipped
        ],
        "facts": [
            {
                "outcome": proposal.outcome,
                "what": proposal.what,
                "old": None if proposal.old is None else _amount(proposal.old),
                "new": None if proposal.new is None else _amount(proposal.new),
                "place": None if proposal.place is None else str(proposal.place),
            }
            for proposal in preview.proposals
        ],
        "wrong": list(preview.wrong),
        "missing": list(preview.missing),
        "differences": [
            {
                "table": difference.table,
                "row": difference.row,
                "column": difference.column,
                "place": str(difference.place),
                "imported": _amount(difference.imported),
                "computed": _amount(difference.ours),
                "own_error": difference.own_error,
                "own_place": difference.own_place,
            }
            for difference in differences
        ],
    }
