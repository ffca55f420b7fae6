"""What the data say about why a figure changed: its parts, with amounts, the largest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.facts import INCOME_SOURCES, THREE_PUBLIC_ITEMS
from ui.kinds import show_amount
from ui.plan import Reason
from ui.subjects import name_of
from ui.workspace import Workspace

MOST = 8
UNIT = "万元"


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a change: what it is called, by how much it changed, the figure behind it."""

    name: str
    change: Quantity
    figure: str

    @property
    def text(self) -> str:
        """As it would stand in a sentence: 教育支出增加12.3万元."""
        word = "增加" if self.change.fen > 0 else "减少"
        return f"{self.name}{word}{format_amount(abs(self.change), UNIT, 2, trim=True)}{UNIT}"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against what it is compared with; None where one of them is not known."""

    now: Quantity | None
    before: Quantity | None
    against: str

    @property
    def difference(self) -> Quantity | None:
        """By how much it changed."""
        return self.now - self.before if self.now is not None and self.before is not None else None


def change_of(evaluation: Evaluation, reason: Reason) -> Change:
    """The change that a reason is asked for."""
    if not reason.figure:
        return Change(None, None, "")
    now = _amount(evaluation, reason.figure)
    if reason.against:
        return Change(now, _amount(evaluation, reason.against), "预算")
    return Change(now, _before(evaluation, reason.figure), "上年")


def parts_of(evaluation: Evaluation, reason: Reason) -> list[Part]:
    """What made the change, the largest part first; empty where last year's parts are not known."""
    found: dict[str, Part] = {}
    for name, figure, against in _candidates(evaluation, reason):
        now = _amount(evaluation, figure)
        before = _amount(evaluation, against) if against else _before(evaluation, figure)
        if now is None or before is None or (now - before).is_zero or name in found:
            continue
        found[name] = Part(name, now - before, figure)
    return sorted(found.values(), key=lambda part: -abs(part.change.fen))[:MOST]


def _candidates(evaluation: Evaluation, reason: Reason) -> Iterator[tuple[str, str, str]]:
    """Names, figures and what to compare them with (empty: last year's) of the possible parts."""
    base = reason.figure.partition("[")[0]
    if base.startswith("三公") or base in ("公务接待费", "公务用车购置及运行维护费"):
        against = "三公经费预算" if reason.against else ""
        for item in THREE_PUBLIC_ITEMS:
            yield item, f"三公经费决算[{item}]", f"{against}[{item}]" if against else ""
        return
    if reason.against:
        for code in _classes(evaluation):
            yield (
                _name(evaluation, code),
                f"一般公共预算财政拨款支出[{code}]",
                f"一般公共预算全年预算[{code}]",
            )
        return
    if "收入" in base:
        for source in INCOME_SOURCES:
            yield source, f"本年收入合计[{source}]", ""
        yield "年初结转和结余", "年初结转和结余", ""
    for name in ("人员经费", "公用经费", "项目支出"):
        yield name, name, ""
    spent = "一般公共预算财政拨款支出" if base == "一般公共预算财政拨款支出" else "本年支出合计"
    for code in _classes(evaluation):
        yield _name(evaluation, code), f"{spent}[{code}]", ""
    for code in _economic_codes(evaluation):
        name = "人员经费" if code[:3] in ("301", "303") else "公用经费"
        yield _name(evaluation, code), f"{name}[{code}]", ""


def _classes(evaluation: Evaluation) -> list[str]:
    """The 类 codes of this year's and last year's spending."""
    codes = set()
    for facts in (evaluation.facts, evaluation.previous.facts if evaluation.previous else None):
        if facts is not None:
            codes |= {line.subject[:3] for line in facts.expenses or () if line.subject}
    return sorted(codes)


def _economic_codes(evaluation: Evaluation) -> list[str]:
    codes = set()
    for facts in (evaluation.facts, evaluation.previous.facts if evaluation.previous else None):
        if facts is not None:
            codes |= {line.economic for line in facts.economics or () if line.economic}
    return sorted(codes)


def _name(evaluation: Evaluation, code: str) -> str:
    return name_of(code, evaluation.facts.year, evaluation.facts.subject_names) or code


def _amount(evaluation: Evaluation, label: str) -> Quantity | None:
    value = evaluation.value(label)
    return value if isinstance(value, Quantity) else None


def _before(evaluation: Evaluation, label: str) -> Quantity | None:
    name, selection = evaluation.model.catalogue.check_label(label)
    value = evaluation.last_year(name, selection)
    return value if isinstance(value, Quantity) else None


def last_year_text(workspace: Workspace, label: str) -> str:
    """Last year's figure as it is shown."""
    value = _before(workspace.evaluation, label)
    return show_amount(value, workspace.unit) if value is not None else "未填"


def off_budget(evaluation: Evaluation) -> list[Reason]:
    """One question for each lowest 科目 whose spending is off its budget."""
    codes = {line.subject for line in evaluation.facts.expenses or () if line.subject}
    lowest = [code for code in sorted(codes) if not any(o != code and o.startswith(code) for o in codes)]
    found = []
    for code in lowest:
        figure, against = f"一般公共预算财政拨款支出[{code}]", f"一般公共预算全年预算[{code}]"
        now, planned = _amount(evaluation, figure), _amount(evaluation, against)
        if now is not None and planned is not None and now.fen != planned.fen:
            found.append(
                Reason(
                    f"预算差异[{code}]",
                    f"{_name(evaluation, code)}（{code}）为什么与预算不同",
                    figure,
                    against,
                )
            )
    return found
