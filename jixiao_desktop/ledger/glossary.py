"""The glossary (名词解释) that comes with the program: terms, definitions, and when a term is needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from jixiao_desktop.ledger.codes import read_table
from jixiao_desktop.resources import resource_path
from jixiao_desktop.values import dataclass

Need = Literal["always", "if_item", "by_code"]

_NEEDS: dict[str, Need] = {"always": "always", "if_item": "if_item", "by_code": "by_code"}


@dataclass(frozen=True, slots=True)
class Term:
    """One term.

    ``need`` says when a report explains it: ``always``; ``if_item``, when the item that ``trigger``
    names occurs (``收入:经营收入``, ``支出:结余分配``, ``经济分类:301``, ``三公:公务接待费``);
    ``by_code``, when 功能分类科目 ``code`` occurs.
    """

    term: str
    definition: str
    need: Need
    trigger: str
    code: str


@cache
def load_glossary(folder: Path | None = None) -> tuple[Term, ...]:
    """The terms in the order in which reports list them."""
    rows = read_table((folder or resource_path("codes")) / "glossary.csv")
    return tuple(
        Term(row["term"], row["definition"], _NEEDS[row["when_needed"]], row["trigger"], row["code"])
        for row in rows
    )
