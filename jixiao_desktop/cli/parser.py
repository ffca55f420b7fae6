"""The subcommands and their arguments."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from jixiao_desktop.cli import commands
from jixiao_desktop.cli.problems import BAD_INPUT, in_chinese

FORMATS = ("docx", "xlsx", "pdf")
FILE_HELP = "数据交换文件（.yaml、.json）或账套（.jixiao）"


class _Formatter(argparse.HelpFormatter):
    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Chinese."""

    def __init__(self, **options: object) -> None:
        super().__init__(formatter_class=_Formatter, add_help=False, allow_abbrev=False, **options)  # type: ignore[arg-type]
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say what is wrong with the arguments and how the command is used; exit 2."""
        print(f"{in_chinese(message)}\n{self.format_usage().rstrip()}", file=sys.stderr)
        sys.exit(BAD_INPUT)


def build_parser() -> Parser:
    """The parser of the whole command line; ``run`` of what it parses is the command's function."""
    parser = Parser(
        prog="main.py",
        description="绩效决算助手。不带参数时打开窗口；带下面的命令时不打开窗口，直接办理。",
    )
    subcommands = parser.add_subparsers(
        title="可用的命令", metavar="命令", required=True, parser_class=Parser
    )

    def command(name: str, summary: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        added = subcommands.add_parser(name, help=summary, description=f"{summary}。")
        added.set_defaults(run=run)
        return added

    export = command("export", "写出全部成果文件和数据交换文件", commands.export)
    _add_file(export)
    _add_out(export)
    export.add_argument(
        "--formats", type=_formats, default=FORMATS, metavar="格式",
        help=f"只写出这些格式，用逗号隔开：{'、'.join(FORMATS)}",
    )  # fmt: skip
    _add_json(export, "以 JSON 列出写出的文件")

    check = command("check", "逐条审核；没有错误返回 0，有错误返回 1，文件读不出返回 2", commands.check)
    _add_file(check)
    _add_json(check, "以 JSON 列出审核结果")

    text = command("text", "把报告正文显示为纯文本", commands.text)
    _add_file(text)

    table = command("table", "把一张公开表或绩效表显示为 CSV；名称不对时列出全部表名", commands.table)
    _add_file(table)
    table.add_argument("name", metavar="表名", help="表的名称、公开NN表或序号")
    table.add_argument("--project", metavar="项目名称", help="绩效表属于哪个项目")

    explain = command("explain", "说明一个数怎么来的", commands.explain)
    _add_file(explain)
    explain.add_argument("figure", metavar="口径名", help="如 收入总计、本年支出合计[208]")
    taken = command("import", "从部门决算软件导出的工作簿取数", commands.import_books)
    taken.add_argument("books", type=Path, nargs="+", metavar="工作簿", help=".xlsx、.xls、.ods、.et，可几个")
    target = taken.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, metavar="文件.yaml", help="写成数据交换文件")
    target.add_argument("--into", type=Path, metavar="账套.jixiao", help="写进账套，没有时新建")
    taken.add_argument("--base", type=Path, metavar="文件", help="在这份数据的基础上取数")
    _add_pack_and_year(taken)
    taken.add_argument("--compare", action="store_true", help="取数后逐格核对，有差异返回 1")
    _add_json(taken, "以 JSON 列出取数结果")

    package = command("package", "把成果文件打成一个报送包", commands.package)
    _add_file(package)
    _add_out(package)

    verify = command("verify", "从报送包或文件夹读回每个数，与数据核对", commands.verify)
    verify.add_argument("package", type=Path, metavar="报送包", help="报送包（.zip），或放着成果文件的文件夹")
    _add_json(verify, "以 JSON 列出核对结果")
    return parser


def _add_file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="文件", help=FILE_HELP)
    _add_pack_and_year(parser)


def _add_pack_and_year(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--pack", metavar="模板", help="不用文件里写的模板，改用这一个")
    parser.add_argument("--year", type=_year, metavar="年度", help="账套里有几个年度时，用哪一年的")


def _add_out(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="文件夹", help="写到哪个文件夹")


def _add_json(parser: argparse.ArgumentParser, summary: str) -> None:
    parser.add_argument("--json", action="store_true", help=summary)


def _year(text: str) -> int:
    if len(text) == 4 and text.isascii() and text.isdecimal():
        return int(text)
    raise argparse.ArgumentTypeError(f"「{text}」不是年度，请写成 2021 这样的四位数字")


def _formats(text: str) -> tuple[str, ...]:
    chosen = [part.strip().lower() for part in text.replace("，", ",").split(",") if part.strip()]
    unknown = [part for part in chosen if part not in FORMATS]
    if unknown or not chosen:
        wrong = "、".join(unknown) or text
        raise argparse.ArgumentTypeError(f"没有「{wrong}」这种格式，可用：{'、'.join(FORMATS)}")
    return tuple(name for name in FORMATS if name in chosen)
