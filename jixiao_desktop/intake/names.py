"""The names of 科目 by which the rows and columns of workbooks are known."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from jixiao_desktop.intake.cells import squash


class Names:
    """The names of 功能 and 经济分类科目 of a year, by which rows and columns are known."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.plain = {code: squash(name) for code, name in names.items()}
        self._items = {
            (self.plain[code[:3]], name): code
            for code, name in self.plain.items()
            if code >= "3" and len(code) == 5 and code[:3] in self.plain
        }
        self._economic_classes = {
            name: code for code, name in self.plain.items() if code >= "3" and len(code) == 3
        }
        self._classes = {name: code for code, name in self.plain.items() if len(code) == 3 and code < "3"}

    def economic(self, path: Sequence[str], *, subtotals: bool) -> str | None:
        """The 经济科目 code of a column by its headers: the class, then the item or 小计.

        With ``subtotals`` the table has columns 小计, so that 其他支出 alone is the item 39999 and not
        the class 399.
        """
        digits = [text for text in path if re.fullmatch(r"3\d\d(\d\d)?", text)]
        if digits:
            return digits[-1]
        for text in path:
            if (code := self._economic_classes.get(text)) is not None:
                if path[-1] in ("小计", "合计") or (path[-1] == text and not subtotals):
                    return code
                return self._items.get((text, path[-1]))
        return None

    def class_of(self, text: str) -> str | None:
        """The 类 code that a label names: 教育支出, 教育."""
        return self._classes.get(text) or self._classes.get(f"{text}支出")
