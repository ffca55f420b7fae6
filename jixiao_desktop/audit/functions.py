"""The functions that only rules use, beside those of the engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao_desktop.audit import project_money, project_texts, text_faults, texts
from jixiao_desktop.engine import three_public
from jixiao_desktop.engine.catalogue import Function, label_of
from jixiao_desktop.engine.functions import full_name_of
from jixiao_desktop.engine.operators import arithmetic
from jixiao_desktop.engine.rows import Row, attribute
from jixiao_desktop.engine.sets import subject_tree
from jixiao_desktop.engine.values import Missing, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity, total
from jixiao_desktop.ledger.facts import Project
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.performance.functions import PERFORMANCE_FUNCTIONS
from jixiao_desktop.performance.results import results_of
from jixiao_desktop.performance.targets import read_days, read_number

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation


def reference(_evaluation: Evaluation, named: tuple[str, str | None]) -> Value:
    """引用: a 口径 by its label, for the diagnosis of its items."""
    return label_of(*named)


def stated_labels(evaluation: Evaluation) -> Value:
    """申报项: the labels of all 申报值."""
    return tuple(normal(label) for label in evaluation.read(("申报值",)) or {})


def stated_value(evaluation: Evaluation, label: Value) -> Value:
    """申报数 of a label."""
    name, selection = evaluation.model.catalogue.check_label(str(label))
    return evaluation.stated(name, selection)


def computed_value(evaluation: Evaluation, label: Value) -> Value:
    """明细数: what the detail gives for a label."""
    name, selection = evaluation.model.catalogue.check_label(str(label))
    return evaluation.computed(name, selection)


def value_of_label(evaluation: Evaluation, label: Value) -> Value:
    """口径数 of a label: stated, else from the detail."""
    return evaluation.value(str(label))


def last_year_labels(evaluation: Evaluation) -> Value:
    """上年项: the labels of all 上年 figures that were given."""
    return tuple(normal(label) for label in evaluation.read(("上年",)) or {})


def given_last_year(evaluation: Evaluation, label: Value) -> Value:
    """上年数 of a label, as it was given."""
    name, selection = evaluation.model.catalogue.check_label(str(label))
    return evaluation.last_year(name, selection)


def written_last_year(evaluation: Evaluation, label: Value) -> Value:
    """上年填报: what 上年 itself says for a label, though the figure is known from elsewhere too."""
    given = {normal(name): amount for name, amount in (evaluation.read(("上年",)) or {}).items()}
    return given.get(normal(str(label)), Missing(()))


def reported_last_year(evaluation: Evaluation, label: Value) -> Value:
    """上年报告数: the figure of last year's report in the same 账套; none where there is none."""
    if evaluation.previous is None:
        return None
    name, selection = evaluation.previous.model.catalogue.check_label(str(label))
    return evaluation.previous.figure(name, selection).value


def change_rate(evaluation: Evaluation, label: Value) -> Value:
    """变动率: (this year − last year) / last year; none where last year is zero."""
    name, selection = evaluation.model.catalogue.check_label(str(label))
    now = evaluation.figure(name, selection).value
    before = evaluation.last_year(name, selection)
    return arithmetic("/", arithmetic("-", now, before), before)


def known_code(evaluation: Evaluation, code: Value) -> Value:
    """收录: the code stands in the bundled tables or the unit gave it a name."""
    return str(code) in evaluation.names


def bundled_code(evaluation: Evaluation, code: Value) -> Value:
    """在册: the code stands in the bundled tables for this year."""
    names = evaluation.remembered(
        ("在册",), lambda: evaluation.model.subject_names(evaluation.read(("年度",)), None)
    )
    return str(code) in names


def option(evaluation: Evaluation, name: str) -> Value:
    """选项: a report option."""
    chosen = evaluation.read(("选项",)) or {}
    return {**evaluation.model.pack.options, **chosen}.get(name)


def setting(evaluation: Evaluation, name: str) -> Value:
    """参数: a number that the pack sets for the audit (审核参数); counties change it."""
    parameters = evaluation.model.pack.settings.get("审核参数", {})
    return Fraction(str(parameters[name])) if name in parameters else Missing(())


