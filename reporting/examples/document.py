"""Loading a plan from fixtures/, published or invented: its board, bodies, actions, planner and glossary."""

import tomllib
from itertools import chain
from pathlib import Path

from django.db import transaction

from lscb import clock
from lscb.events import audit
from plans.models import (
    Action,
    ActionItem,
    ActionLink,
    Chapter,
    GlossaryTerm,
    LinkedDocument,
    Measure,
    Objective,
    Plan,
    PlanEvent,
    Priority,
    Section,
)
from plans.operations import add_action
from plans.rules.rhythm import KINDS, Rhythm
from plans.selectors.readings import names_of
from reporting.models import Obligation, PlannedReport
from subgroups.models import Agency, Board, Body, BodyName, Function, FunctionItem
from subgroups.models.body import name_key
from subgroups.operations import keep_agency
from subgroups.rules import presets
from subgroups.rules.who import read_who


def load_document(path: Path, *, demonstration: bool, by=None) -> tuple[Plan, bool]:
    """Load the plan of a file, as `load_plan`."""
    return load_plan(tomllib.loads(path.read_text(encoding="utf-8")), demonstration=demonstration, by=by)


@transaction.atomic
def load_plan(document: dict, *, demonstration: bool, by=None) -> tuple[Plan, bool]:
    """Load one plan; a plan that is there already is left as it is.

    :returns: the plan, and whether it was loaded now.
    """
    stored = Plan.objects.filter(slug=document["plan"]["slug"]).select_related("board").first()
    if stored:
        return stored, False
    # The plan's story begins on the day it was published, or where that is not known on its first day.
    with clock.at(document["plan"].get("published_on") or document["plan"]["starts_on"]):
        board = _load_board(document, demonstration)
        bodies = _load_bodies(document["bodies"], board)
        plan = _load_plan(document["plan"], board)
        _load_levels(document, plan)
        _load_sections(document, plan, bodies, by)
        _load_planner(document.get("planner", []), plan, bodies)
        GlossaryTerm.objects.bulk_create(
            GlossaryTerm(plan=plan, **row) for row in document.get("glossary", [])
        )
        audit.record(PlanEvent.PLAN_LOADED, plan, by=by)
    return plan, True


def _load_board(document: dict, demonstration: bool) -> Board:
    """The board with its agencies: it has the usual words and signatures of its kind, but for those the file names."""
    row = document["board"]
    usual = presets.KINDS[row.get("kind", presets.CHILDREN_BOARD)]
    words = {f"{level}_label": word for level, word in row.get("words", {}).items()}
    board, _ = Board.objects.get_or_create(
        slug=row["slug"],
        defaults=dict(usual.words)
        | dict(usual.signatures)
        | {key: value for key, value in row.items() if key not in ("slug", "words")}
        | words
        | {"demonstration": demonstration},
    )
    for position, agency in enumerate(document.get("agencies", []), start=1):
        if not board.agencies.filter(name=agency["name"]).exists():
            new = Agency(
                board=board, name=agency["name"], short_name=agency.get("short_name", ""), position=position
            )
            keep_agency(new, by=None)
            _keep_spellings(new.body, agency.get("also_written", []))
    return board


def _keep_spellings(body: Body, also_written: list[str]) -> None:
    for words in also_written:
        if not BodyName.objects.filter(board=body.board, key=name_key(words)).exists():
            BodyName.objects.create(body=body, words=words)


def _load_bodies(rows: list[dict], board: Board) -> dict[str, Body]:
    bodies: dict[str, Body] = {}
    for position, row in enumerate(rows, start=1):
        body, new = Body.objects.get_or_create(
            board=board,
            name=row["name"],
            defaults={
                "short_name": row["short_name"],
                "kind": row["kind"],
                "purpose": row.get("purpose", ""),
                "parent": bodies.get(row.get("parent", "")),
                "position": position,
            },
        )
        bodies[row["key"]] = body
        _keep_spellings(body, row["also_written"])
        if new:
            _load_functions(row.get("functions", []), body)
    return bodies


def _load_functions(rows: list[dict], body: Body) -> None:
    for position, row in enumerate(rows, start=1):
        function = Function.objects.create(
            body=body, number=row["number"], text=row["text"], position=position
        )
        for place, item in enumerate(row.get("items", []), start=1):
            FunctionItem.objects.create(function=function, position=place, **item)


def _load_plan(row: dict, board: Board) -> Plan:
    words = {
        f"{level.removesuffix('_plural')}_label{'_plural' if level.endswith('_plural') else ''}": word
        for level, word in row.get("words", {}).items()
    }
    return Plan.objects.create(
        board=board,
        predecessor_title=row.get("predecessor", ""),
        year_starts_in=board.year_starts_in,
        naming=KINDS[Rhythm(row.get("rhythm", Rhythm.QUARTERS))].naming,
        **{key: value for key, value in row.items() if key not in ("words", "predecessor")},
        **words,
    )


