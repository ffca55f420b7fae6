"""Exporting into a folder: which files, in what order, with progress, cancel and refusals."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.contents import NotFinalError
from jixiao_desktop.output.deliver import FORMER, CancelledError, Existing, TakenError, deliver


@pytest.fixture
def evaluation(renhe_file: Path) -> Evaluation:
    return open_evaluation(read_exchange(renhe_file))


def test_progress_names_each_file_before_it_is_written(evaluation: Evaluation, tmp_path: Path) -> None:
    said: list[tuple[int, int, str, bool]] = []

    def progress(done: int, steps: int, what: str) -> None:
        said.append((done, steps, what, (tmp_path / what).exists()))

    files = deliver(evaluation, tmp_path, ["xlsx"], progress=progress)
    assert said == [(number, 3, file.path.name, False) for number, file in enumerate(files)]
    assert all(file.path.is_file() for file in files)


def test_cancelling_keeps_the_whole_files_and_says_which(evaluation: Evaluation, tmp_path: Path) -> None:
    written: list[str] = []
    with pytest.raises(CancelledError) as stop:
        deliver(
            evaluation, tmp_path, ["xlsx"],
            progress=lambda _done, _steps, what: written.append(what),
            cancelled=lambda: len(written) == 1,
        )  # fmt: skip
    assert [file.path.name for file in stop.value.written] == written
    assert [path.name for path in tmp_path.iterdir()] == written


def test_a_final_version_with_errors_is_refused_before_anything_is_written(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    with pytest.raises(NotFinalError, match="处错误"):
        deliver(evaluation, tmp_path, ["xlsx"], final=True)
    assert list(tmp_path.iterdir()) == []


def test_a_pack_that_makes_no_tables_gives_none(chenggong_file: Path, tmp_path: Path) -> None:
    files = deliver(open_evaluation(read_exchange(chenggong_file)), tmp_path, ["xlsx"])
    assert [file.path.stem[-5:] for file in files] == ["绩效自评表", "据交换文件"]


def test_no_format_gives_the_exchange_file_alone(evaluation: Evaluation, tmp_path: Path) -> None:
    assert [file.kind for file in deliver(evaluation, tmp_path, [])] == ["exchange"]


def test_files_in_the_way_are_named_and_kept_unless_they_may_be_replaced(
    evaluation: Evaluation, tmp_path: Path
) -> None:
    (mine,) = (file.path for file in deliver(evaluation, tmp_path, []))
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(TakenError, match=mine.name):
        deliver(evaluation, tmp_path, [], existing=Existing.REFUSE)
    beside = deliver(evaluation, tmp_path, [], existing=Existing.KEEP)
    assert [file.path.name for file in beside] == [f"{mine.stem} (2).yaml"]
    assert mine.read_text(encoding="utf-8") == "mine"
    (tmp_path / f".~lock.{mine.name}#").touch()
    with pytest.raises(TakenError, match="正在 WPS 或 Word 中打开"):
        deliver(evaluation, tmp_path, [])
    assert mine.read_text(encoding="utf-8") == "mine"


def test_what_is_replaced_by_something_else_is_kept(evaluation: Evaluation, tmp_path: Path) -> None:
    def again() -> Path | None:
        (file,) = deliver(evaluation, tmp_path, [], existing=Existing.SET_ASIDE)
        assert file.path == mine
        assert mine.read_bytes() == content
        return file.former

    (mine,) = (file.path for file in deliver(evaluation, tmp_path, [], existing=Existing.SET_ASIDE))
    content = mine.read_bytes()
    assert again() is None
    assert list(tmp_path.iterdir()) == [mine]
    for number, name in enumerate((mine.name, f"{mine.stem} (2).yaml")):
        mine.write_text(f"mine {number}", encoding="utf-8")
        former = again()
        assert former == tmp_path / FORMER / name
        assert former.read_text(encoding="utf-8") == f"mine {number}"
