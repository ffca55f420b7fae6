"""「这个数怎么来的」 as an indented list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction

from jixiao_desktop.engine.explain import Explanation
from jixiao_desktop.engine.operators import half_up
from jixiao_desktop.engine.values import Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import Quantity, format_amount
from jixiao_desktop.ledger.edits import Path, path_text
from jixiao_desktop.ledger.origins import Origin

_INDENT = "  "


def explanation_lines(root: Explanation, origin_of: Callable[[Path], Origin | None]) -> Iterator[str]:
    """A line for each node, what it is made of below it; a figure that comes again is only named.

    ``origin_of`` says from which cell of a workbook an entered amount was imported.
    """
    shown: set[str] = set()

    def lines(node: Explanation, depth: int) -> Iterator[str]:
        yield f"{_INDENT * depth}{node.label}：{value_text(node.value)}{_origin(node, origin_of)}"
        if not node.parts:
            return
        if node.label in shown:
            yield f"{_INDENT * (depth + 1)}（见上面的 {node.label}）"
            return
        shown.add(node.label)
        for part in node.parts:
            yield from lines(part, depth + 1)

    return lines(root, 0)


def value_text(value: Value) -> str:
    """A value with its unit: an amount in 元 where it is exact to the 分, else in 万元."""
    if isinstance(value, Missing):
        return "【待填】" + "、".join(gap.what for gap in value.gaps)
    if isinstance(value, Quantity):
        unit = "万元" if value.half else "元"
        return format_amount(value, unit, grouped=True) + unit
    if isinstance(value, Ratio):
        return f"{Decimal(half_up(value.value * 10000)).scaleb(-2):f}%"
    if isinstance(value, Fraction) and value.denominator == 1:
        return str(value.numerator)
    if isinstance(value, tuple):
        return "、".join(value_text(item) for item in value)
    return "无" if value is None else str(value)


def _origin(node: Explanation, origin_of: Callable[[Path], Origin | None]) -> str:
    """The formula, and where it was entered, imported from or what it stands on."""
    parts = [node.how]
    if node.path is not None:
        parts.append(path_text(node.path))
        if (origin := origin_of(node.path)) is not None:
            parts.append(origin.place)
    if node.source:
        parts.append(f"依据：{node.source}")
    return f"　← {'；'.join(parts)}"
