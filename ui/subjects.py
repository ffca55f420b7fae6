"""Names of 科目 and what is wrong with a code, for cells that hold codes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from jixiao_desktop.ledger.codes import load_codes
from jixiao_desktop.ledger.subjects import Match, find, standing_note

DIGITS = {"科目": (3, 5, 7), "经济科目": (3, 5)}
SHOWN = 12


@cache
def _names(year: int) -> Mapping[str, str]:
    from jixiao_desktop.ledger.subjects import subject_names

    return subject_names(load_codes(), year)


def name_of(code: str, year: int, own: Mapping[str, str] | None = None) -> str:
    """The name of a code; empty where nobody knows it."""
    return _names(year).get(code) or (own or {}).get(code, "")


def remark(kind: str, code: str, year: int, own: Mapping[str, str] | None = None) -> str:
    """What is wrong with a code, as a clause; empty where nothing is."""
    if not code:
        return "还没有填科目编码"
    if not code.isdigit() or len(code) not in DIGITS[kind]:
        return f"「{code}」不是{kind}编码，应为{'、'.join(str(n) for n in DIGITS[kind])}位数字"
    if code in (own or {}):
        return ""
    note = standing_note(load_codes(), code, year)
    if not note:
        return ""
    known = name_of(code, year)
    if known:
        return f"「{code} {known}」{note}，{year}年度请换用现行科目"
    return f"{note}「{code}」，请核对；确有此科目的，在“名词与选项”页补上名称"


def search(kind: str, typed: str, year: int) -> tuple[Match, ...]:
    """The lines that fit what was typed, the nearest first: code, name, or initials such as xxjy."""
    return find(load_codes(), typed, year, economic=kind == "经济科目", limit=SHOWN)
