"""Official workbooks made from known facts give these facts back, however they are laid out."""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from jixiao_desktop.intake.door import Preview, preview_import, read_books
from jixiao_desktop.intake.selection import lines_of
from jixiao_desktop.ledger.edits import apply
from jixiao_desktop.ledger.exchange import parse_exchange, read_exchange, write_exchange
from jixiao_desktop.ledger.facts import INCOME_SOURCES, UnitYear
from tests.intake.official import FUND, GENERAL, Layout, Workbook, as_book, write_workbook

CASES = Path(__file__).parents[1] / "cases"
FULL = read_exchange(CASES / "full-2023.yaml")
EMPTY = UnitYear(template="sichuan-2022", year=2023)
AMOUNTS = [
    ("收入", "金额"),
    ("收入", "其中教育收费"),
    ("支出", "金额"),
    ("三公经费", "预算"),
    ("三公经费", "决算"),
]
TABLES = {"收入决算表", "支出决算表"}


def sums(facts: UnitYear, fills: str, measure: str, drop: Iterable[str] = ()) -> dict[object, int]:
    found: Counter[object] = Counter()
    for line in lines_of(facts, fills, measure) or []:
        found[tuple((k, v) for k, v in line.keys if k not in drop)] += line.amount.fen
    return {key: fen for key, fen in found.items() if fen}


def imported(
    layouts: Iterable[Layout],
    folder: Path,
    base: UnitYear = EMPTY,
    unit: str = "元",
    written: Callable[[Decimal], str | float] = float,
) -> Preview:
    path = write_workbook(layouts, folder / "部门决算.xlsx", unit, written)
    return preview_import(read_books([path]), base)


@pytest.mark.parametrize("split_codes", [False, True])
def test_internal_tables_give_the_facts_back_to_the_fen(tmp_path: Path, split_codes: bool) -> None:
    preview = imported(Workbook(FULL, split_codes=split_codes).internal(), tmp_path)
    facts = preview.merged.facts
    assert not preview.skipped
    assert not preview.missing + preview.wrong + preview.questions
    for fills, measure in AMOUNTS:
        assert sums(facts, fills, measure) == sums(FULL, fills, measure)
    known = {
        key: fen
        for key, fen in sums(FULL, "经济分类", "金额").items()
        if not {("性质", "上缴上级支出"), ("性质", "对附属单位补助支出")} & set(key)  # type: ignore[call-overload]
    }
    assert sums(facts, "经济分类", "金额") == known
    for measure in ("年初", "年末"):
        assert sums(facts, "结转结余", measure, ["科目", "性质"]) == sums(
            FULL, "结转结余", measure, ["科目", "性质"]
        )
    assert facts.other_flows == FULL.other_flows
    assert facts.unit is not None
    assert facts.unit.name == "云岫县实验学校"
    assert preview.differences() == ()
    assert [(line.subject, line.source) for line in facts.incomes or ()] == sorted(
        ((line.subject, line.source) for line in FULL.incomes or ()),
        key=lambda keys: (INCOME_SOURCES.index(keys[1]), keys[0]),
    )


def test_public_tables_give_the_facts_within_their_exactness(tmp_path: Path) -> None:
    preview = imported(Workbook(FULL, "万元").public(), tmp_path, unit="万元")
    for fills, measure in AMOUNTS[:3]:
        taken, true = sums(preview.merged.facts, fills, measure), sums(FULL, fills, measure)
        assert taken.keys() == true.keys()
        assert all(abs(taken[key] - true[key]) <= 2 * 5000 for key in true)
    basic = {
        key: fen
        for key, fen in sums(FULL, "经济分类", "金额", ["科目", "项目"]).items()
        if ("资金", GENERAL) in key and ("性质", "基本支出") in key  # type: ignore[operator]
    }
    taken = sums(preview.merged.facts, "经济分类", "金额")
    assert taken.keys() == basic.keys()
    assert all(abs(taken[key] - basic[key]) <= 5000 for key in basic)
    assert preview.differences() == ()


@pytest.mark.parametrize("written", [lambda x: f"{x:,.2f}", lambda x: f" {x} ", lambda x: str(x).translate(
    str.maketrans("0123456789.", "０１２３４５６７８９．")
)])  # fmt: skip
def test_numbers_written_as_text_are_numbers(tmp_path: Path, written: Callable[[Decimal], str]) -> None:
    preview = imported(Workbook(FULL).internal(), tmp_path, written=written)
    assert sums(preview.merged.facts, "支出", "金额") == sums(FULL, "支出", "金额")


@pytest.mark.parametrize(("upright", "paired"), [(False, False), (False, True), (True, False)])
def test_every_form_of_the_three_public_table(tmp_path: Path, upright: bool, paired: bool) -> None:
    layout = Workbook(FULL).three_public(upright=upright, paired=paired)
    items = imported([layout], tmp_path).merged.facts.three_public or {}
    given = FULL.three_public or {}
    for name in ("因公出国（境）费", "公务用车购置费", "公务用车运行维护费"):
        assert (items[name].budget, items[name].actual) == (given[name].budget, given[name].actual)
    assert items["公务接待费"].actual
    assert items["公务接待费"].actual.fen == 789_700


