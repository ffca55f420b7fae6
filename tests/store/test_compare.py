"""A file beside its backup: the years of both, and each fact that differs."""

from __future__ import annotations

from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.facts import ExpenseLine, Overview, UnitInfo, UnitYear
from jixiao_desktop.store.compare import NO_ROW, Difference, compared
from jixiao_desktop.store.notes import StoredYear
from jixiao_desktop.store.trail import EMPTY


def expense(yuan: int) -> ExpenseLine:
    return ExpenseLine(subject="2050202", fund="一般公共预算", nature="基本支出", amount=Quantity(yuan * 100))


def year(*yuan: int, duties: str | None = None, number: int = 2021) -> StoredYear:
    overview = Overview(duties=duties) if duties else None
    lines = tuple(expense(one) for one in yuan)
    return StoredYear(
        UnitYear(
            template="sichuan-2021",
            year=number,
            unit=UnitInfo(name="仁和小学"),
            overview=overview,
            expenses=lines,
        )
    )


def test_the_same_is_the_same() -> None:
    (pair,) = compared({2021: year(1, 2)}, {2021: year(1, 2)})
    assert pair.same
    assert pair.now == pair.then
    assert pair.now is not None
    assert pair.now.expense == Quantity(300)


def test_a_year_that_one_of_them_lacks_is_said_the_latest_first() -> None:
    pairs = compared({2021: year(1), 2022: year(1, number=2022)}, {2020: year(1, number=2020), 2021: year(1)})
    assert [(pair.year, pair.now is None, pair.then is None, pair.same) for pair in pairs] == [
        (2022, False, True, False),
        (2021, False, False, True),
        (2020, True, False, False),
    ]


def test_a_changed_fact_is_named_as_a_clerk_counts() -> None:
    (pair,) = compared({2021: year(1, 5, 3, duties="新")}, {2021: year(1, 2, 3, duties="旧")})
    assert pair.differences == (
        Difference("概况·职能简介", "新", "旧"),
        Difference("支出第2行·金额", "5.00元", "2.00元"),
    )


def test_what_was_never_entered_is_called_so() -> None:
    (pair,) = compared({2021: year(1, duties="新")}, {2021: year(1)})
    assert pair.differences == (Difference("概况", "职能简介：新", EMPTY),)


def test_an_added_and_a_deleted_row_do_not_shift_the_others() -> None:
    (added,) = compared({2021: year(1, 9, 2, 3)}, {2021: year(1, 2, 3)})
    (only,) = added.differences
    assert (only.place, only.then) == ("支出第2行", NO_ROW)
    assert "9.00元" in only.now
    (deleted,) = compared({2021: year(1, 3)}, {2021: year(1, 2, 3)})
    (only,) = deleted.differences
    assert (only.place, only.now) == ("支出第2行", NO_ROW)
    assert "2.00元" in only.then


def test_rows_that_repeat_at_both_ends_are_counted_once() -> None:
    (pair,) = compared({2021: year(1, 1)}, {2021: year(1, 1, 1)})
    (only,) = pair.differences
    assert (only.place, only.now) == ("支出第3行", NO_ROW)
