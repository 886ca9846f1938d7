"""What of the board's live plans hangs on whoever speaks for a group, and which risks name a person."""

from collections import Counter, defaultdict
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode

from lscb.wording import listed, number_of
from lscb.words import sentence_lower
from plans.models import (
    Action,
    ActionOwner,
    AgencyReturn,
    Challenge,
    Matter,
    Plan,
    PlanEvent,
    Risk,
    ScrutinyEntry,
    Section,
)
from plans.models.action_parts import ActionOwnerQuerySet
from plans.models.matter import MatterQuerySet
from plans.models.partner import PartnerQuerySet, its_key
from plans.models.risk import RiskQuerySet
from subgroups.models import Board, Body, Person
from subgroups.selectors.entrusted import Entrusted, Names, Naming, entrusts, is_named, names_people

NAMED = 8  # actions in one line, by their references


def _live(board: Board) -> dict[int, Plan]:
    return {plan.pk: plan for plan in board.plans.filter(state=Plan.State.LIVE).order_by("pk")}


def _to_any(asked: PartnerQuerySet, bodies: list[Body]) -> list[tuple[Body, Any]]:
    """What one of the bodies, or the agency that it stands for, was asked, beside that body; one query."""
    known = {body.pk: body for body in bodies}
    standing = {body.agency_id: body for body in bodies if body.agency_id}
    found = asked.filter(Q(to_body__in=known) | Q(to_agency__in=standing))
    return [(known.get(each.to_body_id) or standing[each.to_agency_id], each) for each in found]


@entrusts
def of_plans(board: Board, bodies: list[Body]) -> dict[int, list[Entrusted]]:
    """Open actions, risks about them, challenges to answer and sections led; five queries."""
    plans = _live(board)
    actions: dict[tuple[int, int], list[Action]] = defaultdict(list)
    owned = ActionOwner.objects.filter(
        body__in=bodies, action__plan__in=plans, action__state=Action.State.LIVE
    ).select_related("action")
    for owner in owned.order_by("action__plan", "action__position", "action__pk"):
        actions[owner.body_id, owner.action.plan_id].append(owner.action)
    risks = defaultdict(int)
    about = [action.pk for group in actions.values() for action in group]
    for risk in Risk.objects.open().filter(action__in=about).values_list("action", flat=True):
        risks[risk] += 1
    asked = _to_any(Challenge.objects.open().filter(plan__in=plans), bodies)
    challenges = Counter((each.pk, challenge.plan_id) for each, challenge in asked)
    led: dict[tuple[int, int], list[str]] = defaultdict(list)
    for section in Section.objects.filter(lead__in=bodies, plan__in=plans):
        led[section.lead_id, section.plan_id].append(str(section))
    found: dict[int, list[Entrusted]] = defaultdict(list)
    for body in bodies:
        for pk, plan in plans.items():
            found[body.pk].extend(
                _lines(
                    plan,
                    body,
                    actions[body.pk, pk],
                    sum(risks[action.pk] for action in actions[body.pk, pk]),
                    challenges[body.pk, pk],
                    led[body.pk, pk],
                )
            )
    return found


def _lines(
    plan: Plan, body: Body, actions: list[Action], risks: int, challenges: int, led: list[str]
) -> list[Entrusted]:
    lines = []
    if actions:
        words = number_of(
            len(actions), sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
        )
        names = tuple(action.reference or action.short_text for action in actions)
        lines.append(
            Entrusted(f"{words} of {plan.title}", plan.action_list_url(owner=body.pk, state="live"), names)
        )
    if risks:
        where = reverse("plans:risk-list", args=[plan.slug])
        lines.append(Entrusted(f"{number_of(risks, 'open risk', 'open risks')} about these", where))
    if challenges:
        where = reverse("plans:challenge-list", args=[plan.slug])
        lines.append(
            Entrusted(f"{number_of(challenges, 'challenge', 'challenges')} to answer or to close", where)
        )
    if led:
        words = number_of(
            len(led), sentence_lower(plan.section_label), sentence_lower(plan.section_label_plural)
        )
        lines.append(Entrusted(f"{words} it leads", plan.get_absolute_url(), tuple(led)))
    return lines


@entrusts
def scrutiny_of(board: Board, bodies: list[Body]) -> dict[int, list[Entrusted]]:
    """Entries of the scrutineer's log that wait to be answered or closed; two queries."""
    plan = Plan.objects.newest_live_of(board)
    asked = _to_any(ScrutinyEntry.objects.filter(board=board).open(), bodies)
    counts = Counter(body for body, _ in asked)
    if plan is None:
        return {}
    where = reverse("plans:scrutiny-list", args=[plan.slug])
    return {
        body.pk: [
            Entrusted(
                f"{number_of(count, 'finding', 'findings')} of scrutiny to answer or to close",
                f"{where}?{urlencode({'state': 'open', 'to': its_key(body.agency_id, body.pk)})}",
            )
        ]
        for body, count in counts.items()
    }


