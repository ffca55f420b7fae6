"""What each subcommand does. Every function takes the parsed arguments and gives the exit code."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from jixiao_desktop.cli.opening import open_file
from jixiao_desktop.cli.problems import InputError
from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid


def export(options: argparse.Namespace) -> int:
    """Write all deliverables; prints each file. Files that it replaces by different ones are kept."""
    from jixiao_desktop.audit.findings import verdict
    from jixiao_desktop.output.deliver import FORMER, Existing, deliver
    from jixiao_desktop.review import review

    evaluation = _opened(options)
    final = verdict(review(evaluation)).final
    files = deliver(evaluation, options.out, options.formats, final=final, existing=Existing.SET_ASIDE)
    if former := [file.former.name for file in files if file.former is not None]:
        kept = options.out / FORMER
        print(
            f"注意：原有的{len(former)}个文件与新的不同，已另存到「{kept}」：{'、'.join(former)}",
            file=sys.stderr,
        )
    if options.json:
        _print_json([{"kind": file.kind, "path": str(file.path)} for file in files])
    else:
        for file in files:
            print(file.path)
    return 0


def check(options: argparse.Namespace) -> int:
    """Audit the facts; 1 when there are 错误."""
    from jixiao_desktop.audit.findings import verdict
    from jixiao_desktop.cli.findings_text import as_json, as_text
    from jixiao_desktop.review import review

    findings = review(_opened(options))
    if options.json:
        _print_json([as_json(finding) for finding in findings])
    else:
        for finding in findings:
            print(as_text(finding))
        print(verdict(findings).text)
    return 1 if verdict(findings).errors else 0


def text(options: argparse.Namespace) -> int:
    """Print the narrative; a note where the pack has nothing to write yet."""
    from jixiao_desktop.report.narrative import narrative_of

    narrative = narrative_of(_opened(options))
    print(narrative, end="")
    if not narrative:
        print("注意：这个模板写的是项目的报告，数据里还没有项目，没有正文可以显示。", file=sys.stderr)
    return 0


def table(options: argparse.Namespace) -> int:
    """Print one official table or 绩效 form as CSV."""
    from jixiao_desktop.output.csv import grid_csv

    grid = _find_grid(_opened(options), options.name, options.project)
    print(grid_csv(grid), end="")
    return 0


def explain(options: argparse.Namespace) -> int:
    """Print how one figure came about."""
    from jixiao_desktop.cli.explain_text import explanation_lines
    from jixiao_desktop.cli.opening import read_origins
    from jixiao_desktop.engine.catalogue import LabelError
    from jixiao_desktop.engine.explain import explain_label
    from jixiao_desktop.ledger.origins import origin_at

    evaluation = _opened(options)
    origins = read_origins(options.file, options.year)
    try:
        explanation = explain_label(evaluation, options.figure)
    except LabelError as problem:
        raise InputError(str(problem)) from problem
    for line in explanation_lines(explanation, lambda path: origin_at(evaluation.facts, origins, path)):
        print(line)
    return 0


def import_books(options: argparse.Namespace) -> int:
    """Take facts from official workbooks."""
    from jixiao_desktop.cli.importing import import_books as run

    return run(options)


def package(options: argparse.Namespace) -> int:
    """Write the submission package; prints its path."""
    from datetime import datetime

    from jixiao_desktop.audit.findings import verdict
    from jixiao_desktop.output.package import write_package
    from jixiao_desktop.review import review

    evaluation = _opened(options)
    final = verdict(review(evaluation)).final
    written = write_package(evaluation, options.out, made_at=datetime.now().astimezone(), final=final)
    print(written.path)
    if written.too_large:
        megabytes = written.size / 1_000_000
        names = "、".join(entry.name for entry in written.heavy[:3])
        print(f"注意：报送包有{megabytes:.1f}MB，可能超过邮箱的限制，较大的文件：{names}", file=sys.stderr)
    return 0


def verify(options: argparse.Namespace) -> int:
    """Read a package or folder back and compare; 0 all agrees, 1 differences, 2 refused."""
    from jixiao_desktop.output.verify import verify as verified

    report = verified(options.package)
    if options.json:
        _print_json(report.as_json())
    else:
        print("\n".join(report.lines()))
    return report.exit_code


def _opened(options: argparse.Namespace) -> Evaluation:
    return open_file(options.file, options.pack, options.year)


def _find_grid(evaluation: Evaluation, name: str, project: str | None) -> Grid:
    """An official table, else a form of a project. Raises InputError that lists what there is."""
    from jixiao_desktop.engine.layouts import UnknownTableError, find_table
    from jixiao_desktop.performance.forms import (
        UnknownFormError,
        default_form,
        find_form,
        find_project,
        forms_of,
        project_form,
    )

    problems = []
    if project is None:
        try:
            return find_table(evaluation, name)
        except UnknownTableError as problem:
            problems.append(str(problem))
    try:
        form = find_form(forms_of(evaluation), name, default_form(evaluation.model.pack))
    except UnknownFormError as problem:
        raise InputError("\n".join([*problems, str(problem)])) from problem
    try:
        if form.subject == "整体":
            return _overall(evaluation, form.id)
        return project_form(evaluation, find_project(evaluation.facts, project), form.id)
    except UnknownFormError as problem:
        raise InputError(str(problem)) from problem


def _overall(evaluation: Evaluation, form_id: str) -> Grid:
    from jixiao_desktop.performance.forms import overall_form

    grid = overall_form(evaluation, form_id)
    if grid is None:
        raise InputError("还没有填整体自评")
    return grid


def _print_json(data: Any) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=2))
