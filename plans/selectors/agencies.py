"""What each agency leads, was asked, answered and owes: a list of parts, to which apps above add their own."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from dateutil.relativedelta import relativedelta

from lscb import clock
from lscb.lines import run_on
from lscb.permissions import READERS, Role
from lscb.wording import days_late, long_date, number_of
from plans.models import (
    ActionOwner,
    AgencyReturn,
    Challenge,
    Decision,
    Matter,
    OneOfManyAnswer,
    Plan,
    ScrutinyEntry,
)
from plans.models.review import recommendation_url
from plans.selectors.one_of_many import unanswered_of
from plans.selectors.owners import Owners, OwnerSummary
from plans.selectors.recommendations import asked_of, of_board, recommendation_rows
from subgroups.models import Attendance, Body, OneToOne

SHOWN = 12  # lines of a part


@dataclass(frozen=True)
class Line:
    """One thing, where it is read, how it stands and by how much it is late."""

    words: str
    note: str
    href: str = ""
    late: str = ""


@dataclass(frozen=True)
class Part:
    """What an agency has of one kind, what presses first; `more` is how many lines beside these there are."""

    key: str
    title: str
    lines: tuple[Line, ...]
    empty: str
    more: int = 0

    @property
    def more_words(self) -> str:
        return number_of(self.more, "more stands", "more stand") if self.more else ""


def part(key: str, title: str, lines: Iterable[Line], *, empty: str) -> Part:
    """:param empty: what is said where it has none."""
    lines = list(lines)
    return Part(key, title, tuple(islice(lines, SHOWN)), empty, max(len(lines) - SHOWN, 0))


Tells = Callable[..., Part | None]
_tellers: list[Tells] = []


def tells_of_agencies(tell: Tells) -> Tells:
    """A part of an agency's page and sheet: `tell(person, plan, body)`, in a fixed number of queries; None for whoever
    is not told."""
    _tellers.append(tell)
    return tell


def parts_of(person, plan: Plan, body: Body) -> list[Part]:
    """Every part of the agency that `body` stands for, that the person may see."""
    parts = (tell(person, plan, body) for tell in _tellers)
    return [each for each in parts if each]


# --- What it was asked and answered ---------------------------------------------------------------------------


@tells_of_agencies
def asked_with_others(person, plan: Plan, body: Body) -> Part:
    """Actions that all of its kind own: those it has not answered, then what it said last of the others."""
    waiting = [
        Line(run_on(action.named), "Not answered yet", action.get_absolute_url())
        for action, asked in unanswered_of(plan)
        if body in asked
    ]
    said = {
        answer.action_id: answer
        for answer in OneOfManyAnswer.objects.visible_to(person)
        .filter(body=body, action__plan=plan)
        .select_related("action__plan__board")
        .order_by("pk")
    }
    answered = [
        Line(
            run_on(answer.action.named),
            f"{answer.get_state_display()}, {long_date(clock.day_of(answer.at))}",
            answer.action.get_absolute_url(),
        )
        for answer in said.values()
    ]
    return part(
        "asked-of-all",
        "Asked of it together with others",
        [*waiting, *answered],
        empty="Nothing in this plan is asked of all of its kind.",
    )


@tells_of_agencies
def challenges(person, plan: Plan, body: Body) -> Part:
    """What it was challenged about: open first, the response due longest ago before the others."""
    found = Challenge.objects.visible_to(person).filter(plan=plan).own(body).for_page().in_order_of_need()
    return part(
        "challenges",
        "Challenges",
        [
            Line(
                run_on(each.words),
                _challenge_stands(each),
                each.get_absolute_url(),
                days_late(each.days_late),
            )
            for each in found
        ],
        empty="It was not challenged about anything in this plan.",
    )


@tells_of_agencies
def scrutiny(person, plan: Plan, body: Body) -> Part:
    """What scrutiny found of it, and asks of it: what waits first."""
    found = ScrutinyEntry.objects.visible_to(person).shared().filter(board=plan.board_id).own(body)
    return part(
        "scrutiny",
        "What scrutiny found",
        [
            Line(
                run_on(str(each)),
                _scrutiny_stands(each),
                each.page_in(plan),
                days_late(each.days_late),
            )
            for each in found.for_page().in_order_of_need()
        ],
        empty="Nothing in the scrutineer’s log is to it.",
    )


def _scrutiny_stands(entry: ScrutinyEntry) -> str:
    seen = f"{entry.source}, {long_date(entry.seen_on)}"
    if entry.closed_at:
        return f"{seen}, closed: {run_on(entry.outcome)}"
    if entry.response:
        return f"{seen}, answered {long_date(entry.responded_on)}"
    if entry.asks:
        due = long_date(entry.response_due_on)
        return f"{seen}, answer due {due}" if due else f"{seen}, not answered yet"
    return seen


def _challenge_stands(challenge: Challenge) -> str:
    raised = f"Raised {long_date(challenge.raised_on)} by {challenge.raised_by}"
    if challenge.closed_at:
        return f"{raised}, closed: {run_on(challenge.outcome)}"
    if challenge.response:
        return f"{raised}, answered {long_date(challenge.responded_on)}"
    if challenge.response_due_on:
        return f"{raised}, answer due {long_date(challenge.response_due_on)}"
    return f"{raised}, not answered yet"


@tells_of_agencies
def promises(person, plan: Plan, body: Body) -> Part:
    """Help it promised: what is open by when it is due, then what came of the rest."""
    found = (
        Decision.objects.visible_to(person)
        .filter(action__plan=plan)
        .own(body)
        .promises()
        .standing()
        .for_page()
    )
    today = clock.today()
    ordered = sorted(found, key=lambda each: (each.outcome != Decision.Outcome.OPEN, str(each.due_on or "9")))
    return part(
        "promises",
        "Help promised",
        [
            Line(
                run_on(f"{each.action.reference} {each.words}".strip()),
                f"{each.get_outcome_display()}{f', promised by {long_date(each.due_on)}' if each.due_on else ''}",
                each.action.get_absolute_url(),
                days_late((today - each.due_on).days)
                if each.due_on and each.outcome == Decision.Outcome.OPEN
                else "",
            )
            for each in ordered
        ],
        empty="It promised no help for anything in this plan.",
    )


@tells_of_agencies
def recommended(person, plan: Plan, body: Body) -> Part:
    """What reviews recommended to it and it has still to do, and whose impact is to be looked at."""
    return part(
        "recommendations",
        "Recommended to it by reviews",
        [
            Line(
                run_on(f"{row.recommendation}: {row.recommendation.text}"),
                row.words,
                recommendation_url(plan, row.recommendation),
                days_late(row.days_late) if row.days_late else "",
            )
            for row in asked_of(person, plan, [body])
        ],
        empty="No recommendation of a review waits for it.",
    )


@tells_of_agencies
def returns(person, plan: Plan, body: Body) -> Part:
    """Its returns in self-assessments, the latest first, as far as the person may read them."""
    found = (
        AgencyReturn.objects.visible_to(person)
        .filter(body=body, assessment__plan=plan)
        .select_related("assessment__plan__board", "body")
        .order_by("-assessment__asked_on", "-pk")
    )
    return part(
        "self-assessments",
        plan.board.self_assessment_label_plural,
        [
            Line(
                run_on(each.assessment.title),
                f"Returned {long_date(clock.day_of(each.sent_at))}"
                if each.sent_at
                else f"To return by {long_date(each.assessment.due_on)}",
                each.get_absolute_url(),
                each.late_words if each.is_draft else "",
            )
            for each in found
        ],
        empty="It was asked for none in this plan that you may read.",
    )


@tells_of_agencies
def matters(person, plan: Plan, body: Body) -> Part:
    """Decisions of meetings about other matters that it is to follow up, what presses first; then what came of the
    rest."""
    owned = Matter.objects.visible_to(person).owned_by_any([body]).for_page()
    waiting = [
        Line(
            run_on(each.words),
            f"{each.meeting}{f', by {long_date(each.due_on)}' if each.due_on else ''}",
            each.page_in(plan),
            days_late(each.days_late),
        )
        for each in owned.open().most_pressing_first()
    ]
    settled = [
        Line(
            run_on(each.words),
            f"{each.get_state_display()} {long_date(each.settled_on)}",
            each.page_in(plan),
        )
        for each in owned.filter(state__in=Matter.SETTLED)
    ]
    return part(
        "matters",
        "Decisions of meetings about other matters",
        [*waiting, *settled],
        empty="No meeting gave it anything else to do.",
    )


@tells_of_agencies
def came(person, plan: Plan, body: Body) -> Part:
    """How often it was at the meetings of the last twelve months for which somebody recorded who was there."""
    today = clock.today()
    rows = (
        Attendance.objects.visible_to(person)
        .filter(
            agency=body.agency_id,
            capacity=Attendance.Capacity.MEMBER,
            meeting__held_on__gt=today - relativedelta(years=1),
            meeting__held_on__lte=today,
        )
        .select_related("meeting__body__board")
        .order_by("-meeting__held_on", "pk")
    )
    return part(
        "attendance",
        "At meetings, in the last twelve months",
        [Line(str(row.meeting), f"{row.name}: {row.get_presence_display()}") for row in rows],
        empty="Nobody of it is on the list of a meeting.",
    )


# --- When the board meets its member --------------------------------------------------------------------------


def may_know_days(person, plan: Plan, body: Body) -> bool:
    """Whoever looks after the plan or holds owners to account, and who speaks for it."""
    return bool(person.roles_on(plan) & {Role.BOARD_TEAM, *READERS}) or body.pk in person.authority.speaks_for


@tells_of_agencies
def one_to_ones(person, plan: Plan, body: Body) -> Part | None:
    """When they were held, and when the next is due; the latest first."""
    if not may_know_days(person, plan, body):
        return None
    found = list(OneToOne.objects.visible_to(person).filter(body=body))
    return part(
        "one-to-ones",
        "One-to-ones and inductions",
        [
            Line(
                each.get_kind_display(),
                ", ".join(
                    filter(
                        None,
                        [
                            f"held {long_date(each.held_on)}" if each.held_on else "",
                            f"next due {long_date(each.next_on)}" if each.next_on else "",
                        ],
                    )
                ),
                late=days_late(each.days_late) if each is found[0] else "",
            )
            for each in found
        ],
        empty="None is recorded.",
    )


# --- All of them ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class AgencyRow:
    """How an agency stands in the plan; `leads` are those that it owns alone or together too, `asked` what waits for
    its answer or its help."""

    body: Body
    owns: OwnerSummary
    leads: int
    supports: int
    asked: int
    next_one: OneToOne | None = None  # the last recorded one that says when; None too for whoever is not told


def agency_rows(person, plan: Plan, owners: Owners, counted) -> Iterator[AgencyRow]:
    """Every agency of the board that has not ended, in its order; a fixed number of queries.

    :param owners: how each owner stands; `counted` are the actions that the plan counts.
    """
    bodies = list(Body.objects.visible_to(person).filter(board=plan.board_id).of_everyone("agencies"))
    by_agency = {body.agency_id: body.pk for body in bodies}
    supported = list(
        ActionOwner.objects.filter(
            action__in=counted.order_by().values("pk"),
            body__in=by_agency.values(),
            role=ActionOwner.Role.SUPPORT,
        ).values_list("body", flat=True)
    )
    asked = Counter(_asked(person, plan, by_agency))
    meetings = {
        each.body_id: each
        for each in OneToOne.objects.visible_to(person).filter(body__in=bodies).latest()
        if each.next_on
    }
    for body in bodies:
        next_one = meetings.get(body.pk) if may_know_days(person, plan, body) else None
        owns, supports = owners.by_body.get(body.pk, OwnerSummary()), supported.count(body.pk)
        yield AgencyRow(body, owns, owns.actions - supports, supports, asked[body.pk], next_one)


def _asked(person, plan: Plan, by_agency: Mapping[int, int]) -> Iterator[int]:
    """The body of an agency for each thing that waits for it; a fixed number of queries.

    :param by_agency: the body that stands for each agency.
    """
    for _, waiting in unanswered_of(plan):
        yield from (body.pk for body in waiting)
    named = [
        *Challenge.objects.filter(plan=plan, response="").open().values_list("to_agency", "to_body"),
        *ScrutinyEntry.objects.filter(board=plan.board_id).waiting().values_list("to_agency", "to_body"),
        *Decision.objects.filter(action__plan=plan)
        .open_promises()
        .values_list("helper_agency", "helper_body"),
    ]
    for row in recommendation_rows(of_board(person, plan.board_id).shared()):
        if row.waits:
            named += [(agency.pk, None) for agency in row.recommendation.agencies.all()]
            named += [(None, body.pk) for body in row.recommendation.bodies.all()]
    for agency, body in named:
        if found := body or by_agency.get(agency):
            yield found
    yield from Matter.objects.visible_to(person).open().values_list("owner", flat=True)
    yield from (
        AgencyReturn.objects.visible_to(person)
        .filter(assessment__plan=plan, sent_at=None, assessment__closed_at=None)
        .values_list("body", flat=True)
    )
