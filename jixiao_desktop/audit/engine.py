"""Run the rules: live, because each result is kept until a fact that it read changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import groupby

from jixiao_desktop.audit.acknowledge import with_explanations
from jixiao_desktop.audit.diagnosis import causes_of
from jixiao_desktop.audit.findings import Finding, Level
from jixiao_desktop.audit.functions import AUDIT_FUNCTIONS
from jixiao_desktop.audit.places import resolve
from jixiao_desktop.audit.rules import Rule, by_name, load_rules
from jixiao_desktop.audit.scope import Scope
from jixiao_desktop.audit.shown import message_of, shown_values
from jixiao_desktop.engine.catalogue import Catalogue
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Bindings
from jixiao_desktop.engine.operators import truth
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Missing, Truth, Value
from jixiao_desktop.performance.functions import PERFORMANCE_FUNCTIONS
from jixiao_desktop.values import dataclass

TAIL_NOTE = "（在四舍五入的尾差之内）"
STRETCH = 20
"""Rows of a set that are looked through together: after an edit only one stretch is looked into."""
LEVEL_ORDER = (Level.ERROR, Level.VERIFY, Level.UNFILLED, Level.HINT)


@dataclass(frozen=True, slots=True)
class Raised:
    """A finding and the row that its rule ran over, for 让位于."""

    rule: Rule
    scope: str
    finding: Finding
    bindings: Bindings
    """The variables that the rule ran with, for its diagnosis."""


def rules_of(evaluation: Evaluation) -> tuple[Rule, ...]:
    """The compiled rules of the evaluation's pack. Raises PackError."""
    return evaluation.model.made_once("规则", lambda: _compile(evaluation))


def _compile(evaluation: Evaluation) -> tuple[Rule, ...]:
    names = evaluation.model.catalogue
    catalogue = Catalogue(names.dimensions, {**names.functions, **PERFORMANCE_FUNCTIONS, **AUDIT_FUNCTIONS})
    return load_rules(evaluation.model.pack, catalogue)


def audit(evaluation: Evaluation, *, diagnose: bool = True) -> tuple[Finding, ...]:
    """Every finding, the gravest first. After an edit only rules whose operands changed run again.

    Without ``diagnose`` the likely causes are left out, which keeps typing fast.
    """
    rules = rules_of(evaluation)
    names = evaluation.model.made_once("规则名", lambda: by_name(rules))
    raised = _yielded(list(_raised(evaluation, rules)), names)
    told = [_diagnosed(evaluation, item) if diagnose else item.finding for item in raised]
    findings = with_explanations(evaluation, told)
    return in_order(evaluation, findings)


