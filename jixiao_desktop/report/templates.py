"""Wording of a pack: sandboxed Jinja2 templates over the 口径, proved when they are loaded.

A template sees the 口径 by their names, the functions of expressions, the phrases of
:mod:`jixiao_desktop.report.phrases`, and a few words about the unit (:data:`WORDS`). What it yields
becomes blocks of runs.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterable, Mapping, MutableMapping
from functools import partial
from types import CodeType, TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateRuntimeError,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2 import __version__ as jinja_version
from jinja2.sandbox import ImmutableSandboxedEnvironment

from jixiao_desktop import __version__
from jixiao_desktop.engine.catalogue import Function
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import PackModel
from jixiao_desktop.engine.operators import OperandError
from jixiao_desktop.engine.rows import Row
from jixiao_desktop.engine.values import Gap, Missing
from jixiao_desktop.ledger.edits import path_text
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.packs.source import PackError, Place
from jixiao_desktop.report.blocks import Run
from jixiao_desktop.report.compiled import Compiled, kept
from jixiao_desktop.report.lines import Item, parse_lines
from jixiao_desktop.report.phrases import PHRASES, Phrases, is_known, is_nonzero, is_zero
from jixiao_desktop.report.proof import Proof, callable_functions, chart_numbers
from jixiao_desktop.report.runs import Recorder, text_of
from jixiao_desktop.report.spoken import Entry, Held, Named, Speaker, UserWord, put_out
from jixiao_desktop.report.style import options_of, style_of
from jixiao_desktop.values import dataclass

WORDS = ("年度", "上年度", "本年", "去年", "单位", "主体", "单位信息", "概况")
"""Words about the unit and the year that every template may use."""
BOUND = ("评价", "项目")
"""Words that stand for the record that a deliverable is about (逐: 评价报告)."""
_Texts = Mapping[str, tuple[str, Place]]
"""Name of a template → its text and where it stands."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of a pack, proved and compiled."""

    environment: ImmutableSandboxedEnvironment
    compiled: Compiled
    places: Mapping[str, Place]

    @property
    def pages(self) -> Mapping[str, tuple[str, ...]]:
        """The wizard's pages that each template feeds from."""
        return self.compiled.pages

    def render(
        self, evaluation: Evaluation, name: str, bound: tuple[tuple[str, Row], ...] = ()
    ) -> tuple[Item, ...]:
        """The blocks of one template; kept until a fact that it read changes. Raises PackError."""
        key = ("文字", name, tuple((word, row.path) for word, row in bound))
        return evaluation.remembered(key, lambda: self._rendered(evaluation, name, bound))

    def line(self, evaluation: Evaluation, text: str) -> str:
        """A one-line template such as a file name, as plain words. Raises PackError."""
        return text_of(self.line_runs(evaluation, text))

    def line_runs(self, evaluation: Evaluation, text: str) -> tuple[Run, ...]:
        """A one-line template as runs; kept until a fact that it read changes. Raises PackError."""
        return evaluation.remembered(("文字", "行", str(text)), lambda: self._line_rendered(evaluation, text))

    def _line_rendered(self, evaluation: Evaluation, text: str) -> tuple[Run, ...]:
        recorder = Recorder()
        try:
            template = self.environment.from_string(text)
            rendered = template.render(self._context(evaluation, recorder, ()))
        except (TemplateSyntaxError, UndefinedError, OperandError) as error:
            raise PackError(getattr(text, "place", Place("pack.yaml", 1)), f"「{text}」：{error}") from error
        return recorder.runs(rendered.strip())

    def _rendered(
        self, evaluation: Evaluation, name: str, bound: tuple[tuple[str, Row], ...]
    ) -> tuple[Item, ...]:
        recorder = Recorder()
        try:
            text = self.environment.get_template(name).render(self._context(evaluation, recorder, bound))
        except (OperandError, UndefinedError, TemplateRuntimeError, TypeError) as error:
            file = self.places[name].file
            raise PackError(Place(file, _line_of(error.__traceback__, file)), str(error)) from error
        return parse_lines(text, recorder)

    def _context(
        self, evaluation: Evaluation, recorder: Recorder, bound: tuple[tuple[str, Row], ...]
    ) -> dict[str, object]:
        options = options_of(evaluation)
        speaker = Speaker(evaluation, recorder, style_of(options))
        functions = callable_functions(evaluation.model)
        context: dict[str, object] = {name: Named(speaker, normal(name)) for name in self.compiled.measures}
        context |= {
            name: partial(_call, speaker, functions[normal(name)]) for name in self.compiled.functions
        }
        context |= Phrases(speaker, options).functions()
        context |= _words(speaker, options)
        return context | {word: Entry(speaker, row) for word, row in bound}


def wording_of(evaluation: Evaluation) -> Wording:
    """The wording of the evaluation's pack. Raises PackError."""
    return evaluation.model.made_once("文字", lambda: load_wording(evaluation.model))


