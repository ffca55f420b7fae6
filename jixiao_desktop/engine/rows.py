"""Records of the facts inside expressions: ``项目.名称``, ``指标.权重``, with the place they stand at."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.values import Gap, Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation


@dataclass(frozen=True, slots=True)
class Row:
    """A record or map of the facts at a path; ``record`` is None where nothing was entered."""

    path: Path
    record: Any


def attribute(evaluation: Evaluation, owner: Value, key: str) -> Value:
    """What stands under a key of a row: a value, a row for a record, rows for a list.

    What was not entered is Missing with its place.
    """
    if isinstance(owner, Missing) or owner is None:
        return owner
    if not isinstance(owner, Row):
        raise OperandError(f"「.{key}」前面不是一条记录")
    evaluation.depends_on(("path", owner.path))
    return as_value((*owner.path, key), _below(owner, key))


def as_value(path: Path, value: Any) -> Value:
    """A fact as a value of expressions; a blank text says nothing."""
    if value is None or (isinstance(value, str) and not value.strip()):
        return Missing((Gap(path, str(path[-1])),))
    if isinstance(value, Decimal):
        return Fraction(value)
    if isinstance(value, tuple):
        return tuple(
            item if isinstance(item, str) else Row((*path, index), item) for index, item in enumerate(value)
        )
    if isinstance(value, Mapping) or (hasattr(value, "__dataclass_fields__") and not _is_value(value)):
        return Row(path, value)
    return value


def _below(owner: Row, key: str) -> Any:
    record = owner.record
    if isinstance(record, Mapping):
        return next((value for name, value in record.items() if normal(name) == key), None)
    found = keys_of(type(record)).get(key)
    if found is None:
        raise OperandError(f"没有「{key}」这一项")
    return getattr(record, found.attribute)


def _is_value(value: Any) -> bool:
    return isinstance(value, Quantity | Missing | Ratio)
