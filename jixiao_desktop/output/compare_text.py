"""Comparing sentences: which were changed, removed or added, and which numbers differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from jixiao_desktop.output.differences import Difference, Kind
from jixiao_desktop.output.readback import squeezed
from jixiao_desktop.values import dataclass

ALIKE = 0.5
"""From this likeness on, two paragraphs are one that was changed."""
SHOWN = 120
_NUMBER = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?(?:万元|元|%)?")
_SENTENCE = re.compile(r"[^。；！？]*[。；！？]+|[^。；！？]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """A paragraph as the facts give it, without white space, with the 口径 of its figures."""

    text: str
    place: str
    figures: tuple[tuple[int, int, str], ...] = ()
    """(begin, end, 口径) in ``text``."""


@dataclass(frozen=True, slots=True)
class Unlike:
    """A position where two lists part: both for something changed, one for something removed or added."""

    expected: int | None
    found: int | None
    beside: int
    """The position in the expected list where it is, or where it was added."""


def compare_texts(file: str, expected: Sequence[Expected], found: Sequence[str]) -> Iterator[Difference]:
    """The differences between paragraphs in order; white space does not count."""
    actual = [squeezed(text) for text in found]
    for unlike in unlike_positions([item.text for item in expected], actual):
        place = expected[unlike.beside].place if expected else "文首"
        if unlike.expected is None or unlike.found is None:
            yield _one_sided(file, place, unlike, [item.text for item in expected], actual)
        else:
            yield from _paragraph(file, expected[unlike.expected], actual[unlike.found])


def unlike_positions(expected: Sequence[str], actual: Sequence[str]) -> Iterator[Unlike]:
    """Where two lists of texts part, in order; changed ones are paired by likeness."""
    matcher = SequenceMatcher(None, expected, actual, autojunk=False)
    last = max(len(expected) - 1, 0)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        rest = b1
        for a in range(a1, a2):
            match = _most_alike(expected[a], actual, rest, b2, as_many=(b2 - rest) == (a2 - a))
            if match is None:
                yield Unlike(a, None, a)
                continue
            for b in range(rest, match):
                yield Unlike(None, b, a)
            yield Unlike(a, match, a)
            rest = match + 1
        for b in range(rest, b2):
            yield Unlike(None, b, min(a2, last))


def _most_alike(text: str, actual: Sequence[str], first: int, end: int, *, as_many: bool) -> int | None:
    """The paragraph that this one became: the most alike; with as many left as wanted, the next one."""
    likeness = [
        (SequenceMatcher(None, text, actual[b], autojunk=False).ratio(), -b) for b in range(first, end)
    ]
    best, at = max(likeness, default=(0.0, 0))
    if best >= ALIKE:
        return -at
    return first if as_many and first < end else None


def _paragraph(file: str, wanted: Expected, found: str) -> Iterator[Difference]:
    """What differs within a paragraph, sentence by sentence."""
    sentences = [match.span() for match in _SENTENCE.finditer(wanted.text)]
    texts = [wanted.text[begin:end] for begin, end in sentences]
    actual = [match.group() for match in _SENTENCE.finditer(found)]
    for unlike in unlike_positions(texts, actual):
        if unlike.expected is None or unlike.found is None:
            yield _one_sided(file, wanted.place, unlike, texts, actual)
        else:
            yield from _sentence(file, wanted, sentences[unlike.expected], actual[unlike.found])


def _one_sided(
    file: str, place: str, unlike: Unlike, expected: Sequence[str], actual: Sequence[str]
) -> Difference:
    if unlike.expected is not None:
        return Difference(file, Kind.REMOVED, place, expected=_short(expected[unlike.expected]))
    added = "" if unlike.found is None else actual[unlike.found]
    return Difference(file, Kind.ADDED, place, found=_short(added))


def _sentence(file: str, wanted: Expected, span: tuple[int, int], found: str) -> Iterator[Difference]:
    """A sentence of which only numbers changed is told number by number."""
    text = wanted.text[span[0] : span[1]]
    if _NUMBER.sub("#", text) != _NUMBER.sub("#", found):
        yield Difference(file, Kind.TEXT, wanted.place, _short(text), _short(found))
        return
    for before, after in zip(_NUMBER.finditer(text), _NUMBER.finditer(found), strict=True):
        if before.group() != after.group():
            begin, end = before.start() + span[0], before.end() + span[0]
            figure = next((f for b, e, f in wanted.figures if b < end and begin < e), None)
            place = f"{wanted.place}，“{_short(text, 40)}”"
            yield Difference(file, Kind.NUMBER, place, before.group(), after.group(), figure)


def _short(text: str, limit: int = SHOWN) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"
