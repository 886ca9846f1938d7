"""From one plan to the next: started from another, actions carried over, the old one archived."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.text import slugify

from lscb import clock, slugs
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import listed
from plans.models import (
    Action,
    ActionItem,
    ActionOwner,
    Chapter,
    ChosenReading,
    DateChange,
    GlossaryTerm,
    Objective,
    Plan,
    PlanEvent,
    Priority,
    Quarter,
    RatingDefinition,
    Section,
)
from plans.models.levels import THREADS
from plans.operations.actions import put_action
from plans.operations.date_changes import lapse_date_requests
from plans.operations.depending import carry_dependencies
from plans.operations.following import close_followers, follow_periods, hold_with_linked
from plans.operations.live import refuse_unless_live
from plans.operations.readings import WhyMoved, record_move
from plans.operations.recommendations import carry_recommendations
from plans.rules.moves import Reread
from plans.rules.timescales import Timescale
from plans.selectors.readings import carried_reading
from subgroups.models import Person

Level = TypeVar("Level", Section, Priority)


@dataclass(frozen=True)
class Part:
    """What an action is called in the next plan: its words, and where they differ its "who", "when" and outcome.

    Its dates go along; words typed for "when", or `anew` the same words, are read in the next plan instead. Where that
    moves a date it is said why.
    """

    text: str
    who_text: str | None = None
    when_text: str | None = None
    outcome: str | None = None
    anew: bool = False
    moves_because: str = ""


@transaction.atomic
def start_next_plan(*, predecessor: Plan, title: str, starts_on: date, ends_on: date, by: Person) -> Plan:
    """Start the plan that follows another: with its words, rating key, glossary, narrative and every level but the
    actions, which are carried over one by one. Both are live: plans overlap.

    :raises Refused: for a title the board has, or an end before the start.
    """
    # The board: two plans of one title are not started at once. A linked one's next follows the same business plan.
    locks.hold(predecessor.board, predecessor, predecessor.business_plan)
    wrong = guards.empty(title=(title, "Give the plan a title."))
    if Plan.objects.filter(board=predecessor.board_id, title__iexact=title.strip()).exists():
        wrong["title"] = "The board has a plan with this title already."
    if ends_on <= starts_on:
        wrong["ends_on"] = "The plan ends after it starts."
    guards.refuse(wrong)
    plan = Plan(board=predecessor.board, title=title.strip(), starts_on=starts_on, ends_on=ends_on)
    speaks_as(plan, predecessor)
    plan.predecessor, plan.vision = predecessor, predecessor.vision
    plan.kind, plan.business_plan = predecessor.kind, predecessor.business_plan
    plan.slug = slugs.free(slugify(f"{plan.board.slug}-{plan.years}")[:45], Plan.objects.all())
    audit.save(plan, by)
    _copy_levels(predecessor, plan, by)
    if plan.business_plan:
        follow_periods(plan, by)
    audit.record(PlanEvent.NEXT_PLAN_STARTED, plan, by=by, changes={"follows": [None, str(predecessor)]})
    return plan


def speaks_as(plan: Plan, other: Plan) -> None:
    """Let a plan that is not saved yet have the words for its levels, the rhythm and the tolerance of another."""
    for field in Plan._meta.concrete_fields:
        if field.name.endswith(("_label", "_label_plural")) or field.name in (
            "grouped_by",
            "naming",
            "rhythm",
            "tolerance_months",
            "year_starts_in",
        ):
            setattr(plan, field.name, getattr(other, field.name))


def _copy_levels(old: Plan, new: Plan, by: Person) -> None:
    """Copies of the rows above the actions, with what they lead to among themselves."""
    copies: dict[tuple[type, int], Any] = {}
    for model in (RatingDefinition, GlossaryTerm, ChosenReading, Chapter, Priority, Section, Objective):
        for row in model.objects.filter(plan=old).order_by("pk"):
            was = row.pk
            row.pk, row.plan = None, new
            row._state.adding = True
            for name, of in (("priority", Priority), ("section", Section)):
                if getattr(row, f"{name}_id", None):
                    setattr(row, name, copies[of, getattr(row, f"{name}_id")])
            audit.save(row, by)
            copies[model, was] = row
    for section in old.sections.prefetch_related(THREADS):
        threads = [copies[Objective, each.pk] for each in section.golden_threads.all()]
        copies[Section, section.pk].golden_threads.set(threads)


@transaction.atomic
def carry_over(*, action: Action, into: Plan, by: Person, parts: Iterable[Part] = ()) -> list[Action]:
    """Take an unfinished action into a later plan: whole, or as the `parts` it is reworded or split into.

    The old one leaves its plan's count; both sides lead to each other and keep their own history. The dates it is held
    to go along with those that stood first, whatever its words would mean in the later plan.

    :raises Refused: when it no longer counts, `into` is of another board or the same plan, or a date moves and nobody
        says why.
    """
    locks.hold_wholes([action, into])
    locks.hold(action)
    refuse_unless_live(action)
    if into.pk == action.plan_id:
        raise Refused("It is in this plan already.")
    if into.is_archived:
        raise Refused("That plan is archived: nothing in it changes.")
    if into.board_id != action.plan.board_id:
        raise Refused("An action stays with its board.")
    parts = list(parts) or [Part(action.text)]
    if not all(part.text.strip() for part in parts):
        raise Refused("Say what each part will be.")
    readings = _readings_of(action, into, parts)
    labels = _labels_of(action, len(parts))
    made = [
        _next(action, into, part, label, read, by)
        for part, label, read in zip(parts, labels, readings, strict=True)
    ]
    if len(parts) == 1:
        for item in action.items.filter(done_on__isnull=True):
            copy = ActionItem(
                action=made[0],
                label=item.label,
                text=item.text,
                owner=item.owner,
                who_text=item.who_text,
                due_on=item.due_on,
                position=item.position,
            )
            audit.save(copy, by)
    in_circles = carry_dependencies(action, made, by)
    carry_recommendations(action, made, by)
    named = ", ".join(filter(None, (each.reference for each in made)))
    action.state = Action.State.CARRIED_OVER
    action.state_reason = f"Goes on in {into}{f' as {named}' if named else ''}"
    audit.save(action, by, ["state", "state_reason"])
    changes = {"goes on in": [None, f"{into}: {named}"]} | lapse_date_requests(action, by)
    if in_circles:
        changes["not carried over, as it would go round in a circle"] = [None, listed(in_circles)]
    audit.record(PlanEvent.ACTION_CARRIED_OVER, action, by=by, changes=changes)
    return made


def _readings_of(action: Action, into: Plan, parts: list[Part]) -> list[tuple[Timescale, str, Reread]]:
    """How the "when" of each part is read in the later plan.

    :raises Refused: for every part whose date moves without a reason.
    """
    readings = []
    wrong: dict[str, str] = {}
    for place, part in enumerate(parts):
        when = action.when_text if part.when_text is None else part.when_text
        readings.append(carried_reading(action, into, when, anew=part.anew))
        move = readings[-1][2]
        if move.moves:
            advice = f"Say why its date moves {move.words}."
            field = "second_because" if place else "because"
            wrong |= guards.empty(**{field: (part.moves_because, advice)})
    guards.refuse(wrong)
    return readings


def _labels_of(action: Action, parts: int) -> list[str]:
    """The reference of each part: with a letter where there are several, 9.3a and 9.3b, and room for one."""
    if parts == 1 or not action.label:
        return [action.label] * parts
    return [f"{action.label}{chr(ord('a') + place)}"[:20] for place in range(parts)]


def _same_objective(into: Plan, objective: Objective) -> Objective | None:
    """The objective of a later plan that says the same."""
    alike = into.objectives.filter(kind=objective.kind, label=objective.label, text=objective.text)
    return alike.first()


def _next(
    action: Action,
    into: Plan,
    part: Part,
    label: str,
    read: tuple[Timescale, str, Reread],
    by: Person,
) -> Action:
    new = Action(
        plan=into,
        section=_same(into.sections.all(), action.section),
        priority=_same(into.priorities.all(), action.priority),
        objective=_same_objective(into, action.objective) if action.objective else None,
        label=label,
        text=part.text.strip(),
        outcome=action.outcome if part.outcome is None else part.outcome,
        success=action.success,
        success_target=action.success_target,
        who_text=action.who_text if part.who_text is None else part.who_text,
        when_text=action.when_text if part.when_text is None else part.when_text,
        review_on=action.review_on if action.review_on and action.review_on >= clock.today() else None,
        carried_from=action,
        linked_plan=action.linked_plan,
    )
    _, _, move = read
    if move.stays:
        new.due_on, new.first_due_on = action.due_on, action.first_due_on
    put_action(new, by, read=read)
    threads = (_same_objective(into, each) for each in action.golden_threads.all())
    new.golden_threads.set([each for each in threads if each])
    new.functions.set(action.functions.all())
    words = action.measures.values_list("words", flat=True)
    new.measures.set(
        into.measures.filter(words__in=list(words))
    )  # the same measures, where that plan has them
    record_move(new, move, WhyMoved(DateChange.Kind.CARRIED, part.moves_because.strip()), by)
    if new.who_text == action.who_text:
        new.owners.all().delete()
        for owner in action.owners.all():
            copy = ActionOwner(
                action=new,
                body=owner.body,
                named_person=owner.named_person,
                words=owner.words,
                role=owner.role,
                everyone=owner.everyone,
                position=owner.position,
            )
            audit.save(copy, by)
    return new


def _same(rows: models.QuerySet[Level], of: Level | None) -> Level | None:
    """The section or priority of the next plan that goes by the same number and title, if it has one."""
    return rows.filter(label=of.label, title=of.title).first() if of else None


@transaction.atomic
def archive_plan(*, plan: Plan, keep_until: date | None, by: Person) -> Plan:
    """Keep a plan to be read and printed only: out of every count, nothing in it changes any more.

    A quarter that is being collected is closed with it, and with it those of linked plans.

    :raises Refused: when it is archived already, or the day it is kept until has passed.
    """
    hold_with_linked(plan)
    if plan.is_archived:
        raise Refused("This plan is archived already.")
    if keep_until and keep_until < clock.today():
        raise Refused({"keep_until": "That day has passed. Give one still to come, or leave it empty."})
    changes = {"kept at least until": [None, keep_until]}
    if quarter := locks.locked(plan.quarters.collecting()).first():
        quarter.state = Quarter.State.REPORTED
        audit.save(quarter, by, ["state"])
        changes["closed"] = [None, quarter.name]
        close_followers(quarter, by)
    plan.state, plan.archived_on, plan.keep_until = Plan.State.ARCHIVED, clock.today(), keep_until
    audit.save(plan, by, ["state", "archived_on", "keep_until"])
    audit.record(PlanEvent.PLAN_ARCHIVED, plan, by=by, changes=changes, even_archived=True)
    return plan


@transaction.atomic
def restore_plan(*, plan: Plan, by: Person) -> Plan:
    """An archived plan is worked on again; a linked one is collected with its business plan as that is now.

    :raises Refused: when it is not archived.
    """
    locks.hold(*sorted(filter(None, [plan, plan.business_plan]), key=lambda each: each.pk))
    if not plan.is_archived:
        raise Refused("Only an archived plan can be taken out of the archive.")
    plan.state, plan.archived_on, plan.keep_until = Plan.State.LIVE, None, None
    audit.save(plan, by, ["state", "archived_on", "keep_until"])
    audit.record(PlanEvent.PLAN_RESTORED, plan, by=by)
    if plan.business_plan and not plan.business_plan.is_archived:
        follow_periods(plan, by)
    return plan
