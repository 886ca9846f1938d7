"""The head of section 4: what meetings decided since the last report, and what became of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from lscb.wording import days_late, long_date
from plans.rules.known import known
from reporting.report.changes import DATE_KINDS, DateChangeFacts
from reporting.report.completed import is_closed_since
from reporting.report.facts import ActionFacts
from reporting.report.rows import Chip, Rows, named


@dataclass(frozen=True)
class DecisionFacts:
    """A decision other than a date or a completion; help promised says by whom and what became of it."""

    action: int
    words: str
    recorded_at: datetime
    meeting: str = ""
    promised_by: str = ""
    due_on: date | None = None
    outcome: str = "open"  # open, kept, not-kept
    outcome_words: str = ""
    settled_at: datetime | None = None
    not_complete_because: str = ""  # where a completion was not agreed


@dataclass(frozen=True)
class Decided:
    """What a meeting decided about an action, and what became of it; `now` is where the action stands."""

    meeting: str
    kind: str
    id: int
    reference: str
    text: str
    owners: str
    words: str
    became: str
    now: Chip


def build(
    rows: Rows, date_changes: Iterable[DateChangeFacts], decisions: Iterable[DecisionFacts]
) -> tuple[Decided, ...]:
    """In the order of the days; help promised earlier stays until it came or was given up."""
    found = [
        *(
            _date_decided(rows, each)
            for each in date_changes
            if each.state in ("agreed", "refused") and rows.is_new(each.decided_at)
        ),
        *(_closed(rows, action) for action in rows.counted if is_closed_since(rows, action)),
        *(
            _decision(rows, each)
            for each in decisions
            if rows.is_new(each.recorded_at) or _is_in_sight(rows, each)
        ),
    ]
    place = {action.id: place for place, action in enumerate(rows.facts.actions)}
    found.sort(key=lambda pair: (pair[0], place[pair[1].id]))
    return tuple(line for _, line in found)


def late_promises(rows: Rows, decisions: Iterable[DecisionFacts]) -> list[tuple[str, int]]:
    """Help promised that has not come in time, each with its action."""
    return [
        (f"help for {named(rows.by_id[each.action])} from {each.promised_by}", each.action)
        for each in decisions
        if each.promised_by and each.outcome == "open" and each.due_on and each.due_on < rows.facts.today
    ]


def _is_in_sight(rows: Rows, decision: DecisionFacts) -> bool:
    """Help that is still open, or of which it was said since whether it came."""
    return decision.promised_by != "" and (decision.outcome == "open" or rows.is_new(decision.settled_at))


def _date_decided(rows: Rows, change: DateChangeFacts) -> tuple[date, Decided]:
    moved = f"from {change.before} to {change.after}"
    row = rows.by_id[change.action]
    return _line(
        rows,
        change.action,
        on=known(change.decided_at).date(),
        meeting=change.meeting,
        kind=DATE_KINDS[change.state],
        words=f"{moved[0].upper()}{moved[1:]}"
        + (f". {why_not}" if (why_not := change.refused_because) else ""),
        became=", ".join(filter(None, [f"Due {row.due}" if row.due_on else row.due, row.late])),
    )


def _closed(rows: Rows, action: ActionFacts) -> tuple[date, Decided]:
    return _line(
        rows,
        action.id,
        on=known(action.closed_on),
        meeting=action.agreed_at,
        kind="Completion agreed",
        words="Closed",
        became="",
    )


def _decision(rows: Rows, decision: DecisionFacts) -> tuple[date, Decided]:
    promised = f"By {decision.promised_by}" if decision.promised_by else ""
    if decision.due_on:
        promised += f", by {long_date(decision.due_on)}"
    kind, words = "Other decision", decision.words
    if promised:
        kind, words = "Help promised", f"{decision.words.rstrip('.')}. {promised}."
    elif decision.not_complete_because:
        kind, words = "Completion not agreed", decision.not_complete_because
    return _line(
        rows,
        decision.action,
        on=decision.recorded_at.date(),
        meeting=decision.meeting,
        kind=kind,
        words=words,
        became=_came(decision, rows.facts.today) if promised else "",
    )


def _came(decision: DecisionFacts, today: date) -> str:
    if decision.outcome == "open":
        late = days_late((today - decision.due_on).days) if decision.due_on else ""
        return f"Help still open, {late}" if late else "Help still open"
    said = "It came" if decision.outcome == "kept" else "It did not come"
    return f"{said}: {decision.outcome_words}" if decision.outcome_words else said


def _line(
    rows: Rows, id: int, *, on: date, meeting: str, kind: str, words: str, became: str
) -> tuple[date, Decided]:
    """The day to sort by, and the line."""
    row = rows.by_id[id]
    if not meeting:
        meeting = long_date(on)
    elif long_date(on) not in meeting and kind == "Completion agreed":
        meeting = f"{meeting}, {long_date(on)}"
    return on, Decided(meeting, kind, id, row.reference, row.text, row.owners, words, became, row.now)
