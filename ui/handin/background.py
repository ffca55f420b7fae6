"""A long job off the window's thread, with progress and cancelling."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal

Job = Callable[["Background"], Any]


class JobStoppedError(Exception):
    """The clerk stopped a job; str() says what that leaves behind."""


class Background(QObject):
    """Runs one job at a time; its signals arrive on the window's thread.

    A problem that the clerk can do something about is ``stopped`` with its sentence; anything else is
    raised on the window's thread, where it gets its report.
    """

    progressed = Signal(int, int, str)
    done = Signal(object)
    stopped = Signal(str)
    ended = Signal()
    """After ``done`` or ``stopped``, and also after a bug."""
    _settled = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._threads = ThreadPoolExecutor(max_workers=1)
        self._future: Future[Any] | None = None
        self.cancelled = False
        self._settled.connect(self._settle)

    @property
    def busy(self) -> bool:
        """Whether a job is running or its result is still to come."""
        return self._future is not None

    def start(self, job: Job) -> None:
        """Run a job, which gets this object to report its progress to; nothing while one is running."""
        if self._future is not None:
            return
        self.cancelled = False
        self._future = self._threads.submit(job, self)
        self._future.add_done_callback(self._settled.emit)

    def cancel(self) -> None:
        """Ask the job to stop at its next step."""
        self.cancelled = True

    def stop(self) -> None:
        """Cancel and wait; no signal comes after it."""
        self.cancelled = True
        self._settled.disconnect(self._settle)
        self._threads.shutdown(wait=True, cancel_futures=True)

    def _settle(self, future: Future[Any]) -> None:
        from jixiao_desktop.output.atomic import TargetError
        from jixiao_desktop.output.contents import NotFinalError
        from jixiao_desktop.output.package import PackageCancelledError
        from jixiao_desktop.output.verify import VerifyCancelledError
        from jixiao_desktop.packs.source import PackError

        self._future = None
        try:
            result = future.result()
        except (
            TargetError, NotFinalError, PackageCancelledError, VerifyCancelledError, JobStoppedError,
        ) as problem:  # fmt: skip
            self.stopped.emit(str(problem))
        except PackError as error:
            self.stopped.emit(f"模板有误，没有做完：{error}")
        else:
            self.done.emit(result)
        finally:
            self.ended.emit()
