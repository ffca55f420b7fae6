"""What the texts about a project say in figures, held against its form and against one another.

A part (处) is a 项目 with its own texts, or a 评价报告 whose project is looked up by its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from jixiao_desktop.audit.shown import number_text
from jixiao_desktop.audit.text_faults import fault
from jixiao_desktop.audit.texts import texts_in, whole_text
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import FEN_PER_UNIT, Quantity
from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.performance.results import ProjectResult, result_of

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

_NUMBER = r"(\d[\d,，]*(?:\.\d+)?)"
_LINK = r"(?:数|金额|资金|安排|合计|总额)?(?:为|是|共计|共|达到|达|：)?"
_MONEY = re.compile(rf"(年初预算|全年预算|调整后预算|(?<!预算)执行(?!率)|实际支出){_LINK}{_NUMBER}(万元|元)")
_COLUMNS = {"年初预算": "年初预算", "全年预算": "全年预算", "调整后预算": "全年预算"}
_RATE = re.compile(rf"预算执行率{_LINK}{_NUMBER}[%％]")
_SCORE = re.compile(rf"(?<![标项类率出益度本])(?:综合|自评|评价|最终|总)?得分{_LINK}{_NUMBER}分")
_DEDUCTED = re.compile(rf"(?:共|合计|累计|总共)扣(?:除|减|分)?{_NUMBER}分")
_ONLY_A_PART = re.compile(r"其中|分别|截至|季度|上半年|\d月|每[人生名]")
_COUNT = re.compile(r"(?<![\d.])(\d+)(个|名|所|间|套|门|项|次|场|辆|台|人次)([\u4e00-\u9fff]{4,8})")
_SAME_NOUN = 4
_NO_NOUN = re.compile(r"参加|参训|获奖|进行|开展|分别|完成|其中")


def differing_from_form(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """表文不符: texts in which a labelled amount, the 执行率 or the total score is not that of the form."""
    whole = whole_text(evaluation, group)
    if not (_MONEY.search(whole) or _RATE.search(whole) or _SCORE.search(whole)):
        return ()
    result = _result(evaluation, group)
    if result is None:
        return ()
    seen = ((piece.path, tuple(_differences(piece.record, result))) for piece in texts_in(evaluation, group))
    return tuple(fault(path, found) for path, found in seen if found)


def _result(evaluation: Evaluation, group: Row) -> ProjectResult | None:
    if group.path[0] == "项目":
        return result_of(evaluation, int(group.path[1]))
    projects = evaluation.read(("项目",)) or ()
    names = [project.name for project in projects]
    wanted = group.record.project
    return result_of(evaluation, names.index(wanted)) if wanted in names else None


def _differences(text: str, result: ProjectResult) -> Iterator[str]:
    for match in _MONEY.finditer(text):
        column = result.funds.column(_COLUMNS.get(match.group(1), "执行"))  # type: ignore[arg-type]
        if isinstance(column.value, Quantity) and not _part_only(text, match):
            unit = match.group(3)
            yield from _unlike(match, column.value, FEN_PER_UNIT[unit], unit)
    for match in _RATE.finditer(text):
        if isinstance(result.rate.rate, Ratio) and not _part_only(text, match):
            yield from _unlike(match, result.rate.rate.value, Fraction(1, 100), "%")
    for match in _SCORE.finditer(text):
        if isinstance(result.total.value, Decimal) and not _part_only(text, match):
            yield from _unlike(match, Fraction(result.total.value), 1, "分")


def _part_only(text: str, match: re.Match[str]) -> bool:
    """The sentence speaks of a part or of an earlier day."""
    start = max(text.rfind(stop, 0, match.start()) for stop in "。；\n") + 1
    return _ONLY_A_PART.search(text, start, match.start()) is not None


def _unlike(
    match: re.Match[str], known: Quantity | Fraction, size: int | Fraction, unit: str
) -> Iterator[str]:
    """What is written where it can't be the known figure, rounded."""
    number, half = _written(match)
    exact, tail = (known.fen, known.half) if isinstance(known, Quantity) else (known, 0)
    if abs(number * size - exact) > half * size + tail:
        yield f"{match.group()}（表中{number_text(Fraction(exact) / size)}{unit}）"


def _written(match: re.Match[str]) -> tuple[Fraction, Fraction]:
    """The number of a match, and half a unit of its last decimal."""
    text = re.sub("[,，]", "", match.group(2 if match.re is _MONEY else 1))
    return Fraction(text), Fraction(1, 2 * 10 ** len(text.partition(".")[2]))


def scores_in(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """文中得分: the texts of a part that name a total score, with 得分 and the 扣分 named beside it."""
    if not _SCORE.search(whole_text(evaluation, group)):
        return ()
    return tuple(row for piece in texts_in(evaluation, group) for row in _score_in(piece))


def _score_in(piece: Row) -> Iterator[Row]:
    scores = [match for match in _SCORE.finditer(piece.record) if not _part_only(piece.record, match)]
    deducted = _DEDUCTED.findall(piece.record)
    if len(scores) == 1:
        lost: Value = Fraction(deducted[0]) if len(deducted) == 1 else Missing(())
        yield Row(piece.path, {"所见": scores[0].group(), "得分": _written(scores[0])[0], "扣分": lost})


def counts_that_differ(evaluation: Evaluation, group: Row) -> tuple[Row, ...]:
    """计数不一: the same counted things with another number in another text of the report or its project.

    Numbers of which one is the sum of the others are no contradiction.
    """
    counted: dict[tuple[str, str], dict[str, Path]] = {}
    nouns: dict[tuple[str, str], list[str]] = {}
    for path, text in _texts_of_report(evaluation, group):
        for number, classifier, noun in _COUNT.findall(text):
            if not _NO_NOUN.search(noun[:_SAME_NOUN]):
                key = (classifier, noun[:_SAME_NOUN])
                counted.setdefault(key, {}).setdefault(number, path)
                nouns.setdefault(key, []).append(noun)
    return tuple(
        fault(next(iter(places.values())), tuple(f"{n}{key[0]}{_common(nouns[key])}" for n in places))
        for key, places in counted.items()
        if len(set(places.values())) > 1 and not _is_sum([int(number) for number in places])
    )


def _common(words: list[str]) -> str:
    """What all words begin with."""
    shortest = min(words, key=len)
    differing = (at for at, letter in enumerate(shortest) if any(word[at] != letter for word in words))
    return shortest[: next(differing, len(shortest))]


def _is_sum(numbers: list[int]) -> bool:
    return len(numbers) > 2 and 2 * max(numbers) == sum(numbers)


def _texts_of_report(evaluation: Evaluation, group: Row) -> Iterator[tuple[Path, str]]:
    yield from ((piece.path, piece.record) for piece in texts_in(evaluation, group))
    result = _result(evaluation, group)
    if result is not None:
        for piece in texts_in(evaluation, Row(result.at, result.project)):
            if "指标" not in piece.path:
                yield piece.path, piece.record


def unlike_the_facts(evaluation: Evaluation, group: Row, place: str, pattern: str) -> tuple[Row, ...]:
    """文中数: texts in which the number that a pattern finds is not the one entered at a place."""
    known = evaluation.read(tuple(place.split(".")))
    if known is None:
        return ()
    compiled = re.compile(pattern)
    if not compiled.search(whole_text(evaluation, group)):
        return ()
    found = []
    for piece in texts_in(evaluation, group):
        named = [m for m in compiled.finditer(piece.record) if not _part_only(piece.record, m)]
        if named and all(int(match.group(1)) != known for match in named):
            found.append(fault(piece.path, tuple(match.group() for match in named)))
    return tuple(found)
