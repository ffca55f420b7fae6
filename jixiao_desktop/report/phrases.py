"""The phrases of the narrative: change against last year, completion of the budget, composition.

Each branch of a sentence that depends on the sign or on a zero is settled here once: 增加 or 减少,
持平, a year or a budget without a base for a percentage.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from jixiao_desktop.engine.operators import arithmetic, joined
from jixiao_desktop.engine.values import Gap, Missing, Ratio, Value
from jixiao_desktop.ledger.amounts import ZERO, Quantity, total
from jixiao_desktop.ledger.facts import CarPurchase
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.report.blocks import FigureRun, Run, TextRun
from jixiao_desktop.report.spoken import Held, Named, Said, Speaker, UserWord, gap_runs
from jixiao_desktop.report.style import is_yes
from jixiao_desktop.report.usertext import reason, use

SMALLER, GREATER, EQUAL = "小于", "大于", "等于"


class Phrases:
    """The functions that wording may call, beside those of expressions."""

    def __init__(self, speaker: Speaker, options: Mapping[str, str]) -> None:
        self.speaker = speaker
        self.options = options

    def functions(self) -> dict[str, Callable[..., object]]:
        """The functions by the names that templates use."""
        return {name: getattr(self, method) for name, method in PHRASES.items()}

    def change(self, figure: Named) -> Said:
        """变动: 「减少17.84万元，下降4.3%」; 「与上年持平」; without a base, the amount only."""
        now, before = figure.value, figure.last_year
        if isinstance(now, Missing) or isinstance(before, Missing):
            return self._said(gap_runs(joined(now, before).gaps))
        difference = arithmetic("-", now, before)
        if not isinstance(difference, Quantity) or self.speaker.style.shows_nothing(difference):
            return self._said((TextRun("与上年持平"),))
        verb, rate = ("增加", "增长") if difference.fen > 0 else ("减少", "下降")
        runs: list[Run] = [TextRun(verb), *self.speaker.runs(abs(difference), figure.label)]
        if before.fen > 0:
            percent = self.speaker.style.percent(Fraction(abs(difference.fen), before.fen))
            if percent.strip("0.%"):
                runs += [TextRun(f"，{rate}"), FigureRun(percent, figure.label)]
        return self._said(runs)

    def share(self, part: Held, whole: Held) -> Held:
        """占比: a share as a figure; nothing where the whole is zero."""
        return Held(self.speaker, _ratio(part.value, whole.value), part.label)

    def completion(self, actual: Held, budget: Held) -> Said:
        """完成预算: the rate; without a budget, how the money came about."""
        rate = _ratio(actual.value, budget.value)
        if isinstance(rate, Missing):
            return self._said((TextRun("完成预算"), *gap_runs(rate.gaps)))
        if rate is None or budget.value.fen <= 0:
            none = "与预算数持平" if is_zero(actual) else "年初未安排预算，为年中追加"
            return self._said((TextRun(none),))
        return self._said((TextRun("完成预算"), *self.speaker.runs(rate, actual.label)))

    def against(self, actual: Held, budget: Held) -> str:
        """预算比较: 小于, 大于 or 等于 as printed; empty while either is unknown."""
        difference = arithmetic("-", actual.value, budget.value)
        if not isinstance(difference, Quantity):
            return ""
        if self.speaker.style.shows_nothing(difference):
            return EQUAL
        return GREATER if difference.fen > 0 else SMALLER

    def composition(
        self, figure: Named, parts: Iterable[object], zeros: object = None, suffix: str = ""
    ) -> Said:
        """构成: 「基本支出390.61万元，占97.5%；项目支出9.9万元，占2.5%」.

        ``parts`` are selections of the 口径; with ``zeros`` those that are zero are listed too. Where
        the known parts are the whole already, the others are nothing: no part is negative.
        """
        pieces = []
        items: list[tuple[object, Held]] = [(part, figure[part]) for part in parts]
        known = total(item.value for _, item in items if isinstance(item.value, Quantity))
        whole = isinstance(figure.value, Quantity) and known.fen == figure.value.fen
        for part, item in items:
            if whole and isinstance(item.value, Missing):
                item = Held(self.speaker, ZERO, item.label)
            if is_zero(item) and not zeros:
                continue
            runs = [TextRun(self._name(part) + suffix), *self.speaker.runs(item.value, item.label)]
            rate = _ratio(item.value, figure.value)
            if isinstance(rate, Ratio):
                runs += [TextRun("，占"), *self.speaker.runs(rate, item.label)]
            pieces.append((item.value, runs))
        return self._listed(pieces, "；")

    def enumeration(self, figure: Named, parts: Iterable[object], amounts: object) -> Said:
        """列举: 「办公费1.25万元、水费0.36万元」, or the names alone; without those that are zero."""
        pieces = []
        for part in parts:
            item = figure[part]
            if not is_zero(item):
                amount = self.speaker.runs(item.value, item.label) if amounts else ()
                pieces.append((item.value, [TextRun(self._name(part)), *amount]))
        return self._listed(pieces, "、")

    def side_by_side(
        self, pairs: Iterable[tuple[object, Held]], unit: str = "", zeros: object = None
    ) -> Said:
        """并列: 「轿车1辆、越野车2辆」 from (name, figure) pairs."""
        shown = [(str(name), item) for name, item in pairs if zeros or not is_zero(item)]
        pieces = [
            (item.value, [TextRun(name), *self.speaker.runs(item.value, item.label), TextRun(unit)])
            for name, item in shown
        ]
        return self._listed(pieces, "、")

    def reason(self, *matters: str) -> Said:
        """说明: the unit's reason as a clause, from the first of the matters that it explained."""
        text = self._reason_text(matters)
        if text:
            return self._said((TextRun(text),))
        return self._said(gap_runs((Gap(("说明", matters[0]), f"{matters[0]}的原因"),)))

    def has_reason(self, *matters: str) -> bool:
        """有说明: the unit explained one of the matters."""
        return bool(self._reason_text(matters))

    def long_text(self, value: object) -> str:
        """正文: a text of several paragraphs; stands alone on a line."""
        return value.long() if isinstance(value, UserWord) else str(value)

    def short(self, value: object) -> object:
        """短句: a user's short text as a part of a sentence (a use, a content)."""
        return self._said((TextRun(use(value)),)) if isinstance(value, UserWord) else value

    def to_fill(self, what: str, path: str) -> Said:
        """待填: a gap with its place."""
        return self._said(gap_runs((Gap(tuple(path.split(".")), what),)))

    def quantity(self, path: str, *keys: str) -> Held:
        """数量: the count under some keys of a map that was begun, all where none is named; absent: 0."""
        steps = tuple(path.split("."))
        entries = self.speaker.evaluation.read(steps)
        if entries is None:
            return Held(self.speaker, Missing((Gap(steps, str(steps[-1])),)), path)
        by_name = {normal(name): _count(entry) for name, entry in entries.items()}
        found = [key for key in keys if normal(key) in by_name]
        label = f"{path}.{(found or keys)[0]}" if keys else path
        wanted = map(normal, found) if keys else by_name
        return Held(self.speaker, sum(by_name[name] for name in wanted), label)

    def option(self, name: str) -> str:
        """选项: a report option."""
        return self.options.get(normal(name), "")

    def option_on(self, name: str) -> bool:
        """选用: whether a report option says 是."""
        return is_yes(self.option(name))

    def total(self, values: Iterable[Held]) -> Held:
        """总和: the sum of values or counts; Missing while one of them is."""
        items = list(values)
        result: Value = items[0].value if items else 0
        for item in items[1:]:
            result = arithmetic("+", result, item.value)
        return Held(self.speaker, result, items[0].label if items else "")

    def _reason_text(self, matters: tuple[str, ...]) -> str:
        texts = self.speaker.evaluation.read(("说明",)) or {}
        by_name = {normal(name): text for name, text in texts.items() if text}
        written = (reason(by_name.get(normal(matter), "")) for matter in matters)
        return next((text for text in written if text), "")

    def _listed(self, pieces: list[tuple[Value, list[Run]]], separator: str) -> Said:
        """The pieces with the separator between; one gap where none of them is known."""
        if pieces and all(isinstance(value, Missing) for value, _ in pieces):
            return self._said(gap_runs(joined(*(value for value, _ in pieces)).gaps))
        runs: list[Run] = []
        for number, (_, piece) in enumerate(pieces):
            runs += [TextRun(separator)] if number else []
            runs += piece
        return self._said(runs)

    def _name(self, part: object) -> str:
        return self.speaker.evaluation.names.get(str(part), str(part))

    def _said(self, runs: Iterable[Run]) -> Said:
        return Said(self.speaker.recorder, tuple(runs))


