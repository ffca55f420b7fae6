"""Single random changes to exported files, as a slip or a falsifier makes them."""

from __future__ import annotations

import json
import random
import re
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx.opc.oxml import parse_xml, serialize_part_xml
from docx.oxml.ns import qn

from jixiao_desktop.output.manifest import MANIFEST

Mutation = Callable[[bytes, random.Random], bytes | None]
"""Changes a file's bytes; None where it holds nothing of the kind to be changed."""
SHEET_NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def repacked(content: bytes, part: str, change: Callable[[Any], bool]) -> bytes | None:
    """The archive with one XML part changed in place."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    root: Any = parse_xml(parts[part])  # type: ignore[arg-type]
    if not change(root):
        return None
    parts[part] = serialize_part_xml(root)
    return archived(parts)


def archived(parts: dict[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def other_digit(text: str, rng: random.Random) -> str:
    """The text with one of its digits replaced by another."""
    at = rng.choice([m.start() for m in re.finditer(r"\d", text)])
    digit = rng.choice([d for d in "0123456789" if d != text[at]])
    return text[:at] + digit + text[at + 1 :]


def _digit_in(root: Any, rng: random.Random, *, in_table: bool) -> bool:
    texts = [
        t
        for t in root.iter(qn("w:t"))
        if re.search(r"\d", t.text or "")
        and (next(t.iterancestors(qn("w:tbl")), None) is not None) == in_table
        and next(t.iterancestors(qn("w:hyperlink")), None) is None
    ]
    if not texts:
        return False
    chosen = rng.choice(texts)
    chosen.text = other_digit(chosen.text, rng)
    return True


def digit_in_sentence(content: bytes, rng: random.Random) -> bytes | None:
    return repacked(content, "word/document.xml", lambda root: _digit_in(root, rng, in_table=False))


def digit_in_cell(content: bytes, rng: random.Random) -> bytes | None:
    return repacked(content, "word/document.xml", lambda root: _digit_in(root, rng, in_table=True))


def _paragraphs(root: Any) -> list[Any]:
    found = root.find(qn("w:body")).findall(qn("w:p"))
    return [p for p in found if "".join(t.text or "" for t in p.iter(qn("w:t"))).strip()]


def deleted_paragraph(content: bytes, rng: random.Random) -> bytes | None:
    def change(root: Any) -> bool:
        chosen = rng.choice(_paragraphs(root))
        chosen.getparent().remove(chosen)
        return True

    return repacked(content, "word/document.xml", change)


def deleted_sentence(content: bytes, rng: random.Random) -> bytes | None:
    """Without the first sentence of a run of several."""

    def change(root: Any) -> bool:
        runs = [t for p in _paragraphs(root) for t in p.iter(qn("w:t")) if (t.text or "").count("。") > 1]
        if not runs:
            return False
        chosen = rng.choice(runs)
        chosen.text = chosen.text.split("。", 1)[1]
        return True

    return repacked(content, "word/document.xml", change)


def added_sentence(content: bytes, rng: random.Random) -> bytes | None:
    def change(root: Any) -> bool:
        chosen = rng.choice(list(rng.choice(_paragraphs(root)).iter(qn("w:t"))))
        chosen.text = f"{chosen.text or ''}另有支出{rng.randint(1, 99)}万元。"
        return True

    return repacked(content, "word/document.xml", change)


def _cells_text(row: Any) -> list[str]:
    return ["".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in row.findall(qn("w:tc"))]


def swapped_rows(content: bytes, rng: random.Random) -> bytes | None:
    """Two different plain rows of a table exchanged."""

    def change(root: Any) -> bool:
        pairs = []
        for table in root.iter(qn("w:tbl")):
            rows = [r for r in table.findall(qn("w:tr")) if not list(r.iter(qn("w:vMerge")))]
            pairs += [(a, b) for a in rows for b in rows if _cells_text(a) < _cells_text(b)]
        if not pairs:
            return False
        one, other = rng.choice(pairs)
        one_cells, other_cells = one.findall(qn("w:tc")), other.findall(qn("w:tc"))
        for cell in one_cells:
            other.append(cell)
        for cell in other_cells:
            one.append(cell)
        return True

    return repacked(content, "word/document.xml", change)


def sheet_number(content: bytes, rng: random.Random) -> bytes | None:
    """Another digit in one number of one sheet, also where it is a formula's last result."""

    def change(root: Any) -> bool:
        values = [
            cell.find(f"{SHEET_NS}v")
            for cell in root.iter(f"{SHEET_NS}c")
            if cell.get("t") in {None, "n"} and cell.find(f"{SHEET_NS}v") is not None
        ]
        values = [value for value in values if re.search(r"\d", value.text or "")]
        if not values:
            return False
        chosen = rng.choice(values)
        chosen.text = str(round(float(chosen.text) + rng.choice([0.01, 1, 10, -3]), 2))
        return True

    return repacked(content, rng.choice(_sheets(content)), change)


