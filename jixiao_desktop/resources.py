"""Where the files that come with the program lie: packs, codes, fonts, icons, examples."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path


def resource_path(*parts: str) -> Path:
    """The path of a bundled file or folder, e.g. ``resource_path("packs", "common")``."""
    return _root().joinpath(*parts)


def examples() -> tuple[tuple[str, str], ...]:
    """The built-in examples in order: file name below ``examples``, and title."""
    listed = resource_path("examples", "目录.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("\t") for line in listed)
    return tuple((name, title) for name, _, title in pairs)


@cache
def _root() -> Path:
    """The resources folder: of a frozen program, of an installed wheel, or of a checkout."""
    package = Path(__file__).resolve().parent
    frozen = getattr(sys, "_MEIPASS", None)
    candidates = [
        *([Path(frozen) / "resources"] if frozen else []),
        package / "_resources",
        package.parent / "resources",
    ]
    for candidate in candidates:
        if candidate.is_dir():
            return candidate
    raise FileNotFoundError(f"找不到程序自带的资源文件夹，应在 {candidates[-1]}，请重新安装程序")