PHRASES: Mapping[str, str] = {
    "变动": "change", "占比": "share", "完成预算": "completion", "预算比较": "against",
    "构成": "composition", "列举": "enumeration", "并列": "side_by_side", "说明": "reason",
    "有说明": "has_reason", "正文": "long_text", "短句": "short", "待填": "to_fill", "数量": "quantity",
    "选项": "option", "选用": "option_on", "总和": "total",
}  # fmt: skip


def is_zero(item: object) -> bool:
    """零: known to be zero."""
    value = item.value if isinstance(item, Held) else item
    return value.is_zero if isinstance(value, Quantity) else value == 0 and not isinstance(value, bool)


def is_known(item: object) -> bool:
    """已知: not missing and not 「no such thing」."""
    value = item.value if isinstance(item, Held) else item
    return value is not None and not isinstance(value, Missing)


def is_nonzero(item: object) -> bool:
    """非零: known, and not zero."""
    return is_known(item) and not is_zero(item)


def _count(entry: int | CarPurchase) -> int:
    """The number of cars, where they were bought, or the count itself."""
    return (entry.number or 0) if isinstance(entry, CarPurchase) else entry


def _ratio(part: Value, whole: Value) -> Value:
    if isinstance(part, Missing) or isinstance(whole, Missing):
        return joined(part, whole)
    if not isinstance(part, Quantity) or not isinstance(whole, Quantity) or whole.is_zero:
        return None
    share = Fraction(part.fen, whole.fen)
    return Ratio(share, share, share)
