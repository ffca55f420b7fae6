"""Which official table a sheet is, and what each of its cells stands for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from jixiao_desktop.intake.cells import cell_amount, is_nothing, label, squash
from jixiao_desktop.intake.headers import Grid, Group, Header, filled, find_header, spread
from jixiao_desktop.intake.mapping import Part, TableSpec
from jixiao_desktop.intake.workbook import CellPlace, Sheet
from jixiao_desktop.ledger.amounts import AmountError, Quantity

TITLE_ROWS = 12
SHEET_NAME_LENGTH, LEAST_OF_A_TITLE = 31, 8
TOTALS = {"合计", "总计", "本年合计"}
ANY_SIDE = "全部"
LEAST_ECONOMIC_COLUMNS = 5

_TITLE_NOISE = re.compile(
    r"20\d\d年度?|公开\d*表?|财决?(公开)?[\d\-附]*表?|Z\d+(_\d+)?|附?表[一二三四五六七八九十\d]*|附件|[一二三四五六七八九十]+、"
    r"|[\d.、_:：\-()\s]|单位"
)
_YEAR = re.compile(r"(20\d\d)年")
_MONEY = re.compile(r"单位:?(万?元)")
_UNIT_NAME = re.compile(r"^(?:编制)?(?:单位|部门)(?:名称)?:(.+)$")
_FOOTNOTE = re.compile(r"^(注|说明|备注|制表|单位负责人|审核)")


@dataclass(frozen=True, slots=True)
class Read:
    """One cell that was read: what it stands for, its amount (None: blank), its place."""

    part: Part
    amount: Quantity | None
    place: CellPlace
    text: str
    leaf: bool
    """It is no sum of other rows or columns of its table."""
    row: str
    column: str
    """Row and column in words, for lists of differences."""
    total: bool = False
    """It stands in the total row."""
    code: str = ""
    """The code of its row; empty for a total, a label or a project."""


@dataclass(frozen=True, slots=True)
class Table:
    """A recognised table."""

    spec: TableSpec
    sheet: str
    book: str
    year: int | None
    unit: str
    unit_name: str
    cells: tuple[Read, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A sheet that is not taken, and why."""

    book: str
    sheet: str
    reason: str
    table: str | None = None
    """The table that it is by its title, when it was refused as such."""


