"""Compiled wording, kept between starts: making it takes longer than all that is then done with it.

One file a pack in the user's cache folder. It counts only for exactly what it was made from; one that
can't be read or written costs time and nothing else.
"""

from __future__ import annotations

import hashlib
import marshal
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import CodeType

from jixiao_desktop.values import dataclass

_DIGEST_SIZE = 32


@dataclass(frozen=True, slots=True)
class Compiled:
    """Proved templates as code, and the names that they use together."""

    codes: Mapping[str, CodeType]
    measures: frozenset[str]
    functions: frozenset[str]
    pages: Mapping[str, tuple[str, ...]]
    """The wizard's pages that each template feeds from."""


def cache_folder() -> Path:
    """Where the program keeps what it can make again."""
    from platformdirs import user_cache_path

    return user_cache_path("jixiao-desktop", appauthor=False)


def kept(name: str, made_from: str, make: Callable[[], Compiled], folder: Path | None = None) -> Compiled:
    """What was kept under ``name`` if it was made from the same, else what ``make`` gives, kept."""
    path = (folder or cache_folder()) / f"{name}.wording"
    found = _read(path, made_from)
    if found is None:
        found = make()
        _write(path, made_from, found)
    return found


def _read(path: Path, made_from: str) -> Compiled | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    payload = content[_DIGEST_SIZE:]
    # code is only unpacked from a file that is whole
    if hashlib.sha256(payload).digest() != content[:_DIGEST_SIZE]:
        return None
    source, *parts = marshal.loads(payload)  # noqa: S302 - as with .pyc files, it lies among the user's own
    return Compiled(*parts) if source == made_from else None


def _write(path: Path, made_from: str, compiled: Compiled) -> None:
    import tempfile  # only needed when a pack is new or was changed

    parts = (dict(compiled.codes), compiled.measures, compiled.functions, dict(compiled.pages))
    payload = marshal.dumps((made_from, *parts))
    with suppress(OSError):  # without the file the next start takes a little longer
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.stem)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(payload).digest() + payload)
            Path(temporary).replace(path)
        except OSError:
            Path(temporary).unlink(missing_ok=True)
            raise
