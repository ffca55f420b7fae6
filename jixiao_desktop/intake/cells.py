"""Texts of workbook cells: headers and labels in one plain form, amounts however they are written."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from jixiao_desktop.ledger.amounts import AmountError, Quantity, parse_amount, shorten
from jixiao_desktop.ledger.typed import read_amount

_NOTHING = re.compile(r"[-—–―−/\\.*]*")
_QUOTES = str.maketrans(dict.fromkeys("\"'“”‘’「」『』", ""))
_ORDINAL = re.compile(
    r"^(?:其中:|其中|(?:[一二三四五六七八九十]+|\([一二三四五六七八九十]+\)|\d+|\(\d+\))[、.])+|^\([一二三四五六七八九十\d]+\)"
)


@lru_cache(maxsize=20_000)
def squash(text: str) -> str:
    """A header or label without spaces, line breaks and quotes, in plain (NFKC) forms."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(plain.split()).translate(_QUOTES).rstrip(":")


def label(text: str) -> str:
    """A row's label without its ordinal: 「一、一般公共服务支出」, 「其中：…」."""
    return _ORDINAL.sub("", squash(text))


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is nothing: blank, a dash, a stroke."""
    return _NOTHING.fullmatch("".join(unicodedata.normalize("NFKC", text).split())) is not None


def cell_amount(text: str, unit: str) -> Quantity | None:
    """The amount in a cell; None for nothing. Raises AmountError.

    Thousands separators and full-width digits are read; a formula or a unit in the cell is not.
    A number with more decimals than 分 allows, as binary arithmetic leaves them, is refused unless
    it is a 分 but for the noise.
    """
    if not text or is_nothing(text):
        return None
    written = squash(text)
    if written.startswith("=") or written[-1:] in "元万":
        raise AmountError(f"「{shorten(text)}」不是金额，请写成 1234.56 这样的数字")
    if unit == "元" and (match := re.fullmatch(r"(-?[\d,]*\.\d\d)(?:0{3}\d?|9{3}\d?)", written)):
        written = match[1] if "0" in match.string[match.end(1) :] else written
    plain = read_amount(written, unit)
    return parse_amount("0", unit) if plain is None else plain
