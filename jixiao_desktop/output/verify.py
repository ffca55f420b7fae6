"""验包: read a package back and compare every figure and sentence with the facts that it carries.

The facts are those of the exchange file in the package; everything else is made from them anew and
compared with the files as they are now, also after somebody edited them in WPS. A file that was only
saved again is a notice. Nothing in a package is trusted: see :mod:`safe_archive`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field
from pathlib import Path

from jixiao_desktop import __version__
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import ExchangeError, parse_exchange_bytes
from jixiao_desktop.output.contents import Item, NotFinalError, key_figures, package_items, unit_name
from jixiao_desktop.output.differences import Difference, Kind, VerifyReport
from jixiao_desktop.output.manifest import (
    MANIFEST,
    FileEntry,
    Manifest,
    ManifestError,
    digest,
    manifest_bytes,
    read_manifest,
)
from jixiao_desktop.output.safe_archive import RefusedError, inner_parts, read_folder, read_package
from jixiao_desktop.output.verify_files import compare_item
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.values import dataclass

FACT_KINDS = frozenset({"exchange", "exchange-before"})
OFFICE_KINDS = frozenset({"docx", "xlsx", "audit"})
EXCHANGE_SUFFIX = "数据交换文件.yaml"


Progress = Callable[[int, int, str], None]
"""Called before each file with the files done, their number and the name of the one that comes."""


class VerifyCancelledError(Exception):
    """The user stopped; nothing is known about the package."""


def verify(
    path: Path, *, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None
) -> VerifyReport:
    """Verify a package, or a folder of its files. Never raises for what a package holds.

    Raises VerifyCancelledError when ``cancelled`` says so between two files.
    """
    try:
        files = read_folder(path) if path.is_dir() else read_package(path)
        manifest = _manifest(files, needed=not path.is_dir())
        evaluation = _evaluation(files, manifest)
        items = package_items(evaluation, final=manifest is not None and manifest.final)
    except (RefusedError, ManifestError, ExchangeError, PackError, NotFinalError) as error:
        return VerifyReport(str(path), refused=(str(error),))
    check = _Check(files, manifest, evaluation, items, is_folder=path.is_dir())
    for done, name in enumerate(check.run()):
        if cancelled is not None and cancelled():
            raise VerifyCancelledError("已取消，没有核对完。")
        if progress is not None:
            progress(done, check.expected, name)
    return VerifyReport(
        str(path), tuple(check.compared), tuple(check.refused), tuple(check.differences), tuple(check.notices)
    )


def _manifest(files: Mapping[str, bytes], *, needed: bool) -> Manifest | None:
    if MANIFEST in files:
        return read_manifest(files[MANIFEST])
    if needed:
        raise RefusedError(f"压缩包里没有「{MANIFEST}」，不是报送材料")
    return None


def _evaluation(files: Mapping[str, bytes], manifest: Manifest | None) -> Evaluation:
    """The figures of the facts in the package, with last year's where it carries them."""
    names = sorted(name for name in files if name.endswith(EXCHANGE_SUFFIX))
    if not names:
        raise RefusedError("没有数据交换文件，无从核对")
    facts = sorted((parse_exchange_bytes(files[name], name)[0] for name in names), key=lambda item: item.year)
    if len(facts) > 2 or (len(facts) == 2 and facts[0].year != facts[1].year - 1):
        raise RefusedError("数据交换文件不止一份，不知道以哪一份为准")
    previous = open_evaluation(facts[0]) if len(facts) == 2 else None
    return open_evaluation(facts[-1], manifest.pack if manifest else None, previous)


