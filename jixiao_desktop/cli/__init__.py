"""The command line: the same core without a window.

Exit codes: 0 done (check: no 错误), 1 (check: there are 错误), 2 the input cannot be used.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from jixiao_desktop.cli.parser import build_parser
from jixiao_desktop.cli.problems import BAD_INPUT, known_problems

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand; the exit code. Problems go to stderr as sentences."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    options = build_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except known_problems() as problem:
        print(problem, file=sys.stderr)
        return BAD_INPUT
    return code
