"""Audit rules as pack data, compiled.

A rule (``rules/*.yaml``) keeps its id, level, requirement, wording, pointer and source::

    - 编号: A05
      别名: [J-10]
      级别: 错误
      逐: {科目: 科目树("支出")}          # runs for each; several variables nest
      令: {差额: 收入总计 - 支出总计}      # intermediate values for 要求 and 说法
      当: 收入总计 > 0                      # where it does not hold, the rule has nothing to say
      要求: 收入总计 == 支出总计
      尾差: 提示                            # what a rounding tail is: 提示 (default) or 不报
      说法: 收入总计{收入总计}与支出总计{支出总计}不相等，相差{差额}
      位置: [收入, 支出]
      诊断: {差额: 差额, 细目: [收入总计]}
      让位于: [A01]
      依据: 公开01表
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jixiao_desktop.audit.findings import Level
from jixiao_desktop.engine.catalogue import Catalogue
from jixiao_desktop.engine.expressions import Expression, compile_expression
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping as Map
from jixiao_desktop.packs.source import Node, PackError, Place, Sequence, Text
from jixiao_desktop.values import dataclass

_KEYS = (
    "编号", "别名", "级别", "逐", "令", "当", "要求", "尾差", "说法", "数值",
    "位置", "诊断", "让位于", "依据", "停用",
)  # fmt: skip
_TAILS = ("提示", "不报")
_HOLE = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Template:
    """A sentence with expressions in braces, or a place with variables in brackets."""

    literals: tuple[str, ...]
    """One more than there are expressions."""
    expressions: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class DiagnosisSpec:
    """What to examine when a sum does not agree: the difference and the figures whose items to try."""

    difference: Expression
    figures: tuple[Expression, ...]
    """口径 labels (texts) or rows; their entered items are the candidates."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One compiled rule."""

    id: str
    aliases: tuple[str, ...]
    level: Level
    over: tuple[tuple[str, Expression], ...]
    let: Mapping[str, Expression]
    when: Expression | None
    requirement: Expression
    tail: Level | None
    message: Template
    places: tuple[Template, ...]
    values: tuple[Expression, ...]
    diagnosis: DiagnosisSpec | None
    yields_to: tuple[str, ...]
    source: str
    place: Place


def load_rules(pack: Pack, catalogue: Catalogue) -> tuple[Rule, ...]:
    """The rules of a pack in the order of their files; raises PackError with file and line.

    A child pack's rule replaces the inherited one of the same 编号; ``停用: 是`` switches it off.
    """
    entries: dict[str, Map] = {}
    for document in pack.documents("rules").values():
        if not isinstance(document, Sequence):
            raise PackError(document.place, "规则文件应当是一列「- 编号: …」")
        for node in document:
            entry = as_mapping(node)
            check_keys(entry, _KEYS)
            number = as_text(required(entry, "编号"))
            if str(number) in entries and entries[str(number)].place.file == entry.place.file:
                raise PackError(number.place, f"编号「{number}」用了两次")
            entries[str(number)] = entry
    rules = [_rule(entry, catalogue) for entry in entries.values() if str(entry.get("停用", "否")) != "是"]
    _check_names(rules)
    return tuple(rules)


def _check_names(rules: list[Rule]) -> None:
    known: dict[str, Rule] = {}
    for rule in rules:
        for name in (rule.id, *rule.aliases):
            if name in known:
                raise PackError(rule.place, f"编号「{name}」已经用于{known[name].place}")
            known[name] = rule
    for rule in rules:
        for name in rule.yields_to:
            if name not in known:
                raise PackError(rule.place, f"「让位于」里没有规则「{name}」")


def _rule(entry: Map, catalogue: Catalogue) -> Rule:
    over, names = _over(entry, catalogue)
    let: dict[str, Expression] = {}
    for name, text in as_mapping(entry.get("令", _nothing(entry.place))).items():
        if normal(name) in names:
            raise PackError(text.place, f"「{name}」已经是变量了，请换一个名称")
        let[normal(name)] = compile_expression(as_text(text), catalogue, text.place, names)
        names |= {normal(name)}

    def compiled(node: Text) -> Expression:
        return compile_expression(node, catalogue, node.place, names)

    return Rule(
        id=str(as_text(required(entry, "编号"))),
        aliases=_words(entry, "别名"),
        level=_level(as_text(required(entry, "级别"))),
        over=over,
        let=let,
        when=compiled(as_text(entry["当"])) if "当" in entry else None,
        requirement=compiled(as_text(required(entry, "要求"))),
        tail=_tail(entry),
        message=_template(as_text(required(entry, "说法")), catalogue, names),
        places=tuple(_place(as_text(node), catalogue, names) for node in _list(entry, "位置")),
        values=tuple(compiled(as_text(node)) for node in _list(entry, "数值")),
        diagnosis=_diagnosis(entry, catalogue, names),
        yields_to=_words(entry, "让位于"),
        source=str(entry.get("依据", "")),
        place=entry.place,
    )