def has_reason(evaluation: Evaluation, matter: str, item: Value = None) -> Value:
    """有说明: the unit gave its reason for a matter, for the item or as a whole."""
    given = {normal(name) for name, text in (evaluation.read(("说明",)) or {}).items() if text.strip()}
    wanted = {normal(matter)}
    if item is not None:
        wanted.add(normal(f"{matter}[{item}]"))
        code = str(item)
        wanted |= {normal(f"{matter}[{code[:length]}]") for length in (3, 5) if code.isdecimal()}
    return bool(given & wanted)


def length_of_code(_evaluation: Evaluation, code: Value) -> Value:
    """码长 of a 科目."""
    return len(str(code))


def total_of_table(evaluation: Evaluation, path: str) -> Value:
    """总数: the sum of the counts in a map of the facts (车辆, 保有)."""
    entries = evaluation.read(tuple(path.split(".")))
    return Missing(()) if entries is None else sum(value for value in entries.values() if value is not None)


def parts_of_three_public(evaluation: Evaluation, name: str, column: str) -> Value:
    """三公分项: the sum of the items of a 三公 total, where both the total and an item were entered."""
    entries = {normal(name) for name in evaluation.read(("三公经费",)) or {}}
    parts = three_public.SUMS[name]
    if normal(name) not in entries or not any(normal(part) in entries for part in parts):
        return Missing(())
    amount: Value = three_public.value(evaluation, parts[0], column)
    for part in parts[1:]:
        amount = arithmetic("+", amount, three_public.value(evaluation, part, column))
    return amount


def money_of_cars(evaluation: Evaluation, item: str) -> Value:
    """车型金额: what the kinds of cars that were bought cost together; Missing where no amount is given."""
    bought = evaluation.read(("三公经费", item, "购置"))
    amounts = [purchase.amount for purchase in (bought or {}).values() if purchase.amount is not None]
    return total(amounts) if amounts else Missing(())


def cars_bought(evaluation: Evaluation, item: str) -> Value:
    """购置辆数: how many cars of all kinds were bought; Missing where nothing was entered."""
    bought = evaluation.read(("三公经费", item, "购置"))
    return Missing(()) if bought is None else sum(purchase.number or 0 for purchase in bought.values())


def yuan(_evaluation: Evaluation, number: Value) -> Value:
    """金额数: a plain number of 元 as an amount."""
    return number if isinstance(number, Missing) or number is None else Quantity(int(Fraction(number) * 100))


def field_of(evaluation: Evaluation, row: Value, key: str) -> Value:
    """取: what stands under a key of a row; Missing where the row has none."""
    if isinstance(row, Row) and key not in keys_of(type(row.record)):
        sections = getattr(row.record, "sections", None) or {}
        return sections.get(key, Missing(()))
    return attribute(evaluation, row, normal(key))


def special_account_spending(evaluation: Evaluation) -> Value:
    """专户执行: what the projects spent of 财政专户管理资金, which the 决算 does not count as 财政拨款."""
    spent = ZERO
    for project in evaluation.read(("项目",)) or ():
        for fund in project.funds or ():
            if fund.source == "财政专户管理资金" and fund.spent is not None:
                spent += fund.spent
    return spent


def basic_spending_of_projects(evaluation: Evaluation) -> Value:
    """基本支出类执行: what projects spent that is 基本支出 in the 决算 (人员类, 公用经费)."""
    spent = ZERO
    for result in results_of(evaluation):
        if _is_basic(evaluation, result.project) and isinstance(result.funds.spent.value, Quantity):
            spent += result.funds.spent.value
    return spent


def is_basic_project(evaluation: Evaluation, project: Value) -> Value:
    """基本支出类项目: a project of 人员类 or 公用经费, whose indicators and weights are prescribed."""
    return _is_basic(evaluation, project.record)


