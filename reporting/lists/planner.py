"""The reporting planner and the forward plan as lists."""

from collections.abc import Callable, Iterable

from lscb.lists import Column, ListToSave
from plans.lists.about import about, file_name
from plans.models import Plan
from reporting.selectors.forward_plan import ForwardPlan, Line
from reporting.selectors.planner import Duty, PlannerRow
from subgroups.models import Body


def planner_rows(plan: Plan, rows: Iterable[PlannerRow], body: Body | None) -> ListToSave:
    """The rows as they are printed, and behind them how each is read."""
    shows = f"What {body.name} provides or receives" if body else "The whole planner"
    return ListToSave(
        "Reporting planner",
        file_name(plan, "planner"),
        about(plan, ("Shows", shows)),
        [
            Column("what", "What", lambda row: row.report.what, usual=True),
            Column("activity", "Activity", lambda row: row.report.activity, usual=True),
            Column("tells", _tells(plan), lambda row: row.report.tells, usual=True),
            Column("when", "When", lambda row: row.report.when_text, usual=True),
            Column("provider", "Provided by", _providers),
            Column("read", "As read", lambda row: "\n".join(map(_duty, row.duties))),
            Column("ask", "To be asked", lambda row: "\n".join(_questions(row))),
        ],
        lambda: rows,
    )


def forward_lines(forward: ForwardPlan) -> ListToSave:
    """One year's reports, a row each, by their day."""
    whose = f", what {forward.body.name} provides or receives" if forward.body else ""
    return due_reports(
        forward.plan,
        lambda: forward.lines,
        title="Forward plan",
        name=f"forward-plan-{forward.first.year}",
        shows=[("Shows", f"Reports due in {forward.year}{whose}")],
    )


def due_reports(
    plan: Plan, read: Callable[[], Iterable[Line]], *, title: str, name: str, shows: Iterable[tuple[str, str]]
) -> ListToSave:
    """Reports that are due, a row each."""
    return ListToSave(
        title,
        file_name(plan, name),
        about(plan, *shows),
        [
            Column("due", "Due", lambda line: line.due.due_on, usual=True),
            Column("at", "At", _forum, usual=True),
            Column("papers-due", "Papers due", lambda line: line.due.papers_due_on, usual=True),
            Column("report", "Report", lambda line: line.due.what, usual=True),
            Column("from", "From", lambda line: line.provider, usual=True),
            Column("state", "State", _state, usual=True),
            Column("received", "Received", lambda line: line.due.received_on),
            Column("why", "Why", lambda line: line.due.reason),
            Column("as-printed", "As printed", lambda line: line.due.obligation.words),
            Column("tells", "What it will tell", lambda line: line.due.obligation.planned_report.tells),
            Column("ask", "To be asked", lambda line: line.conflict),
            Column("link", "Link", lambda line: line.due.link),
        ],
        read,
    )


def _tells(plan: Plan) -> str:
    return f"What it will tell the {plan.board.board_label}"


def _providers(row: PlannerRow) -> str:
    return ", ".join(filter(None, [*(each.label for each in row.providers), row.report.provider_words]))


def _duty(duty: Duty) -> str:
    to = ", ".join(filter(None, [*(forum.name for forum in duty.forums), duty.forum_words]))
    return f"{duty.often}: {f'{duty.what} ' if duty.what else ''}to {to}"


def _questions(row: PlannerRow) -> list[str]:
    return [question for duty in row.duties for question in duty.questions]


def _forum(line) -> str:
    name = line.due.forum.name
    return name if line.due.meeting_id else f"{name}, no meeting recorded"


def _state(line) -> str:
    return "Late" if line.is_late else line.due.get_state_display()
