"""All deliverables of a unit-year in a folder: what the command line and the window export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from pathlib import Path

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.output.atomic import TargetError, free_name, is_open_elsewhere, write_atomically
from jixiao_desktop.output.contents import package_items
from jixiao_desktop.values import dataclass

FORMATS = ("docx", "xlsx", "pdf")
EXCHANGE = "exchange"
FORMER = "旧版"
"""The folder beside the deliverables for files that were replaced."""

Progress = Callable[[int, int, str], None]
"""Called before each file with the files done, their number and the name of the one that comes."""


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One file: its kind (a format, or ``exchange`` for the exchange file) and where it is."""

    kind: str
    path: Path
    former: Path | None = None
    """Where the file that it replaced is kept."""


class Existing(Enum):
    """What becomes of files that are there already."""

    REPLACE = "replace"
    KEEP = "keep"
    """They stay, the new ones get a name beside them."""
    REFUSE = "refuse"
    SET_ASIDE = "set aside"
    """They are replaced; what differs from the new is kept in the folder :data:`FORMER`."""


class TakenError(TargetError):
    """Files are in the way and nothing was written; ``busy`` when some are open in another program."""

    def __init__(self, paths: Sequence[Path], *, busy: bool) -> None:
        self.paths = tuple(paths)
        self.busy = busy
        names = "、".join(f"「{path.name}」" for path in paths)
        said = "正在 WPS 或 Word 中打开，没有覆盖。请关闭后再试。" if busy else "已经有了，没有覆盖。"
        super().__init__(self.paths[0], f"{names}{said}")


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
    existing: Existing = Existing.REPLACE,
) -> tuple[Deliverable, ...]:
    """Write the deliverables and the exchange file into ``folder``, which is made where there is none.

    All say 草稿 on every page unless ``final``.

    Raises:
        NotFinalError: ``final`` was asked for and the audit does not allow it.
        TakenError: files are open elsewhere, or are there and ``existing`` refuses to replace them.
        TargetError: a file could not be written.
        CancelledError: ``cancelled`` said so between two files.
        PackError: the pack is badly written.
    """
    _make(folder)
    items = package_items(evaluation, final=final, kinds=(*formats, EXCHANGE))
    targets = _targets([folder / item.name for item in items], existing)
    written: list[Deliverable] = []
    for done, (item, target) in enumerate(zip(items, targets, strict=True)):
        if cancelled is not None and cancelled():
            raise CancelledError(written)
        if progress is not None:
            progress(done, len(items), item.name)
        content = item.make()
        former = _set_aside(target, content) if existing is Existing.SET_ASIDE else None
        write_atomically(target, content)
        written.append(Deliverable(item.kind, target, former))
    return tuple(written)


def _targets(paths: Sequence[Path], existing: Existing) -> list[Path]:
    """Where the files go. Raises TakenError."""
    there = [path for path in paths if path.exists()]
    if existing is Existing.KEEP:
        return [free_name(path) if path in there else path for path in paths]
    if busy := [path for path in there if is_open_elsewhere(path)]:
        raise TakenError(busy, busy=True)
    if there and existing is Existing.REFUSE:
        raise TakenError(there, busy=False)
    return list(paths)


def _set_aside(path: Path, content: bytes) -> Path | None:
    """Keep a copy of a file that is about to be replaced by something else; where it went."""
    try:
        old = path.read_bytes() if path.exists() else content
    except OSError as error:
        raise TargetError(path, f"「{path.name}」读不出来（{error.strerror}），没有覆盖。") from error
    if old == content:
        return None
    _make(path.parent / FORMER)
    kept = path.parent / FORMER / path.name
    kept = free_name(kept) if kept.exists() else kept
    write_atomically(kept, old, overwrite=False)
    return kept


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise TargetError(
            folder, f"不能建立文件夹「{folder}」（{error.strerror}），没有写出任何文件。请换一个文件夹。"
        ) from error
