"""Sums of the entered lists by slice: 收入, 支出, 经济分类, 结转结余, 预算.

What a list does not say is Missing and not zero: a list that was never begun, a code below one that
was entered as a whole, a slice of 经济分类 without a line where something was spent.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product
from typing import TYPE_CHECKING

from jixiao_desktop.engine.cube import ANY, CellKey
from jixiao_desktop.engine.cubes import CUBES
from jixiao_desktop.engine.operators import OperandError, joined
from jixiao_desktop.engine.values import Gap, Missing, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import FUNDS, NATURES

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

Filter = str | tuple[str, ...] | None
LISTS: Mapping[str, str] = {
    "收入": "收入", "教育收费": "收入", "支出": "支出", "经济": "经济分类", "项目经济": "经济分类",
    "年初": "结转结余", "年末": "结转结余", "全年预算": "预算", "年初预算": "预算",
}  # fmt: skip
"""The list of the exchange file behind each cube."""


def choices(value: Value) -> tuple[str | None, ...]:
    """A filter as the values that it allows; None allows all."""
    if isinstance(value, tuple):
        return tuple(str(item) for item in value)
    return (None,) if value is None else (str(value),)


def slice_total(evaluation: Evaluation, cube: str, *filters: Value) -> Value:
    """The sum of a slice; Missing where the list was never begun or lacks what is asked for."""
    list_name = LISTS[cube]
    if not evaluation.begun(list_name):
        return Missing((Gap((list_name,), CUBES[cube].title),))
    short_codes = _has_short_codes(evaluation, cube)
    fen = half = 0
    for key in _keys(filters):
        cell = evaluation.cell(cube, key)
        if cell.blanks:
            return Missing((Gap((list_name,), f"{CUBES[cube].title}中还没有填的金额"),))
        if short_codes:
            code = _only_upper_code(evaluation, cube, key)
            if code is not None:
                return Missing((Gap((list_name,), f"{CUBES[cube].title}中「{code}」的细目"),))
        fen += cell.fen
        half += cell.half
    return Quantity(fen, half)


def _keys(filters: tuple[Value, ...]) -> Iterable[CellKey]:
    """The cells that some filters ask for together."""
    if any(isinstance(value, tuple) for value in filters):
        return product(*(choices(value) for value in filters))
    return (tuple(None if value is None else str(value) for value in filters),)


def _has_short_codes(evaluation: Evaluation, cube: str) -> bool:
    """Whether any line of a list stops at a code above the lowest level."""
    return evaluation.remembered(("短码", cube), lambda: evaluation.has_short_codes(cube))


def _only_upper_code(evaluation: Evaluation, cube: str, key: CellKey) -> str | None:
    """The code above the one that is asked for at which a line of this slice stops."""
    for position in CUBES[cube].code_positions:
        code = key[position] or ""
        for length in (3, 5):
            upper = code[:length]
            if length < len(code) and evaluation.lines(
                cube, (*key[:position], upper + "=", *key[position + 1 :])
            ):
                return upper
    return None


def income(evaluation: Evaluation, subject: Value = None, source: Value = None) -> Value:
    """收入决算."""
    return slice_total(evaluation, "收入", subject, source)


def education_fees(evaluation: Evaluation, subject: Value = None) -> Value:
    """The part of 事业收入 that is 教育收费."""
    return slice_total(evaluation, "教育收费", subject)


def expense(evaluation: Evaluation, subject: Value = None, fund: Value = None, nature: Value = None) -> Value:
    """支出决算."""
    return slice_total(evaluation, "支出", subject, fund, nature)


def economic(
    evaluation: Evaluation,
    *,
    economic_code: Value = None,
    fund: Value = None,
    nature: Value = None,
    subject: Value = None,
    project: Value = None,
) -> Value:
    """经济分类; a slice (资金, 性质) without a line, where its 支出 is not zero, is missing."""
    if project is not None:
        return slice_total(evaluation, "项目经济", project, economic_code, fund, nature)
    if not evaluation.begun("经济分类"):
        return Missing((Gap(("经济分类",), "经济分类"),))
    unknown = [
        missing
        for slice_ in _uncrossed(evaluation, _all(fund, FUNDS), _all(nature, NATURES))
        if (missing := _slice_missing(evaluation, slice_, subject)) is not None
    ]
    if unknown:
        return joined(*unknown)
    return slice_total(evaluation, "经济", economic_code, fund, nature, subject)


def _all(value: Value, everything: tuple[str, ...]) -> tuple[str, ...]:
    return everything if value is None else tuple(str(item) for item in choices(value))


def _uncrossed(
    evaluation: Evaluation, funds: tuple[str, ...], natures: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The slices (资金, 性质) that were spent and lack lines, or lines that name their 功能科目."""
    return evaluation.remembered(
        ("经济片", funds, natures),
        lambda: tuple(
            (fund, nature)
            for fund, nature in product(funds, natures)
            if _may_be_missing(evaluation, fund, nature)
        ),
    )


def _may_be_missing(evaluation: Evaluation, fund: str, nature: str) -> bool:
    entered = evaluation.lines("经济", (None, fund, nature, None))
    if not entered:
        return bool(evaluation.lines("支出", (None, fund, nature)))
    return evaluation.lines("经济", (None, fund, nature, ANY)) != entered


def _slice_missing(evaluation: Evaluation, slice_: tuple[str, str], subject: Value) -> Missing | None:
    fund, nature = slice_
    if evaluation.lines("经济", (None, fund, nature, None)):
        if subject is None:
            return None
        return Missing((Gap(("经济分类",), f"{fund}{nature}按功能科目的经济分类"),))
    spent = [expense(evaluation, code, fund, nature) for code in choices(subject)]
    if all(isinstance(amount, Quantity) and amount.is_zero for amount in spent):
        return None
    return Missing((Gap(("经济分类",), f"{fund}{nature}的经济分类"),))


def carryover(
    evaluation: Evaluation,
    moment: Value,
    subject: Value = None,
    fund: Value = None,
    nature: Value = None,
) -> Value:
    """结转结余 at 年初 or 年末."""
    if moment not in ("年初", "年末"):
        raise OperandError("结转的时点只有「年初」「年末」")
    cube = str(moment)
    for a_fund in choices(fund):
        lines = evaluation.lines(cube, (None, a_fund, None))
        if subject is not None and evaluation.lines(cube, (ANY, a_fund, None)) != lines:
            return Missing((Gap(("结转结余",), "按功能科目的结转结余"),))
        if nature is not None and evaluation.lines(cube, (None, a_fund, ANY)) != lines:
            return Missing((Gap(("结转结余",), "按支出性质的结转结余"),))
    return slice_total(evaluation, cube, subject, fund, nature)


def budget(
    evaluation: Evaluation, subject: Value = None, fund: Value = None, column: Value = "全年预算"
) -> Value:
    """预算: 全年预算 (= 调整后预算) or 年初预算."""
    if column not in ("全年预算", "年初预算"):
        raise OperandError("预算数的栏只有「全年预算」「年初预算」")
    return slice_total(evaluation, str(column), subject, fund)
