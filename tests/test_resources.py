"""What comes with the program is found from a checkout, a wheel and a frozen program."""

from __future__ import annotations

from pathlib import Path

import pytest

from jixiao_desktop import resources
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.resources import examples, resource_path

ROOT = Path(__file__).resolve().parent.parent


def test_a_checkout_has_its_own_folder() -> None:
    assert resource_path("packs", "common") == ROOT / "resources" / "packs" / "common"


def test_every_listed_example_can_be_read_and_every_one_is_listed() -> None:
    listed = [name for name, _ in examples()]
    assert all(read_exchange(resource_path("examples", name)).projects for name in listed)
    assert sorted(listed) == sorted(path.name for path in resource_path("examples").glob("*.yaml"))
    assert all(title for _, title in examples())


@pytest.mark.parametrize("inside", ["frozen/resources", "site/jixiao_desktop/_resources"])
def test_an_installed_program_has_them_beside_its_code(
    inside: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / inside).mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(tmp_path / "site" / "jixiao_desktop" / "resources.py"))
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path / "frozen"), raising=False)
    resources._root.cache_clear()
    try:
        assert resource_path() == tmp_path / inside
        (tmp_path / inside).rmdir()
        resources._root.cache_clear()
        with pytest.raises(FileNotFoundError, match="请重新安装程序"):
            resource_path()
    finally:
        resources._root.cache_clear()