def sheet_text(content: bytes, rng: random.Random) -> bytes | None:
    """Another digit or word in a text of the workbook."""

    def change(root: Any) -> bool:
        texts = [t for t in root.iter(f"{SHEET_NS}t") if (t.text or "").strip()]
        chosen = rng.choice(texts)
        digits = re.search(r"\d", chosen.text)
        chosen.text = other_digit(chosen.text, rng) if digits else f"{chosen.text}改"
        return True

    return repacked(content, "xl/sharedStrings.xml", change)


def sheet_rows_swapped(content: bytes, rng: random.Random) -> bytes | None:
    def change(root: Any) -> bool:
        rows = [row for row in root.iter(f"{SHEET_NS}row") if len(row)]
        shown = {id(row): [v.text for v in row.iter(f"{SHEET_NS}v")] for row in rows}
        pairs = [(a, b) for a in rows for b in rows if shown[id(a)] and shown[id(a)] < shown[id(b)]]
        if not pairs:
            return False
        one, other = rng.choice(pairs)
        first, second = one.get("r"), other.get("r")
        for row, number in ((one, second), (other, first)):
            row.set("r", number)
            for cell in row:
                cell.set("r", re.sub(r"\d+", number, cell.get("r")))
        parent = one.getparent()
        at_one, at_other = parent.index(one), parent.index(other)
        parent[at_one], parent[at_other] = parent[at_other].__copy__(), parent[at_one].__copy__()
        return True

    return repacked(content, rng.choice(_sheets(content)), change)


def _sheets(content: bytes) -> list[str]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]


def false_manifest(content: bytes, rng: random.Random) -> bytes | None:
    """One false statement in the manifest."""
    data = json.loads(content)
    figures = data["主要数据"]
    choice = rng.choice(["单位", "年度", "字节", "SHA-256", "类别", *figures])
    if choice == "单位":
        data["单位"] += "分校"
    elif choice == "年度":
        data["年度"] += 1
    elif choice in figures:
        figures[choice] = other_digit(figures[choice], rng)
    else:
        entry = rng.choice(data["文件"])
        entry[choice] = {
            "字节": entry["字节"] + 1,
            "类别": "其他",
            "SHA-256": f"{rng.getrandbits(256):064x}",
        }[choice]
    return json.dumps(data, ensure_ascii=False).encode()


BY_ENDING: dict[str, tuple[Mutation, ...]] = {
    ".docx": (
        digit_in_sentence,
        digit_in_cell,
        deleted_paragraph,
        deleted_sentence,
        added_sentence,
        swapped_rows,
    ),
    ".xlsx": (sheet_number, sheet_text, sheet_rows_swapped),
    MANIFEST: (false_manifest,),
}


def mutated(files: dict[str, bytes], rng: random.Random) -> tuple[str, str, bytes]:
    """One change to one of the files: which file, which kind of change, and what it holds now."""
    while True:
        name = rng.choice(sorted(files))
        kinds = next((k for ending, k in BY_ENDING.items() if name.endswith(ending)), ())
        if kinds:
            change = rng.choice(kinds)
            content = change(files[name], rng)
            if content is not None:
                return name, change.__name__, content
