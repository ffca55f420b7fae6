"""The web page of a report."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from jixiao_desktop.output.html import html_page
from jixiao_desktop.output.outline import contents_entries, plain
from jixiao_desktop.report.blocks import Heading, Paragraph, Report, TextRun
from tests.output.sample import sample_report

VOID = {"meta", "img", "br"}


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def report() -> Report:
    return sample_report(rows=5)


@pytest.fixture(scope="module")
def page(report: Report) -> Reader:
    return read(html_page(report))


def test_every_paragraph_and_heading_stands_on_the_page(report: Report, page: Reader) -> None:
    at = 0
    for block in report.blocks:
        if isinstance(block, Heading | Paragraph):
            at = page.text.index(plain(block.runs), at)


def test_contents_lead_to_their_places(report: Report, page: Reader) -> None:
    links = [attrs["href"] for tag, attrs in page.tags if tag == "a"]
    ids = {f"#{attrs['id']}" for _, attrs in page.tags if "id" in attrs}
    assert len(links) == len(contents_entries(report))
    assert set(links) == ids


def test_nothing_runs_and_nothing_is_loaded_from_elsewhere(page: Reader) -> None:
    assert not {"script", "link", "iframe"} & {tag for tag, _ in page.tags}
    sources = [attrs["src"] or "" for tag, attrs in page.tags if tag == "img"]
    assert len(sources) == 2
    assert all(source.startswith("data:image/png;base64,") for source in sources)
    assert all(attrs.get("alt") for tag, attrs in page.tags if tag == "img")


def test_tables_keep_their_merged_cells_and_captions(page: Reader) -> None:
    spans = [attrs for tag, attrs in page.tags if tag == "th" and "colspan" in attrs]
    assert any(attrs["colspan"] == "4" for attrs in spans)
    assert "三、支出决算表" in page.text


def test_user_text_is_never_markup(report: Report) -> None:
    evil = '<script>alert("x")</script>&amp;'
    shown = read(html_page(replace(report, title=evil, blocks=(Paragraph((TextRun(evil),)),))))
    assert "script" not in {tag for tag, _ in shown.tags}
    assert shown.text.count(evil) == 2


def test_a_draft_says_so(report: Report, page: Reader) -> None:
    assert "草稿" in page.text
    assert "草稿" not in read(html_page(replace(report, draft=False))).text
