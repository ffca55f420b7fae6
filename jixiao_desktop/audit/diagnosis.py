"""Why a sum probably does not agree: one item left out or counted twice, swapped digits, a wrong unit.

The candidates are the entered items of the figures concerned. Bounded: at most MAX_ITEMS items are
tried in pairs and triples.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from itertools import combinations

from jixiao_desktop.audit.findings import Cause
from jixiao_desktop.audit.rules import DiagnosisSpec
from jixiao_desktop.audit.shown import money_text
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.explain import Explanation, explain_label
from jixiao_desktop.engine.expressions import Bindings
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import Amount, keys_of
from jixiao_desktop.values import dataclass

MAX_CAUSES = 3
MAX_ITEMS = 100
MAX_TRIPLE_ITEMS = 60
TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Item:
    """An entered amount that may be at fault: its name, its amount and its cell."""

    name: str
    amount: Quantity
    path: Path | None
    last_year: Quantity | None = None


def causes_of(evaluation: Evaluation, spec: DiagnosisSpec, scope: Bindings) -> tuple[Cause, ...]:
    """At most three likely causes, the likeliest first."""
    difference = spec.difference.evaluate(evaluation, scope)
    if not isinstance(difference, Quantity) or difference.is_zero:
        return ()
    items = []
    for expression in spec.figures:
        items += list(_items(evaluation, expression.evaluate(evaluation, scope)))
    return likely_causes(difference, tuple(items))


def likely_causes(difference: Quantity, items: tuple[Item, ...]) -> tuple[Cause, ...]:
    """The causes among ``items`` that explain ``difference`` = stated − computed."""
    found: dict[Path | str | None, Cause] = {}
    considered = tuple(item for item in items if not item.amount.is_zero)[:MAX_ITEMS]
    for suspicion in _SUSPICIONS:
        for cause in suspicion(difference, considered):
            found.setdefault(cause.where or cause.text, cause)
            if len(found) == MAX_CAUSES:
                return tuple(found.values())
    return tuple(found.values())


def _near(amount: Quantity, wanted: Quantity) -> bool:
    """Whether an amount gives the difference, to within one rounding of either."""
    return abs(amount.fen - wanted.fen) <= amount.half + min(amount.half, wanted.half)


def _one_item(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    size = abs(difference)
    for item in items:
        if _near(abs(item.amount), size):
            less = difference.fen < 0
            named = f"「{item.name} {money_text(item.amount)}」"
            yield Cause(f"合计可能漏加了{named}" if less else f"明细里可能少了与{named}相同的一项", item.path)


def _counted_twice(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    for item in items:
        doubled = Quantity(abs(item.amount.fen) * 2, item.amount.half * 2)
        if _near(doubled, abs(difference)):
            yield Cause(
                f"「{item.name} {money_text(item.amount)}」的正负号可能相反，或者多计了两次", item.path
            )


def _swapped(digits: str) -> Iterator[str]:
    for index in range(len(digits) - 1):
        if digits[index] != digits[index + 1]:
            yield digits[:index] + digits[index + 1] + digits[index] + digits[index + 2 :]


def _digits_swapped(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    """A swap of neighbouring digits changes a number by a multiple of 9."""
    step = 10_000 if difference.half else 1
    if round_to(difference.fen, step) % 9:
        return
    for item in items:
        written = str(abs(item.amount.fen))
        for swapped in _swapped(written):
            changed = (int(swapped) - int(written)) * (1 if item.amount.fen > 0 else -1)
            if _near(Quantity(changed, item.amount.half), difference):
                text = money_text(Quantity(item.amount.fen + changed, item.amount.half))
                yield Cause(
                    f"「{item.name} {money_text(item.amount)}」可能有两位数字写颠倒了，应为{text}", item.path
                )


def round_to(fen: int, step: int) -> int:
    """A difference in the last place that was written."""
    return fen // step


def _shifted(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    """A decimal point one or two places off, or 元 typed as 万元."""
    for item in items:
        for factor in (10, 100, TEN_THOUSAND):
            grown = Quantity(item.amount.fen * (factor - 1), item.amount.half * factor)
            if _near(grown, difference):
                yield _shift_cause(item, factor, larger=True)
            if item.amount.fen % factor == 0:
                shrunk = item.amount.fen // factor - item.amount.fen
                if _near(Quantity(shrunk, item.amount.half), difference):
                    yield _shift_cause(item, factor, larger=False)


def _shift_cause(item: Item, factor: int, *, larger: bool) -> Cause:
    fen = item.amount.fen * factor if larger else item.amount.fen // factor
    right = money_text(Quantity(fen, item.amount.half))
    what = "的单位可能弄错了（元与万元）" if factor == TEN_THOUSAND else "的小数点可能点错了位置"
    return Cause(f"「{item.name} {money_text(item.amount)}」{what}，应为{right}", item.path)


def _last_year_left(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    for item in items:
        if item.last_year is not None and _near(item.amount - item.last_year, -difference):
            yield Cause(f"「{item.name}」可能还是上年数{money_text(item.last_year)}", item.path)


def _pairs(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    yield from _together(difference, items, 1)


def _triples(difference: Quantity, items: tuple[Item, ...]) -> Iterator[Cause]:
    yield from _together(difference, items[:MAX_TRIPLE_ITEMS], 2)


def _together(difference: Quantity, items: tuple[Item, ...], size: int) -> Iterator[Cause]:
    """Groups of ``size`` items and one more whose sum is the difference; the last is looked up."""
    wanted = abs(difference)
    ranked = sorted(items, key=lambda item: item.amount.fen)
    amounts = [item.amount.fen for item in ranked]
    for indexes in combinations(range(len(ranked)), size):
        rest = wanted.fen - sum(amounts[index] for index in indexes)
        first = max(bisect_left(amounts, rest - wanted.half), indexes[-1] + 1)
        for last in range(first, len(ranked)):
            if amounts[last] > rest + wanted.half:
                break
            group = [ranked[index] for index in (*indexes, last)]
            if abs(amounts[last] - rest) <= sum(item.amount.half for item in group):
                names = "、".join(f"「{item.name} {money_text(item.amount)}」" for item in group)
                yield Cause(f"差额等于{names}之和，可能漏了这几项", group[0].path)


_SUSPICIONS = (
    _one_item,
    _counted_twice,
    _digits_swapped,
    _shifted,
    _last_year_left,
    _pairs,
    _triples,
)


def _items(evaluation: Evaluation, value: Value) -> Iterator[Item]:
    """The candidates of a figure (its label as a text), of a row, or of rows."""
    if isinstance(value, str):
        for leaf in leaves(explain_label(evaluation, value)):
            if leaf.path is not None:
                evaluation.depends_on(("path", leaf.path[:1]))
            if isinstance(leaf.value, Quantity):
                yield Item(leaf.item or leaf.label, leaf.value, leaf.path)
    elif isinstance(value, Row):
        yield from _amounts_of(value)
    elif isinstance(value, tuple):
        for item in value:
            yield from _items(evaluation, item)


def leaves(node: Explanation) -> Iterator[Explanation]:
    """The entered facts under a node, without the 申报值 itself."""
    if not node.parts:
        if node.how == "填报":
            yield node
        return
    for part in node.parts:
        yield from leaves(part)


def _amounts_of(row: Row) -> Iterator[Item]:
    record = row.record
    name = next(
        (str(getattr(record, a)) for a in ("source", "receiver", "name") if getattr(record, a, None)), ""
    )
    for key in keys_of(type(record)).values():
        amount = getattr(record, key.attribute)
        if isinstance(key.kind, Amount) and amount is not None:
            yield Item(name or key.name, amount, (*row.path, key.name))
