"""Official workbooks as the 部门决算 software and the 公开 templates lay them out, made from facts.

Written from the layouts alone, without the program's own tables and mappings: headers, merges, codes
in one or three columns, sub-totals for 类 and 款, numbers or texts, 元 or 万元.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter

from jixiao_desktop.intake.workbook import Book, Sheet
from jixiao_desktop.ledger.facts import UnitYear

CODES = Path(__file__).parents[2] / "resources" / "codes"
GENERAL, FUND, STATE, OWN = "一般公共预算", "政府性基金", "国有资本经营", "非财政拨款"
FISCAL = (GENERAL, FUND, STATE)
SOURCE_OF = {
    GENERAL: "一般公共预算财政拨款收入",
    FUND: "政府性基金预算财政拨款收入",
    STATE: "国有资本经营预算财政拨款收入",
}
PREFIX = {GENERAL: "一般公共预算", FUND: "政府性基金预算", STATE: "国有资本经营预算"}
OTHER_SOURCES = ("上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
NATURES = ("基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")
CLASSES = [str(code) for code in (*range(201, 209), *range(210, 218), *range(219, 225), 229, 231, 232, 234)]
NUMERALS = "一二三四五六七八九十"

Merge = tuple[int, int, int, int]


@dataclass
class Layout:
    """A sheet to be written: rows of cells (amounts in 分 as int), and merges."""

    name: str
    rows: list[list[str | int | None]] = field(default_factory=list)
    merges: list[Merge] = field(default_factory=list)
    header: int = 0
    """Rows above the body."""


def _names(table: str, year: int) -> dict[str, str]:
    found = {}
    with (CODES / table).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            first, last = int(row["first_year"] or year), int(row["last_year"] or year)
            if first <= year <= last:
                found[row["code"]] = row["name"]
    return found


class Workbook:
    """Lays out the tables of one unit and year."""

    def __init__(self, facts: UnitYear, unit: str = "元", *, split_codes: bool = False) -> None:
        self.facts, self.unit, self.split = facts, unit, split_codes
        self.functions = _names("function-subjects.csv", facts.year)
        self.economics = _names("economic-subjects.csv", facts.year)
        self.unit_name = (facts.unit.name if facts.unit else "") or ""

    # sums of the facts, in 分

    def income(self, subject: str = "", sources: Iterable[str] | None = None, *, fees: bool = False) -> int:
        wanted = None if sources is None else set(sources)
        amounts = [
            line.education_fees if fees else line.amount
            for line in self.facts.incomes or ()
            if line.subject.startswith(subject) and (wanted is None or line.source in wanted)
        ]
        return sum(one.fen for one in amounts if one)

    def spent(self, subject: str = "", fund: str | None = None, nature: str | None = None) -> int:
        return sum(
            line.amount.fen
            for line in self.facts.expenses or ()
            if line.amount
            and line.subject.startswith(subject)
            and fund in (None, line.fund)
            and nature in (None, line.nature)
        )

    def carried(self, side: str, fund: str | None = None, subject: str = "") -> int:
        return sum(
            amount.fen
            for line in self.facts.carryovers or ()
            if fund in (None, line.fund)
            and (line.subject or "").startswith(subject)
            and (amount := line.opening if side == "年初" else line.closing)
        )

    # pieces

    def _head(self, layout: Layout, title: str, number: str, width: int) -> None:
        layout.rows.append([title, *[None] * (width - 1)])
        layout.rows.append([*[None] * (width - 1), number])
        layout.rows.append(
            [
                f"编制单位：{self.unit_name}",
                f"{self.facts.year}年度",
                *[None] * (width - 3),
                f"金额单位：{self.unit}",
            ]
        )
        layout.merges.append((0, 0, 0, width - 1))

    def _key(self, code: str) -> list[str | int | None]:
        if not self.split:
            return [code]
        return [code[:3], code[3:5] or None, code[5:7] or None]

    def _tree(self, codes: Iterable[str], names: dict[str, str]) -> list[str]:
        every = {code[:length] for code in codes for length in (3, 5, 7) if length <= len(code)}
        return sorted(code for code in every if code in names)

    def subject_table(  # noqa: PLR0917
        self,
        title: str,
        number: str,
        heads: Sequence[Sequence[str]],
        codes: Iterable[str],
        value: Callable[[str, int], int],
        note: str = "注：本表反映单位本年度情况。",
    ) -> Layout:
        """A table of 科目 rows; ``heads`` gives the one or two header texts of each value column."""
        keys = 3 if self.split else 1
        width = keys + 1 + len(heads)
        layout = Layout(title[:31])
        self._head(layout, title, number, width)
        top = len(layout.rows)
        deep = any(len(head) > 1 for head in heads)
        layout.rows.append(["项目", *[None] * keys, *(head[0] for head in heads)])
        layout.rows.append(
            ["功能分类科目编码", *[None] * (keys - 1), "科目名称", *(head[-1] for head in heads)]
        )
        if self.split:
            layout.rows.append(["类", "款", "项", "栏次", *(str(n + 1) for n in range(len(heads)))])
            layout.merges.append((top + 1, 0, top + 1, 2))
        else:
            layout.rows.append(["类款项", "栏次", *(str(n + 1) for n in range(len(heads)))])
        layout.merges.append((top, 0, top, keys))
        column = keys + 1
        while column < width:
            head = heads[column - keys - 1]
            if len(head) == 1:
                layout.rows[top + 1][column] = None
                layout.merges.append((top, column, top + 1, column))
                column += 1
                continue
            end = column
            while end + 1 < width and heads[end + 1 - keys - 1][0] == head[0]:
                end += 1
                layout.rows[top][end] = None
            if end > column:
                layout.merges.append((top, column, top, end))
            column = end + 1
        if not deep:
            assert all(len(head) == 1 for head in heads)
        layout.header = len(layout.rows)
        layout.rows.append(["合计", *[None] * keys, *(value("", n) for n in range(len(heads)))])
        layout.merges.append((layout.header, 0, layout.header, keys))
        for code in self._tree(codes, self.functions):
            layout.rows.append(
                [*self._key(code), self.functions[code], *(value(code, n) for n in range(len(heads)))]
            )
        layout.rows.append([note, *[None] * (width - 1)])
        return layout

    # the tables

    def income_table(self) -> Layout:
        heads = [
            ["本年收入合计"], ["财政拨款收入"], ["上级补助收入"], ["事业收入", "小计"],
            ["事业收入", "其中：教育收费"], ["经营收入"], ["附属单位上缴收入"], ["其他收入"],
        ]  # fmt: skip
        sources = [
            None,
            SOURCE_OF.values(),
            ["上级补助收入"],
            ["事业收入"],
            ["事业收入"],
            *([s] for s in OTHER_SOURCES[2:]),
        ]

        def value(code: str, column: int) -> int:
            return self.income(code, sources[column], fees=column == 4)

        codes = {line.subject for line in self.facts.incomes or ()}
        return self.subject_table("收入决算表", "财决03表", heads, codes, value)

    def expense_table(self) -> Layout:
        def value(code: str, column: int) -> int:
            return self.spent(code, None, NATURES[column - 1] if column else None)

        codes = {line.subject for line in self.facts.expenses or ()}
        return self.subject_table(
            "支出决算表", "财决04表", [["本年支出合计"], *([nature] for nature in NATURES)], codes, value
        )

    def general_table(self) -> Layout:
        def value(code: str, column: int) -> int:
            return self.spent(code, GENERAL, (None, "基本支出", "项目支出")[column])

        codes = {line.subject for line in self.facts.expenses or () if line.fund == GENERAL}
        heads = [["本年支出", "小计"], ["本年支出", "基本支出"], ["本年支出", "项目支出"]]
        return self.subject_table("一般公共预算财政拨款支出决算表", "公开05表", heads, codes, value)

    def fund_table(self, fund: str) -> Layout:
        heads = [
            ["年初结转和结余"], ["本年收入"], ["本年支出", "小计"], ["本年支出", "基本支出"],
            ["本年支出", "项目支出"], ["年末结转和结余"],
        ]  # fmt: skip

        def value(code: str, column: int) -> int:
            return (
                lambda: self.carried("年初", fund, code),
                lambda: self.income(code, [SOURCE_OF[fund]]),
                lambda: self.spent(code, fund),
                lambda: self.spent(code, fund, "基本支出"),
                lambda: self.spent(code, fund, "项目支出"),
                lambda: self.carried("年末", fund, code),
            )[column]()

        codes = {line.subject for line in self.facts.expenses or () if line.fund == fund}
        codes |= {line.subject for line in self.facts.carryovers or () if line.fund == fund and line.subject}
        codes |= {line.subject for line in self.facts.incomes or () if line.source == SOURCE_OF[fund]}
        return self.subject_table(f"{PREFIX[fund]}财政拨款收入支出决算表", "公开07表", heads, codes, value)

    def detail_table(self, fund: str | None, nature: str, *, projects: bool = False) -> Layout:
        """财决05-1, 08-1 … (科目 × 经济科目), or 05-2, 08-2 … with a row for each project."""
        lines = [
            line
            for line in self.facts.economics or ()
            if line.nature == nature and fund in (None, line.fund) and line.subject and line.amount
        ]
        columns: list[tuple[str, str]] = [("", "")]
        columns += [
            (code, "小计" if len(code) == 3 else self.economics[code]) for code in sorted(self.economics)
        ]
        heads = [["合计"], *([self.economics[code[:3]], text] for code, text in columns[1:])]

        def amount(code: str, column: int, project: str | None = None) -> int:
            economic = columns[column][0]
            return sum(
                line.amount.fen
                for line in lines
                if line.amount
                and (line.subject or "").startswith(code)
                and line.economic.startswith(economic)
                and project in (None, line.project or "")
            )

        prefix = f"{PREFIX[fund]}财政拨款" if fund else ""
        title = f"{prefix}{nature}决算明细表"
        if not projects:
            codes = {line.subject or "" for line in lines}
            layout = self.subject_table(title, "财决08-1表", heads, codes, amount)
        else:
            layout = self._project_table(title, heads, lines, amount)
        layout.name = f"Z08_1 {title}(财决08-1表)"[:31]
        return layout

    def _project_table(self, title: str, heads: list[list[str]], lines: list, amount: Callable) -> Layout:  # type: ignore[type-arg]
        codes = sorted({line.subject for line in lines})
        layout = self.subject_table(title, "财决08-2表", heads, [], amount)
        layout.rows[layout.header - 2][layout.rows[layout.header - 2].index("科目名称")] = "项目名称"
        note = layout.rows.pop()
        for code in codes:
            for project in sorted({line.project or "" for line in lines if line.subject == code}):
                values = [amount(code, n, project) for n in range(len(heads))]
                layout.rows.append([*self._key(code), project, *values])
        layout.rows.append(note)
        return layout

    def basic_by_economic(self) -> Layout:
        """公开06表: two groups side by side, 人员经费 left, 公用经费 right."""

        def amount(code: str) -> int:
            return sum(
                line.amount.fen
                for line in self.facts.economics or ()
                if line.amount
                and line.fund == GENERAL
                and line.nature == "基本支出"
                and line.economic.startswith(code)
            )

        title = "一般公共预算财政拨款基本支出决算明细表"
        layout = Layout("公开06表")
        self._head(layout, title, "公开06表", 6)
        layout.rows.append(["人员经费", None, None, "公用经费", None, None])
        layout.merges += [(3, 0, 3, 2), (3, 3, 3, 5)]
        layout.rows.append(["经济分类科目编码", "科目名称", "决算数"] * 2)
        layout.header = len(layout.rows)
        left = [code for code in sorted(self.economics) if code[:3] in ("301", "303")]
        right = [code for code in sorted(self.economics) if code[:3] in ("302", "307", "310", "399")]
        for row in range(max(len(left), len(right))):
            cells: list[str | int | None] = []
            for codes in (left, right):
                if row < len(codes):
                    cells += [
                        codes[row],
                        "  " * (len(codes[row]) > 3) + self.economics[codes[row]],
                        amount(codes[row]),
                    ]
                else:
                    cells += [None, None, None]
            layout.rows.append(cells)
        staff = amount("301") + amount("303")
        layout.rows.append(
            [
                "人员经费合计",
                None,
                staff,
                "公用经费合计",
                None,
                sum(map(amount, ("302", "307", "310", "399"))),
            ]
        )
        return layout

    def summary(self) -> Layout:
        """公开01表 收入支出决算总表."""
        flows = self.facts.other_flows
        used = flows.surplus_used.fen if flows and flows.surplus_used else 0
        given = flows.surplus_distributed.fen if flows and flows.surplus_distributed else 0
        sources = [*SOURCE_OF.values(), *OTHER_SOURCES]
        left: list[tuple[str, int | None]] = [
            (f"{NUMERALS[n]}、{source}", self.income("", [source])) for n, source in enumerate(sources)
        ]
        right: list[tuple[str, int | None]] = [
            (f"{n + 1}、{self.functions[code]}", self.spent(code)) for n, code in enumerate(CLASSES)
        ]
        left += [("", None)] * (len(right) - len(left))
        opening, closing = self.carried("年初"), self.carried("年末")
        left += [
            ("本年收入合计", self.income()),
            ("  使用非财政拨款结余", used),
            ("  年初结转和结余", opening),
        ]
        right += [("本年支出合计", self.spent()), ("  结余分配", given), ("  年末结转和结余", closing)]
        left.append(("总计", self.income() + used + opening))
        right.append(("总计", self.spent() + given + closing))
        layout = Layout("财决01表")
        self._head(layout, "收入支出决算总表", "公开01表", 6)
        layout.rows += [
            ["收入", None, None, "支出", None, None],
            ["项目", "行次", "决算数"] * 2,
            ["栏次", None, "1", "栏次", None, "2"],
        ]
        layout.merges += [(3, 0, 3, 2), (3, 3, 3, 5)]
        layout.header = 6
        for row, (one, other) in enumerate(zip(left, right, strict=True)):
            layout.rows.append([one[0], str(row + 1), one[1], other[0], str(row + 32), other[1]])
        return layout

    def fiscal_summary(self) -> Layout:
        """公开04表 财政拨款收入支出决算总表."""
        opening = [self.carried("年初", fund) for fund in FISCAL]
        labels = ["一、一般公共预算财政拨款", "二、政府性基金预算财政拨款", "三、国有资本经营预算财政拨款"]
        left: list[tuple[str, int | None]] = [
            (text, self.income("", [SOURCE_OF[fund]])) for text, fund in zip(labels, FISCAL, strict=True)
        ]
        right = [
            (f"{n + 1}、{self.functions[code]}", [self.spent(code, f) for f in FISCAL])
            for n, code in enumerate(CLASSES)
        ]
        left += [("", None)] * (len(right) - len(left))
        income = self.income("", SOURCE_OF.values())
        left += [("本年收入合计", income), ("年初财政拨款结转和结余", sum(opening))]
        left += list(zip([text[2:] for text in labels], opening, strict=True))
        spent = [self.spent("", fund) for fund in FISCAL]
        closing = [self.carried("年末", fund) for fund in FISCAL]
        right += [("本年支出合计", spent), ("年末财政拨款结转和结余", closing)]
        right += [("", [])] * 3
        left.append(("总计", income + sum(opening)))
        right.append(("总计", [a + b for a, b in zip(spent, closing, strict=True)]))
        layout = Layout("公开04表")
        self._head(layout, "财政拨款收入支出决算总表", "公开04表", 9)
        heads = ["合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款"]
        layout.rows += [
            ["收入", None, None, "支出", *[None] * 5],
            ["项目", "行次", "金额", "项目", "行次", *heads],
        ]
        layout.merges += [(3, 0, 3, 2), (3, 3, 3, 8)]
        layout.header = 5
        for row, (one, (text, amounts)) in enumerate(zip(left, right, strict=True)):
            values = [sum(amounts), *amounts] if amounts else [None] * 4
            layout.rows.append([one[0], str(row + 1), one[1], text, str(row + 33), *values])
        return layout

    def three_public(self, fund: str | None = None, *, upright: bool = False, paired: bool = False) -> Layout:
        items = self.facts.three_public or {}

        def amount(measure: str, *names: str) -> int:
            total = 0
            for name in names:
                item = items.get(name)
                if item is None:
                    continue
                whole = item.budget if measure == "预算" else item.actual
                part = item.fund_part
                of_fund = (part.budget if measure == "预算" else part.actual) if part else None
                whole_fen, fund_fen = (whole.fen if whole else 0), (of_fund.fen if of_fund else 0)
                total += whole_fen if fund is None else fund_fen if fund == FUND else whole_fen - fund_fen
            return total

        abroad, buy, run = "因公出国（境）费", "公务用车购置费", "公务用车运行维护费"
        guests = ("国内公务接待费", "外事接待费", "公务接待费")
        columns = [
            ("合计", (abroad, buy, run, *guests)), (abroad, (abroad,)), ("小计", (buy, run)), (buy, (buy,)),
            (run, (run,)), ("公务接待费", guests),
        ]  # fmt: skip
        prefix = {None: "财政拨款", GENERAL: "一般公共预算财政拨款", FUND: "政府性基金预算财政拨款"}[fund]
        title = f"{prefix}“三公”经费支出决算表"
        cars = "公务用车购置及运行维护费"
        layout = Layout("三公" + {None: "", GENERAL: "一般", FUND: "基金"}[fund])
        if upright:
            self._head(layout, title, "公开07表", 3)
            layout.rows.append(["项目", "预算数", "决算数"])
            layout.header = 4
            order = [
                ("合计", columns[0][1]),
                (abroad, (abroad,)),
                ("公务接待费", guests),
                (cars, (buy, run)),
                (f"其中：{run}", (run,)),
                (buy, (buy,)),
            ]
            layout.rows += [[text, amount("预算", *names), amount("决算", *names)] for text, names in order]
            return layout
        self._head(layout, title, "公开09表", 12)
        if paired:
            layout.rows.append([f"{prefix}“三公”经费", *[None] * 11])
            layout.merges.append((3, 0, 3, 11))
            layout.rows.append(["合计", None, abroad, None, cars, *[None] * 5, "公务接待费", None])
            layout.merges += [(4, 0, 5, 1), (4, 2, 5, 3), (4, 4, 4, 9), (4, 10, 5, 11)]
            layout.rows.append([*[None] * 4, "小计", None, buy, None, run, None, None, None])
            layout.merges += [(5, 4, 5, 5), (5, 6, 5, 7), (5, 8, 5, 9)]
            layout.rows.append([*["预算数", "决算数"] * 6])
            layout.rows.append([amount(m, *names) for _, names in columns for m in ("预算", "决算")])
        else:
            layout.rows.append(["预算数", *[None] * 5, "决算数", *[None] * 5])
            layout.merges += [(3, 0, 3, 5), (3, 6, 3, 11)]
            one: list[str | int | None] = ["合计", abroad, cars, None, None, "公务接待费"]
            layout.rows.append([*one, *one])
            two: list[str | int | None] = [None, None, "小计", buy, run, None]
            layout.rows.append(two * 2)
            for start in (0, 6):
                layout.merges += [(4, start + n, 5, start + n) for n in (0, 1, 5)]
                layout.merges.append((4, start + 2, 4, start + 4))
            layout.rows.append([str(n + 1) for n in range(12)])
            layout.rows.append([amount(m, *names) for m in ("预算", "决算") for _, names in columns])
        layout.header = len(layout.rows) - 1
        return layout

    def public(self) -> list[Layout]:
        """The nine 公开 tables."""
        return [
            self.summary(), self.income_table(), self.expense_table(), self.fiscal_summary(),
            self.general_table(), self.basic_by_economic(), self.fund_table(FUND), self.fund_table(STATE),
            self.three_public(),
        ]  # fmt: skip

    def internal(self) -> list[Layout]:
        """The 财决 tables, to the 分, with the detail sheets."""
        return [
            self.summary(), self.fiscal_summary(), self.income_table(), self.expense_table(),
            *(self.fund_table(fund) for fund in FISCAL),
            self.detail_table(None, "基本支出"), self.detail_table(None, "项目支出", projects=True),
            self.detail_table(None, "经营支出"),
            self.detail_table(GENERAL, "基本支出"),
            *(self.detail_table(fund, "项目支出", projects=True) for fund in FISCAL),
            self.three_public(GENERAL), self.three_public(FUND),
        ]  # fmt: skip


def amount_in(fen: int, unit: str) -> Decimal:
    """分 as a figure of 元, or of 万元 rounded half up to two decimals."""
    value = Decimal(fen) / (100 if unit == "元" else 1_000_000)
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def write_workbook(
    layouts: Iterable[Layout], path: Path, unit: str = "元", written: Callable[[Decimal], str | float] = float
) -> Path:
    """Write layouts as .xlsx; zeros stay blank, as the software leaves them, but in the total row."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for layout in layouts:
        name, number = layout.name, 2
        while name in book.sheetnames:
            name, number = f"{layout.name[:28]}_{number}", number + 1
        sheet = book.create_sheet(name)
        for row, cells in enumerate(layout.rows, start=1):
            for column, cell in enumerate(cells, start=1):
                if isinstance(cell, int):
                    if cell or row == layout.header + 1:
                        sheet.cell(row, column, written(amount_in(cell, unit)))
                elif cell is not None:
                    sheet.cell(row, column, cell)
        for top, left, bottom, right in layout.merges:
            a, b = get_column_letter(left + 1), get_column_letter(right + 1)
            sheet.merge_cells(f"{a}{top + 1}:{b}{bottom + 1}")
    book.save(path)
    return path


def as_book(layouts: Iterable[Layout], unit: str = "元", name: str = "部门决算.xlsx") -> Book:
    """What reading the written workbook gives, without the file: for tests of very many."""
    sheets = []
    for layout in layouts:
        rows = [
            tuple(_text(cell, row == layout.header, unit) for cell in cells)
            for row, cells in enumerate(layout.rows)
        ]
        merged = tuple(((top, left), (bottom, right)) for top, left, bottom, right in layout.merges)
        sheets.append(Sheet(name, layout.name, tuple(rows), merged))
    return Book(name, name, tuple(sheets))


def _text(cell: str | int | None, is_total: bool, unit: str) -> str:
    if isinstance(cell, int):
        return str(amount_in(cell, unit)) if cell or is_total else ""
    return cell or ""
