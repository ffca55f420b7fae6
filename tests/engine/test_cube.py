"""A cube gives what scanning the lines gives, also after edits."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from jixiao_desktop.engine.cubes import CUBES
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import FUNDS, NATURES, ExpenseLine

LINES = st.builds(
    ExpenseLine,
    subject=st.sampled_from(["205", "20502", "2050202", "2050203", "2080505"]),
    fund=st.sampled_from(FUNDS),
    nature=st.sampled_from(NATURES),
    amount=st.builds(Quantity, st.integers(-(10**9), 10**9), st.sampled_from([0, 5_000])),
)
QUERIES = st.tuples(
    st.sampled_from([None, "205", "20502", "2050202", "208", "221"]),
    st.sampled_from([None, *FUNDS]),
    st.sampled_from([None, *NATURES]),
)


@given(st.lists(LINES, max_size=12), st.lists(LINES, max_size=12), QUERIES)
def test_a_cell_is_the_sum_of_its_lines_before_and_after_an_edit(
    first: list[ExpenseLine], second: list[ExpenseLine], query: tuple[str | None, str | None, str | None]
) -> None:
    cube, _ = CUBES["支出"].empty().updated(tuple(first))
    cube, changed = cube.updated(tuple(second))
    subject, fund, nature = query
    wanted = [
        line.amount or Quantity(0)
        for line in second
        if line.subject.startswith(subject or "")
        and line.fund == (fund or line.fund)
        and line.nature == (nature or line.nature)
    ]
    cell = cube.cell(query)
    assert cell.fen == sum(amount.fen for amount in wanted)
    assert cell.half == sum(amount.half for amount in wanted)
    assert cell.lines == len(wanted)
    anew, _ = CUBES["支出"].empty().updated(tuple(second))
    assert cube.cells == anew.cells
    before, _ = CUBES["支出"].empty().updated(tuple(first))
    assert changed == {
        key for key in before.cells.keys() | cube.cells.keys() if before.cell(key) != cube.cell(key)
    }


def test_a_line_without_its_amount_is_known_as_blank() -> None:
    line = ExpenseLine(subject="205", fund="一般公共预算", nature="基本支出", amount=None)
    cube, _ = CUBES["支出"].empty().updated((line,))
    assert cube.cell(("205", None, None)).blanks == 1
