"""How far a page is: 未开始, 进行中, 有问题(n), 已填完."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from ui.plan import Page
from ui.workspace import Workspace

NOT_BEGUN, BEGUN, DONE = "未开始", "进行中", "已填完"


@dataclass(frozen=True, slots=True)
class Status:
    """A page's status: its words and its icon."""

    text: str
    icon: str


QUIET = Status("", "")


def statuses(workspace: Workspace) -> dict[str, Status]:
    """The status of every page by its name."""
    problems: Counter[str] = Counter()
    unfilled: Counter[str] = Counter()
    for finding in workspace.findings:
        if finding.closed or not finding.where:
            continue
        home = workspace.home_of(finding.where[0])
        if finding.level in ("错误", "核实"):
            problems[home] += 1
        elif finding.level == "未填":
            unfilled[home] += 1
    return {
        page.id: _status(page, workspace, problems[page.id], unfilled[page.id])
        for page in workspace.plan.pages
    }


def _status(page: Page, workspace: Workspace, problems: int, unfilled: int) -> Status:
    if page.special in ("准备", "通读", "预览", "报送", "验包"):
        return QUIET
    if page.special == "导出":
        return _of_export(workspace)
    if page.special == "校验":
        count = workspace.verdict.errors + workspace.verdict.unexplained
        return Status(f"有问题({count})", "status-problem") if count else _checked(workspace)
    if problems:
        return Status(f"有问题({problems})", "status-problem")
    if not workspace.begun(page):
        return Status(NOT_BEGUN, "status-none")
    return Status(BEGUN, "status-some") if unfilled else Status(DONE, "status-done")


def _checked(workspace: Workspace) -> Status:
    return Status("已通过", "status-done") if workspace.verdict.final else Status(BEGUN, "status-some")


def _of_export(workspace: Workspace) -> Status:
    """Done only where deliverables lie."""
    if workspace.deliverables and all(path.exists() for path in workspace.deliverables):
        return Status("已导出", "status-done")
    return Status("未导出", "status-none")
