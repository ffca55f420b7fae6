"""From rendered wording back to runs.

A template yields text. Everything in it that is not the template's own words (a figure, a gap, a
user's text) is put into a :class:`Recorder` and leaves only a mark in the text, so that it can
neither be lost nor be taken for markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.report.blocks import GapRun, Run, TextRun
from jixiao_desktop.values import dataclass

_OPEN, _CLOSE = "\ue000", "\ue001"
_MARK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")


@dataclass(frozen=True, slots=True)
class LongText:
    """A user's text of several paragraphs; it takes a line of its own."""

    text: str


class Recorder:
    """What was put out during one rendering, by the number in its mark."""

    def __init__(self) -> None:
        self._items: list[tuple[Run, ...] | LongText] = []

    def mark(self, item: tuple[Run, ...] | LongText) -> str:
        """The mark that stands for runs, or for a long text, in the rendered text."""
        self._items.append(item)
        return f"{_OPEN}{len(self._items) - 1}{_CLOSE}"

    def runs(self, line: str) -> tuple[Run, ...]:
        """The runs of a piece of rendered text."""
        found: list[Run] = []
        for number, part in enumerate(_MARK.split(line)):
            if number % 2 == 0:
                found.append(TextRun(part))
                continue
            item = self._items[int(part)]
            found.extend((TextRun(item.text),) if isinstance(item, LongText) else item)
        return joined(found)

    def long_text(self, line: str) -> LongText | None:
        """The long text that a line consists of, if it is one."""
        match = _MARK.fullmatch(line)
        if match is None:
            return None
        item = self._items[int(match.group(1))]
        return item if isinstance(item, LongText) else None


def joined(runs: Iterable[Run]) -> tuple[Run, ...]:
    """The runs with neighbouring words made one and empty ones dropped."""
    result: list[Run] = []
    for run in runs:
        if not run.text:
            continue
        last = result[-1] if result else None
        if isinstance(run, TextRun) and isinstance(last, TextRun):
            result[-1] = TextRun(last.text + run.text)
        else:
            result.append(run)
    return tuple(result)


def gap(what: str, path: Path) -> GapRun:
    """A visible 【待填：…】."""
    return GapRun(f"【待填：{what}】", what, path)


def text_of(runs: Iterable[Run]) -> str:
    """Runs as plain text."""
    return "".join(run.text for run in runs)
