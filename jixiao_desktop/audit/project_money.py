"""What a project's money should come to by head counts, by last year, and by what it may be spent on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao_desktop.audit.shown import number_text
from jixiao_desktop.audit.text_faults import fault
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Missing, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import Indicator, Project
from jixiao_desktop.performance.project_functions import project_result
from jixiao_desktop.performance.results import result_of
from jixiao_desktop.performance.targets import read_number

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

_HEADS = {"人": "人", "名": "人", "生": "人", "位": "人", "人次": "人次"}
_STANDARD_UNIT = re.compile(r"(万元|元)/(人次|人|生|名)(?:[·/．.]年|/年)?")
_HEADS_IN_TEXT = re.compile(r"(?<![\d.])(\d+)余?(人次|名|人|位)")
_STANDARD_IN_TEXT = re.compile(
    r"每(?:名学生|学生|生|人)(?:每年|/年)?(?:补助|标准|为|按|发放){0,2}(\d+(?:\.\d+)?)元(?!/)"
)


def by_heads(evaluation: Evaluation, project: Row) -> tuple[Row, ...]:
    """标准测算: heads × standard, from the indicators or from one text, with 写法, 低 and 高.

    Several standards give the lowest and the highest; more than one head count gives nothing.
    """
    record: Project = project_result(evaluation, project).project
    found = _from_indicators(record.indicators or ())
    if found is None:
        goal = record.goal
        texts = ((goal.expected, goal.actual) if goal else ()) + (record.process,)
        found = next((made for text in texts if text and (made := _from_text(text))), None)
    if found is None:
        return ()
    heads, standards, unit = found
    written = f"{heads}{unit}×{'、'.join(number_text(standard) for standard in standards)}元"
    low, high = (Quantity(int(heads * limit(standards) * 100)) for limit in (min, max))
    return (Row((*project.path, "指标"), {"写法": written, "低": low, "高": high}),)


def _from_indicators(indicators: tuple[Indicator, ...]) -> tuple[int, list[Fraction], str] | None:
    heads: dict[str, set[int]] = {}
    standards: dict[str, list[Fraction]] = {}
    for indicator in indicators:
        unit = (indicator.unit or "").strip()
        number = read_number(indicator.actual, unit)
        if number is None:
            continue
        if unit in _HEADS and number.denominator == 1:
            heads.setdefault(_HEADS[unit], set()).add(int(number))
        elif match := _STANDARD_UNIT.fullmatch(unit):
            factor = 10_000 if match.group(1) == "万元" else 1
            standards.setdefault(_HEADS[match.group(2)], []).append(number * factor)
    for unit, given in standards.items():
        if len(heads.get(unit, ())) == 1:
            return heads[unit].pop(), given, unit
    return None


def _from_text(text: str) -> tuple[int, list[Fraction], str] | None:
    heads, standards = _HEADS_IN_TEXT.findall(text), _STANDARD_IN_TEXT.findall(text)
    if len(heads) != 1 or not standards:
        return None
    return int(heads[0][0]), [Fraction(standard) for standard in standards], heads[0][1]


def left_last_year(evaluation: Evaluation, project: Row) -> Value:
    """上年项目结余: 全年预算 less 执行 of the same project in last year's report; Missing where unknown."""
    previous = evaluation.previous
    record: Project = project_result(evaluation, project).project
    if previous is None:
        return Missing(())
    for number, earlier in enumerate(previous.facts.projects or ()):
        if earlier.name == record.name or (earlier.code and earlier.code == record.code):
            funds = result_of(previous, number).funds
            budget, spent = funds.adjusted.value, funds.spent.value
            if isinstance(budget, Quantity) and isinstance(spent, Quantity):
                return budget - spent
    return Missing(())


def outside_purpose(evaluation: Evaluation, project: Row) -> tuple[Row, ...]:
    """不得列支: lines of 使用明细 with a word that the pack (审核不得列支) bars for such a project."""
    record: Project = project_result(evaluation, project).project
    barred = tuple(_barred(evaluation, record.name))
    lines = ((number, line.purpose or "") for number, line in enumerate(record.usage or ()))
    seen = ((number, tuple(word for word in barred if word in purpose)) for number, purpose in lines)
    return tuple(fault((*project.path, "使用明细", number, "用途"), found) for number, found in seen if found)


def _barred(evaluation: Evaluation, name: str) -> Iterator[str]:
    for entry in evaluation.model.pack.settings.get("审核不得列支", ()):
        if any(str(word) in name for word in entry["项目"]):
            yield from (str(word) for word in entry["用途"])
