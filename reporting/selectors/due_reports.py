"""What the forward plan should hold, beside what it holds: read here, written by `generate_due_reports`.

A fixed number of queries, whatever the number of groups, meetings and reports.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from dateutil.relativedelta import relativedelta
from django.db.models import Exists, OuterRef

from lscb import clock
from lscb.wording import days_late, long_date
from plans.models import Plan
from plans.rules.rhythm import year_name
from reporting.models import DueReport, GroupUpdate, Obligation
from reporting.rules.recurrence import Frequency, MeetingDay, Occurrence, occurrences_of
from subgroups.models import Body, Meeting


def board_year(plan: Plan, starting: int | None = None) -> tuple[date, date]:
    """First and last day of the board's year that begins in `starting`; of the one that today is in.

    Outside the plan's years it is the nearest that is in them.
    """
    begins = plan.year_starts_in
    years = [year for year, _ in years_of(plan)]
    if starting is None:
        today = clock.today()
        starting = today.year - (today.month < begins)
    first = date(min(max(starting, years[0]), years[-1]), begins, 1)
    return first, first + relativedelta(years=1, days=-1)


def years_of(plan: Plan) -> tuple[tuple[int, str], ...]:
    """The board's years that the plan runs in, as (year it begins in, name)."""
    begins = plan.year_starts_in
    first = plan.starts_on.year - (plan.starts_on.month < begins)
    last = plan.ends_on.year - (plan.ends_on.month < begins)
    return tuple((year, year_name(date(year, begins, 1))) for year in range(first, last + 1))


@dataclass
class Changes:
    """What brings the forward plan into step: rows to add (unsaved), rows that move, rows nothing asks for now.

    `late` are rows that keep their day although the planner and the meetings would move them or take them off.
    `was` are the days that rows had, by key.
    """

    add: list[DueReport] = field(default_factory=list)
    move: list[DueReport] = field(default_factory=list)
    drop: list[DueReport] = field(default_factory=list)
    late: list[DueReport] = field(default_factory=list)
    was: dict[int, date] = field(default_factory=dict)

    def __len__(self):
        return len(self.add) + len(self.move) + len(self.drop)

    @property
    def words(self) -> dict[str, list[str]]:
        """Each report by what becomes of it, with both days where it moves; late ones say so."""
        stay = [row.pk for row in self.late]
        return {
            "added": [_with_lateness(row) for row in self.add],
            "moved": [
                f"{_with_lateness(row)} (was {long_date(self.was[row.pk])})"
                if row.due_on != self.was[row.pk]
                else str(row)
                for row in self.move
                if row.pk not in stay
            ],
            "taken off": [str(row) for row in self.drop],
            "late, not moved": [_with_lateness(row) for row in self.late],
        }


def _with_lateness(row: DueReport) -> str:
    late = days_late((clock.today() - row.due_on).days) if row.is_late else ""
    return f"{row}, {late}" if late else str(row)


ONLY_PUT_OFF = "A late report keeps its day until somebody puts it off with a reason."


def late_and_staying(reports: Sequence[str]) -> str:
    """What is said of late reports that a change would have moved; empty for none."""
    if not reports:
        return ""
    return f"Late, and not moved: {'; '.join(reports)}. {ONLY_PUT_OFF}"


class _Meetings:
    """The board's meetings, by body and by id."""

    def __init__(self, board_id: int):
        self.by_id = {each.pk: each for each in Meeting.objects.filter(body__board=board_id)}
        self.days: dict[int, list[MeetingDay]] = defaultdict(list)
        for each in self.by_id.values():
            self.days[each.body_id].append(MeetingDay(each.pk, each.held_on, each.cancelled))
        for days in self.days.values():
            days.sort(key=lambda day: (day.on, day.id))

    def next_after(self, cancelled: Meeting) -> MeetingDay | None:
        """The first meeting of the same body that is held after one that is not."""
        later = (day for day in self.days[cancelled.body_id] if day.on > cancelled.held_on)
        return next((day for day in later if not day.cancelled), None)


