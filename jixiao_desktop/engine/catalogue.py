"""The names that expressions may use: 口径 (measures) and functions.

One catalogue serves expressions, tables, rules and wording, so that loading a pack proves that
every name in it exists.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from jixiao_desktop.ledger.facts import FUNDS, INCOME_SOURCES, NATURES, THREE_PUBLIC_ITEMS, UnitYear
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.packs.source import Place
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.expressions import Expression

WORDS_BY_DIMENSION: Mapping[str, tuple[str, ...]] = {
    "来源": INCOME_SOURCES,
    "资金": FUNDS,
    "性质": NATURES,
    "三公": THREE_PUBLIC_ITEMS,
}
CODE_DIMENSIONS = ("科目", "经济科目")
DIMENSIONS = (*CODE_DIMENSIONS, *WORDS_BY_DIMENSION)


@dataclass(frozen=True, slots=True)
class Function:
    """A function of expressions: ``call(evaluation, *arguments, **keywords)``.

    ``keywords`` maps the Chinese keyword to the Python parameter. With ``references`` the first
    argument is a 口径 itself (its name and selection), not its value.
    """

    name: str
    call: Callable[..., Any]
    keywords: Mapping[str, str]
    references: bool = False
    gives: tuple[str, ...] = ()
    """Keys of the rows that it makes, beside the keys of the facts' own records."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A 口径: a named figure, with the dimensions that may be selected in brackets."""

    name: str
    dimensions: tuple[str, ...]
    unit: str
    """金额, 比率, 个数 or 文字."""
    source: str
    """依据"""
    place: Place
    expression: Expression
    last_year: Expression | None = None
    """Where last year's figure is entered other than under 上年."""


class LabelError(ValueError):
    """A name or selection makes no sense; the message says which do."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All names; ``dimensions`` says for each 口径 what may be selected."""

    dimensions: Mapping[str, tuple[str, ...]]
    functions: Mapping[str, Function]

    def has_row_key(self, key: str) -> bool:
        """Whether ``key`` may stand behind a row: ``指标.权重``."""
        return key in fact_keys() or any(key in function.gives for function in self.functions.values())

    def row_keys(self) -> frozenset[str]:
        """All keys that may stand behind a row."""
        return fact_keys().union(*(function.gives for function in self.functions.values()))

    def dimension_of(self, name: str, selection: str) -> str:
        """The dimension that a selection of a 口径 belongs to. Raises LabelError."""
        if name not in self.dimensions:
            raise LabelError(f"没有口径「{name}」{suggestion(name, self.dimensions)}")
        allowed = self.dimensions[name]
        kind = _dimension(selection)
        if kind in allowed:
            return kind
        if not allowed:
            raise LabelError(f"「{name}」不能再分，请去掉方括号")
        raise LabelError(f"「{name}」不能按「{selection}」分，可用：{_choices(allowed)}")

    def check_label(self, label: str) -> tuple[str, str | None]:
        """Split ``本年支出合计[208]`` into name and selection. Raises LabelError."""
        written = normal(label)
        name, bracket, rest = written.partition("[")
        if name not in self.dimensions:
            raise LabelError(f"没有口径「{name}」{suggestion(name, self.dimensions)}")
        if not bracket:
            return name, None
        if not rest.endswith("]"):
            raise LabelError(f"「{label}」的方括号没有写完")
        selection = rest[:-1].strip("\"'")
        self.dimension_of(name, selection)
        return name, selection


@cache
def fact_keys() -> frozenset[str]:
    """The keys of every record that the facts can hold."""
    found: set[str] = set()
    waiting: list[type[Any]] = [UnitYear]
    seen: set[type[Any]] = set()
    while waiting:
        record = waiting.pop()
        if record in seen:
            continue
        seen.add(record)
        for name, key in keys_of(record).items():
            found.add(name)
            kind: Any = key.kind
            while hasattr(kind, "of"):
                kind = kind.of
            if hasattr(kind, "type"):
                waiting.append(kind.type)
    return frozenset(found)


def label_of(name: str, selection: str | None) -> str:
    """A 口径 with its selection as it is written: ``本年支出合计[208]``."""
    return name if selection is None else f"{name}[{selection}]"


def suggestion(word: str, known: Iterable[str]) -> str:
    """「，可用：…」 with the names nearest to a misspelt one."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=5, cutoff=0.4)
    return f"，可用：{'、'.join(near or names)}"


@lru_cache(maxsize=4096)
def _dimension(selection: str) -> str | None:
    if selection.isdecimal() and len(selection) in (3, 5, 7):
        return "经济科目" if selection[0] == "3" and len(selection) < 7 else "科目"
    written = normal(selection)
    for dimension, words in WORDS_BY_DIMENSION.items():
        if any(normal(word) == written for word in words):
            return dimension
    return None


def _choices(dimensions: tuple[str, ...]) -> str:
    parts = ["、".join(WORDS_BY_DIMENSION[d]) if d in WORDS_BY_DIMENSION else f"{d}编码" for d in dimensions]
    return "；".join(parts)