def in_order(evaluation: Evaluation, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by level, the gravest first, then in the order of the rules."""
    rules = rules_of(evaluation)
    order = evaluation.model.made_once("规则次序", lambda: {rule.id: at for at, rule in enumerate(rules)})
    last = len(order)
    return tuple(sorted(findings, key=lambda f: (LEVEL_ORDER.index(f.level), order.get(f.id, last))))


@dataclass(frozen=True, slots=True)
class _Group:
    """Rules that run over the same set, kept together: one entry a row."""

    over: tuple[str, ...]
    rules: tuple[Rule, ...]


def _groups(rules: tuple[Rule, ...]) -> tuple[_Group, ...]:
    """Each rule without a set by itself, the others by their outermost set."""
    found = []
    for over, members in groupby(sorted(rules, key=_set_of), key=_set_of):
        if over:
            found.append(_Group(over, tuple(members)))
        else:
            found += [_Group((), (rule,)) for rule in members]
    return tuple(found)


def _raised(evaluation: Evaluation, rules: tuple[Rule, ...]) -> Iterator[Raised]:
    """What the rules raise, kept by group and in it by stretches and rows: an edit touches few of them."""
    for number, group in enumerate(evaluation.model.made_once("规则组", lambda: _groups(rules))):
        yield from evaluation.remembered(("规则组", number), partial(_of_group, evaluation, group))


def _of_group(evaluation: Evaluation, group: _Group) -> tuple[Raised, ...]:
    if not group.over:
        return _of_row(evaluation, group.rules, {})
    variable, source = group.rules[0].over[0]
    rows = evaluation.remembered(("规则集", group.over), partial(source.evaluate, evaluation))
    if isinstance(rows, Missing) or rows is None:
        return ()
    keyed = [(row.path if isinstance(row, Row) else row, row) for row in rows]
    stretches = [keyed[at : at + STRETCH] for at in range(0, len(keyed), STRETCH)]
    return tuple(
        item
        for stretch in stretches
        for item in evaluation.remembered(
            ("规则段", group.over, tuple(key for key, _ in stretch)),
            partial(_of_rows, evaluation, group, variable, stretch),
        )
    )


def _of_rows(
    evaluation: Evaluation, group: _Group, variable: str, keyed: list[tuple[Value, Value]]
) -> tuple[Raised, ...]:
    return tuple(
        item
        for key, row in keyed
        for item in evaluation.remembered(
            ("规则集", group.over, key), partial(_of_row, evaluation, group.rules, {variable: row})
        )
    )


def _set_of(rule: Rule) -> tuple[str, ...]:
    return (rule.over[0][0], rule.over[0][1].text) if rule.over else ()


def _of_row(evaluation: Evaluation, rules: tuple[Rule, ...], bindings: Bindings) -> tuple[Raised, ...]:
    sets: dict[str, Value] = {}
    return tuple(item for rule in rules for item in _run(evaluation, rule, 1, bindings, sets))


def _run(
    evaluation: Evaluation, rule: Rule, depth: int, bindings: Bindings, sets: dict[str, Value]
) -> Iterator[Raised]:
    """One rule over the rest of its sets; ``sets`` keeps those that depend on the outermost row alone."""
    if depth < len(rule.over):
        variable, source = rule.over[depth]
        if depth > 1:
            rows = source.evaluate(evaluation, bindings)
        elif source.text in sets:
            rows = sets[source.text]
        else:
            rows = sets[source.text] = source.evaluate(evaluation, bindings)
        for row in rows if isinstance(rows, tuple) else ():
            yield from _run(evaluation, rule, depth + 1, {**bindings, variable: row}, sets)
        return
    finding = judge(evaluation, rule, bindings)
    if finding is not None:
        yield Raised(rule, _scope(rule, bindings), finding, bindings)


def _scope(rule: Rule, bindings: Bindings) -> str:
    if not rule.over:
        return ""
    row = bindings[rule.over[0][0]]
    return str(row.path if isinstance(row, Row) else row)


def _diagnosed(evaluation: Evaluation, item: Raised) -> Finding:
    spec = item.rule.diagnosis
    if spec is None or item.finding.level is not item.rule.level:
        return item.finding
    causes = evaluation.remembered(
        ("诊断", item.rule.id, item.finding.where, item.scope),
        lambda: causes_of(evaluation, spec, Scope(evaluation, item.bindings, item.rule.let)),
    )
    return replace(item.finding, causes=causes)


def judge(evaluation: Evaluation, rule: Rule, bindings: Bindings) -> Finding | None:
    """One rule for one row: a finding, or None where it holds or can't be decided."""
    scope = Scope(evaluation, bindings, rule.let)
    if rule.when is not None and truth(rule.when.evaluate(evaluation, scope)) < Truth.TAIL:
        return None
    outcome = truth(rule.requirement.evaluate(evaluation, scope))
    if outcome is Truth.TRUE or outcome is Truth.UNKNOWN:
        return None
    if outcome is Truth.TAIL:
        return None if rule.tail is None else _finding(evaluation, rule, scope.whole(), rule.tail, TAIL_NOTE)
    return _finding(evaluation, rule, scope.whole(), rule.level, "")


def _finding(evaluation: Evaluation, rule: Rule, scope: Bindings, level: Level, note: str) -> Finding:
    return Finding(
        id=rule.id,
        level=level,
        message=message_of(evaluation, rule.message, scope) + note,
        where=tuple(path for place in rule.places for path in resolve(evaluation, place, scope)),
        values=shown_values(evaluation, rule, scope),
        source=rule.source,
    )


def _yielded(raised: list[Raised], rules: Mapping[str, Rule]) -> list[Raised]:
    """Leave out what yields to a finding as grave or graver, on the same row or on none.

    A mere tail of the other rule hides no error.
    """
    fired: dict[tuple[str, str], int] = {}
    for item in raised:
        key, gravity = (item.rule.id, item.scope), LEVEL_ORDER.index(item.finding.level)
        fired[key] = min(gravity, fired.get(key, gravity))
    return [item for item in raised if not item.rule.yields_to or not _overshadowed(item, rules, fired)]


def _overshadowed(item: Raised, rules: Mapping[str, Rule], fired: Mapping[tuple[str, str], int]) -> bool:
    own = LEVEL_ORDER.index(item.finding.level)
    others = ((rules[name].id, scope) for name in item.rule.yields_to for scope in (item.scope, ""))
    return any(fired.get(other, len(LEVEL_ORDER)) <= own for other in others)
