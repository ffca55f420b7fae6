"""The sets that rules, table rows and sentences run over: 科目 and 经济科目 that were entered."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.cubes import CUBES, Slice
from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.values import Value
from jixiao_desktop.ledger.facts import FUNDS, NATURES
from jixiao_desktop.ledger.shape import normal

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

_CUBES_OF_LIST = {"收入": ("收入",), "支出": ("支出",), "预算": ("全年预算",), "结转": ("年初", "年末")}
_FULL = {"科目": 7, "经济科目": 5}


def _wanted(value: Value) -> tuple[str | None, ...]:
    if value is None:
        return (None,)
    return tuple(str(item) for item in value) if isinstance(value, tuple) else (str(value),)


def _marked_codes(evaluation: Evaluation, lists: Value, fund: Value, nature: Value) -> set[str]:
    names = lists if isinstance(lists, tuple) else (lists,)
    found: set[str] = set()
    for name in names:
        if name not in _CUBES_OF_LIST:
            raise OperandError(f"没有「{name}」这张表，可用：{'、'.join(_CUBES_OF_LIST)}")
        for cube in _CUBES_OF_LIST[str(name)]:
            dimensions = CUBES[cube].dimensions
            allowed = {"资金": _wanted(fund), "性质": _wanted(nature), "来源": _sources(evaluation, fund)}
            fixed = tuple(allowed.get(dimension, (None,)) for dimension in dimensions)
            found.update(evaluation.codes(cube, Slice(0, fixed)))
    return found


def _sources(evaluation: Evaluation, fund: Value) -> tuple[str | None, ...]:
    """For 收入, a fund means the sources through which it comes in."""
    if fund is None:
        return (None,)
    sources = evaluation.model.catalogue.functions["拨款来源"].call(evaluation, fund)
    return tuple(sources)


def subject_tree(evaluation: Evaluation, lists: Value, fund: Value = None, nature: Value = None) -> Value:
    """科目树: 类, 款 and 项 that have lines, each upper code before those below it."""
    marked = _marked_codes(evaluation, lists, fund, nature)
    return tuple(sorted({code.rstrip("=") for code in marked}))


def _level(length: int) -> Function:
    name = {3: "类科目", 5: "款科目", 7: "项科目"}[length]

    def level(evaluation: Evaluation, lists: Value, fund: Value = None, nature: Value = None) -> Value:
        tree = subject_tree(evaluation, lists, fund, nature)
        return tuple(code for code in tree if len(code) == length)

    return Function(name, level, {"资金": "fund", "性质": "nature"})


def _entered(marked: set[str], full: int) -> list[str]:
    """The codes that lines name themselves, of those that lines belong to."""
    return sorted({code.rstrip("=") for code in marked if code.endswith("=") or len(code) == full})


def _lowest(marked: set[str], full: int) -> tuple[str, ...]:
    entered = _entered(marked, full)
    return tuple(code for code in entered if not any(o != code and o.startswith(code) for o in entered))


def entered_subjects(evaluation: Evaluation, lists: Value) -> Value:
    """直填科目: the codes that lines name themselves."""
    return tuple(_entered(_marked_codes(evaluation, lists, None, None), _FULL["科目"]))


def lowest_subjects(evaluation: Evaluation, lists: Value, fund: Value = None, nature: Value = None) -> Value:
    """末级科目: the lowest codes that were entered, as far as each goes."""
    return _lowest(_marked_codes(evaluation, lists, fund, nature), _FULL["科目"])


def children(evaluation: Evaluation, code: Value, lists: Value, fund: Value = None) -> Value:
    """下级科目: the codes one level below a code that have lines."""
    tree = subject_tree(evaluation, lists, fund)
    text = str(code)
    return tuple(other for other in tree if len(other) == len(text) + 2 and other.startswith(text))


def stated_subjects(evaluation: Evaluation, measure: Value, length: Value = None) -> Value:
    """申报科目: the 科目 for which a 口径 is stated (申报值); the lowest, or those of one length."""
    name = normal(str(measure))
    pattern = re.compile(rf"{re.escape(name)}\[(\d+)\]")
    labels = map(normal, evaluation.read(("申报值",)) or {})
    codes = {match[1] for match in map(pattern.fullmatch, labels) if match}
    if length is None:
        return _lowest({f"{code}=" for code in codes}, _FULL["科目"])
    return tuple(sorted(code for code in codes if len(code) == length))


def _marked_economic(
    evaluation: Evaluation, fund: Value, nature: Value, classes: Value, subject: Value
) -> set[str]:
    fixed = ((None,), _wanted(fund), _wanted(nature), _wanted(subject))
    found = set(evaluation.codes("经济", Slice(0, fixed)))
    allowed = None if classes is None else _wanted(classes)
    return {code for code in found if allowed is None or code[:3] in allowed}


def economic_tree(
    evaluation: Evaluation,
    fund: Value = None,
    nature: Value = None,
    classes: Value = None,
    subject: Value = None,
) -> Value:
    """经济科目树: 类 and 款 of 经济分类 that have lines."""
    marked = _marked_economic(evaluation, fund, nature, classes, subject)
    return tuple(sorted({code.rstrip("=") for code in marked}))


def lowest_economic(
    evaluation: Evaluation,
    fund: Value = None,
    nature: Value = None,
    classes: Value = None,
    subject: Value = None,
) -> Value:
    """末级经济科目: the lowest 经济科目 that were entered."""
    return _lowest(_marked_economic(evaluation, fund, nature, classes, subject), _FULL["经济科目"])


def spent_slices(evaluation: Evaluation, subject: Value = None) -> Value:
    """支出片: the pairs of 资金 and 性质 in which something was spent or split by 经济分类."""
    code = None if subject is None else str(subject)
    return tuple(
        (fund, nature)
        for fund in FUNDS
        for nature in NATURES
        if evaluation.lines("支出", (code, fund, nature))
        or evaluation.lines("经济", (None, fund, nature, code))
    )


_SUBJECTS = {"资金": "fund", "性质": "nature"}
_ECONOMIC = {"资金": "fund", "性质": "nature", "类": "classes", "科目": "subject"}

SET_FUNCTIONS: tuple[Function, ...] = (
    Function("科目树", subject_tree, _SUBJECTS),
    _level(3),
    _level(5),
    _level(7),
    Function("末级科目", lowest_subjects, _SUBJECTS),
    Function("直填科目", entered_subjects, {}),
    Function("下级科目", children, {"资金": "fund"}),
    Function("申报科目", stated_subjects, {"码长": "length"}),
    Function("支出片", spent_slices, {"科目": "subject"}),
    Function("经济科目树", economic_tree, _ECONOMIC),
    Function("末级经济科目", lowest_economic, _ECONOMIC),
)
