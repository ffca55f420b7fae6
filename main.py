"""绩效决算助手. Without a subcommand: the wizard (a FILE is opened in it); with one: no window."""

from __future__ import annotations

import gc
import sys
from pathlib import Path

FILE_SUFFIXES = {".jixiao", ".yaml", ".yml", ".json", ".zip"}


def main(arguments: list[str]) -> int:
    """Open the wizard or run one subcommand; the exit code."""
    if arguments and Path(arguments[0]).suffix.lower() not in FILE_SUFFIXES:
        gc.set_threshold(200_000)  # a command makes many objects and next to no garbage
        from jixiao_desktop.cli import main as run_command

        code = run_command(arguments)
        gc.freeze()  # what is left goes with the process, and is not looked through once more
        return code
    gc.set_threshold(50_000)  # so does starting
    from ui.app import main as open_window

    return open_window([sys.argv[0], *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
