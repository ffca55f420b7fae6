"""All deliverables of a unit-year in a folder: what the command line and the window export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.output.atomic import TargetError, write_atomically
from jixiao_desktop.output.contents import package_items

FORMATS = ("docx", "xlsx", "pdf")
EXCHANGE = "exchange"

Progress = Callable[[int, int, str], None]
"""Called before each file with the files done, their number and the name of the one that comes."""


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


def deliver(
    evaluation: Evaluation,
    folder: Path,
    formats: Sequence[str] = FORMATS,
    *,
    final: bool = False,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Deliverable, ...]:
    """Write the deliverables and the exchange file into ``folder``, which is made where there is none.

    All say 草稿 on every page unless ``final``.

    Raises:
        NotFinalError: ``final`` was asked for and the audit does not allow it.
        TargetError: a file could not be written.
        CancelledError: ``cancelled`` said so between two files.
        PackError: the pack is badly written.
    """
    _make(folder)
    items = package_items(evaluation, final=final, kinds=(*formats, EXCHANGE))
    written: list[Deliverable] = []
    for done, item in enumerate(items):
        if cancelled is not None and cancelled():
            raise CancelledError(written)
        if progress is not None:
            progress(done, len(items), item.name)
        write_atomically(folder / item.name, item.make())
        written.append(Deliverable(item.kind, folder / item.name))
    return tuple(written)


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(
            folder, f"不能建立文件夹「{folder}」（{error.strerror}），没有写出任何文件。请换一个文件夹。"
        ) from error
