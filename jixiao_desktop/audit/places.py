"""Where a finding points: a place in the facts."""

from __future__ import annotations

import re

from jixiao_desktop.audit.rules import Template
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Bindings
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.ledger.edits import Path

_LISTS_BY_CODE = {"支出": "科目", "收入": "科目", "预算": "科目", "结转结余": "科目", "经济分类": "经济科目"}


def resolve(evaluation: Evaluation, place: Template, scope: Bindings) -> tuple[Path, ...]:
    """The paths that a place of a rule stands for."""
    if not place.expressions:
        return (_path(place.literals[0]),)
    value = place.expressions[0].evaluate(evaluation, scope)
    if isinstance(value, Row):
        rest = place.literals[1].removeprefix(".")
        return ((*value.path, *(_path(rest) if rest else ())),)
    root = place.literals[0]
    if root in _LISTS_BY_CODE:
        return (_line_of(evaluation, root, str(value)),)
    return ((root, str(value)) if root else _path(str(value)),)


def _path(text: str) -> Path:
    """``申报值.人员经费`` or ``指标[2].权重``; brackets that hold no number belong to the word."""
    steps: list[str | int] = []
    for part in text.split("."):
        indexed = re.fullmatch(r"(.+)\[(\d{1,2})\]", part)
        steps += [indexed.group(1), int(indexed.group(2))] if indexed else [part]
    return tuple(steps)


def _line_of(evaluation: Evaluation, root: str, code: str) -> Path:
    """The first line of a list that names the code or one below it; the list where there is none."""
    rows = evaluation.read((root,)) or ()
    attribute = "economic" if _LISTS_BY_CODE[root] == "经济科目" else "subject"
    for index, row in enumerate(rows):
        if (getattr(row, attribute) or "").startswith(code):
            return (root, index)
    return (root,)
