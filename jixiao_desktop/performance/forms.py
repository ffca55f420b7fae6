"""The 绩效 forms of a unit-year: which there are, and each as a grid ready to sign.

Any project can be put out in any form; its own is 表样, else the one that the pack names.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from jixiao_desktop.engine.evaluation import Evaluation
from jixiao_desktop.engine.grid import Grid
from jixiao_desktop.ledger.facts import UnitYear
from jixiao_desktop.packs.model import Pack, as_text
from jixiao_desktop.packs.source import PackError
from jixiao_desktop.performance.form_content import Subject
from jixiao_desktop.performance.form_grid import fill_form
from jixiao_desktop.performance.form_layout import FormLayout, load_forms
from jixiao_desktop.performance.results import ProjectResult, result_of

_YEAR_IN_TITLE = re.compile(r"（\d{4}年度?）$|^\d{4}年度?")


class UnknownFormError(LookupError):
    """There is no such form or project; the message lists those that there are."""


def forms_of(evaluation: Evaluation) -> Mapping[str, FormLayout]:
    """The forms of the evaluation's pack by id. Raises PackError."""
    return evaluation.model.made_once("绩效表样", lambda: load_forms(evaluation.model.pack))


def default_form(pack: Pack) -> str:
    """The form that a pack uses where a project names none. Raises PackError."""
    if "表样" not in pack.settings:
        raise PackError(pack.settings.place, "模板没有写「表样」")
    return str(as_text(pack.settings["表样"]))


def form_id_of(evaluation: Evaluation, number: int) -> str:
    """The id of the form that project ``number`` is put out in. Raises UnknownFormError."""
    project = (evaluation.facts.projects or ())[number]
    return find_form(forms_of(evaluation), project.form or default_form(evaluation.model.pack)).id


def project_form(evaluation: Evaluation, number: int, form_id: str | None = None) -> Grid:
    """Project ``number`` (from 0) in a form, its own where none is named. Raises UnknownFormError."""
    layout = find_form(forms_of(evaluation), form_id or form_id_of(evaluation, number))
    result = result_of(evaluation, number)
    return evaluation.remembered(("绩效表", number, layout.id), lambda: _filled(evaluation, layout, result))


def project_forms(evaluation: Evaluation) -> tuple[Grid, ...]:
    """Every project in its own form, in order."""
    return tuple(project_form(evaluation, number) for number in range(len(evaluation.facts.projects or ())))


def overall_form(evaluation: Evaluation, form_id: str | None = None) -> Grid | None:
    """部门（单位）整体支出绩效自评表; None where nothing was entered for it. Raises UnknownFormError."""
    if evaluation.facts.overall is None:
        return None
    layouts = {name: form for name, form in forms_of(evaluation).items() if form.subject == "整体"}
    layout = find_form(layouts, form_id or next(iter(layouts), ""))
    unit = _money_unit(evaluation.model.pack, evaluation.facts)
    return fill_form(layout, Subject(evaluation.facts, unit, overall=evaluation.facts.overall))


def all_forms(evaluation: Evaluation) -> tuple[Grid, ...]:
    """What is put out: every project's form, then the 整体自评表 where there is one."""
    overall = overall_form(evaluation)
    return (*project_forms(evaluation), *(() if overall is None else (overall,)))


def find_form(layouts: Mapping[str, FormLayout], name: str, own: str = "") -> FormLayout:
    """The form with this id, name or title; of forms with one title the ``own`` one first.

    Raises UnknownFormError that lists them all.
    """
    wanted = name.strip()
    for layout in layouts.values():
        if wanted in {layout.id, layout.name}:
            return layout
    for layout in sorted(layouts.values(), key=lambda layout: layout.id != own):
        if _has_title(layout, wanted):
            return layout
    listed = "、".join(layouts)
    raise UnknownFormError(f"没有绩效表「{name}」，可用：{listed}" if listed else "这个模板没有绩效表")


def _has_title(layout: FormLayout, wanted: str) -> bool:
    """Whether a form bears this title, with or without its year and project."""
    words = layout.title.parts[::2]
    plain = "".join(words).removesuffix("（年度）")
    bare = _YEAR_IN_TITLE.sub("", wanted)
    return bare == plain or (not words[0] and bare.endswith(plain))


def find_project(facts: UnitYear, name: str | None) -> int:
    """The number of the project with this name; where none is named, of the only one.

    Raises UnknownFormError that lists them.
    """
    projects = facts.projects or ()
    if name is None and len(projects) == 1:
        return 0
    for number, project in enumerate(projects):
        if project.name == name:
            return number
    listed = "、".join(project.name for project in projects)
    if not listed:
        raise UnknownFormError("还没有录入项目")
    raise UnknownFormError(f"没有项目「{name}」，可用：{listed}" if name else f"请指明项目，可用：{listed}")


def _filled(evaluation: Evaluation, layout: FormLayout, result: ProjectResult) -> Grid:
    facts = evaluation.facts
    for path in (("单位",), ("年度",), ("选项",), ("概况",), ("项目", result.at[1])):
        evaluation.read(path)
    return fill_form(layout, Subject(facts, _money_unit(evaluation.model.pack, facts), result=result))


def _money_unit(pack: Pack, facts: UnitYear) -> str:
    """元 or 万元: the unit's choice, else the pack's."""
    return (facts.options or {}).get("金额单位") or pack.options.get("金额单位", "万元")
