"""The numbers before headings: 一、 （一） 1."""

from __future__ import annotations

TOP_LEVEL = 2
_NUMERALS = "一二三四五六七八九十"


def numbering(level: int, number: int) -> str:
    """The number before a heading: 一、 （一） 1."""
    if level == TOP_LEVEL:
        return f"{chinese_number(number)}、"
    return f"（{chinese_number(number)}）" if level == TOP_LEVEL + 1 else f"{number}."


def chinese_number(number: int) -> str:
    """1 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[ones - 1] if ones else "")
