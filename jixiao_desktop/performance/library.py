"""The indicator library (指标库): the bundled one, and the clerk's own from former years.

Values come in, values go out: the caller keeps the facts of former years and hands them in.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from jixiao_desktop.ledger.facts import Indicator, UnitYear
from jixiao_desktop.performance.parameters import Parameters
from jixiao_desktop.performance.targets import QUALITATIVE
from jixiao_desktop.resources import resource_path
from jixiao_desktop.values import dataclass

GENERAL = "通用"
OWN = "本单位"
_TARGET = re.compile(r"([≥≤=><])?(.*)")
_NUMBER = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True, slots=True)
class LibraryIndicator:
    """One indicator of the library, ready to be picked."""

    first: str
    second: str
    third: str
    direction: str
    """正向, 反向 or 定性."""
    unit: str
    usual_target: str
    """With its sign: ``≥95``, ``=应助人数``; empty where there is none."""
    kind: str
    """适用项目类型; 通用 fits all, 本单位 is the clerk's own."""
    meaning: str

    def picked(self) -> Indicator:
        """The indicator as it goes into a project: a usual target that is no number is left to fill in."""
        match = _TARGET.fullmatch(self.usual_target)
        sign, target = (match[1], match[2]) if match else (None, self.usual_target)
        if self.direction == QUALITATIVE:
            return Indicator(
                first=self.first,
                second=self.second,
                third=self.third,
                sign=QUALITATIVE,
                target=target or None,
            )
        return Indicator(
            first=self.first,
            second=self.second,
            third=self.third,
            sign=sign or ("≤" if self.direction == "反向" else "≥"),
            target=target if _NUMBER.fullmatch(target) else None,
            unit=self.unit or None,
        )


def bundled_library(path: Path | None = None) -> tuple[LibraryIndicator, ...]:
    """The indicators that come with the program, in their order."""
    with (path or resource_path("codes", "indicators.csv")).open(encoding="utf-8-sig", newline="") as file:
        return tuple(
            LibraryIndicator(
                first=row["一级指标"],
                second=row["二级指标"],
                third=row["三级指标"],
                direction=row["指标性质"],
                unit="" if row["计量单位"] == "—" else row["计量单位"],
                usual_target=row["常用目标值"],
                kind=row["适用项目类型"],
                meaning=row["指标解释"],
            )
            for row in csv.DictReader(file)
        )


def own_library(
    years: Iterable[UnitYear], bundled: Iterable[LibraryIndicator] = ()
) -> tuple[LibraryIndicator, ...]:
    """The unit's own indicators of former years, each once, the latest first; bundled ones are left out.

    Their last target is the usual one, so that next year starts from it.
    """
    known = {(item.first, item.second, item.third) for item in bundled}
    found: dict[tuple[str, str, str], LibraryIndicator] = {}
    for facts in sorted(years, key=lambda facts: facts.year, reverse=True):
        for project in facts.projects or ():
            for indicator in project.indicators or ():
                key = (indicator.first or "", indicator.second or "", (indicator.third or "").strip())
                if key[2] and key not in known and key not in found:
                    found[key] = _own(indicator, project.kind, facts.year)
    return tuple(found.values())


def _own(indicator: Indicator, kind: str | None, year: int) -> LibraryIndicator:
    sign = indicator.sign or ""
    qualitative = sign in {"", QUALITATIVE} and not _NUMBER.fullmatch(indicator.target or "")
    return LibraryIndicator(
        first=indicator.first or "",
        second=indicator.second or "",
        third=(indicator.third or "").strip(),
        direction=QUALITATIVE if qualitative else "反向" if sign in {"≤", "<"} else "正向",
        unit=indicator.unit or "",
        usual_target=indicator.target or "" if qualitative else f"{sign or '='}{indicator.target or ''}",
        kind=OWN,
        meaning=f"{year}年度「{kind or '项目'}」用过的指标",
    )


def search(
    library: Iterable[LibraryIndicator],
    words: str = "",
    *,
    first: str | None = None,
    second: str | None = None,
    kind: str | None = None,
    parameters: Parameters | None = None,
) -> tuple[LibraryIndicator, ...]:
    """The indicators that have all the words (set apart by blanks), under a level and for a kind of project.

    Those whose name has the words come before those whose explanation has them; 通用 and the unit's
    own fit every kind. With ``parameters``, 完成指标 finds 产出指标.
    """
    wanted = words.split()
    level = parameters.level(first) if parameters and first else first
    ranked = []
    for position, item in enumerate(library):
        if (level and item.first != level) or (second and item.second != second):
            continue
        if kind and item.kind not in {kind, GENERAL, OWN}:
            continue
        everything = f"{item.first}{item.second}{item.third}{item.unit}{item.kind}{item.meaning}"
        if all(word in everything for word in wanted):
            in_name = all(word in item.third for word in wanted)
            exact = bool(kind) and item.kind == kind
            ranked.append((not in_name, not exact, position, item))
    return tuple(item for *_, item in sorted(ranked, key=lambda entry: entry[:3]))


def kinds_of(library: Iterable[LibraryIndicator]) -> tuple[str, ...]:
    """The kinds of project that a library knows, in order of appearance."""
    return tuple(dict.fromkeys(item.kind for item in library))