@entrusts
def matters_of(board: Board, bodies: list[Body]) -> dict[int, list[Entrusted]]:
    """Decisions of meetings that wait to be followed up; two queries."""
    plan = Plan.objects.newest_live_of(board)
    counts = Counter(open_matters(board).filter(owner__in=bodies).values_list("owner", flat=True))
    if plan is None:
        return {}
    log, names = reverse("plans:decision-log", args=[plan.slug]), {body.pk: body.name for body in bodies}
    return {
        pk: [
            Entrusted(
                f"{number_of(count, 'decision', 'decisions')} to follow up",
                f"{log}?{urlencode({'state': 'open', 'owner': names[pk]})}",
            )
        ]
        for pk, count in counts.items()
    }


@entrusts
def returns_to_send(board: Board, bodies: list[Body]) -> dict[int, list[Entrusted]]:
    """Returns that a body is still to send; one query."""
    found: dict[int, list[Entrusted]] = defaultdict(list)
    awaited = AgencyReturn.objects.filter(
        body__in=bodies,
        assessment__plan__board=board,
        sent_at__isnull=True,
        assessment__closed_at__isnull=True,
    )
    for each in awaited.select_related("assessment__plan", "body"):
        found[each.body_id].append(
            Entrusted(f"The return for {each.assessment.title}", each.get_absolute_url())
        )
    return found


def risks_naming(board: Board, person: Person) -> list[Naming]:
    """Open risks of live plans that name somebody as their holder."""
    name = person.name
    risks = open_risks(board).filter(held_by__icontains=name).select_related("plan").order_by("pk")
    return [
        Naming(str(risk.pk), f"{risk}, held by {risk.held_by}", risk.get_absolute_url())
        for risk in risks
        if is_named(name, risk.held_by)
    ]


def open_risks(board: Board) -> RiskQuerySet:
    """Those of live plans."""
    return Risk.objects.open().filter(plan__board=board, plan__state=Plan.State.LIVE)


names_people("risk", Names(risks_naming, open_risks, "held_by", "held by", PlanEvent.RISK_HANDED_OVER))


def owners_naming(board: Board, person: Person) -> list[Naming]:
    """Open actions of live plans that name somebody beside an owner, those of one owner together."""
    found: dict[int, list[ActionOwner]] = defaultdict(list)
    rows = open_owners(board).filter(named_person=person).select_related("body", "action__plan__board")
    for owner in rows.order_by("body__position", "body", "action__plan", "action__position", "action__pk"):
        found[owner.body_id].append(owner)
    return [Naming(str(body), *_named_for(person, owners)) for body, owners in found.items()]


def _named_for(person: Person, owners: list[ActionOwner]) -> tuple[str, str]:
    """In words for which actions of one owner somebody is named, and where they are listed."""
    plan, body = owners[0].action.plan, owners[0].body
    words = number_of(
        len(owners), sentence_lower(plan.action_label), sentence_lower(plan.action_label_plural)
    )
    called = [owner.action.reference or owner.action.short_text for owner in owners]
    if len(called) > NAMED:
        called = [*called[:NAMED], f"{len(called) - NAMED} more"]
    href = plan.action_list_url(owner=body.pk, state="live")
    return f"{body}, {words} ({listed(called)}) for which {person} is named", href


def open_owners(board: Board) -> ActionOwnerQuerySet:
    """Owners of live actions of live plans, as far as the board names people."""
    live = {"action__state": Action.State.LIVE, "action__plan__state": Plan.State.LIVE}
    return ActionOwner.objects.naming().filter(action__plan__board=board, **live)


names_people(
    "owner", Names(owners_naming, open_owners, "named_person", "named", PlanEvent.OWNER_NAMED, by="body")
)


def matters_naming(board: Board, person: Person) -> list[Naming]:
    """Open decisions about other matters that name somebody beside their owner."""
    plan = Plan.objects.newest_live_of(board)
    rows = open_matters(board).filter(named_person=person, meeting__body__board__names_owners=True)
    return [
        Naming(str(each.pk), f"{each}, for which {person} is named", each.page_in(plan))
        for each in (rows.for_page().most_pressing_first() if plan else ())
    ]


def open_matters(board: Board) -> MatterQuerySet:
    return Matter.objects.open().filter(meeting__body__board=board)


names_people(
    "matter", Names(matters_naming, open_matters, "named_person", "named", PlanEvent.MATTER_HANDED_OVER)
)
