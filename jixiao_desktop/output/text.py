"""Text that any file format can carry."""

from __future__ import annotations

import re

_NOT_ALLOWED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """Text with line feeds only and without control characters, which no office file allows."""
    return _NOT_ALLOWED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