def test_a_part_paid_by_a_fund_is_told_by_two_tables(tmp_path: Path) -> None:
    book = Workbook(FULL)
    preview = imported([book.three_public(GENERAL), book.three_public(FUND)], tmp_path)
    item = (preview.merged.facts.three_public or {})["公务用车运行维护费"]
    given = (FULL.three_public or {})["公务用车运行维护费"]
    assert (item.actual, item.fund_part) == (given.actual, given.fund_part)


def test_what_is_there_already_stays_as_it_is(tmp_path: Path) -> None:
    preview = imported(Workbook(FULL).internal(), tmp_path, base=FULL)
    assert {p.outcome for p in preview.proposals if not p.what.startswith("申报值")} == {"相同"}
    after = preview.merged.facts
    assert replace(after, stated=FULL.stated) == FULL


def test_less_exact_figures_do_not_overwrite_more_exact_ones(tmp_path: Path) -> None:
    preview = imported(Workbook(FULL, "万元").public(), tmp_path, base=FULL, unit="万元")
    assert replace(preview.merged.facts, stated=FULL.stated) == FULL


def test_an_import_is_one_operation_and_undone_as_one(tmp_path: Path) -> None:
    changed = replace(FULL, incomes=(FULL.incomes or ())[1:], expenses=None)
    preview = imported(Workbook(FULL).internal(), tmp_path, base=changed)
    operation = preview.operation()
    after = apply(changed, operation)
    assert sums(after, "收入", "金额") == sums(FULL, "收入", "金额")
    assert sums(after, "支出", "金额") == sums(FULL, "支出", "金额")
    assert apply(after, operation.inverse()) == changed
    assert operation.origin == "导入 部门决算.xlsx"


def test_a_different_fact_is_shown_with_both_amounts_and_its_cell(tmp_path: Path) -> None:
    first = (FULL.expenses or ())[0]
    assert first.amount
    changed = replace(
        FULL, expenses=(replace(first, amount=first.amount + first.amount), *(FULL.expenses or ())[1:])
    )
    preview = imported(Workbook(FULL).internal(), tmp_path, base=changed)
    (different,) = [p for p in preview.proposals if p.outcome == "不同"]
    assert different.what == "支出 2050202 一般公共预算 基本支出"
    assert (different.old, different.new) == (first.amount + first.amount, first.amount)
    assert str(different.place).startswith("部门决算.xlsx · 一般公共预算财政拨款收入支出决算表 · ")
    assert preview.merged.sources["支出", 0, "金额"] == different.place


def test_a_line_that_the_workbook_does_not_have_is_taken_out_and_shown(tmp_path: Path) -> None:
    first = (FULL.incomes or ())[0]
    changed = replace(FULL, incomes=(*(FULL.incomes or ()), replace(first, subject="2050299")))
    preview = imported(Workbook(FULL).internal(), tmp_path, base=changed)
    (gone,) = [p for p in preview.proposals if p.outcome == "不同"]
    assert (gone.what, gone.old, gone.new) == (f"收入 2050299 {first.source}", first.amount, None)
    assert preview.merged.facts.incomes == FULL.incomes


def test_sums_that_cannot_be_told_apart_are_not_guessed(tmp_path: Path) -> None:
    book = Workbook(FULL)
    preview = imported([book.income_table(), book.expense_table()], tmp_path)
    assert not any(line.source.endswith("财政拨款收入") for line in preview.merged.facts.incomes or ())
    funds = "《政府性基金预算财政拨款收入支出决算表》、《国有资本经营预算财政拨款收入支出决算表》"
    assert preview.missing == (
        f"《收入决算表》里的合计分不开，还缺{funds}",
        f"《支出决算表》里的合计分不开，还缺《一般公共预算财政拨款支出决算表》、{funds}",
    )


def test_another_year_or_unit_is_asked_about(tmp_path: Path) -> None:
    other = replace(FULL, year=2022, unit=replace(FULL.unit, name="云岫县第二小学"))  # type: ignore[type-var]
    preview = imported([Workbook(other).income_table()], tmp_path, base=FULL)
    assert preview.questions == (
        "「部门决算.xlsx · 收入决算表」是2022年度的，当前是2023年度，确定要导入吗？",
        "「部门决算.xlsx · 收入决算表」的编制单位是云岫县第二小学，不是云岫县实验学校，确定要导入吗？",
    )


def test_what_was_imported_can_be_written_as_an_exchange_file(tmp_path: Path) -> None:
    for layouts, unit in ((Workbook(FULL).internal(), "元"), (Workbook(FULL, "万元").public(), "万元")):
        facts = imported(layouts, tmp_path, unit=unit).merged.facts
        assert parse_exchange(write_exchange(facts), "x") == facts


