"""The open 账套 as the pages see it: facts, figures, findings and preview, kept together.

Pages read from it, ask it for edits and listen to its signals; they know neither the session nor the
audit. Every edit is one named operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path as FilePath
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger import edits
from jixiao_desktop.ledger.edits import Change, Operation, Path, fact_at
from jixiao_desktop.ledger.facts import UnitYear
from ui.foresight import Foresight
from ui.plan import Page, places_of
from ui.settings import Settings

if TYPE_CHECKING:
    from jixiao_desktop.audit.findings import Finding, Verdict
    from jixiao_desktop.engine.evaluation import Evaluation
    from jixiao_desktop.session import Session
    from jixiao_desktop.store.events import Event
    from ui.plan import Plan


DIAGNOSIS_AFTER = 300
"""Milliseconds of rest after which the likely causes of differences are looked for."""


class Draft:
    """Changes that build on each other, made on a copy of the facts until they are performed."""

    def __init__(self, facts: UnitYear) -> None:
        self.facts = facts
        self.changes: list[Change] = []

    def set(self, path: Path, value: Any) -> None:
        """Set a value, unless it stands there already."""
        if edits.value_at(self.facts, path) != value:
            self._add(edits.set_value(self.facts, path, value))

    def insert(self, path: Path, row: Any) -> None:
        """Insert a row before the number that ends the path."""
        self._add(edits.insert_row(self.facts, path, row))

    def delete(self, path: Path) -> None:
        """Delete the row at a path."""
        self._add(edits.delete_row(self.facts, path))

    def _add(self, change: Change) -> None:
        self.changes.append(change)
        self.facts = edits.apply(self.facts, Operation("", (change,)))


class _Poster(QObject):
    """Runs what the writer's thread hands over on the window's thread."""

    posted = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.posted.connect(self._run)

    def _run(self, action: Callable[[], None]) -> None:
        action()


class Workspace(QObject):
    """The one object that joins session, evaluation, findings and preview for the window."""

    opened = Signal()
    """Another 账套, year or pack is shown: pages are built anew."""
    closing = Signal()
    """The 账套 is about to be closed: hand over what was typed."""
    closed = Signal()
    changed = Signal(object)
    """The facts changed; carries the paths (a tuple) that did."""
    findings_changed = Signal()
    saved_changed = Signal()
    """Something is saved now, or waits to be: after every edit, and after its commit."""
    failed = Signal(str)
    """A sentence for the clerk: something was refused or could not be saved."""
    save_failed = Signal(object)
    """A commit failed; carries the SaveFailed."""
    closed_badly = Signal(object)
    """A backup or the last save failed while the 账套 was closed; carries the Problem."""
    unit_changed = Signal()
    jump_requested = Signal(str, object)
    """Show a page (its name) and put the cursor at a path."""
    explain_requested = Signal(str)
    """Show how a figure (its label) came about."""

    def __init__(self, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.settings = settings
        self._poster = _Poster(self)
        self._session: Session | None = None
        self._evaluation: Evaluation | None = None
        self._plan: Plan | None = None
        self._findings: tuple[Finding, ...] = ()
        self._summed: tuple[tuple[Finding, ...], Verdict] | None = None
        self._unsubscribe: Callable[[], None] | None = None
        self._homes: dict[Path, str] = {}
        self.deliverables: tuple[FilePath, ...] = ()
        self.foresight = Foresight(self)
        self._rest = QTimer(self, singleShot=True, interval=DIAGNOSIS_AFTER)
        self._rest.timeout.connect(self._diagnose)

    # --- what is open --------------------------------------------------------------------------

    @property
    def post(self) -> Callable[[Callable[[], None]], None]:
        """Runs an action on the window's thread; may be called from any thread."""
        return self._poster.posted.emit

    @property
    def is_open(self) -> bool:
        """Whether a 账套 is open."""
        return self._session is not None

    @property
    def session(self) -> Session:
        """The open session."""
        return _there(self._session)

    @property
    def facts(self) -> UnitYear:
        """The facts of the year that is shown."""
        return self.session.facts

    @property
    def evaluation(self) -> Evaluation:
        """The figures of these facts."""
        return _there(self._evaluation)

    @property
    def plan(self) -> Plan:
        """The pages of the pack."""
        return _there(self._plan)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the audit says of these facts."""
        return self._findings

    @property
    def verdict(self) -> Verdict:
        """The sum of the findings."""
        from jixiao_desktop.audit.findings import verdict

        if self._summed is None or self._summed[0] is not self._findings:
            self._summed = self._findings, verdict(self._findings)
        return self._summed[1]

    @property
    def unit(self) -> str:
        """元 or 万元, in which amounts are entered and shown."""
        return self.settings.unit

    def set_unit(self, unit: str) -> None:
        """Enter and show amounts in another unit; what was entered stays as exact as it was."""
        if unit != self.unit:
            self.settings.unit = unit
            self.unit_changed.emit()

    def open(self, session: Session) -> None:
        """Show a session. Raises PackError when its pack can't be used; then nothing has changed."""
        evaluation, plan = self._read(session)
        self.close()
        self._session = session
        self._unsubscribe = session.subscribe(self._heard)
        self._take(evaluation, plan)
        self.opened.emit()

    def _read(self, session: Session) -> tuple[Evaluation, Plan]:
        from jixiao_desktop.engine.evaluation import Evaluation
        from jixiao_desktop.engine.model import load_model
        from ui.plan_reader import plan_of

        facts = session.facts
        before = session.facts_of(facts.year - 1)
        previous = Evaluation(load_model(before.template), before) if before else None
        model = load_model(facts.template)
        return Evaluation(model, facts, previous), plan_of(model.pack)

    def _take(self, evaluation: Evaluation, plan: Plan) -> None:
        self._evaluation, self._plan = evaluation, plan
        self._homes.clear()
        self.deliverables = ()
        self._check()

    def close(self) -> None:
        """Close the session; everything is written first."""
        if self._session is None:
            return
        self.closing.emit()
        if self._unsubscribe is not None:
            self._unsubscribe()
        self._rest.stop()
        self.foresight.forget()
        session, self._session, self._unsubscribe = self._session, None, None
        session.subscribe(self._heard_closing)
        session.close()
        self._evaluation = self._plan = None
        self._findings = ()
        self.closed.emit()

    # --- edits ---------------------------------------------------------------------------------

    def value(self, path: Path) -> Any:
        """The fact at a path; None where nothing was entered."""
        return fact_at(self.facts, path)

    def set_value(self, path: Path, value: Any, title: str, *, merge: str | None = None) -> bool:
        """Set one fact; False when it was refused."""
        draft = self.draft()
        draft.set(path, value)
        return self.perform(title, draft, merge=merge)

    def draft(self) -> Draft:
        """Start a group of changes."""
        return Draft(self.facts)

    def perform(
        self, title: str, draft: Draft, *, merge: str | None = None, origin: str = "手工录入"
    ) -> bool:
        """Do a group of changes as one named operation; False when it was refused."""
        if not draft.changes:
            return True
        with self.told() as outcome:
            self.session.perform(Operation(title, tuple(draft.changes), origin), merge)
        return outcome[0]

    def foresee(self, draft: Draft) -> None:
        """A group of changes is being typed: work out ahead what it would give."""
        if draft.changes:
            self.foresight.ask(self.evaluation, draft.facts)

    @contextmanager
    def told(self) -> Iterator[list[bool]]:
        """Tell the clerk about a problem of the environment; yields [whether all went well]."""
        outcome = [True]
        try:
            yield outcome
        except Problem as problem:
            outcome[0] = False
            self.failed.emit(str(problem))

    def left_field(self) -> None:
        """A field was left: what is typed next is an operation of its own."""
        if self._session is not None:
            self._session.end_merge()

    def undo(self) -> None:
        """Take the last operation back."""
        with self.told():
            self.session.undo()

    def redo(self) -> None:
        """Do the operation that was undone last again."""
        with self.told():
            self.session.redo()

    # --- following the session -----------------------------------------------------------------

    def _heard(self, event: Event) -> None:
        from jixiao_desktop.store.events import BackupFailed, FactsChanged, Saved, SaveFailed, YearSwitched

        if isinstance(event, FactsChanged):
            self._facts_changed(tuple(change.path for change in event.changes))
        elif isinstance(event, YearSwitched):
            self._take(*self._read(self.session))
            self.opened.emit()
        elif isinstance(event, Saved):
            self.saved_changed.emit()
        elif isinstance(event, SaveFailed):
            self.save_failed.emit(event)
            self.saved_changed.emit()
        elif isinstance(event, BackupFailed):
            self.failed.emit(str(event.problem))

    def _heard_closing(self, event: Event) -> None:
        from jixiao_desktop.store.events import BackupFailed, SaveFailed

        if isinstance(event, SaveFailed | BackupFailed):
            self.closed_badly.emit(event.problem)

    def _facts_changed(self, paths: tuple[Path, ...]) -> None:
        if any(path[:1] in ((), ("模板",)) for path in paths):
            self._take(*self._read(self.session))
            self.opened.emit()
            return
        self._evaluation = self.foresight.take(self.evaluation).updated(self.facts)
        self.changed.emit(paths)
        self._check()
        self.saved_changed.emit()

    def _check(self) -> None:
        from jixiao_desktop.review import review

        self._findings = review(self.evaluation, diagnose=False)
        self.findings_changed.emit()
        if self.verdict.errors:
            self._rest.start()

    def _diagnose(self) -> None:
        """While the clerk rests: say the likely causes too."""
        from jixiao_desktop.review import review

        found = review(self.evaluation)
        if found != self._findings:
            self._findings = found
            self.findings_changed.emit()

    # --- places --------------------------------------------------------------------------------

    def home_of(self, path: Path) -> str:
        """The page on which a path is entered; empty when no page enters it."""
        if path not in self._homes:
            page = self.plan.home_of(path)
            self._homes[path] = page.id if page else ""
        return self._homes[path]

    def jump(self, path: Path) -> None:
        """Show the page on which a path is entered, the cursor there."""
        page = self.home_of(path)
        if page:
            self.jump_requested.emit(page, path)

    def findings_at(self, path: Path) -> list[Finding]:
        """The open findings that point exactly here."""
        return [finding for finding in self._findings if not finding.closed and path in finding.where]

    def begun(self, page: Page) -> bool:
        """Whether anything was entered on a page; looked at again only when one of its places changed."""
        evaluation = self.evaluation
        return evaluation.remembered(
            ("填过", page.id),
            lambda: any(evaluation.read(path) not in (None, ()) for path in places_of(page)),
        )


def _there(thing: Any) -> Any:
    if thing is None:
        raise RuntimeError("no 账套 is open")
    return thing
