"""Opening archives that came by mail: nothing in them is trusted.

No name may lead out of the archive, nothing may unpack to more than the limits, and the XML of office
files may not define entities.
"""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

MAX_FILES = 300
MAX_FILE_BYTES = 100 * 1024**2
MAX_TOTAL_BYTES = 300 * 1024**2
MAX_RATIO = 200
SMALL = 1024**2
"""Below this size a high ratio does no harm."""
MAX_INNER_FILES = 5000
JUNK = frozenset({"thumbs.db", "desktop.ini", ".ds_store"})


class RefusedError(Exception):
    """Something is not safe or not possible to open; str() is the reason, a sentence in Chinese."""


def read_package(path: Path) -> dict[str, bytes]:
    """The files of a package by name. Raises RefusedError."""
    try:
        size = path.stat().st_size
        if size > MAX_TOTAL_BYTES:
            raise RefusedError(f"「{path.name}」太大，没有打开。")
        with zipfile.ZipFile(path) as archive:
            return _members(archive, MAX_FILES)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise RefusedError(f"「{path.name}」不是压缩包，或者已经损坏，没有打开。") from error
    except OSError as error:
        raise RefusedError(f"「{path.name}」读不出来（{error.strerror or error}）。") from error


def read_folder(folder: Path) -> dict[str, bytes]:
    """The files that lie directly in a folder, without those that systems and office programs leave."""
    found: dict[str, bytes] = {}
    total = 0
    for path in sorted(folder.iterdir()):
        if not path.is_file() or path.name.lower() in JUNK or path.name.startswith((".", "~$")):
            continue
        size = path.stat().st_size
        total += size
        if size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            raise RefusedError(f"「{path.name}」太大，没有打开。")
        found[path.name] = path.read_bytes()
    return found


def inner_parts(content: bytes) -> dict[str, bytes]:
    """The parts of an office file, after the whole file was found to be safe. Raises RefusedError."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = _members(archive, MAX_INNER_FILES, flat=False)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise RefusedError("不是 Word 或 Excel 文件，或者已经损坏") from error
    for name, data in parts.items():
        if name.endswith((".xml", ".rels")) and (b"<!DOCTYPE" in data or b"<!ENTITY" in data):
            raise RefusedError("含有不安全的内容（实体定义）")
    return parts


def parse_part(data: bytes) -> Any:
    """The root element of an XML part. Raises RefusedError, also for a part that is not there."""
    from docx.opc.oxml import parse_xml

    if not data:
        raise RefusedError("不是 Word 或 Excel 文件，或者已经损坏")
    try:
        return parse_xml(data)  # type: ignore[arg-type]  # it takes bytes
    except SyntaxError as error:
        raise RefusedError("内容已经损坏") from error


def _members(archive: zipfile.ZipFile, limit: int, *, flat: bool = True) -> dict[str, bytes]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > limit:
        raise RefusedError(f"压缩包里的文件太多（{len(members)}个），没有打开。")
    _check_sizes(members)
    found: dict[str, bytes] = {}
    taken: set[str] = set()
    for info in members:
        _check_name(info, flat=flat)
        if info.filename.casefold() in taken:
            raise RefusedError(f"压缩包里有两个「{info.filename}」，没有打开。")
        taken.add(info.filename.casefold())
        found[info.filename] = _content(archive, info)
    return found


def _check_sizes(members: list[zipfile.ZipInfo]) -> None:
    total = sum(info.file_size for info in members)
    for info in members:
        bomb = info.file_size > SMALL and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        if bomb or info.file_size > MAX_FILE_BYTES or total > MAX_TOTAL_BYTES:
            raise RefusedError(f"「{info.filename}」解压后过大，像是压缩炸弹，没有打开。")


def _check_name(info: zipfile.ZipInfo, *, flat: bool) -> None:
    name = info.orig_filename
    parts = PurePosixPath(name).parts
    unsafe = (
        not parts or name.startswith("/") or ".." in parts or "\\" in name or "\x00" in name or ":" in name
    )  # fmt: skip
    if unsafe or (flat and len(parts) > 1):
        raise RefusedError(f"压缩包里的文件名「{name[:80]!r}」指向别处，没有打开。")
    if (info.external_attr >> 16) & 0o170000 == 0o120000:
        raise RefusedError(f"压缩包里的「{name}」是链接，没有打开。")
    if info.flag_bits & 0x1:
        raise RefusedError(f"压缩包里的「{name}」加了密码，没有打开。")


def _content(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The content, read no further than what the directory declares."""
    with archive.open(info) as member:
        content = member.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise RefusedError(f"「{info.filename}」的大小与压缩包目录不符，没有打开。")
    return content
