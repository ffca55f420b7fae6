"""The wizard's pages: sections, pages, and the fields, grids and questions on them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from jixiao_desktop.ledger.edits import Path

SPECIAL_PAGES = ("准备", "项目", "整体自评", "评价报告", "校验", "通读", "预览", "导出", "报送", "验包")


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: a place in the facts and what the clerk reads beside it."""

    path: Path
    label: str
    help: str = ""
    unit: str = ""
    source: str = ""
    """Where the figure stands in the official tables."""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class Fields:
    """A titled group of fields; ``none`` is the label of the button that says there is nothing."""

    title: str
    fields: tuple[Field, ...]
    none: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a grid. With ``name_of`` it shows the name of the code in that other column."""

    key: Path
    label: str
    width: int
    help: str = ""
    default: str = ""
    name_of: str = ""
    total: str = ""
    """The 口径 that the footer shows under this column."""
    computed: str = ""
    """What the program computes into this column, such as 得分."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A list of the facts as a grid; ``tree`` names the set of figures that is summed by 类款项."""

    path: Path
    title: str
    columns: tuple[Column, ...]
    none: str = ""
    tree: tuple[tuple[str, str], ...] = ()
    """Columns of the tree of sums: title and 口径."""
    tree_set: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a matrix: a record of the facts, or a computed figure for each column."""

    label: str
    path: Path | None
    figures: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Fixed rows and columns: each cell is a place in the facts."""

    title: str
    rows: tuple[MatrixRow, ...]
    columns: tuple[Column, ...]
    none: str = ""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """A map of the facts as rows of name and value; ``offered`` are the usual names."""

    path: Path
    title: str
    offered: tuple[str, ...]
    name_label: str
    value_label: str
    computed: bool = False
    free: bool = True
    previous: bool = False
    """The map holds last year's figures, which a year in the same 账套 gives by itself."""
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """A question why something changed: the key in 说明, and the figures that it is about."""

    key: str
    label: str
    figure: str = ""
    against: str = ""
    """The figure to compare with; empty: last year's."""


@dataclass(frozen=True, slots=True)
class Reasons:
    """Questions with suggestions; ``each`` asks one more for every subject off its budget."""

    title: str
    reasons: tuple[Reason, ...]
    each: bool = False
    tab: str = ""


@dataclass(frozen=True, slots=True)
class Charts:
    """Charts about a project and about all of them; nothing is entered here."""

    path: Path
    title: str
    tab: str = ""


Content = Fields | Grid | Matrix | Names | Reasons | Charts
"""One part of a page; ``tab`` is the tab (页签) under which it stands on a page that has tabs."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the task list."""

    id: str
    hint: str
    content: tuple[Content, ...]
    special: str = ""
    items: tuple[str, ...] = ()
    """Lines of a special page, such as what to have at hand."""
    preview: tuple[str, ...] = ()
    """The parts of the report that it feeds, where they are not called like the page."""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the task list."""

    name: str
    icon: str
    pages: tuple[Page, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The whole wizard of a pack."""

    sections: tuple[Section, ...]

    @property
    def pages(self) -> tuple[Page, ...]:
        """Every page in order."""
        return tuple(page for section in self.sections for page in section.pages)

    def page(self, page_id: str) -> Page | None:
        """The page with this name."""
        return next((page for page in self.pages if page.id == page_id), None)

    def home_of(self, path: Path) -> Page | None:
        """The page on which a path is entered: the one with the nearest place at or above it."""
        best: tuple[int, Page] | None = None
        for page in self.pages:
            for place in places_of(page):
                near = _nearness(place, path)
                if near and (best is None or near > best[0]):
                    best = near, page
        return best[1] if best else None


def _nearness(place: Path, path: Path) -> int:
    """How much of the path a place covers; a place below the path counts for what they share."""
    shared = 0
    for one, other in zip(place, path, strict=False):
        if one != other:
            break
        shared += 1
    if shared == len(place):
        return 2 * shared + 1
    return 2 * shared if shared == len(path) else 0


def places_of(page: Page) -> Iterator[Path]:
    """The places in the facts that a page enters."""
    if page.special in _SPECIAL_PLACES:
        yield _SPECIAL_PLACES[page.special]
        return
    for content in page.content:
        if isinstance(content, Fields):
            yield from (field.path for field in content.fields)
        elif isinstance(content, Grid | Names):
            yield content.path
        elif isinstance(content, Matrix):
            yield from (row.path for row in content.rows if row.path)
        elif isinstance(content, Reasons):
            yield from (("说明", reason.key) for reason in content.reasons)
            if content.each:
                yield ("说明",)


def rebased(content: Content, old: Path, new: Path) -> Content:
    """The same part about another record: its paths below ``old`` lie below ``new``."""

    def moved(path: Path) -> Path:
        return (*new, *path[len(old) :]) if path[: len(old)] == old else path

    if isinstance(content, Fields):
        return replace(
            content, fields=tuple(replace(field, path=moved(field.path)) for field in content.fields)
        )
    if isinstance(content, Grid | Names | Charts):
        return replace(content, path=moved(content.path))
    if isinstance(content, Matrix):
        rows = tuple(replace(row, path=moved(row.path) if row.path else None) for row in content.rows)
        return replace(content, rows=rows)
    return content


_SPECIAL_PLACES: dict[str, Path] = {
    "项目": ("项目",),
    "整体自评": ("整体自评",),
    "评价报告": ("评价报告",),
    "校验": ("核实",),
}
