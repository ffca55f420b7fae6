"""Functions of expressions that only tables need: which 款 to print, the projects, report options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.sets import economic_tree
from jixiao_desktop.engine.values import Gap, Missing, Value
from jixiao_desktop.ledger.amounts import ZERO, total
from jixiao_desktop.ledger.facts import NATURES, EconomicLine

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

CLASSES = ("301", "302", "303", "307", "309", "310", "311", "312", "313", "399")
SHOWN_COLUMNS = ("有数的款", "有数的类", "全部")


def option(evaluation: Evaluation, name: Value) -> Value:
    """选项: a report option: the unit's own choice, else the pack's. Raises OperandError."""
    own = evaluation.read(("选项",)) or {}
    known = evaluation.model.pack.options
    if name not in own and name not in known:
        raise OperandError(f"没有选项「{name}」，可用：{'、'.join(known)}")
    return str(own.get(str(name), known.get(str(name), "")))


def printed_economic(
    evaluation: Evaluation, code: Value, listed: Value = None, fund: Value = None, nature: Value = None
) -> Value:
    """经济科目行: a 类 with the 款 that a table prints below it, and any other that was entered.

    ``listed`` names the 款 (all that are known by default); with an empty list the 类 itself is only
    there when something was entered.
    """
    used = economic_tree(evaluation, fund=fund, nature=nature, classes=code)
    printed = _known(evaluation, str(code)) if listed is None else tuple(str(item) for item in listed)
    below = sorted({*printed, *(c for c in used if len(c) > 3)})
    return (str(code), *below) if below or used else ()


def column_classes(evaluation: Evaluation, fund: Value = None, nature: Value = None) -> Value:
    """经济类栏: the 类 that a wide table has columns for: those entered, or all."""
    tree = economic_tree(evaluation, fund=fund, nature=nature)
    used = tuple(code for code in tree if len(code) == 3)
    return CLASSES if not used or _shown(evaluation) == "全部" else used


def column_items(evaluation: Evaluation, code: Value, fund: Value = None, nature: Value = None) -> Value:
    """经济款栏: the 款 of a 类 that a wide table has columns for (选项 附表经济分类栏)."""
    used = economic_tree(evaluation, fund=fund, nature=nature, classes=code)
    shown = _shown(evaluation)
    if shown == "有数的款" or (shown == "有数的类" and not used):
        return tuple(item for item in used if len(item) > 3)
    return tuple(sorted({*_known(evaluation, str(code)), *(item for item in used if len(item) > 3)}))


def _shown(evaluation: Evaluation) -> str:
    shown = str(option(evaluation, "附表经济分类栏"))
    return shown if shown in SHOWN_COLUMNS else SHOWN_COLUMNS[0]


def _known(evaluation: Evaluation, code: str) -> tuple[str, ...]:
    return tuple(sorted(c for c in evaluation.names if len(c) == 5 and c.startswith(code)))


def known_economic(evaluation: Evaluation, code: Value = None, fund: Value = None) -> Value:
    """已知经济: what 经济分类 gives for the 性质 that have lines; Missing where none has."""
    natures = tuple(nature for nature in NATURES if evaluation.cell("经济", (None, fund, nature, None)).lines)
    return _economic(evaluation, code, fund, natures or None, None)


def _economic(evaluation: Evaluation, code: Value, fund: Value, nature: Value, subject: Value) -> Value:
    economic = evaluation.model.catalogue.functions["经济"].call
    return economic(evaluation, economic_code=code, fund=fund, nature=nature, subject=subject)


def projects(evaluation: Evaluation, subject: Value = None, fund: Value = None) -> Value:
    """项目清单: the names of the projects in 经济分类 under a 科目, in the order of entry."""
    lines = _project_lines(evaluation, subject, fund)
    return tuple(dict.fromkeys(str(line.project) for line in lines))


def project_amount(
    evaluation: Evaluation, subject: Value = None, project: Value = None, fund: Value = None
) -> Value:
    """项目金额: what 经济分类 says was spent on a project, or on all that are named."""
    lines = [
        line
        for line in _project_lines(evaluation, subject, fund)
        if project is None or line.project == project
    ]
    if any(line.amount is None for line in lines):
        return Missing((Gap(("经济分类",), "经济分类中还没有填的金额"),))
    return total(line.amount or ZERO for line in lines)


def _project_lines(evaluation: Evaluation, subject: Value, fund: Value) -> list[EconomicLine]:
    return [
        line
        for line in evaluation.read(("经济分类",)) or ()
        if line.project is not None
        and line.nature == "项目支出"
        and (fund is None or line.fund == fund)
        and (subject is None or (line.subject or "") == subject)
    ]


_SLICE = {"资金": "fund", "性质": "nature"}

TABLE_FUNCTIONS: tuple[Function, ...] = (
    Function("选项", option, {}),
    Function("经济科目行", printed_economic, {"列示": "listed", **_SLICE}),
    Function("经济类栏", column_classes, _SLICE),
    Function("经济款栏", column_items, _SLICE),
    Function("已知经济", known_economic, {"经济科目": "code", "资金": "fund"}),
    Function("项目清单", projects, {"科目": "subject", "资金": "fund"}),
    Function("项目金额", project_amount, {"科目": "subject", "项目": "project", "资金": "fund"}),
)
