"""清单.json: what a submission package says about itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from jixiao_desktop.values import dataclass

MANIFEST = "清单.json"
FORMAT = "jixiao-package/1"
MAX_BYTES = 1024**2


class ManifestError(Exception):
    """A manifest cannot be read; str() says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """One file: its name, kind, size in bytes and SHA-256 in hexadecimal."""

    name: str
    kind: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a package; ``left_out`` names kinds of files that were left out for size."""

    unit: str
    year: int
    version: int
    final: bool
    pack: str
    pack_name: str
    pack_versions: Mapping[str, str]
    """The versions of the pack and of what it extends, by id."""
    program: str
    made_at: str
    files: tuple[FileEntry, ...]
    figures: Mapping[str, str]
    left_out: tuple[str, ...] = ()


def digest(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return sha256(content).hexdigest()


def manifest_bytes(manifest: Manifest) -> bytes:
    """The manifest as JSON."""
    data = {
        "格式": FORMAT,
        "单位": manifest.unit,
        "年度": manifest.year,
        "版次": manifest.version,
        "状态": _STATES[manifest.final],
        "模板": {
            "编号": manifest.pack,
            "名称": manifest.pack_name,
            "版本": dict(manifest.pack_versions),
        },
        "程序版本": manifest.program,
        "生成时间": manifest.made_at,
        "主要数据": dict(manifest.figures),
        "未附文件": list(manifest.left_out),
        "文件": [
            {"名称": entry.name, "类别": entry.kind, "字节": entry.size, "SHA-256": entry.digest}
            for entry in manifest.files
        ],
    }
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


_STATES = {True: "定稿", False: "草稿"}


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest that anybody may have written. Raises ManifestError."""
    if len(content) > MAX_BYTES:
        raise ManifestError("清单过大")
    try:
        data = json.loads(content.decode("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise ManifestError("清单不是 JSON 文件，或者已经损坏") from error
    if _get(data, "格式", str) != FORMAT:
        raise ManifestError(f"清单的格式应为 {FORMAT}")
    state = _get(data, "状态", str)
    if state not in _STATES.values():
        raise ManifestError("清单的「状态」应为「定稿」或「草稿」")
    pack = _get(data, "模板", dict)
    return Manifest(
        unit=_get(data, "单位", str),
        year=_get(data, "年度", int),
        version=_get(data, "版次", int),
        final=state == _STATES[True],
        pack=_get(pack, "编号", str),
        pack_name=_get(pack, "名称", str),
        pack_versions={name: _text(version) for name, version in _get(pack, "版本", dict).items()},
        program=_get(data, "程序版本", str),
        made_at=_get(data, "生成时间", str),
        files=tuple(_entry(item) for item in _get(data, "文件", list)),
        figures={name: _text(shown) for name, shown in _get(data, "主要数据", dict).items()},
        left_out=tuple(_text(kind) for kind in _get(data, "未附文件", list)),
    )


def _entry(item: Any) -> FileEntry:
    return FileEntry(
        name=_get(item, "名称", str),
        kind=_get(item, "类别", str),
        size=_get(item, "字节", int),
        digest=_get(item, "SHA-256", str),
    )


def _get(data: Any, key: str, kind: type) -> Any:
    value = data.get(key) if isinstance(data, dict) else None
    if not isinstance(value, kind) or isinstance(value, bool):
        raise ManifestError(f"清单里的「{key}」缺失或写法不对")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ManifestError("清单里的「版本」「主要数据」或「未附文件」写法不对")
    return value
