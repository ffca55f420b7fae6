"""Expressions of packs: a small subset of Python's syntax, compiled to closures, never ``eval``ed.

Names are 口径, local variables (the row of a ``逐``, intermediate values) or functions. Strings name
what Python can't spell. Every name is proved when the expression is compiled.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from copy import copy
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from jixiao_desktop.engine.catalogue import Catalogue, LabelError, suggestion
from jixiao_desktop.engine.operators import OperandError, arithmetic, compare, negated, truth
from jixiao_desktop.engine.rows import attribute
from jixiao_desktop.engine.values import Missing, Truth, Value
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.source import PackError, Place
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation

Bindings = Mapping[str, Value]
Closure = Callable[["Evaluation", Bindings], Value]

CONSTANTS: Mapping[str, Value] = {"真": True, "假": False, "无": None}
_ARITHMETIC: Mapping[type[ast.operator], str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_COMPARE: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=",
    ast.In: "in", ast.NotIn: "not in",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Expression:
    """A compiled expression and the 口径 that it names."""

    text: str
    place: Place
    measures: frozenset[str]
    _run: Closure

    def evaluate(self, evaluation: Evaluation, bindings: Bindings | None = None) -> Value:
        """Its value for these facts. Raises PackError where the pack puts values wrongly together."""
        try:
            return self._run(evaluation, {} if bindings is None else bindings)
        except OperandError as error:
            raise PackError(self.place, f"「{self.text}」：{error}") from error


def compile_expression(
    text: str, catalogue: Catalogue, place: Place, local_names: frozenset[str] = frozenset()
) -> Expression:
    """Compile; raises PackError on bad syntax, an unknown name or a selection that makes no sense."""
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise PackError(place, f"「{text}」写法有误") from error
    compiler = _Compiler(catalogue, place, text)
    run = compiler.closure(tree.body, local_names)
    return Expression(text.strip(), place, frozenset(compiler.measures), run)


class _Compiler:
    """Walks a syntax tree once; remembers the 口径 that it meets."""

    def __init__(self, catalogue: Catalogue, place: Place, text: str) -> None:
        self.catalogue = catalogue
        self.place = place
        self.text = text
        self.measures: set[str] = set()

    def error(self, message: str) -> PackError:
        return PackError(self.place, f"「{self.text}」：{message}")

    def closure(self, node: ast.expr, names: frozenset[str]) -> Closure:
        method = getattr(self, f"_{type(node).__name__.lower()}", None)
        if method is None:
            raise self.error("这里的写法不支持")
        made: Closure = method(node, names)
        return made

    def _constant(self, node: ast.Constant, _names: frozenset[str]) -> Closure:
        value: Value = node.value
        if isinstance(value, float):
            value = Fraction(ast.get_source_segment(self.text.strip(), node) or str(value))
        elif not isinstance(value, int | str) and value is not None:
            raise self.error("不认识的常数")
        return lambda _evaluation, _bindings: value

    def _name(self, node: ast.Name, names: frozenset[str]) -> Closure:
        name = normal(node.id)
        if name in names:
            return lambda _evaluation, bindings: bindings[name]
        if name in CONSTANTS:
            value = CONSTANTS[name]
            return lambda _evaluation, _bindings: value
        self._know(name, names)
        return lambda evaluation, _bindings: evaluation.figure(name).value

    def _know(self, name: str, names: frozenset[str]) -> None:
        if name not in self.catalogue.dimensions:
            raise self.error(f"不认识「{name}」{suggestion(name, [*self.catalogue.dimensions, *names])}")
        self.measures.add(name)

    def _subscript(self, node: ast.Subscript, names: frozenset[str]) -> Closure:
        if isinstance(node.value, ast.Name) and normal(node.value.id) not in names:
            name = normal(node.value.id)
            self._know(name, names)
            select = self._selection(name, node.slice, names)
            return lambda evaluation, bindings: _selected(evaluation, name, select(evaluation, bindings))
        sequence, index = self.closure(node.value, names), self.closure(node.slice, names)
        return lambda evaluation, bindings: _item(sequence(evaluation, bindings), index(evaluation, bindings))

    def _selection(self, name: str, node: ast.expr, names: frozenset[str]) -> Closure:
        if isinstance(node, ast.Name) and normal(node.id) not in names:
            node = ast.Constant(node.id)
        if isinstance(node, ast.Constant):
            selection = str(node.value)
            try:
                self.catalogue.dimension_of(name, selection)
            except LabelError as error:
                raise self.error(str(error)) from error
            return lambda _evaluation, _bindings: selection
        return self.closure(node, names)

    def _attribute(self, node: ast.Attribute, names: frozenset[str]) -> Closure:
        inner, key = self.closure(node.value, names), normal(node.attr)
        if not self.catalogue.has_row_key(key):
            hint = suggestion(key, self.catalogue.row_keys())
            raise self.error(f"记录里没有「{node.attr}」这一项{hint}")
        return lambda evaluation, bindings: attribute(evaluation, inner(evaluation, bindings), key)

    def _binop(self, node: ast.BinOp, names: frozenset[str]) -> Closure:
        sign = _ARITHMETIC.get(type(node.op))
        if sign is None:
            raise self.error("只支持加减乘除")
        left, right = self.closure(node.left, names), self.closure(node.right, names)
        return lambda evaluation, bindings: arithmetic(
            sign, left(evaluation, bindings), right(evaluation, bindings)
        )

    def _unaryop(self, node: ast.UnaryOp, names: frozenset[str]) -> Closure:
        inner = self.closure(node.operand, names)
        if isinstance(node.op, ast.Not):
            return lambda evaluation, bindings: negated(truth(inner(evaluation, bindings)))
        if isinstance(node.op, ast.USub):
            return lambda evaluation, bindings: arithmetic("*", inner(evaluation, bindings), -1)
        raise self.error("只支持负号和 not")

    def _boolop(self, node: ast.BoolOp, names: frozenset[str]) -> Closure:
        parts = [self.closure(value, names) for value in node.values]
        every = isinstance(node.op, ast.And)

        def run(evaluation: Evaluation, bindings: Bindings) -> Truth:
            result = Truth.TRUE if every else Truth.FALSE
            for part in parts:
                value = truth(part(evaluation, bindings))
                result = min(result, value) if every else max(result, value)
                if result is (Truth.FALSE if every else Truth.TRUE):
                    return result
            return result

        return run

    def _compare(self, node: ast.Compare, names: frozenset[str]) -> Closure:
        signs = [_COMPARE.get(type(op)) for op in node.ops]
        if None in signs:
            raise self.error("比较只支持 == != < <= > >= in")
        operands = [self.closure(part, names) for part in (node.left, *node.comparators)]

        def run(evaluation: Evaluation, bindings: Bindings) -> Truth:
            result = Truth.TRUE
            left = operands[0](evaluation, bindings)
            for sign, operand in zip(signs, operands[1:], strict=True):
                right = operand(evaluation, bindings)
                result = min(result, compare(str(sign), left, right))
                left = right
            return result

        return run

    def _ifexp(self, node: ast.IfExp, names: frozenset[str]) -> Closure:
        test, then, other = (self.closure(part, names) for part in (node.test, node.body, node.orelse))

        def run(evaluation: Evaluation, bindings: Bindings) -> Value:
            outcome = truth(test(evaluation, bindings))
            if outcome is Truth.UNKNOWN:
                return Missing(())
            return (then if outcome else other)(evaluation, bindings)

        return run

    def _list(self, node: ast.List | ast.Tuple, names: frozenset[str]) -> Closure:
        parts = [self.closure(item, names) for item in node.elts]
        return lambda evaluation, bindings: tuple(part(evaluation, bindings) for part in parts)

    _tuple = _list

    def _listcomp(self, node: ast.ListComp | ast.GeneratorExp, names: frozenset[str]) -> Closure:
        if len(node.generators) != 1 or not isinstance(node.generators[0].target, ast.Name):
            raise self.error("只支持「… for 变量 in 集合」这一种")
        generator = node.generators[0]
        variable = normal(generator.target.id)  # type: ignore[attr-defined]
        source = self.closure(generator.iter, names)
        inner = names | {variable}
        item = self.closure(node.elt, inner)
        tests = [self.closure(test, inner) for test in generator.ifs]

        def run(evaluation: Evaluation, bindings: Bindings) -> Value:
            rows = source(evaluation, bindings)
            if isinstance(rows, Missing) or rows is None:
                return rows
            result = []
            local: Any = copy(bindings)
            for row in rows:
                local[variable] = row
                if all(truth(test(evaluation, local)) >= Truth.TAIL for test in tests):
                    result.append(item(evaluation, local))
            return tuple(result)

        return run

    _generatorexp = _listcomp

    def _call(self, node: ast.Call, names: frozenset[str]) -> Closure:
        if not isinstance(node.func, ast.Name):
            raise self.error("只能调用口径函数")
        function = self.catalogue.functions.get(normal(node.func.id))
        if function is None:
            hint = suggestion(node.func.id, self.catalogue.functions)
            raise self.error(f"没有函数「{node.func.id}」{hint}")
        keywords = {}
        for word in node.keywords:
            name = normal(word.arg or "")
            if name not in function.keywords:
                raise self.error(
                    f"「{function.name}」没有参数「{name}」{suggestion(name, function.keywords)}"
                )
            keywords[function.keywords[name]] = self.closure(word.value, names)
        first = self._reference if function.references else self.closure
        arguments = [
            (first if index == 0 else self.closure)(argument, names)
            for index, argument in enumerate(node.args)
        ]
        return _calling(function.call, arguments, keywords)

    def _reference(self, node: ast.expr, names: frozenset[str]) -> Closure:
        """A 口径 itself: gives (name, selection)."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            try:
                reference = self.catalogue.check_label(node.value)
            except LabelError as error:
                raise self.error(str(error)) from error
            self.measures.add(reference[0])
            return lambda _evaluation, _bindings: reference
        if isinstance(node, ast.Name) and normal(node.id) in names:
            return self.closure(node, names)
        if isinstance(node, ast.Name):
            name = normal(node.id)
            self._know(name, names)
            return lambda _evaluation, _bindings: (name, None)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name):
            name = normal(node.value.id)
            self._know(name, names)
            select = self._selection(name, node.slice, names)
            return lambda evaluation, bindings: (name, select(evaluation, bindings))
        raise self.error("这里要写口径的名称")


def _calling(
    call: Callable[..., Value], arguments: list[Closure], keywords: Mapping[str, Closure]
) -> Closure:
    if keywords:
        return lambda evaluation, bindings: call(
            evaluation,
            *[argument(evaluation, bindings) for argument in arguments],
            **{name: value(evaluation, bindings) for name, value in keywords.items()},
        )
    if len(arguments) == 1:
        only = arguments[0]
        return lambda evaluation, bindings: call(evaluation, only(evaluation, bindings))
    return lambda evaluation, bindings: call(
        evaluation, *[argument(evaluation, bindings) for argument in arguments]
    )


def _selected(evaluation: Evaluation, name: str, selection: Value) -> Value:
    return evaluation.figure(name, None if selection is None else str(selection)).value


def _item(sequence: Value, index: Value) -> Any:
    if isinstance(sequence, Missing) or sequence is None:
        return sequence
    if not isinstance(sequence, tuple) or not isinstance(index, int):
        raise OperandError("方括号里要写选择的科目或序号")
    return sequence[index] if -len(sequence) <= index < len(sequence) else None
