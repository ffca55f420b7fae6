"""The proof, when a pack is loaded, that every name in its wording exists.

Names are taken from the syntax tree of each template: 口径, functions, selections in brackets, and
the string arguments that name something.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from typing import Any

from jinja2 import Environment, nodes

from jixiao_desktop.engine.catalogue import Catalogue, Function, LabelError, suggestion
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.ledger.facts import THREE_PUBLIC_ITEMS, UnitYear
from jixiao_desktop.ledger.shape import Record, Rows, Table, keys_of, normal
from jixiao_desktop.packs.source import PackError, Place, Sequence
from jixiao_desktop.performance.functions import PERFORMANCE_FUNCTIONS
from jixiao_desktop.report.lines import CHART, DIRECTIVES, PAGES
from jixiao_desktop.values import dataclass

MATTERS = (
    "收支总计变动", "本年收入变动", "本年支出变动", "财政拨款收支总计变动", "一般公共预算财政拨款支出变动",
    "预算差异", "三公经费预算差异", "三公经费变动", "机关运行经费变动", "年初结转调整", "其他重要事项",
)  # fmt: skip
"""事项 of 说明; some take a 科目 or a 三公 item in brackets."""
PLACEHOLDERS = ("名词解释", "自评表", "附表")
"""Directives for which the builder puts in blocks."""
_JINJA = frozenset({"loop", "true", "false", "none", "True", "False", "None", "range", "namespace"})


@dataclass(slots=True)
class TemplateNames:
    """The names that templates use, as they are written."""

    measures: set[str] = field(default_factory=set)
    functions: set[str] = field(default_factory=set)


class Proof:
    """Checks templates one by one and remembers what they use."""

    def __init__(
        self, model: PackModel, environment: Environment, templates: frozenset[str], words: frozenset[str]
    ) -> None:
        self.catalogue = Catalogue(model.catalogue.dimensions, callable_functions(model))
        self.options = frozenset(normal(name) for name in model.pack.options)
        self.templates = templates
        self.filters = environment.filters
        self.tests = environment.tests
        self.words = words
        self.charts = chart_numbers(model)
        self.names = TemplateNames()
        self.pages: dict[str, tuple[str, ...]] = {}

    def check(self, tree: nodes.Template, text: str, place: Place) -> None:
        """Prove one template. Raises PackError with file and line."""
        found = _by_type(tree)
        local = _declared(found)
        for name in found.get(nodes.Name, ()):
            if name.ctx == "load" and name.name not in local:
                self._name(name, place)
        for item in found.get(nodes.Getitem, ()):
            self._selection(item, local, place)
        for call in found.get(nodes.Call, ()):
            self._call(call, local, place)
        self._jinja_names(found.get(nodes.Filter, []), self.filters, place)
        self._jinja_names(found.get(nodes.Test, []), self.tests, place)
        for kind in (nodes.FromImport, nodes.Include, nodes.Import):
            for source in found.get(kind, ()):
                self._template(source, place)
        stem = place.file.rsplit("/", 1)[-1].removesuffix(".j2")
        self.pages[stem] = tuple(self._directives(text, place))

    @staticmethod
    def _jinja_names(used: Iterable[Any], known: Iterable[str], place: Place) -> None:
        """Filters and tests: known before a template is compiled."""
        for node in used:
            if node.name not in known:
                raise PackError(_at(place, node), f"不认识「{node.name}」{suggestion(node.name, known)}")

    def _name(self, node: nodes.Name, place: Place) -> None:
        name = normal(node.name)
        if name in self.catalogue.dimensions:
            self.names.measures.add(node.name)
        elif node.name in self.words or node.name in _JINJA:
            return
        elif name in self.catalogue.functions:
            self.names.functions.add(node.name)
        else:
            known = {*self.catalogue.dimensions, *self.catalogue.functions, *self.words}
            raise PackError(_at(place, node), f"不认识「{node.name}」{suggestion(node.name, known)}")

    def _selection(self, node: nodes.Getitem, local: set[str], place: Place) -> None:
        if not isinstance(node.node, nodes.Name) or node.node.name in local:
            return
        name = normal(node.node.name)
        if name in self.catalogue.dimensions and isinstance(node.arg, nodes.Const):
            self._dimension(name, node.arg, _at(place, node))

    def _call(self, node: nodes.Call, local: set[str], place: Place) -> None:
        if not isinstance(node.node, nodes.Name) or node.node.name in local:
            return
        called, where = node.node.name, _at(place, node)
        function = self.catalogue.functions.get(normal(called))
        if function is not None and called not in self.words:
            for keyword in node.kwargs:
                if normal(keyword.key) not in function.keywords:
                    hint = suggestion(keyword.key, function.keywords)
                    raise PackError(where, f"「{called}」没有参数「{keyword.key}」{hint}")
        check = self._argument_checks().get(called)
        for position, argument in enumerate(node.args):
            if check and isinstance(argument, nodes.Const) and isinstance(argument.value, str):
                check(position, argument.value, where)
        self._parts(node, where)

    def _parts(self, node: nodes.Call, where: Place) -> None:
        """The selections of 构成(口径, [部分, …])."""
        name = node.node
        if not isinstance(name, nodes.Name) or name.name != "构成" or len(node.args) < 2:
            return
        measure, parts = node.args[0], node.args[1]
        if isinstance(measure, nodes.Name) and isinstance(parts, nodes.List):
            for part in parts.items:
                if isinstance(part, nodes.Const):
                    self._dimension(measure.name, part, where)

    def _argument_checks(self) -> Mapping[str, Callable[[int, str, Place], None]]:
        return {
            "说明": self._matter, "有说明": self._matter, "选项": self._option, "选用": self._option,
            "三公": self._three_public, "事实": self._path, "有": self._path, "各行": self._path,
        }  # fmt: skip

    def _matter(self, _position: int, text: str, where: Place) -> None:
        matter, bracket, selection = text.partition("[")
        if normal(matter) not in {normal(known) for known in MATTERS}:
            raise PackError(where, f"没有事项「{matter}」{suggestion(matter, MATTERS)}")
        if bracket and matter.startswith("三公"):
            self._three_public(0, selection.rstrip("]"), where)

    def _option(self, _position: int, text: str, where: Place) -> None:
        if normal(text) not in self.options:
            raise PackError(where, f"模板没有选项「{text}」{suggestion(text, self.options)}")

    def _three_public(self, position: int, text: str, where: Place) -> None:
        items = (*THREE_PUBLIC_ITEMS, "合计")
        if position == 0 and normal(text) not in {normal(item) for item in items}:
            raise PackError(where, f"三公没有「{text}」，可用：{'、'.join(items)}")

    def _path(self, position: int, text: str, where: Place) -> None:
        if position == 0:
            problem = path_problem(text)
            if problem:
                raise PackError(where, f"「{text}」：{problem}")

    def _template(self, node: nodes.FromImport | nodes.Include | nodes.Import, place: Place) -> None:
        name = node.template
        if not isinstance(name, nodes.Const) or name.value not in self.templates:
            written = name.value if isinstance(name, nodes.Const) else "…"
            hint = suggestion(str(written), self.templates)
            raise PackError(_at(place, node), f"没有句子文件「{written}」{hint}")

    def _directives(self, text: str, place: Place) -> Iterator[str]:
        """The pages that a template names; checks directives and charts on the way."""
        for number, line in enumerate(text.split("\n"), 1):
            where = Place(place.file, number)
            if line.startswith("!["):
                chart = line[2:].partition("]")[0]
                if chart not in self.charts:
                    raise PackError(where, f"charts.yaml 里没有「{chart}」{suggestion(chart, self.charts)}")
            if line.startswith("@"):
                name, *arguments = line[1:].split() or [""]
                known = (*DIRECTIVES, *PLACEHOLDERS)
                if name not in known:
                    raise PackError(where, f"没有「@{name}」{suggestion(name, known)}")
                if name == PAGES:
                    yield from arguments

    def _dimension(self, measure: str, selection: nodes.Const, where: Place) -> None:
        try:
            self.catalogue.dimension_of(normal(measure), str(selection.value))
        except LabelError as error:
            raise PackError(where, str(error)) from error


def callable_functions(model: PackModel) -> Mapping[str, Function]:
    """The functions of expressions, with those about projects and indicators."""
    return {**model.catalogue.functions, **PERFORMANCE_FUNCTIONS}


def chart_numbers(model: PackModel) -> frozenset[str]:
    """The charts of a pack by their numbers: 图1 …"""
    found: set[str] = set()
    for layer in model.pack.layers("charts"):
        entries = layer if isinstance(layer, Sequence) else ()
        found.update(str(entry[CHART]) for entry in entries if isinstance(entry, dict) and CHART in entry)
    return frozenset(found)


def path_problem(text: str) -> str:
    """Why a dotted path leads nowhere in the exchange file; empty when it leads somewhere."""
    kind: object = Record(UnitYear)
    for step in text.split("."):
        if isinstance(kind, Record | Rows):
            keys = keys_of(kind.type)
            if normal(step) not in keys:
                return f"没有「{step}」{suggestion(step, [key.name for key in keys.values()])}"
            kind = keys[normal(step)].kind
        elif isinstance(kind, Table):
            if kind.keys is not None and normal(step) not in {normal(key) for key in kind.keys}:
                return f"没有「{step}」{suggestion(step, kind.keys)}"
            kind = kind.of
        else:
            return f"「{step}」前面不是一组数据"
    return ""


def _by_type(tree: nodes.Node) -> dict[type[nodes.Node], list[Any]]:
    """All nodes of a syntax tree by their type."""
    found: dict[type[nodes.Node], list[Any]] = {}
    waiting: list[nodes.Node] = [tree]
    while waiting:
        node = waiting.pop()
        found.setdefault(type(node), []).append(node)
        for name in node.fields:
            value = getattr(node, name, None)
            if isinstance(value, nodes.Node):
                waiting.append(value)
            elif isinstance(value, list | tuple):
                waiting.extend(item for item in value if isinstance(item, nodes.Node))
    return found


def _declared(found: Mapping[type[nodes.Node], list[Any]]) -> set[str]:
    """Names that the template itself declares: loop variables, set, macros and their arguments."""
    names = {node.name for node in found.get(nodes.Name, ()) if node.ctx in {"store", "param"}}
    names.update(macro.name for macro in found.get(nodes.Macro, ()))
    for source in found.get(nodes.FromImport, ()):
        names.update(name if isinstance(name, str) else name[1] for name in source.names)
    return names


def _at(place: Place, node: nodes.Node) -> Place:
    return Place(place.file, node.lineno)
