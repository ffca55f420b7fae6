"""Edits of the facts: a path, what stood there, what stands there now.

A path names a place by the keys of the exchange file and by row numbers from 0, for example
``("支出", 3, "金额")``, written ``支出[3].金额``. Every edit makes a new UnitYear; an operation is a
named group of changes that is done, undone and journalled as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Literal

from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.values import dataclass

Path = tuple[str | int, ...]
Action = Literal["set", "insert", "delete"]


class PathError(LookupError):
    """A path leads nowhere."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change: ``set`` a value, ``insert`` a row before ``path[-1]``, or ``delete`` that row."""

    action: Action
    path: Path
    old: Any
    new: Any

    def inverse(self) -> Change:
        """The change that takes this one back."""
        turned: dict[Action, Action] = {"set": "set", "insert": "delete", "delete": "insert"}
        return Change(turned[self.action], self.path, self.new, self.old)


@dataclass(frozen=True, slots=True)
class Operation:
    """What the user did, in the user's words, as changes in order; ``origin`` says where from."""

    title: str
    changes: tuple[Change, ...]
    origin: str = "手工录入"

    def inverse(self) -> Operation:
        """The operation that takes this one back."""
        return Operation(self.title, tuple(c.inverse() for c in reversed(self.changes)), self.origin)


def path_text(path: Path) -> str:
    """A path as it is written in messages: ``支出[3].性质``."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            text += f".{step}" if text else step
    return text


def place_words(path: Path) -> str:
    """A path as a clerk says it, rows counted from one: ``支出第4行·性质``."""
    words: list[str] = []
    for step in path:
        if isinstance(step, int) and words:
            words[-1] += f"第{step + 1}行"
        else:
            words.append(str(step))
    return "·".join(words)


def value_at(node: Any, path: Path) -> Any:
    """What stands at a path; None where nothing was entered there or above. Raises PathError."""
    for step in path:
        if node is None:
            return None
        node = _child(node, step)
    return node


def fact_at(node: Any, path: Path) -> Any:
    """What stands at a path; None also where the path leads nowhere."""
    try:
        return value_at(node, path)
    except PathError:
        return None


def set_value(facts: UnitYear, path: Path, new: Any) -> Change:
    """The change that sets the value at a path.

    Where a list, map or record on the way was 未填, the change sets that one whole, so that its
    inverse leaves it 未填 again.
    """
    return _from_first_gap(facts, Change("set", path, value_at(facts, path), new))


def insert_row(facts: UnitYear, path: Path, row: Any) -> Change:
    """The change that inserts a row before the row number that ends the path."""
    return _from_first_gap(facts, Change("insert", path, None, row))


def delete_row(facts: UnitYear, path: Path) -> Change:
    """The change that deletes the row at a path."""
    return Change("delete", path, value_at(facts, path), None)


def apply(facts: UnitYear, operation: Operation) -> UnitYear:
    """The facts after an operation. Raises PathError when a path leads nowhere."""
    for change in operation.changes:
        facts = changed(facts, UnitYear, change.path, change)
    return facts


def _from_first_gap(facts: UnitYear, change: Change) -> Change:
    for length in range(1, len(change.path)):
        prefix = change.path[:length]
        if value_at(facts, prefix) is None:
            built = changed(None, _kind_at(prefix), change.path[length:], change)
            return Change("set", prefix, None, built)
    return change


def _kind_at(path: Path) -> Any:
    """The record type or kind of what stands at a path."""
    kind: Any = UnitYear
    for step in path:
        if isinstance(step, int):
            continue
        if isinstance(kind, type):
            found = keys_of(kind).get(normal(step))
            if found is None:
                raise PathError(f"没有「{step}」这一项")
            kind = _kind_below(found.kind, own=True)
        else:
            kind = _kind_below(kind)
    return kind


def _child(node: Any, step: str | int) -> Any:
    if isinstance(node, tuple):
        if isinstance(step, int) and 0 <= step < len(node):
            return node[step]
        raise PathError(f"没有第{step}行")
    kind: Any = type(node)
    attributes = _attributes(kind)
    if attributes is None:
        return node.get(step)
    attribute = attributes.get(step) or attributes.get(normal(str(step)))
    if attribute is None:
        raise PathError(f"没有「{step}」这一项")
    return getattr(node, attribute)


@cache
def _attributes(kind: Any) -> Mapping[str | int, str] | None:
    """The attributes of a record by their keys; None for a map."""
    if not hasattr(kind, "__dataclass_fields__"):
        return None
    return {name: key.attribute for name, key in keys_of(kind).items()}


def changed(node: Any, kind: Any, path: Path, change: Change) -> Any:
    """A copy of ``node`` (None where nothing was entered yet) with the change made below it."""
    if not path:
        return change.new
    step = path[0]
    if isinstance(step, int):
        return _changed_rows(node or (), kind, step, path, change)
    if not isinstance(kind, type):
        entries = dict(node or {})
        value = changed(entries.get(step), _kind_below(kind), path[1:], change)
        if value is None:
            entries.pop(step, None)
        else:
            entries[step] = value
        return entries
    found = keys_of(kind).get(normal(step))
    if found is None:
        raise PathError(f"没有「{step}」这一项")
    node = kind() if node is None else node
    below = changed(getattr(node, found.attribute), _kind_below(found.kind, own=True), path[1:], change)
    return replace(node, **{found.attribute: below})


def _changed_rows(rows: tuple[Any, ...], kind: Any, at: int, path: Path, change: Change) -> tuple[Any, ...]:
    if len(path) == 1 and change.action == "insert":
        if not 0 <= at <= len(rows):
            raise PathError(f"没有第{at}行")
        return (*rows[:at], change.new, *rows[at:])
    if not 0 <= at < len(rows):
        raise PathError(f"没有第{at}行")
    if len(path) == 1 and change.action == "delete":
        return (*rows[:at], *rows[at + 1 :])
    below = _kind_below(kind) if not isinstance(kind, type) else kind
    return (*rows[:at], changed(rows[at], below, path[1:], change), *rows[at + 1 :])


def _kind_below(kind: Any, *, own: bool = False) -> Any:
    """What a step into ``kind`` meets: the record type where there is one, else the kind itself.

    With ``own`` the kind is that of a field: a map or a list of scalars stays itself.
    """
    record = getattr(kind, "type", None)
    if record is not None:
        return record
    if not own and hasattr(kind, "of"):
        return _kind_below(kind.of, own=True)
    return kind
