"""定稿: frozen versions of a year, and what changed from one to the next."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from typing import Any

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Amount, Table
from jixiao_desktop.store.codec import WHOLE_YEAR, decode, dump, encode
from jixiao_desktop.store.sums import Sums
from jixiao_desktop.values import dataclass

TABLE = "final"
_FIGURES = Table(Amount())
_SELECT = "SELECT year, number, at, pack, program, facts, figures, findings, hashes FROM final "


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """A finding as it stood, with the 说明 that closed it."""

    id: str
    level: str
    message: str
    explained: str | None


@dataclass(frozen=True, slots=True)
class Final:
    """One 定稿: everything the report was made from, and the SHA-256 of the files that were written."""

    year: int
    number: int
    at: str
    """UTC, ISO 8601."""
    pack: str
    """The 模板包 and its version."""
    program: str
    facts: UnitYear
    figures: Mapping[str, Quantity]
    """The key figures by 口径名."""
    findings: tuple[FrozenFinding, ...]
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that two versions state differently; None where one does not have it."""

    name: str
    old: Quantity | None
    new: Quantity | None


def changed_figures(old: Final, new: Final) -> list[ChangedFigure]:
    """「与上一版比较」: the figures that changed, in the order of the newer version."""
    names = dict.fromkeys((*new.figures, *old.figures))
    pairs = ((name, old.figures.get(name), new.figures.get(name)) for name in names)
    return [ChangedFigure(name, before, after) for name, before, after in pairs if before != after]


def put(connection: sqlite3.Connection, sums: Sums, final: Final) -> None:
    """Add a version within a transaction."""
    row = (
        final.year, final.number, final.at, final.pack, final.program,
        dump(encode(WHOLE_YEAR, final.facts)),
        dump(encode(_FIGURES, final.figures)),
        dump([[item.id, item.level, item.message, item.explained] for item in final.findings]),
        dump(dict(final.hashes)),
    )  # fmt: skip
    made = connection.execute(
        "INSERT INTO final (year, number, at, pack, program, facts, figures, findings, hashes) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row,
    ).lastrowid  # fmt: skip
    sums.added(TABLE, made or 0)


def next_number(connection: sqlite3.Connection, year: int) -> int:
    """The number that the next version of a year gets."""
    found = connection.execute(
        "SELECT coalesce(max(number), 0) FROM final WHERE year = ?", (year,)
    ).fetchone()
    return int(found[0]) + 1


def finals(connection: sqlite3.Connection, year: int) -> list[Final]:
    """The versions of a year, the newest first."""
    return [
        _final(row) for row in connection.execute(_SELECT + "WHERE year = ? ORDER BY number DESC", (year,))
    ]


def _final(row: tuple[Any, ...]) -> Final:
    year, number, at, pack, program, facts, figures, findings, hashes = row
    return Final(
        year=year, number=number, at=at, pack=pack, program=program,
        facts=decode(WHOLE_YEAR, json.loads(facts)),
        figures=decode(_FIGURES, json.loads(figures)),
        findings=tuple(FrozenFinding(*item) for item in json.loads(findings)),
        hashes=json.loads(hashes),
    )  # fmt: skip