def load_wording(model: PackModel, bound_words: Iterable[str] = BOUND) -> Wording:
    """All templates of a pack, every name in them proved. Raises PackError."""
    texts = model.pack.text_files("wording")
    words = frozenset((*WORDS, *PHRASES, *bound_words))
    loader = _Loader({})
    environment = _environment(loader)
    compiled = kept(
        model.pack.id,
        _made_from(model, texts, words, environment),
        lambda: _compiled(model, texts, words, environment),
    )
    loader.codes = compiled.codes
    places = {name: place for name, (_, place) in texts.items()}
    return Wording(environment, compiled, places)


def _compiled(
    model: PackModel, texts: _Texts, words: frozenset[str], environment: ImmutableSandboxedEnvironment
) -> Compiled:
    """Parse, prove and compile. Raises PackError with file and line."""
    proof = Proof(model, environment, frozenset(texts), words)
    codes: dict[str, CodeType] = {}
    for name, (text, place) in texts.items():
        try:
            tree = environment.parse(text)
        except TemplateSyntaxError as error:
            raise PackError(Place(place.file, error.lineno), f"写法有误：{error.message}") from error
        proof.check(tree, text, place)
        codes[name] = environment.compile(tree, name, place.file)
    names = proof.names
    return Compiled(codes, frozenset(names.measures), frozenset(names.functions), proof.pages)


def _made_from(
    model: PackModel, texts: _Texts, words: frozenset[str], environment: ImmutableSandboxedEnvironment
) -> str:
    """Names everything that the proof and the code depend on."""
    functions = callable_functions(model)
    parts = (
        __version__,
        sys.version,
        jinja_version,
        sorted((name, text, str(place)) for name, (text, place) in texts.items()),
        sorted(model.catalogue.dimensions.items()),
        sorted((name, sorted(function.keywords)) for name, function in functions.items()),
        sorted(model.pack.options),
        sorted(chart_numbers(model)),
        sorted(words),
        sorted((*environment.filters, *environment.tests)),
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()


class _Loader(BaseLoader):
    """Gives templates that were compiled before."""

    def __init__(self, codes: Mapping[str, CodeType]) -> None:
        self.codes = codes

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,  # noqa: A002
    ) -> Template:
        """The template with this name."""
        return Template.from_code(environment, self.codes[name], globals or {})


def _environment(loader: BaseLoader) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=loader,
        undefined=StrictUndefined,
        autoescape=False,
        finalize=put_out,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    tests: dict[str, Callable[..., bool]] = {
        "零": is_zero, "非零": is_nonzero, "已知": is_known, "持平": _unchanged,
    }  # fmt: skip
    environment.tests.update(tests)
    return environment


def _unchanged(figure: Named) -> bool:
    return figure.unchanged


def _call(speaker: Speaker, function: Function, *arguments: object, **keywords: object) -> object:
    """A function of expressions, called from a template."""
    values = [_reference(a) if function.references and n == 0 else _value(a) for n, a in enumerate(arguments)]
    words = {function.keywords[normal(name)]: _value(value) for name, value in keywords.items()}
    found = function.call(speaker.evaluation, *values, **words)
    return speaker.hold(found, _label(function.name, arguments))


def _label(function: str, arguments: tuple[object, ...]) -> str:
    """What stands behind the result of a function: the place of the fact, or the 口径."""
    first = arguments[0] if arguments else ""
    if isinstance(first, Held):
        return first.label
    if isinstance(first, Entry):
        return path_text(first.row.path)
    if function == "事实":
        return str(first)
    return ".".join(("三公经费", *map(str, arguments))) if function == "三公" else ""


def _value(argument: object) -> object:
    if isinstance(argument, Held):
        return argument.value
    if isinstance(argument, Entry):
        return argument.row
    if isinstance(argument, list | tuple):
        return tuple(_value(item) for item in argument)
    return str(argument) if isinstance(argument, str) else argument


def _reference(argument: object) -> object:
    return (argument.name, argument.selection) if isinstance(argument, Named) else argument


def _words(speaker: Speaker, options: Mapping[str, str]) -> dict[str, object]:
    """The words of :data:`WORDS` for this unit and year."""
    evaluation, facts = speaker.evaluation, speaker.evaluation.facts
    year = evaluation.read(("年度",))
    called = options.get("年份称谓", "年")
    name = evaluation.read(("单位", "名称"))
    held: Any = UserWord(name, speaker.recorder) if name else Held(speaker, _no_name(), "")
    return {
        "年度": year,
        "上年度": year - 1,
        "本年": f"{year}{called}",
        "去年": f"{year - 1}{called}",
        "单位": held,
        "主体": evaluation.read(("单位", "报告主体")) or "单位",
        "单位信息": Entry(speaker, Row(("单位",), facts.unit)),
        "概况": Entry(speaker, Row(("概况",), facts.overview)),
    }


def _no_name() -> Missing:
    return Missing((Gap(("单位", "名称"), "单位名称"),))


def _line_of(traceback: TracebackType | None, file: str) -> int:
    """The line of a template in which an error arose."""
    line = 1
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename in {file, "<template>"}:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return line
