"""The functions of expressions: sums of lists, 三公, single facts, last year, names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from jixiao_desktop.engine import three_public
from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.layout_sets import TABLE_FUNCTIONS
from jixiao_desktop.engine.operators import arithmetic, truth
from jixiao_desktop.engine.rows import Row, as_value
from jixiao_desktop.engine.sets import SET_FUNCTIONS
from jixiao_desktop.engine.slices import budget, carryover, choices, economic, education_fees, expense, income
from jixiao_desktop.engine.values import Gap, Missing, Truth, Value
from jixiao_desktop.ledger.amounts import ZERO
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import FISCAL_FUNDS, FUND_OF_SOURCE
from jixiao_desktop.ledger.shape import normal

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation


def fact(evaluation: Evaluation, path: str) -> Value:
    """One fact by its place: ``其他事项.政府采购.货物``; Missing where nothing was entered."""
    steps: Path = tuple(path.split("."))
    return as_value(steps, evaluation.read(steps))


def entered(evaluation: Evaluation, path: str) -> bool:
    """Whether anything was entered at a place; a blank text is nothing."""
    found = evaluation.read(tuple(path.split(".")))
    return found is not None and not (isinstance(found, str) and not found.strip())


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
