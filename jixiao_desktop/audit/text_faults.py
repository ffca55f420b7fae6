"""Texts with something wrong in them, found in one look at all texts of a part.

Each function gives a row for every faulty text: 文 (its name) and 所见 (what was seen there).
The texts of a part are first looked at together: most parts are clean, and then no text is looked
at by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from jixiao_desktop.audit.texts import texts_in, whole_text
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.glyphs import characters_without_glyph
from jixiao_desktop.ledger.amounts import shorten
from jixiao_desktop.ledger.edits import Path

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

GIVES = ("文", "所见")
MIN_EDGE = 2
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年)")
_PERCENT = re.compile(r"(?<![\d.])\d+\.(\d+)[%％]")
_AMOUNT = re.compile(r"(?<![\d.])\d[\d,，]*\.(\d{1,2})万元")
_QUOTES = {"“": "”", "‘": "’", "《": "》", "（": "）", "「": "」", "【": "】"}


def faulty(evaluation: Evaluation, group: Row, find: Callable[[str], tuple[str, ...]]) -> tuple[Row, ...]:
    """The texts of a part in which ``find`` sees something; nothing in the whole means in none."""
    if not find(whole_text(evaluation, group)):
        return ()
    seen = ((piece.path, find(piece.record)) for piece in texts_in(evaluation, group))
    return tuple(fault(path, found) for path, found in seen if found)


def fault(path: Path, found: tuple[str, ...]) -> Row:
    """What was seen in the text at a place."""
    name = next((str(step) for step in reversed(path) if isinstance(step, str)), "")
    return Row(path, {"文": name, "所见": found})


def snippets(found: Iterator[str]) -> tuple[str, ...]:
    """Pieces of text as a message quotes them, each once."""
    return tuple(dict.fromkeys(shorten(snippet) for snippet in found))


def with_patterns(evaluation: Evaluation, group: Row, *patterns: str) -> tuple[Row, ...]:
    """可疑处: what one of the rule's patterns fits."""
    joined = _any_of(patterns)
    return faulty(evaluation, group, lambda text: snippets(match.group() for match in joined.finditer(text)))


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.MULTILINE)


def with_odd_years(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """可疑年份: years other than this one, the last, and the next, to which money is carried over."""
    this = evaluation.read(("年度",))

    def find(text: str) -> tuple[str, ...]:
        years = (match.group() for match in _YEAR.finditer(text))
        return snippets(f"{year}年" for year in years if abs(int(year) - this) > 1)

    return faulty(evaluation, group, find)


def with_half_pairs(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """不成对处: quotation marks and brackets without their other half."""
    whole = whole_text(evaluation, group)
    used = [pair for pair in _QUOTES.items() if pair[0] in whole or pair[1] in whole]

    def find(text: str) -> tuple[str, ...]:
        return tuple(
            f"{opening}{closing}" for opening, closing in used if text.count(opening) != text.count(closing)
        )

    seen = ((piece.path, find(piece.record)) for piece in texts_in(evaluation, group)) if used else ()
    return tuple(fault(path, found) for path, found in seen if found)


def with_missing_glyphs(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """缺字处: characters that the bundled fonts cannot draw; a PDF would show an empty box."""
    return faulty(evaluation, group, lambda text: tuple(characters_without_glyph(text)))


def with_near_names(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """异写处: words of the length of the unit's name that start and end like it and differ between."""
    name = (evaluation.read(("单位", "名称")) or "").strip()
    short = (evaluation.read(("单位", "简称")) or "").strip()
    edge = min(3, len(name) // 3)
    if edge < MIN_EDGE:
        return ()
    pattern = _near(name, edge)

    def find(text: str) -> tuple[str, ...]:
        return snippets(
            match.group() for match in pattern.finditer(text) if match.group() not in (name, short)
        )

    return faulty(evaluation, group, find)


@cache
def _near(name: str, edge: int) -> re.Pattern[str]:
    gap = len(name) - 2 * edge
    head, tail = re.escape(name[:edge]), re.escape(name[-edge:])
    return re.compile(f"{head}[\\u4e00-\\u9fff]{{{max(gap - 1, 0)},{gap + 1}}}{tail}")


def with_contradictions(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """矛盾处: pairs of words (pack setting 审核矛盾词) in one text; the first must also stand by itself."""
    pairs = [(str(p[0]), str(p[1])) for p in evaluation.model.pack.settings.get("审核矛盾词", ())]

    def find(text: str) -> tuple[str, ...]:
        return tuple(
            f"「{first}」与「{second}」"
            for first, second in pairs
            if second in text and first in text.replace(second, "")
        )

    return faulty(evaluation, group, find)


def mixed_percents(evaluation: Evaluation, group: Row) -> tuple[str, ...]:
    """百分比位数: percentages of a part written with one decimal and with two; whole ones fit both."""
    by_decimals: dict[int, str] = {}
    for match in _PERCENT.finditer(whole_text(evaluation, group)):
        by_decimals.setdefault(len(match.group(1)), match.group())
    return tuple(by_decimals.values()) if len(by_decimals) > 1 else ()


def mixed_amounts(evaluation: Evaluation, group: Row) -> tuple[str, ...]:
    """金额位数: amounts of a part, some written to two decimals come what may (9.90万元), some not (9.9)."""
    kept = shortened = ""
    for match in _AMOUNT.finditer(whole_text(evaluation, group)):
        if match.group(1).endswith("0"):
            kept = kept or match.group()
        elif len(match.group(1)) == 1:
            shortened = shortened or match.group()
    return (kept, shortened) if kept and shortened else ()
