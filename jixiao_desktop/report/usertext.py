"""What users write: made clean, cut into headings and paragraphs, fitted into a sentence."""

from __future__ import annotations

import re

from jixiao_desktop.values import dataclass

_NUMBERINGS = (
    re.compile(r"[一二三四五六七八九十]+、"),
    re.compile(r"[（(][一二三四五六七八九十]+[）)]"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"[（(]\d{1,2}[）)]"),
)
_LONGEST_HEADING = 40
_SENTENCE_END = "。；;！？!?：:，,、"
_BLANKS = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ue000-\ue0ff\ufeff]"
)
_LINE_ENDS = re.compile(r"\r\n?|[\u000b\u000c\u0085\u2028\u2029]")
_LEAD = re.compile(
    r"(?:(?:(?:决算数)?(?:小于|大于|等于|低于|高于)预算数的?)?(?:(?:主要|变动|增减|变化)的?)*原因(?:主要)?(?:是|为|在于|：|:)"
    r"|是(?!否)|主要是|[：:，,。；;、])\s*"
)
_FIRST_OF_SEVERAL = re.compile(r"一是|第一[是，、：:,]|(?:1|１)[.．、](?!\d)|[（(](?:一|1)[）)]|①|一、")
_USE_LEAD = re.compile(r"^(?:(?:主要)?(?:是)?用于|具体内容)?(?:主要)?(?:包括)?[：:，,\s]*")
_TAIL = " 。；;，,、.：:"


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph of a user's text; ``depth`` 0 is body, 1 the highest kind of heading used in it."""

    text: str
    depth: int


def clean_lines(text: str) -> list[str]:
    """The lines that say something, without the blanks and hidden characters of pasted Word text."""
    lines = _LINE_ENDS.sub("\n", text).split("\n")
    return [line for line in map(_clean_line, lines) if line]


def parts_of(text: str) -> tuple[Part, ...]:
    """The text as headings and paragraphs.

    A short line that starts with 一、 （一） 1. or （1） and is no sentence is a heading; the kinds
    of numbering that occur give the depths 1, 2 … in this order.
    """
    lines = [(line, _numbering(line)) for line in clean_lines(text)]
    kinds = sorted({kind for _, kind in lines if kind is not None})
    return tuple(Part(line, 0 if kind is None else kinds.index(kind) + 1) for line, kind in lines)


def clause(text: str) -> str:
    """A reason as a part of a sentence: without its own 「主要原因是」 and its final stop."""
    lines = [line.rstrip(_TAIL) for line in clean_lines(text)]
    result = "；".join(line for line in lines if line)
    match = _LEAD.match(result)
    while match and match.end():
        result = result[match.end() :]
        match = _LEAD.match(result)
    return result.strip(_TAIL)


def reason(text: str) -> str:
    """A reason that goes on after 「主要原因是」; one of several points (一是……) with a colon before."""
    result = clause(text)
    return f"：{result}" if _FIRST_OF_SEVERAL.match(result) else result


def use(text: str) -> str:
    """A use or a content as a part of a sentence, without its own 「主要用于」 and final stop."""
    return _USE_LEAD.sub("", one_line(text)).strip(_TAIL)


def one_line(text: str) -> str:
    """A short text (a name, a use) without line breaks and superfluous blanks."""
    return " ".join(clean_lines(text))


def _clean_line(line: str) -> str:
    return _BLANKS.sub(" ", _HIDDEN.sub("", line)).strip()


def _numbering(line: str) -> int | None:
    if len(line) > _LONGEST_HEADING or line[-1] in _SENTENCE_END:
        return None
    for kind, pattern in enumerate(_NUMBERINGS):
        match = pattern.match(line)
        if match and match.end() < len(line):
            return kind
    return None
