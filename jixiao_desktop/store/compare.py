"""A file beside its backup: what both hold at a glance, and every fact that differs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from jixiao_desktop.ledger.edits import Path
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.shape import Kind, Record, Rows, Table, keys_of
from jixiao_desktop.store.notes import StoredYear
from jixiao_desktop.store.summary import YearSummary, summary_of
from jixiao_desktop.store.trail import place_text, shown
from jixiao_desktop.values import dataclass

NO_ROW = "（没有这一行）"


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that differs, in words: where, what stands there now, what stood there then."""

    place: str
    now: str
    then: str


@dataclass(frozen=True, slots=True)
class YearPair:
    """One year now and then; None where that one has no such year."""

    year: int
    now: YearSummary | None
    then: YearSummary | None
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether both hold the same."""
        return self.now is not None and self.then is not None and not self.differences


def compared(now: Mapping[int, StoredYear], then: Mapping[int, StoredYear]) -> tuple[YearPair, ...]:
    """The years of both, the latest first."""
    return tuple(
        _pair(year, now.get(year), then.get(year)) for year in sorted(now.keys() | then.keys(), reverse=True)
    )


def _pair(year: int, now: StoredYear | None, then: StoredYear | None) -> YearPair:
    found = _differences(Record(UnitYear), now.facts, then.facts, ()) if now and then else ()
    return YearPair(year, _glance(now), _glance(then), tuple(found))


def _glance(stored: StoredYear | None) -> YearSummary | None:
    return summary_of(stored.facts) if stored else None


def _differences(kind: Kind, now: Any, then: Any, path: Path) -> Iterator[Difference]:
    if now == then:
        return
    if now is None or then is None or not isinstance(kind, Record | Rows | Table):
        yield Difference(place_text(path), shown(kind, now), shown(kind, then))
    elif isinstance(kind, Record):
        for item in keys_of(kind.type).values():
            pair = getattr(now, item.attribute), getattr(then, item.attribute)
            yield from _differences(item.kind, *pair, (*path, item.name))
    elif isinstance(kind, Table):
        for name in dict.fromkeys((*now, *then)):
            yield from _differences(kind.of, now.get(name), then.get(name), (*path, name))
    else:
        yield from _differing_rows(Record(kind.type), now, then, path)


def _differing_rows(
    kind: Kind, now: tuple[Any, ...], then: tuple[Any, ...], path: Path
) -> Iterator[Difference]:
    """Rows that are the same at both ends are left out; of what is between, one goes with the other."""
    shorter = min(len(now), len(then))
    first = next((n for n in range(shorter) if now[n] != then[n]), shorter)
    last = next((n for n in range(shorter - first) if now[-1 - n] != then[-1 - n]), shorter - first)
    old, new = then[first : len(then) - last], now[first : len(now) - last]
    for number in range(max(len(old), len(new))):
        place = (*path, first + number)
        if number >= len(old):
            yield Difference(place_text(place), shown(kind, new[number]), NO_ROW)
        elif number >= len(new):
            yield Difference(place_text(place), NO_ROW, shown(kind, old[number]))
        else:
            yield from _differences(kind, new[number], old[number], place)
