"""The submission package: everything that is handed in, in one zip with a manifest."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection
from datetime import datetime
from io import BytesIO
from pathlib import Path

from jixiao_desktop import __version__
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.output.atomic import TargetError, write_atomically
from jixiao_desktop.output.contents import Item, key_figures, package_items, unit_name
from jixiao_desktop.output.manifest import MANIFEST, FileEntry, Manifest, digest, manifest_bytes
from jixiao_desktop.report.deliverables import safe_stem
from jixiao_desktop.values import dataclass

MAIL_LIMIT = 20 * 1024**2
"""What most mail boxes take, in bytes."""
ENCODED = 4 / 3
"""How much an attachment grows in the mail."""
KEPT_KINDS = frozenset({"exchange", "exchange-before"})
"""What verify cannot do without."""
_UTF8_NAMES = 0x800
_WINDOWS = 0

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class Package:
    """A package that was written."""

    path: Path
    size: int
    manifest: Manifest
    heavy: tuple[FileEntry, ...]
    """Where it is too large to be mailed: the files that could be left out, the largest first."""

    @property
    def too_large(self) -> bool:
        """Whether it exceeds the mail limit."""
        return bool(self.heavy)


class PackageCancelledError(Exception):
    """The user stopped; nothing was written."""


def write_package(
    evaluation: Evaluation,
    folder: Path,
    *,
    made_at: datetime,
    final: bool = False,
    leave_out: Collection[str] = (),
    mail_limit: int = MAIL_LIMIT,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Package:
    """Write ``<单位>_<年度>年度决算公开_报送材料_vN.zip`` into ``folder``; N is the first that is free.

    ``leave_out`` names kinds of files that are not to be packed.

    Raises:
        NotFinalError: ``final`` was asked for and the audit does not allow it.
        PackageCancelledError: ``cancelled`` said so between two files.
        TargetError: the package could not be written.
        PackError: the pack is badly written.
    """
    items = package_items(evaluation, final=final)
    chosen = [item for item in items if item.kind not in leave_out or item.kind in KEPT_KINDS]
    contents: list[tuple[Item, bytes]] = []
    for done, item in enumerate(chosen):
        if cancelled is not None and cancelled():
            raise PackageCancelledError("已取消，没有写出报送材料。")
        if progress is not None:
            progress(done, len(chosen), item.name)
        contents.append((item, item.make()))
    path, version = _free_path(evaluation, folder)
    manifest = Manifest(
        unit=unit_name(evaluation),
        year=evaluation.facts.year,
        version=version,
        final=final,
        pack=evaluation.model.pack.id,
        pack_name=evaluation.model.pack.name,
        pack_versions=evaluation.model.pack.versions,
        program=__version__,
        made_at=made_at.strftime("%Y-%m-%d %H:%M:%S"),
        files=tuple(FileEntry(item.name, item.kind, len(data), digest(data)) for item, data in contents),
        figures=key_figures(evaluation),
        left_out=tuple(sorted({item.kind for item in items} - {item.kind for item in chosen})),
    )
    zipped = _zipped([(item.name, data) for item, data in contents], manifest, made_at)
    _make(folder)
    write_atomically(path, zipped)
    return Package(path, len(zipped), manifest, _heavy(manifest, len(zipped), mail_limit))


def _heavy(manifest: Manifest, size: int, limit: int) -> tuple[FileEntry, ...]:
    if size * ENCODED <= limit:
        return ()
    loose = (entry for entry in manifest.files if entry.kind not in KEPT_KINDS)
    return tuple(sorted(loose, key=lambda entry: -entry.size))


def _free_path(evaluation: Evaluation, folder: Path) -> tuple[Path, int]:
    stem = safe_stem(f"{unit_name(evaluation)}_{evaluation.facts.year}年度决算公开_报送材料")
    version = 1
    while (path := folder / f"{stem}_v{version}.zip").exists():
        version += 1
    return path, version


def _zipped(files: list[tuple[str, bytes]], manifest: Manifest, made_at: datetime) -> bytes:
    """The zip: names in UTF-8 and flagged so, as if made on Windows, all members of one time."""
    zipped = BytesIO()
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (*files, (MANIFEST, manifest_bytes(manifest))):
            info = zipfile.ZipInfo(name, made_at.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = _WINDOWS
            info.flag_bits |= _UTF8_NAMES
            archive.writestr(info, content)
    return zipped.getvalue()


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise TargetError(folder, f"不能建立文件夹「{folder}」（{reason}），没有写出报送材料。") from error