# ---- changed layouts


def unmerged(layout: Layout) -> Layout:
    """The same table with every merged text repeated, as some exports write it."""
    rows = [list(row) for row in layout.rows]
    for top, left, bottom, right in layout.merges:
        if top in (0, layout.header):
            continue
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                rows[row][column] = rows[top][left]
    return replace(layout, rows=rows, merges=[])


def with_column(layout: Layout, at: int) -> Layout:
    rows = [[*row[:at], None, *row[at:]] for row in layout.rows]
    return replace(layout, rows=rows)


def swapped(layout: Layout, one: int, other: int) -> Layout:
    rows = []
    for number, row in enumerate(layout.rows):
        row = list(row)
        if number >= 3 and max(one, other) < len(row):
            row[one], row[other] = row[other], row[one]
        rows.append(row)
    return replace(layout, rows=rows)


def redressed(layout: Layout, dice: random.Random) -> Layout:
    """Headers with spaces, line breaks, full-width or plain brackets."""

    def dress(cell: str | int | None) -> str | int | None:
        if not isinstance(cell, str) or len(cell) < 2:
            return cell
        if dice.random() < 0.3:
            middle = dice.randrange(1, len(cell))
            cell = cell[:middle] + dice.choice([" ", "\n", "　"]) + cell[middle:]
        if dice.random() < 0.5:
            cell = cell.translate(str.maketrans("（）：", "():"))
        return cell

    rows = [list(row) if n < 3 else [dress(c) for c in row] for n, row in enumerate(layout.rows)]
    for number in range(layout.header, len(rows)):
        rows[number] = list(layout.rows[number])
    return replace(layout, rows=rows)


def shuffled(layout: Layout, dice: random.Random) -> Layout:
    body = layout.rows[layout.header : -1]
    dice.shuffle(body)
    return replace(layout, rows=[*layout.rows[: layout.header], *body, layout.rows[-1]])


def halves(layout: Layout) -> list[Layout]:
    head, body = layout.rows[: layout.header], layout.rows[layout.header :]
    middle = len(body) // 2
    merges = [merge for merge in layout.merges if merge[2] < layout.header]
    return [replace(layout, rows=[*head, *part], merges=merges) for part in (body[:middle], body[middle:])]


def changed_layouts(layouts: Sequence[Layout], dice: random.Random) -> list[Layout]:
    result = list(layouts)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(result))
        layout = result[at]
        width = max(map(len, layout.rows))
        flat = unmerged(layout)
        match dice.choice(["column", "swap", "dress", "shuffle", "split", "space"]):
            case "column":
                result[at] = with_column(flat, dice.randrange(1, width))
            case "swap":
                columns = dice.sample(range(min(width - 1, 2), width), 2) if width > 4 else [0, 1]
                result[at] = swapped(flat, *columns)
            case "dress":
                result[at] = redressed(layout, dice)
            case "shuffle":
                result[at] = (
                    shuffled(flat, dice) if layout.name in TABLES or "决算明细表" in layout.name else flat
                )
            case "split":
                result[at : at + 1] = halves(flat)
            case _:
                result[at] = replace(
                    flat, rows=[*flat.rows[:3], [None] * width, *flat.rows[3:]], header=flat.header + 1
                )
    return result


@cache
def plain_layouts(*, split_codes: bool, paired: bool) -> tuple[Layout, ...]:
    book = Workbook(FULL, split_codes=split_codes)
    return (
        book.income_table(),
        book.expense_table(),
        book.general_table(),
        book.fund_table(FUND),
        book.fund_table("国有资本经营"),
        book.basic_by_economic(),
        book.three_public(paired=paired),
    )


@pytest.mark.parametrize("seed", range(200))
def test_a_changed_layout_is_read_right_or_refused(seed: int) -> None:
    dice = random.Random(seed)  # noqa: S311
    split_codes, paired = dice.random() < 0.3, dice.random() < 0.5
    layouts = plain_layouts(split_codes=split_codes, paired=paired)
    preview = preview_import([as_book(changed_layouts(layouts, dice))], EMPTY)
    for fills, measure in [*AMOUNTS[:3], ("三公经费", "决算")]:
        true = sums(FULL, fills, measure, ["资金"] if fills == "三公经费" else [])
        taken = sums(preview.merged.facts, fills, measure, ["资金"] if fills == "三公经费" else [])
        wrong = {key: fen for key, fen in taken.items() if true.get(key) != fen}
        assert not wrong
        assert taken == true or preview.skipped or preview.missing or preview.wrong
    basic = sums(FULL, "经济分类", "金额", ["科目", "项目"])
    assert all(basic[key] == fen for key, fen in sums(preview.merged.facts, "经济分类", "金额").items())
