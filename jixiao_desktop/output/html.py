"""A clean web page of a report for the unit's site: one file, no script, nothing loaded from elsewhere."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from html import escape

from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.output.chart_size import alternative_text
from jixiao_desktop.output.charts import chart_png
from jixiao_desktop.output.outline import contents_entries
from jixiao_desktop.output.text import printable
from jixiao_desktop.report.blocks import (
    Block,
    ChartBlock,
    GapRun,
    Heading,
    Paragraph,
    Report,
    Run,
    TableBlock,
)

STYLE = """
body { max-width: 60em; margin: 2em auto; padding: 0 1em; color: #222; background: #fff;
  font: 18px/1.8 "仿宋", "FangSong", "Noto Serif CJK SC", serif; }
h1, h2, h3, h4, caption { font-family: "黑体", "SimHei", "Noto Sans CJK SC", sans-serif; line-height: 1.5; }
header h1, .part { text-align: center; }
p.body { text-indent: 2em; margin: .4em 0; }
.center, .caption, figure { text-align: center; }
.right { text-align: right; }
.note, figcaption, .official, table { font-size: 15px; }
figure img { max-width: 100%; }
.table { overflow-x: auto; margin: 1.5em 0; }
table { border-collapse: collapse; min-width: 100%; }
caption { font-size: 20px; padding: .5em; }
th, td { border: 1px solid #555; padding: .25em .5em; font-weight: normal; }
.official { display: flex; justify-content: space-between; }
.amount { text-align: right; white-space: nowrap; }
mark { background: #ff0; }
.draft { color: #c00000; text-align: right; font-weight: bold; }
@media print { body { max-width: none; } table { break-inside: auto; } tr { break-inside: avoid; } }
"""


def html_page(report: Report, *, pictures: bool = True) -> str:
    """The report as one page of HTML; without ``pictures`` only the words that stand for them."""
    entries = contents_entries(report)
    marked = {entry.block for entry in entries}
    body = [
        '<p class="draft">草稿</p>' if report.draft else "",
        "<header>",
        f"<p>{_plain(report.annex)}</p>" if report.annex else "",
        *(f"<h1>{_plain(line)}</h1>" for line in report.cover or (report.title,)),
        *(f'<p class="center">{_plain(line)}</p>' for line in report.cover_foot),
        "</header>",
    ]
    if report.contents:
        links = (f'<li><a href="#b{entry.block}">{_plain(entry.text)}</a></li>' for entry in entries)
        body += ['<nav aria-label="目录"><ul>', *links, "</ul></nav>"]
    body.append("<main>")
    for at, block in enumerate(report.blocks):
        body.extend(_block(block, f' id="b{at}"' if at in marked else "", pictures=pictures))
    body.append("</main>")
    content = "\n".join(line for line in body if line)
    author = f'<meta name="author" content="{_plain(report.author)}">\n' if report.author else ""
    return (
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{author}<title>{_plain(report.title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n{content}\n</body>\n</html>\n"
    )


def _block(block: Block, mark: str, *, pictures: bool) -> Iterator[str]:
    match block:
        case Heading():
            part = ' class="part"' if block.level == 1 else ""
            level = min(block.level + 1, 6)
            yield f"<h{level}{part}{mark}>{_runs(block.runs)}</h{level}>"
        case Paragraph():
            yield f'<p class="{block.style}">{_runs(block.runs)}</p>'
        case ChartBlock():
            drawn = b64encode(chart_png(block.chart)).decode("ascii") if pictures else ""
            source = f' src="data:image/png;base64,{drawn}"' if drawn else ""
            yield f'<figure><img alt="{_plain(alternative_text(block.chart))}"{source}>'
            yield f"<figcaption>{_plain(block.caption)}</figcaption></figure>"
        case TableBlock():
            yield from _table(block, mark)
        case _:
            pass


def _table(block: TableBlock, mark: str) -> Iterator[str]:
    grid = block.grid
    yield f'<section class="table"{mark}>'
    if not grid.is_form:
        yield f'<div class="right">{_plain(grid.number)}</div>'
        parts = (f"编制单位：{grid.unit_name}", grid.year, grid.money_unit)
        yield f'<div class="official">{"".join(f"<span>{_plain(part)}</span>" for part in parts)}</div>'
    yield f"<table><caption>{_plain(_caption(block))}</caption>"
    if grid.header:
        yield from ("<thead>", *_rows(grid, header=True), "</thead>")
    yield from ("<tbody>", *_rows(grid, header=False), "</tbody></table>")
    yield from (f'<p class="note">{_plain(note)}</p>' for note in grid.notes)
    yield "</section>"


def _caption(block: TableBlock) -> str:
    if not block.heading or block.grid.title in block.heading:
        return block.heading or block.grid.title
    return f"{block.heading}\n{block.grid.title}"


def _rows(grid: Grid, *, header: bool) -> Iterator[str]:
    tag = "th" if header else "td"
    for row in grid.header if header else grid.body:
        yield "<tr>"
        for cell in row:
            if cell is None:
                continue
            spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
            spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            place = ' class="amount"' if cell.align == "right" else ""
            place = ' class="center"' if cell.align == "center" and not header else place
            words = "　" * cell.indent + cell.text
            shown = f"<strong>{_plain(words)}</strong>" if cell.bold and words else _plain(words)
            yield f"<{tag}{spans}{place}>{shown}</{tag}>"
        yield "</tr>"


def _runs(runs: Iterable[Run]) -> str:
    parts = ((_plain(run.text), isinstance(run, GapRun)) for run in runs)
    return "".join(f"<mark>{text}</mark>" if gap else text for text, gap in parts)


def _plain(text: str) -> str:
    return escape(printable(text)).replace("\n", "<br>")
