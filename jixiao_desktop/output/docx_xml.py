"""Building blocks of WordprocessingML: elements, runs, paragraphs, fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from docx.oxml.ns import nsmap, qn
from docx.oxml.parser import oxml_parser

from jixiao_desktop.output.fonts import Face
from jixiao_desktop.output.text import printable

Element = Any
TWIPS = 20
"""Twips in a point."""
GAP_COLOUR = "yellow"
_NAMESPACE = {"w": nsmap["w"]}


def w(tag: str, *children: Element | None, **attributes: str | float) -> Element:
    """An element of the w: namespace with attributes of the same namespace."""
    named = {_name(name): str(value) for name, value in attributes.items()}
    element = oxml_parser.makeelement(_name(tag), named, _NAMESPACE)
    element.extend(child for child in children if child is not None)
    return element


@cache
def _name(name: str) -> str:
    """The qualified name; kept, for a report has some ten thousand elements."""
    return qn(f"w:{name}")


def twips(points: float) -> int:
    """Points in twips."""
    return round(points * TWIPS)


def fonts_of(face: Face) -> Element:
    """The fonts of a run in all four scripts, none taken from a theme."""
    return w("rFonts", ascii=face.word, hAnsi=face.word, eastAsia=face.word, cs=face.word)


def look(face: Face | None = None, size: float | None = None, **flags: str) -> tuple[Element, ...]:
    """Run properties in the order of the schema: face, flags such as ``b`` and ``color``, size."""
    marks = {name: value for name, value in flags.items() if name != "highlight"}
    before = [w(name, **({"val": value} if value else {})) for name, value in marks.items()]
    sizes = [w("sz", val=round(size * 2)), w("szCs", val=round(size * 2))] if size else []
    after = [w("highlight", val=flags["highlight"])] if "highlight" in flags else []
    return (*([fonts_of(face)] if face else []), *before, *sizes, *after)


def run(text: str, *properties: Element) -> Element:
    """A run; line feeds become line breaks and tabs stay tabs."""
    return w("r", _properties("rPr", properties), *_contents(printable(text)))


def paragraph(style: str | None, *children: Element, properties: Iterable[Element] = ()) -> Element:
    """A paragraph of a style (by id) with further properties, given in the order of the schema."""
    styled = [w("pStyle", val=style)] if style else []
    return w("p", _properties("pPr", (*styled, *properties)), *children)


def indent(characters: float) -> Element:
    """First line indent in characters of the text, as Chinese word processors count it."""
    return w("ind", firstLineChars=round(characters * 100), firstLine=twips(characters * 16))


def field(instruction: str, shown: str, *properties: Element) -> tuple[Element, ...]:
    """The runs of a field with the result that it shows until it is refreshed."""
    return (
        field_mark("begin", *properties),
        w("r", _properties("rPr", properties), _text("instrText", instruction)),
        field_mark("separate", *properties),
        run(shown, *properties),
        field_mark("end", *properties),
    )


def field_mark(kind: str, *properties: Element) -> Element:
    """The run that begins, separates or ends a field."""
    return w("r", _properties("rPr", properties), w("fldChar", fldCharType=kind))


def bookmarked(name: str, number: int, *children: Element) -> tuple[Element, ...]:
    """Runs between the marks of a bookmark."""
    return (w("bookmarkStart", id=number, name=name), *children, w("bookmarkEnd", id=number))


def _properties(tag: str, properties: Iterable[Element]) -> Element | None:
    copies = [_copy(p) if p.getparent() is not None else p for p in properties]
    return w(tag, *copies) if copies else None


def _copy(element: Element) -> Element:
    from copy import deepcopy

    return deepcopy(element)


def _contents(text: str) -> Iterator[Element]:
    for line_number, line in enumerate(text.split("\n")):
        if line_number:
            yield w("br")
        for part_number, part in enumerate(line.split("\t")):
            if part_number:
                yield w("tab")
            if part:
                yield _text("t", part)


def _text(tag: str, text: str) -> Element:
    element = w(tag)
    element.text = text
    element.set(qn("xml:space"), "preserve")
    return element
