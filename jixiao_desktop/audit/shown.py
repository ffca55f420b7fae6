"""Figures inside messages, rendered as the report renders them, or exactly where that would hide them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from jixiao_desktop.audit.rules import Rule, Template
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Bindings
from jixiao_desktop.engine.operators import half_up
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, Quantity, decimals_needed, format_amount

LARGE, SMALL = "万元", "元"
_CALLS = tuple(
    (re.compile(pattern), words)
    for pattern, words in (
        (r"绝对值\(([^()]+)\)", r"\1"),
        (r"申报数?\(([^()]+)\)", r"\1"),
        (r"(?:算得|明细数)\(([^()]+)\)", r"\1（按明细）"),
        (r"上年数?\(([^()]+)\)", r"上年\1"),
        (r"上年报告数\(([^()]+)\)", r"上年报告\1"),
        (r'三公\("?([^"]+?)"?, "?([^"]+?)"?\)', r"\1\2"),
        (r'事实\("[^".]+\.([^"]+)"\)', r"\1"),
        (r"名称\([^()]+\)", "名称"),
        (r'参数\("([^"]+)"\)', r"\1"),
        (r'一级分值\([^,]+, "([^"]+)"\)', r"\1分值"),
    )
)
"""Calls in the sentence of a rule, and what is said for them among the figures of a finding."""


def money_text(amount: Quantity, *, exact: bool = False) -> str:
    """An amount in 万元 with two decimals; in 元 where that would round something known away.

    With ``exact`` in 元 too: one sentence tells its amounts in one unit.
    """
    if exact or _finer_than_told(amount):
        whole = amount.fen % FEN_PER_UNIT[SMALL] == 0
        return format_amount(amount, SMALL, 0 if whole else 2, grouped=True) + SMALL
    return format_amount(amount, LARGE, 2) + LARGE


def _finer_than_told(amount: Quantity) -> bool:
    """Whether 万元 with two decimals would hide a part of the amount."""
    cents = FEN_PER_UNIT[LARGE] // 100
    return amount.fen % cents != 0 and decimals_needed(Quantity(amount.fen), SMALL) is not None


def _told(values: Sequence[Value]) -> list[str]:
    """The values of one sentence: the amounts in 元 where one of them has to be."""
    exact = any(isinstance(value, Quantity) and _finer_than_told(value) for value in values)
    return [money_text(v, exact=exact) if isinstance(v, Quantity) else shown(v) for v in values]


def shown(value: Value) -> str:
    """A value as a message says it."""
    if isinstance(value, Missing):
        return "（未填）"
    if value is None:
        return "无"
    if isinstance(value, Quantity):
        return money_text(value)
    if isinstance(value, Ratio):
        return percent_text(value.value)
    if isinstance(value, Fraction | Decimal):
        return number_text(Fraction(value))
    if isinstance(value, tuple):
        return "、".join(shown(item) for item in value)
    if isinstance(value, Row):
        return _row_name(value)
    return str(value)


def percent_text(share: Fraction) -> str:
    """A share as a percentage with up to two decimals: 465.5%."""
    return f"{number_text(Fraction(half_up(share * 10_000), 100))}%"


def number_text(number: Fraction) -> str:
    """A plain number with up to two decimals."""
    text = f"{Decimal(half_up(number * 100)).scaleb(-2):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def message_of(evaluation: Evaluation, template: Template, scope: Bindings) -> str:
    """The sentence of a finding."""
    told = _told([expression.evaluate(evaluation, scope) for expression in template.expressions])
    after = zip(told, template.literals[1:], strict=True)
    return template.literals[0] + "".join(value + literal for value, literal in after)


def shown_values(evaluation: Evaluation, rule: Rule, scope: Bindings) -> Mapping[str, str]:
    """The figures concerned: those that the rule names under 数值, else those in its sentence."""
    expressions = rule.values or rule.message.expressions
    figures = {}
    for expression in expressions:
        value = expression.evaluate(evaluation, scope)
        chosen_word = isinstance(value, str) and " if " in expression.text
        if not isinstance(value, Row) and not chosen_word:
            figures[_label(expression.text, scope)] = value
    return dict(zip(figures, _told(list(figures.values())), strict=True))


def _label(text: str, scope: Bindings) -> str:
    """What a figure is called: ``本年支出合计[205]``, 「人员经费（按明细）」, 「公务接待费决算」."""
    for name, value in scope.items():
        if isinstance(value, str) and name in text:
            text = re.sub(rf"(?<=[\[(]){re.escape(name)}(?=[\]),])", value, text)
    return _spoken(text)


@lru_cache(1024)
def _spoken(text: str) -> str:
    """What is said for a call; the sentences of the rules and the codes in them are few."""
    for pattern, words in _CALLS:
        if match := pattern.fullmatch(text):
            return match.expand(words).replace(".", "")
    return text


def _row_name(row: Row) -> str:
    if isinstance(row.record, str):
        return next((str(step) for step in reversed(row.path) if isinstance(step, str)), "")
    for attribute in ("name", "third", "source", "receiver", "economic", "subject"):
        found = getattr(row.record, attribute, None)
        if found:
            return str(found)
    last = row.path[-1]
    return f"第{last + 1}行" if isinstance(last, int) else last
