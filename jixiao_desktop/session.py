"""``Session``: the open 账套 as the window and the command line see it.

The facts live in memory and change at once; a writer commits behind them, and 「已保存」 is said only
after the commit. A commit that fails takes its edits back and says so. A session works without a file
too (an example, an exchange file) and can be saved as one later.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Self

from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.amounts import Quantity
from jixiao_desktop.ledger.edits import Change, Operation
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.ledger.origins import Origin, origin_at
from jixiao_desktop.store import journal
from jixiao_desktop.store.access import ReadOnly, ReadOnlyError
from jixiao_desktop.store.backup import Backups
from jixiao_desktop.store.book import Job
from jixiao_desktop.store.carryover import (
    LAST_YEAR,
    FixedFigureError,
    confirmation,
    correction,
    next_year,
    refuse_fixed_figure,
)
from jixiao_desktop.store.desk import Desk, Post, now
from jixiao_desktop.store.events import Event, YearSwitched
from jixiao_desktop.store.file import BookFile, open_file
from jixiao_desktop.store.health import Damage
from jixiao_desktop.store.journal import Entry, Step
from jixiao_desktop.store.notes import NOTES, StoredYear, YearNotes, noting
from jixiao_desktop.store.state import State
from jixiao_desktop.store.versions import Final, FrozenFinding

__all__ = ["FixedFigureError", "ReadOnlyError", "Session"]


class Session:
    """One open 账套, or facts without a file. Made by ``open``, ``create`` and ``in_memory``.

    All calls come from one thread. ``post`` hands a function over to that thread (a queued signal in the
    window); without it, what the writer answers is taken in at the next call.
    """

    def __init__(
        self,
        state: State,
        *,
        post: Post | None = None,
        backups: Backups | None = None,
        jobs: tuple[Job, ...] = (),
    ) -> None:
        self._desk = Desk(state, post=post, backups=backups, jobs=jobs)
        self._file = BookFile(self._desk)

    @property
    def path(self) -> Path | None:
        """The file; None while there is none."""
        return self._desk.path

    @property
    def read_only(self) -> ReadOnly | None:
        """Why nothing can be changed; None where it can."""
        return self._desk.read_only

    @property
    def damage(self) -> Damage | None:
        """What is broken in the file; it is read-only then, with what could be read."""
        return self._file.damage

    @property
    def lost(self) -> tuple[str, ...]:
        """What of a damaged file could not be read, named for the clerk."""
        return self._file.lost

    @property
    def saved_at(self) -> datetime | None:
        """When the last commit was made in this session."""
        return self._desk.saved_at

    # --- opening -------------------------------------------------------------------------------

    @classmethod
    def in_memory(
        cls,
        facts: UnitYear,
        *,
        earlier: tuple[UnitYear, ...] = (),
        title: str = "新建账套",
        post: Post | None = None,
        backups: Backups | None = None,
    ) -> Session:
        """A session without a file, with other years too where ``earlier`` has some.

        ``save_as`` gives it a file.
        """
        begun = (*earlier, facts)
        steps = tuple(Step(one.year, Change("set", (), None, one)) for one in begun)
        stored = tuple(StoredYear(one) for one in begun)
        entry = Entry(1, now(), "base", None, title, "", steps)
        state = State(facts.year, {one.facts.year: one for one in stored}, 1, None, None)
        return cls(state, post=post, backups=backups, jobs=(Job(entry, steps, stored),))

    @classmethod
    def create(
        cls, path: Path, facts: UnitYear, *, post: Post | None = None, backups: Backups | None = None
    ) -> Session:
        """A new 账套 with its first year. An existing file is replaced. Raises Problem."""
        session = cls.in_memory(facts, post=post, backups=backups)
        session.save_as(path)
        return session

    @classmethod
    def open(
        cls,
        path: Path,
        *,
        year: int | None = None,
        post: Post | None = None,
        backups: Backups | None = None,
        read_only: bool = False,
        take_over: bool = False,
    ) -> Session:
        """Open a 账套 at ``year`` (else its latest), for writing where that is possible.

        ``read_only`` and ``damage`` say why not, and what is broken. ``take_over`` takes a silent lock of
        another machine. Raises Problem, of which NotABookError, NewerFileError and DamagedError (nothing
        can be read any more) are kinds.
        """
        opened = open_file(path, year, backups, read_only=read_only, take_over=take_over)
        session = cls(opened.state, post=post, backups=backups)
        session._file.take(opened)
        return session

    # --- reading -------------------------------------------------------------------------------

    @property
    def facts(self) -> UnitYear:
        """The facts of the year that is shown."""
        return self._desk.shown.facts

    @property
    def notes(self) -> YearNotes:
        """What was taken over from the year before."""
        return self._desk.shown.notes or YearNotes()

    @property
    def year(self) -> int:
        """The year that is shown."""
        return self._desk.state.year

    @property
    def years(self) -> tuple[int, ...]:
        """All years of the 账套, the earliest first."""
        return self._desk.years()

    def facts_of(self, year: int) -> UnitYear | None:
        """The facts of any year of the 账套; None when it has no such year."""
        stored = self._desk.stored(year)
        return stored.facts if stored else None

    @property
    def saved(self) -> bool:
        """Whether everything that was entered is in the file."""
        return self._desk.saved

    @property
    def unsaved(self) -> tuple[str, ...]:
        """What was entered but could not be saved; ``retry`` does it again."""
        return self._desk.unsaved

    @property
    def backups(self) -> Backups | None:
        """Where the backups of this file lie; None where none are made."""
        return self._desk.backups

    @property
    def book_id(self) -> str:
        """The id that the file and its backups share; empty while there is no file."""
        return self._desk.book_id

    def held(self) -> dict[int, StoredYear]:
        """All years as they stand, to be compared with a backup. Raises Problem."""
        return self._file.held()

    @property
    def undo_title(self) -> str | None:
        """What would be undone; None when there is nothing."""
        node = self._desk.state.undo
        return self._desk.entry(node.seq).title if node and not self.read_only else None

    @property
    def redo_title(self) -> str | None:
        """What would be redone; None when there is nothing."""
        node = self._desk.state.redo
        return self._desk.entry(node.seq).title if node and not self.read_only else None

    def history(self) -> list[Entry]:
        """修改记录: every entry, the newest first."""
        unsaved = [job.entry for job in reversed(self._desk.jobs)]
        return self._desk.run(lambda book: book.history(), lambda: unsaved) or []

    def recent_titles(self) -> list[str]:
        """What was done in this session, the last thing last; asks no file, so it works in any trouble."""
        return self._desk.recent_titles()

    def subscribe(self, listener: Callable[[Event], None]) -> Callable[[], None]:
        """Call ``listener`` with every event from now on; the answer ends that."""
        self._desk.listeners.append(listener)
        return lambda: self._desk.listeners.remove(listener)

    # --- editing -------------------------------------------------------------------------------

    def perform(
        self, operation: Operation, merge: str | None = None, *, origins: Mapping[str, Origin] | None = None
    ) -> None:
        """Do an operation on the year that is shown.

        Operations in a row with the same ``merge`` (keystrokes in one field) are undone as one.
        ``origins`` says where imported amounts come from, by their ``fact_key``; it is noted, and undone,
        with the operation.
        Raises ReadOnlyError, FixedFigureError, and PathError when a path leads nowhere.
        """
        for change in operation.changes:
            refuse_fixed_figure(self.notes, change)
        steps = journal.steps_of(self.year, operation)
        if steps and origins:
            steps = (*steps, Step(self.year, noting(self.notes, origins)))
        self._desk.do(operation.title, operation.origin, steps, merge)

    def origin_of(self, path: edits.Path) -> Origin | None:
        """The workbook cell that the amount at a path was taken from; None where it was typed."""
        return origin_at(self.facts, self.notes.origins or {}, path)

    def undo(self) -> None:
        """Take the last operation back, also one of an earlier day; nothing when there is none."""
        self._desk.step_over("undo")

    def redo(self) -> None:
        """Do again what was undone last; nothing when there is none."""
        self._desk.step_over("redo")

    def end_merge(self) -> None:
        """The field was left: what is typed next is an operation of its own, and this is committed now."""
        self._desk.state = replace(self._desk.state, merge=None)
        self._desk.hurry()

    def replace_facts(self, facts: UnitYear, title: str, origin: str) -> None:
        """Put other facts in place of the year that is shown (an import), as one operation."""
        change = Change("set", (), self.facts, replace(facts, year=self.year))
        self._desk.do(title, origin, (Step(self.year, change),))

    def retry(self) -> None:
        """Do again what failed commits took back, as long as nothing was saved since.

        Raises what ``perform`` raises.
        """
        self._desk.retry()

    # --- years ---------------------------------------------------------------------------------

    def switch_year(self, year: int) -> None:
        """Show another year of the 账套. Raises LookupError when it has none."""
        if self._desk.stored(year) is None:
            raise LookupError(f"no year {year}")
        if year != self.year:
            self._desk.state = replace(self._desk.state, year=year, merge=None)
            self._desk.tell(YearSwitched(year))

    def import_year(
        self, facts: UnitYear, origin: str, *, origins: Mapping[str, Origin] | None = None
    ) -> None:
        """Take a whole year, in place of the same year or beside the others, and show it; one operation.

        ``origins`` as for ``perform``.
        """
        stored = self._desk.stored(facts.year)
        steps = [Step(facts.year, Change("set", (), None if stored is None else stored.facts, facts))]
        if origins:
            steps.append(Step(facts.year, noting(stored.notes if stored else None, origins)))
        self._desk.do(f"导入{facts.year}年度", origin, tuple(steps))

    def new_year(self, year: int, template: str, figures: Mapping[str, Quantity]) -> None:
        """Begin a year from the one that is shown and show it; one operation.

        ``figures`` are this year's by 口径名; they become the new year's 上年 column. Raises
        ReadOnlyError, and ValueError when the year is there already.
        """
        if self.facts_of(year) is not None:
            raise ValueError(f"{year}年度已经有了")
        begun = next_year(self.facts, year, template, figures)
        steps = (
            Step(year, Change("set", (), None, begun.facts)),
            Step(year, Change("set", (NOTES,), None, begun.notes)),
        )
        self._desk.do(f"新建{year}年度", f"沿用{self.year}年度", steps)

    def is_carried(self, path: edits.Path) -> bool:
        """Whether the text at a path is still last year's (「去年文字，请核对」)."""
        text = edits.value_at(self.facts, path)
        return isinstance(text, str) and text in (self.notes.carried or ())

    def confirm_carried(self, path: edits.Path) -> None:
        """The text at a path is right for this year as it stands."""
        change = confirmation(self.notes, edits.value_at(self.facts, path))
        self._desk.do("确认去年文字仍然适用", "手工录入", (Step(self.year, change),))

    def correct_last_year(self, name: str, amount: Quantity | None, reason: str) -> None:
        """Set a 上年 figure that was taken over, with the reason for it."""
        figure = edits.set_value(self.facts, (LAST_YEAR, name), amount)
        steps = tuple(Step(self.year, change) for change in (figure, correction(self.notes, name, reason)))
        self._desk.do(f"更正上年数 {name}", "手工录入", steps)

    # --- the file ------------------------------------------------------------------------------

    def save_as(self, path: Path) -> tuple[int, ...]:
        """Save under another name and go on there. Raises Problem; then nothing has changed.

        Answers with the years that could not be taken along, where the old file is gone (a pulled stick)
        and they were not looked at before.
        """
        return self._file.save_as(path)

    def export_copy(self, path: Path) -> None:
        """「导出副本」: a compact copy. Raises Problem."""
        self._file.export_copy(path)

    def restore(self, backup: Path) -> None:
        """Go back to what a backup held, in all years; one operation. Raises Problem."""
        self._file.restore(backup)

    def back_up(self) -> None:
        """Make a backup now; ``backups.missed`` says whether it reached the second place. Raises Problem."""
        self.flush()
        self._file.back_up("asked")

    def freeze(
        self,
        pack: str,
        program: str,
        figures: Mapping[str, Quantity],
        findings: tuple[FrozenFinding, ...],
        hashes: Mapping[str, str],
    ) -> Final:
        """Freeze the year that is shown as its next 定稿. Raises Problem, also while there is no file."""
        return self._file.freeze(pack, program, figures, findings, hashes)

    def finals(self, year: int | None = None) -> list[Final]:
        """The frozen versions of a year, the newest first."""
        chosen = self.year if year is None else year
        return self._desk.run(lambda book: book.finals(chosen)) or []

    def flush(self) -> bool:
        """Wait until everything is written; False when something was taken back, which was told."""
        return self._desk.flush()

    def close(self) -> None:
        """Write everything, back the file up when it changed, close it."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
