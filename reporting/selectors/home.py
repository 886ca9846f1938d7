"""What the first page asks: what to decide and of whom to ask it, and what one's own groups owe."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from lscb import clock
from lscb.unchanged import until_a_change
from lscb.words import sentence_lower
from plans.models import Action, Matter, Plan, ProgressUpdate, Quarter
from plans.rules.movement import WORDS, Movement, movement
from plans.rules.ratings import NO_UPDATE, ORDER, Rating
from reporting.models import DueReport, Highlight, MonitoringReport, YearlyReport
from reporting.report.movement import TITLES
from reporting.report.reading import content_of
from reporting.report.trends import Kept, letters_in
from reporting.selectors.planner import PlannerRow, planned_reports, rows_of
from reporting.selectors.signing import waits_for_signature_of
from subgroups.models import Board, Body, Meeting, Person

OWED = 8  # reports, the longest late first; the forward plan has the rest


# --- For a chair, a scrutineer, an auditor --------------------------------------------------------------------


@dataclass(frozen=True)
class OffTrack:
    """An action off track and the update that says why and what will bring it back; where the action is silent, the
    update by which it was off track before."""

    action: Action
    update: ProgressUpdate | None


@dataclass(frozen=True)
class Worse:
    """An action rated worse than in the last final report; `was` is the letter printed there."""

    action: Action
    was: str


@dataclass(frozen=True)
class LatestReport:
    """The last report that a meeting was given, how many decisions it asked for, and whether it waits for the
    signature of whoever asks; and the report on a year that does."""

    report: MonitoringReport
    decisions: int
    waits_for_you: bool
    year_to_sign: YearlyReport | None = None


def latest_report(person, plan: Plan) -> LatestReport | None:
    """The latest final report with its content; one query, and two more while it waits for signatures, or a report on a
    year does."""
    years = YearlyReport.objects.filter(board=plan.board_id, state=YearlyReport.State.FINAL)
    latest = (
        MonitoringReport.objects.visible_to(person)
        .annotate(a_year_waits=Exists(years))
        .filter(plan=plan)
        .frozen()
        .defer("pdf")
        .select_related("plan__board", "quarter")
        .order_by("-quarter__starts_on", "-version")
        .first()
    )
    if latest is None:
        return None
    waits = waits_for_signature_of(person, latest)
    year = _year_to_sign(person, plan) if latest.a_year_waits else None
    return LatestReport(latest, len(content_of(latest).decisions), waits, year)


def _year_to_sign(person, plan: Plan) -> YearlyReport | None:
    """The latest report on a year that is final, if it waits for the person's signature."""
    latest = YearlyReport.objects.visible_to(person).filter(
        board=plan.board_id, state=YearlyReport.State.FINAL
    )
    report = latest.without_pdf().select_related("board").order_by("-starts_on", "-version").first()
    return report if report and waits_for_signature_of(person, report) else None


def off_track(actions: list[Action]) -> list[OffTrack]:
    """Those off track, and after them those silent that were when last rated, each with that update; one query.

    `actions` as `with_status` and `with_update_before` read them, worst first.
    """
    red = str(Rating.OFF_TRACK)
    said = {action: action.update_id for action in actions if action.rating_now == red}
    said |= {
        action: action.update_before_id
        for action in actions
        if action.is_silent and action.rating_before == red
    }
    updates = ProgressUpdate.objects.select_related("by", "quarter").in_bulk(said.values())
    return [OffTrack(action, updates.get(pk)) for action, pk in said.items()]


def worse_since(before: Kept | None, actions: Iterable[Action]) -> list[Worse]:
    """Actions rated worse now than `before` printed them or, where it had no update, than when they were last rated."""
    if before is None:
        return []
    actions = list(actions)
    was = was_in(before, now_in(actions))
    return [
        Worse(action, was[action.pk])
        for action in actions
        if movement(was[action.pk], action.rating_now) == Movement.WORSE
    ]


# --- For whoever speaks for a group ---------------------------------------------------------------------------


def highlights_written(quarter: Quarter | None, mine: list[Body]) -> list[tuple[Body, bool]]:
    """The person's groups that are asked, and whether each has written its words for the quarter; one query. A linked
    plan asks nobody beside its business plan."""
    if quarter is None or quarter.follows_id or quarter.state != Quarter.State.COLLECTING:
        return []
    written = set(Highlight.objects.filter(quarter=quarter, body__in=mine).values_list("body_id", flat=True))
    return [(body, body.pk in written) for body in mine if body.is_asked_for_highlights]


def reports_owed(person, plan: Plan, bodies: list[Body]) -> list[DueReport]:
    """The reports that any of the bodies still has to bring, as far ahead as the forward plan goes; two queries. Home
    lists the first of them, and asks for each update among them."""
    due = DueReport.objects.visible_to(person).of_plan(plan).expected().provided_by(bodies)
    return list(due.with_words().order_by("due_on", "pk"))


def reports_provided(person, plan: Plan, bodies: list[Body]) -> list[PlannerRow]:
    """Rows of the planner that any of the bodies provides."""
    rows = rows_of(planned_reports(person, plan))
    return [row for row in rows if any(row.is_provided_by(body) for body in bodies)]


def matters_owed(person, plan: Plan, bodies: list[Body]) -> list[Matter]:
    """Open decisions about other matters that the bodies follow up, or for which the person is named; one query."""
    open_ = Matter.objects.visible_to(person).filter(meeting__body__board=plan.board_id).open()
    return list(open_.owned_by_any(bodies, person=person).for_page().most_pressing_first())


