"""What is wrong with a file of facts, and where: a list that the user can work through."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from jixiao_desktop.ledger.edits import Path, path_text
from jixiao_desktop.ledger.shape import normal
from jixiao_desktop.values import dataclass

MAX_SHOWN = 20
MAX_NAMES = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: its place in the file, its line (from 1; 0 unknown), a sentence."""

    path: Path
    line: int
    message: str

    def __str__(self) -> str:
        where = f"（第{self.line}行）" if self.line else ""
        place = path_text(self.path)
        return f"{place}: {self.message}{where}" if place else f"{self.message}{where}"


class ExchangeError(Exception):
    """A file could not be read, with all that is wrong in it; nothing of it was taken over."""

    def __init__(self, problems: Iterable[Problem], name: str = "") -> None:
        self.problems = tuple(problems)
        self.name = name
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:MAX_SHOWN]]
        if len(self.problems) > MAX_SHOWN:
            lines.append(f"……还有{len(self.problems) - MAX_SHOWN}处")
        file = f"「{self.name}」" if self.name else "文件"
        return "\n".join([*lines, f"{file}没有读入，原有数据没有改动。"])


def allowed(names: Iterable[str]) -> str:
    """``可用：…`` with the names in order, cut off where there are very many."""
    every = list(names)
    more = f"等{len(every)}项" if len(every) > MAX_NAMES else ""
    return "可用：" + "、".join(every[:MAX_NAMES]) + more


def unknown_name(name: str, names: Iterable[str]) -> str:
    """The sentence for a name that is not in a fixed list, with what was probably meant."""
    every = list(names)
    by_normal = {normal(one): one for one in every}
    close = get_close_matches(normal(name)[:100], by_normal, n=1, cutoff=0.5)
    hint = f"，是不是「{by_normal[close[0]]}」" if close else ""
    return f"没有「{name}」这一项{hint}；{allowed(every)}"
