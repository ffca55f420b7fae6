"""A pack made ready for evaluation: its 口径 compiled against one catalogue of names."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import field
from pathlib import Path
from typing import Any, TypeVar

from jixiao_desktop.engine.catalogue import DIMENSIONS, Catalogue, Function, LabelError, Measure, label_of
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Expression, compile_expression
from jixiao_desktop.engine.functions import FUNCTIONS
from jixiao_desktop.ledger.codes import Codes, load_codes
from jixiao_desktop.ledger.edits import Path as FactPath
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.ledger.subjects import subject_names
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Mapping as Map
from jixiao_desktop.packs.source import PackError, Sequence
from jixiao_desktop.values import dataclass

T = TypeVar("T")
_KEYS = ("口径", "可选", "等于", "单位", "依据", "上年取")
_UNITS = ("金额", "比率", "个数", "文字")


@dataclass(frozen=True, slots=True)
class PackModel:
    """A pack and its compiled 口径."""

    pack: Pack
    catalogue: Catalogue
    measures: Mapping[str, Measure]
    codes: Codes
    """The code tables that come with the program."""
    same: Mapping[str, Mapping[str, tuple[str, ...]]]
    """For 申报值 and 上年: each label's other labels of the same figure."""
    _made: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)

    def made_once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What follows from the pack alone, such as its sentences; made when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        result: T = self._made[key]
        return result

    def subject_names(self, year: int, own: Mapping[str, str] | None) -> Mapping[str, str]:
        """Names by code for a year, the unit's own for codes that the tables lack."""
        return subject_names(self.codes, year, own)

    def label_problems(self, facts: UnitYear) -> tuple[tuple[FactPath, str], ...]:
        """The names under 申报值 and 上年 that make no sense, with the reason."""
        found = []
        for map_name, entries in (("申报值", facts.stated), ("上年", facts.last_year)):
            for label in entries or {}:
                try:
                    self.catalogue.check_label(label)
                except LabelError as error:
                    found.append(((map_name, label), str(error)))
        return tuple(found)


def load_model(
    pack_id: str, functions: Mapping[str, Function] = FUNCTIONS, root: Path | None = None
) -> PackModel:
    """Load a pack and compile its 口径. Raises PackError."""
    return build_model(load_pack(pack_id, root), functions)


def build_model(pack: Pack, functions: Mapping[str, Function] = FUNCTIONS) -> PackModel:
    """Compile the 口径 of a pack; a later layer's entry replaces an earlier one of the same name."""
    entries: dict[str, Map] = {}
    same: dict[str, list[Sequence]] = {"同": [], "上年同": []}
    for layer in pack.layers("measures"):
        if not isinstance(layer, Sequence):
            raise PackError(layer.place, "measures.yaml 应当是一列「- 口径: …」")
        for node in layer:
            entry = as_mapping(node)
            key = next((key for key in same if key in entry), None)
            if key is not None:
                same[key].append(_same_labels(entry, key))
                continue
            check_keys(entry, _KEYS)
            entries[normal(as_text(required(entry, "口径")))] = entry
    dimensions = {name: _dimensions(entry) for name, entry in entries.items()}
    catalogue = Catalogue(dimensions, {normal(name): function for name, function in functions.items()})
    measures = {name: _measure(name, entry, catalogue) for name, entry in entries.items()}
    names = {
        "申报值": _same(same["同"], catalogue),
        "上年": _same([*same["同"], *same["上年同"]], catalogue),
    }
    return PackModel(pack, catalogue, measures, load_codes(), names)


def _same_labels(entry: Map, key: str) -> Sequence:
    check_keys(entry, (key,))
    labels = entry[key]
    if not isinstance(labels, Sequence):
        raise PackError(entry.place_of(key), f"「{key}」应当是一列口径，例如 [收入总计, 支出总计]")
    return labels


def _same(groups: list[Sequence], catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """For each label of a group the others. Raises PackError for a label that makes no sense."""
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        labels = []
        for node in group:
            try:
                labels.append(label_of(*catalogue.check_label(as_text(node))))
            except LabelError as error:
                raise PackError(as_text(node).place, str(error)) from error
        found.update({label: tuple(other for other in labels if other != label) for label in labels})
    return found


def _dimensions(entry: Map) -> tuple[str, ...]:
    node = entry.get("可选", Sequence())
    if not isinstance(node, Sequence):
        raise PackError(entry.place_of("可选"), "「可选」应当是一列，例如 [科目, 资金]")
    for word in node:
        if word not in DIMENSIONS:
            raise PackError(entry.place_of("可选"), f"不认识「{word}」，可用：{'、'.join(DIMENSIONS)}")
    return tuple(str(word) for word in node)


def _measure(name: str, entry: Map, catalogue: Catalogue) -> Measure:
    unit = str(as_text(entry["单位"])) if "单位" in entry else "金额"
    if unit not in _UNITS:
        raise PackError(entry.place_of("单位"), f"不认识「{unit}」，可用：{'、'.join(_UNITS)}")
    last_year = _compiled(entry, "上年取", catalogue) if "上年取" in entry else None
    return Measure(
        name=name,
        dimensions=catalogue.dimensions[name],
        unit=unit,
        source=str(as_text(entry["依据"])) if "依据" in entry else "",
        place=entry.place,
        expression=_compiled(entry, "等于", catalogue),
        last_year=last_year,
    )


def _compiled(entry: Map, key: str, catalogue: Catalogue) -> Expression:
    text = as_text(required(entry, key))
    names = frozenset(catalogue.dimensions[normal(as_text(entry["口径"]))])
    return compile_expression(text, catalogue, text.place, names)


def open_evaluation(
    facts: UnitYear, pack_id: str | None = None, previous: Evaluation | None = None
) -> Evaluation:
    """The figures of a unit-year under its own pack, or the one that is asked for. Raises PackError."""
    return Evaluation(load_model(pack_id or facts.template), facts, previous)