@dataclass
class _Check:
    """One run over the files of a package."""

    files: Mapping[str, bytes]
    manifest: Manifest | None
    evaluation: Evaluation
    items: tuple[Item, ...]
    is_folder: bool
    compared: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    @property
    def expected(self) -> int:
        """How many files there are to compare."""
        return sum(item.name in self.files for item in self.items)

    def run(self) -> Iterator[str]:
        """Compare the manifest, then file by file; gives the name of each file before it."""
        listed = {} if self.manifest is None else {entry.name: entry for entry in self.manifest.files}
        if self.manifest is None:
            self.notices.append(f"没有「{MANIFEST}」，只核对内容")
        else:
            self.differences.extend(self._manifest_differences(self.manifest))
            self._presence(self.manifest, listed)
        for item in self.items:
            if item.name in self.files:
                yield item.name
                self._item(item, listed.get(item.name))
        if lies := [item.place for item in self.differences if item.kind is Kind.MANIFEST]:
            self.refused.append(f"清单不实：{'、'.join(lies)}")
        known = {item.name for item in self.items} | {MANIFEST}
        for name in self.files:
            if name not in known and (self.manifest is None or name in listed):
                self.notices.append(f"「{name}」不是由这份数据生成的，没有核对")

    def _presence(self, manifest: Manifest, listed: Mapping[str, FileEntry]) -> None:
        """Every file must be listed, and every listed one be there."""
        if len(listed) != len(manifest.files):
            self.refused.append("清单里有重复的文件名")
        self.refused += [f"缺少清单中的「{name}」" for name in listed if name not in self.files]
        extra = [name for name in self.files if name not in listed and name != MANIFEST]
        if self.is_folder:
            self.notices += [f"「{name}」不在清单中，没有核对" for name in extra]
        else:
            self.refused += [f"「{name}」不在清单中" for name in extra]
        wanted = {item.name: item.kind for item in self.items if item.kind not in manifest.left_out}
        for name in wanted:
            if name not in listed:
                self.refused.append(f"清单中没有「{name}」，这份数据应当有它")

    def _manifest_differences(self, manifest: Manifest) -> Iterator[Difference]:
        """What the manifest says of itself must follow from the facts."""
        true = {"单位": unit_name(self.evaluation), "年度": str(self.evaluation.facts.year)}
        said = {"单位": manifest.unit, "年度": str(manifest.year)}
        figures = key_figures(self.evaluation)
        true |= {f"主要数据 {name}": shown for name, shown in figures.items()}
        said |= {f"主要数据 {name}": shown for name, shown in manifest.figures.items()}
        true["模板"], said["模板"] = self.evaluation.model.pack.name, manifest.pack_name
        for place in dict.fromkeys([*true, *said]):
            if true.get(place) != said.get(place):
                yield Difference(MANIFEST, Kind.MANIFEST, place, true.get(place, ""), said.get(place, ""))
        if manifest.program != __version__:
            self.notices.append(f"由程序 {manifest.program} 版生成，现用 {__version__} 版核对")
        if manifest.pack_versions != self.evaluation.model.pack.versions:
            said_edition = "、".join(f"{name} {number}" for name, number in manifest.pack_versions.items())
            now = self.evaluation.model.pack.edition
            self.notices.append(f"由模板 {said_edition} 版生成，现用 {now} 版核对")
        if self.files[MANIFEST] != manifest_bytes(manifest):
            self.notices.append(f"「{MANIFEST}」重新保存过")

    def _item(self, item: Item, entry: FileEntry | None) -> None:
        """Compare a file's content with the facts, then what the manifest says of its bytes."""
        content = self.files[item.name]
        self.compared.append(item.name)
        found = list(compare_item(item, content))
        self.differences += found
        if entry is None:
            return
        if entry.kind != item.kind:
            self.differences.append(
                Difference(MANIFEST, Kind.MANIFEST, f"「{item.name}」的类别", item.kind, entry.kind)
            )
        if digest(content) != entry.digest and not found:
            self._saved_again(item, entry, content)
        elif digest(content) == entry.digest and len(content) != entry.size:
            wanted, said = str(len(content)), str(entry.size)
            self.differences.append(
                Difference(MANIFEST, Kind.MANIFEST, f"「{item.name}」的字节", wanted, said)
            )

    def _saved_again(self, item: Item, entry: FileEntry, content: bytes) -> None:
        """The bytes are not those that were packed, the content is: a notice, if it can be true at all."""
        made = item.make()
        if digest(made) == entry.digest:
            self.notices.append(f"「{item.name}」重新保存过，内容一致")
        elif item.kind in FACT_KINDS:
            self.differences.append(Difference(item.name, Kind.TEXT, "全文", "清单所列的数据", "改过的数据"))
        elif _same_bytes(item.kind, made, content):
            place = f"「{item.name}」的 SHA-256"
            self.differences.append(Difference(MANIFEST, Kind.MANIFEST, place, digest(content), entry.digest))
        else:
            self.notices.append(f"「{item.name}」重新保存过，内容一致")


def _same_bytes(kind: str, made: bytes, content: bytes) -> bool:
    """Whether a file is as the program makes it, however its parts were packed."""
    if kind in OFFICE_KINDS and made != content:
        return inner_parts(made) == inner_parts(content)
    return made == content