# --- For the board team ---------------------------------------------------------------------------------------


@until_a_change(16)
def report_of(quarter: Quarter) -> tuple[MonitoringReport | None, MonitoringReport | None]:
    """The final report of a quarter in sight, if any; and the final that a version now begun corrects; two queries."""
    newest, before = [
        *MonitoringReport.objects.filter(quarter=quarter).for_reports()[:2],
        None,
        None,
    ][:2]
    return (newest, None) if newest and newest.is_frozen else (None, before)


@until_a_change(16)
def roles_waiting(board: Board) -> int:
    """How many people have a role on a board that a second person has not confirmed; one query."""
    return Person.objects.on_board_now(board).with_a_role_waiting(board).count()


def left_without_report(person, quarter: Quarter) -> Quarter | None:
    """The quarter before, where it was opened and nobody has made its report, or its corrected report, final; one
    query."""
    finals = MonitoringReport.objects.frozen().filter(quarter=OuterRef("pk"))
    before = (
        Quarter.objects.visible_to(person)
        .filter(plan=quarter.plan_id, starts_on__lt=quarter.starts_on)
        .opened()
        .newest_first()
        .annotate(has_report=Exists(finals))
        .first()
    )
    return before if before and (before.correcting or not before.has_report) else None


# --- For everybody ----------------------------------------------------------------------------------------------


@until_a_change(8, size=len)
def whole_of(plan: Plan, quarter: Quarter | None, *, worst_first: bool) -> list[Action]:
    """All that a plan in sight counts, as it stands in a quarter, for whoever looks after all of it: in the order of
    the plan, or worst first with what was said before. Two queries."""
    whole = plan.actions.counted().with_status(quarter).with_owners().with_levels()
    return list(whole.with_update_before(quarter).worst_first() if worst_first else whole.in_plan_order())


Now = tuple[
    int, str, str | None
]  # an action: its key, the letter it has now, and the one of earlier quarters


def now_of(counted: QuerySet) -> list[Now]:
    """How each action stands; one query. `counted` as `with_status` reads them."""
    return list(counted.order_by().status_values("pk", "rating_now", "rating_before").distinct())


def now_in(actions: Iterable[Action]) -> list[Now]:
    """The same of actions that were read."""
    return [(each.pk, each.rating_now, each.rating_before) for each in actions]


def counts_now(now: Iterable[Now]) -> dict[str, int]:
    """How many stand at each letter, every letter present."""
    counts = {str(letter): 0 for letter in ORDER}
    for _, letter, _ in now:
        counts[letter] += 1
    return counts


def was_in(before: Kept, now: Iterable[Now]) -> dict[int, str | None]:
    """What each action was when a report was made: the letter it printed or, where that was silence, the one that the
    action was last rated; None for what it did not count."""
    printed = letters_in(before)
    return {
        pk: earlier or NO_UPDATE if printed.get(pk) == NO_UPDATE else printed.get(pk)
        for pk, _, earlier in now
    }


@dataclass(frozen=True)
class Since:
    """How actions moved since the last report: which way on the whole, and how many each way, what is worst first."""

    before: Kept
    sign: str
    words: str
    moved: tuple[tuple[Movement, str, int], ...]


def since(before: Kept | None, now: list[Now]) -> Since | None:
    """None where there is no earlier report or nothing to compare."""
    if before is None or not now:
        return None
    was = was_in(before, now)
    tally = Counter(movement(was[pk], letter) for pk, letter, _ in now)
    ahead = sum(tally[kind] for kind in (Movement.BETTER, Movement.CLOSED))
    behind = sum(tally[kind] for kind in (Movement.WORSE, Movement.REOPENED))
    way = Movement.BETTER if ahead > behind else Movement.WORSE if behind > ahead else Movement.SAME
    sign, words = WORDS[way]
    return Since(
        before,
        sign,
        words if way != Movement.SAME else "Neither better nor worse",
        tuple((kind, sentence_lower(TITLES[kind]), tally[kind]) for kind in Movement if tally[kind]),
    )


@dataclass(frozen=True)
class MattersOpen:
    """How many decisions about other matters wait to be followed up, and how many of them are late."""

    open: int
    late: int


def matters_open(person, plan: Plan) -> MattersOpen:
    """One query."""
    waiting = Matter.objects.visible_to(person).filter(meeting__body__board=plan.board_id).open()
    late = Count("pk", filter=Q(due_on__lt=clock.today()))
    return MattersOpen(**waiting.order_by().aggregate(open=Count("pk"), late=late))


def with_meeting(quarter: Quarter | None) -> Quarter | None:
    """The quarter with the meeting that its report goes to."""
    if quarter and quarter.meeting_id:
        quarter.meeting = Meeting.objects.select_related("body").get(pk=quarter.meeting_id)
    return quarter


def next_meetings(plan: Plan, body_ids: list[int]) -> list[Meeting]:
    """The next meeting of each of the person's bodies and of the business group; one query."""
    meetings = Meeting.objects.to_come().filter(body__board=plan.board_id).select_related("body")
    first: dict[int, Meeting] = {}
    for meeting in meetings:
        if meeting.body_id in body_ids or meeting.body.kind == Body.Kind.BUSINESS_GROUP:
            first.setdefault(meeting.body_id, meeting)
    return list(first.values())