def _over(entry: Map, catalogue: Catalogue) -> tuple[tuple[tuple[str, Expression], ...], frozenset[str]]:
    names: frozenset[str] = frozenset()
    found = []
    for name, node in as_mapping(entry.get("逐", _nothing(entry.place))).items():
        text = as_text(node)
        found.append((normal(name), compile_expression(text, catalogue, text.place, names)))
        names |= {normal(name)}
    return tuple(found), names


def _nothing(place: Place) -> Map:
    empty = Map()
    empty.place, empty.key_places = place, {}
    return empty


def _level(text: Text) -> Level:
    try:
        return Level(str(text))
    except ValueError as error:
        raise PackError(text.place, f"不认识级别「{text}」，可用：{'、'.join(Level)}") from error


def _tail(entry: Map) -> Level | None:
    word = str(entry.get("尾差", "提示"))
    if word not in _TAILS:
        raise PackError(entry.place_of("尾差"), f"不认识「{word}」，可用：{'、'.join(_TAILS)}")
    return Level.HINT if word == "提示" else None


def _list(entry: Map, key: str) -> tuple[Node, ...]:
    node = entry.get(key)
    if node is None:
        return ()
    return tuple(node) if isinstance(node, Sequence) else (node,)


def _words(entry: Map, key: str) -> tuple[str, ...]:
    return tuple(str(as_text(node)) for node in _list(entry, key))


def _template(text: Text, catalogue: Catalogue, names: frozenset[str]) -> Template:
    literals, expressions, end = [], [], 0
    for hole in _HOLE.finditer(text):
        literals.append(str(text)[end : hole.start()])
        expressions.append(compile_expression(hole.group(1), catalogue, text.place, names))
        end = hole.end()
    return Template((*literals, str(text)[end:]), tuple(expressions))


_STEP = re.compile(r"\.|\[([^\]]*)\]")


def _place(text: Text, catalogue: Catalogue, names: frozenset[str]) -> Template:
    """A place: ``收入``, ``项目.资金`` of a variable, ``申报值.人员经费``, ``支出[科目]``.

    A first word that is a variable is the row; in brackets stands a variable that picks the first
    line with this code, or a literal word.
    """
    head = re.split(r"[.\[]", str(text), maxsplit=1)[0]
    if normal(head) in names:
        expression = compile_expression(head, catalogue, text.place, names)
        return Template(("", str(text)[len(head) :]), (expression,))
    bracket = re.fullmatch(r"([^.\[\]]+)\[([^\]]+)\]", str(text))
    if bracket and normal(bracket.group(2)) in names:
        expression = compile_expression(bracket.group(2), catalogue, text.place, names)
        return Template((bracket.group(1), ""), (expression,))
    return Template((str(text),), ())


def _diagnosis(entry: Map, catalogue: Catalogue, names: frozenset[str]) -> DiagnosisSpec | None:
    if "诊断" not in entry:
        return None
    node = as_mapping(entry["诊断"])
    check_keys(node, ("差额", "细目"))
    difference = as_text(required(node, "差额"))
    figures = [as_text(item) for item in _list(node, "细目")]
    return DiagnosisSpec(
        compile_expression(difference, catalogue, difference.place, names),
        tuple(_figure(text, catalogue, names) for text in figures),
    )


def _figure(text: Text, catalogue: Catalogue, names: frozenset[str]) -> Expression:
    """A 口径 whose items are candidates: as a text label, so that its value is not what is taken."""
    head = re.split(r"[.\[(]", str(text), maxsplit=1)[0]
    if normal(head) in catalogue.dimensions:
        reference = f"引用({text})"
        return compile_expression(reference, catalogue, text.place, names)
    return compile_expression(text, catalogue, text.place, names)


def by_name(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """Rules by their ids and aliases."""
    return {name: rule for rule in rules for name in (rule.id, *rule.aliases)}
