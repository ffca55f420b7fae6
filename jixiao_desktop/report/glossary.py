"""名词解释: the terms that a report explains, in the pack's order, with their definitions.

The unit's own definitions go before the bundled ones; a term without either is a visible gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Expression, compile_expression
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.engine.operators import truth
from jixiao_desktop.engine.values import Missing, Truth, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.glossary import Term, load_glossary
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.model import as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Node, PackError, Sequence, Text
from jixiao_desktop.report.blocks import Paragraph, Run, TextRun
from jixiao_desktop.report.runs import gap
from jixiao_desktop.report.usertext import clean_lines
from jixiao_desktop.values import dataclass

SUBJECTS = "科目"
_KEYS = ("词", "从", "到", "当")
_MEASURE_OF_KIND = {"收入": "本年收入合计", "支出": "本年支出合计", "三公": "三公经费决算"}
"""The 口径 whose selection tells whether the item of a trigger ``收入:经营收入`` occurs."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One standard term of glossary.yaml."""

    term: str
    first_year: int | None
    last_year: int | None
    when: Expression | None

    def serves(self, year: int) -> bool:
        """Whether it is used in reports of this year."""
        return (self.first_year or year) <= year <= (self.last_year or year)


@dataclass(frozen=True, slots=True)
class Definition:
    """A term and what it means; None where nobody said so yet."""

    term: str
    text: str | None


def glossary_entries(model: PackModel) -> tuple[Entry, ...]:
    """The standard terms of a pack: those of its own glossary.yaml, else its parent's. Raises PackError."""
    layers = model.pack.layers("glossary")
    if not layers:
        return ()
    if not isinstance(layers[-1], Sequence):
        raise PackError(layers[-1].place, "glossary.yaml 应当是一列词")
    return tuple(_entry(model, node) for node in layers[-1])


def _entry(model: PackModel, node: Node) -> Entry:
    if isinstance(node, Text):
        return Entry(str(node), None, None, None)
    entry = as_mapping(node)
    check_keys(entry, _KEYS)
    when = as_text(entry["当"]) if "当" in entry else None
    return Entry(
        term=str(as_text(required(entry, "词"))),
        first_year=int(as_text(entry["从"])) if "从" in entry else None,
        last_year=int(as_text(entry["到"])) if "到" in entry else None,
        when=compile_expression(when, model.catalogue, when.place) if when is not None else None,
    )


def glossary_paragraphs(evaluation: Evaluation, page: str) -> tuple[Paragraph, ...]:
    """The numbered terms: 「1.财政拨款收入：指……。」."""
    return tuple(
        Paragraph(_runs(number, definition), page=page)
        for number, definition in enumerate(definitions(evaluation), start=1)
    )


def definitions(evaluation: Evaluation) -> tuple[Definition, ...]:
    """The terms that the report explains, in order; the unit's further terms come last."""
    return evaluation.remembered(("名词解释",), lambda: tuple(_definitions(evaluation)))


def _definitions(evaluation: Evaluation) -> Iterator[Definition]:
    year = evaluation.read(("年度",))
    own = {normal(term): text for term, text in (evaluation.read(("名词解释",)) or {}).items() if text}
    bundled, by_code = _bundled()
    used: set[str] = set()
    for entry in evaluation.model.made_once("名词解释", lambda: glossary_entries(evaluation.model)):
        if entry.term == SUBJECTS:
            for code in _subjects(evaluation):
                keys = (_call(evaluation, "全称", code), code, evaluation.names.get(code, code))
                used.update(map(normal, keys))
                known = by_code.get(code)
                yield Definition(keys[0], next((own[normal(k)] for k in keys if normal(k) in own), known))
        elif entry.serves(year) and _applies(evaluation, entry, bundled.get(normal(entry.term))):
            used.add(normal(entry.term))
            term = bundled.get(normal(entry.term))
            yield Definition(entry.term, own.get(normal(entry.term)) or (term.definition if term else None))
    for term_name, text in (evaluation.read(("名词解释",)) or {}).items():
        if text and normal(term_name) not in used:
            yield Definition(term_name, text)


@cache
def _bundled() -> tuple[Mapping[str, Term], Mapping[str, str]]:
    """The bundled terms by name, and the definitions of 科目 by code."""
    terms = {normal(term.term): term for term in load_glossary()}
    return terms, {term.code: term.definition for term in load_glossary() if term.code}


def _applies(evaluation: Evaluation, entry: Entry, term: Term | None) -> bool:
    if entry.when is not None:
        return truth(entry.when.evaluate(evaluation)) >= Truth.TAIL
    return term is None or term.need == "always" or _occurs(evaluation, term.trigger)


def _occurs(evaluation: Evaluation, trigger: str) -> bool:
    """Whether the item that a trigger names is there and not zero."""
    kind, _, item = trigger.partition(":")
    measures: Mapping[str, object] = evaluation.model.measures
    if normal(item) in measures:
        return _is_something(evaluation.figure(normal(item)).value)
    measure = _MEASURE_OF_KIND.get(kind)
    return measure is not None and _is_something(evaluation.figure(measure, item).value)


def _is_something(value: Value) -> bool:
    return isinstance(value, Quantity) and not value.is_zero


def _subjects(evaluation: Evaluation) -> tuple[str, ...]:
    """The lowest 科目 that the tables and sentences name."""
    entered = _call(evaluation, "末级科目", ("收入", "支出"))
    found = entered or _call(evaluation, "申报科目", "一般公共预算财政拨款支出")
    return () if isinstance(found, Missing) else found


def _call(evaluation: Evaluation, function: str, *arguments: object) -> Value:
    return evaluation.model.catalogue.functions[function].call(evaluation, *arguments)


@lru_cache(maxsize=512)
def _runs(number: int, definition: Definition) -> tuple[Run, ...]:
    lead = TextRun(f"{number}.{definition.term}：")
    text = "".join(clean_lines(definition.text or "")).strip("：: ")
    if not text:
        return (lead, gap(f"{definition.term}的解释", ("名词解释", definition.term)))
    verb = "" if text.startswith(("指", "是指", "反映")) else "指"
    return (TextRun(f"{lead.text}{verb}{text.rstrip('。；;，, ')}。"),)
