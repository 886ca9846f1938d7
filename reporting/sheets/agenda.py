"""What a body's meeting has before it: what to decide, what to follow up, which reports are due at it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from lscb import clock
from lscb.wording import days_late, long_date
from lscb.words import capital
from plans.models import Action, Challenge, DateChange, Decision, Plan, ProgressUpdate, Quarter
from plans.rules.known import known
from reporting.models import DueReport, MonitoringReport
from reporting.report.rows import is_asked
from reporting.sheets.base import Sheet, head_of
from subgroups.models import Body, Meeting

# Bodies that decide about every action; another one's agenda holds what it owns or must answer.
DECIDES_ALL = {Body.Kind.BOARD, Body.Kind.BUSINESS_GROUP}


@dataclass(frozen=True)
class AgendaLine:
    """Something for the meeting: about an action or, with `pk` None, about none. `words` are (label, said)."""

    pk: int | None
    reference: str
    title: str
    owners: str
    words: tuple[tuple[str, str], ...]
    late: str = ""


@dataclass(frozen=True)
class AgendaPart:
    key: str
    title: str
    empty: str
    lines: tuple[AgendaLine, ...]

    @property
    def names_anybody(self) -> bool:
        """Whether the column of who it is about is needed: a plan may name nobody."""
        return any(line.owners for line in self.lines)


@dataclass(frozen=True)
class Agenda(Sheet):
    """Everything the aid for one meeting says."""

    body: str
    meeting: str
    papers: str
    scope: str
    quarter: str
    action_label: str
    owner_label: str
    parts: tuple[AgendaPart, ...]

    @property
    def title(self) -> str:
        return f"Agenda aid: {self.body}, {self.meeting}"

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)


def scope_of(person, plan: Plan, meeting: Meeting):
    """Actions that concern the meeting: all the plan counts, or only those its body owns."""
    actions = Action.objects.visible_to(person).filter(plan=plan).counted().called_apart().in_plan_order()
    return actions if meeting.body.kind in DECIDES_ALL else actions.owned_by(meeting.body)


def agenda_of(
    person, plan: Plan, meeting: Meeting, quarter: Quarter | None, complete: Iterable[ProgressUpdate]
) -> Agenda:
    """The aid for `meeting`; a fixed number of queries. `complete` are updates that wait for agreement, with owners."""
    body, decides_all = meeting.body, meeting.body.kind in DECIDES_ALL
    actions = scope_of(person, plan, meeting)
    time = f", {meeting.held_at:%H:%M}" if meeting.held_at else ""
    own = f"what {body.label} owns or must answer"
    return Agenda(
        **head_of(plan),
        body=body.name,
        meeting=f"{long_date(meeting.held_on)}{time}{f', {meeting.place}' if meeting.place else ''}",
        papers=long_date(meeting.papers_deadline),
        scope="The whole plan" if decides_all else f"Only {own}",
        quarter=quarter.name if quarter else "",
        action_label=plan.action_label,
        owner_label=plan.owner_label,
        parts=(
            AgendaPart(
                "completions",
                "Completions to agree",
                "None is waiting.",
                tuple(_completion(update) for update in complete),
            ),
            AgendaPart("dates", "New dates asked for", "None is waiting.", _dates(actions, quarter)),
            AgendaPart(
                "off-track",
                "Off track: help wanted, or no plan that holds",
                "Every one that is off track has a plan and asks for no help.",
                _off_track(actions, quarter),
            ),
            AgendaPart("challenges", "Open challenges", "No challenge is open.", _challenges(plan, meeting)),
            AgendaPart("help", "Help promised and still open", "None is open.", _promises(plan, meeting)),
            *_to_note(actions, meeting),
            AgendaPart("reports", "Reports due at it", "None is due at it.", _reports(person, plan, meeting)),
        ),
    )


def _line(action: Action, *words: tuple[str, str], late: str = "") -> AgendaLine:
    return AgendaLine(
        action.pk,
        action.reference,
        _told_apart(action),
        action.owners_line,
        tuple((label, said) for label, said in words if said),
        late,
    )


def _told_apart(action: Action) -> str:
    """Its words, and without a reference what they stand under."""
    return (
        action.text
        if action.reference or not action.stands_under
        else f"{action.text} ({action.stands_under})"
    )


def _completion(update: ProgressUpdate) -> AgendaLine:
    return _line(
        update.action,
        ("How much", update.evidence_how_much),
        ("How well", update.evidence_how_well),
        ("What difference", update.evidence_difference),
        ("Said by", f"{update.by}, {long_date(timezone.localtime(update.at).date())}"),
    )


def _dates(actions, quarter: Quarter | None) -> tuple[AgendaLine, ...]:
    """Three queries: what waits, the actions, their owners."""
    waiting = DateChange.objects.waiting().select_related("asked_by", "milestone")
    asked: dict[int, list[DateChange]] = {}
    for change in waiting.filter(action__in=actions.order_by().values("pk")).order_by("from_date", "pk"):
        asked.setdefault(change.action_id, []).append(change)
    found = actions.filter(pk__in=asked).with_status(quarter).with_owners()
    return tuple(
        _line(
            action,
            ("From", change.before),
            ("To", change.after),
            ("Why", change.reason),
            ("Asked for by", str(change.asked_by)),
            late=days_late(action.days_late()) if action.is_overdue else "",
        )
        for action in found
        for change in asked[action.pk]
    )


def _off_track(actions, quarter: Quarter | None) -> tuple[AgendaLine, ...]:
    """Three queries. What was off track when last rated and is silent since stands among them, and says so."""
    red = list(
        actions.with_status(quarter)
        .with_update_before(quarter)
        .off_track_or_was()
        .with_owners()
        .worst_first()
    )
    updates = ProgressUpdate.objects.select_related("quarter").in_bulk(
        [action.update_before_id if action.is_silent else action.update_id for action in red]
    )
    lines = []
    for action in red:
        update = updates[action.update_before_id if action.is_silent else action.update_id]
        back = update.back_on_track_on
        passed = back is not None and back < clock.today()
        no_plan = not update.recovery_step or back is None
        if not (no_plan or passed or is_asked(update.help_wanted)):
            continue
        plan = update.recovery_step or "No recovery plan"
        until = f"{long_date(back)}{', which has passed' if passed else ''}" if back else "No day named"
        asked = update.help_wanted if is_asked(update.help_wanted) else ""
        lines.append(
            _line(
                action,
                ("Said for", f"{update.quarter.name}; no update since" if action.is_silent else ""),
                ("Help wanted", asked),
                ("Why", update.cause),
                ("What will bring it back", plan),
                ("Back on track by", until),
                late=days_late(action.days_late()) if action.is_overdue else "",
            )
        )
    return tuple(lines)


def _challenges(plan: Plan, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """One query."""
    found = Challenge.objects.filter(plan=plan).open().for_page().in_order_of_need()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.concerning(meeting.body)
    return tuple(
        AgendaLine(
            each.action_id,
            each.action.reference if each.action else "",
            each.words,
            each.to.name,
            tuple(
                (label, said)
                for label, said in (
                    ("Raised", f"{long_date(each.raised_on)} by {each.raised_by}"),
                    ("Response due", long_date(each.response_due_on)),
                    ("Response", each.response or "None yet"),
                )
                if said
            ),
            days_late(each.days_late),
        )
        for each in found
    )


def _promises(plan: Plan, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """One query."""
    found = Decision.objects.filter(action__plan=plan).open_promises().for_page()
    if meeting.body.kind not in DECIDES_ALL:
        found = found.concerning(meeting.body)
    return tuple(
        AgendaLine(
            each.action_id,
            each.action.reference,
            each.words,
            each.helper.name,
            tuple(
                (label, said)
                for label, said in (
                    (
                        "Promised",
                        each.decided_where or long_date(timezone.localtime(each.recorded_at).date()),
                    ),
                    ("By when", long_date(each.due_on) or "No day named"),
                )
                if said
            ),
            days_late((clock.today() - each.due_on).days) if each.due_on else "",
        )
        for each in found
    )


def _to_note(actions, meeting: Meeting) -> Iterator[AgendaPart]:
    """What was decided ahead of the meeting, or outside one since the meeting of its body before; left out where
    nothing was. Five queries at most."""
    before = meeting.body.meetings.before(meeting).values_list("held_on", flat=True).first()

    def otherwise(rows, day: str, held: str = "meeting", outside: str = "outside_because"):
        ahead = Q(**{held: meeting, f"{day}__lt": meeting.held_on})
        in_none = ~Q(**{outside: ""}) & Q(**{f"{day}__lt": meeting.held_on})
        if before:
            in_none &= Q(**{f"{day}__gte": before})
        return rows.filter(ahead | in_none)

    decided = [
        (clock.day_of(each.recorded_at), each.action_id, "Decided", each.words, each.decided_where)
        for each in otherwise(Decision.objects.standing(), "recorded_at__date").for_page()
    ]
    decided += [
        (
            clock.day_of(known(each.decided_at)),
            each.action_id,
            "New date agreed" if each.state == DateChange.State.AGREED else "New date not agreed",
            f"from {each.before} to {each.after}",
            each.decided_where,
        )
        for each in otherwise(DateChange.objects.standing().decided(), "decided_at__date")
        .select_related("meeting__body", "milestone")
        .order_by("decided_at")
    ]
    closed = otherwise(actions, "closed_on", "closed_at_meeting", "closed_outside_because")
    decided += [
        (known(each.closed_on), each.pk, "Completion agreed", "closed", each.closed_where)
        for each in closed.filter(state=Action.State.CLOSED).select_related("closed_at_meeting__body")
    ]
    about = {action.pk: action for action in actions.filter(pk__in={row[1] for row in decided}).with_owners()}
    lines = tuple(
        _line(about[pk], (what, capital(words)), ("Where", capital(where)))
        for _, pk, what, words, where in sorted(decided, key=lambda row: row[:2])
        if pk in about
    )
    if lines:
        yield AgendaPart("decided", "Decided ahead of it, or outside a meeting, to note", "", lines)


def _own_reports(person, plan: Plan, meeting: Meeting) -> Iterator[AgendaLine]:
    """The monitoring reports that go to the meeting, where the planner does not ask for them there; two queries."""
    quarters = list(plan.quarters.opened().filter(meeting=meeting).order_by("starts_on"))
    finals = MonitoringReport.objects.visible_to(person).frozen().without_pdf().order_by("version")
    last = {final.quarter_id: final for final in finals.filter(quarter__in=quarters)}
    for quarter in quarters:
        final = last.get(quarter.pk)
        came = f"Final, {final.called}" if final else "Not final yet"
        yield AgendaLine(
            None, "", f"Monitoring report of {quarter.name}", plan.board.team_label, (("State", came),)
        )


def _reports(person, plan: Plan, meeting: Meeting) -> tuple[AgendaLine, ...]:
    """Late to this forum first, then those due at the meeting; six queries at most."""
    due = DueReport.objects.of_plan(plan)
    late = (
        due.late().filter(forum=meeting.body).exclude(meeting=meeting).with_words().order_by("due_on", "pk")
    )
    here = list(due.for_meeting(meeting))
    planned = any(each.obligation.is_monitoring_report for each in here)
    lines = [] if planned else list(_own_reports(person, plan, meeting))
    for each in (*late, *here):
        row = each.obligation.planned_report
        providers = [body.name for body in row.providers.all()]
        came = f"Received {long_date(each.received_on)}" if each.received_on else "Expected"
        if each.monitoring_report:
            came += f": {each.report_words}"
        lines.append(
            AgendaLine(
                None,
                "",
                each.what,
                "; ".join(filter(None, [*providers, row.provider_words])) or "Not stated",
                tuple(
                    (label, said) for label, said in (("What it tells", row.tells), ("State", came)) if said
                ),
                days_late((clock.today() - each.due_on).days) if each.is_late else "",
            )
        )
    return tuple(lines)
