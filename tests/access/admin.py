"""The admin's part of the matrix: which pages of each model who gets."""

from collections.abc import Collection, Iterable

from django.contrib import admin
from django.urls import reverse

from tests.soak.sampling import by_turns, sampled

_READ = ("changelist", "change", "history")
_TYPED = (*_READ, "add")
_DELETED = (*_TYPED, "delete")
_SHEETS = ("import", "export")

# The pages of each model that the board team gets, of its own board's rows.
TEAM: dict[str, tuple[str, ...]] = {
    "lscb.auditentry": _READ,
    "lscb.letter": (),
    "subgroups.board": _READ,
    "subgroups.agency": (*_DELETED, *_SHEETS),
    "subgroups.boardrole": _DELETED,
    "subgroups.opening": _READ,
    "subgroups.body": (*_TYPED, *_SHEETS),
    "subgroups.function": _DELETED,
    "subgroups.membership": _TYPED,
    "subgroups.listdraft": _READ,
    "subgroups.meeting": (*_TYPED, *_SHEETS),
    "subgroups.attendance": _READ,
    "subgroups.onetoone": _READ,
    "subgroups.person": (*_TYPED, *_SHEETS),
    "subgroups.calendaraddress": _READ,
    "subgroups.datakey": _READ,
    "subgroups.boardarchive": _READ,
    "subgroups.invitation": _READ,
    "plans.action": (*_TYPED, *_SHEETS),
    "plans.measure": _DELETED,
    "plans.measurevalue": _READ,
    "plans.linkeddocument": _DELETED,
    "plans.quarter": _TYPED,
    "plans.plan": _TYPED,
    "plans.priority": _DELETED,
    "plans.section": _DELETED,
    "plans.objective": _DELETED,
    "plans.chapter": _DELETED,
    "plans.importdraft": _READ,
    "plans.importedwords": _READ,
    "plans.glossaryterm": (*_DELETED, *_SHEETS),
    "plans.progressupdate": _READ,
    "plans.moderation": _READ,
    "plans.oneofmanyanswer": _READ,
    "plans.undone": _READ,
    "plans.laststep": _READ,
    "plans.reminder": _READ,
    "plans.datechange": _READ,
    "plans.chosenreading": _READ,
    "plans.decision": _READ,
    "plans.matter": _READ,
    "plans.challenge": _READ,
    "plans.scrutinyentry": _READ,
    "plans.evidence": _READ,
    "reporting.planedition": _READ,
    "plans.risk": _READ,
    "plans.savedview": _READ,
    "plans.reviewkind": _READ,
    "plans.review": _READ,
    "plans.recommendation": _READ,
    "plans.theme": _READ,
    "plans.impactlook": _READ,
    "plans.standardset": _READ,
    "plans.standard": _READ,
    "plans.selfassessment": _READ,
    "plans.agencyreturn": _READ,
    "plans.returnanswer": _READ,
    "plans.answerevidence": _READ,
    "plans.recommendationevidence": _READ,
    "plans.bodydocument": _READ,
    "reporting.plannedreport": (*_DELETED, *_SHEETS),
    "reporting.duereport": _TYPED,
    "reporting.highlight": _TYPED,
    "reporting.monitoringreport": _READ,
    "reporting.boardreport": _READ,
    "reporting.groupupdate": _READ,
    "reporting.yearlyheading": _READ,
    "reporting.yearlyreport": _READ,
    "reporting.yearlysection": _READ,
    "reporting.publicpages": _READ,
    "reporting.publication": _READ,
}
# The few that whoever set the installation up gets, without a role on a board.
SUPERUSER: dict[str, tuple[str, ...]] = {
    "lscb.letter": _READ,
    "lscb.auditentry": ("changelist",),  # of what is no board's: tests/lscb/test_noted.py
    "subgroups.board": _TYPED,
    "subgroups.boardrole": _DELETED,
    "subgroups.opening": _READ,
    "subgroups.person": (*_TYPED, *_SHEETS),
}


def models() -> dict[str, type]:
    """The models that have pages, by app and name."""
    return {model._meta.label_lower: model for model in admin.site._registry}


def address(label: str, kind: str, pk: int) -> str:
    app, name = label.split(".")
    args = [pk] if kind in ("change", "history", "delete") else []
    return reverse(f"admin:{app}_{name}_{kind}", args=args)


def kinds(model: type) -> list[str]:
    """The kinds of page that a model has at all."""
    page = admin.site.get_model_admin(model)
    return [*_DELETED, *(_SHEETS if hasattr(page, "formats") else ())]


def in_turn(models_or_labels: Iterable, turn: str, on_postgresql: Collection = ()) -> list:
    """`sampled`: each model that somebody types; of those that are only read, which one class shows, a ninth, others
    for each `turn`."""

    def is_read_alone(each) -> bool:
        return TEAM[each if isinstance(each, str) else each._meta.label_lower] == _READ

    every = list(models_or_labels)
    alike = [each for each in every if is_read_alone(each) and each not in on_postgresql]
    chosen = by_turns(alike, len(alike) // 9, turn=turn, every=False)
    return sampled(every, [each for each in every if each not in alike or each in chosen], on_postgresql)
