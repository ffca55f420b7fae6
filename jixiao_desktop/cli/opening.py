"""From the FILE of the command line to an evaluation."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao_desktop.cli.problems import InputError
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.origins import Origin
from jixiao_desktop.packs.loader import is_pack, unknown_pack

if TYPE_CHECKING:
    from jixiao_desktop.store.notes import StoredYear

BOOK_SUFFIX = ".jixiao"


def open_file(path: Path, pack_id: str | None, year: int | None) -> Evaluation:
    """The figures of a file, under its own pack or another one.

    A pack that is used outside the years it serves is named on stderr.

    Raises:
        InputError: the file has no such year, or several.
        ExchangeError, PackError, Problem: it cannot be read.
    """
    if pack_id is not None and not is_pack(pack_id):
        raise InputError(f"{unknown_pack(pack_id)}。")
    facts, last_year = read_facts(path, year, pack_id)
    previous = None if last_year is None else open_evaluation(last_year)
    evaluation = open_evaluation(facts, pack_id, previous)
    pack = evaluation.model.pack
    if not pack.serves(facts.year):
        print(
            f"注意：模板「{pack.name}」适用于{pack.years_text}，这份数据是{facts.year}年度的。",
            file=sys.stderr,
        )
    return evaluation


def read_facts(path: Path, year: int | None, pack_id: str | None = None) -> tuple[UnitYear, UnitYear | None]:
    """The facts of a file, and those of the year before where it has them. Raises as open_file."""
    if path.suffix.lower() == BOOK_SUFFIX:
        return _read_book(path, year)
    from jixiao_desktop.engine.reading import read_checked_exchange

    facts = read_checked_exchange(path, pack_id)
    if year is not None and year != facts.year:
        raise InputError(f"「{path.name}」是{facts.year}年度的，里面没有{year}年度。")
    return facts, None


def read_origins(path: Path, year: int | None) -> Mapping[str, Origin]:
    """Where the amounts of a 账套 were imported from; nothing for an exchange file. Raises as open_file."""
    if path.suffix.lower() != BOOK_SUFFIX:
        return {}
    notes = _stored(path, year)[0].notes
    return (notes.origins if notes else None) or {}


def _read_book(path: Path, year: int | None) -> tuple[UnitYear, UnitYear | None]:
    stored, before = _stored(path, year)
    return stored.facts, None if before is None else before.facts


def _stored(path: Path, year: int | None) -> tuple[StoredYear, StoredYear | None]:
    """A year of a 账套 and the one before it."""
    from jixiao_desktop.store.book import open_book

    if not path.is_file():
        raise InputError(f"没有「{path.name}」这个文件。")
    book = open_book(path, read_only=True)
    try:
        if book.damage is not None:
            raise InputError(f"「{path.name}」已损坏，没有读取。请用窗口打开它，程序会提供最近的备份。")
        years = book.years()
        chosen = _chosen_year(path, years, year)
        stored = book.year(chosen)
        if stored is None:
            raise InputError(f"「{path.name}」里没有{chosen}年度的数据。")
        return stored, book.year(chosen - 1)
    finally:
        book.close()


def _chosen_year(path: Path, years: list[int], year: int | None) -> int:
    known = "、".join(map(str, years))
    if not years:
        raise InputError(f"「{path.name}」里还没有任何年度的数据。")
    if year is None and len(years) > 1:
        raise InputError(f"「{path.name}」里有{known}几个年度，请用 --year 指明一个。")
    if year is not None and year not in years:
        raise InputError(f"「{path.name}」里没有{year}年度，有：{known}。")
    return years[0] if year is None else year
