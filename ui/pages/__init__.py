"""The pages of the wizard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from ui.plan import Page
from ui.workspace import Workspace

if TYPE_CHECKING:
    from ui.pages.base import PageView


def page_view(page: Page, workspace: Workspace, parent: QWidget) -> PageView:
    """The view of a page: a form of parts, or a special page."""
    if page.special == "准备":
        from ui.pages.prepare import PreparePage

        return PreparePage(page, workspace, parent)
    if page.special == "项目":
        from ui.pages.projects import ProjectsPage

        return ProjectsPage(page, workspace, parent)
    if page.special == "整体自评":
        from ui.pages.overall import OverallPage

        return OverallPage(page, workspace, parent)
    if page.special == "评价报告":
        from ui.pages.evaluations import EvaluationsPage

        return EvaluationsPage(page, workspace, parent)
    if page.special == "校验":
        from ui.pages.check import CheckPage

        return CheckPage(page, workspace, parent)
    if page.special == "通读":
        from ui.pages.read import ReadPage

        return ReadPage(page, workspace, parent)
    if page.special == "预览":
        from ui.handin.preview_page import PreviewPage

        return PreviewPage(page, workspace, parent)
    if page.special == "报送":
        from ui.handin.handover_page import HandoverPage

        return HandoverPage(page, workspace, parent)
    if page.special == "验包":
        from ui.handin.verify_page import VerifyPage

        return VerifyPage(page, workspace, parent)
    if page.special == "导出":
        from ui.pages.export import ExportPage

        return ExportPage(page, workspace, parent)
    from ui.pages.form import FormPage

    return FormPage(page, workspace, parent)
