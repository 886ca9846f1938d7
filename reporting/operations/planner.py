"""The reporting planner read another way, the forward plan brought into step, and what became of each report."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from lscb import clock
from lscb.errors import Refused
from lscb.events import audit, guards, locks
from lscb.wording import long_date
from lscb.words import capital
from plans.models import Plan
from plans.rules.timescales import Certainty
from reporting.models import DueReport, Obligation, ReportingEvent
from reporting.rules.recurrence import in_words
from reporting.selectors.due_reports import Changes, changes_for
from subgroups.models import Meeting, Person

# What is recorded of a due report, and taken back by undoing.
RECORDED = ("state", "received_on", "reason", "link")


@transaction.atomic
def generate_due_reports(*, plan: Plan, first: date, last: date, by: Person) -> Changes:
    """Bring the forward plan into step with the planner and the meetings; new reports from `first` to `last`.

    A fixed number of queries, with one more for every fifty rows or so on SQLite. Done twice it changes nothing
    the second time, and then writes nothing, not even to the audit trail. What people recorded stays, and what is
    late keeps its day. The audit line names each report that moves, goes or is late.

    :raises Refused: when the last day is before the first.
    """
    if last < first:
        raise Refused({"last": "The last day is before the first."})
    locks.hold(plan)
    changes = changes_for(plan, first=first, last=last)
    said = {"default_user": by, "default_date": clock.now()}
    if changes.drop:
        for row in changes.drop:
            audit.as_by(row, by).delete()
    if changes.move:
        bulk_update_with_history(changes.move, DueReport, ["due_on", "meeting", "slot"], **said)
    if changes.add:
        bulk_create_with_history(changes.add, DueReport, **said)
    if changes:
        words = changes.words
        count = len(words.pop("added"))
        named = {word: "; ".join(reports) for word, reports in words.items()}
        named["added, late already"] = "; ".join(str(row) for row in changes.add if row.is_late)
        audit.record(
            ReportingEvent.FORWARD_PLAN_UPDATED,
            plan,
            by=by,
            changes={"reports due": ["", f"{long_date(first)} to {long_date(last)}"]}
            | ({"added": [None, count]} if count else {})
            | {word: ["", reports] for word, reports in named.items() if reports},
        )
    return changes


@transaction.atomic
def choose_duty_reading(
    *, obligation: Obligation, kind: str, by: Person, rule: str = "", every: int | None = None
) -> list[Obligation]:
    """The board team says how often some words of the planner ask for a report, wherever the plan uses them.

    The words stay. The forward plan follows when it is next brought up to date.

    :returns: every duty with these words, as it is read now.
    """
    locks.hold(obligation)
    with_these_words = (
        Obligation.objects.filter(planned_report__plan=obligation.planned_report.plan_id)
        .filter(Q(words=obligation.words) if obligation.words else Q(pk=obligation.pk))
        .select_related("planned_report__plan__board")
    )
    same = list(locks.locked(with_these_words.order_by("pk")))
    before = capital(in_words(next(each for each in same if each.pk == obligation.pk)))
    for each in same:
        each.kind, each.rule, each.every = kind, rule, every
        if kind == Obligation.Kind.CONDITION and not each.condition:
            each.condition = "as required"
        each.certainty, each.is_chosen = Certainty.SURE, True
        audit.save(each, by, ["kind", "rule", "every", "condition", "certainty", "is_chosen"])
    chosen = next(each for each in same if each.pk == obligation.pk)
    audit.record(
        ReportingEvent.DUTY_READ_OTHERWISE,
        chosen,
        by=by,
        changes={"how often": [before, capital(in_words(chosen))], "rows": [None, len(same)]},
    )
    return same


@transaction.atomic
def place_report(*, obligation: Obligation, meeting: Meeting, by: Person) -> DueReport:
    """Put a report on the forward plan by hand: one reported as required, or in a month that the words leave open.

    :raises Refused: for a forum the duty does not name, a cancelled meeting, one outside the plan's years, or where
        the report is on the forward plan for that meeting already.
    """
    locks.hold(obligation)
    plan = obligation.planned_report.plan
    meeting.refresh_from_db(fields=["held_on", "cancelled"])
    if not obligation.forums.filter(pk=meeting.body_id).exists():
        raise Refused({"meeting": f"{meeting.body} does not receive this report."})
    if meeting.cancelled:
        raise Refused({"meeting": "That meeting is cancelled. Choose another."})
    if not plan.starts_on <= meeting.held_on <= plan.ends_on:
        raise Refused({"meeting": f"Choose a meeting in the plan's years, {plan.years}."})
    there = DueReport.objects.filter(obligation=obligation, forum=meeting.body)
    if there.filter(Q(meeting=meeting) | Q(due_on=meeting.held_on)).exists():
        raise Refused({"meeting": "It is on the forward plan for that meeting already."})
    due = DueReport(obligation=obligation, forum=meeting.body, meeting=meeting, due_on=meeting.held_on)
    audit.save(due, by)
    audit.record(ReportingEvent.REPORT_PLACED, due, by=by)
    return due


@transaction.atomic
def receive_report(
    *, due: DueReport, by: Person, received_on: date | None = None, link: str = ""
) -> DueReport:
    """A report has come, today unless another day is given; `link` is where its paper is.

    :raises Refused: for a day to come, or where something else is recorded of it.
    """
    _hold_open(due)
    received_on = received_on or clock.today()
    guards.refuse(guards.not_yet(received_on=received_on))
    return _record(
        due, ReportingEvent.REPORT_RECEIVED, by, state=due.State.RECEIVED, received_on=received_on, link=link
    )


@transaction.atomic
def defer_report(*, due: DueReport, to: Meeting, reason: str, by: Person) -> DueReport:
    """A report goes to a later meeting of its forum: it is expected there, and its first day stays on record.

    :returns: the report as it is now expected.
    :raises Refused: without a reason, for a meeting that is no later one of the forum, or where something is
        recorded of it already, such as the update of a group.
    """
    _hold_open(due)
    _refuse_with_updates(due)
    to.refresh_from_db(fields=["held_on", "cancelled"])
    is_later = to.body_id == due.forum_id and not to.cancelled and to.held_on > due.due_on
    guards.refuse(
        guards.empty(reason=(reason, "Say why it is deferred.")),
        {} if is_later else {"to": f"Choose a later meeting of {due.forum}."},
    )
    _record(
        due,
        ReportingEvent.REPORT_DEFERRED,
        by,
        {"to": ["", str(to)]},
        state=due.State.DEFERRED,
        reason=reason.strip(),
    )
    later = DueReport(
        obligation=due.obligation, forum=due.forum, meeting=to, due_on=to.held_on, deferred_from=due
    )
    audit.save(later, by)
    return later


@transaction.atomic
def report_not_needed(*, due: DueReport, reason: str, by: Person) -> DueReport:
    """Nobody expects the report this time.

    :raises Refused: without a reason, or where something is recorded of it already, such as the update of a group.
    """
    _hold_open(due)
    _refuse_with_updates(due)
    guards.refuse(guards.empty(reason=(reason, "Say why it is not needed this time.")))
    return _record(
        due, ReportingEvent.REPORT_NOT_NEEDED, by, state=due.State.NOT_NEEDED, reason=reason.strip()
    )


@transaction.atomic
def undo_due_report(*, due: DueReport, by: Person) -> DueReport:
    """What was recorded of a report was a slip: it is expected again. The row's history keeps what was recorded.

    :raises Refused: when nothing is recorded; when it was deferred and something is recorded at the later meeting;
        when it came with a final report, which never changes.
    """
    locks.hold(due)
    if due.state == due.State.EXPECTED:
        raise Refused("Nothing is recorded of this report.")
    if due.monitoring_report_id:
        raise Refused("It was received with a final report, which never changes.")
    later = locks.locked(DueReport.objects.filter(deferred_from=due)).first()
    if later and later.state != due.State.EXPECTED:
        raise Refused("Something is recorded of it at the later meeting. Undo that first.")
    if later:
        audit.as_by(later, by).delete()
    return _record(
        due,
        ReportingEvent.REPORT_EXPECTED_AGAIN,
        by,
        state=due.State.EXPECTED,
        received_on=None,
        reason="",
        link="",
    )


def _record(
    due: DueReport,
    event: ReportingEvent,
    by: Person,
    more: dict[str, list] | None = None,
    **recorded: object,
) -> DueReport:
    """Record one of RECORDED; whoever calls holds the row."""
    fields = list(RECORDED)
    before = audit.values_of(due, fields)
    for name, value in recorded.items():
        setattr(due, name, value)
    due.recorded_by, due.recorded_at = by, clock.now()
    audit.save(due, by, [*recorded, "recorded_by", "recorded_at"])
    changes = audit.differences(before, audit.values_of(due, fields))
    audit.record(event, due, by=by, changes=changes | (more or {}))
    return due


def _hold_open(due: DueReport) -> None:
    """Hold the row as it stands, if nothing is recorded of it yet."""
    locks.hold(due)
    if due.state != due.State.EXPECTED:
        raise Refused(f"It is recorded as {due.get_state_display().lower()} already. Undo that first.")


def _refuse_with_updates(due: DueReport) -> None:
    """What groups sent for a meeting stays with it."""
    if due.updates.exists():
        raise Refused("Groups have sent their updates to this meeting, or are excused: it stays as it is.")