def _load_levels(document: dict, plan: Plan) -> None:
    for position, row in enumerate(document.get("priorities", []), start=1):
        Priority.objects.create(plan=plan, label=row["number"], title=row["title"], position=position)
    for position, row in enumerate(document.get("objectives", []), start=1):
        Objective.objects.create(
            plan=plan, kind=row["kind"], label=row["number"], text=row["text"], position=position
        )
    for position, row in enumerate(document.get("chapters", []), start=1):
        Chapter.objects.create(plan=plan, position=position, **row)
    for position, row in enumerate(document.get("documents", []), start=1):
        LinkedDocument.objects.create(plan=plan, title=row["title"], position=position)


def _load_sections(document: dict, plan: Plan, bodies: dict[str, Body], by) -> None:
    """Sections with their actions and measures; then the actions that the document puts under none."""
    names = names_of(plan.board_id)
    # A section names the priority it serves by a key of the file: priorities need have no number.
    rows = document.get("priorities", [])
    served = {row["key"]: each for row, each in zip(rows, plan.priorities.all(), strict=True) if "key" in row}
    for position, row in enumerate(document["sections"], start=1):
        section = Section.objects.create(
            plan=plan,
            label=str(row["number"]),
            title=row["title"],
            text=row.get("text", ""),
            lead=bodies.get(row.get("lead", "")),
            priority=served[row["priority"]] if "priority" in row else None,
            position=position,
        )
        _load_actions(row["actions"], plan, section, names, by)
        for place, measure in enumerate(row.get("measures", []), start=1):
            Measure.objects.create(plan=plan, section=section, position=place, **measure)
    _load_actions(document.get("actions", []), plan, None, names, by)
    for row in (
        *chain.from_iterable(each["actions"] for each in document["sections"]),
        *document.get("actions", []),
    ):
        for words in row.get("measured_by", []):
            plan.actions.get(label=row["ref"]).measures.add(plan.measures.get(words=words))
    for row in document.get("dependencies", []):
        for reference in row["on"]:
            ActionLink.objects.create(
                action=plan.actions.get(label=row["action"]),
                to=plan.actions.get(label=reference),
                kind=ActionLink.Kind.DEPENDS_ON,
            )


def _load_actions(rows: list[dict], plan: Plan, section: Section | None, names: dict[str, int], by) -> None:
    for place, row in enumerate(rows, start=1):
        action = Action(
            plan=plan,
            section=section,
            label=row["ref"],
            text=row["text"],
            outcome=row.get("outcome", ""),
            success=row.get("success", ""),
            success_target=row.get("target", ""),
            who_text=row.get("who", ""),
            when_text=row.get("when", ""),
            year=row.get("year", ""),
            objective=plan.objectives.get(text=row["objective"]) if "objective" in row else None,
            carried_from=_carried_from(plan, row),
            carried_note=row.get("carried_note", ""),
            position=place,
        )
        add_action(action=action, by=by, related=tuple(row.get("related", ())))
        action.golden_threads.set(
            plan.objectives.filter(kind=Objective.Kind.GOLDEN_THREAD, text__in=row.get("threads", ()))
        )
        _load_items(row.get("items", []), action, names)


def _load_items(rows: list[dict], action: Action, names: dict[str, int]) -> None:
    """Parts of an action; one whose "who" names one known body is owned by it."""
    for position, row in enumerate(rows, start=1):
        who = row.get("who", "")
        owners = read_who(who, names).owners
        ActionItem.objects.create(
            action=action,
            label=row.get("label", ""),
            text=row["text"],
            who_text=who,
            owner_id=owners[0].body if len(owners) == 1 else None,
            position=position,
        )


def _carried_from(plan: Plan, typed: dict) -> Action | None:
    """The earlier action of the same plan that a document says this one goes on with; it stands further up."""
    return plan.actions.get(label=typed["carried_from"]) if "carried_from" in typed else None


def _load_planner(rows: list[dict], plan: Plan, bodies: dict[str, Body]) -> None:
    reports = {}
    for position, row in enumerate(rows, start=1):
        report = reports[row["what"]] = PlannedReport.objects.create(
            plan=plan,
            what=row["what"],
            activity=row["activity"],
            tells=row["tells"],
            when_text=row["when"],
            provider_words="; ".join(key for key in row.get("providers", []) if key not in bodies),
            position=position,
        )
        report.providers.set(bodies[key] for key in row.get("providers", []) if key in bodies)
    for row in rows:
        for position, duty in enumerate(row["obligations"], start=1):
            obligation = Obligation.objects.create(
                planned_report=reports[row["what"]],
                kind=duty["kind"],
                what=duty.get("what", ""),
                forum_words="; ".join(key for key in duty["forum"] if key not in bodies),
                rule=duty["rule"],
                every=duty.get("every"),
                condition=duty.get("condition") or duty.get("trigger", ""),
                via=duty.get("via", ""),
                inside=duty.get("inside", ""),
                words=duty["words"],
                certainty=duty["certainty"],
                other_readings=duty.get("other_readings", []),
                conflicts_with=reports.get(duty.get("conflicts_with")),
                same_as=reports.get(duty.get("same_as")),
                is_monitoring_report=duty.get("monitoring_report", False),
                position=position,
            )
            obligation.forums.set(bodies[key] for key in duty["forum"] if key in bodies)
