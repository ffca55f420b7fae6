"""An e-mail draft with the submission package attached. The program itself sends nothing.

The draft is an .eml file with ``X-Unsent: 1``, which Outlook, Foxmail, Thunderbird and their domestic
relatives open as a message that is still to be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


class AddressError(ValueError):
    """An e-mail address cannot be one; the message says so."""


def mail_subject(unit: str, year: int) -> str:
    """The subject line."""
    return f"{unit}{year}年度决算公开报送材料"


def mail_text(unit: str, year: int, figures: Mapping[str, str], attachment: str, *, final: bool) -> str:
    """The text of the message, made from the key figures of the package."""
    state = "定稿" if final else "草稿，尚未定稿"
    lines = [
        "您好：",
        "",
        f"现报送{unit}{year}年度决算公开材料（{state}），请查收附件「{attachment}」。主要数据如下：",
        "",
        *(f"{name}：{shown}" for name, shown in figures.items()),
        "",
        "附件是一个压缩包，内有决算报告、公开附表、绩效自评表、审核报告、数据交换文件和清单。",
        "",
        unit,
    ]
    return "\n".join(lines) + "\n"


def mail_draft(subject: str, text: str, attachment: str, content: bytes, recipient: str = "") -> bytes:
    """The .eml file. Raises AddressError."""
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Subject"] = " ".join(subject.split())
    message["To"] = _addresses(recipient)
    message.set_content(text, charset="utf-8", cte="base64")
    message.add_attachment(content, maintype="application", subtype="zip", filename=attachment)
    return message.as_bytes()


def _addresses(recipient: str) -> tuple[Address, ...]:
    """Addresses that are separated by commas, semicolons or spaces, in either width."""
    parts = recipient.replace("，", ",").replace("；", ",").replace(";", ",").replace(",", " ").split()
    return tuple(_address(part) for part in parts)


def _address(text: str) -> Address:
    name, at, domain = text.partition("@")
    if not (name and at and "." in domain.strip(".") and text.isascii() and text.isprintable()):
        raise AddressError(f"「{text}」不是邮箱地址，请写成 name@example.com 这样。")
    try:
        return Address(addr_spec=text)
    except ValueError as error:
        raise AddressError(f"「{text}」不是邮箱地址，请写成 name@example.com 这样。") from error
