"""The submission package, its manifest and the mail draft."""

from __future__ import annotations

import email
import json
import zipfile
from dataclasses import replace
from datetime import datetime
from email.message import EmailMessage
from email.policy import default
from hashlib import sha256
from pathlib import Path

import pytest

from jixiao_desktop import __version__
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.model import open_evaluation
from jixiao_desktop.ledger.exchange import read_exchange
from jixiao_desktop.output.contents import NotFinalError
from jixiao_desktop.output.mail import AddressError, mail_draft, mail_subject, mail_text
from jixiao_desktop.output.manifest import MANIFEST, manifest_bytes, read_manifest
from jixiao_desktop.output.package import Package, PackageCancelledError, write_package
from jixiao_desktop.packs.loader import load_pack
from jixiao_desktop.resources import resource_path

MADE_AT = datetime(2022, 9, 15, 8, 30)  # noqa: DTZ001  (a clerk's clock has no zone)
STEM = "攀枝花市仁和区教师进修学校_2021年度决算公开_报送材料"


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    return open_evaluation(read_exchange(resource_path("examples", "renhe-2021.yaml")))


@pytest.fixture(scope="module")
def small() -> Evaluation:
    return open_evaluation(read_exchange(resource_path("examples", "chenggong-2021.yaml")))


@pytest.fixture(scope="module")
def package(evaluation: Evaluation, tmp_path_factory: pytest.TempPathFactory) -> Package:
    return write_package(evaluation, tmp_path_factory.mktemp("package"), made_at=MADE_AT)


def test_the_package_holds_every_deliverable_under_names_that_windows_takes(package: Package) -> None:
    assert package.path.name == f"{STEM}_v1.zip"
    unit = "攀枝花市仁和区教师进修学校2021年度"
    with zipfile.ZipFile(package.path) as archive:
        assert set(archive.namelist()) == {
            f"{unit}单位决算.docx",
            f"{unit}单位决算.pdf",
            f"{unit}单位决算.html",
            f"{unit}决算公开附表.xlsx",
            f"{unit}绩效自评表.xlsx",
            f"{unit}审核报告.docx",
            f"{unit}审核报告.xlsx",
            f"{unit}数据交换文件.yaml",
            MANIFEST,
        }
        assert all(info.flag_bits & 0x800 for info in archive.infolist())
        assert archive.testzip() is None


def test_the_manifest_states_hashes_figures_and_versions(package: Package) -> None:
    with zipfile.ZipFile(package.path) as archive:
        data = json.loads(archive.read(MANIFEST))
        for entry in data["文件"]:
            content = archive.read(entry["名称"])
            assert entry["SHA-256"] == sha256(content).hexdigest()
            assert entry["字节"] == len(content)
    assert data["主要数据"]["收入总计"] == "400.51万元"
    assert data["主要数据"]["项目支出"] == "9.90万元"
    assert data["程序版本"] == __version__
    assert data["模板"]["编号"] == "sichuan-2021"
    assert data["模板"]["版本"] == {
        name: load_pack(name).versions[name] for name in ("sichuan-2021", "common")
    }
    assert (data["单位"], data["年度"], data["状态"]) == ("攀枝花市仁和区教师进修学校", 2021, "草稿")
    assert data["生成时间"] == "2022-09-15 08:30:00"


def test_a_manifest_reads_back_as_it_was_written(package: Package) -> None:
    assert read_manifest(manifest_bytes(package.manifest)) == package.manifest


def test_a_second_package_is_a_new_version(small: Evaluation, tmp_path: Path) -> None:
    first = write_package(small, tmp_path, made_at=MADE_AT)
    second = write_package(small, tmp_path, made_at=MADE_AT)
    assert second.path.name == first.path.name.replace("_v1.zip", "_v2.zip")
    assert second.manifest == replace(first.manifest, version=2, files=second.manifest.files)


def test_a_package_too_large_for_the_mail_says_what_could_be_left_out(
    small: Evaluation, tmp_path: Path
) -> None:
    large = write_package(small, tmp_path, made_at=MADE_AT, mail_limit=1000)
    assert large.too_large
    assert [entry.size for entry in large.heavy] == sorted((e.size for e in large.heavy), reverse=True)
    assert "exchange" not in {entry.kind for entry in large.heavy}
    light = write_package(small, tmp_path, made_at=MADE_AT, leave_out={"pdf", "html", "exchange"})
    assert light.manifest.left_out == ("html", "pdf")
    assert light.size < large.size
    assert not light.too_large


def test_a_final_version_needs_an_audit_without_faults(small: Evaluation, tmp_path: Path) -> None:
    with pytest.raises(NotFinalError, match="还不能定稿"):
        write_package(small, tmp_path, made_at=MADE_AT, final=True)
    assert list(tmp_path.iterdir()) == []


def test_cancelling_leaves_nothing(small: Evaluation, tmp_path: Path) -> None:
    seen: list[str] = []
    with pytest.raises(PackageCancelledError):
        write_package(
            small, tmp_path, made_at=MADE_AT,
            progress=lambda _done, _steps, what: seen.append(what), cancelled=lambda: len(seen) == 2,
        )  # fmt: skip
    assert len(seen) == 2
    assert list(tmp_path.iterdir()) == []


def parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, policy=default)


def test_the_mail_draft_opens_unsent_with_the_package_attached() -> None:
    figures = {"收入总计": "400.51万元"}
    text = mail_text("某校", 2021, figures, "某校_v1.zip", final=False)
    draft = parsed(
        mail_draft(mail_subject("某校", 2021), text, "某校_v1.zip", b"PK\x03\x04", "a@b.cn；c@d.gov.cn")
    )
    assert draft["X-Unsent"] == "1"
    assert draft["Subject"] == "某校2021年度决算公开报送材料"
    assert draft["To"] == "a@b.cn, c@d.gov.cn"
    (attached,) = draft.iter_attachments()
    assert attached.get_filename() == "某校_v1.zip"
    assert attached.get_content() == b"PK\x03\x04"
    body = draft.get_body()
    assert body is not None
    shown = body.get_content()
    assert "收入总计：400.51万元" in shown
    assert "草稿" in shown


def test_a_draft_without_recipient_is_left_to_the_mail_program() -> None:
    draft = parsed(mail_draft("题目", "正文", "a.zip", b""))
    assert not draft["To"]


@pytest.mark.parametrize("wrong", ["某人", "a@", "@b.cn", "a@b", "a@b.cn\nBcc: c@d.cn x", "张三@学校.cn"])
def test_what_is_no_address_is_refused(wrong: str) -> None:
    with pytest.raises(AddressError, match="不是邮箱地址"):
        mail_draft("题目", "正文", "a.zip", b"", wrong)


def test_a_subject_cannot_smuggle_in_headers() -> None:
    draft = parsed(mail_draft("题目\r\nBcc: x@y.cn", "正文", "a.zip", b""))
    assert draft["Bcc"] is None
