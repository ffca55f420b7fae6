"""三公经费: each item, and the sums that the report asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jixiao_desktop.engine.operators import OperandError, arithmetic
from jixiao_desktop.engine.rows import as_value
from jixiao_desktop.engine.values import Gap, Missing, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity
from jixiao_desktop.ledger.facts import THREE_PUBLIC_ITEMS, ThreePublicItem
from jixiao_desktop.ledger.shape import keys_of, normal

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

LIST = "三公经费"
CARS = "公务用车购置及运行维护费"
RECEPTION = "公务接待费"
SUMS = {
    "合计": ("因公出国（境）费", CARS, RECEPTION),
    CARS: ("公务用车购置费", "公务用车运行维护费"),
    RECEPTION: ("国内公务接待费", "外事接待费"),
}
"""What each sum consists of; a sum that the unit entered itself is used as it stands."""


def value(evaluation: Evaluation, item: Value, column: Value = "决算") -> Value:
    """A column of a 三公 item, or its sum: ``三公("公务接待费", "决算")``.

    The column may be a place below the item: ``其中政府性基金.决算``, ``购置.轿车.辆数``. An item that
    is absent while others are there counts as zero, but not where only the sum that it is a part of is
    known.
    """
    name = _item_name(str(item))
    entries = evaluation.read((LIST,))
    if entries is None:
        return Missing((Gap((LIST,), LIST),))
    path = _path(str(column))
    own = next((key for key in entries if normal(key) == normal(name)), None)
    if own is not None:
        return _column(evaluation, own, path)
    if name in SUMS:
        return _sum(evaluation, SUMS[name], str(column))
    whole = next((w for w, parts in SUMS.items() if name in parts and w in entries), None)
    if whole is not None and not _is_zero(value(evaluation, whole, column)):
        return Missing((Gap((LIST, name), f"{name}（只填了{whole}）"),))
    return ZERO if _is_amount(path) else 0


def _is_zero(found: Value) -> bool:
    return found == 0 or (isinstance(found, Quantity) and found.is_zero)


def _sum(evaluation: Evaluation, parts: tuple[str, ...], column: str) -> Value:
    total: Value = None
    for part in parts:
        addend = value(evaluation, part, column)
        total = addend if total is None else arithmetic("+", total, addend)
    return total


def _column(evaluation: Evaluation, name: str, path: tuple[str, ...]) -> Value:
    found = evaluation.read((LIST, name, *path))
    if found is not None:
        return as_value((LIST, name, *path), found)
    below_a_map = len(path) > 1 and evaluation.read((LIST, name, path[0])) is not None
    if below_a_map or path[0] == "其中政府性基金":
        return ZERO if _is_amount(path) else 0
    return as_value((LIST, name, *path), None)


def _path(column: str) -> tuple[str, ...]:
    path = tuple(column.split("."))
    if normal(path[0]) not in keys_of(ThreePublicItem):
        known = "、".join(key.name for key in keys_of(ThreePublicItem).values())
        raise OperandError(f"三公没有「{column}」这一栏，可用：{known}")
    return path


_COUNTS = ("团组数", "人数", "批次", "人次", "辆数", "保有")


def _is_amount(path: tuple[str, ...]) -> bool:
    return not any(step in _COUNTS for step in path)


def _item_name(item: str) -> str:
    wanted = normal(item)
    for name in (*THREE_PUBLIC_ITEMS, "合计"):
        if normal(name) == wanted:
            return name
    raise OperandError(f"三公没有「{item}」，可用：{'、'.join((*THREE_PUBLIC_ITEMS, '合计'))}")
