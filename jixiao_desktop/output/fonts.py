"""One table of font names per engine.

The official look (GB/T 9704) asks for 小标宋, 仿宋, 楷体 and 黑体. A Word file names the fonts that an
office machine has and gives alternatives; typst and matplotlib only ever use the bundled files, so
that a PDF and a picture look the same everywhere. The bundled 仿宋 family lacks rare characters of
names and the minus sign: :data:`FALLBACK` always stands second.
"""

from __future__ import annotations

from pathlib import Path

from jixiao_desktop.resources import resource_path
from jixiao_desktop.values import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """A role in the official look: its name in Word with alternatives, in typst, and its file."""

    word: str
    word_alternatives: tuple[str, ...]
    typst: str
    file: str


TITLE = Face(
    "方正小标宋简体",
    ("方正小标宋_GBK", "华文中宋", "宋体", "FandolSong"),
    "FandolSong",
    "FandolSong-Bold.otf",
)
BODY = Face("仿宋_GB2312", ("仿宋", "华文仿宋", "FandolFang"), "FandolFang R", "FandolFang-Regular.otf")
KAI = Face("楷体_GB2312", ("楷体", "华文楷体", "FandolKai"), "FandolKai", "FandolKai-Regular.otf")
HEI = Face("黑体", ("SimHei", "Noto Sans SC"), "Noto Sans SC", "NotoSansSC-Regular.otf")
SONG = Face("宋体", ("SimSun", "Noto Sans SC"), "FandolFang R", "FandolFang-Regular.otf")
"""The page number's face; tables and page numbers in the PDF take the bundled 仿宋."""

FALLBACK = HEI
FACES = (TITLE, BODY, KAI, HEI, SONG)


def fonts_folder() -> Path:
    """The folder of the bundled fonts."""
    return resource_path("fonts")


def font_file(face: Face) -> Path:
    """The bundled file of a face."""
    return fonts_folder() / face.file


def typst_family(face: Face) -> list[str]:
    """The families that typst is to try, in order."""
    return list(dict.fromkeys((face.typst, FALLBACK.typst)))
