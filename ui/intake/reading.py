"""Workbooks are read in a thread of its own; what they would change waits for the clerk's word."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread, Signal

from jixiao_desktop.ledger.edits import Operation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.origins import Origin

if TYPE_CHECKING:
    from jixiao_desktop.engine.evaluation import Evaluation
    from jixiao_desktop.intake.comparison import Difference
    from jixiao_desktop.intake.door import Preview
    from jixiao_desktop.intake.filling import Filled
    from jixiao_desktop.intake.workbook import Book

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".et")
WORKBOOKS = f"决算工作簿 ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


class StoppedError(Exception):
    """The clerk stopped the reading."""


@dataclass(frozen=True, slots=True)
class Source:
    """What is to be read and into what: files (or workbooks that were read), facts, which year's."""

    paths: tuple[Path, ...]
    base: UnitYear | None
    """None: a new 账套 of the year that the workbooks name."""
    last_year: bool = False
    fixed: frozenset[str] = frozenset()
    """上年 figures that are not taken because last year's report in the same 账套 gave them."""
    books: tuple[Book, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import would do."""

    books: tuple[Book, ...]
    base: UnitYear
    preview: Preview
    operation: Operation
    origins: Mapping[str, Origin]
    differences: tuple[Difference, ...]
    names: Mapping[str, str]
    """Names of 科目 by code."""


def read_outcome(source: Source, told: Callable[[str], None]) -> Outcome:
    """Read, recognise and compare. Raises BookError, PackError, and what ``told`` raises."""
    from jixiao_desktop.intake.door import preview_import, read_books
    from jixiao_desktop.intake.last_year import last_year_operation, last_year_origins
    from jixiao_desktop.ledger.codes import load_codes
    from jixiao_desktop.ledger.subjects import subject_names

    books = source.books or read_books(source.paths, told)
    base = source.base or begun(books)
    if source.last_year:
        operation, preview = last_year_operation(books, base, told, fixed=source.fixed)
        origins = last_year_origins(operation, preview)
    else:
        preview = preview_import(books, base, told)
        operation, origins = preview.operation(), preview.origins()
    told("核对")
    differences = preview.differences() if preview.tables else ()
    names = subject_names(load_codes(), preview.base.year, base.subject_names)
    return Outcome(books, base, preview, operation, origins, differences, names)


def begun(books: Sequence[Book]) -> UnitYear:
    """A year without facts that the workbooks can be taken into. Raises BookError."""
    from jixiao_desktop.intake.door import packs_for, year_named
    from jixiao_desktop.intake.workbook import BookError

    year = year_named(books)
    if year is None:
        raise BookError("没有从工作簿里认出决算表和年度。请先新建账套、选好年度，再在“文件”里导入")
    packs = packs_for(year)
    if not packs:
        raise BookError(f"工作簿是{year}年度的，还没有适用于这一年的模板。请先新建账套、选好模板，再导入")
    return UnitYear(template=packs[0].id, year=year)


class _Worker(QThread):
    """Runs one task; says what it is doing, and how it ended."""

    told = Signal(str)
    done = Signal(object)
    refused = Signal(str)
    """The sentence for the clerk."""

    def __init__(self) -> None:
        super().__init__()
        self._stopped = False

    def stop(self) -> None:
        """Stop before the next sheet; nothing is taken."""
        self._stopped = True

    def run(self) -> None:
        """Work on the thread."""
        from jixiao_desktop.intake.workbook import BookError
        from jixiao_desktop.packs.source import PackError

        try:
            made = self.make()
        except BookError as problem:
            self.refused.emit(f"{problem}。")
        except PackError as error:
            self.refused.emit(f"模板有误，没有读：{error}")
        except StoppedError:
            self.refused.emit("已停止，没有取用任何数据。")
        else:
            self.done.emit(made)

    def make(self) -> object:
        """What is handed over at the end."""
        raise NotImplementedError

    def tell(self, what: str) -> None:
        """Say what is being done. Raises StoppedError."""
        if self._stopped:
            raise StoppedError
        self.told.emit(what)


class Reader(_Worker):
    """Reads workbooks to an Outcome."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._source = source

    def make(self) -> Outcome:
        """The outcome."""
        return read_outcome(self._source, self.tell)


class Filler(_Worker):
    """Fills an empty workbook with the figures of an evaluation."""

    def __init__(self, path: Path, evaluation: Evaluation) -> None:
        super().__init__()
        self._path, self._evaluation = path, evaluation.fork()

    def make(self) -> Filled:
        """The filled workbook."""
        from jixiao_desktop.intake.filling import fill_workbook

        self.tell(self._path.name)
        return fill_workbook(self._path, self._evaluation)


def workbooks_among(files: Collection[Path]) -> list[Path]:
    """The files that are workbooks by their ending."""
    return [file for file in files if file.suffix.lower() in SUFFIXES]
