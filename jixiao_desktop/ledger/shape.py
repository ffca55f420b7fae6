"""The shape of what can be entered: every key of the exchange file, its kind and what it allows.

The records in ``facts`` declare their keys with :func:`key`; reading, writing, editing, storing
and the wizard's forms all go by this one declaration.
"""

from __future__ import annotations

import unicodedata
from dataclasses import field, fields
from functools import cache, lru_cache
from typing import Any

from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Amount:
    """Money, a Quantity."""


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number, not negative."""


@dataclass(frozen=True, slots=True)
class Number:
    """An exact decimal that is no money (weights, scores, percentages)."""


@dataclass(frozen=True, slots=True)
class Text:
    """Plain text; ``long`` where paragraphs are expected."""

    long: bool = False


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number, date or word that is kept as it was written (指标值, 实际值)."""


@dataclass(frozen=True, slots=True)
class Flag:
    """Yes or no."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a fixed set of words; ``what`` names the set in messages (支出性质)."""

    what: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SubjectCode:
    """A 功能分类科目 code: 类 3, 款 5 or 项 7 digits."""


@dataclass(frozen=True, slots=True)
class EconomicCode:
    """A 部门预算支出经济分类科目 code: 类 3 or 款 5 digits."""


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the dataclass ``type``; ``shorthand`` is the key that a bare value stands for."""

    type: type[Any]
    shorthand: str | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A list of records of the dataclass ``type``."""

    type: type[Any]


@dataclass(frozen=True, slots=True)
class Table:
    """A map from names to values of one kind; ``keys`` lists the names where they are fixed."""

    of: Kind
    keys: tuple[str, ...] | None = None


Kind = (
    Amount | Count | Number | Text | Scalar | Flag | Choice | SubjectCode | EconomicCode
    | Items | Record | Rows | Table
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a record: its name in the exchange file, its kind, and the Python attribute."""

    name: str
    kind: Kind
    attribute: str
    required: bool
    rest: bool
    """In a file this map has no key of its own: it takes every key that no other field declares."""


def key(name: str, kind: Kind, *, required: bool = False, rest: bool = False) -> Any:
    """Declare a dataclass field that stands under ``name``; what is absent is None (未填)."""
    return field(default=None, metadata={"key": (name, kind, required, rest)})


def may_wait(key: Key) -> bool:
    """Whether a line may stand without this required value while it is entered: a code or an amount.

    In a file such a line says so: ``科目: ""``. A key that is absent is a mistake.
    """
    return key.required and isinstance(key.kind, Amount | SubjectCode | EconomicCode)


def keys_of(record: type[Any]) -> dict[str, Key]:
    """The keys of a record type by their (NFKC) names, in the order of declaration."""
    any_record: Any = record
    return _declared_keys(any_record)


@cache
def _declared_keys(record: Any) -> dict[str, Key]:
    found = {}
    for item in fields(record):
        name, kind, required, rest = item.metadata["key"]
        found[normal(name)] = Key(name, kind, item.name, required, rest)
    return found


@lru_cache(maxsize=8192)
def normal(name: str) -> str:
    """The form in which names are compared: NFKC, as Python's parser makes identifiers."""
    return unicodedata.normalize("NFKC", name).strip()