def changes_for(plan: Plan, *, first: date, last: date) -> Changes:
    """What generating the plan's due reports from `first` to `last` would change; four queries.

    Rows that exist follow their meeting whatever its new day. What people recorded is never undone: only the day
    of a row whose meeting moved changes, and where the meeting was cancelled nothing does. What is late keeps its
    day, whatever becomes of its meeting or its rule: only a person puts it off, with a reason.
    """
    meetings = _Meetings(plan.board_id)
    existing = list(
        DueReport.objects.of_plan(plan)
        .annotate(has_updates=Exists(GroupUpdate.objects.filter(due=OuterRef("pk"))))
        .select_related("meeting", "obligation__planned_report", "forum")
    )
    rows = defaultdict(list)
    for row in existing:
        if row.slot or not row.deferred_from_id:
            rows[row.obligation_id, row.forum_id].append(row)
    changes, kept = Changes(was={row.pk: row.due_on for row in existing}), set()
    obligations = (
        Obligation.objects.filter(planned_report__plan=plan)
        .select_related("planned_report")
        .prefetch_related("forums")
    )
    for obligation in obligations:
        for forum in obligation.forums.all():
            times = due_times(plan, obligation, forum, meetings.days[forum.pk])
            there = rows[obligation.pk, forum.pk]
            by_slot = {row.slot: row for row in there if row.slot}
            asked = {each.slot for each in times}
            unasked = [row for row in there if row.slot not in asked]
            for each in times:
                row = by_slot.get(each.slot) or _same(unasked, each)
                if row:
                    kept.add(row.pk)
                    if _follow(row, each, meetings, changes):
                        changes.move.append(row)
                elif first <= each.due_on <= last:
                    changes.add.append(_row(obligation, forum, each))
    for row in existing:
        if row.pk in kept:
            continue
        if row.slot and row.state == DueReport.State.EXPECTED and not row.is_late and not row.has_updates:
            changes.drop.append(row)
            continue
        if _follow_meeting(row, meetings, changes):
            changes.move.append(row)
        if row.slot and row.is_late and row not in changes.late:
            changes.late.append(row)
    return changes


def due_times(
    plan: Plan, obligation: Obligation, forum: Body, meetings: list[MeetingDay]
) -> tuple[Occurrence, ...]:
    """Every time a report is due to a forum in the plan's years; never after the forum ended.

    Nothing where another row asks for the same report at the same time: that row's report serves both.
    """
    if obligation.same_as_id or forum.merged_into_id:
        return ()
    return occurrences_of(
        Frequency(obligation.kind, obligation.rule, obligation.every),
        meetings,
        first=plan.starts_on,
        last=min(plan.ends_on, forum.ended_on or plan.ends_on),
        year_starts_in=plan.year_starts_in,
    )


def _row(obligation: Obligation, forum: Body, each: Occurrence) -> DueReport:
    return DueReport(
        obligation=obligation, forum=forum, meeting_id=each.meeting, due_on=each.due_on, slot=each.slot
    )


def _same(unasked: list[DueReport], each: Occurrence) -> DueReport | None:
    """A row that no rule places, or none any more, for the same time; each is found once."""
    for row in unasked:
        if row.due_on == each.due_on or (each.meeting and row.meeting_id == each.meeting):
            unasked.remove(row)
            return row
    return None


def _follow(row: DueReport, each: Occurrence, meetings: _Meetings, changes: Changes) -> bool:
    """Put a row where its time now is; whether that changed it."""
    found = row.slot != each.slot
    row.slot = each.slot
    if row.state != DueReport.State.EXPECTED:
        return _follow_meeting(row, meetings, changes) or found
    return _put(row, each.due_on, each.meeting, changes) or found


def _follow_meeting(row: DueReport, meetings: _Meetings, changes: Changes) -> bool:
    """Let a row that no rule places follow its meeting, to the next one if it is cancelled; whether it changed."""
    meeting = meetings.by_id.get(row.meeting_id)
    if meeting is None:
        return False
    due_on, meeting_id = meeting.held_on, meeting.pk
    if meeting.cancelled:
        if row.state != DueReport.State.EXPECTED:
            return False
        following = meetings.next_after(meeting)
        due_on, meeting_id = (following.on, following.id) if following else (row.due_on, None)
    return _put(row, due_on, meeting_id, changes)


def _put(row: DueReport, due_on: date, meeting_id: int | None, changes: Changes) -> bool:
    """Give a row its day and its meeting; one that is late only its meeting, at which it can still come."""
    before = (row.due_on, row.meeting_id)
    if row.is_late and due_on != row.due_on:
        changes.late.append(row)
        due_on = row.due_on
    row.due_on, row.meeting_id = due_on, meeting_id
    return before != (due_on, meeting_id)
