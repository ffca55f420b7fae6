"""The reports (报告) that a pack makes from 决算 data, as its ``pack.yaml`` lists them.

Each has a file name, a cover, and the wording that it consists of::

    报告:
      - 文件名: "{{单位}}{{年度}}年度{{主体}}决算"
        题名: "…"
        封面: ["{{单位}}", "…"]
        封面落款: ["公开时间：{{单位信息.公开时间}}"]
        目录: 是
        部分: [单位概况, 收支总体]
"""

from __future__ import annotations

import re

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.packs.model import Pack, as_mapping, as_text, check_keys, required
from jixiao_desktop.packs.source import PackError, Sequence, Text
from jixiao_desktop.report.style import is_yes
from jixiao_desktop.values import dataclass

_KEYS = ("文件名", "题名", "封面", "封面落款", "目录", "部分")
_FORBIDDEN = re.compile(r'[\\/:*?"<>|\x00-\x1f\ue000-\uf8ff]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
MAX_STEM = 100


@dataclass(frozen=True, slots=True)
class Deliverable:
    """One entry of 报告: its texts are one-line templates, its parts the names of wording."""

    file_name: Text
    title: Text
    cover: tuple[Text, ...]
    cover_foot: tuple[Text, ...]
    contents: bool
    parts: tuple[Text, ...]


def deliverables(pack: Pack) -> tuple[Deliverable, ...]:
    """The reports that a pack makes from 决算 data; none where it makes only others. Raises PackError."""
    node = pack.settings.get("报告", Sequence())
    if not isinstance(node, Sequence):
        raise PackError(pack.settings.place_of("报告"), "「报告」应当是一列")
    return tuple(_deliverable(pack, item) for item in node)


def deliverables_of(evaluation: Evaluation) -> tuple[Deliverable, ...]:
    """The reports of the evaluation's pack. Raises PackError."""
    model = evaluation.model
    return model.made_once("报告", lambda: deliverables(model.pack))


def _deliverable(pack: Pack, node: object) -> Deliverable:
    entry = as_mapping(node)  # type: ignore[arg-type]
    check_keys(entry, _KEYS)
    known = pack.text_files("wording")
    parts = _texts(entry.get("部分"))
    for part in parts:
        if part not in known:
            raise PackError(part.place, f"没有句子文件「{part}」")
    return Deliverable(
        file_name=as_text(required(entry, "文件名")),
        title=as_text(required(entry, "题名")),
        cover=_texts(entry.get("封面")),
        cover_foot=_texts(entry.get("封面落款")),
        contents=is_yes(str(entry.get("目录", "否"))),
        parts=parts,
    )


def _texts(node: object) -> tuple[Text, ...]:
    return tuple(as_text(item) for item in node) if isinstance(node, Sequence) else ()


def safe_stem(name: str) -> str:
    """A file name without ending that Windows takes: no forbidden signs, not reserved, not too long."""
    stem = _FORBIDDEN.sub("", name).strip(" .")[:MAX_STEM].rstrip(" .")
    return f"_{stem}" if not stem or _RESERVED.fullmatch(stem) else stem
