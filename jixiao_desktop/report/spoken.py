"""What a template can hold in its hands: figures, values, records and words of the user.

Each of them turns itself into a mark when it is put out, so that a figure stays a figure and a
user's words stay words.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Self

from jixiao_desktop.engine.catalogue import label_of
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.operators import arithmetic, half_up
from jixiao_desktop.engine.rows import Row, attribute
from jixiao_desktop.engine.values import Gap, Missing, Ratio, Truth, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import path_text
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.report.blocks import FigureRun, Run, TextRun
from jixiao_desktop.report.runs import LongText, Recorder, gap
from jixiao_desktop.report.style import Style
from jixiao_desktop.report.usertext import one_line

MOST_GAPS = 2


class Speaker:
    """Turns values into runs, in one style, for one rendering."""

    def __init__(self, evaluation: Evaluation, recorder: Recorder, style: Style) -> None:
        self.evaluation = evaluation
        self.recorder = recorder
        self.style = style

    def runs(self, value: Value, label: str) -> tuple[Run, ...]:
        """A value as it is printed; ``label`` is the 口径 or place behind it."""
        if isinstance(value, Missing):
            return gap_runs(value.gaps)
        if value is None:
            return ()
        text = self.text(value)
        return (FigureRun(text, label),) if label else (TextRun(text),)

    def text(self, value: Value) -> str:
        """A value that is there, as it is printed."""
        if isinstance(value, Quantity):
            return self.style.money(value)
        if isinstance(value, Ratio):
            return self.style.percent(value.value)
        if isinstance(value, Fraction):
            return plain_number(value)
        return str(value)

    def hold(self, value: Value, label: str = "") -> object:
        """A value in the form in which templates hold it."""
        if isinstance(value, Row):
            return Entry(self, value)
        if isinstance(value, tuple):
            return tuple(self.hold(item, label) for item in value)
        if isinstance(value, str):
            return UserWord(value, self.recorder)
        if isinstance(value, bool | Truth):
            return bool(value)
        return Held(self, value, label)


class Said:
    """Finished runs."""

    __slots__ = ("_recorder", "runs")

    def __init__(self, recorder: Recorder, runs: tuple[Run, ...]) -> None:
        self._recorder = recorder
        self.runs = runs

    def __str__(self) -> str:
        return self._recorder.mark(self.runs) if self.runs else ""

    def __bool__(self) -> bool:
        return bool(self.runs)


class Held:
    """A value with the name of what it is."""

    def __init__(self, speaker: Speaker, value: Value, label: str) -> None:
        self._speaker = speaker
        self.label = label
        self._value = value

    @property
    def value(self) -> Value:
        """The value itself."""
        return self._value

    def __str__(self) -> str:
        runs = self._speaker.runs(self.value, self.label)
        return self._speaker.recorder.mark(runs) if runs else ""


class Named(Held):
    """A 口径 in a template: ``收入总计``, ``本年支出合计["基本支出"]``."""

    def __init__(self, speaker: Speaker, name: str, selection: str | None = None) -> None:
        super().__init__(speaker, None, label_of(name, selection))
        self.name = name
        self.selection = selection

    @property
    def value(self) -> Value:
        """This year's figure; looked up once, since a sentence asks for it again and again."""
        if self._value is None:
            self._value = self._speaker.evaluation.figure(self.name, self.selection).value
        return self._value

    @property
    def last_year(self) -> Value:
        """Last year's figure."""
        return self._speaker.evaluation.last_year(self.name, self.selection)

    @property
    def unchanged(self) -> bool:
        """持平: last year's figure is known, and the difference would be printed as zero."""
        difference = arithmetic("-", self.value, self.last_year)
        return isinstance(difference, Quantity) and self._speaker.style.shows_nothing(difference)

    def __getitem__(self, selection: object) -> Named:
        return Named(self._speaker, self.name, str(selection))


class Entry:
    """A record or map of the facts in a template: ``评价["存在的问题"]``, ``项目.名称``.

    What it holds counts as read only when a template asks for something in it.
    """

    def __init__(self, speaker: Speaker, row: Row) -> None:
        self._speaker = speaker
        self.row = row

    def __getitem__(self, key: object) -> object:
        path = (*self.row.path, str(key))
        if self.row.record is None:
            self._speaker.evaluation.depends_on(("path", self.row.path))
            return self._speaker.hold(Missing((Gap(path, str(key)),)))
        value = attribute(self._speaker.evaluation, self.row, normal(str(key)))
        return self._speaker.hold(value, path_text(path))


class UserWord(str):
    """A short text of the user: one clean line that can't be markup."""

    __slots__ = ("_recorder", "raw")
    _recorder: Recorder
    raw: str

    def __new__(cls, text: str, recorder: Recorder) -> Self:
        """The clean text, remembering how it was written."""
        word = super().__new__(cls, one_line(text))
        word._recorder = recorder
        word.raw = text
        return word

    def spoken(self) -> str:
        """The mark that stands for it."""
        return self._recorder.mark((TextRun(str(self)),))

    def long(self) -> str:
        """The mark that stands for it as a text of several paragraphs."""
        return self._recorder.mark(LongText(self.raw))


def put_out(value: object) -> object:
    """What Jinja does with every value of ``{{ … }}``: nothing is put out for None."""
    if isinstance(value, UserWord):
        return value.spoken()
    return "" if value is None else value


def gap_runs(gaps: tuple[Gap, ...]) -> tuple[Run, ...]:
    """One visible gap for all that a value waits for."""
    if not gaps:
        return (gap("数据", ()),)
    names = list(dict.fromkeys(map(_what, gaps)))
    what = "、".join(names[:MOST_GAPS]) + ("等" if len(names) > MOST_GAPS else "")
    return (gap(what, gaps[0].path),)


def _what(item: Gap) -> str:
    """What is missing, in words that stand alone: 「国内公务接待费批次」, not 「批次」."""
    if len(item.path) > 2 and item.path[0] in {"三公经费", "其他事项"} and item.what == item.path[-1]:
        return "".join(str(step) for step in item.path[1:])
    return item.what


def plain_number(value: Fraction) -> str:
    """A plain number with as many decimals as it has, at most four."""
    if value.denominator == 1:
        return str(value.numerator)
    text = f"{Decimal(half_up(value * 10**4)).scaleb(-4):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