def _is_basic(evaluation: Evaluation, project: Project) -> bool:
    """Whether the pack (审核基本支出类) tells it by its kind or its code."""
    signs = evaluation.model.pack.settings.get("审核基本支出类", {})
    pairs = (("项目类型", project.kind, re.search), ("项目编码", project.code, re.match))
    return any(name in signs and find(signs[name], text or "") is not None for name, text, find in pairs)


def indicator_number(_evaluation: Evaluation, row: Value, key: str) -> Value:
    """指标数: 指标值 or 实际值 of an indicator as a number; Missing where it is none."""
    record = row.record
    number = read_number(record.target if key == "指标值" else record.actual, record.unit)
    return Missing(()) if number is None else Fraction(number)


def is_date(_evaluation: Evaluation, text: Value) -> Value:
    """是日期."""
    return read_days(str(text)) is not None


def unused_definitions(evaluation: Evaluation) -> Value:
    """多余解释: 名词解释 of a 科目 (named with 类, or by its code) under which nothing was entered."""
    written = {normal(term): term for term in evaluation.read(("名词解释",)) or {}}
    asked = {term for term in written if term.isdecimal() or normal("（类）") in term}
    if not asked:
        return ()
    used: set[str] = set()
    for code in subject_tree(evaluation, ("收入", "支出", "预算", "结转")):
        used |= {normal(str(code)), normal(str(full_name_of(evaluation, code)))}
    return tuple(Row(("名词解释", written[term]), written[term]) for term in sorted(asked - used))


_TEXT_FAULTS: Mapping[str, Callable[..., Value]] = {
    "可疑处": text_faults.with_patterns,
    "可疑年份": text_faults.with_odd_years,
    "不成对处": text_faults.with_half_pairs,
    "缺字处": text_faults.with_missing_glyphs,
    "异写处": text_faults.with_near_names,
    "矛盾处": text_faults.with_contradictions,
    "表文不符": project_texts.differing_from_form,
    "计数不一": project_texts.counts_that_differ,
    "文中数": project_texts.unlike_the_facts,
    "不得列支": project_money.outside_purpose,
}
_OWN = (
    Function("引用", reference, {}, references=True),
    Function("申报项", stated_labels, {}),
    Function("申报数", stated_value, {}),
    Function("明细数", computed_value, {}),
    Function("口径数", value_of_label, {}),
    Function("上年项", last_year_labels, {}),
    Function("上年数", given_last_year, {}),
    Function("上年填报", written_last_year, {}),
    Function("上年报告数", reported_last_year, {}),
    Function("变动率", change_rate, {}),
    Function("收录", known_code, {}),
    Function("在册", bundled_code, {}),
    Function("选项", option, {}),
    Function("参数", setting, {}),
    Function("有说明", has_reason, {}),
    Function("码长", length_of_code, {}),
    Function("总数", total_of_table, {}),
    Function("三公分项", parts_of_three_public, {}),
    Function("车型金额", money_of_cars, {}),
    Function("购置辆数", cars_bought, {}),
    Function("金额数", yuan, {}),
    Function("取", field_of, {}),
    Function("专户执行", special_account_spending, {}),
    Function("基本支出类执行", basic_spending_of_projects, {}),
    Function("基本支出类项目", is_basic_project, {}),
    Function("指标数", indicator_number, {}),
    Function("是日期", is_date, {}),
    Function("文字处", texts.text_groups, {}),
    *(Function(name, call, {}, gives=text_faults.GIVES) for name, call in _TEXT_FAULTS.items()),
    Function("文中得分", project_texts.scores_in, {}, gives=("得分", "扣分")),
    Function("标准测算", project_money.by_heads, {}, gives=("写法", "低", "高")),
    Function("上年项目结余", project_money.left_last_year, {}),
    Function("多余解释", unused_definitions, {}),
    Function("百分比位数", text_faults.mixed_percents, {}),
    Function("金额位数", text_faults.mixed_amounts, {}),
    Function("重复句", texts.repeated_sentences, {}),
    Function("单位错位", texts.unit_slips, {}),
    Function("字数", texts.length, {}),
)

AUDIT_FUNCTIONS: Mapping[str, Function] = {
    **PERFORMANCE_FUNCTIONS,
    **{function.name: function for function in _OWN},
}
