"""The functions of expressions over the facts: sums of lists, 三公, single facts, last year."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import TYPE_CHECKING

from jixiao_desktop.engine import three_public
from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.cube import ANY, CellKey
from jixiao_desktop.engine.cubes import CUBES
from jixiao_desktop.engine.layout_sets import TABLE_FUNCTIONS
from jixiao_desktop.engine.operators import OperandError, arithmetic, joined, truth
from jixiao_desktop.engine.rows import Row, as_value
from jixiao_desktop.engine.sets import SET_FUNCTIONS
from jixiao_desktop.engine.values import Gap, Missing, Truth, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import FISCAL_FUNDS, FUND_OF_SOURCE, FUNDS, NATURES
from jixiao_desktop.ledger.shape import normal

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
    for key in product(*(choices(value) for value in filters)):
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


def fact(evaluation: Evaluation, path: str) -> Value:
    """One fact by its place: ``其他事项.政府采购.货物``; Missing where nothing was entered."""
    steps: Path = tuple(path.split("."))
    return as_value(steps, evaluation.read(steps))


def entered(evaluation: Evaluation, path: str) -> bool:
    """Whether anything was entered at a place."""
    return evaluation.read(tuple(path.split("."))) is not None


def rows(evaluation: Evaluation, owner: Value, key: Value = None) -> Value:
    """The rows of a list: ``各行("项目")``, ``各行(项目, "指标")``; none where it was never begun."""
    if isinstance(owner, Row):
        path = (*owner.path, str(key))
    else:
        path = (str(owner),)
    evaluation.depends_on(("path", path))
    found = evaluation.read(path)
    return tuple(Row((*path, index), record) for index, record in enumerate(found or ()))


def last_year(evaluation: Evaluation, reference: tuple[str, str | None]) -> Value:
    """上年: last year's figure of a 口径."""
    return evaluation.last_year(*reference)


def stated(evaluation: Evaluation, reference: tuple[str, str | None]) -> Value:
    """申报: the 申报值 of a 口径; Missing where none was given."""
    value = evaluation.stated(*reference)
    if value is None:
        label = evaluation.label(*reference)
        return Missing((Gap(("申报值", label), f"申报值{label}"),))
    return value


def computed(evaluation: Evaluation, reference: tuple[str, str | None]) -> Value:
    """算得: what the detail gives, whatever is stated."""
    return evaluation.computed(*reference)


def add_up(_evaluation: Evaluation, values: Value) -> Value:
    """合计: the sum of a list of values; of none, an exact zero."""
    if not isinstance(values, tuple):
        return values
    total: Value = ZERO
    for value in values:
        total = value if total is ZERO else arithmetic("+", total, value)
    return total


def known_sum(_evaluation: Evaluation, values: tuple[Value, ...]) -> Value:
    """已知合计: the sum of the values that are there; Missing ones are left out."""
    return add_up(_evaluation, tuple(v for v in values if not isinstance(v, Missing) and v is not None))


def absolute(_evaluation: Evaluation, value: Value) -> Value:
    """绝对值."""
    return value if isinstance(value, Missing) or value is None else abs(value)


def count(_evaluation: Evaluation, values: Value) -> Value:
    """个数 of a list."""
    return len(values) if isinstance(values, tuple | str) else values


def is_missing(_evaluation: Evaluation, value: Value) -> Truth:
    """未填: something that the value needs is still to be entered."""
    return truth(isinstance(value, Missing))


def is_nothing(_evaluation: Evaluation, value: Value) -> Truth:
    """没有: there is no such thing (a division by zero, an absent budget)."""
    return truth(value is None)


def name_of(evaluation: Evaluation, code: Value) -> Value:
    """名称 of a 科目 or 经济科目 code; the code itself where it is not known."""
    return evaluation.names.get(str(code), str(code))


def full_name_of(evaluation: Evaluation, code: Value) -> Value:
    """全称: 教育支出（类）普通教育（款）小学教育（项）, as far as the code goes."""
    text = str(code)
    levels = (("类", 3), ("款", 5), ("项", 7))
    return "".join(
        f"{name_of(evaluation, text[:length])}（{level}）" for level, length in levels if length <= len(text)
    )


def fund_sources(_evaluation: Evaluation, fund: Value = None) -> Value:
    """拨款来源: the 收入来源 through which a 财政拨款 fund comes in; all three for none."""
    wanted = [str(item) for item in choices(fund)] if fund is not None else list(FISCAL_FUNDS)
    return tuple(source for source, its in FUND_OF_SOURCE.items() if its in wanted)


def fiscal_funds(_evaluation: Evaluation, fund: Value = None) -> Value:
    """财政资金: the three 财政拨款 funds, or the one that is asked for."""
    return FISCAL_FUNDS if fund is None else tuple(c for c in choices(fund) if c in FISCAL_FUNDS)


def reason(evaluation: Evaluation, item: str) -> Value:
    """说明: the unit's own words for a matter (事项); Missing where there are none."""
    wanted = normal(item)
    texts = evaluation.read(("说明",)) or {}
    found = next((text for name, text in texts.items() if normal(name) == wanted), None)
    return found or Missing((Gap(("说明", item), f"{item}的原因"),))


_SUBJECT = {"科目": "subject"}
_FUND = {"资金": "fund"}
_NATURE = {"性质": "nature"}

FUNCTIONS: Mapping[str, Function] = {
    function.name: function
    for function in (
        Function("收入", income, {**_SUBJECT, "来源": "source"}),
        Function("教育收费", education_fees, _SUBJECT),
        Function("支出", expense, {**_SUBJECT, **_FUND, **_NATURE}),
        Function(
            "经济", economic, {"经济科目": "economic_code", "项目": "project", **_SUBJECT, **_FUND, **_NATURE}
        ),
        Function("结转", carryover, {**_SUBJECT, **_FUND, **_NATURE}),
        Function("预算数", budget, {**_SUBJECT, **_FUND, "栏": "column"}),
        Function("三公", three_public.value, {}),
        Function("事实", fact, {}),
        Function("有", entered, {}),
        Function("各行", rows, {}),
        Function("上年", last_year, {}, references=True),
        Function("申报", stated, {}, references=True),
        Function("算得", computed, {}, references=True),
        Function("合计", add_up, {}),
        Function("已知合计", known_sum, {}),
        Function("绝对值", absolute, {}),
        Function("个数", count, {}),
        Function("未填", is_missing, {}),
        Function("没有", is_nothing, {}),
        Function("名称", name_of, {}),
        Function("全称", full_name_of, {}),
        Function("拨款来源", fund_sources, _FUND),
        Function("财政资金", fiscal_funds, _FUND),
        Function("说明", reason, {}),
        *SET_FUNCTIONS,
        *TABLE_FUNCTIONS,
    )
}
