"""Problems that have a sentence of their own, and how argparse's are said in Chinese."""

from __future__ import annotations

import re

BAD_INPUT = 2


class InputError(Exception):
    """A file or argument cannot be used; the message is a sentence for the user."""


_SAID_BY_ARGPARSE = (
    (r"the following arguments are required: (.*)", r"还缺少：{}"),
    (r"unrecognized arguments: (.*)", r"不认识这些参数：{}"),
    (r"argument (.*?): expected (?:one|at least one) argument", r"{} 后面还缺少内容"),
    (r"argument (.*?): invalid choice: (.*?) \(choose from (.*)\)", r"{}：没有 {}，可用：{}"),
    (r"argument (.*?): not allowed with argument (.*)", r"{} 和 {} 只能用一个"),
    (r"one of the arguments (.*) is required", r"这些参数要有一个：{}"),
    (r"argument (.*?): ignored explicit argument (.*)", r"{} 不带内容，多了 {}"),
    (r"ambiguous option: (.*) could match (.*)", r"{} 不明确，可能是 {}"),
    (r"argument (.*?): (.*)", r"{}：{}"),
)


def in_chinese(message: str) -> str:
    """A message of argparse as a Chinese sentence."""
    for pattern, sentence in _SAID_BY_ARGPARSE:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return sentence.format(*match.groups())
    return message


def known_problems() -> tuple[type[Exception], ...]:
    """What can be wrong with the files, the packs or the machine; everything else is a bug."""
    from jixiao_desktop.errors import Problem
    from jixiao_desktop.ledger.problems import ExchangeError
    from jixiao_desktop.output.atomic import TargetError
    from jixiao_desktop.packs.source import PackError

    return InputError, ExchangeError, PackError, Problem, TargetError
