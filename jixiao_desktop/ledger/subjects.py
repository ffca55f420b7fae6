"""科目: names by year, parents, full names, whether a code is in use, and searching."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum, auto

from jixiao_desktop.ledger.codes import Codes, Subject
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.values import dataclass

LEVELS = {3: "类", 5: "款", 7: "项"}


class Standing(Enum):
    """Whether the tables know a code in a year."""

    IN_USE = auto()
    EXPIRED = auto()
    NOT_YET = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Match:
    """A 科目 that a search found; ``note`` says when it is not in use in the year asked for."""

    subject: Subject
    full_name: str
    note: str


def parents(code: str) -> tuple[str, ...]:
    """The codes above a code, the highest first: 2050201 gives 205, 20502."""
    return tuple(code[:length] for length in LEVELS if length < len(code))


def subject_names(codes: Codes, year: int, own_names: Mapping[str, str] | None = None) -> Mapping[str, str]:
    """Names of 功能 and 经济分类科目 by code for a year.

    ``own_names`` (科目名称) serve for codes that the tables lack in that year; where there is none
    either, a code keeps the name that it has in another year.
    """
    nearest: dict[str, str] = {}
    in_use: dict[str, str] = {}
    for table in (codes.functions, codes.economics):
        for code, entries in table.items():
            nearest[code] = entries[-1].name
            for subject in entries:
                if subject.serves(year):
                    in_use[code] = subject.name
    return {**nearest, **(own_names or {}), **in_use}


def standing(codes: Codes, code: str, year: int) -> Standing:
    """Whether a code is in use in a year."""
    entries = codes.subjects(code)
    if not entries:
        return Standing.UNKNOWN
    if any(subject.serves(year) for subject in entries):
        return Standing.IN_USE
    return Standing.EXPIRED if (entries[-1].last_year or year) < year else Standing.NOT_YET


def standing_note(codes: Codes, code: str, year: int) -> str:
    """A clause such as ``2020年后停用``; empty for a code that is in use."""
    match standing(codes, code, year):
        case Standing.IN_USE:
            return ""
        case Standing.UNKNOWN:
            return "科目表中没有这个编码"
        case Standing.EXPIRED:
            return f"{codes.subjects(code)[-1].last_year}年后停用"
        case Standing.NOT_YET:
            return f"{codes.subjects(code)[0].first_year}年起启用"


def full_name(code: str, names: Mapping[str, str]) -> str:
    """``教育支出（类）普通教育（款）小学教育（项）``, as far as the code goes and names are known."""
    steps = [*parents(code), code]
    return "".join(f"{names[step]}（{LEVELS[len(step)]}）" for step in steps if step in names)


def find(
    codes: Codes, query: str, year: int, *, economic: bool = False, limit: int = 50
) -> tuple[Match, ...]:
    """Search 功能分类 (or 经济分类) 科目 by the start of the code, a part of the name, or pinyin initials.

    Several words must all fit. The best matches come first; codes out of use in the year come last
    and carry a note.
    """
    words = normal(query).lower().split()
    if not words:
        return ()
    found: dict[str, tuple[bool, list[int], str, Subject]] = {}
    for code, entries in (codes.economics if economic else codes.functions).items():
        for subject in entries:
            ranks = [rank for word in words if (rank := _rank(word, subject)) is not None]
            candidate = (not subject.serves(year), ranks, code, subject)
            if len(ranks) == len(words) and (code not in found or candidate[:2] < found[code][:2]):
                found[code] = candidate
    names = subject_names(codes, year)
    best = sorted(found.values(), key=lambda one: one[:3])[:limit]
    return tuple(
        Match(subject, full_name(code, {**names, code: subject.name}), _note(subject, year))
        for _, _, code, subject in best
    )


def _note(subject: Subject, year: int) -> str:
    if subject.first_year is not None and year < subject.first_year:
        return f"{subject.first_year}年起使用"
    if subject.last_year is not None and year > subject.last_year:
        return f"{subject.last_year}年后停用"
    return ""


def _rank(word: str, subject: Subject) -> int | None:
    """How well a word fits a 科目, 0 best; None when it does not."""
    name = normal(subject.name).lower()
    fits = (
        word in (subject.code, name),
        subject.code.startswith(word),
        name.startswith(word) or subject.initials == word,
        subject.initials.startswith(word),
        word in name,
        len(word) > 1 and word.isascii() and word.isalpha() and word in subject.initials,
    )
    return next((rank for rank, fit in enumerate(fits) if fit), None)
