"""Last year's workbooks as 上年 figures of this year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.intake.door import Preview, Told, model_of, preview_import, untold
from jixiao_desktop.intake.workbook import Book
from jixiao_desktop.ledger.amounts import ZERO, Quantity
from jixiao_desktop.ledger.edits import Change, Operation, path_text
from jixiao_desktop.ledger.facts import ThreePublicItem, UnitInfo, UnitYear
from jixiao_desktop.ledger.origins import Origin


def last_year_figures(evaluation: Evaluation) -> Mapping[str, Quantity]:
    """上年 figures: every 口径 of money that last year's facts give without a selection."""
    found = {}
    for name, measure in evaluation.model.measures.items():
        value = evaluation.figure(name).value
        if isinstance(value, Quantity) and measure.unit == "金额":
            found[name] = value
    return found


def last_year_operation(
    books: Sequence[Book], base: UnitYear, told: Told = untold, *, fixed: Collection[str] = ()
) -> tuple[Operation, Preview]:
    """Last year's workbooks as 上年 figures and the 上年决算 of 三公, in one operation.

    The preview is that of last year; figures that are there already and are not told stay, and so do
    those that last year's report in the same 账套 gave (``fixed``).
    """
    unit = UnitInfo(name=base.unit.name) if base.unit and base.unit.name else None
    before = UnitYear(template=base.template, year=base.year - 1, unit=unit)
    preview = preview_import(books, before, told)
    evaluation = Evaluation(model_of(base.template), preview.merged.facts)
    known = last_year_figures(evaluation) if preview.tables else {}
    figures = {name: amount for name, amount in known.items() if name not in fixed}
    items = dict(base.three_public or {})
    for name, item in (preview.merged.facts.three_public or {}).items():
        if item.actual is not None:
            items[name] = replace(items.get(name, ThreePublicItem()), last_year=item.actual)
    names = "、".join(book.name for book in books)
    changes = []
    if figures:
        changes.append(Change("set", ("上年",), base.last_year, {**(base.last_year or {}), **figures}))
    if items != dict(base.three_public or {}):
        changes.append(Change("set", ("三公经费",), base.three_public, items))
    return Operation(f"导入{base.year - 1}年度决算数", tuple(changes), f"导入 {names}"), preview


def last_year_origins(operation: Operation, preview: Preview) -> dict[str, Origin]:
    """Where 上年 figures come from: the cell that states one, else the workbooks that give it."""
    places, digests = preview.merged.sources, {book.name: book.digest for book in preview.books}
    whole = Origin("、".join(digests), "、".join(digests.values()), ZERO)

    def origin(path: tuple[str, ...], amount: Quantity) -> Origin:
        place = places.get(path)
        known = whole if place is None else Origin(str(place), digests[place.book], ZERO)
        return replace(known, amount=amount)

    found = {}
    for change in operation.changes:
        old = change.old or {}
        for name, new in change.new.items():
            if change.path == ("上年",) and old.get(name) != new:
                found[path_text(("上年", name))] = origin(("申报值", name), new)
            elif change.path == ("三公经费",) and old.get(name) != new:
                path = ("三公经费", name, "上年决算")
                found[path_text(path)] = origin(("三公经费", name, "决算"), new.last_year)
    return found
