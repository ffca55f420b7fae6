"""A submission package the other way: the facts of the years that it carries (从报送材料重建账套).

Only the exchange files are read. Each must be as its manifest says; the reports and tables beside them
follow from them and are not needed. What they hold against them is the matter of :mod:`verify`.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jixiao_desktop.engine.reading import parse_checked_exchange
from jixiao_desktop.errors import Problem
from jixiao_desktop.ledger.exchange import ExchangeError
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.output.manifest import (
    MANIFEST,
    FileEntry,
    Manifest,
    ManifestError,
    digest,
    read_manifest,
)
from jixiao_desktop.output.safe_archive import RefusedError, read_package

THIS_YEAR, LAST_YEAR = "exchange", "exchange-before"
_KEPT = "没有取用其中任何内容。"
_ASK_AGAIN = "请向报送的人重新要一份。"


def rebuilt_years(path: Path) -> tuple[UnitYear, ...]:
    """The facts of the years in a package, the earliest first.

    Raises Problem: the package cannot be opened, or what it carries is not what was packed.
    """
    try:
        files = read_package(path)
    except RefusedError as error:
        raise Problem(f"{str(error).removesuffix('。')}。", _KEPT, _ASK_AGAIN) from error
    manifest = _manifest(path, files)
    entries = {entry.kind: entry for entry in manifest.files if entry.kind in {THIS_YEAR, LAST_YEAR}}
    if THIS_YEAR not in entries:
        raise _unusable(path, "清单里没有数据交换文件", "请改用「导入数据」读入单独的数据交换文件。")
    years = [_facts(path, files, entries[kind]) for kind in (LAST_YEAR, THIS_YEAR) if kind in entries]
    said = [manifest.year - 1, manifest.year][-len(years) :]
    if [facts.year for facts in years] != said:
        held = "、".join(f"{facts.year}年度" for facts in years)
        raise _unusable(path, f"清单说是{manifest.year}年度的材料，里面却是{held}的数据", _ASK_AGAIN)
    return tuple(years)


def _manifest(path: Path, files: Mapping[str, bytes]) -> Manifest:
    if MANIFEST not in files:
        raise _unusable(path, f"里面没有「{MANIFEST}」，不是报送材料", "请选择本程序生成的报送材料。")
    try:
        return read_manifest(files[MANIFEST])
    except ManifestError as error:
        raise _unusable(path, str(error), _ASK_AGAIN) from error


def _facts(path: Path, files: Mapping[str, bytes], entry: FileEntry) -> UnitYear:
    """One year, from a file that is as the manifest says."""
    if entry.name not in files:
        raise _unusable(path, f"缺少清单中的「{entry.name}」", _ASK_AGAIN)
    content = files[entry.name]
    if digest(content) != entry.digest:
        raise _unusable(path, f"「{entry.name}」打包以后被改动过，与清单不符", _ASK_AGAIN)
    try:
        return parse_checked_exchange(content, entry.name)
    except ExchangeError as error:
        first = error.problems[0]
        more = f"（还有{len(error.problems) - 1}处）" if len(error.problems) > 1 else ""
        raise _unusable(path, f"「{entry.name}」读不懂：{first}{more}", _ASK_AGAIN) from error


def _unusable(path: Path, why: str, todo: str) -> Problem:
    return Problem(f"「{path.name}」没有打开：{why}。", _KEPT, todo)
