"""A workbook as the 部门决算 software exports it, written cell by cell: what the plain layouts lack.

Sheets go by 「Z01 收入支出决算总表(财决01表)」, with a cover (封面) before them and a hidden list of codes
after them; 01 and 01-1 have three columns of amounts and a third block by 支出性质; codes stand in three
columns 类, 款, 项 under a merged 「项目」; 结转 is parted into 基本支出 and 项目支出; figures are texts with
thousands separators, or 「—」; a long table is parted into pages with its header repeated.
The columns beyond the known 财决 positions follow common usage (待核).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.intake.official import (
    CLASSES,
    FISCAL,
    GENERAL,
    NUMERALS,
    OTHER_SOURCES,
    PREFIX,
    SOURCE_OF,
    Workbook,
    amount_in,
)

Cells = list[str | int | None]
Amount = Callable[[str], int]


class Export:
    """Writes the 财决 tables of a unit; ``paged`` repeats the header after every so many rows."""

    def __init__(self, book: Workbook, *, paged: int = 0, dashes: bool = False) -> None:
        self.book, self.paged, self.dashes = book, paged, dashes
        self.workbook = openpyxl.Workbook()
        cover = self.workbook.worksheets[0]
        cover.title = "FMDM 封面代码"
        cover["A1"] = f"{book.facts.year}年度部门决算报表"
        cover["B4"], cover["C4"] = "单位名称：", book.unit_name
        cover["B5"], cover["C5"] = "组织机构代码：", "12510000000000000X"

    def save(self, path: Path) -> Path:
        """All tables of the export."""
        self.summary()
        self.fiscal_summary()
        self.incomes()
        self.expenses()
        for number, fund in zip(("07", "09", "11"), FISCAL, strict=True):
            self.fund(number, fund)
        self.projects()
        self.operation()
        codes = self.workbook.create_sheet("CS_CODE")
        codes.append(["代码", "名称"])
        codes.append(["2050202", "小学教育"])
        codes.sheet_state = "hidden"
        self.workbook.save(path)
        return path

    # pieces

    def sheet(self, name: str, title: str, number: str, width: int) -> Worksheet:
        """A new sheet with the three rows above the header."""
        sheet: Worksheet = self.workbook.create_sheet(name[:31])
        sheet.cell(1, 1, title)
        sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=width)
        sheet.cell(2, width, number)
        sheet.cell(3, 1, f"编制单位：{self.book.unit_name}")
        sheet.cell(3, width // 2, f"{self.book.facts.year}年度")
        sheet.cell(3, width, "金额单位：元")
        return sheet

    def text(self, cell: str | int | None) -> str | None:
        """An amount in 分 as the software prints it; other cells as they are."""
        if not isinstance(cell, int):
            return cell
        return f"{amount_in(cell, '元'):,}" if cell else "—" if self.dashes else None

    def put(self, sheet: Worksheet, rows: Sequence[Cells]) -> None:
        """Rows below what is there."""
        start = sheet.max_row + 1
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells, start=1):
                if (text := self.text(cell)) is not None:
                    sheet.cell(start + row, column, text)

    @staticmethod
    def merge(sheet: Worksheet, *ranges: str) -> None:
        """Merge ranges such as A4:D4."""
        for cells in ranges:
            sheet.merge_cells(cells)

    def by_subject(
        self, sheet: Worksheet, heads: Sequence[Sequence[str]], codes: Sequence[str], value: list[Amount]
    ) -> None:
        """A table with 类, 款, 项 in three columns; ``heads`` has up to three texts a column."""
        deep = max(map(len, heads))
        top: list[Cells] = [["项目", None, None, None], ["支出功能分类科目编码", None, None, "科目名称"]]
        top += [[None] * 4 for _ in range(deep - 2)]
        top += [["类", "款", "项", "栏次", *(str(n + 1) for n in range(len(heads)))]]
        for level in range(deep):
            row: Cells = [head[level] if level < len(head) else None for head in heads]
            for n in range(len(heads) - 1, 0, -1):
                same = heads[n][: level + 1] == heads[n - 1][: level + 1]
                row[n] = None if same else row[n]
            top[level] += row
        self.put(sheet, top)
        self.merge(sheet, "A4:D4", f"A5:C{3 + max(deep, 2)}", f"D5:D{3 + max(deep, 2)}")
        for n, head in enumerate(heads):
            letter = get_column_letter(5 + n)
            if len(head) < deep:
                self.merge(sheet, f"{letter}{3 + len(head)}:{letter}{3 + deep}")
            for level in range(len(head) - 1):
                if n == 0 or heads[n - 1][: level + 1] != head[: level + 1]:
                    end = n
                    while end + 1 < len(heads) and heads[end + 1][: level + 1] == head[: level + 1]:
                        end += 1
                    if end > n:
                        self.merge(sheet, f"{letter}{4 + level}:{get_column_letter(5 + end)}{4 + level}")
        body: list[Cells] = [["合计", None, None, None, *(amount("") for amount in value)]]
        for code in self.book._tree(codes, self.book.functions):
            key: Cells = [code[:3], code[3:5] or None, code[5:] or None]
            body.append([*key, "  " + self.book.functions[code], *(amount(code) for amount in value)])
        for at in range(0, len(body), self.paged or len(body)):
            if at:
                self.put(sheet, top)
            self.put(sheet, body[at : at + (self.paged or len(body))])
        self.put(sheet, [["注：本表由决算软件导出，共 1 页。"]])

    # the tables

    def summary(self) -> None:
        """Z01: incomes, expenses by 功能分类, expenses by 性质 and 经济分类, with budgets."""
        book = self.book
        flows = book.facts.other_flows
        used = flows.surplus_used.fen if flows and flows.surplus_used else 0
        given = flows.surplus_distributed.fen if flows and flows.surplus_distributed else 0
        sheet = self.sheet("Z01 收入支出决算总表(财决01表)", "收入支出决算总表", "财决01表", 15)
        three: Cells = ["行次", "年初预算数", "全年预算数", "决算数"]
        self.put(
            sheet,
            [
                ["收入", *[None] * 4, "支出"],
                ["项目", *three, "项目（按功能分类）", *three, "项目（按支出性质和经济分类）", *three],
                ["栏次", None, "1", "2", "3", "栏次", None, "4", "5", "6", "栏次", None, "7", "8", "9"],
            ],
        )
        self.merge(sheet, "A4:E4", "F4:O4")
        opening, closing = book.carried("年初"), book.carried("年末")
        sources = [*SOURCE_OF.values(), *OTHER_SOURCES]
        left = [(f"{NUMERALS[n]}、{source}", book.income("", [source])) for n, source in enumerate(sources)]
        middle = [(f"{n + 1}、{book.functions[c]}", book.spent(c)) for n, c in enumerate(CLASSES)]
        natures = ["基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
        right: list[tuple[str, int | None]] = []
        for n, nature in enumerate(natures):
            right.append((f"{NUMERALS[n]}、{nature}", book.spent("", None, nature)))
            if n == 0:
                right += [("    人员经费", 1), ("    公用经费", 2)]
            if n == 1:
                right.append(("    其中：基本建设类项目", 0))
        right += [("经济分类支出合计", 3), ("一、工资福利支出", 4), ("二、商品和服务支出", 5)]
        size = len(middle)
        lefts: list[tuple[str, int | None]] = [*left, *[("", None)] * (size - len(left))]
        rights = [*right, *[("", None)] * (size - len(right))]
        ends = ("本年收入合计", book.income()), ("本年支出合计", book.spent()), ("本年支出合计", book.spent())
        body = [*zip(lefts, middle, rights, strict=True), ends]
        rest = (("    结余分配", given), ("    年末结转和结余", closing))
        body += [
            (("    使用非财政拨款结余（含专用结余）", used), rest[0], rest[0]),
            (("    年初结转和结余", opening), rest[1], rest[1]),
        ]
        total = ("总计", book.spent() + given + closing)
        body.append((("总计", book.income() + used + opening), total, total))
        self.put(
            sheet,
            [
                [
                    *(one[0], str(n + 1), None, None, one[1]),
                    *(two[0], str(n + 40), None, 77, two[1]),
                    *(three_[0], str(n + 80), None, None, three_[1]),
                ]
                for n, (one, two, three_) in enumerate(body)
            ],
        )

    def fiscal_summary(self) -> None:
        """Z01_1: expenses by 功能分类 with 年初预算数, 全年预算数, 决算数, each in four columns."""
        book = self.book
        sheet = self.sheet(
            "Z01_1 财政拨款收入支出决算总表(财决01-1表)", "财政拨款收入支出决算总表", "财决01-1表", 19
        )
        kinds = ["合计", *(f"{PREFIX[fund]}财政拨款" for fund in FISCAL)]
        measures: Cells = ["年初预算数", *[None] * 3, "全年预算数", *[None] * 3, "决算数", *[None] * 3]
        self.put(
            sheet,
            [
                ["收入", *[None] * 4, "支出"],
                ["项目", "行次", "年初预算数", "全年预算数", "决算数", "项目", "行次", *measures],
                [*[None] * 7, *kinds * 3],
                ["栏次", None, "1", "2", "3", "栏次", None, *(str(n) for n in range(4, 16))],
            ],
        )
        self.merge(sheet, "A4:E4", "F4:S4", "H5:K5", "L5:O5", "P5:S5")
        self.merge(sheet, *(f"{letter}5:{letter}6" for letter in "ABCDEFG"))
        opening = [book.carried("年初", fund) for fund in FISCAL]
        income = book.income("", SOURCE_OF.values())
        labels = [f"{NUMERALS[n]}、{PREFIX[fund]}财政拨款" for n, fund in enumerate(FISCAL)]
        left: list[tuple[str, int | None]] = [
            (text, book.income("", [SOURCE_OF[fund]])) for text, fund in zip(labels, FISCAL, strict=True)
        ]
        right = [
            (f"{n + 1}、{book.functions[c]}", [book.spent(c, f) for f in FISCAL], c)
            for n, c in enumerate(CLASSES)
        ]
        left += [("", None)] * (len(right) - len(left))
        left += [("本年收入合计", income), ("年初财政拨款结转和结余", sum(opening))]
        left += list(zip(labels, opening, strict=True))
        left.append(("总计", income + sum(opening)))
        spent = [book.spent("", fund) for fund in FISCAL]
        closing = [book.carried("年末", fund) for fund in FISCAL]
        right += [("本年支出合计", spent, ""), ("年末财政拨款结转和结余", closing, "-")]
        right += [("", [], "-")] * 3
        right.append(("总计", [a + b for a, b in zip(spent, closing, strict=True)], "-"))
        rows: list[Cells] = []
        for n, (one, (text, actual, code)) in enumerate(zip(left, right, strict=True)):
            budgets: Cells = []
            for measure in ("initial", "adjusted"):
                known = [self._budget(measure, fund, code) for fund in FISCAL]
                budgets += [None] * 4 if code == "-" else [sum(known), *known]
            actuals: Cells = [sum(actual), *actual] if actual else [None] * 4
            rows.append([one[0], str(n + 1), None, None, one[1], text, str(n + 40), *budgets, *actuals])
        self.put(sheet, rows)

    def _budget(self, measure: str, fund: str, code: str) -> int:
        found = (
            getattr(line, measure)
            for line in self.book.facts.budgets or ()
            if line.fund == fund and line.subject.startswith(code)
        )
        return sum(amount.fen for amount in found if amount)

    def incomes(self) -> None:
        """Z03."""
        book = self.book
        sheet = self.sheet("Z03 收入决算表(财决03表)", "收入决算表", "财决03表", 12)
        heads = [
            ["本年收入合计"], ["财政拨款收入"], ["上级补助收入"], ["事业收入", "小计"],
            ["事业收入", "其中：教育收费"], ["经营收入"], ["附属单位上缴收入"], ["其他收入"],
        ]  # fmt: skip
        value: list[Amount] = [
            book.income,
            lambda code: book.income(code, SOURCE_OF.values()),
            *((lambda code, s=source: book.income(code, [s])) for source in OTHER_SOURCES[:2]),
            lambda code: book.income(code, fees=True),
            *((lambda code, s=source: book.income(code, [s])) for source in OTHER_SOURCES[2:]),
        ]
        self.by_subject(sheet, heads, [line.subject for line in book.facts.incomes or ()], value)

    def expenses(self) -> None:
        """Z04."""
        book = self.book
        sheet = self.sheet("Z04 支出决算表(财决04表)", "支出决算表", "财决04表", 10)
        natures = ["基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出"]
        value: list[Amount] = [
            book.spent,
            *((lambda code, n=nature: book.spent(code, None, n)) for nature in natures),
        ]
        heads = [["本年支出合计"], *([nature] for nature in natures)]
        self.by_subject(sheet, heads, [line.subject for line in book.facts.expenses or ()], value)

    def _carried(self, side: str, fund: str, nature: str | None) -> Amount:
        def amount(code: str) -> int:
            return sum(
                found.fen
                for line in self.book.facts.carryovers or ()
                if line.fund == fund
                and nature in (None, line.nature)
                and (line.subject or "").startswith(code)
                and (found := line.opening if side == "年初" else line.closing)
            )

        return amount

    def fund(self, number: str, fund: str) -> None:
        """Z07, Z09, Z11: 结转 parted into 基本支出结转 and 项目支出结转和结余."""
        book = self.book
        title = f"{PREFIX[fund]}财政拨款收入支出决算表"
        sheet = self.sheet(f"Z{number} {title}(财决{number}表)", title, f"财决{number}表", 18)
        basic, project = "基本支出", "项目支出"
        heads = [
            ["年初结转和结余", "合计"], ["年初结转和结余", "基本支出结转"],
            ["年初结转和结余", "项目支出结转和结余"],
            ["本年收入", "合计"], ["本年收入", "基本支出"], ["本年收入", "项目支出"],
            ["本年支出", "合计"], ["本年支出", "基本支出", "小计"], ["本年支出", "基本支出", "人员经费"],
            ["本年支出", "基本支出", "公用经费"], ["本年支出", "项目支出"],
            ["年末结转和结余", "合计"], ["年末结转和结余", "基本支出结转"],
            ["年末结转和结余", "项目支出结转和结余"],
        ]  # fmt: skip
        staff, running = self._basic(fund, ("301", "303")), self._basic(fund, ("302", "307", "31", "399"))
        income: Amount = lambda code: book.income(code, [SOURCE_OF[fund]])  # noqa: E731
        value: list[Amount] = [
            *(self._carried("年初", fund, nature) for nature in (None, basic, project)),
            income, lambda code: book.spent(code, fund, basic),
            lambda code: income(code) - book.spent(code, fund, basic),
            lambda code: book.spent(code, fund), lambda code: book.spent(code, fund, basic), staff, running,
            lambda code: book.spent(code, fund, project),
            *(self._carried("年末", fund, nature) for nature in (None, basic, project)),
        ]  # fmt: skip
        codes = [line.subject for line in book.facts.expenses or () if line.fund == fund]
        codes += [line.subject for line in book.facts.incomes or () if line.source == SOURCE_OF[fund]]
        codes += [line.subject for line in book.facts.carryovers or () if line.fund == fund and line.subject]
        self.by_subject(sheet, heads, codes, value)

    def _basic(self, fund: str, classes: tuple[str, ...]) -> Amount:
        def amount(code: str) -> int:
            return sum(
                line.amount.fen
                for line in self.book.facts.economics or ()
                if line.amount
                and line.fund == fund
                and line.nature == "基本支出"
                and (line.subject or "").startswith(code)
                and line.economic.startswith(classes)
            )

        return amount

    def projects(self) -> None:
        """Z08_2 at the known columns: 项目类别 in F, 基建项目属性 in I, 合计 in K; codes merged over A–C."""
        book = self.book
        title = "一般公共预算财政拨款项目支出决算明细表"
        lines = [
            line
            for line in book.facts.economics or ()
            if line.fund == GENERAL and line.nature == "项目支出" and line.amount
        ]
        economic = sorted(book.economics)
        sheet = self.sheet(f"Z08_2 {title}(财决08-2表)", title, "财决08-2表", 11 + len(economic))
        heads: Cells = ["项目", *[None] * 9, "合计"]
        classes: Cells = [
            book.economics[c[:3]] if n == 0 or economic[n - 1][:3] != c[:3] else None
            for n, c in enumerate(economic)
        ]
        items: Cells = ["小计" if len(c) == 3 else book.economics[c] for c in economic]
        keys: Cells = ["支出功能分类科目编码", None, None, "项目名称", "项目代码", "项目类别"]
        keys += ["二级项目代码", "横向标识", "基建项目属性", "是否跨年", None]
        rows: list[Cells] = [[*heads, *classes], [*keys, *items]]
        rows.append(["类", "款", "项", "栏次", *[None] * 6, *(str(n + 1) for n in range(len(economic) + 1))])
        self.put(sheet, rows)
        self.merge(sheet, "A4:J4", "A5:C5", "K4:K5")
        start = 12
        for n, code in enumerate(economic):
            if len(code) == 3:
                size = sum(other.startswith(code) for other in economic)
                first, last = get_column_letter(start + n), get_column_letter(start + n + size - 1)
                if size > 1:
                    self.merge(sheet, f"{first}4:{last}4")

        def amounts(chosen: list) -> Cells:  # type: ignore[type-arg]
            return [
                sum(line.amount.fen for line in chosen if line.economic.startswith(code))
                for code in ("", *economic)
            ]

        body: list[Cells] = [["合计", *[None] * 9, *amounts(lines)]]
        keyed = sorted({(line.subject or "", line.project or "") for line in lines})
        for subject in sorted({code for code, _ in keyed}):
            chosen = [line for line in lines if line.subject == subject]
            name = book.functions[subject]
            body.append([subject, None, None, name, *[None] * 6, *amounts(chosen)])
            for number, (_, project) in enumerate(k for k in keyed if k[0] == subject):
                chosen = [ln for ln in lines if (ln.subject, ln.project or "") == (subject, project)]
                extra: Cells = [f"5101{number:06}", "特定目标类", f"R0{number}", None, "非基建项目", "否"]
                body.append([subject, None, None, project, *extra, *amounts(chosen)])
        first_row = sheet.max_row + 1
        self.put(sheet, body)
        for row in range(first_row + 1, first_row + len(body)):
            self.merge(sheet, f"A{row}:C{row}")
        self.merge(sheet, f"A{first_row}:D{first_row}")

    def operation(self) -> None:
        """F03 机构运行信息表: 三公, counts, 机关运行经费, 国有资产, 政府采购 in two blocks side by side."""
        facts = self.book.facts
        items, other = facts.three_public or {}, facts.other_matters
        assert other
        assert other.assets
        assert other.procurement
        assert other.assets.cars
        sheet = self.sheet("F03 机构运行信息表(财决附03表)", "机构运行信息表", "财决附03表", 10)
        self.put(
            sheet,
            [["项  目", "行次", "年初预算数", "全年预算数", "决算统计数", "项  目", "行次", "统计数"],
             ["栏  次", None, "1", "2", "3", "栏  次", None, "4"]],
        )  # fmt: skip

        def money(*names: str) -> Cells:
            found = [items[name] for name in names if name in items]
            return [
                sum(getattr(one, part).fen for one in found if getattr(one, part))
                for part in ("initial", "budget", "actual")
            ]

        abroad, buy, run = "因公出国（境）费", "公务用车购置费", "公务用车运行维护费"
        home, foreign = "国内公务接待费", "外事接待费"
        blank: Cells = ["—", "—"]
        count: Callable[[str, str], Cells] = lambda name, part: [  # noqa: E731
            *blank, str(getattr(items[name], part) or 0)
        ]  # fmt: skip
        owned, bought = items[run].owned or {}, items[buy].bought or {}
        left: list[Cells] = [
            ["一、“三公”经费支出", *blank, "—"],
            ["（一）支出合计", *money(abroad, buy, run, home, foreign)],
            ["  1．因公出国（境）费", *money(abroad)],
            ["  2．公务用车购置及运行维护费", *money(buy, run)],
            ["    （1）公务用车购置费", *money(buy)],
            ["    （2）公务用车运行维护费", *money(run)],
            ["  3．公务接待费", *money(home, foreign)],
            ["    （1）国内接待费", *blank, money(home, foreign)[2]],
            ["         其中：外事接待费", *blank, money(foreign)[2]],
            ["    （2）国（境）外接待费", *blank, 0],
            ["（二）相关统计数", *blank, "—"],
            ["  1．因公出国（境）团组数（个）", *count(abroad, "groups")],
            ["  2．因公出国（境）人次数（人）", *count(abroad, "persons")],
            ["  3．公务用车购置数（辆）", *blank, str(sum(one.number or 0 for one in bought.values()))],
            ["  4．公务用车保有量（辆）", *blank, str(sum(owned.values()))],
            ["  5．国内公务接待批次（个）", *blank, "10"],
            ["     其中：外事接待批次（个）", *count(foreign, "receptions")],
            ["  6．国内公务接待人次（人）", *blank, "55"],
            ["     其中：外事接待人次（人）", *count(foreign, "guests")],
            ["  7．国（境）外公务接待批次（个）", *blank, "0"],
            ["  8．国（境）外公务接待人次（人）", *blank, "0"],
        ]
        assets, bids = other.assets, other.procurement
        goods, works, services = bids.goods, bids.works, bids.services
        assert goods
        assert works
        assert services
        assert bids.to_smaller
        assert bids.to_micro
        cars = dict(other.assets.cars)
        uses = [
            "副部（省）级及以上领导用车", "主要负责人用车", "机要通信用车", "应急保障用车", "执法执勤用车",
            "特种专业技术用车", "离退休干部服务用车", "其他用车",
        ]  # fmt: skip
        right: list[tuple[str, str | int | None]] = [
            ("二、机关运行经费", 0),
            ("（一）行政单位", 0),
            ("（二）参照公务员法管理事业单位", 0),
            ("三、国有资产占用情况", "—"),
            ("（一）车辆数合计（辆）", str(sum(cars.values()))),
            *((f"  {n + 1}．{use}", str(cars[use])) for n, use in enumerate(uses)),
            ("（二）单价100万元（含）以上设备（不含车辆）（台，套）", str(assets.large_equipment)),
            ("四、政府采购支出信息", "—"),
            ("（一）政府采购支出合计", (goods + works + services).fen),
            ("  1．政府采购货物支出", goods.fen),
            ("  2．政府采购工程支出", works.fen),
            ("  3．政府采购服务支出", services.fen),
            ("（二）政府采购授予中小企业合同金额", bids.to_smaller.fen),
            ("    其中：授予小微企业合同金额", bids.to_micro.fen),
        ]
        right += [("", None)] * (len(left) - len(right))
        self.put(
            sheet,
            [
                [one[0], str(n + 1), *one[1:], text, str(n + 23), figure]
                for n, (one, (text, figure)) in enumerate(zip(left, right, strict=True))
            ],
        )
