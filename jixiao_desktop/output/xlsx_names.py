"""Names of sheets: what Excel allows, at most 31 characters, no two alike."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jixiao_desktop.engine.grid import Grid

MAX_NAME = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


def sheet_names(grids: Sequence[Grid]) -> tuple[str, ...]:
    """A name for each: 公开NN表 and the title, or a form's title and its project."""
    return unique_names(_wish(grid) for grid in grids)


def unique_names(wishes: Iterable[str]) -> tuple[str, ...]:
    """The names as wished for, made safe, shortened, and numbered where they would be alike."""
    taken: set[str] = set()
    names = []
    for wish in wishes:
        plain = _FORBIDDEN.sub("", wish).strip().strip("'") or "表"
        name, number = plain[:MAX_NAME].rstrip("'"), 1
        while name.casefold() in taken or name.casefold() == "history":
            number += 1
            ending = f"({number})"
            name = plain[: MAX_NAME - len(ending)] + ending
        taken.add(name.casefold())
        names.append(name)
    return tuple(names)


def _wish(grid: Grid) -> str:
    if grid.is_form:
        return grid.project or grid.title
    return f"{grid.number}{grid.title}"