class Names:
    """The names of 功能 and 经济分类科目 of a year, by which rows and columns are known."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self.plain = {code: squash(name) for code, name in names.items()}
        self._items = {
            (self.plain[code[:3]], name): code
            for code, name in self.plain.items()
            if code >= "3" and len(code) == 5 and code[:3] in self.plain
        }
        self._economic_classes = {
            name: code for code, name in self.plain.items() if code >= "3" and len(code) == 3
        }
        self._classes = {name: code for code, name in self.plain.items() if len(code) == 3 and code < "3"}

    def economic(self, path: Sequence[str], *, subtotals: bool) -> str | None:
        """The 经济科目 code of a column by its headers: the class, then the item or 小计.

        With ``subtotals`` the table has columns 小计, so that 其他支出 alone is the item 39999 and not
        the class 399.
        """
        digits = [text for text in path if re.fullmatch(r"3\d\d(\d\d)?", text)]
        if digits:
            return digits[-1]
        for text in path:
            if (code := self._economic_classes.get(text)) is not None:
                if path[-1] in ("小计", "合计") or (path[-1] == text and not subtotals):
                    return code
                return self._items.get((text, path[-1]))
        return None

    def class_of(self, text: str) -> str | None:
        """The 类 code that a label names: 教育支出, 教育."""
        return self._classes.get(text) or self._classes.get(f"{text}支出")


def joined(one: Table, other: Table) -> Table:
    """A table that stands on two sheets as one: a row may have its parts on the other sheet."""
    cells = (*one.cells, *other.cells)
    codes = {cell.code for cell in cells if cell.code}
    parents = {code[:length] for code in codes for length in (3, 5) if length < len(code)}
    return replace(one, cells=tuple(replace(c, leaf=False) if c.code in parents else c for c in cells))


class _RefusedError(Exception):
    """A sheet has the title of a table but cannot be read safely."""


class _OtherLayoutError(_RefusedError):
    """A sheet has the title of a table but not its layout: it may be another table of this title."""


def recognise(sheet: Sheet, specs: Iterable[TableSpec], names: Names) -> Table | Skipped:
    """The table that a sheet is, or why it is not taken."""
    if sheet.hidden:
        return Skipped(sheet.book, sheet.name, "隐藏的工作表，没有读；需要时请先取消隐藏")
    if not any(cell.strip() for row in sheet.rows for cell in row):
        return Skipped(sheet.book, sheet.name, "空白的工作表，或行列过多")
    grid = filled(sheet)
    candidates = _titled(grid, sheet.name, specs)
    if not candidates:
        return Skipped(sheet.book, sheet.name, "没有认出是哪一张决算表")
    refusals = []
    for spec in candidates:
        try:
            return _read_table(sheet, grid, spec, names)
        except _OtherLayoutError as refusal:
            refusals.append((str(refusal), spec.id))
        except _RefusedError as refusal:
            refusals.insert(0, (str(refusal), spec.id))
    return Skipped(sheet.book, sheet.name, *refusals[0])


def _titled(grid: Grid, sheet_name: str, specs: Iterable[TableSpec]) -> list[TableSpec]:
    """The tables whose title stands at the head of the sheet; or else in its name, cut at 31."""
    texts = [squash(cell) for row in grid[:TITLE_ROWS] for cell in row if cell.strip()]
    titles = [(title, spec) for spec in specs for title in spec.titles]
    found = [(len(title), spec) for title, spec in titles if any(_is_title(title, text) for text in texts)]
    if not found:
        name = _TITLE_NOISE.sub("", re.sub(r"[(（].*$", "", squash(sheet_name)))
        cut = len(sheet_name) >= SHEET_NAME_LENGTH and len(name) >= LEAST_OF_A_TITLE
        found = [
            (len(title), spec) for title, spec in titles if name == title or (cut and title.startswith(name))
        ]
    longest = max((length for length, _ in found), default=0)
    return list({spec.id: spec for length, spec in found if length == longest}.values())


def _is_title(title: str, text: str) -> bool:
    """Whether a text is the title, with nothing more than year, table number and the like."""
    return title in text and not _TITLE_NOISE.sub("", text.replace(title, "", 1))


def _read_table(sheet: Sheet, grid: Grid, spec: TableSpec, names: Names) -> Table:
    labels = {name.partition("#")[0] for side in spec.labels.values() for name in side}

    def is_label(text: str) -> bool:
        return (
            text in labels or text in TOTALS or (bool(spec.class_lists) and names.class_of(text) is not None)
        )

    header = find_header(grid, spec, is_label)
    if header is None:
        raise _OtherLayoutError(f"标题是「{spec.id}」，但没有找到表头")
    texts = [squash(cell) for row in grid for cell in row if cell.strip()]
    head = [squash(cell) for row in grid[: header.end] for cell in row if cell.strip()]
    units = {match[1] for text in texts if (match := _MONEY.search(text))}
    if len(units) != 1:
        raise _RefusedError("没有写明金额单位是元还是万元" if not units else "同一张表里金额单位不一致")
    table = Table(
        spec=spec,
        sheet=sheet.name,
        book=sheet.book,
        year=next((int(match[1]) for text in head if (match := _YEAR.search(text))), None),
        unit=units.pop(),
        unit_name=next(
            (match[1] for text in head if (match := _UNIT_NAME.match(text)) and "元" not in match[1]), ""
        ),
        cells=(),
    )
    if not sheet.merged:
        grid = spread(grid, header.first, header.end)
        header = find_header(grid, spec, is_label) or header
    reader = _Reader(sheet, grid, table, header, names)
    return replace(table, cells=tuple(reader.cells()))


class _Reader:
    """Reads the body of one table."""

    def __init__(self, sheet: Sheet, grid: Grid, table: Table, header: Header, names: Names) -> None:
        self.sheet, self.grid, self.table = sheet, grid, table
        self.spec, self.header, self.names = table.spec, header, names

    def cells(self) -> Iterator[Read]:
        """The cells of all groups. Raises _RefusedError when one cannot be told for sure."""
        seen: set[frozenset[str]] = set()
        for number, group in enumerate(self.header.groups):
            columns = self._columns(group, seen)
            side = list(self.spec.labels)[min(number, len(self.spec.labels) - 1)] if self.spec.labels else ""
            yield from self._group(group, columns, side)
        for column in self.header.headless:
            self._refuse_values(column, "")
        if len(self.header.groups) == 1 or self.spec.rows != "名目":
            self._require_columns(seen)

    def _require_columns(self, seen: set[frozenset[str]]) -> None:
        for spec in self.spec.columns:
            if not spec.optional and not seen & set(spec.heads):
                raise _RefusedError(f"缺少「{'/'.join(sorted(spec.heads[0]))}」一栏")

    def _columns(self, group: Group, seen: set[frozenset[str]]) -> dict[int, tuple[Part, bool, str]]:
        """What each value column says, whether it is a part and no sum, and its header."""
        found: dict[int, tuple[Part, bool, str]] = {}
        taken: dict[frozenset[str], int] = {}
        subtotals = any(path[-1:] == ("小计",) for _, path in group.values)
        for column, path in group.values:
            heads = frozenset(path)
            spec = next((one for one in self.spec.columns if heads in one.heads), None)
            title = "/".join(path)
            if spec is not None:
                key = spec.heads[0]
                if key in taken:
                    raise _RefusedError(f"有两栏都是「{title}」")
                taken[key] = column
                seen.add(heads)
                found[column] = (spec.part, True, title)
            elif self.spec.economic_columns and path:
                code = self.names.economic(path, subtotals=subtotals)
                if code is None and path[-1] in TOTALS:
                    found[column] = (Part(), False, title)
                elif code is not None:
                    heads = frozenset([code])
                    if heads in taken:
                        raise _RefusedError(f"有两栏都是「{title}」")
                    taken[heads] = column
                    found[column] = (Part(fixed=(("经济科目", (code,)),)), len(code) == 5, title)
                else:
                    self._refuse_values(column, title)
            else:
                self._refuse_values(column, title)
        if self.spec.economic_columns and len(found) < LEAST_ECONOMIC_COLUMNS:
            raise _OtherLayoutError("没有找到经济分类科目的各栏")
        return found

    def _refuse_values(self, column: int, title: str) -> None:
        """An unknown column is passed over while it holds nothing, and refused when it does."""
        for row in range(self.header.end, len(self.grid)):
            text = self.grid[row][column]
            if not is_nothing(text) and re.search(r"[1-9]", text) and not self._is_footnote(row):
                address = self.sheet.place(row, column).address
                raise _RefusedError(f"不认识「{title or '没有表头'}」这一栏，而{address}有数")

    def _is_footnote(self, row: int) -> bool:
        first = next((squash(cell) for cell in self.grid[row] if cell.strip()), "")
        return bool(_FOOTNOTE.match(first))

    def _group(
        self, group: Group, columns: Mapping[int, tuple[Part, bool, str]], side: str
    ) -> Iterator[Read]:
        rows = list(self._rows(group, side))
        codes = {code for _, _, code, _ in rows if code}
        for row, part, code, words in rows:
            is_total = not code and not any(dimension == "三公" for dimension, _ in part.fixed)
            lowest = not any(other != code and other.startswith(code) for other in codes) if code else False
            if self.spec.rows == "项目":
                lowest = any(dimension == "项目" for dimension, _ in part.fixed)
            for column, (says, is_part, title) in columns.items():
                text = self.grid[row][column]
                joined = self.spec.part.joined(says).joined(part).in_its_list()
                if joined.ignored:
                    continue
                yield Read(
                    part=joined if is_total else replace(joined, stated=part.stated),
                    amount=self._amount(row, column),
                    place=self.sheet.place(row, column),
                    text=text.strip(),
                    leaf=is_part and (lowest if self.spec.rows != "名目" else True),
                    row=words,
                    column=title,
                    total=is_total and self.spec.rows != "名目",
                    code="" if self.spec.rows == "项目" else code,
                )

    def _amount(self, row: int, column: int) -> Quantity | None:
        text = self.grid[row][column]
        try:
            return cell_amount(text, self.table.unit)
        except AmountError as error:
            raise _RefusedError(f"{self.sheet.place(row, column).address}：{error}") from error

    def _rows(self, group: Group, side: str) -> Iterator[tuple[int, Part, str, str]]:
        """Row number, what the row says, its code (empty for totals and labels), in words."""
        if self.spec.rows == "名目":
            yield from self._label_rows(group, side)
            return
        dimension = "经济科目" if self.spec.rows == "经济科目" else "科目"
        seen: set[tuple[str, str]] = set()
        for row in range(self.header.end, len(self.grid)):
            if not any(self.grid[row][c].strip() for c in (*group.codes, *group.names)):
                self._refuse_stray(row, group)
                continue
            code = self._code(row, group.codes)
            name = next((squash(self.grid[row][c]) for c in group.names if self.grid[row][c].strip()), "")
            said = self._said(row, group, name)
            if code is None:
                if self._is_footnote(row):
                    continue
                part = self._total(said, row, group)
                if part is not None:
                    yield row, part, "", said
                continue
            fixed: tuple[tuple[str, tuple[str, ...]], ...] = ((dimension, (code,)),)
            if self.spec.rows == "项目" and name != self.names.plain.get(code, ""):
                fixed = (*fixed, ("项目", (self._written(row, group.names),)))
            if (code, name) in seen:
                raise _RefusedError(f"「{code} {name}」有两行")
            seen.add((code, name))
            yield row, Part(fixed=fixed), code, f"{code} {name}".strip()

    def _said(self, row: int, group: Group, name: str) -> str:
        texts = [squash(self.grid[row][c]) for c in (*group.codes, *group.names) if self.grid[row][c].strip()]
        return texts[0] if texts else name

    def _written(self, row: int, columns: Sequence[int]) -> str:
        return next((self.grid[row][c].strip() for c in columns if self.grid[row][c].strip()), "")

    def _total(self, said: str, row: int, group: Group) -> Part | None:
        named = self.spec.labels.get(ANY_SIDE, {}).get(said)
        if named is not None:
            return named
        if said in TOTALS:
            return Part()
        self._refuse_stray(row, group)
        return None

    def _refuse_stray(self, row: int, group: Group) -> None:
        """A row that names no 科目 must hold no figures."""
        for column, _ in group.values:
            text = self.grid[row][column]
            if re.fullmatch(r"-?[\d,]*\.?\d+", squash(text)) and re.search(r"[1-9]", text):
                raise _RefusedError(f"第{row + 1}行有数，但看不出是哪个科目")

    def _code(self, row: int, columns: Sequence[int]) -> str | None:
        """The code of a row, in one cell or in 类, 款, 项 apart."""
        code = ""
        for column in columns:
            text = squash(self.grid[row][column])
            if not text.isdigit():
                continue
            code = text if text.startswith(code) or len(text) >= 3 else code + text
        return code if len(code) in (3, 5, 7) else None

    def _label_rows(self, group: Group, side: str) -> Iterator[tuple[int, Part, str, str]]:
        known = self.spec.labels.get(side, {})
        times: dict[str, int] = {}
        for row in range(self.header.end, len(self.grid)):
            if not group.names:
                if row == self.header.end or any(
                    re.search(r"\d", self.grid[row][c]) for c, _ in group.values
                ):
                    yield row, Part(), "", ""
                continue
            text = label(self._written(row, group.names))
            if not text or self._is_footnote(row):
                continue
            times[text] = times.get(text, 0) + 1
            part = known.get(text) or known.get(f"{text}#{times[text]}")
            if part is None and side in self.spec.class_lists:
                code = self.names.class_of(text)
                part = Part(fills=self.spec.class_lists[side], fixed=(("科目", (code,)),)) if code else None
            if part is not None:
                yield row, part, "", text
            else:
                self._refuse_stray(row, group)
