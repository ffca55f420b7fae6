"""All deliverables of a unit-year: one call that the command line, the window and packages share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.engine.layouts import official_tables
from jixiao_desktop.ledger.exchange import write_exchange
from jixiao_desktop.output.atomic import TargetError, write_atomically
from jixiao_desktop.performance.forms import all_forms
from jixiao_desktop.report.blocks import Report
from jixiao_desktop.report.builder import build_reports, safe_stem

if TYPE_CHECKING:
    from jixiao_desktop.output.pdf import Typeset

FORMATS = ("docx", "xlsx", "pdf")
EXCHANGE = "exchange"

Progress = Callable[[int, int, str], None]
"""Called before each step with the steps done, their number and what comes now (a file name)."""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One file: its kind (a format, or ``exchange`` for the exchange file) and where it is."""

    kind: str
    path: Path


class CancelledError(Exception):
    """The user stopped; the files written so far are whole and stay."""

    def __init__(self, written: Iterable[Deliverable]) -> None:
        self.written = tuple(written)
        super().__init__("已取消，已写出的文件是完整的。")


@dataclass(frozen=True, slots=True)
class _Step:
    kind: str
    name: str
    write: Callable[[Path], None]


def deliver(
    evaluation: Evaluation,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    final: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Deliverable, ...]:
    """Write the deliverables into ``folder``, which is made where it is not there yet.

    All say 草稿 on every page unless ``final``.

    Raises:
        TargetError: a file could not be written.
        CancelledError: ``cancelled`` said so between two files.
        PackError: the pack is badly written.
    """
    _make(folder)
    steps = _steps(evaluation, formats, draft=not final)
    written: list[Deliverable] = []
    for done, step in enumerate(steps):
        if cancelled is not None and cancelled():
            raise CancelledError(written)
        if progress is not None:
            progress(done, len(steps), step.name)
        path = folder / step.name
        step.write(path)
        written.append(Deliverable(step.kind, path))
    return tuple(written)


def _steps(evaluation: Evaluation, formats: Sequence[str], *, draft: bool) -> list[_Step]:
    reports = build_reports(evaluation, final=not draft) if {"docx", "pdf"} & set(formats) else ()
    steps = [step for report in reports for step in _report_steps(report, formats)]
    if "xlsx" in formats:
        steps += _workbook_steps(evaluation, draft=draft)
    name = f"{_stem(evaluation)}数据交换文件.yaml"
    return [*steps, _Step(EXCHANGE, name, lambda path: _write_exchange(evaluation, path))]


def _report_steps(report: Report, formats: Sequence[str]) -> list[_Step]:
    typeset = _Typesetting(report)
    steps = []
    if "docx" in formats:
        steps.append(_Step("docx", f"{report.file_stem}.docx", typeset.write_docx))
    if "pdf" in formats:
        steps.append(_Step("pdf", f"{report.file_stem}.pdf", typeset.write_pdf))
    return steps


class _Typesetting:
    """A report that is typeset once, for its PDF and for the page numbers of the Word contents."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self._set: Typeset | None = None

    def typeset(self) -> Typeset:
        from jixiao_desktop.output.pdf import typeset

        if self._set is None:
            self._set = typeset(self.report)
        return self._set

    def write_docx(self, path: Path) -> None:
        from jixiao_desktop.output.docx import write_docx

        write_docx(self.report, path, self.typeset().pages if self.report.contents else None)

    def write_pdf(self, path: Path) -> None:
        write_atomically(path, self.typeset().pdf)


def _workbook_steps(evaluation: Evaluation, *, draft: bool) -> list[_Step]:
    stem = _stem(evaluation)
    tables = official_tables(evaluation) if _makes_tables(evaluation) else ()
    workbooks = {"决算公开附表": tables, "绩效自评表": all_forms(evaluation)}
    return [
        _Step("xlsx", f"{stem}{name}.xlsx", partial(_write_workbook, grids, draft=draft))
        for name, grids in workbooks.items()
        if grids
    ]


def _makes_tables(evaluation: Evaluation) -> bool:
    """Whether 附表 are among the pack's 成果; a pack that does not say makes all."""
    return "附表" in evaluation.model.pack.settings.get("成果", ("附表",))


def _write_workbook(grids: Sequence[Grid], path: Path, *, draft: bool) -> None:
    from jixiao_desktop.output.xlsx import write_workbook

    write_workbook(grids, path, draft=draft)


def _write_exchange(evaluation: Evaluation, path: Path) -> None:
    write_atomically(path, write_exchange(evaluation.facts).encode())


def _stem(evaluation: Evaluation) -> str:
    """Unit and year, as a part of file names."""
    unit = evaluation.facts.unit
    name = (unit.name if unit else None) or "未命名单位"
    return safe_stem(f"{name}{evaluation.facts.year}年度")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(
            folder, f"不能建立文件夹「{folder}」（{error.strerror}），没有写出任何文件。请换一个文件夹。"
        ) from error
