"""The parameters of self-evaluation (绩效参数): what differs by county is pack data, not code."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import Node, PackError, Sequence, Text
from jixiao_desktop.values import dataclass

RATE_LEVEL = "预算执行率"
ALL_LEVELS = "各指标"
_STEP_RULES = ("不扣", "按一步扣", "按比例扣")
_EXCLUDED_RULES = ("让分", "折算")
_SATISFACTION_RULES = ("比例法", "分段法")


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade (等级) and the total from which on it is given."""

    at_least: Fraction
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the 满意度分段法: from this percentage on, this share of the weight."""

    at_least: Fraction
    share: Fraction


@dataclass(frozen=True, slots=True)
class Parameters:
    """How projects are scored. Shares are fractions (30 % is 3/10), weights and totals are points."""

    rate_weight: Fraction
    deviation_limit: Fraction
    over_floor: Fraction
    pass_share: Fraction
    partial_step: str
    excluded: str
    satisfaction: str
    satisfaction_steps: tuple[Step, ...]
    bands: Mapping[str, tuple[Fraction, Fraction]]
    grades: tuple[Grade, ...]
    grade_aliases: Mapping[str, str]
    level_aliases: Mapping[str, str]
    presets: Mapping[str, Mapping[str, Fraction]]
    cost_words: tuple[str, ...]
    uncapped_words: tuple[str, ...]

    def level(self, first: str | None) -> str:
        """The usual name of a first level (一级指标); 完成指标 is 产出指标."""
        name = (first or "").strip()
        return self.level_aliases.get(name, name)

    def grade(self, total: Fraction) -> str:
        """The grade of a total score."""
        for grade in self.grades:
            if total >= grade.at_least:
                return grade.name
        return self.grades[-1].name


def load_parameters(pack: Pack, options: Mapping[str, str] | None = None) -> Parameters:
    """The parameters of a pack: each key of performance.yaml in the pack over those of its parents.

    ``options`` (选项 of the facts) may choose 满意度计分, 不适用指标, 扣分不足一步. Raises PackError.
    """
    merged: dict[str, Node] = {}
    for layer in pack.layers("performance"):
        mapping = as_mapping(layer)
        check_keys(mapping, _KEYS)
        merged.update(mapping)
    found = _build(pack, merged)
    chosen = options or {}
    return replace(
        found,
        satisfaction=_option(chosen, "满意度计分", _SATISFACTION_RULES, found.satisfaction),
        excluded=_option(chosen, "不适用指标", _EXCLUDED_RULES, found.excluded),
        partial_step=_option(chosen, "扣分不足一步", _STEP_RULES, found.partial_step),
    )


_KEYS = (
    "执行率分值", "偏离警戒", "超额最低给分", "完成比例门槛", "扣分不足一步", "不适用指标", "满意度计分",
    "满意度分段", "定性档次", "等级", "等级别名", "一级别名", "预设", "成本类", "不设上限的率",
)  # fmt: skip


def _option(options: Mapping[str, str], key: str, allowed: tuple[str, ...], default: str) -> str:
    value = options.get(key)
    return value if value in allowed else default


def _build(pack: Pack, merged: dict[str, Node]) -> Parameters:
    def node(key: str) -> Node:
        if key not in merged:
            raise PackError(pack.settings.place, f"绩效参数缺少「{key}」")
        return merged[key]

    return Parameters(
        rate_weight=_number(node("执行率分值")),
        deviation_limit=_number(node("偏离警戒")) / 100,
        over_floor=_number(node("超额最低给分")) / 100,
        pass_share=_number(node("完成比例门槛")) / 100,
        partial_step=_word(node("扣分不足一步"), _STEP_RULES),
        excluded=_word(node("不适用指标"), _EXCLUDED_RULES),
        satisfaction=_word(node("满意度计分"), _SATISFACTION_RULES),
        satisfaction_steps=tuple(
            Step(_number(required(row, "不低于")), _number(required(row, "给")) / 100)
            for row in _rows(node("满意度分段"))
        ),
        bands={
            name: (
                _number(required(as_mapping(band), "从")) / 100,
                _number(required(as_mapping(band), "到")) / 100,
            )
            for name, band in as_mapping(node("定性档次")).items()
        },
        grades=tuple(
            Grade(_number(required(row, "不低于")), as_text(required(row, "等级")))
            for row in _rows(node("等级"))
        ),
        grade_aliases=_texts(node("等级别名")),
        level_aliases=_texts(node("一级别名")),
        presets={
            name: {level: _number(weight) for level, weight in as_mapping(preset).items()}
            for name, preset in as_mapping(node("预设")).items()
        },
        cost_words=_list(node("成本类")),
        uncapped_words=_list(node("不设上限的率")),
    )


def _number(node: Any) -> Fraction:
    text: Text = as_text(node)
    try:
        return Fraction(text)
    except ValueError:
        raise PackError(text.place, f"「{text}」不是数字") from None


def _word(node: Node, allowed: tuple[str, ...]) -> str:
    text = as_text(node)
    if text not in allowed:
        raise PackError(text.place, f"不认识「{text}」，可用：{'、'.join(allowed)}")
    return text


def _rows(node: Node) -> list[Any]:
    return [as_mapping(row) for row in _sequence(node)]


def _list(node: Node) -> tuple[str, ...]:
    return tuple(as_text(item) for item in _sequence(node))


def _sequence(node: Node) -> Sequence:
    if not isinstance(node, Sequence):
        raise PackError(node.place, "这里应当是一个列表")
    return node


def _texts(node: Node) -> dict[str, str]:
    return {key: as_text(value) for key, value in as_mapping(node).items()}
