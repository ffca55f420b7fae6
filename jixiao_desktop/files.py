"""What every file that must never be half-written rests on: it reaches the disk, then takes its name."""

from __future__ import annotations

import contextlib
import os
import secrets
import sys
from pathlib import Path


def partial_beside(target: Path) -> Path:
    """A hidden name in the folder of ``target`` to write to first; short, whatever the target's is."""
    return target.with_name(f".{secrets.token_hex(6)}.tmp")


def sync_file(path: Path) -> None:
    """Make the content of a file reach the disk. Raises OSError."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put_in_place(partial: Path, target: Path) -> None:
    """Let a synced file take the target's place, and make the new name last. Raises OSError."""
    partial.replace(target)
    _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Make a name outlast a power cut, where the system lets a folder be synced."""
    if sys.platform == "win32":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
