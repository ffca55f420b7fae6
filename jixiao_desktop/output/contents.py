"""What a submission package holds: each file by name, with what it is made from."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache

from jixiao_desktop.audit.findings import Finding, verdict
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.engine.values import Missing
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.exchange import write_exchange
from jixiao_desktop.output.audit_paper import audit_paper, audit_sheet
from jixiao_desktop.output.report_files import ReportFiles
from jixiao_desktop.output.text import printable
from jixiao_desktop.performance.forms import all_forms
from jixiao_desktop.report.blocks import Report
from jixiao_desktop.report.builder import build_reports
from jixiao_desktop.report.deliverables import safe_stem
from jixiao_desktop.report.style import Style
from jixiao_desktop.review import review
from jixiao_desktop.values import dataclass

KEY_FIGURES = (
    "收入总计",
    "支出总计",
    "本年收入合计",
    "本年支出合计",
    "基本支出",
    "项目支出",
    "年初结转和结余",
    "年末结转和结余",
    "财政拨款收入总计",
    "财政拨款支出总计",
    "一般公共预算财政拨款支出",
    "三公经费决算",
)
"""The 口径 that a manifest and a covering letter state, where they are known."""


@dataclass(frozen=True, slots=True)
class ReportSource:
    """A paged report."""

    report: Report


@dataclass(frozen=True, slots=True)
class BookSource:
    """A workbook of these tables or forms."""

    grids: tuple[Grid, ...]


@dataclass(frozen=True, slots=True)
class ExchangeSource:
    """An exchange file."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One file of a package: its name, kind, what it says, and how its bytes are made."""

    name: str
    kind: str
    """docx, xlsx, pdf, html, audit (审核报告), exchange or exchange-before (last year's)."""
    source: ReportSource | BookSource | ExchangeSource
    make: Callable[[], bytes]


class NotFinalError(Exception):
    """A final version was asked for, and the audit does not allow one; str() says what is missing."""


KINDS = ("docx", "xlsx", "pdf", "html", "audit", "exchange", "exchange-before")


def package_items(evaluation: Evaluation, *, final: bool, kinds: Collection[str] = KINDS) -> tuple[Item, ...]:
    """The files of these kinds in order. Raises NotFinalError and PackError."""
    findings = review(evaluation)
    if final and not verdict(findings).final:
        raise NotFinalError(f"还不能定稿：{verdict(findings).text}。可以先作为草稿报送。")
    items = _items(evaluation, findings, final=final, kinds=kinds)
    return tuple(item for item in items if item.kind in kinds)


def key_figures(evaluation: Evaluation) -> dict[str, str]:
    """The key figures that are known, as printed."""
    style = Style(money_trim=False)
    values = ((name, evaluation.value(name)) for name in KEY_FIGURES)
    return {
        name: style.money(value)
        for name, value in values
        if isinstance(value, Quantity) and not isinstance(value, Missing)
    }


def unit_name(evaluation: Evaluation) -> str:
    """The unit's name, or a word that says that it has none yet."""
    unit = evaluation.facts.unit
    return printable((unit.name if unit else None) or "未命名单位").strip()


def unit_year_stem(evaluation: Evaluation) -> str:
    """Unit and year as the beginning of file names."""
    return safe_stem(f"{unit_name(evaluation)}{evaluation.facts.year}年度")


def _items(
    evaluation: Evaluation, findings: tuple[Finding, ...], *, final: bool, kinds: Collection[str]
) -> Iterator[Item]:
    others = tuple(_other_items(evaluation, findings, final=final))
    wanted = [item for item in others if item.kind in kinds]
    for report in build_reports(evaluation, final=final):
        yield from _report_items(report, kinds, meanwhile=lambda: [item.make() for item in wanted])
    yield from others


def _other_items(evaluation: Evaluation, findings: tuple[Finding, ...], *, final: bool) -> Iterator[Item]:
    """All but the reports; each is made once, when its turn comes or while a report is typeset."""
    stem = unit_year_stem(evaluation)
    if _makes_tables(evaluation) and (tables := tuple(official_tables(evaluation))):
        yield _book_item(f"{stem}决算公开附表.xlsx", tables, final=final)
    if forms := tuple(all_forms(evaluation)):
        yield _book_item(f"{stem}绩效自评表.xlsx", forms, final=final)
    paper = audit_paper(evaluation, findings, f"{stem}审核报告")
    make = cache(ReportFiles(paper, ("docx",)).docx)
    yield Item(f"{stem}审核报告.docx", "audit", ReportSource(paper), make)
    sheet = (audit_sheet(evaluation, findings),)
    yield _book_item(f"{stem}审核报告.xlsx", sheet, final=True, kind="audit")
    yield _exchange_item(f"{stem}数据交换文件.yaml", "exchange", evaluation)
    if evaluation.previous is not None:
        before = unit_year_stem(evaluation.previous)
        yield _exchange_item(f"{before}数据交换文件.yaml", "exchange-before", evaluation.previous)


def _makes_tables(evaluation: Evaluation) -> bool:
    """Whether 附表 are among the pack's 成果; a pack that does not say makes all."""
    return "附表" in evaluation.model.pack.settings.get("成果", ("附表",))


def _report_items(report: Report, kinds: Collection[str], meanwhile: Callable[[], object]) -> Iterator[Item]:
    source, made = ReportSource(report), ReportFiles(report, kinds, meanwhile)
    yield Item(f"{report.file_stem}.docx", "docx", source, made.docx)
    yield Item(f"{report.file_stem}.pdf", "pdf", source, made.pdf)
    yield Item(f"{report.file_stem}.html", "html", source, made.html)


def _book_item(name: str, grids: tuple[Grid, ...], *, final: bool, kind: str = "xlsx") -> Item:
    @cache
    def make() -> bytes:
        from jixiao_desktop.output.xlsx import workbook_bytes

        return workbook_bytes(grids, draft=not final)

    return Item(name, kind, BookSource(grids), make)


def _exchange_item(name: str, kind: str, evaluation: Evaluation) -> Item:
    text = write_exchange(evaluation.facts)
    return Item(name, kind, ExchangeSource(text), text.encode)
