"""The figures that follow from the facts, computed when asked for and kept until their inputs change.

While something is computed, every fact that it reads is noted. After an edit
:meth:`Evaluation.updated` keeps all that read nothing of what changed; so an edit costs what it
touches, and a figure can't be stale.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from jixiao_desktop.engine.catalogue import label_of
from jixiao_desktop.engine.cube import CellKey, Cube, CubeCell
from jixiao_desktop.engine.cubes import CUBES, CodeIndex, Slice, code_index
from jixiao_desktop.engine.expressions import Bindings, Expression
from jixiao_desktop.engine.memory import CircularError, Dependency, Memory, Places
from jixiao_desktop.engine.values import Gap, Missing, Value
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Path, fact_at
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import keys_of, normal
from jixiao_desktop.ledger.spending import expense_lines
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.values import dataclass

if TYPE_CHECKING:
    from jixiao_desktop.engine.model import PackModel

_ATTRIBUTES = {name: key.attribute for name, key in keys_of(UnitYear).items()}
T = TypeVar("T")
E = TypeVar("E", bound="Evaluation")
NAMED_MAPS = {"申报值": "stated", "上年": "last_year"}


@dataclass(frozen=True, slots=True)
class Figure:
    """A 口径 with its value for these facts."""

    name: str
    selection: str | None
    value: Value
    stated: bool
    """The value is the 申报值."""

    @property
    def label(self) -> str:
        """As it is written: ``本年支出合计[208]``."""
        return label_of(self.name, self.selection)


class Evaluation:
    """All figures of one unit-year under one pack; ``previous`` is last year's, where it is known.

    Not to be shared between threads: give each its own :meth:`fork`.
    """

    def __init__(
        self,
        model: PackModel,
        facts: UnitYear,
        previous: Evaluation | None = None,
        *,
        _carried: _Carried | None = None,
    ) -> None:
        self.model = model
        self.facts = facts
        self.previous = previous
        carried = _carried or _Carried(_build_cubes(facts), Memory(), Places(), _names(facts), {})
        self._cubes = carried.cubes
        self._memory = carried.memory
        self._places = carried.places
        self._names = carried.names
        self._under = carried.under

    def remembered(self, key: Hashable, compute: Callable[[], T]) -> T:
        """The result of ``compute``, kept under ``key`` until a fact that it read changes.

        Raises PackError when a computation needs its own result.
        """
        try:
            return self._memory.remembered(key, compute)
        except CircularError as error:
            raise PackError(self.model.pack.settings.place, f"「{error.args[0]}」绕回了自己") from error

    def depends_on(self, dependency: Dependency) -> None:
        """Note that what is being computed reads this."""
        if self._memory.reads(dependency) and dependency[0] == "path":
            self._places.add(dependency[1])

    def figure(self, name: str, selection: str | None = None) -> Figure:
        """A 口径: the 申报值 where one is stated, else what the detail gives."""
        return self.remembered(("口径", name, selection), lambda: self._figure(name, selection))

    def _figure(self, name: str, selection: str | None) -> Figure:
        stated = self.stated(name, selection)
        if stated is not None:
            return Figure(name, selection, stated, stated=True)
        return Figure(name, selection, self.computed(name, selection), stated=False)

    def computed(self, name: str, selection: str | None = None) -> Value:
        """What the detail gives for a 口径, whatever is stated. Raises LabelError."""
        return self.remembered(("算得", name, selection), lambda: self._computed(name, selection))

    def _computed(self, name: str, selection: str | None) -> Value:
        measure = self.model.measures[name]
        return measure.expression.evaluate(self, self.bindings(name, selection))

    def bindings(self, name: str, selection: str | None) -> Bindings:
        """The variables of a 口径's expression: its dimensions, the selected one set."""
        bindings: dict[str, Value] = dict.fromkeys(self.model.measures[name].dimensions)
        if selection is not None:
            bindings[self.model.catalogue.dimension_of(name, selection)] = selection
        return bindings

    def label(self, name: str, selection: str | None = None) -> str:
        """A 口径 as it is written."""
        return label_of(name, selection)

    def stated(self, name: str, selection: str | None = None) -> Quantity | None:
        """The 申报值 of a 口径, if the unit gave one."""
        return self._named("申报值", label_of(name, selection))

    def last_year(self, name: str, selection: str | None = None) -> Value:
        """Last year's figure: given explicitly, else from last year's report; Missing if unknown."""
        return self.remembered(("上年", name, selection), lambda: self._last_year(name, selection))

    def _last_year(self, name: str, selection: str | None) -> Value:
        measure = self.model.measures[name]
        entered: Value = None
        if measure.last_year is not None:
            entered = measure.last_year.evaluate(self, self.bindings(name, selection))
            if not isinstance(entered, Missing) and entered is not None:
                return entered
        label = label_of(name, selection)
        given = self._named("上年", label)
        if given is not None:
            return given
        if self.previous is not None and name in self.previous.model.measures:
            return self.previous.figure(name, selection).value
        if isinstance(entered, Missing) and entered.gaps:
            return entered
        return Missing((Gap(("上年", label), f"上年{label}"),))

    def value(self, label: str) -> Value:
        """The value of a 口径 written as a label. Raises LabelError."""
        return self.figure(*self.model.catalogue.check_label(label)).value

    def evaluate(self, expression: Expression, bindings: Bindings | None = None) -> Value:
        """The value of an expression."""
        return expression.evaluate(self, bindings)

    def read(self, path: Path) -> Any:
        """The fact at a path; None where nothing was entered."""
        self.depends_on(("path", path))
        return fact_at(self.facts, path)

    def cell(self, cube: str, key: CellKey) -> CubeCell:
        """One cell of a list's cube."""
        self.depends_on((cube, key))
        return self._cubes[cube].cell(key)

    def begun(self, list_name: str) -> bool:
        """Whether a list was begun at all, be it with no line."""
        self.depends_on(("begun", list_name))
        if list_name == "支出" and self.facts.expenses is None:
            self.depends_on(("path", ("经济分类",)))
            return expense_lines(self.facts) is not None
        return getattr(self.facts, _ATTRIBUTES[list_name]) is not None

    def lines(self, cube: str, key: CellKey) -> int:
        """How many lines belong to a cell, whatever their amounts."""
        self.depends_on(("lines", cube, key))
        return self._cubes[cube].cell(key).lines

    def codes(self, cube: str, part: Slice) -> tuple[str, ...]:
        """The codes that the lines of a list name in a slice, in order."""
        return part.codes(
            self.remembered(("编码", cube, part.position), lambda: self._code_index(cube, part.position))
        )

    def _code_index(self, cube: str, position: int) -> CodeIndex:
        self.depends_on(("codes", cube))
        return code_index(self._cubes[cube].keys(), position)

    def has_short_codes(self, cube: str) -> bool:
        """Whether a line of a list names a 类 or 款 where a lower code exists."""
        self.depends_on(("codes", cube))
        return any(step and step.endswith("=") for key in self._cubes[cube].cells for step in key)

    def _named(self, map_name: str, label: str) -> Quantity | None:
        written = self.written_as(map_name, label)
        return None if written is None else self._names[map_name][written]

    def written_as(self, map_name: str, label: str) -> str | None:
        """The name under which 申报值 or 上年 gives a figure: its own, else another of the same figure."""
        own = normal(label)
        for written in (own, *self.model.same[map_name].get(own, ())):
            self.depends_on((map_name, written))
            if written in self._names[map_name]:
                return written
        return None

    @property
    def names(self) -> Mapping[str, str]:
        """The names of 科目 and 经济科目 by code, for the year, with the unit's own."""
        return self.remembered(
            ("names",), lambda: self.model.subject_names(self.facts.year, self.read(("科目名称",)))
        )

    def updated(self, facts: UnitYear) -> Evaluation:
        """The figures of edited facts; keeps all that did not read what changed."""
        if facts == self.facts:
            same = _Carried(self._cubes, self._memory, self._places, self._names, self._under)
            return Evaluation(self.model, facts, self.previous, _carried=same)
        cubes, changed = self._changed_cells(facts)
        names = {
            name: self._names[name]
            if getattr(facts, attribute) is getattr(self.facts, attribute)
            else _normalised(getattr(facts, attribute))
            for name, attribute in NAMED_MAPS.items()
        }
        for name, entries in names.items():
            changed.update((name, label) for label in _differing(self._names[name], entries))
        changed.update(("path", path) for path in self._places.changed(self.facts, facts))
        changed.update(
            ("begun", key)
            for key, attribute in _ATTRIBUTES.items()
            if (getattr(facts, attribute) is None) != (getattr(self.facts, attribute) is None)
        )
        carried = _Carried(cubes, self._memory.without(changed), self._places, names, dict(self._under))
        return Evaluation(self.model, facts, self.previous, _carried=carried)

    def _changed_cells(self, facts: UnitYear) -> tuple[dict[str, Cube], set[Dependency]]:
        cubes: dict[str, Cube] = {}
        changed: set[Dependency] = set()
        for name, cube in self._cubes.items():
            cubes[name], keys = cube.updated(CUBES[name].rows(facts))
            changed.update((name, key) for key in keys)
            before, after = cube, cubes[name]
            counted = [key for key in keys if before.cell(key).lines != after.cell(key).lines]
            changed.update(("lines", name, key) for key in counted)
            if any((key in before.cells) != (key in after.cells) for key in counted):
                changed.add(("codes", name))
        return cubes, changed

    def under(self, model: PackModel) -> Evaluation:
        """The same facts under another pack; kept, and brought up to date after an edit.

        What is computed with it here counts as having read every fact.
        """
        self.depends_on(("path", ()))
        found = self._under.get(model.pack.id)
        if found is None:
            found = Evaluation(model, self.facts, self.previous)
        elif found.facts is not self.facts:
            found = found.updated(self.facts)
        self._under[model.pack.id] = found
        return found

    def fork(self, kind: type[E] | None = None) -> E:
        """The same figures for another thread, or as another kind of evaluation."""
        under: dict[str, Evaluation] = {pack: other.fork() for pack, other in self._under.items()}
        carried = _Carried(self._cubes, self._memory.copy(), self._places.copy(), self._names, under)
        made = (kind or type(self))(self.model, self.facts, self.previous, _carried=carried)
        return cast("E", made)


@dataclass(frozen=True, slots=True)
class _Carried:
    cubes: dict[str, Cube]
    memory: Memory
    places: Places
    """Every place that was ever read."""
    names: dict[str, dict[str, Quantity]]
    """The entries of 申报值 and 上年 by the names under which they are looked up."""
    under: dict[str, Evaluation]
    """The same facts, or earlier ones, under other packs, by the pack's id."""


def _build_cubes(facts: UnitYear) -> dict[str, Cube]:
    return {name: spec.empty().updated(spec.rows(facts))[0] for name, spec in CUBES.items()}


def _names(facts: UnitYear) -> dict[str, dict[str, Quantity]]:
    return {name: _normalised(getattr(facts, attribute)) for name, attribute in NAMED_MAPS.items()}


def _normalised(entries: Mapping[str, Quantity] | None) -> dict[str, Quantity]:
    return {normal(name): value for name, value in (entries or {}).items()}


def _differing(before: Mapping[str, Quantity], after: Mapping[str, Quantity]) -> set[str]:
    """The names that have another amount, or one only before or after."""
    if before is after:
        return set()
    return {name for name in {**before, **after} if before.get(name) != after.get(name)}
