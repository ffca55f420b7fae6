"""WordprocessingML as text: elements, runs, paragraphs, fields.

A report has some ten thousand elements; they are put together as text and read once a block, which
takes a tenth of the time that elements made one by one do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from jixiao_desktop.output.fonts import Face
from jixiao_desktop.output.text import printable

Element = Any
"""An element of python-docx."""
TWIPS = 20
"""Twips in a point."""
GAP_COLOUR = "yellow"
_FIRST_TAG = re.compile(r"<[\w:]+")
_AS_IS = ' xml:space="preserve"'


def w(tag: str, *children: str | None, **attributes: str | float) -> str:
    """An element of the w: namespace with attributes of the same namespace, as text."""
    named = "".join([_attribute(name, value) for name, value in attributes.items()])
    inside = "".join(filter(None, children))
    return f"<w:{tag}{named}>{inside}</w:{tag}>" if inside else f"<w:{tag}{named}/>"


@lru_cache(maxsize=1024, typed=True)
def _attribute(name: str, value: str | float) -> str:
    return f' w:{name}="{escape(str(value))}"'


def element(text: str) -> Element:
    """The element that a text of :func:`w` says.

    It declares its namespace itself: lxml moves an element that has it from above in a time that grows
    with the square of its size, and lets no other thread run.
    """
    return parse_xml(_FIRST_TAG.sub(rf"\g<0> {nsdecls('w')}", text, count=1))


def elements(text: str) -> list[Element]:
    """The elements that a text says, one after the other."""
    return list(parse_xml(f"<w:body {nsdecls('w')}>{text}</w:body>"))


def twips(points: float) -> int:
    """Points in twips."""
    return round(points * TWIPS)


def fonts_of(face: Face) -> str:
    """The fonts of a run in all four scripts, none taken from a theme."""
    return w("rFonts", ascii=face.word, hAnsi=face.word, eastAsia=face.word, cs=face.word)


def look(face: Face | None = None, size: float | None = None, **flags: str) -> tuple[str, ...]:
    """Run properties in the order of the schema: face, flags such as ``b`` and ``color``, size."""
    marks = {name: value for name, value in flags.items() if name != "highlight"}
    before = [w(name, **({"val": value} if value else {})) for name, value in marks.items()]
    sizes = [w("sz", val=round(size * 2)), w("szCs", val=round(size * 2))] if size else []
    after = [w("highlight", val=flags["highlight"])] if "highlight" in flags else []
    return (*([fonts_of(face)] if face else []), *before, *sizes, *after)


def run(text: str, *properties: str) -> str:
    """A run; line feeds become line breaks and tabs stay tabs."""
    return w("r", _properties("rPr", properties), *_contents(printable(text)))


def paragraph(style: str | None, *children: str, properties: Iterable[str] = ()) -> str:
    """A paragraph of a style (by id) with further properties, given in the order of the schema."""
    styled = [w("pStyle", val=style)] if style else []
    return w("p", _properties("pPr", (*styled, *properties)), *children)


def indent(characters: float) -> str:
    """First line indent in characters of the text, as Chinese word processors count it."""
    return w("ind", firstLineChars=round(characters * 100), firstLine=twips(characters * 16))


def field(instruction: str, shown: str, *properties: str) -> tuple[str, ...]:
    """The runs of a field with the result that it shows until it is refreshed."""
    return (
        field_mark("begin", *properties),
        w("r", _properties("rPr", properties), instruction_text(instruction)),
        field_mark("separate", *properties),
        run(shown, *properties),
        field_mark("end", *properties),
    )


def field_mark(kind: str, *properties: str) -> str:
    """The run that begins, separates or ends a field."""
    return w("r", _properties("rPr", properties), w("fldChar", fldCharType=kind))


def bookmarked(name: str, number: int, *children: str) -> tuple[str, ...]:
    """Runs between the marks of a bookmark."""
    return (w("bookmarkStart", id=number, name=name), *children, w("bookmarkEnd", id=number))


def instruction_text(instruction: str) -> str:
    """What a field does, inside its run."""
    return f"<w:instrText{_AS_IS}>{escape(instruction, quote=False)}</w:instrText>"


def _properties(tag: str, properties: Iterable[str]) -> str | None:
    inside = "".join(properties)
    return w(tag, inside) if inside else None


def _contents(text: str) -> Iterator[str]:
    for line_number, line in enumerate(text.split("\n")):
        if line_number:
            yield w("br")
        for part_number, part in enumerate(line.split("\t")):
            if part_number:
                yield w("tab")
            if part:
                yield f"<w:t{_AS_IS}>{escape(part, quote=False)}</w:t>"
