"""The variables that a rule runs with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.expressions import Bindings, Expression
from jixiao_desktop.engine.values import Value


class Scope(dict[str, Value]):
    """The rows of 逐, and the values of 令, each computed when it is first asked for.

    Most rows are settled by the beginning of 当, and cost no more than that.
    """

    def __init__(self, evaluation: Evaluation, bindings: Bindings, let: Mapping[str, Expression]) -> None:
        super().__init__(bindings)
        self._evaluation = evaluation
        self._let = let

    def __missing__(self, name: str) -> Value:
        value = self[name] = self._let[name].evaluate(self._evaluation, self)
        return value

    def __copy__(self) -> Self:
        return type(self)(self._evaluation, self, self._let)

    def whole(self) -> Self:
        """With all that 令 names."""
        for name in self._let:
            self[name]
        return self
